"""What the guard promises: limits of time and memory, an answer or an error, and nothing left."""

import errno
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from loi_tool import guard
from loi_tool.errors import OverLimit, UnreadableFile
from loi_tool.guard import Guard


@pytest.fixture
def process():
    with Guard() as started:
        yield started


def twice(number):
    return 2 * number


def counted(most):
    yield from range(most)


def without_end():
    while True:
        pass


def waiting():
    time.sleep(60)


def taking(size):
    return len(b"x" * size)


def refused():
    raise UnreadableFile("letter.pdf is empty.", "Save it again.", line=3)


def odd():
    raise ZeroDivisionError("of ours")


def on_a_full_disk():
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def ended():
    os.abort()


def scratch_folder():
    Path(tempfile.mkdtemp(), "left").write_text("behind")
    return tempfile.gettempdir()


def group_and_signal():
    return os.getpgid(0), signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def started_engine():
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid


def is_gone(number):
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(number)], capture_output=True, text=True)
    return done.stdout.strip()[:1] in ("", "Z")


def test_it_answers_one_request_after_the_other(process):
    assert [process.call(twice, number) for number in (1, 2, 3)] == [2, 4, 6]
    assert list(process.ask(counted, 3)) == [0, 1, 2]


def test_the_same_process_serves_many_and_then_another_does(process, monkeypatch):
    monkeypatch.setattr(guard, "_MOST_REQUESTS", 3)
    numbers = [process.call(os.getpid) for _ in range(6)]
    assert len(set(numbers)) == 2 and os.getpid() not in numbers


def test_what_was_asked_and_not_taken_does_not_reach_the_next_one(process):
    next(process.ask(counted, 1000))
    assert process.call(twice, 4) == 8
    process.ask(waiting)
    assert process.call(twice, 4) == 8


@pytest.mark.parametrize("work", [without_end, ended])
def test_one_that_never_ends_and_one_that_crashes_are_over_the_limit(process, monkeypatch, work):
    monkeypatch.setattr(guard, "SECONDS", 0.2)
    begun = os.times()
    with pytest.raises(OverLimit):
        process.call(work)
    assert process.call(twice, 4) == 8
    process.close()
    assert os.times().children_user - begun.children_user < 1.5


def test_time_is_counted_for_each_part_and_only_while_it_works(process, monkeypatch):
    monkeypatch.setattr(guard, "SECONDS", 0.2)
    parts = process.ask(counted, 3)
    assert next(parts) == 0
    time.sleep(0.4)
    assert list(parts) == [1, 2]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit memory")
def test_more_memory_than_a_letter_needs_is_over_the_limit(process):
    assert process.call(taking, 50_000_000) == 50_000_000
    with pytest.raises(OverLimit):
        process.call(taking, 400_000_000)
    assert process.call(twice, 4) == 8


def test_an_error_keeps_its_class_and_its_words(process):
    with pytest.raises(UnreadableFile, match="is empty") as raised:
        process.call(refused)
    assert (raised.value.fix, raised.value.line) == ("Save it again.", 3)
    with pytest.raises(ZeroDivisionError, match="of ours"):
        process.call(odd)
    with pytest.raises(OSError, match="No space"):
        process.call(on_a_full_disk)
    assert process.call(twice, 4) == 8


def test_it_leaves_no_file_and_no_engine(monkeypatch):
    told = []
    with Guard(left_behind=told.append) as process:
        scratch = Path(process.call(scratch_folder))
        assert list(scratch.iterdir())
        engine = process.call(started_engine)
    assert told == [scratch] and not scratch.exists()
    while not is_gone(engine):
        time.sleep(0.01)


@pytest.mark.skipif(not hasattr(os, "getpgid"), reason="no process groups")
def test_a_signal_of_the_terminal_is_not_for_it(process):
    group, is_default = process.call(group_and_signal)
    assert group != os.getpgid(0) and is_default


def failing():
    raise FileNotFoundError("letter.pdf")


def test_an_error_of_the_system_is_an_error_as_well(process):
    with pytest.raises(FileNotFoundError, match=r"letter\.pdf"):
        process.call(failing)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_nothing_is_left_where_the_other_process_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    number = os.fork()
    if number == 0:
        process = Guard()
        process.start()
        process.call(twice, 1)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(number, 0)
    while list(tmp_path.iterdir()):
        time.sleep(0.01)


def test_it_works_where_a_process_cannot_be_forked(monkeypatch):
    monkeypatch.setattr(guard, "sys", SimpleNamespace(platform="darwin"))
    with Guard(["json"]) as process:
        assert process.call(os.getpid) != os.getpid()
        with pytest.raises(ZeroDivisionError):
            process.call(divmod, 1, 0)


def test_it_imports_while_it_waits():
    with Guard(["loi_tool.pdf.read"]) as process:
        process.start()
        assert process.call(modules_named, "pypdf")


def modules_named(name):
    return name in sys.modules


def hold_in_a_circle():
    """Twenty megabytes that only the garbage collector gives back."""
    circle = [bytearray(20_000_000)]
    circle.append(circle)


def test_what_one_letter_took_is_there_for_the_next():
    with Guard() as guard:
        for _ in range(15):
            guard.call(hold_in_a_circle)
        assert guard._requests == 15  # in one process

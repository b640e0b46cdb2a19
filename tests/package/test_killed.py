"""A build that is killed while it writes: the old package or the new, whole, whenever it happens.

strace kills a process that writes a package with SIGKILL, once at each system call that changes
something; between two of these the disk is as it was.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from loi_tool import cli
from loi_tool.package import write
from tests.package.test_write import contents, package
from tests.pdf.test_signatures import rsa_key, sign  # noqa: F401 (fixtures)

EXAMPLES = Path(__file__).parents[2] / "examples"
AS_OF = ("--as-of", "2022-05-12T09:00:00-07:00")

_BEGIN = "/here-the-writing-begins"
_WRITE = f"""
import ctypes, fcntl, os, shutil, sys
from pathlib import Path
from loi_tool.package.write import write_package
place, new, how = sys.argv[1:]
if how == "in two steps":
    ctypes.CDLL = lambda name: None
files = {{path.name: path.read_bytes() for path in sorted(Path(new).iterdir())}}
os.path.exists({_BEGIN!r})
write_package(Path(place), files, given=files["letter.pdf"] if how == "signed" else None)
"""
_CHANGE = ("mkdir", "write", "fsync", "rename", "renameat2", "unlinkat", "rmdir", "exit_group")
"""And `openat` where it creates; on other machines some are called otherwise."""
_SAME = {"mkdirat": "mkdir", "renameat": "rename", "unlink": "unlinkat"}


@pytest.fixture
def strace(judge):
    """Its path; a machine may have it and still not let it look at processes."""
    path = judge("strace")
    if subprocess.run([path, "-o", os.devnull, "true"], capture_output=True).returncode:
        pytest.skip("strace may not look at processes here")
    return path


@pytest.fixture
def new(tmp_path):
    """The files that are to be written."""
    folder = tmp_path / "new"
    folder.mkdir()
    for name, data in package("new").items():
        (folder / name).write_bytes(data)
    return folder


def write_traced(options, folder, new, how):
    """Write the new package in a process that strace looks at; whether it was killed."""
    arguments = [str(folder), str(new), how]
    environment = {
        "PYTHONPATH": str(Path(write.__file__).parents[2]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [*options, sys.executable, "-S", "-c", _WRITE, *arguments],
        capture_output=True,
        text=True,
        env=environment,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode != 0


def calls_that_change(strace, log, folder, new, how):
    """The system calls of the writing that change something: their names, and which of that name.

    strace counts the calls of each name from the beginning of the process.
    """
    assert not write_traced([strace, "-o", str(log)], folder, new, how)
    numbers, calls, begun = Counter(), [], False
    for line in log.read_text(errors="replace").splitlines():
        name, _, rest = line.partition("(")
        numbers[name] += 1
        changes = name in _CHANGE or name in _SAME or (name == "openat" and "O_CREAT" in rest)
        if begun and changes:
            calls.append((name, numbers[name]))
        begun = begun or _BEGIN in rest
    return calls


def killed_at(call, strace, tmp_path, new, how):
    """What is in the folder of a package when the writing of another was killed at a call."""
    name, number = call
    folder = tmp_path / f"{name} {number}" / "package"
    write.write_package(folder, package("old"))
    inject = f"inject={name}:signal=SIGKILL:when={number}"
    options = [strace, "-o", os.devnull, "-e", f"trace={name}", "-e", inject]
    killed = write_traced(options, folder, new, how)
    left = [path for path in folder.parent.iterdir() if path != folder]
    now = contents(folder) if folder.exists() else None
    hidden = [contents(path) for path in left]
    write.write_package(folder, package("next"))
    assert contents(folder) == package("next")
    assert list(folder.parent.iterdir()) == [folder], "what was left is cleared away"
    return killed, now, hidden


@pytest.mark.parametrize("how", ["in one step", "in two steps"])
def test_a_build_that_is_killed_leaves_a_whole_package(strace, tmp_path, new, how):
    folder = tmp_path / "first" / "package"
    write.write_package(folder, package("old"))
    calls = calls_that_change(strace, tmp_path / "log", folder, new, how)
    assert {"mkdir", "openat", "fsync", "unlinkat"} <= {_SAME.get(name, name) for name, _ in calls}
    kill = partial(killed_at, strace=strace, tmp_path=tmp_path, new=new, how=how)
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(kill, calls))
    whole = [package("old"), package("new")]
    for killed, now, hidden in outcomes:
        assert killed
        assert now in whole or (how == "in two steps" and now is None and whole[0] in hidden)
    assert [now for _, now, _ in outcomes].count(whole[0]) > 10
    assert whole[1] in [now for _, now, _ in outcomes]
    assert (None in [now for _, now, _ in outcomes]) == (how == "in two steps")


# A signed letter ----------------------------------------------------------------------------------

MOMENTS = int(os.environ.get("LOI_MOMENTS", "3"))
"""Of `loi sign`; 25 take a minute."""
_SIGN = """
import os, signal, sys
from loi_tool.package import write
moment, calls = int(sys.argv[1]), 0
def count(frame, event, _):
    global calls
    calls += event == "call"
    if calls == moment:
        os.kill(os.getpid(), signal.SIGKILL)
def counted(*arguments, **options):
    sys.setprofile(count)
    writing(*arguments, **options)
    sys.setprofile(None)
    if moment == 0:
        sys.stderr.write(f"calls {calls}")
writing, write.write_package = write.write_package, counted
sys.argv = ["loi", *sys.argv[2:]]
from loi_tool.__main__ import main
main()
"""
"""It is killed at a call of a function, counted from the beginning of the writing; with moment 0 it
goes to its end, and says how many there are."""


def with_scan(files):
    """A package with the signed letter in its folder, under another name."""
    return {**files, "Scan.pdf": package("new")["letter.pdf"]}


def write_signed(folder):
    files = package("new")
    write.write_package(folder, files, given=files["letter.pdf"])


def test_a_signed_letter_that_is_put_in_place_when_killed(strace, tmp_path, new):
    def old_with_scan(folder):
        write.write_package(folder, package("old"))
        (folder / "Scan.pdf").write_bytes(package("new")["letter.pdf"])

    first = tmp_path / "first" / "package"
    old_with_scan(first)
    calls = calls_that_change(strace, tmp_path / "log", first, new, "signed")
    assert {"mkdir", "openat", "fsync", "unlinkat"} <= {_SAME.get(name, name) for name, _ in calls}

    def killed(call):
        name, number = call
        folder = tmp_path / f"{name} {number}" / "package"
        old_with_scan(folder)
        inject = f"inject={name}:signal=SIGKILL:when={number}"
        options = [strace, "-o", os.devnull, "-e", f"trace={name}", "-e", inject]
        assert write_traced(options, folder, new, "signed")
        now = contents(folder)
        write_signed(folder)
        assert contents(folder) == package("new")
        assert list(folder.parent.iterdir()) == [folder], "what was left is cleared away"
        return now

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(killed, calls))
    whole = [with_scan(package("old")), package("new")]
    assert all(now in whole for now in outcomes)
    assert all(now in outcomes for now in whole)


def test_loi_sign_is_killed_at_any_moment(tmp_path, sign):  # noqa: F811
    made = EXAMPLES / "minimal" / "package"
    (pdf,) = made.glob("*.pdf")
    signed = tmp_path / "signed.pdf"
    signed.write_bytes(sign(pdf.read_bytes()))

    def run(moment):
        folder = tmp_path / str(moment) / "package"
        shutil.copytree(made, folder)
        command = ["sign", str(folder), str(signed), *AS_OF]
        done = subprocess.run(
            [sys.executable, "-c", _SIGN, str(moment), *command], capture_output=True, check=False
        )
        return folder, done

    folder, done = run(0)
    assert done.returncode == 0, done.stderr
    old, whole, calls = contents(made), contents(folder), int(done.stderr.split()[-1])
    assert whole[pdf.name] == signed.read_bytes() and set(whole) > set(old)
    for step in range(MOMENTS):
        folder, done = run(1 + calls * step // MOMENTS)
        assert done.returncode == -signal.SIGKILL
        assert contents(folder) in (old, whole)
        assert cli.run(["verify", str(folder), *AS_OF]) == 0

"""Ctrl-C, and what else asks a process to stop, at any moment: at once, and with nothing left.

A moment is the call of a function, counted, and not a time: the process sends the signal to itself
there, so a busy machine changes nothing.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LETTERS = ROOT / "tests" / "golden" / "letters"
AS_OF = ("--as-of", "2022-05-12T09:00:00-07:00")
SAID = b"Interrupted; nothing was changed.\n"
TOO_LATE = b"Interrupted; everything was written before.\n"
MOMENTS = int(os.environ.get("LOI_MOMENTS", "3"))
"""Of each command; a hundred take two minutes."""
PROGRAM = """
import os, signal, sys
moment, number = int(sys.argv[1]), int(sys.argv[2])
calls = 0
home = os.getpid()
def count(frame, event, _):
    global calls
    if event != "call" or os.getpid() != home:
        return
    calls += 1
    if calls == moment:
        os.kill(home, number)
sys.argv = ["loi", *sys.argv[3:]]
from loi_tool import ending
ending.end_on_signals()
sys.setprofile(count)
if moment == 0:
    leave = os._exit
    os._exit = lambda code: (sys.stderr.write(f"calls {calls}"), sys.stderr.flush(), leave(code))
from loi_tool.__main__ import main
main()
"""
"""With moment 0 it goes to its end, and says how many calls there are."""
COMMANDS = {
    "check": ("check", str(LETTERS / "clean.docx"), str(LETTERS / "clean.pdf"), *AS_OF),
    "check many": ("check", str(LETTERS), "--jobs", "2", *AS_OF),
    "build": ("build", str(ROOT / "examples" / "valle-verde"), "-o", "package", *AS_OF),
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder, and a temporary folder of its own in it."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def run(folder, command, moment, number=signal.SIGINT):
    arguments = [sys.executable, "-c", PROGRAM, str(moment), str(int(number)), *COMMANDS[command]]
    environment = {**os.environ, "LOI_TEST_RUN": folder.name}
    return subprocess.run(
        arguments, cwd=folder, env=environment, capture_output=True, timeout=60, check=False
    )


def processes_of(folder):
    """Those that were started by a run in a folder and have not ended."""
    wanted = f"LOI_TEST_RUN={folder.name}".encode()
    running = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if wanted in environment.read_bytes():
                running.append(environment.parent.name)
        except OSError:
            continue
    return running


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_signal_ends_it_at_any_moment_and_nothing_is_left(folder, command):
    whole = run(folder, command, 0)
    assert whole.returncode == (2 if command == "check many" else 0)  # one is malformed
    calls = int(whole.stderr.rpartition(b"calls ")[2])
    for step in range(MOMENTS):
        moment = 1 + calls * step // MOMENTS  # not the last, for their number varies a little
        done = run(folder, command, moment)
        said = re.sub(rb"\d+ of \d+ letters were checked\.\n", b"", done.stderr)
        assert done.returncode == 130 and said in (SAID, TOO_LATE), (moment, done.stderr)
        while processes_of(folder):
            pass  # it is ended, and the system has yet to take it away
        assert list((folder / "temporary").iterdir()) == [], moment
        assert not [path for path in folder.iterdir() if path.name.startswith(".")], moment


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_the_exit_code_names_the_signal(folder, name):
    number = getattr(signal, name)
    done = run(folder, "check", 5000, number)
    assert (done.returncode, done.stderr) == (128 + number, SAID)

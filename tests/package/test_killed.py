"""A build that is killed while it writes: the old package or the new, whole, whenever it happens.

strace kills a process that writes a package with SIGKILL, once at each system call that changes
something; between two of these the disk is as it was.
"""

import os
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from loi_tool.package import write
from tests.package.test_write import contents, package

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
write_package(Path(place), files)
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

"""All or nothing: whole packages, nothing of anybody's overwritten, nothing left lying about."""

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from loi_tool.errors import CannotWrite
from loi_tool.package import write
from loi_tool.package.manifest import NAME, manifest_json
from loi_tool.package.write import (
    ensure_file_replaceable,
    ensure_replaceable,
    write_file,
    write_package,
)


def package(text="one"):
    """The files of a small package; `text` says which."""
    files = {"letter.docx": f"word {text}".encode(), "letter.pdf": f"pdf {text}".encode()}
    manifest = manifest_json(
        tool="loi 0.1.0",
        engine="rdocx 0.16.3",
        call={"id": "cei-plln-cohort-3", "sha256": "0" * 64},
        as_of="2022-05-12T09:00:00-07:00",
        draft=False,
        pages=2,
        sources={"answers.yaml": "0" * 64},
        files={name: ("word", data) for name, data in files.items()},
    )
    return {**files, NAME: manifest}


def anything(_):
    """Whether an earlier file may be replaced: yes."""
    return True


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def everything(folder):
    """Every path below a folder, hidden ones too, with its bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def refusal(folder, files=None):
    """What is said when a package is refused; and nothing at all has changed."""
    before = everything(folder.parent)
    with pytest.raises(CannotWrite) as caught:
        write_package(folder, files or package("new"))
    assert everything(folder.parent) == before
    assert caught.value.message.endswith(".")
    return caught.value.message


@pytest.fixture
def folder(tmp_path):
    """Where a package goes: a folder of its own, so that what is left beside it is seen."""
    (tmp_path / "here").mkdir()
    return tmp_path / "here" / "package"


# Where it works -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["package", "Paquete de José, año 2022", "ô" * 120, "-o", ".p"])
def test_a_package_is_written_whole(folder, name):
    folder = folder.with_name(name)
    write_package(folder, package())
    assert contents(folder) == package()
    assert [path.name for path in folder.parent.iterdir()] == [name]


def test_folders_above_it_are_made(tmp_path):
    write_package(tmp_path / "a" / "b" / "package", package())
    assert contents(tmp_path / "a" / "b" / "package") == package()


def test_an_empty_folder_is_used(folder):
    folder.mkdir()
    write_package(folder, package())
    assert contents(folder) == package()


def test_an_unchanged_package_is_replaced(folder):
    write_package(folder, package("old"))
    write_package(folder, package("new"))
    assert contents(folder) == package("new")
    assert [path.name for path in folder.parent.iterdir()] == ["package"]


def test_a_package_from_which_files_were_taken_away_is_replaced(folder):
    write_package(folder, package("old"))
    (folder / "letter.pdf").unlink()
    write_package(folder, package("new"))
    assert contents(folder) == package("new")


def test_files_can_be_read_by_others_as_far_as_the_user_lets_them(folder):
    before = os.umask(0o027)
    try:
        write_package(folder, package())
        write_file(folder.with_name("report.txt"), b"x", anything)
    finally:
        os.umask(before)
    assert folder.stat().st_mode & 0o777 == 0o750
    assert (folder / "letter.pdf").stat().st_mode & 0o777 == 0o640
    assert folder.with_name("report.txt").stat().st_mode & 0o777 == 0o640


def test_a_link_is_followed_and_stays(folder):
    real = folder.with_name("real")
    real.mkdir()
    folder.symlink_to(real)
    write_package(folder, package())
    assert folder.is_symlink()
    assert contents(real) == package()


# Where it is refused ------------------------------------------------------------------------------


def test_a_changed_pdf_is_kept_and_named(folder):
    write_package(folder, package("old"))
    (folder / "letter.pdf").write_bytes(b"signed by hand")
    said = refusal(folder)
    assert "letter.pdf" in said and "letter.docx" not in said


def test_a_file_that_was_added_is_kept_and_named(folder):
    write_package(folder, package("old"))
    (folder / "notes.txt").write_text("call Rosa")
    assert "notes.txt" in refusal(folder)


def test_a_folder_that_was_added_is_kept_and_named(folder):
    write_package(folder, package("old"))
    (folder / "scans").mkdir()
    assert "scans" in refusal(folder)


def test_a_link_in_the_place_of_a_file_is_kept_and_named(folder):
    write_package(folder, package("old"))
    (folder / "letter.pdf").rename(folder.with_name("elsewhere.pdf"))
    (folder / "letter.pdf").symlink_to(folder.with_name("elsewhere.pdf"))
    assert "letter.pdf" in refusal(folder)


@pytest.mark.parametrize(
    "manifest",
    [
        None,
        b"",
        b"{}",
        b"[]",
        b'"files"',
        b"\xff",
        b"[" * 100_000,
        b'{"files": []}',
        b'{"schema": 1, "tool": "webpack", "files": []}',
        b'{"schema": 1, "tool": "loi 1", "files": [{"name": "x"}]}',
        b'{"schema": 1, "tool": null, "files": []}',
    ],
)
def test_a_folder_with_other_files_is_left_alone(folder, manifest):
    folder.mkdir()
    (folder / "thesis.docx").write_text("years of work")
    if manifest is not None:
        (folder / NAME).write_bytes(manifest)
    assert "no package" in refusal(folder)


def test_a_file_in_its_place_is_left_alone(folder):
    folder.write_text("somebody's file")
    assert "There is a file" in refusal(folder)


def test_a_file_in_the_place_of_a_folder_above_is_left_alone(folder):
    folder.write_text("somebody's file")
    assert "There is a file" in refusal(folder / "package")


def test_the_folder_one_stands_in_is_not_pulled_away(folder, monkeypatch):
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert "you are in that folder" in refusal(Path())
    write_package(Path("package"), package())
    assert contents(folder / "package") == package()


# Where the disk refuses, or somebody does ---------------------------------------------------------


def count_calls(monkeypatch, fail_at, error):
    """Count what is asked of the system; the call with the number `fail_at` fails."""
    count = [0]

    def counted(real):
        def call(*args, **kwargs):
            count[0] += 1
            if count[0] == fail_at:
                raise error
            return real(*args, **kwargs)

        return call

    for where, name in [(Path, "mkdir"), (Path, "open"), (os, "fsync"), (Path, "rename")]:
        monkeypatch.setattr(where, name, counted(getattr(where, name)))
    return count


@pytest.mark.parametrize("at_once", [True, False], ids=["in one step", "in two steps"])
@pytest.mark.parametrize("earlier", [False, True], ids=["nothing there", "earlier package"])
@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        PermissionError(errno.EACCES, "Permission denied"),
        OSError(errno.EROFS, "Read-only file system"),
        KeyboardInterrupt(),
    ],
    ids=["disk full", "not allowed", "read-only", "Ctrl-C"],
)
def test_whatever_fails_there_is_the_old_package_or_the_new(
    folder, monkeypatch, earlier, error, at_once
):
    """Every single step is made to fail once."""
    if not at_once:
        monkeypatch.setattr(write, "_exchanged", lambda one, other: False)
    for step in range(1, 100):
        place = folder.with_name(f"{step}") / "package"
        place.parent.mkdir()
        if earlier:
            write_package(place, package("old"))
        with monkeypatch.context() as patch:
            count = count_calls(patch, step, error)
            try:
                write_package(place, package("new"))
                written = True
            except (CannotWrite, KeyboardInterrupt):
                written = False
        now = contents(place) if place.exists() else None
        assert now == (package("new") if written else package("old") if earlier else None)
        assert [path.name for path in place.parent.iterdir() if path != place] == []
        if count[0] < step:
            break
    assert written and 8 < step < 50


def test_a_full_disk_is_said(folder, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "No space left on device" in refusal(folder)


def test_a_package_larger_than_the_system_allows_leaves_nothing(folder):
    """A real limit on the size of files, as a quota sets it."""
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from loi_tool.errors import CannotWrite\n"
        "from loi_tool.package.write import write_package\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))\n"
        "try: write_package(Path(sys.argv[1]), {'a': b'x' * 4000, 'b': b'x' * 6000})\n"
        "except CannotWrite as error: print(error.message)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True)
    assert "File too large" in done.stdout, done.stderr
    assert list(folder.parent.iterdir()) == []


@pytest.mark.parametrize("at_once", [True, False], ids=["in one step", "in two steps"])
def test_what_changes_while_it_is_looked_at_is_kept(folder, monkeypatch, at_once):
    """Somebody signs the PDF between the look at the folder and the writing."""
    if not at_once:
        monkeypatch.setattr(write, "_exchanged", lambda one, other: False)
    write_package(folder, package("old"))
    real = Path.mkdir

    def sign_and_make(*args, **kwargs):
        (folder / "letter.pdf").write_bytes(b"signed by hand")
        return real(*args, **kwargs)

    with monkeypatch.context() as patch, pytest.raises(CannotWrite, match=r"letter\.pdf"):
        patch.setattr(Path, "mkdir", sign_and_make)
        write_package(folder, package("new"))
    assert contents(folder) == {**package("old"), "letter.pdf": b"signed by hand"}
    assert [path.name for path in folder.parent.iterdir()] == ["package"]


@pytest.mark.parametrize("earlier", [False, True], ids=["nothing there", "earlier package"])
def test_builds_at_the_same_time_leave_one_whole_package(folder, earlier):
    if earlier:
        write_package(folder, package("old"))
    start = threading.Barrier(6)
    said = []

    def build(text):
        start.wait()
        for _ in range(10):
            try:
                write_package(folder, package(text))
                said.append("")
            except CannotWrite as error:
                said.append(error.message)

    threads = [threading.Thread(target=build, args=(f"{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 60 and "" in said
    assert contents(folder) in [package(f"{number}") for number in range(6)]
    assert [path.name for path in folder.parent.iterdir()] == ["package"]
    assert set(said) == {""}, "with locks, each waits for the other"


def test_without_locks_builds_at_the_same_time_still_leave_a_whole_package(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "fcntl", None)
    start = threading.Barrier(4)
    said = []

    def build(text):
        start.wait()
        for _ in range(10):
            try:
                write_package(folder, package(text))
                said.append("")
            except CannotWrite as error:
                said.append(error.message)

    threads = [threading.Thread(target=build, args=(f"{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 40 and "" in said
    assert contents(folder) in [package(f"{number}") for number in range(4)]


# What a build that was killed has left -----------------------------------------------------------


def hidden(folder):
    """A name as the build of another process would have made it, beside a package."""
    return write._beside(folder)


@pytest.mark.parametrize("left", [{}, {"letter.docx": b"ha"}, {**package("x"), NAME: b'{"sche'}])
def test_what_was_being_written_is_cleared_away(folder, left):
    place = hidden(folder)
    place.mkdir()
    for name, data in left.items():
        (place / name).write_bytes(data)
    write_package(folder, package())
    assert everything(folder.parent).keys() == {"package"} | {f"package/{n}" for n in package()}


def test_a_package_that_had_stepped_aside_comes_back(folder):
    """It does even if the build that finds it is refused."""
    write_package(folder, {**package("old")})
    folder.rename(hidden(folder))
    with pytest.raises(CannotWrite):
        write_package(folder, {"a/b": b"no name of a file"})
    assert contents(folder) == package("old")
    assert list(folder.parent.iterdir()) == [folder]


def test_what_was_changed_while_a_build_was_killed_is_kept_and_named(folder):
    write_package(folder, package("new"))
    place = hidden(folder)
    write_package(place, package("old"))
    (place / "letter.pdf").write_bytes(b"signed by hand")
    said = refusal(folder)
    assert place.name in said and "letter.pdf" in said


def test_hidden_folders_of_others_are_left_alone(folder):
    other = hidden(folder.with_name("another package"))
    for place in (other, folder.with_name(".loi-0123456789abcdef"), folder.with_name(".loi")):
        place.mkdir()
        (place / "diary.txt").write_text("mine")
    before = everything(folder.parent)
    write_package(folder, package())
    assert everything(folder.parent).items() >= before.items()


def test_a_file_that_was_being_written_is_cleared_away(tmp_path):
    path = tmp_path / "report.txt"
    hidden(path).write_bytes(b"hal")
    write_file(path, b"whole", anything)
    assert everything(tmp_path) == {"report.txt": b"whole"}


# One file -----------------------------------------------------------------------------------------


def test_a_file_is_not_overwritten(tmp_path):
    path = tmp_path / "answers.yaml"
    write_file(path, b"first")
    with pytest.raises(CannotWrite, match="already there"):
        write_file(path, b"second")
    assert path.read_bytes() == b"first"


def test_a_file_is_replaced_where_that_is_wanted(tmp_path):
    path = tmp_path / "sub" / "report.json"
    write_file(path, b"first", anything)
    write_file(path, b"second", anything)
    assert everything(tmp_path) == {"sub": None, "sub/report.json": b"second"}


def test_a_file_that_may_not_be_replaced_is_not(tmp_path):
    path = tmp_path / "report.txt"
    path.write_bytes(b"a diary")
    for write_it in (lambda: write_file(path, b"x", is_ours), lambda: ensure(path)):
        with pytest.raises(CannotWrite, match="something else"):
            write_it()
    assert everything(tmp_path) == {"report.txt": b"a diary"}
    path.write_bytes(b"ours")
    ensure(path)
    write_file(path, b"newer", is_ours)
    assert path.read_bytes() == b"newer"


def is_ours(path):
    return path.read_bytes() == b"ours"


def ensure(path):
    ensure_file_replaceable(path, is_ours)


@pytest.mark.parametrize("replace", [True, False])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt()])
def test_a_file_that_fails_leaves_nothing(tmp_path, monkeypatch, replace, error):
    path = tmp_path / "report.json"
    if replace:
        path.write_bytes(b"first")
    before = everything(tmp_path)

    def fail(*_):
        raise error

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises((CannotWrite, KeyboardInterrupt)):
        write_file(path, b"second", anything if replace else None)
    assert everything(tmp_path) == before


def test_a_device_is_written_to_and_not_replaced():
    write_file(Path("/dev/null"), b"x", anything)
    assert Path("/dev/null").is_char_device()
    with pytest.raises(CannotWrite, match="No space left on device"):
        write_file(Path("/dev/full"), b"x", anything)


def test_a_folder_is_not_replaced_by_a_file(tmp_path):
    (tmp_path / "report").mkdir()
    with pytest.raises(CannotWrite):
        write_file(tmp_path / "report", b"x", anything)
    assert everything(tmp_path) == {"report": None}


def test_a_free_folder_is_free(folder):
    ensure_replaceable(folder)
    folder.mkdir()
    ensure_replaceable(folder)

"""What was read in letters is kept: the report is the same, and whatever changes it counts."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from loi_tool.calls.load import load_call
from loi_tool.facts import Facts, PageLimit
from loi_tool.journeys import Options, cache, check_letters
from loi_tool.journeys.cache import Cache, as_json, users_cache
from loi_tool.reports import csv, github, html, json, markdown, text

LETTERS = Path(__file__).parents[1] / "golden" / "letters"
OPTIONS = Options(as_of="2022-05-12T09:00:00-07:00")
LATER = Options(as_of="2022-07-01T09:00:00-07:00")
FORMATS = (csv, github, html, json, markdown)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Two letters: a pair with faults, and a Word file alone."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cached"))
    (tmp_path / "letters").mkdir()
    for name in ("faults.docx", "faults.pdf", "clean.docx"):
        shutil.copy(LETTERS / name, tmp_path / "letters")
    return tmp_path / "letters"


@pytest.fixture(scope="module")
def first_run(tmp_path_factory):
    """The cache after a run."""
    cached = tmp_path_factory.mktemp("first")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cached))
        files = [LETTERS / name for name in ("faults.docx", "faults.pdf", "clean.docx")]
        letters = tmp_path_factory.mktemp("letters")
        for file in files:
            shutil.copy(file, letters)
        check_letters([letters], OPTIONS, cached=True)
    return cached


@pytest.fixture
def filled(folder, first_run):
    """The same letters, when they were checked once before."""
    shutil.copytree(first_run, folder.parent / "cached")
    return folder


@pytest.fixture
def scanned(folder):
    """The same with a scan."""
    for name in ("scan.docx", "scan.pdf"):
        shutil.copy(LETTERS / name, folder)
    return folder


@pytest.fixture
def read_again(monkeypatch):
    """The names of the files that are read, and not taken from the cache."""
    from loi_tool.journeys.readers import Readers

    names = []

    def noting(read):
        def noted(self, file, *arguments, **options):
            names.append(file)
            return read(self, file, *arguments, **options)

        return noted

    for method in ("word", "pdf", "paragraphs"):
        monkeypatch.setattr(Readers, method, noting(getattr(Readers, method)))
    return names


def entries(folder):
    return sorted((folder.parent / "cached" / "loi-tool").iterdir())


def rendered(outcome):
    report = outcome.report
    forms = [format_.render(report) for format_ in FORMATS]
    return [
        *forms,
        text.render(report, width=100, color=False, unicode=True, details=True),
        outcome.exit_code,
    ]


def test_every_report_is_the_same_with_the_cache_whatever_the_moment(filled, read_again):
    for options in (OPTIONS, LATER, replace(OPTIONS, ignore=("LOI2",))):
        kept = rendered(check_letters([filled], options, cached=True))
        assert read_again == []
        assert kept == rendered(check_letters([filled], options))
        assert set(read_again) == {"faults.docx", "faults.pdf", "clean.docx"}
        read_again.clear()


def test_settings_are_those_of_the_run(filled, read_again):
    from loi_tool import settings

    settings._of_folder.cache_clear()
    (filled / "loi.toml").write_text('[ignore]\nLOI6 = "We look at these ourselves."\n')
    kept = rendered(check_letters([filled], OPTIONS, cached=True))
    assert read_again == []
    assert kept == rendered(check_letters([filled], OPTIONS))
    assert "We look at these ourselves." in kept[FORMATS.index(json)]


def change_file(folder):
    with (folder / "clean.docx").open("ab") as file:
        file.write(b"\0")


def change_name(folder):
    (folder / "clean.docx").rename(folder / "other.docx")


def damage(folder):
    for entry in entries(folder):
        content = entry.read_bytes()
        entry.write_bytes(content.replace(b'"text":"', b'"text":"x', 1))


def empty(folder):
    for entry in entries(folder):
        entry.write_bytes(b"")


def exchange(folder):
    first, *_, last = entries(folder)
    shutil.copy(first, last)


@pytest.mark.parametrize("change", [change_file, change_name, damage, empty, exchange])
def test_what_was_changed_is_read_again(filled, read_again, change):
    change(filled)
    kept = rendered(check_letters([filled], OPTIONS, cached=True))
    assert read_again
    assert kept == rendered(check_letters([filled], OPTIONS))


def test_another_call_or_program_has_entries_of_its_own(filled, read_again, tmp_path, monkeypatch):
    call = tmp_path / "call.yaml"
    original = load_call("cei-plln-cohort-3").path.read_text("utf-8")
    call.write_text(original + "\n# the same, with a note\n", "utf-8")
    options = replace(OPTIONS, call=str(call))
    for _ in range(2):  # the second time there is one
        check_letters([filled], options, cached=True)
    assert read_again.count("faults.docx") == 1
    call.with_name("call.weights.json").write_text("{}")
    monkeypatch.setattr("loi_tool.journeys.sources._reading", lambda asked, letter: None)
    read_again.clear()
    check_letters([filled], options, cached=True)
    assert "faults.docx" in read_again
    read_again.clear()
    monkeypatch.setattr(cache, "_packages", lambda: [b"pypdf-99.dist-info"])
    check_letters([filled], OPTIONS, cached=True)
    assert "faults.docx" in read_again


def test_the_digest_of_the_program_is_that_of_its_content(tmp_path, monkeypatch):
    before = cache.program_digest()
    assert cache.program_digest() == before
    source = tmp_path / "loi_tool"
    shutil.copytree(Path(cache.__file__).parents[1], source)
    monkeypatch.setattr(cache, "__file__", str(source / "journeys" / "cache.py"))
    assert cache.program_digest() == before
    rule = source / "rules" / "pages.py"
    state = rule.stat()
    rule.write_text(rule.read_text("utf-8").replace("page", "Page", 1), "utf-8")
    os.utime(rule, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert cache.program_digest() != before


def test_facts_come_back_as_they_were(scanned, monkeypatch):
    found = []
    monkeypatch.setattr(Cache, "keep", lambda self, name, value: found.append(value))
    check_letters([scanned], OPTIONS, cached=True)
    letters = [value for value in found if isinstance(value, Facts)]
    assert len(letters) == 3
    for facts in letters:
        assert cache._adapter(Facts).validate_json(as_json(facts)) == facts


def test_what_a_busy_machine_may_have_changed_is_not_kept(scanned, monkeypatch):
    from loi_tool.errors import EngineFailed
    from loi_tool.journeys.readers import Readers

    def scan(*_):
        raise EngineFailed("It took too long.")

    monkeypatch.setattr(Readers, "scan", scan)
    kept = []
    monkeypatch.setattr(Cache, "keep", lambda self, name, value: kept.append(value))
    check_letters([scanned], OPTIONS, cached=True)
    assert [v.word.file for v in kept if isinstance(v, Facts)] == ["clean.docx", "faults.docx"]


def test_a_folder_that_others_can_write_in_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    own = users_cache()
    assert own is not None and own.folder.stat().st_mode & 0o777 == 0o700
    own.folder.chmod(0o770)
    assert users_cache() is None
    own.folder.rmdir()
    own.folder.symlink_to(tmp_path)
    assert users_cache() is None
    own.folder.unlink()
    own.folder.write_bytes(b"")
    assert users_cache() is None


def test_a_disk_that_is_full_costs_the_entry_only(tmp_path, monkeypatch):
    store = Cache(tmp_path, "")

    def fail(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(Path, "replace", fail)
        store.keep("name", PageLimit())
    assert list(tmp_path.iterdir()) == []
    Cache(tmp_path / "gone", "").keep("name", PageLimit())
    Cache(tmp_path / "gone", "").sweep()


def test_what_was_not_used_for_longest_is_swept(tmp_path):
    for age in range(4):
        (tmp_path / str(age)).write_bytes(bytes(100))
        os.utime(tmp_path / str(age), (1_000 - age, 1_000 - age))
    Cache(tmp_path, "").sweep(most=250)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0", "1"]


def test_two_runs_at_once_and_none_that_keeps(folder):
    command = [sys.executable, "-m", "loi_tool", "check", str(folder), "--format", "json"]
    command += ["--as-of", str(OPTIONS.as_of), "--jobs", "1"]
    assert subprocess.run([*command, "--no-cache"], capture_output=True, check=False).stdout
    assert not (folder.parent / "cached").exists()
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    first, second = (run.communicate()[0] for run in runs)
    assert first == second == json.render(check_letters([folder], OPTIONS).report).encode()
    assert all(len(entry.name) == 64 for entry in entries(folder))

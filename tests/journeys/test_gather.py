"""Which files are one submission, and which of them is what."""

import hashlib
import json

import pytest

from loi_tool.errors import BadUsage, NothingToCheck
from loi_tool.journeys.gather import find_sources

ANSWERS = b"call: x\ndistrict: {name: y}\n"


@pytest.fixture
def put(tmp_path, monkeypatch):
    """Make files by name; those that end in .yaml hold answers."""
    monkeypatch.chdir(tmp_path)

    def make(*names):
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(ANSWERS if name.endswith(".yaml") else b"PK\x03\x04")
        return tmp_path

    return make


def found(*paths):
    """Name and files of each submission."""
    sources = find_sources(paths)
    return [
        (s.name, *(p.name for p in (s.answers, s.word, s.pdf) if p is not None)) for s in sources
    ]


def test_files_that_share_a_stem_are_one_submission(put):
    folder = put("a.docx", "a.pdf", "b.docx")
    paths = [folder / name for name in ("a.pdf", "b.docx", "a.docx")]
    assert found(*paths) == [("a", "a.docx", "a.pdf"), ("b", "b.docx")]


def test_a_word_file_and_a_pdf_named_alone_are_one_submission(put):
    folder = put("Rio Seco.docx", "Scan_0001.pdf", "c.docx", "x/d.pdf")
    word, scan = folder / "Rio Seco.docx", folder / "Scan_0001.pdf"
    assert found(scan, word) == [("Rio Seco", "Rio Seco.docx", "Scan_0001.pdf")]
    assert len(found(word, scan, folder / "c.docx")) == 3
    assert len(found(word, folder / "c.docx")) == 2
    assert len(found(word, folder / "x/d.pdf")) == 2
    assert len(found(word, folder / "x")) == 2


def test_a_stem_is_the_same_in_capitals(put):
    folder = put("rio/Letter.DOCX", "rio/LETTER.pdf", "rio/budget.pdf")
    assert found(folder / "rio")[0] == ("LETTER", "Letter.DOCX", "LETTER.pdf")


def test_letters_of_the_same_name_are_told_apart(put):
    folder = put("a/letter.docx", "a/letter.doc", "a/letter.pdf", "b/letter.docx", "c/b/x.pdf")
    names = [source.name for source in find_sources([folder / "a"])]
    assert names == ["letter.doc", "letter.docx"]
    names = [source.name for source in find_sources([folder])]
    assert names == ["letter.doc", "letter.docx", f"{folder.name}/b", "c/b"]


def test_the_same_stem_in_two_folders_is_two(put):
    folder = put("x/a.docx", "y/a.pdf")
    assert found(folder / "x/a.docx", folder / "y/a.pdf") == [
        ("x/a", "a.docx"),
        ("y/a", "a.pdf"),
    ]


def test_a_folder_with_one_of_each_kind_is_one_submission_whatever_their_names(put):
    folder = put("rio/Letter final.docx", "rio/scan0001.pdf", "rio/answers.yaml", "rio/logo.png")
    assert found(folder / "rio") == [("rio", "answers.yaml", "Letter final.docx", "scan0001.pdf")]


def test_anything_else_in_a_folder_is_several(put):
    folder = put("rio/a.docx", "rio/a.pdf", "rio/b.docx")
    assert found(folder / "rio") == [("a", "a.docx", "a.pdf"), ("b", "b.docx")]


def test_the_letterhead_that_answers_name_is_no_letter(put):
    folder = put("answers.yaml", "head.docx", "art/logo head.docx")
    answers = folder / "answers.yaml"
    for name in ("head.docx", "./head.docx", folder / "head.docx"):
        answers.write_text(f"call: x\nlayout: {{letterhead: {name}}}\n")
        assert found(folder) == [(folder.name, "answers.yaml"), ("art", "logo head.docx")]
    answers.write_text("call: x\nlayout:\n  letterhead: art/logo head.docx\n")
    assert found(folder) == [(folder.name, "answers.yaml", "head.docx")]
    for content in ("{letterhead: [head.docx]}", '{letterhead: "\\0"}', "[", "x"):
        answers.write_text(f"call: x\nlayout: {content}\n")
        assert found(folder)[0] == (folder.name, "answers.yaml", "head.docx")


def test_a_file_that_may_be_the_missing_one_is_named(put):
    folder = put("letter.docx", "scan1.pdf", "scan2.pdf")
    letter, *scans = find_sources([folder])
    assert letter.maybe_pdf == ("scan1.pdf", "scan2.pdf")
    assert [scan.maybe_word for scan in scans] == [("letter.docx",)] * 2


def test_a_folder_of_folders_is_walked(put):
    folder = put("all/rio/a.docx", "all/rio/b.pdf", "all/valle/inner/c.docx")
    assert found(folder / "all") == [("rio", "a.docx", "b.pdf"), ("inner", "c.docx")]


def test_two_papers_above_folders_of_letters_are_one_only_by_their_stem(put):
    folder = put("Instructions.docx", "The call.pdf", "rio/a.docx", "rio/b.pdf")
    assert found(folder) == [
        ("Instructions", "Instructions.docx"),
        ("The call", "The call.pdf"),
        ("rio", "a.docx", "b.pdf"),
    ]
    (folder / "The call.pdf").rename(folder / "instructions.pdf")
    assert found(folder)[0] == ("Instructions", "Instructions.docx", "instructions.pdf")


def test_two_files_above_their_own_package_are_one(put):
    folder = put("rio/Letter.docx", "rio/scan.pdf", "rio/package/x.docx")
    files = [{"name": "x.docx", "role": "word"}]
    manifest = {"schema": 1, "tool": "loi 1.0", "call": {"id": "a-call"}, "files": files}
    (folder / "rio/package/manifest.json").write_text(json.dumps(manifest))
    assert found(folder / "rio")[0] == ("rio", "Letter.docx", "scan.pdf")


def test_a_package_is_one_submission_by_its_manifest(put):
    folder = put("rio/package/x.docx", "rio/package/y.pdf", "rio/package/old.pdf")
    files = [{"name": "x.docx", "role": "word"}, {"name": "y.pdf", "role": "pdf"}]
    manifest = {"schema": 1, "tool": "loi 1.0", "call": {"id": "a-call"}, "files": files}
    (folder / "rio/package/manifest.json").write_text(json.dumps(manifest))
    assert found(folder / "rio") == [("rio/package", "x.docx", "y.pdf")]
    (source,) = find_sources([folder])
    assert source.packaged and source.call == "a-call"


def test_what_a_package_was_built_from_is_no_second_letter(put):
    folder = put("rio/letter.docx", "rio/package/x.docx", "rio/package/y.pdf")
    digest = hashlib.sha256((folder / "rio/letter.docx").read_bytes()).hexdigest()
    files = [{"name": "x.docx", "role": "word", "sha256": digest}]
    manifest = {"schema": 1, "tool": "loi 1.0", "call": {"id": "a-call"}, "files": files}
    (folder / "rio/package/manifest.json").write_text(json.dumps(manifest))
    assert found(folder / "rio") == [("rio/package", "x.docx")]
    (folder / "rio/letter.docx").write_bytes(b"PK\x03\x04 corrected")
    assert found(folder / "rio") == [("rio", "letter.docx"), ("rio/package", "x.docx")]


@pytest.mark.parametrize(
    ("draft", "changed", "count"), [(False, False, 1), (False, True, 2), (True, False, 2)]
)
def test_answers_and_the_package_built_from_them_are_one(put, draft, changed, count):
    folder = put("rio/answers.yaml", "rio/package/a.docx", "rio/package/a.pdf")
    answers = folder / "rio/answers.yaml"
    answers.write_text("call: cei-plln-cohort-3\n")
    content = answers.read_bytes()
    manifest = {
        "schema": 1,
        "tool": "loi 1.0",
        "call": {"id": "a-call"},
        "draft": draft,
        "sources": [{"name": "answers.yaml", "sha256": hashlib.sha256(content).hexdigest()}],
        "files": [
            {"name": "a.docx", "role": "word", "sha256": "0" * 64},
            {"name": "a.pdf", "role": "pdf", "sha256": "0" * 64},
        ],
    }
    (folder / "rio/package/manifest.json").write_text(json.dumps(manifest))
    if changed:
        answers.write_text("call: another\n")
    sources = find_sources([folder / "rio"])
    assert len(sources) == count and sources[-1].packaged
    assert find_sources([answers])[0].answers == answers


def test_a_package_is_as_it_was_built_until_a_file_of_it_changes(put):
    folder = put("package/x.docx", "package/y.pdf") / "package"
    files = [
        {"name": name, "role": role, "sha256": hashlib.sha256(b"PK\x03\x04").hexdigest()}
        for name, role in (("x.docx", "word"), ("y.pdf", "pdf"))
    ]
    recipients = {"to": "to@funder.example", "cc": ["cc@funder.example"]}
    manifest = {"schema": 1, "tool": "loi 1.0", "call": {"id": "a-call"}, "files": files}
    (folder / "manifest.json").write_text(json.dumps({**manifest, "recipients": recipients}))
    (source,) = find_sources([folder])
    assert source.as_built
    assert (source.to, source.cc) == ("to@funder.example", ("cc@funder.example",))
    (named_alone,) = find_sources([folder / "x.docx", folder / "y.pdf"])
    assert not named_alone.as_built
    (folder / "y.pdf").write_bytes(b"%PDF-1.7 signed")
    (source,) = find_sources([folder])
    assert not source.as_built and source.packaged


@pytest.mark.parametrize("content", ["[]", "{", '{"schema": 1}', '{"files": [{"name": "../x"}]}'])
def test_somebody_elses_manifest_makes_no_package(put, content):
    folder = put("rio/x.docx")
    (folder / "rio/manifest.json").write_text(content)
    assert found(folder / "rio") == [("rio", "x.docx")]


def test_a_manifest_leads_out_of_its_folder_nowhere(put):
    folder = put("rio/x.docx", "y.pdf")
    files = [{"name": "../y.pdf", "role": "pdf"}, {"name": "x.docx", "role": "word"}]
    manifest = {"schema": 1, "tool": "loi 1.0", "call": {"id": "a-call"}, "files": files}
    (folder / "rio/manifest.json").write_text(json.dumps(manifest))
    assert found(folder / "rio") == [("rio", "x.docx")]


def test_what_is_no_letter_is_passed_over(put):
    folder = put("~$letter.docx", ".hidden.pdf", "notes.txt", "budget.xlsx", "letter.docx")
    (folder / "config.yaml").write_text("color: red")
    (folder / "link.pdf").symlink_to(folder / "letter.docx")
    assert found(folder) == [(folder.name, "letter.docx")]


def test_an_old_word_file_is_taken_up_so_that_somebody_says_what_is_wrong_with_it(put):
    folder = put("letter.doc")
    assert found(folder) == [(folder.name, "letter.doc")]


def test_a_file_named_without_a_known_ending_is_known_by_its_first_bytes(put):
    folder = put("letter")
    (folder / "print").write_bytes(b"%PDF-1.7")
    (folder / "picture").write_bytes(b"\x89PNG\x00")
    assert found(folder / "letter", folder / "print") == [("letter", "letter", "print")]
    with pytest.raises(BadUsage, match="picture is no letter"):
        find_sources([folder / "picture"])


def test_nothing_to_check(put):
    folder = put("rio/notes.txt")
    with pytest.raises(NothingToCheck, match="There is no letter in the folder"):
        find_sources([folder / "rio"])


def test_the_same_file_named_twice_is_checked_once(put):
    folder = put("a.docx")
    assert found(folder / "a.docx", folder / "a.docx") == [("a", "a.docx")]

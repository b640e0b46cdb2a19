"""The manifest: what was built from what, to the byte."""

import hashlib
import json

import pytest

from loi_tool.package.manifest import listed_files, manifest_json, read_manifest, sha256


def manifest(**changes):
    values = {
        "tool": "loi 0.1.0",
        "engine": "rdocx 0.16.3",
        "call": {"id": "cei-plln-cohort-3", "sha256": "c" * 64},
        "as_of": "2022-05-12T09:00:00-07:00",
        "draft": False,
        "pages": 3,
        "sources": {"answers.yaml": "a" * 64, "logo": "b" * 64},
        "files": {"Ñandú.docx": ("word", b"word"), "letter.pdf": ("pdf", b"pdf")},
    }
    return manifest_json(**{**values, **changes})


def test_it_says_what_was_built_from_what():
    assert json.loads(manifest()) == {
        "schema": 1,
        "tool": "loi 0.1.0",
        "engine": "rdocx 0.16.3",
        "call": {"id": "cei-plln-cohort-3", "sha256": "c" * 64},
        "as_of": "2022-05-12T09:00:00-07:00",
        "draft": False,
        "pages": 3,
        "sources": [
            {"name": "answers.yaml", "sha256": "a" * 64},
            {"name": "logo", "sha256": "b" * 64},
        ],
        "files": [
            {
                "name": "Ñandú.docx",
                "role": "word",
                "bytes": 4,
                "sha256": hashlib.sha256(b"word").hexdigest(),
            },
            {
                "name": "letter.pdf",
                "role": "pdf",
                "bytes": 3,
                "sha256": hashlib.sha256(b"pdf").hexdigest(),
            },
        ],
    }


def test_addresses_that_were_given_are_kept_and_no_empty_ones():
    recipients = {"to": "smitchell@funder.example", "cc": ["nlobese@funder.example"]}
    assert json.loads(manifest(recipients=recipients))["recipients"] == recipients
    for nothing in (None, {}):
        assert "recipients" not in json.loads(manifest(recipients=nothing))


def test_it_can_be_read_by_people():
    text = manifest().decode("utf-8")
    assert text.endswith("}\n") and "Ñandú.docx" in text and len(text.splitlines()) > 20


def test_the_same_in_gives_the_same_out():
    assert manifest() == manifest()


@pytest.mark.parametrize("data", [b"", b"abc"])
def test_digests_are_those_of_the_standard(data):
    known = {
        b"": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        b"abc": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    }
    assert sha256(data) == known[data]


def test_what_it_lists_is_read_back():
    assert listed_files(manifest()) == {"Ñandú.docx": sha256(b"word"), "letter.pdf": sha256(b"pdf")}


@pytest.mark.parametrize(
    "other", [b"", b"{", b"null", b"[1]", b'{"files": []}', manifest(tool="webpack 5"), b"\xff\xfe"]
)
def test_another_programs_manifest_is_not_taken_for_ours(other):
    assert listed_files(other) is None


def test_names_lead_out_of_the_folder_nowhere():
    content = json.loads(manifest())
    content["files"][0]["name"] = "../../" + content["files"][0]["name"]
    read = read_manifest(json.dumps(content).encode())
    assert read is not None and not any("/" in name for name in (*read.files, *read.roles.values()))
    content["files"][0]["name"] = ".."
    assert read_manifest(json.dumps(content).encode()) is None

"""`loi new --word`: a letter to fill in in Word; what is left to fill in, and what is packed."""

import copy
import io
import json
import zipfile
from datetime import date

import docx
import pytest
import yaml
from docx.oxml.ns import qn

from loi_tool.answers.starter_letter import starter_letter
from loi_tool.calls.load import load_call
from loi_tool.files import LeftoverKind
from loi_tool.placeholders import is_to_fill_in
from loi_tool.word.read import read_word
from loi_tool.word.write import word_bytes
from tests.answers.filled import CALLS, FILLED
from tests.letters import AS_OF

ANSWERS = yaml.safe_load(FILLED)
SECTIONS = ANSWERS["sections"]
WORDS = {
    "[Name of the district]": ANSWERS["district"]["name"],
    "[Address: ": "4120 Orchard Avenue, Visalia, CA 93277",
    "[Phone and web address]": "(559) 555-0134 · valleverde.example",
    "[Write here. The district": SECTIONS["description"]["district"],
    "[Write here. Its community": SECTIONS["description"]["community"],
    "[Write here. Its student body": SECTIONS["description"]["student_body"],
    "[Write here. Why is": f"{SECTIONS['interest']}\nWe would bring what we know to the others.",
    "[Write here. How has": SECTIONS["engagement"],
    "[Write here. Which efforts have been made, or which barriers are there, to build": SECTIONS[
        "capacity_and_trust"
    ],
    "[Write here. Which efforts have been made, or which barriers are there, to engage": SECTIONS[
        "historically_unengaged"
    ],
    "[Name of the school]": ANSWERS["school"]["name"],
    "[Write here what makes it": "Its families asked for it.",
    "[Name and title]": "Rosa Alvarez, Director of Family Engagement",
    "[Phone]": "(559) 555-0167",
    "[Email]": "ralvarez@valleverde.example",
    "[Name]": "Dr. Elena Marquez",
}


def text_of(element):
    return "".join(t.text or "" for t in element.iter(qn("w:t")))


def filled(data, words, *, kept=False):
    """A Word file in which prompts are replaced, as Word does it.

    Word takes the control away with its prompt, and its look; other programs keep the control.
    """
    document = docx.Document(io.BytesIO(data))
    for control in list(document.element.iter(qn("w:sdt"))):
        prompt = text_of(control)
        written = next((w for start, w in words.items() if prompt.startswith(start)), None)
        if written is None:
            continue
        content = control.find(qn("w:sdtContent"))
        for run in content.iter(qn("w:r")):
            run.remove(run.rPr)
        first, *others = written.strip().split("\n")
        next(content.iter(qn("w:t"))).text = first
        for line in reversed(others):
            paragraph = copy.deepcopy(content[0])
            next(paragraph.iter(qn("w:t"))).text = line
            content[0].addnext(paragraph)
        if kept:
            properties = control.find(qn("w:sdtPr"))
            properties.remove(properties.find(qn("w:showingPlcHdr")))
        else:
            for child in list(content):
                control.addprevious(child)
            control.getparent().remove(control)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def findings(loi, path):
    """The exit code, and the rule, paragraph and message of each finding that is no mere note."""
    code, out, _ = loi("check", path, "--format", "json")
    (submission,) = json.loads(out)["submissions"]
    return code, submission, [f for f in submission["findings"] if f["severity"] != "info"]


def rules(found):
    return {finding["rule"] for finding in found}


@pytest.fixture
def started(loi, tmp_path):
    code, out, _ = loi("new", "--word")
    assert (code, out) == (
        0,
        "Wrote letter.docx. Fill it in in Word: click each prompt in brackets, and write. Then run: "
        "loi check letter.docx\n",
    )
    return tmp_path / "letter.docx"


def test_an_untouched_letter_names_each_prompt_at_its_place(loi, started):
    facts = read_word(started.read_bytes(), "letter.docx")
    prompts = [
        (left.place.paragraph, left.text)
        for left in facts.leftovers
        if left.kind is LeftoverKind.FORM_FIELD
    ]
    code, submission, found = findings(loi, started)
    told = [f for f in found if f["rule"] == "LOI601"]
    assert code == 1
    assert [finding["place"]["paragraph"] for finding in told] == [at for at, _ in prompts]
    assert len(prompts) == 19
    for finding, (_, text) in zip(told, prompts, strict=True):
        assert f": “{text[:40]}" in finding["message"]
    assert "under “Point of contact”: “[Email]”" in " ".join(f["message"] for f in told)
    narratives = {r["id"]: r["verdict"] for r in submission["requirements"]}
    asked = ("description", "interest", "engagement", "capacity_and_trust", "school", "contact")
    assert {narratives[item] for item in asked} == {"not_met"}
    assert narratives["historically_unengaged"] != "met"
    assert rules(found) == {"LOI201", "LOI308", "LOI404", "LOI405", "LOI601"}


@pytest.mark.parametrize("kept", [False, True], ids=["as Word", "control kept"])
def test_a_letter_that_is_filled_in_is_ready_but_for_the_signature(loi, started, kept):
    started.write_bytes(filled(started.read_bytes(), WORDS, kept=kept))
    code, submission, found = findings(loi, started)
    assert (code, rules(found)) == (1, {"LOI308", "LOI404"})  # no PDF yet, and not signed
    verdicts = {r["id"]: r["verdict"] for r in submission["requirements"]}
    assert set(verdicts.values()) <= {"met", "confirm", "not_met"}
    assert {key for key, verdict in verdicts.items() if verdict == "not_met"} == {
        "formats",
        "signature",
    }


def test_it_is_packed_and_the_package_is_ready_to_sign(loi, started, tmp_path):
    started.write_bytes(filled(started.read_bytes(), WORDS))
    code, out, _ = loi("build", "letter.docx")
    assert (code, (tmp_path / "package" / "manifest.json").is_file()) == (0, True), out
    assert loi("check", "package", "-q")[0] == 0


def test_one_that_is_half_filled_in_names_the_rest(loi, started):
    half = dict(list(WORDS.items())[:7])
    started.write_bytes(filled(started.read_bytes(), half))
    _, _, found = findings(loi, started)
    told = [f["message"].partition(": ")[2] for f in found if f["rule"] == "LOI601"]
    assert [text[:24] for text in told] == [
        "“[Write here. How has th",
        "“[Write here. Which effo",
        "“[Write here. Which effo",
        "“[Name of the school]”.",
        "“[Write here what makes ",
        "“[Name and title]”.",
        "“[Phone]”.",
        "“[Email]”.",
        "“[Name]”.",
    ]
    assert loi("build", "letter.docx")[0] == 1


def test_prompts_whose_controls_were_lost_are_found_by_their_brackets(loi, started):
    """As in Google Docs."""
    data = started.read_bytes()
    document = docx.Document(io.BytesIO(data))
    prompts = {text_of(control): text_of(control) for control in document.element.iter(qn("w:sdt"))}
    started.write_bytes(filled(data, prompts))
    _, _, found = findings(loi, started)
    (finding,) = [f for f in found if f["rule"] == "LOI601"]
    assert finding["message"].startswith("19 placeholders are still there")


def test_it_is_never_written_over_another_file(loi, started):
    started.write_bytes(b"mine")
    code, _, err = loi("new", "--word")
    assert (code, started.read_bytes()) == (2, b"mine")
    assert "letter.docx is already there" in err


def test_another_call_is_named_in_what_to_do_next(loi, tmp_path):
    call = next(path for path in CALLS if "sagebrush" in path)
    _, out, _ = loi("new", "--word", "--call", call)
    assert f"--call {call}" in out
    assert "Sagebrush" in read_word((tmp_path / "letter.docx").read_bytes(), "x").paragraphs[6].text


@pytest.mark.parametrize("name", CALLS, ids=lambda name: name.rpartition("/")[2])
def test_every_call_gives_one_that_word_opens_and_that_asks_everything(
    name, tmp_path, open_xml_errors
):
    call = load_call(name).call
    made = word_bytes(starter_letter(call, date(2022, 5, 12)), AS_OF)
    assert made == word_bytes(starter_letter(call, date(2022, 5, 12)), AS_OF)
    (tmp_path / "letter.docx").write_bytes(made)
    assert open_xml_errors(tmp_path / "letter.docx") == []
    facts = read_word(made, "letter.docx")
    fields = [left.text for left in facts.leftovers if left.kind is LeftoverKind.FORM_FIELD]
    assert all(map(is_to_fill_in, fields))
    assert all(field.startswith("[") and field.endswith("]") for field in fields)
    text = "\n".join(paragraph.text for paragraph in facts.paragraphs)
    for item in call.items:
        assert item.title in text or (item.heading and item.heading in text)
        if item.kind not in ("school", "contact", "statement"):
            for part in item.parts or (item,):
                assert " ".join(part.prompt.split()) in text
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        ids = docx.Document(io.BytesIO(made)).element.xpath("//w:sdtPr/w:id/@w:val")
        assert len(ids) == len(set(ids)) == len(fields)
        assert b"[" not in archive.read("docProps/core.xml")


def test_headings_are_those_that_the_call_wants(tmp_path):
    call = load_call("examples/calls/nebraska-resident-artists.yaml").call
    letter = starter_letter(call, date(2026, 3, 1))
    headings = [section.heading for section in letter.sections if section.heading]
    assert headings == ["SCHOOL AND COMMUNITY", "THE RESIDENCY", "LEARNING", "BUDGET"]
    assert letter.sections[0].blocks[0].text.startswith("Unique Entity Identifier: [Write here.")
    assert letter.signer == () and letter.valediction


def test_libreoffice_sets_it(started, set_by_libreoffice, printed_lines):
    first, second = printed_lines(set_by_libreoffice(started))
    assert first[0] == "[Name of the district]"
    assert "[Name and title] [Phone] [Email]" in second
    assert second[-1] == "Letter of Interest · Page 2 of 2"

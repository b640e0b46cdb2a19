"""All that is said of one letter about its signature goes together, whatever the call takes."""

import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from typer.testing import CliRunner

from loi_tool import signing
from loi_tool.calls.load import load_call
from loi_tool.cli import app
from loi_tool.facts import Difference, ScannedPage, SignatureFacts
from loi_tool.files import Leftover, LeftoverKind, Properties
from loi_tool.rules import catalog
from tests.rules.cases_files import PDF, RIGHT, WORD, at
from tests.rules.cases_opening import FILE_CASES
from tests.rules.test_rules import altered_call

BOTH = load_call("cei-plln-cohort-3").call
TAKES = {
    "both": {"word": True, "pdf": True},
    "word": {"word": "required", "pdf": "refused"},
    "pdf": {"word": "refused", "pdf": "required"},
}
KINDS = ("line", "typed", "image", "digital", "scan")
FILES = ("both", "word", "pdf")


def call_that_takes(what):
    return BOTH.model_copy(update={"formats": BOTH.formats.model_copy(update=TAKES[what])})


def letter(files, in_word, in_pdf, to_be_signed):
    """A letter with every fault at once that may be told about its files."""
    bare = Properties(title="", language="")
    pdf = replace(
        RIGHT.pdf,
        tagged=False,
        turned=(1,),
        properties=bare,
        fonts_not_embedded=("Calibri",),
        leftovers=(Leftover(LeftoverKind.SCRIPT, "a script", at(None, 1, PDF)),),
        scanned=(1,) if in_pdf == "scan" else (),
    )
    order = ("digital", "image", "scan", "line", "typed")
    there = {WORD: in_word, PDF: in_pdf}
    if files != "both":
        there.pop(PDF if files == "word" else WORD)
    best = min(there.values(), key=order.index)
    facts = replace(
        RIGHT,
        word=replace(RIGHT.word, properties=bare),
        pdf=pdf,
        signature=SignatureFacts(best, "Dr. Elena Marquez", "Superintendent", at(7), kinds=there),
        pair=replace(
            RIGHT.pair,
            differences=(Difference("one", "two", at(4), at(4, 1, PDF)),),
            scan=(ScannedPage(1, "unsure"),) if in_pdf == "scan" else (),
        ),
        to_be_signed=to_be_signed,
    )
    if files == "both":
        return facts
    gone = "pdf" if files == "word" else "word"
    pair = replace(facts.pair, **{f"{gone}_file": None}, differences=(), scan=())
    return replace(facts, **{gone: None}, pair=pair)


ALL = [
    (takes, files, in_word, in_pdf, built)
    for takes, files, in_word, in_pdf, built in product(
        TAKES, FILES, ("typed", "image"), KINDS, (True, False)
    )
    if not built or files == takes
]


def advice(takes, files, *rest):
    return catalog.run(call_that_takes(takes), letter(files, *rest))


def test_where_several_must_sign_all_of_them_are_named():
    chair = BOTH.signer.model_copy(update={"role": "Chair", "titles": ("Chair",)})
    two = BOTH.model_copy(update={"signatory": None, "signatories": (BOTH.signer, chair)})
    [fix] = [
        f.fix
        for f in catalog.run(two, letter("pdf", "typed", "typed", False))
        if f.rule == "LOI404"
    ]
    assert fix.startswith(f"Have the {BOTH.signer.role} and Chair sign it")


@pytest.mark.parametrize(("takes", "files", "in_word", "in_pdf", "built"), ALL)
def test_what_is_said_of_one_letter_goes_together(takes, files, in_word, in_pdf, built):
    findings = advice(takes, files, in_word, in_pdf, built)
    rules = {finding.rule for finding in findings}
    said = " ".join(f"{finding.message} {finding.fix}" for finding in findings)
    fixes = [finding.fix for finding in findings]
    assert not re.search(r"\bnot (?:by )?scann?|better: a scan", said)
    if count := re.search(r"in one of (two|three) ways", said):
        assert (
            1 + said.count("Or print") + said.count("Or insert")
            == ({"two": 2, "three": 3}[count[1]])
        )
    if takes == "word" and files == "word":
        assert not re.search(r"\bPDF(?! is missing)|\bscan|\bprint", said), said
    if takes == "word" and files == "both":  # the PDF must not be sent, and that is all
        about = [f.rule for f in findings if f.place.file == PDF or "PDF" in f.message + f.fix]
        assert about == ["LOI318"]
    if takes == "pdf" and files == "pdf":
        assert "Word file that it was printed" not in said and "Insert a picture" not in said
    if files == "both" and in_pdf == "scan" and takes == "both":
        assert not {"LOI706", "LOI707"} & rules
        assert not any(f.rule in ("LOI701", "LOI702") and PDF in f.message for f in findings)
        of_word = [f.fix for f in findings if f.rule in ("LOI701", "LOI702")]
        assert of_word and not any("PDF" in fix for fix in of_word)
    is_own = in_pdf in ("digital", "scan") or (in_pdf == "image" and in_word == "typed")
    if files == "both" and takes != "word":
        saved = [fix for fix in fixes if re.search("save the PDF again", fix, re.IGNORECASE)]
        signed = [fix for fix in saved if fix.endswith("Then have the new PDF signed again.")]
        assert saved and (signed == saved if is_own else not signed)
    assert len({"LOI402", "LOI404", "LOI311"} & rules) <= 1, rules


def test_the_advice_names_the_files_that_the_call_takes():
    said = {
        takes: next(
            f.fix for f in advice(takes, takes, "typed", "typed", True) if "LOI402" in f.rule
        )
        for takes in TAKES
    }
    assert "in one of three ways. Sign the PDF digitally" in said["both"]
    assert "in one of two ways. Sign the PDF digitally" in said["pdf"]
    assert said["both"].endswith("`loi sign PACKAGE SIGNED.pdf`.")
    assert said["word"] == (
        f"Have the District Superintendent sign it. {signing.PICTURE_IN_WORD} Then take the signed "
        "file into the package: `loi sign PACKAGE SIGNED.docx`."
    )


@pytest.mark.parametrize("case", FILE_CASES, ids=lambda case: f"{case.rule}-{case.what}")
def test_no_rule_has_a_signed_pdf_replaced_without_a_word(case):
    facts = case.change(RIGHT)
    if facts.pdf is None or facts.pdf.locked or facts.signature is None:
        pytest.skip("no PDF that can be signed")
    signed = replace(facts.signature, kinds={WORD: "typed", facts.pdf.file: "digital"})
    call = altered_call(case.call)
    for finding in catalog.run(call, replace(facts, signature=signed)):
        if re.search(r"save (?:it|the PDF|one) (?:again|from)", finding.fix, re.IGNORECASE):
            about_word = "PDF" not in finding.message + finding.fix
            assert about_word or "signed again" in finding.fix, finding


def test_readme_and_help_name_the_same_three_ways():
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    part = readme.partition("## Have it signed")[2].partition("\n## ")[0]
    help_ = " ".join(CliRunner().invoke(app, ["sign", "--help"]).stdout.split())
    for text in (part, help_):
        for words in (
            "digitally",
            "scan",
            "all",
            "pages",
            "picture of the signature",
            "takes only",
        ):
            assert words in " ".join(text.split()), words


def test_who_puts_a_picture_into_word_is_told_to_describe_it():
    """Else it is told after the file was taken, and the package is changed again."""
    assert "View Alt Text" in signing.ways("Superintendent", ["word", "pdf"])
    assert "View Alt Text" not in signing.ways("Superintendent", ["pdf"])

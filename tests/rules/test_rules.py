"""Every rule fires where it must and only there, and says so in words that can be read aloud."""

import inspect
import re
from dataclasses import replace
from pathlib import Path

import pytest

from loi_tool import rules
from loi_tool.calls.load import load_call
from loi_tool.facts import DeliveryFacts, Difference, PackageFacts, PairFacts
from loi_tool.rules import catalog
from loi_tool.rules.base import Rule
from loi_tool.rules.catalog import RULES
from tests.rules.cases import CASES, Case
from tests.rules.cases_files import RIGHT, FileCase, pair
from tests.rules.cases_opening import FILE_CASES

CALL = load_call("cei-plln-cohort-3").call
JARGON = re.compile(
    r"\b(None|null|nan|exception|traceback|regex|string|int|float|bool|dict|tuple|parse\w*|node|"
    r"(?<!date )field|schema|validat\w+|invalid|token|boolean|scalar|mapping|undefined)\b"
)


def altered_call(changes):
    """The built-in call with other facts."""
    call = CALL
    interest = call.item("interest")
    for key, value in changes.items():
        if key == "max_words":
            limit = {"max_words": value, "max_words_quote": f"{value} words at most"}
            interest = interest.model_copy(update=limit)
        elif key == "max_amount":
            most = {"kind": "amount", "max_amount": value, "max_amount_quote": f"${value} at most"}
            interest = interest.model_copy(update=most)
        elif key in ("min_entries", "entries_include"):
            listed = {"kind": "list", "min_entries_quote": "Name them.", key: value}
            interest = interest.model_copy(update=listed)
        elif key == "interest_heading":
            interest = interest.model_copy(update={"heading": value})
        elif key == "engagement_heading":
            engagement = call.item("engagement").model_copy(update={"heading": value})
            items = tuple(engagement if item.id == "engagement" else item for item in call.items)
            call = call.model_copy(update={"items": items})
        elif key == "statement":
            interest = interest.model_copy(update={"kind": "statement", "words": value})
        elif key == "interest_for":
            interest = interest.model_copy(update={"applicants": value})
        elif key == "types":
            applicants = call.applicants.model_copy(update={"types": value})
            call = call.model_copy(update={"applicants": applicants})
        elif key in ("to", "cc", "subject", "file_name"):
            delivery = call.delivery.model_copy(update={key: value})
            call = call.model_copy(update={"delivery": delivery})
        elif key == "formats":
            formats = call.formats.model_copy(update=value)
            call = call.model_copy(update={"formats": formats})
        else:
            call = call.model_copy(update={key: value})
    items = tuple(interest if item.id == "interest" else item for item in call.items)
    return call.model_copy(update={"items": items})


def name(case):
    return f"{case.rule}-{'fires' if case.fires else 'silent'}-{case.what}"


@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_rule_fires_where_it_must_and_only_there(case, facts_of):
    facts, lines = facts_of(case)
    call = altered_call(case.call)
    found = [finding for finding in catalog.run(call, facts) if finding.rule == case.rule]
    if not case.fires:
        assert found == []
        return
    assert len(found) == 1, [finding.message for finding in found]
    [finding] = found
    assert case.says in finding.message
    if case.at:
        place = finding.place
        assert place.file == "answers.yaml"
        assert lines[place.line - 1][place.column - 1 :].startswith(case.at)
        assert finding.source_line in (None, lines[place.line - 1])
    if case.serves:
        serves = finding.requirement + (f".{finding.part}" if finding.part else "")
        assert serves == case.serves


@pytest.mark.parametrize("case", [case for case in CASES if case.fires], ids=name)
def test_a_finding_can_be_read_aloud(case, facts_of):
    facts, _ = facts_of(case)
    can_be_read_aloud(catalog.run(altered_call(case.call), facts))


def can_be_read_aloud(findings):
    for finding in findings:
        for text in (finding.message, finding.fix):
            assert text.endswith((".", "?", "”", ".)")), text
            assert not re.search(r"  |\n|“”|``|[.?!]”\.", text), text
            own = re.sub(r"“[^”]*”", "“…”", text)
            assert not re.search(r"\.\.| [,.;:]|\(\)", own), text
            assert text.count("“") == text.count("”"), text
            assert text.count("`") % 2 == 0, text
            assert not text[0].islower() or text.startswith("answers.yaml"), text
            assert not JARGON.search(text), text
        assert len(finding.message.split()) <= 70, finding.message


# Finished letters ---------------------------------------------------------------------------------


def found_in(case: FileCase):
    findings = catalog.run(altered_call(case.call), case.change(RIGHT))
    return [finding for finding in findings if finding.rule == case.rule]


@pytest.mark.parametrize("case", FILE_CASES, ids=name)
def test_a_rule_on_letters_fires_where_it_must_and_only_there(case):
    found = found_in(case)
    if not case.fires:
        assert found == []
        return
    assert len(found) == 1, [finding.message for finding in found]
    [finding] = found
    assert case.says in finding.message
    files = ("letter.docx", "letter.pdf", "LOI_draft_3.pdf", "answers.yaml")
    assert finding.place.file in (*files, "checklist.html", "notes.txt")
    if case.paragraph:
        assert finding.place.paragraph == case.paragraph
    if case.severity:
        assert finding.severity.value == case.severity
    if case.serves:
        serves = finding.requirement + (f".{finding.part}" if finding.part else "")
        assert serves == case.serves


@pytest.mark.parametrize("case", [case for case in FILE_CASES if case.fires], ids=name)
def test_a_finding_on_a_letter_can_be_read_aloud(case):
    can_be_read_aloud(found_in(case))


def test_a_letter_that_is_right_has_no_finding():
    assert [f.rule for f in catalog.run(CALL, RIGHT)] == ["LOI505"]


def test_no_more_than_five_differences_are_told():
    many = tuple(Difference(f"word {n}", "") for n in range(8))
    found = catalog.run(CALL, pair(differences=many)(RIGHT))
    told = [finding.message for finding in found if finding.rule == "LOI307"]
    assert len(told) == 6
    assert told[-1] == "The Word file and the PDF differ in 3 more places."


def test_a_file_that_may_be_the_missing_one_is_named():
    alone = replace(RIGHT, pdf=None, pair=PairFacts("letter.docx", None, candidates=("scan.pdf",)))
    [finding] = [f for f in catalog.run(CALL, alone) if f.rule == "LOI308"]
    assert finding.fix == (
        "If it is “scan.pdf”, give it the same name as “letter.docx”, but for the ending."
    )


@pytest.mark.parametrize(
    ("scanned", "says"), [((), "Compress Pictures"), ((1, 2), "Scan the pages again, in gray")]
)
def test_who_has_a_large_scan_is_not_sent_to_word(scanned, says):
    large = replace(RIGHT, delivery=DeliveryFacts(attached_bytes=9_000_000))
    large = replace(large, pdf=replace(large.pdf, scanned=scanned))
    [finding] = [f for f in catalog.run(CALL, large) if f.rule == "LOI508"]
    assert says in finding.fix


@pytest.mark.parametrize("signed", [False, True])
def test_a_signed_package_is_not_to_be_built_over(signed):
    package = PackageFacts(changed=("message.eml",), missing=("message.txt",), signed=signed)
    found = catalog.run(CALL, replace(RIGHT, package=package))
    fixes = [finding.fix for finding in found if finding.rule in ("LOI802", "LOI803")]
    assert len(fixes) == 2
    assert all(("have that signed" in fix) == signed for fix in fixes)


# Every rule ---------------------------------------------------------------------------------------


def test_every_rule_has_a_case_that_fires_and_one_that_is_silent():
    for fires, what in ((True, "fires"), (False, "is silent")):
        have = {case.rule for case in (*CASES, *FILE_CASES) if case.fires is fires}
        assert [rule.id for rule in RULES if rule.id not in have] == [], f"no case that {what}"
    assert {case.rule for case in (*CASES, *FILE_CASES)} <= {rule.id for rule in RULES}


def test_complete_answers_have_no_finding(facts_of):
    facts, _ = facts_of(Case("", "", False))
    assert catalog.run(CALL, facts) == []


def test_ids_are_in_order_and_names_are_taken_once():
    ids = [rule.id for rule in RULES]
    assert ids == sorted(set(ids))
    assert all(re.fullmatch(r"LOI[1-8]\d\d", rule_id) for rule_id in ids)
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)+", name) for name in names)


def test_every_rule_in_the_code_is_in_the_list():
    folder = Path(inspect.getfile(rules)).parent
    written = set()
    for path in folder.glob("*.py"):
        written |= set(re.findall(r'^@rule\(\s*"(LOI\d+)"', path.read_text("utf-8"), re.MULTILINE))
    assert written == {rule.id for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_explains_itself(rule: Rule):
    first, *rest = rule.explanation.split("\n\n")
    assert first.endswith(".") and "\n" not in first and len(first) <= 90
    assert len(rest) >= 1
    assert re.search(r"Bad: .+ Good: .+[.”]$", " ".join(rest[-1].split())), rest[-1]
    assert not JARGON.search(rule.explanation.replace("`", ""))
    assert rule.verdict is not None or rule.severity.value != "error"


def test_a_finding_carries_the_rules_name_and_severity(facts_of):
    facts, _ = facts_of(Case("", "", False, as_of="2022-06-17"))
    [finding] = catalog.run(CALL, facts)
    assert (finding.rule, finding.name, finding.severity.value) == (
        "LOI501",
        "deadline-passed",
        "error",
    )


def test_the_gravest_comes_first_and_then_the_order_of_the_file(facts_of):
    changes = (
        ("Dr. Elena Marquez", "TBD"),
        ("ralvarez@rioseco.example", "ralvarez"),
        ("555-0167", "555-016"),
        ("  signature: signature.png\n", ""),
    )
    facts, _ = facts_of(Case("", "", False, changes, as_of="2022-05-20"))
    found = [(f.rule, f.severity.value) for f in catalog.run(CALL, facts)]
    assert found == [
        ("LOI601", "error"),
        ("LOI206", "error"),
        ("LOI207", "error"),
        ("LOI502", "warning"),
        ("LOI402", "info"),
    ]


def test_every_placeholder_of_a_text_is_named_once(facts_of):
    change = ("Of our 812 students, 390", "Of our [insert] students, TBD and [insert]")
    facts, _ = facts_of(Case("", "", False, (change,)))
    shown = [finding.message.split("“")[1].split("”")[0] for finding in catalog.run(CALL, facts)]
    assert shown == ["[insert]", "TBD"]


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        ((), (), True),
        (("LOI5",), (), True),
        (("LOI501",), (), True),
        (("deadline-passed",), (), True),
        (("LOI2", "LOI5"), (), True),
        (("LOI2",), (), False),
        ((), ("LOI5",), False),
        ((), ("deadline-passed",), False),
        (("LOI5",), ("LOI501",), False),
    ],
)
def test_rules_are_chosen_by_beginning_of_the_id_or_by_name(facts_of, select, ignore, expected):
    facts, _ = facts_of(Case("", "", False, as_of="2022-06-17"))
    [finding] = catalog.run(CALL, facts)
    assert catalog.selected(finding, select, ignore) is expected

"""The checklist: one page for people, with nothing hidden in it and nothing left out."""

import io
import re
from datetime import datetime
from html import unescape
from html.parser import HTMLParser

import pytest
from pypdf import PdfReader

from examples.refresh import AS_OF as AS_OF_EXAMPLES
from examples.refresh import EXAMPLES, OF_OTHER_CALLS
from loi_tool.calls.delivery import Recipient, SubjectLine
from loi_tool.calls.load import load_call
from loi_tool.facts import DeliveryFacts, Written
from loi_tool.findings import (
    Evidence,
    Finding,
    PartResult,
    Place,
    RequirementResult,
    Severity,
    SignatureReport,
    Submission,
    SubmissionFiles,
    Verdict,
)
from loi_tool.journeys import Options, build_package, sign_package
from loi_tool.package.checklist import PackageState, checklist_html, todos
from tests.answers.filled import FILLED
from tests.browser import browser
from tests.journeys.test_sign import drawn, file_in, scanned, with_pen

CALL = load_call("cei-plln-cohort-3").call
HOSTILE = "<script>alert(\"x\")</script> & 'quotes' {{rows}} <img src=https://x.example>"
VOID = {"meta", "input", "br", "link", "img", "hr"}


def requirement(verdict=Verdict.MET, **changes):
    values = {
        "id": "interest",
        "title": "Why we are interested",
        "quote": "Why the district is interested",
        "why": "Answered, in 165 words.",
        "evidence": (
            Evidence(text="In 2020 we asked", place=Place(file="answers.yaml", line=38, column=13)),
        ),
    }
    return RequirementResult(verdict=verdict, **{**values, **changes})


def signature(verdict):
    return requirement(verdict, id="signature", title="Signature", evidence=())


def submission(*requirements, findings=(), **changes):
    values = {
        "name": "Rio Seco ESD",
        "files": SubmissionFiles(answers="x/answers.yaml", word="letter.docx", pdf="letter.pdf"),
        "status": "ready",
        "signature": SignatureReport(verdict=Verdict.MET, kind="image", signer="Dr. Marquez"),
    }
    return Submission(
        requirements=requirements or (requirement(),), findings=findings, **{**values, **changes}
    )


AS_OF = datetime.fromisoformat("2022-05-12T09:00:00-07:00")


def page(made=None, call=CALL, delivery=None, **state):
    made, delivery = made or submission(), delivery or DeliveryFacts()
    package = PackageState(**state)
    return checklist_html(call, made, delivery, package, tool="loi 0.1.0", as_of=AS_OF)


def words(html):
    """What a person reads."""
    return " ".join(unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", html, flags=re.S)).split())


class Balanced(HTMLParser):
    """Reads HTML and keeps account of open elements, ids and addresses."""

    def __init__(self, html):
        super().__init__()
        self.open, self.tags, self.addresses = [], [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href", "action")]
        assert len({name for name, _ in attrs}) == len(attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


# The page -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("draft", [True, False])
def test_it_is_whole_html_in_english_with_a_title(draft):
    html = page(draft=draft)
    parsed = Balanced(html)
    assert html.startswith('<!DOCTYPE html>\n<html lang="en-US">')
    assert {"title", "h1", "h2", "table", "thead", "tbody"} <= set(parsed.tags)
    assert parsed.tags.count("h1") == 1
    assert "{{" not in html


def test_nothing_comes_from_elsewhere_and_nothing_runs():
    html = page()
    parsed = Balanced(html)
    assert parsed.addresses == []
    assert not {"script", "link", "img", "iframe", "form", "object"} & set(parsed.tags)
    assert not re.search(r"https?:|//|@import|url\(|\son\w+=", html.replace("<!DOCTYPE html>", ""))


def test_each_requirement_has_quote_verdict_and_evidence():
    html = page(
        submission(
            requirement(),
            requirement(Verdict.NOT_MET, title="School", quote="a specified school site"),
            requirement(Verdict.CONFIRM, title="Contact"),
            requirement(Verdict.NOT_CHECKED, title="Length"),
        )
    )
    rows = re.findall(r'<tr class="(\w+)"><th scope="row">(.*?)</tr>', html, re.S)
    assert [row[0] for row in rows] == ["met", "not_met", "confirm", "not_checked"]
    read = [words(row[1]) for row in rows]
    assert read[0] == (
        "Why we are interested Why the district is interested met "
        "Answered, in 165 words. In 2020 we asked line 38"
    )
    assert "a specified school site not met" in read[1]
    assert "Contact" in read[2] and " confirm " in read[2]
    assert "not checked" in read[3]


def test_requirements_come_first_and_then_the_boxes():
    html = page()
    assert html.index("What the call asks for") < html.index("What only a person can confirm")
    groups = todos(CALL, submission(), DeliveryFacts(), PackageState(), AS_OF)
    assert html.count('<input type="checkbox">') == sum(map(len, groups.values())) >= 6
    headings = re.findall(r"<h3>(.*?)</h3>", html)
    assert headings == ["Before signing", "Before sending", "After sending"]


def test_long_evidence_is_cut_and_short_evidence_stands_in_a_row():
    long = tuple(Evidence(text=f"{name} " + "word " * 30) for name in ("one", "two", "three"))
    html = page(submission(requirement(evidence=long)))
    assert html.count("word …") == 1 and "<q>one word" in html
    parts = tuple(
        PartResult(id=piece.text[:3], verdict=Verdict.MET, evidence=(piece,)) for piece in long
    )
    html = page(submission(requirement(evidence=long, parts=parts)))
    assert html.count("word …") == 3
    short = tuple(Evidence(text=text) for text in ("Rosa Alvarez", "555-0167", "r@x.example"))
    html = page(submission(requirement(evidence=short)))
    assert "<q>Rosa Alvarez</q>, <q>555-0167</q>, <q>r@x.example</q>" in html


def test_a_place_is_a_page_and_no_number_of_a_paragraph():
    place = Place(file="letter.docx", page=2, paragraph=17)
    html = page(submission(requirement(evidence=(Evidence(text="We listen.", place=place),))))
    assert "<q>We listen.</q> <small>page 2</small>" in html and "paragraph" not in html


def test_a_draft_says_so():
    assert "must not be sent" in words(page(draft=True))
    assert "must not be sent" not in words(page())


def test_it_says_when_and_by_what_it_was_checked():
    assert "Checked by loi 0.1.0 as of 2022-05-12 09:00:00-07:00." in words(page())
    assert "Lines are those of answers.yaml." in words(page())


@pytest.mark.parametrize(
    "made",
    [
        submission(name=HOSTILE),
        submission(requirement(title=HOSTILE)),
        submission(requirement(quote=HOSTILE)),
        submission(requirement(why=HOSTILE)),
        submission(requirement(evidence=(Evidence(text=HOSTILE, place=Place(file=HOSTILE)),))),
        submission(files=SubmissionFiles(answers=f"{HOSTILE}.yaml", word=HOSTILE)),
        submission(
            signature(Verdict.MET),
            signature=SignatureReport(verdict=Verdict.MET, kind="image", signer=HOSTILE),
        ),
    ],
)
def test_hostile_text_stays_text(made):
    html = page(made)
    parsed = Balanced(html)
    assert not {"script", "img"} & set(parsed.tags)
    assert parsed.addresses == []
    assert "'quotes'" in words(html) or "Dr. Marquez" in words(html)


@pytest.mark.parametrize("field", ["title", "short_title", "source"])
def test_a_hostile_call_stays_text(field):
    parsed = Balanced(page(call=CALL.model_copy(update={field: HOSTILE})))
    assert not {"script", "img"} & set(parsed.tags)


def test_hostile_addresses_stay_text():
    to = Written(HOSTILE, Place())
    html = page(delivery=DeliveryFacts(to, (to,)))
    assert "script" not in Balanced(html).tags
    assert "<script>" in words(html).replace("< script", "<script")


def test_names_of_keys_are_set_apart():
    html = page(submission(requirement(why="Run `loi build` & wait.")))
    assert "Run <code>loi build</code> &amp; wait." in html


def test_the_same_in_gives_the_same_out():
    assert page() == page()


# The boxes ----------------------------------------------------------------------------------------


def boxes(made=None, call=CALL, delivery=None, as_of=AS_OF, when=None, **state):
    made, delivery = made or submission(), delivery or DeliveryFacts()
    groups = todos(call, made, delivery, PackageState(**state), as_of)
    return [step for group, steps in groups.items() if when in (None, group) for step in steps]


def test_every_box_is_a_sentence():
    for todo in boxes():
        assert todo[0].isupper() and todo.endswith((".", "”")), todo


def test_what_a_person_must_confirm_comes_first():
    found = Finding(
        rule="LOI302",
        name="last-page-full",
        severity=Severity.WARNING,
        requirement="pages",
        message="Page 3 is full.",
        fix="Look at it in Word.",
        verdict=Verdict.CONFIRM,
    )
    assert boxes(submission(findings=(found,)))[0] == "Page 3 is full. Look at it in Word."


def test_addresses_that_are_not_known_are_left_to_fill_in():
    [line] = [todo for todo in boxes() if todo.startswith("Addresses")]
    assert re.fullmatch(
        r"Addresses\. To Steven Sterling Mitchell: _+; cc Nicole LoBese: _+\.", line
    )


def test_addresses_that_are_known_stand_there():
    given = DeliveryFacts(Written("s@f.example", Place()), (Written("n@f.example\n", Place()),))
    [line] = [todo for todo in boxes(delivery=given) if todo.startswith("Addresses")]
    assert line == (
        "Addresses. To Steven Sterling Mitchell: s@f.example; cc Nicole LoBese: n@f.example."
    )


def test_addresses_of_the_call_come_before_those_of_the_answers():
    people = (Recipient(name="A", email="a@f.example"), Recipient(name="B"))
    delivery = CALL.delivery.model_copy(update={"cc": people})
    given = DeliveryFacts(None, (Written("b@f.example", Place()),))
    lines = boxes(call=CALL.model_copy(update={"delivery": delivery}), delivery=given)
    assert any("cc A: a@f.example, B: b@f.example." in line for line in lines)


def test_a_signature_that_is_there_is_for_its_owner_to_vouch_for():
    assert any(
        "is that of Dr. Marquez" in todo for todo in boxes(submission(signature(Verdict.MET)))
    )


def test_a_signature_that_is_not_there_is_still_to_come():
    open_line = SignatureReport(verdict=Verdict.CONFIRM, kind="line", signer=None)
    made = submission(signature(Verdict.CONFIRM), signature=open_line)
    [line] = [todo for todo in boxes(made, unsigned=True) if " signs the letter. " in todo]
    assert line.startswith("The District Superintendent signs")
    assert "be in the PDF; the Word file may have only the typed name. `loi sign` takes" in line
    formats = CALL.formats.model_copy(update={"word": "required", "pdf": "refused"})
    of_word = boxes(made, CALL.model_copy(update={"formats": formats}), unsigned=True)
    assert any("The signature must be in the Word file." in todo for todo in of_word)


def test_a_signature_that_only_a_person_can_see_is_to_be_looked_at():
    scan = SignatureReport(verdict=Verdict.CONFIRM, kind="scan", signer="Dr. Marquez")
    made = boxes(submission(signature(Verdict.CONFIRM), signature=scan), when="Before sending")
    assert any("Look at the PDF" in todo and "that of Dr. Marquez" in todo for todo in made)
    assert not any(" signs the letter. " in todo for todo in made)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {"method": "portal", "portal": "grants.example"},
            "Upload the Word file and the PDF at grants",
        ),
        (
            {"method": "mail"},
            "Mail the letter, the Word file and the PDF, to Steven Sterling Mitchell",
        ),
    ],
)
def test_other_ways_of_sending(changes, says):
    delivery = CALL.delivery.model_copy(update=changes)
    lines = boxes(call=CALL.model_copy(update={"delivery": delivery}))
    assert any(line.startswith(says) for line in lines)
    assert not any("Addresses" in line for line in lines)


def test_pages_that_do_not_count_are_named():
    items = tuple(
        item.model_copy(update={"outside_page_limit": True, "title": "References"})
        if item.id == "interest"
        else item
        for item in CALL.items
    )
    lines = boxes(call=CALL.model_copy(update={"items": items}))
    assert any("no more than 3 pages there, without “References”." in line for line in lines)


def test_two_dates_in_the_call_have_a_box():
    [line] = [todo for todo in boxes() if todo.startswith("Ask the funder which date holds")]
    assert line.index("May 17, 2022") < line.index("June 16, 2022") and "Keep the reply." in line
    once = CALL.model_copy(update={"deadlines": (CALL.deadline,)})
    assert not any("which date holds" in todo for todo in boxes(call=once))


@pytest.mark.parametrize(
    ("as_of", "day"),
    [("2022-05-12", "May 17, 2022"), ("2022-05-20", "June 16, 2022"), ("2022-07-01", "June 16")],
)
def test_the_letter_is_sent_before_the_first_date_ahead(as_of, day):
    moment = datetime.fromisoformat(f"{as_of}T09:00:00-07:00")
    [line] = [todo for todo in boxes(as_of=moment) if todo.startswith("Open message.eml")]
    assert day in line and line.count("2022") == 1


def test_a_letter_that_is_not_signed_is_not_sent_with_the_draft():
    [line] = [todo for todo in boxes(unsigned=True) if "message.txt" in todo]
    assert line.startswith("After `loi sign`, open message.eml") and "“NOT SIGNED YET”" in line
    [signed] = [todo for todo in boxes() if "message.txt" in todo]
    assert signed.startswith("Open message.eml")


def test_an_item_that_is_left_to_a_person_is_said_and_has_a_box():
    open_ = requirement(Verdict.CONFIRM, why="Does it answer?", is_required_item=True)
    said = words(page(submission(open_)))
    assert "NO ERRORS, but 1 required item is for you to judge." in said
    assert boxes(submission(open_))[0] == "“Why we are interested”: Does it answer?"
    assert "NO ERRORS" not in words(page()) and "Does it" not in words(page())


def test_a_signed_letter_says_how_and_shows_the_place():
    html = page(signed="Signed on paper & scanned.", picture=b"PNG", checked={"letter.pdf": b"abc"})
    assert "Signed on paper &amp; scanned." in html and "data:image/png;base64,UE5H" in html
    assert "Attached: letter.pdf (code ba78 16bf)." in html
    assert "<h3>Before sending</h3>" in html and "<h3>Before signing</h3>" not in html


def test_subject_attachments_and_size_are_said():
    files = {"letter.docx": b"abc", "letter.pdf": b"abd"}
    made = boxes(when="Before sending", checked=files, email_bytes=412_345)
    assert "Subject: “Letter of Interest: Rio Seco ESD, CEI PLLN Cohort III”." in made
    assert any(re.match(r"Attached: letter.docx \(code .{9}\) and letter.pdf", m) for m in made)
    assert any(step.startswith("Open message.eml (0.4 MB), which has them") for step in made)
    subject = SubjectLine(words="Apply - {applicant}", quote="exactly")
    delivery = CALL.delivery.model_copy(update={"subject": subject})
    exact = boxes(call=CALL.model_copy(update={"delivery": delivery}))
    assert "Subject, word for word: “Apply - Rio Seco ESD”." in exact


def test_an_email_that_is_too_large_has_a_box():
    large = Finding(
        rule="LOI508",
        name="email-too-large",
        severity=Severity.WARNING,
        requirement="recipients",
        message="The email with the letter's files has 12 MB.",
        fix="Make the pictures smaller.",
    )
    assert "The email with the letter's files has 12 MB." in boxes(submission(findings=(large,)))


@pytest.mark.parametrize("verdict", [Verdict.CONFIRM, Verdict.NOT_CHECKED])
@pytest.mark.parametrize("id_", ["interest", "pages", "formats"])
def test_whatever_is_open_has_a_box_that_names_it(id_, verdict):
    open_ = requirement(verdict, id=id_, title="The thing", why="Is it there?")
    assert "“The thing”: Is it there?" in boxes(submission(open_))
    assert not any("The thing" in step for step in boxes(submission(requirement(id=id_))))


def test_what_a_rule_leaves_to_a_person_about_the_signature_has_a_box():
    other = Finding(
        rule="LOI407",
        name="signed-by-another",
        severity=Severity.WARNING,
        requirement="signature",
        message="Another person signed.",
        fix="Make sure.",
        verdict=Verdict.CONFIRM,
    )
    made = boxes(submission(findings=(other,)), when="Before sending")
    assert made[0] == "Another person signed. Make sure."


def test_what_is_done_after_sending_comes_last():
    last = boxes(when="After sending")
    assert last[0] == "An acknowledgement of receipt is asked for, and kept."
    assert last[1].startswith("The team is complete by") and boxes()[-2:] == last


# On paper and on a phone --------------------------------------------------------------------------

POINTS = """[...document.querySelectorAll("body *")]
  .filter(e => [...e.childNodes].some(n => n.nodeType == 3 && n.textContent.trim()))
  .map(e => parseFloat(getComputedStyle(e).fontSize))"""
PAGES = sorted(
    path for name in (AS_OF_EXAMPLES | OF_OTHER_CALLS) for path in EXAMPLES.glob(f"{name}/package")
)


@pytest.fixture(scope="module")
def tab(judge):
    with browser(judge("chromium")) as opened:
        yield opened


def fits(tab, path):
    """On one sheet at 10 points, and on a phone at 16 pixels without scrolling to the side."""
    tab.open(path, width=390)
    assert min(tab.ask(POINTS)) >= 16
    assert tab.ask("document.documentElement.scrollWidth") <= 390
    tab.send("Emulation.setEmulatedMedia", media="print")
    assert min(tab.ask(POINTS)) >= 10 * 96 / 72 - 0.01
    tab.send("Emulation.setEmulatedMedia", media="")
    sheets = PdfReader(io.BytesIO(tab.printed())).pages
    assert [float(value) for value in sheets[0].mediabox[2:]] == [612, 792]
    return len(sheets)


@pytest.mark.parametrize("folder", PAGES, ids=lambda path: path.parent.name)
def test_the_checklists_of_the_examples_fit_on_paper_and_phone(tab, folder):
    assert fits(tab, folder / "checklist.html") == 1


@pytest.mark.parametrize(("open_", "sheets"), [(0, 1), (2, 1), (12, 2)])
def test_the_checklist_of_a_word_letter_has_one_sheet_and_two_only_beyond_that(
    tab, tmp_path, open_, sheets
):
    why = "The nearest passage is about the community. Does it say why the district takes part?"
    pieces = (Evidence(text="In 2020 we asked 900 families. " * 9, place=Place(page=2)),)
    asked = [
        requirement(
            Verdict.CONFIRM if number < open_ else Verdict.MET,
            id=f"item{number}",
            quote="Why the district is interested in participating in the Initiative " * 3,
            why=why,
            evidence=pieces,
            is_required_item=True,
        )
        for number in range(12)
    ]
    path = tmp_path / "checklist.html"
    stem = "A-Very-Long-Name-Unified-School-District_CEI-PLLN-Cohort-III_Letter-of-Interest"
    checked = {f"{stem}.docx": b"a", f"{stem}.pdf": b"b"}
    made = submission(*asked, files=SubmissionFiles(word=f"{stem}.docx", pdf=f"{stem}.pdf"))
    html = page(made, unsigned=True, email_bytes=400_000, checked=checked)
    path.write_text(html, encoding="utf-8")
    assert fits(tab, path) == sheets


def test_the_checklist_of_a_scanned_letter_with_long_names_has_one_sheet(tab, tmp_path):
    answers = FILLED.replace(
        "Valle Verde", "Península de Nuñez–San José del Río Wenatchee Joint"
    ).replace("Dr. Elena Marquez", "María-José Ángela Zúñiga-O'Shaughnessy y Peñalosa, Ed.D.")
    (tmp_path / "answers.yaml").write_text(answers, "utf-8")
    options = Options(as_of="2022-05-12T09:00:00-07:00")
    package = build_package(tmp_path, None, options).folder
    pdf = file_in(package, ".pdf").read_bytes()
    *pages, last = drawn(pdf)
    scanned([*pages, with_pen(last, pdf, "María-José Ángela")], tmp_path / "scan.pdf")
    assert sign_package(package, tmp_path / "scan.pdf", options).folder
    assert fits(tab, package / "checklist.html") == 1

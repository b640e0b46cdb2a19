"""The report to look at: what is in it, that nothing runs in it, and that a browser shows it."""

import io
import re
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from loi_tool.findings import (
    Evidence,
    LetterPictures,
    PageMark,
    PagePicture,
    PartResult,
    Place,
    Severity,
    SignatureReport,
    Summary,
    Verdict,
)
from loi_tool.reports import html, is_report, markdown
from tests.browser import browser
from tests.package.test_checklist import Balanced
from tests.reports.test_text import finding, report, requirement, submission

HOSTILE = (
    "<script>document.title='bad'</script> & 'q' \" {{content}} <img src=https://x.example> `<b>` "
    "</svg></style>\x1b\u202e"
)
EVIDENCE = (Evidence(text="Asked in 2020", place=Place(file="a.docx", page=1, paragraph=3)),)
DOT = io.BytesIO()
Image.new("RGB", (1, 1)).save(DOT, "WEBP")


def pictures(*marks, caption="The pages are those of a.pdf."):
    page = PagePicture(number=1, width=612, height=792, webp=DOT.getvalue(), marks=marks)
    return LetterPictures(caption=caption, pages=(page,))


def letter(*findings, **changes):
    values = {
        "requirements": (
            requirement(evidence=EVIDENCE),
            requirement(Verdict.NOT_MET, id="school", title="School", quote="a specified school"),
            requirement(Verdict.CONFIRM, id="pages", title="Length", evidence=EVIDENCE),
            requirement(Verdict.NOT_CHECKED, id="files", title="Files"),
        ),
        "pictures": pictures(
            PageMark(requirement="interest", boxes=((72, 100, 300, 10), (72, 115, 50, 10))),
            PageMark(finding=0, boxes=((72, 200, 60, 10),)),
            PageMark(finding=1),
        ),
    }
    return submission(*findings, **{**values, **changes})


FAULTS = (
    finding(
        requirement="school", message="No school is named.", place=Place(file="a.docx", page=1)
    ),
    finding(Severity.WARNING, message="Page 1 is `full`.", requirement="pages"),
    finding(Severity.INFO, message="No address is known.", requirement=None),
)
ONE = report(letter(*FAULTS))


def several(*letters):
    summary = Summary(submissions=len(letters), ready=1, errors=0, warnings=0)
    return report(*letters).model_copy(update={"summary": summary})


MANY = several(
    letter(*FAULTS, name="b", district="Bear Hollow", pictures=None),
    letter(name="a", district="Alder Flat", status="ready", pictures=None),
    submission(finding(message="It is damaged."), name="c", status="unreadable"),
)


def words(page):
    bare = re.sub(r"<(style|script)>.*?</\1>|<[^>]*>", " ", page, flags=re.S)
    return " ".join(unescape(bare).split())


# One page -----------------------------------------------------------------------------------------


def test_it_has_verdicts_the_calls_words_and_what_there_is():
    page = html.render(ONE)
    rows = re.findall(r'<tr id="r\d"><th scope="row">(.*?)</tr>', page)
    assert [words(row) for row in rows] == [
        "A Why why ✓ met “Asked in 2020”, page 1",
        "School a specified school ✗ not met Item missing, page 1 → 1",
        "Length why ? confirm Answered. → 2 Asked in 2020 a.docx, page 1",
        "Files why – not checked Answered.",
    ]
    assert "NOT READY: 1 error and 1 warning to correct." in words(page)


def test_a_finding_is_beside_its_page_with_the_calls_words():
    page = html.render(ONE)
    before, after = page.split('<section class="sheet">')
    assert "No address is known." in before and "No school is named." not in before
    assert "No school is named." in after and "The call: <q>a specified school</q>" in after
    assert "Page 1 is <code>full</code>." in after


def test_marks_lead_to_what_they_are_about_and_back():
    page = html.render(ONE)
    links = set(re.findall(r'href="#([^"]+)"', page))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) and links <= set(ids)
    assert {"r0", "f1", "f2", "mA"} <= links
    svg = re.search(r"<svg.*?</svg>", page)[0]
    assert svg.count('class="words"') == 3 and svg.count('class="lead"') == 1
    assert "<title>1: No school is named.</title>" in svg
    assert "words that were not found on it" in page


def test_marks_in_one_margin_are_apart_and_on_the_paper():
    marks = tuple(PageMark(finding=n, boxes=((72, 780, 60, 10),)) for n in range(30))
    page = html.render(report(letter(*[finding()] * 30, pictures=pictures(*marks))))
    heights = [float(y) for y in re.findall(r'cy="([\d.]+)"', page)]
    gaps = {round(b - a) for a, b in pairwise(heights)}
    assert len(heights) == 30 and gaps == {21} and heights[0] > 0 and heights[-1] < 792


def test_a_passage_over_two_pages_is_told_once():
    mark = PageMark(finding=0, boxes=((72, 700, 60, 10),))
    first = pictures(mark).pages[0]
    both = LetterPictures(caption="x", pages=(first, first.model_copy(update={"number": 2})))
    page = html.render(report(letter(*FAULTS, pictures=both)))
    assert page.count("No school is named.</p>") == 1 and "Finding 1</a> goes on here" in page
    Balanced(page)


def test_a_line_of_answers_is_shown_with_its_fault():
    place = Place(file="a.yaml", line=25, column=103)
    fault = finding(place=place, source_line="  " + "x" * 100 + "555 <b>" + "y" * 300)
    page = html.render(report(submission(fault)))
    shown = re.search(r"<pre>(.*?)</pre>", page)[1]
    assert (
        shown.startswith("25 | …xxx") and "x<mark>555 &lt;b&gt;yyy" in shown and "…" in shown[-9:]
    )


@pytest.mark.parametrize("render", [html.render, markdown.render])
def test_a_paragraph_is_told_by_its_first_words(render):
    fault = finding(place=Place(file="a.docx", paragraph=7), source_line="Our school is …")
    page = words(render(report(submission(fault))))
    assert "search for “Our school is”" in page and "paragraph 7" not in page


def test_without_pictures_it_says_why():
    why = LetterPictures(caption="The pages could not be drawn. a.pdf needs a password.")
    page = html.render(report(letter(*FAULTS, pictures=why)))
    assert "could not be drawn" in page and "<img" not in page
    assert "What was found" in page and page.count('<ol class="findings">') == 1


def test_the_same_in_gives_the_same_out():
    assert html.render(ONE) == html.render(ONE)
    assert html.render(MANY) == html.render(MANY)


# Strangers' words ---------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2])
def test_hostile_text_stays_text(count):
    place = Place(file=HOSTILE, line=1, column=1)
    fault = finding(
        rule=HOSTILE, name=HOSTILE, message=HOSTILE, fix=HOSTILE, place=place, source_line=HOSTILE,
        requirement="interest", verdict=None,
    )  # fmt: skip
    made = letter(
        fault,
        name=HOSTILE,
        district=HOSTILE,
        requirements=tuple(
            requirement(
                verdict,
                id="interest" if verdict is Verdict.MET else HOSTILE,
                title=HOSTILE,
                quote=HOSTILE,
                why=HOSTILE,
                evidence=(Evidence(text=HOSTILE, place=place),),
            )
            for verdict in (Verdict.MET, Verdict.CONFIRM)
        ),
        pictures=pictures(
            PageMark(finding=0),
            PageMark(requirement=HOSTILE, boxes=((1, 1, 1, 1),)),
            caption=HOSTILE,
        ),
    )
    page = html.render(several(*[made] * count))
    parsed = Balanced(page)
    assert parsed.tags.count("script") == count - 1
    assert all(a.startswith(("#", "data:image/webp")) for a in parsed.addresses)
    assert not re.search(
        r"\son\w+=|\sstyle=", re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.S)
    )
    assert "\x1b" not in page and "\u202e" not in page
    assert "<script>document.title='bad'</script> & 'q' \" {{content}}" in unescape(page)
    assert page.count("<style>") == 1 and "&lt;/style&gt;" in page


def test_it_is_known_as_a_report_and_a_checklist_is_not(tmp_path):
    path = tmp_path / "report.html"
    for made in (ONE, MANY):
        path.write_text(html.render(made), "utf-8")
        assert is_report(path)
    package = Path(__file__).parents[2] / "examples" / "minimal" / "package"
    assert not is_report(package / "checklist.html")
    page = html.render(report(submission(district="READY: <meta")))
    path.write_text(page.replace(' name="generator"', ""), "utf-8")
    assert not is_report(path)


# In a browser -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tab(judge):
    with browser(judge("chromium")) as opened:
        yield opened


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    path = tmp_path_factory.mktemp("one") / "one.html"
    path.write_text(html.render(ONE), "utf-8")
    return path


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    path = tmp_path_factory.mktemp("many") / "many.html"
    path.write_text(html.render(MANY), "utf-8")
    return path


def test_without_script_all_is_shown(tab, one, many):
    tab.open(one, script=False)
    shown = tab.ask("document.body.innerText")
    for text in ("NOT READY", "not met", "confirm", "not checked", "No school is named."):
        assert text in shown
    tab.open(many, script=False)
    shown = tab.ask("document.body.innerText")
    assert shown.count("Bear Hollow") == 2 and "It is damaged." in shown and "Show" not in shown
    assert tab.ask("document.querySelectorAll('button').length") == 0


def test_nothing_is_fetched_and_the_policy_lets_all_of_it_through(tab, one, many):
    for page in (one, many):
        tab.open(page)
        assert [url for url in tab.asked if not url.startswith("data:image/webp")] == [
            page.as_uri()
        ]
        assert tab.complaints == []
        assert tab.ask("getComputedStyle(document.querySelector('h1')).marginTop") == "0px"
    tab.open(one)
    assert tab.ask("document.images[0].naturalWidth") == 1


def test_the_policy_stops_what_is_not_of_the_page(tab, one):
    tab.open(one)
    tab.ask(
        "(() => {const s = document.createElement('script'); s.textContent = 'document.title = 1';"
        "document.body.append(s); document.body.setAttribute('style', 'color: red')})()"
    )
    assert tab.ask("document.title") != "1" and len(tab.complaints) == 2
    assert tab.ask("getComputedStyle(document.body).color") != "rgb(255, 0, 0)"


NAMES = "[...document.querySelectorAll('.letters tbody tr')].filter(r => !r.hidden).map(r => r.cells[0].innerText.split('\\n')[0])"


def test_the_table_is_sorted_by_its_buttons(tab, many):
    tab.open(many)
    assert tab.ask(NAMES) == ["Bear Hollow", "Alder Flat", "c"]
    click = "document.querySelectorAll('.letters th button')[{}].click()"
    tab.ask(click.format(0))
    assert tab.ask(NAMES) == ["Alder Flat", "Bear Hollow", "c"]
    assert (
        tab.ask("document.querySelector('th[aria-sort]').getAttribute('aria-sort')") == "ascending"
    )
    tab.ask(click.format(0))
    assert tab.ask(NAMES) == ["c", "Bear Hollow", "Alder Flat"]
    tab.ask(click.format(1))
    assert tab.ask(NAMES) == ["Alder Flat", "Bear Hollow", "c"], "by how grave it is"
    assert tab.ask("document.querySelectorAll('th[aria-sort]').length") == 1
    assert tab.ask("document.querySelector('[role=status]').innerText") == (
        "Sorted by Status, ascending."
    )


def test_the_table_is_filtered_with_the_letters_below(tab, many):
    tab.open(many)
    tab.ask("document.querySelector('input[value=not_ready]').click()")
    assert tab.ask(NAMES) == ["Bear Hollow"]
    assert tab.ask("[...document.querySelectorAll('.letter')].map(l => l.hidden)") == [
        False, True, True,
    ]  # fmt: skip
    assert tab.ask("document.querySelector('[role=status]').innerText") == (
        "1 of 3 letters are shown."
    )
    tab.ask("document.querySelector('input[value=\"\"]').click()")
    tab.ask("document.querySelector('input[type=search]').focus()")
    tab.send("Input.insertText", text="ALDER")
    assert tab.ask(NAMES) == ["Alder Flat"]


CUT_WORDS = """[...document.querySelectorAll('.letters td:not(.asked)')].flatMap(cell => {
  const text = cell.firstChild, range = document.createRange();
  return [...(text?.data ?? '').matchAll(/[^\\s]+/g)].filter(word => {
    range.setStart(text, word.index); range.setEnd(text, word.index + word[0].length);
    return range.getClientRects().length > 1;
  }).map(word => word[0]);
})"""


def test_no_word_of_the_table_is_cut_on_a_phone(tab, tmp_path):
    school = PartResult(id="name", verdict=Verdict.MET, value="Creamery Road Elementary School")
    named = requirement(id="school", title="School", parts=(school,))
    path = tmp_path / "many.html"
    row = submission(name="b", district="Union Forks Area Schools", requirements=(named,))
    path.write_text(html.render(several(row, submission(name="c"))), "utf-8")
    tab.open(path, width=390)
    assert "Elementary" in tab.ask("document.querySelector('.letters').innerText")
    assert tab.ask(CUT_WORDS) == []


FOCUS = "document.activeElement.{}"


def test_the_keyboard_alone_reaches_filter_table_and_letter(tab, many):
    tab.open(many)
    seen = []
    while len(seen) < 8:
        tab.press("Tab", 9)
        seen.append(tab.ask(FOCUS.format("type || document.activeElement.id")))
        outline = tab.ask(f"getComputedStyle({FOCUS.format('')[:-1]}).outlineStyle")
        assert outline != "none", f"{seen[-1]} does not show that it has the focus"
    assert seen[1:5] == ["radio", "search", "letters", "button"]
    while tab.ask(FOCUS.format("textContent")) != "Status":
        tab.press("Tab", 9)
    tab.press("Enter", 13)
    assert tab.ask(NAMES) == ["Alder Flat", "Bear Hollow", "c"]
    while not (tab.ask(FOCUS.format("hash")) or "").startswith("#l1-"):
        tab.press("Tab", 9)
    tab.press("Enter", 13)
    assert tab.ask("document.querySelector(':target').id").startswith("l1-r")
    tab.open(many)
    while tab.ask(FOCUS.format("type")) != "radio":
        tab.press("Tab", 9)
    tab.press("ArrowDown", 40)
    assert len(tab.ask(NAMES)) < 3, "an arrow key chooses the next status"


def test_the_table_of_a_call_with_twelve_requirements_fits_a_desktop(tab, tmp_path):
    titles = (
        "Our district, community and students", "Why we are interested",
        "How we engage our community", "Difficult conversations and trust",
        "Communities not historically engaged", "Specified school site", "Point of contact",
        "Length", "Files", "Signature", "Deadline", "Delivery",
    )  # fmt: skip
    asked = tuple(requirement(Verdict.NOT_MET, id=title, title=title) for title in titles)
    district = "Sunridge-Calera Unified School District"
    school = PartResult(id="name", verdict=Verdict.MET, value="Sequoia Grove Middle School")
    read = submission(
        finding(requirement="Length"),
        requirements=(*asked[:-1], asked[-1].model_copy(update={"parts": (school,)})),
        district=district,
        signature=SignatureReport(verdict=Verdict.NOT_MET, kind="typed"),
    )
    why = "m03.docx unpacks to more than 100 MB"
    unread = submission(
        finding(message=f"{why}."), name="m03_zipbomb_documentxml", status="unreadable"
    )
    path = tmp_path / "twelve.html"
    path.write_text(html.render(report(read, unread)), "utf-8")
    tab.open(path, width=1265)  # 1280 less the bar that scrolls
    wide = "(e => e.scrollWidth - e.clientWidth)(document.querySelector('.scroll'))"
    assert tab.ask(wide) == 0
    cells = "[...document.querySelectorAll('.letters tbody tr')].map(r => [2, 4, 5].map(n => r.cells[n].innerText))"
    assert tab.ask(cells) == [
        ["Sequoia Grove Middle School", "typed name only", "item missing (Length)"],
        ["", "", why],
    ]
    tab.open(path, width=390)
    assert tab.ask(wide) > 0, "a phone scrolls"


def test_each_cell_leads_to_its_requirement(tab, many):
    tab.open(many)
    tab.ask("document.querySelector('.letters .not_met a').click()")
    assert tab.ask("location.hash") == "#l1-r1"
    assert tab.ask("document.querySelector(':target').innerText").startswith("School")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(tab, one, many, judge, dark, width):
    axe = Path(judge("axe")).read_text("utf-8")
    for page in (one, many):
        tab.open(page, width=width, dark=dark)
        tab.ask(axe)
        found = tab.ask(
            "axe.run().then(r => r.violations.map(v => [v.id, v.impact, v.nodes.map(n => n.html)]))"
        )
        assert found == []
        assert tab.ask("document.documentElement.scrollWidth") <= width
        colors = tab.ask("getComputedStyle(document.body).backgroundColor")
        assert (colors == "rgb(255, 255, 255)") != dark

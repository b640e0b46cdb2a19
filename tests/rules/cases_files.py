"""The cases of finished letters: a letter that is right, with one thing changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from loi_tool.calls.delivery import ExactWords, Recipient, SubjectLine
from loi_tool.calls.model import AskedHeadings, Attachments, Style
from loi_tool.calls.signatory import Signatory
from loi_tool.facts import (
    AnswersFacts,
    Difference,
    Facts,
    HeadedSection,
    HeadedText,
    ItemReading,
    LetterReading,
    ListReading,
    PackageFacts,
    PageFacts,
    PairFacts,
    PartReading,
    ScannedPage,
    SignatureFacts,
    SignedCopy,
    Written,
)
from loi_tool.files import (
    Image,
    Leftover,
    LeftoverKind,
    PageShape,
    Paragraph,
    PdfFacts,
    Properties,
    SignatureMark,
    TableShape,
    TypeUse,
    WordFacts,
)
from loi_tool.findings import Evidence, PageSource, Place, Verdict

MET, NOT_MET, CONFIRM = Verdict.MET, Verdict.NOT_MET, Verdict.CONFIRM
WORD, PDF = "letter.docx", "letter.pdf"


def at(paragraph=None, page=None, file=WORD):
    return Place(file=file, page=page, paragraph=paragraph)


def evidence(text, paragraph=9):
    return (Evidence(text=text, place=at(paragraph)),)


def part(value, verdict=MET):
    return PartReading(verdict, value, evidence(value) if value else ())


def item(verdict=MET, **parts):
    words = "A passage of some length, as the answer to a question has."
    return ItemReading(verdict, "It says so.", evidence(words), parts)


def text(*lines, where="body", begin=1, is_heading=False):
    return tuple(Paragraph(line, at(begin + n), where, is_heading) for n, line in enumerate(lines))


LETTER = (
    "May 12, 2022",
    "Steven Sterling Mitchell\nCalifornia Collaborative for Educational Excellence",
    "Dear Mr. Mitchell:",
    "Rio Seco applies for Cohort III of the Community Engagement Initiative.",
    "We would learn with districts of Cohorts I and II how to decide together with families.",
    "Sincerely,",
    "_______________________",
    "Dr. Elena Marquez\nSuperintendent",
)
ITEMS = {
    "description": item(district=part("a"), community=part("b"), student_body=part("c")),
    **{name: item() for name in ("interest", "engagement", "capacity_and_trust")},
    "historically_unengaged": item(),
    "school": item(name=part("Sequoia Grove School")),
    "contact": item(
        name=part("Rosa Alvarez"), phone=part("(559) 555-0167"), email=part("rosa@rioseco.example")
    ),
}
READING = LetterReading(
    file=WORD,
    items=ITEMS,
    district="Rio Seco School District",
    signer=part("Dr. Elena Marquez"),
    signer_title=part("Superintendent"),
    letter_date=date(2022, 5, 12),
    date_place=at(1),
    addressee=evidence(LETTER[1], 2),
)
OWN = Properties(title="Letter of Interest", language="en-US")
RIGHT = Facts(
    as_of=datetime.fromisoformat("2022-05-12T09:00:00-07:00"),
    word=WordFacts(
        WORD,
        text(*LETTER),
        types=(TypeUse("Calibri", 11, 2000, "May 12", at(1)),),
        shapes=(PageShape(8.5, 11, 1, 1, 1, 1),),
        properties=OWN,
    ),
    pdf=PdfFacts(PDF, pages=1, paragraphs=text(*LETTER), properties=OWN, tagged=True),
    reading=READING,
    signature=SignatureFacts("image", "Dr. Elena Marquez", "Superintendent", at(7)),
    pair=PairFacts(WORD, PDF),
)


@dataclass(frozen=True)
class FileCase:
    """A change to the facts of a letter that is right, and what a rule makes of it."""

    rule: str
    what: str
    fires: bool
    change: Callable[[Facts], Facts]
    says: str = ""
    serves: str | None = None
    paragraph: int | None = None
    severity: str | None = None
    call: dict[str, Any] = field(default_factory=dict)
    """Fields of the call that are other than the built-in one's."""


FILE_CASES: list[FileCase] = []


def fires(rule, what, change, **more):
    FILE_CASES.append(FileCase(rule, what, True, change, **more))


def silent(rule, what, change=lambda facts: facts, **more):
    FILE_CASES.append(FileCase(rule, what, False, change, **more))


def word(**changes: Any):
    return lambda facts: replace(facts, word=replace(facts.word, **changes))


def pdf(**changes: Any):
    return lambda facts: replace(facts, pdf=replace(facts.pdf, **changes))


def reading(**changes: Any):
    return lambda facts: replace(facts, reading=replace(facts.reading, **changes))


def items(**changes: Any):
    return reading(items={**ITEMS, **changes})


def pair(**changes: Any):
    return lambda facts: replace(facts, pair=replace(facts.pair, **changes))


def signed(kind, mark=None, **changes):
    values = {"signer": "Dr. Elena Marquez", "title": "Superintendent", "place": at(8), **changes}
    return lambda facts: replace(facts, signature=SignatureFacts(kind, mark=mark, **values))


def lines(*added):
    """The letter with some lines in the middle, as paragraphs 10 and on."""
    return word(paragraphs=text(*LETTER[:5]) + text(*added, begin=10) + text(*LETTER[5:], begin=30))


def instead(*other):
    """A letter with the head and the end of the right one, and another text."""
    return word(paragraphs=text(*LETTER[:3], *other, *LETTER[5:]))


def left(kind, *texts, author=""):
    return tuple(Leftover(kind, words, at(5 + n), author) for n, words in enumerate(texts))


def without(facts, name):
    return replace(facts, **{name: None}, pair=replace(facts.pair, **{f"{name}_file": None}))


# LOI2xx -------------------------------------------------------------------------------------------

fires(
    "LOI201",
    "an item that the letter does not answer",
    items(interest=ItemReading(NOT_MET, "It does not say it.")),
    says="Why the district is interested in participating",
    serves="interest",
)
fires(
    "LOI201",
    "a heading with nothing under it",
    items(interest=item(NOT_MET)),
    serves="interest",
    paragraph=9,
)
fires(
    "LOI201",
    "no school",
    items(school=item(NOT_MET, name=part(None, NOT_MET))),
    serves="school",
)
silent("LOI201", "every item is there")
silent("LOI201", "a person must decide", items(interest=item(CONFIRM)))
silent(
    "LOI201",
    "only some parts",
    items(contact=item(NOT_MET, name=part("A"), phone=part(None, NOT_MET))),
)

fires(
    "LOI202",
    "no phone number",
    items(
        contact=item(
            NOT_MET, name=part("A B"), phone=part(None, NOT_MET), email=part("a@b.example")
        )
    ),
    says="does not give the contact's phone number",
    serves="contact.phone",
)
fires(
    "LOI202",
    "nothing of the community",
    items(
        description=item(
            NOT_MET, district=part("a"), community=part(None, NOT_MET), student_body=part("c")
        )
    ),
    says="says nothing about its community",
    serves="description.community",
)
fires(
    "LOI202",
    "half an email address",
    lambda facts: lines("Write to rosa@rioseco, please.")(
        items(
            contact=item(
                NOT_MET, name=part("A B"), phone=part("(559) 555-0167"), email=part(None, NOT_MET)
            )
        )(facts)
    ),
    says="is not complete: “rosa@rioseco”.",
    serves="contact.email",
    paragraph=10,
)
silent("LOI202", "all parts are there")
silent(
    "LOI202",
    "no part is there",
    items(contact=item(NOT_MET, name=part(None, NOT_MET), phone=part(None, NOT_MET))),
)

fires(
    "LOI206",
    "seven digits",
    items(contact=item(name=part("A"), phone=part("555-0167"), email=part("a@b.example"))),
    says="“555-0167”",
    serves="contact.phone",
    paragraph=9,
)
silent("LOI206", "ten digits")
silent(
    "LOI206",
    "ten digits with raised dots between",
    items(contact=item(name=part("A"), phone=part("559·555·0167"), email=part("a@b.example"))),
)
fires(
    "LOI207",
    "half an address",
    items(contact=item(name=part("A"), phone=part("(559) 555-0167"), email=part("rosa@rioseco"))),
    says="“rosa@rioseco”",
    serves="contact.email",
)
fires(
    "LOI207",
    "two addresses",
    items(
        contact=item(
            name=part("A"), phone=part("(559) 555-0167"), email=part("a@b.example; c@d.example")
        )
    ),
    says="more than one email address",
)
silent("LOI207", "a whole address")

# LOI3xx -------------------------------------------------------------------------------------------

DIFFERENCE = Difference("call 555-0167 today.", "call 555-0176 today.", at(9), at(9, 2, PDF))


def counted(first, slack, second=None, **more):
    """What two engines counted, and by how many lines each is within the limit or over it."""
    sources = [PageSource(source="layout", pages=first)]
    slacks = {"layout": slack}
    if second:
        sources.append(PageSource(source="second_layout", pages=second[0]))
        slacks["second_layout"] = second[1]
    values = {
        "counted": first,
        "sources": tuple(sources),
        "slacks": slacks,
        "lines_left": max(int(slack), 0),
        "lines_over": max(int(-slack), 0),
        "file": "letter.docx",
        **more,
    }
    return lambda facts: replace(facts, pages=PageFacts(**values))


def of_ours(slack):
    """What the first engine counted in a letter in our own style."""
    return counted(3 if slack >= 0 else 4, slack, in_house_style=True)


def in_pdf(facts, count):
    """The same with the pages of the PDF."""
    source = PageSource(source="pdf", pages=count)
    pages = replace(facts.pages, sources=(source, *facts.pages.sources))
    return replace(facts, pages=pages)


LONG = {"words_over": 130, "overflow_quote": "Our parents asked"}
fires(
    "LOI301",
    "ten lines on a fourth page",
    counted(4, -10, **LONG),
    says="It is too long by 10 lines, about 130 words, from “Our parents asked …” on.",
    serves="pages",
)
fires(
    "LOI301",
    "an empty fourth page",
    counted(4, -20, blank=True, lines_over=0),
    says="only empty lines",
)
fires("LOI301", "both say four", counted(4, -4, (4, -3), **LONG))
silent("LOI301", "three pages", counted(3, 20))
silent("LOI301", "one of two says four", counted(4, -4, (3, 2), **LONG))
fires(
    "LOI302",
    "no line left",
    counted(3, 0.4, (3, 0.9)),
    says="full: no line left. In Word",
    serves="pages",
)
silent("LOI302", "a line over", counted(4, -1, (4, -1)))
fires(
    "LOI309",
    "a line over",
    counted(4, -1, (4, -1), overflow_quote="Our parents asked"),
    says="by 1 line, from “Our parents asked …” on: too few to be sure of here.",
)
fires(
    "LOI303",
    "a font that is not known, over the limit",
    counted(4, -4, (4, -9), unknown_fonts=("Georgia",), may_be_wider=True),
    says="measured in another font it has 4 pages, too long by 4 lines.",
)
fires(
    "LOI301",
    "a PDF with more pages than its Word file",
    lambda facts: in_pdf(counted(2, 60)(facts), 4),
    says="The PDF has 4 pages, and the Word file here 2",
)
silent("LOI302", "two that agree", counted(3, 4, (3, 3)))
fires("LOI302", "two lines left in our own style", of_ours(2), says="2 lines left")
silent("LOI302", "three lines left in our own style", of_ours(3))
fires("LOI301", "a line over in our own style", of_ours(-1), says="too long by 1 line")
fires(
    "LOI303",
    "a font that is not known, near the limit",
    counted(3, 4, (3, 2), unknown_fonts=("Aptos",)),
    says="The letter is set in “Aptos”, whose widths are not known here",
    serves="pages",
)
silent("LOI303", "a font that is not known, on two pages", counted(2, 60, unknown_fonts=("Aptos",)))
fires(
    "LOI309",
    "two that differ",
    counted(3, 2, (4, -3)),
    says="at most 3 pages: laid out here, it has 3 pages; laid out a second way, it has 4 pages.",
    serves="pages",
)
fires(
    "LOI309",
    "nobody could count",
    counted(0, 0, slacks={}, sources=(), failed=("The layout engine rdocx failed.",)),
    says="could not be counted here. The layout engine rdocx failed.",
)
silent("LOI309", "two that agree", counted(3, 4, (3, 3)))
COLUMNS = counted(4, -40, (2, 60), hard=("columns",))
fires(
    "LOI309",
    "columns, with no PDF to agree with one way or the other",
    lambda facts: without(COLUMNS(facts), "pdf"),
    says="It has columns, which are hard to place.",
)
silent(
    "LOI309",
    "columns, where the PDF agrees with the way that knows them",
    lambda facts: in_pdf(COLUMNS(facts), 2),
)

STYLE = {"style": Style(min_font_points=12, min_margin_inches=1, quote="12-point font")}


def typed(*uses, side=1.0):
    """A letter with a date in paragraph 4, in some type: points, characters, first paragraph."""

    def change(facts):
        types = tuple(TypeUse("Arial", size, many, "Our", at(where)) for size, many, where in uses)
        shape = PageShape(8.5, 11, 1.0, 1.0, side, 1.0)
        read = replace(facts.reading, date_place=at(4))
        return replace(facts, word=replace(facts.word, types=types, shapes=(shape,)), reading=read)

    return change


fires("LOI305", "11 points for 12", typed((11, 900, 5)), call=STYLE, says="11 points")
fires("LOI305", "some in 10", typed((12, 900, 5), (10, 200, 7)), call=STYLE, says="10 points")
silent("LOI305", "a letterhead in 10", typed((12, 900, 5), (10, 20, 2)), call=STYLE)
silent("LOI305", "a footer in 9", typed((12, 900, 5), (9, 500, None)), call=STYLE)
silent("LOI305", "no size is asked for", typed((8, 900, 5)))
fires("LOI306", "0.75 inches", typed((12, 9, 5), side=0.75), call=STYLE, says="0.75 inches")
silent("LOI306", "an inch", typed((12, 9, 5)), call=STYLE)


def in_pdf_alone(side):
    return lambda facts: without(replace(facts, pdf=replace(facts.pdf, text_margin=side)), "word")


fires("LOI306", "0.75 inches in a PDF", in_pdf_alone(0.75), call=STYLE, says="0.75 inches")
silent("LOI306", "an inch in a PDF that was printed smaller", in_pdf_alone(0.95), call=STYLE)
silent("LOI306", "a PDF with too little prose to measure", in_pdf_alone(None), call=STYLE)

fires(
    "LOI307",
    "another phone number",
    pair(differences=(DIFFERENCE,)),
    says="In the Word file: “call 555-0167 today.” In the PDF (page 2): “call 555-0176 today.”",
    serves="formats",
)
fires(
    "LOI307",
    "a sentence that the PDF lacks",
    pair(differences=(replace(DIFFERENCE, pdf=""),)),
    says="and not in the PDF: “call 555-0167 today.”",
)
fires(
    "LOI307",
    "a sentence that the Word file lacks",
    pair(differences=(replace(DIFFERENCE, word=""),)),
)
silent("LOI307", "the same letter")

fires(
    "LOI308",
    "no PDF",
    lambda facts: without(facts, "pdf"),
    says="The PDF is missing",
    serves="formats",
)
fires("LOI308", "no Word file", lambda facts: without(facts, "word"), says="Word file is missing")
silent("LOI308", "both")


def bearing(word, pdf, *images):
    """What each file bears of a signature, and pictures in both."""

    def change(facts):
        best = word if word in ("image", "conformed", "digital") else pdf
        mark = replace(facts.signature, kind=best, kinds={WORD: word, PDF: pdf})
        return replace(
            facts,
            signature=mark,
            word=replace(facts.word, images=(Image(6, at(7), width=1.9, height=0.5),)),
            pdf=replace(facts.pdf, images=images),
        )

    return change


for here, there, words in (
    ("image", "typed", "signature image"),
    ("conformed", "line", "“/s/”"),
    ("digital", "none", "digital signature"),
):
    fires(
        "LOI311",
        f"{here} in Word, {there} in the PDF",
        bearing(here, there),
        says=words,
        serves="signature.mark",
    )
fires(
    "LOI311",
    "a PDF that was just made lost it",
    lambda facts: pair(made_by="LibreOffice")(bearing("image", "typed")(facts)),
    says="LibreOffice lost it",
)
for here, there in (
    ("image", "image"),
    ("typed", "digital"),
    ("typed", "scan"),
    ("typed", "typed"),
):
    silent("LOI311", f"{here} in Word, {there} in the PDF", bearing(here, there))
silent(
    "LOI311",
    "the picture stands elsewhere in the PDF",
    bearing("image", "typed", Image(3, at(4, 2, PDF), width=1.85, height=0.5)),
)
silent("LOI311", "a PDF that cannot be read", bearing("image", None))


def made(facts, **changes):
    """A PDF that was made in this build, of a letter in Georgia."""
    facts = counted(2, 60, unknown_fonts=("Georgia",))(facts)
    return pair(made_by="LibreOffice")(pdf(**changes)(facts))


fires(
    "LOI312",
    "Georgia, which is not here",
    lambda facts: made(facts, types=(TypeUse("DejaVuSerif", 11, 900, "Our", at(1, 1, PDF)),)),
    says="LibreOffice does not have “Georgia” here",
)
silent(
    "LOI312",
    "Georgia, which is here",
    lambda facts: made(facts, types=(TypeUse("BAAAAA+Georgia-Bold", 11, 900, "Our", at(1)),)),
)
silent("LOI312", "a PDF that was there", counted(2, 60, unknown_fonts=("Georgia",)))


def scan(*likenesses, counted=3, fill=0.5, font="", **changes):
    """A PDF of pages that are pictures, beside a Word file of so many pages."""

    def change(facts):
        pages = tuple(ScannedPage(n, likeness) for n, likeness in enumerate(likenesses, 1))
        source = PageSource(source="layout", pages=counted, fill=fill)
        count = PageFacts(WORD, counted, sources=(source,), unknown_fonts=(font,) if font else ())
        facts = pdf(pages=len(pages), scanned=tuple(p.number for p in pages), **changes)(facts)
        return replace(pair(scan=pages, not_compared="It is a scan.")(facts), pages=count)

    return change


SAME = ("same", "same", "same")
for likeness, words in (
    ("blank", "Page 2 of the scan is blank."),
    ("noise", "Page 2 of the scan shows no lines of text."),
    ("moved", "Page 2 of the scan shows other pages of the letter: they are out of order."),
    ("another", "Page 2 of the scan shows another text than the Word file."),
):
    fires(
        "LOI316",
        likeness,
        scan("same", likeness, "same"),
        says=words,
        serves="formats",
        severity="error",
    )
fires(
    "LOI316",
    "several",
    scan("blank", "same", "blank"),
    says="Pages 1 and 3 of the scan are blank.",
)
fires(
    "LOI316",
    "a page too few",
    scan("same", "same"),
    says="a scan of 2 pages, and the letter has 3.",
)
fires("LOI316", "backs", scan(*SAME, *SAME), says="a scan of 6 pages, and the letter has 3.")
silent("LOI316", "all pages", scan(*SAME))
silent("LOI316", "another text, in a font that is not here", scan(*["another"] * 3, font="Aptos"))
silent("LOI316", "a last page that hardly is one", scan("same", "same", fill=0.04))
fires(
    "LOI317",
    "an older draft",
    scan("same", "unsure", "same"),
    says="Page 2 of the scan does not show all that is in the Word file, or shows more.",
    serves="formats",
    severity="warning",
)
fires(
    "LOI317",
    "pages upside down",
    scan("turned", "turned", "same"),
    says="Pages 1 and 2 of the scan are upside down or on their side.",
    serves="formats",
    severity="warning",
)
silent("LOI316", "pages upside down", scan("turned", "turned", "turned"))
fires("LOI317", "a font that is not here", scan(*["another"] * 3, font="Aptos"), says="Pages 1, 2")
fires(
    "LOI317",
    "a last page that hardly is one",
    scan("same", "same", fill=0.04),
    says="a scan of 2 pages, and the letter seems to have 3.",
)
fires(
    "LOI317",
    "a last page that is full",
    scan(*SAME, "same", fill=0.97),
    says="a scan of 4 pages, and the letter seems to have 3.",
)
silent("LOI317", "all pages", scan(*SAME))

# LOI4xx -------------------------------------------------------------------------------------------

fires(
    "LOI401",
    "an assistant",
    reading(signer_title=part("Assistant Superintendent")),
    says="“Assistant Superintendent”",
    serves="signature.title",
    paragraph=9,
)
silent("LOI401", "the superintendent")
silent(
    "LOI401",
    "a superintendent with a second office",
    reading(signer_title=part("Superintendent and Area Administrator")),
)
silent("LOI402", "a finished letter, whatever its signature", signed("line"))
fires(
    "LOI403",
    "a charter's director",
    reading(signer_title=part("Executive Director"), applicant_type="charter"),
    serves="signature.title",
)
silent("LOI403", "a charter's superintendent", reading(applicant_type="charter"))

fires("LOI404", "a typed name", signed("typed"), says="only the typed name “Dr. Elena Marquez”")
fires(
    "LOI404",
    "an empty line",
    signed("line"),
    says="the signature line for Dr. Elena Marquez is empty",
)
fires(
    "LOI404",
    "an empty place in the PDF",
    signed("line", SignatureMark("field", at(None, 2, PDF), signed=False)),
    says="the box for a digital signature is empty",
    serves="signature.mark",
)
fires("LOI404", "nothing", signed("none", signer=None), says="no name and no signature")
for kind in ("image", "scan", "conformed", "digital"):
    silent("LOI404", kind, signed(kind))
silent(
    "LOI404",
    "a file that could not be read",
    lambda facts: signed("none")(reading(signer=part(None, Verdict.NOT_CHECKED))(facts)),
)

fires(
    "LOI405",
    "no title",
    reading(signer_title=part(None, NOT_MET)),
    says="The title of the person who signs is not",
    serves="signature.title",
)
fires(
    "LOI405",
    "neither name nor title",
    reading(signer=part(None, NOT_MET), signer_title=part(None, NOT_MET)),
    says="The name and the title of the person who signs are not",
    serves="signature.name",
)
silent("LOI405", "both")

BROKEN = SignatureMark(
    "field", at(None, 2, PDF), True, "Elena Marquez", whole=False, problem="It was changed since."
)
fires(
    "LOI406",
    "changed since",
    signed("digital", BROKEN),
    says="is broken. It was changed since.",
    serves="signature.mark",
)
silent("LOI406", "whole", signed("digital", replace(BROKEN, whole=True, problem="")))
silent(
    "LOI406",
    "of a kind that cannot be checked here",
    signed("digital", replace(BROKEN, whole=None, problem="It cannot be read.")),
)
COMMAND = "loi sign package Scan_0931.pdf"
fires(
    "LOI408",
    "a scan",
    lambda facts: replace(
        signed("typed")(facts), signed_copies=(SignedCopy("Scan_0931.pdf", COMMAND),)
    ),
    says=f"`Scan_0931.pdf` looks like the signed letter: `{COMMAND}`",
    serves="signature.mark",
    severity="warning",
)
silent("LOI408", "none", signed("typed"))


def scan_with(ink):
    def changed(facts):
        facts = signed("scan")(facts)
        return replace(facts, pair=replace(facts.pair, ink=ink))

    return changed


fires(
    "LOI409",
    "an empty place",
    scan_with(False),
    says="Nothing is written above the name of Dr. Elena Marquez",
    serves="signature.mark",
    severity="warning",
)
silent("LOI409", "ink", scan_with(True))
fires(
    "LOI410",
    "a certificate",
    pdf(pages=3, certificate=(4,), service="DocuSign"),
    says="The PDF has 4 pages: 3 of the letter, and 1 page of a certificate that DocuSign appended",
    serves="pages",
    severity="warning",
)
silent("LOI410", "none", pdf(pages=3))
silent("LOI409", "a place that was not found", scan_with(None))
fires(
    "LOI407",
    "the secretary's certificate",
    signed("digital", replace(BROKEN, signer="Luis Mora")),
    says="belongs to “Luis Mora”, but the letter is signed by “Dr. Elena Marquez”",
    severity="warning",
)
silent("LOI407", "her own, without the title", signed("digital", BROKEN))
BY_GOLD = PartReading(CONFIRM, "Elena Marquez", (), "Linda Gold seems to sign for Elena Marquez.")
fires(
    "LOI407",
    "somebody else’s /s/",
    lambda facts: reading(signer=BY_GOLD)(signed("conformed")(facts)),
    says="Linda Gold seems to sign for Elena Marquez.",
)
silent(
    "LOI407",
    "somebody else’s name, and no mark",
    lambda facts: reading(signer=BY_GOLD)(signed("typed")(facts)),
)
fires(
    "LOI109", "an empty Word file", word(paragraphs=()), says="There are no words in “letter.docx”.",
    severity="error",
)  # fmt: skip
silent("LOI109", "a scan beside a Word file with words", pdf(paragraphs=(), scanned=(1, 2)))

# LOI5xx -------------------------------------------------------------------------------------------

fires(
    "LOI504",
    "dated after the deadline",
    reading(letter_date=date(2022, 6, 20)),
    says="Monday, June 20, 2022",
    paragraph=1,
)
silent("LOI504", "dated in time")
fires(
    "LOI506",
    "dated two years ago",
    reading(letter_date=date(2020, 2, 20)),
    says="Thursday, February 20, 2020, 2 years before the deadline",
    paragraph=1,
)
fires("LOI506", "the year before", reading(letter_date=date(2021, 5, 12)), says="13 months before")
fires(
    "LOI506",
    "a month alone",
    reading(letter_date=date(2021, 10, 1), month_only="October 2021"),
    says="is dated “October 2021”, 8 months before",
)
silent("LOI506", "dated in February", reading(letter_date=date(2022, 2, 1)))
silent("LOI506", "no date", reading(letter_date=None))

fires(
    "LOI507",
    "a foundation",
    reading(addressee=evidence("Ms. Harriet Pell\nRedwood Community Foundation", 2)),
    says="“Ms. Harriet Pell, Redwood Community Foundation”. The call does not name this recipient",
    serves="recipients",
    paragraph=2,
    severity="error",
)
fires(
    "LOI507",
    "a person without a house",
    reading(addressee=evidence("Dr. Harriet Pell", 2)),
    severity="warning",
)
fires(
    "LOI507",
    "a greeting to somebody else",
    word(paragraphs=text("Dear Ms. Pell:", *LETTER[3:])),
    says="greets “Ms. Pell”",
    severity="warning",
)
fires(
    "LOI507",
    "a person whom a memo goes to",
    reading(addressee=evidence("To: Mr. Daniel Reyes, First 5 Fresno County", 2)),
    severity="warning",
)
for greeting in ("Dear Superintendent Thurmond:", "Estimado Mr. Reyes:", "Ms. Vandermeer,"):
    fires("LOI507", greeting, word(paragraphs=text(greeting, *LETTER[3:])), severity="warning")
for who in (
    "CCEE",
    "Attn: Selection Committee",
    "To whom it may concern",
    "Nicole LoBese",
    "Families in Schools",
    "1029 J Street\nSacramento, CA 95814",
):
    silent("LOI507", who, reading(addressee=evidence(who, 2)))
for who in ("Selection Committee", "Mr. Mitchell and friends", "CEI Partners", "Reviewer"):
    silent("LOI507", f"Dear {who}", word(paragraphs=text(f"Dear {who},", *LETTER[3:])))
for greeting in ("Dear Tony Thurmond:", "Dear Harriet B. Pell,", "Dear Ana Ruiz Soto:"):
    fires("LOI507", greeting, word(paragraphs=text(greeting, *LETTER[3:])), severity="warning")
for greeting in ("Dear Nicole LoBese:", "Dear Cohort Leaders:", "Dear Steven,", "Dear CEI Team:"):
    silent("LOI507", greeting, word(paragraphs=text(greeting, *LETTER[3:])))
silent("LOI507", "no address", reading(addressee=()))

MAILBOX = Recipient(name=None, organization="Tolliver Family Foundation")
fires(
    "LOI507",
    "a person, where nobody is to be addressed",
    word(paragraphs=text("Dear Ms. Pell:", *LETTER[3:])),
    call={"to": MAILBOX},
    says="greets “Ms. Pell”",
    severity="warning",
)
silent(
    "LOI507",
    "the foundation, where nobody is to be addressed",
    word(paragraphs=text("Dear Tolliver Family Foundation:", *LETTER[3:])),
    call={"to": MAILBOX},
)
for greeting in ("To everyone at the Foundation,", "Dear Friends at the Foundation:"):
    silent(
        "LOI507",
        f"{greeting} where nobody is to be addressed",
        word(paragraphs=text(greeting, *LETTER[3:])),
        call={"to": MAILBOX},
    )
fires(
    "LOI507",
    "one of another kind",
    reading(addressee=evidence("To everyone at the Trust", 2)),
    call={"to": MAILBOX},
    says="“To everyone at the Trust”",
)
LINE = SubjectLine(
    words="First Pages 2027 - Letter - {applicant}", quote="Write the same line.", in_letter=True
)
fires(
    "LOI509",
    "a subject of one's own",
    word(paragraphs=text("Re: Application for a grant", *LETTER[3:])),
    call={"subject": LINE},
    says="It has “Re: Application for a grant” instead. The call says “Write the same line.”",
    serves="recipients",
    paragraph=1,
)
fires(
    "LOI509", "no subject", word(), call={"subject": LINE}, says="Letter - [name]”. The call says"
)
silent(
    "LOI509",
    "the call's line with Word's dashes",
    word(paragraphs=text("Subject: First Pages 2027 – Letter – Rio Seco", *LETTER[3:])),
    call={"subject": LINE},
)
silent(
    "LOI509", "a line for the email", call={"subject": LINE.model_copy(update={"in_letter": False})}
)
NAMED = ExactWords(words="LOI_{applicant}", quote="Name the file LOI_District.")
fires(
    "LOI319",
    "another name",
    pair(pdf_file=None),
    call={"file_name": NAMED},
    says="“letter.docx” is not the name that the call asks for: “Name the file LOI_District.”",
    serves="formats",
)
silent(
    "LOI319",
    "the name that the call asks for",
    pair(word_file="LOI_Rio Seco.docx", pdf_file="LOI_Rio Seco.pdf"),
    call={"file_name": NAMED},
)

# LOI214 to LOI220, LOI320 to LOI322: headings, lists, attachments, page numbers --------------------

ORDER = AskedHeadings(in_order=True, no_others=True, quote="These headings, in this order.")
NEED, PLAN = HeadedSection("NEED", at(3), 40), HeadedSection("PLAN", at(5), 40)


def headed(*sections, others=()):
    return reading(headed=HeadedText(sections, others))


HEADED = {"headings": ORDER, "interest_heading": "NEED", "engagement_heading": "PLAN"}
fires(
    "LOI214",
    "one heading is missing",
    headed(NEED, HeadedSection("PLAN")),
    call=HEADED,
    says="does not have the heading “PLAN”. The call says “These headings, in this order.”",
    serves="engagement",
)
silent("LOI214", "both", headed(NEED, PLAN), call=HEADED)
silent(
    "LOI214",
    "a heading that only charter schools need",
    headed(HeadedSection("NEED"), PLAN),
    call={**HEADED, "interest_for": ("charter",)},
)
fires(
    "LOI215",
    "the other way round",
    headed(PLAN, NEED),
    call=HEADED,
    says="“PLAN” stands where “NEED” belongs",
    paragraph=5,
)
silent("LOI215", "in order", headed(NEED, PLAN), call=HEADED)
fires(
    "LOI216",
    "another heading",
    headed(NEED, PLAN, others=evidence("About us", 4)),
    call=HEADED,
    says="has the heading “About us”, which the call does not have",
    paragraph=4,
)
silent("LOI216", "no other", headed(NEED, PLAN), call=HEADED)
WORDS = {**HEADED, "max_words": 39}
fires("LOI217", "a word too many", headed(NEED), call=WORDS, says="has 40 words", serves="interest")
silent("LOI217", "just enough", headed(NEED), call={**HEADED, "max_words": 40})
fires("LOI218", "no heading to measure by", headed(), call={"max_words": 9}, serves="interest")
silent("LOI218", "a heading", headed(NEED), call=WORDS)
PARTNERS = {"min_entries": 3}


def entries(*names, certain=True, unnamed=()):
    return reading(lists={"interest": ListReading(names, unnamed, certain)})


fires(
    "LOI219",
    "two of three",
    entries("Elks Lodge", "City Library", unnamed=("a third, to be determined",)),
    call=PARTNERS,
    says="the letter names 2. Not named: “a third, to be determined”.",
    serves="interest",
)
silent("LOI219", "three", entries("A", "B", "C"), call=PARTNERS)
silent("LOI219", "prose, where names are not certain", entries("A", certain=False), call=PARTNERS)
fires(
    "LOI220",
    "one name in prose",
    entries("A", certain=False),
    call=PARTNERS,
    says="in its sentences `loi` finds 1 name.",
    serves="interest",
)
INCLUDING = {"min_entries": 1, "entries_include": {"family": ("mother*", "father*")}}
fires("LOI220", "nobody of a kind", entries("Ana, cook"), call=INCLUDING, says="to be “family”")
silent("LOI220", "one of each kind", entries("Ana, mother of two"), call=INCLUDING)
BEHIND = Attachments(
    max=1, max_pages_each=1, headings=("Attachment A",), quote="One attachment of one page."
)


def on_pages(*pages, count):
    """A PDF with attachments that begin on these pages."""
    begins = [
        Paragraph(f"Attachment {letter}: Resume", at(30 + number, number, PDF))
        for letter, number in zip("AB", pages, strict=False)
    ]

    def change(facts):
        paragraphs = (*facts.pdf.paragraphs, *begins)
        return replace(facts, pdf=replace(facts.pdf, paragraphs=paragraphs, pages=count))

    return change


fires(
    "LOI320",
    "one too many",
    on_pages(2, 3, count=3),
    call={"attachments": BEHIND},
    says="There are 2 attachments; the call allows 1",
    serves="pages",
)
silent("LOI320", "one", on_pages(2, count=2), call={"attachments": BEHIND})
fires("LOI321", "two pages", on_pages(2, count=3), call={"attachments": BEHIND}, says="has 2 pages")
silent("LOI321", "one page", on_pages(2, count=2), call={"attachments": BEHIND})
NUMBERED = {"style": Style(page_numbers=True, quote="A number on every page.")}


def numbered(pages, count=2):
    return lambda facts: replace(
        facts, pdf=replace(facts.pdf, pages=count, numbered=pages, scanned=(), recognized=())
    )


fires("LOI322", "none", numbered(()), call=NUMBERED, says="No page of the PDF has its number")
fires("LOI322", "not the first", numbered((2,)), call=NUMBERED, says="Page 1 of the PDF does not")
silent("LOI322", "all", numbered((1, 2)), call=NUMBERED)
fires("LOI322", "a Word file alone", lambda facts: without(facts, "pdf"), call=NUMBERED)

# LOI411: several who sign ---------------------------------------------------------------------------

HEAD = Signatory(role="Superintendent", titles=("Superintendent",), quote="the superintendent")
CHAIR = Signatory(role="Board President", titles=("Board President",), quote="and the president")
BOTH = {"signatory": None, "signatories": (HEAD, CHAIR)}
fires(
    "LOI411",
    "one of two",
    word(),
    call=BOTH,
    says="The Board President is not among those who sign. The call says “and the president”.",
    serves="signature",
)
silent(
    "LOI411",
    "both",
    word(paragraphs=text(*LETTER, "Ana Ruiz\nBoard President")),
    call=BOTH,
)
UNKNOWN_FAREWELL = [line.replace("Sincerely,", "Mvto,") for line in LETTER]
silent(
    "LOI411",
    "both, under no farewell that is known",
    word(paragraphs=text(*UNKNOWN_FAREWELL, "Ana Ruiz\nBoard President")),
    call=BOTH,
)
fires(
    "LOI411",
    "one of two, under no farewell that is known",
    word(paragraphs=text("Ana Ruiz, Board President", *UNKNOWN_FAREWELL)),
    call=BOTH,
    says="The Board President is not among those who sign",
)
ALONE = signed("image", unsigned=(("Ana Ruiz", "Board President"),))
fires(
    "LOI412",
    "a typed name of one of two",
    ALONE,
    call=BOTH,
    says="There is no signature by the name of Ana Ruiz. The call says “and the president”.",
    serves="signature.mark",
)
silent("LOI412", "both have signed", signed("image"), call=BOTH)
silent("LOI412", "another, who need not sign", ALONE)
OF_CHARTERS = CHAIR.model_copy(update={"applicants": ("charter",)})
OF_DISTRICTS = HEAD.model_copy(update={"applicants": ("district",)})
silent(
    "LOI411",
    "another for charter schools",
    call={"signatory": None, "signatories": (OF_DISTRICTS, OF_CHARTERS)},
)

SCHOOLS = {
    "signatory": None,
    "signatories": (OF_DISTRICTS, CHAIR.model_copy(update={"applicants": ("school",)})),
    "types": ("district", "school"),
}
silent("LOI411", "one that is a district or a school", call=SCHOOLS)
fires(
    "LOI411",
    "a district that needs two, or a school that needs two others",
    word(),
    call=SCHOOLS
    | {
        "signatories": (
            *SCHOOLS["signatories"],
            CHAIR.model_copy(update={"role": "Treasurer", "titles": ("Treasurer",)}),
        )
    },
    says="The Treasurer is not among those who sign",
)

# LOI601 to LOI606: what is left of writing --------------------------------------------------------

for words in (
    "XX% of our students speak Spanish.",
    "It began in 20XX.",
    "We serve [number] families.",
    "(Norma to add two paragraphs here.)",
    "(ask Luis for the figures)",
    "[confirm with HR]",
    "see Norma’s notes",
    "get from IT",
    "Insert chart here",
    "Note to self: shorten this.",
    "Email: carmen@____",
    "Phone: __________",
    "Click or tap here to enter text.",
    "«First_Name»",
    "{{contact}}",
    "More to come.",
    "(is this number right?)",
    "Our families came. Insert quote from a parent here.",
    "Maria, please add the numbers here??",
    "It was signed on May XX, 2022.",
    "It was signed on MM/DD/2022.",
    "In 20__ the board adopted it.",
    "NEED DATA HERE",
    "*** UPDATE NUMBERS ***",
    "TO DO: last year",
    "TK% of our families",
    "We serve # students.",
    "Name of Principal, principal, will lead it.",
    "Our mascot is [mascot].",
    "It is in [CITY].",
    "[Superintendent signature]",
    "[delete this sentence if not applicable]",
    "{school} serves 600 students.",
    "%SCHOOL_NAME% is the site.",
    "@@check with Francesca@@",
    "Write to email@domain.com.",
    "Type your text here.",
    "Click or tap to enter a date.",
    "See Error! Reference source not found.",
):
    fires("LOI601", words, lines(words), says="is still there", paragraph=10)
fires("LOI601", "two", lines("TBD", "TBD"), says="2 placeholders are still there: “TBD”, “TBD”")
fires(
    "LOI601",
    "at the top of the page as well",
    lambda facts: word(
        paragraphs=(
            Paragraph("[Letterhead]", Place(file=WORD), where="header"),
            *lines("TBD")(facts).word.paragraphs,
        )
    )(facts),
    says="2 placeholders are still there: “TBD”, “[Letterhead]”",
    paragraph=10,
)
fires(
    "LOI601", "a phone number, once", lines("(xxx) xxx-xxxx"), says="A placeholder is still there"
)
silent("LOI601", "a line to sign on")
for words in (
    "We are a TK–8 district, with transitional kindergarten (TK) at each school.",
    "“We [the district] are here to stay,” she said. [1]",
    "_____________________",
    "Date: ______________",
    "Add two family liaisons at each site",
    "Call the office (ask for Rosa) or write (see Appendix A).",
    "Title XX funds, N/A in our county, pay for it.",
    "Families to our north ask more of us.",
    "[Name withheld] said so.",
    "“Why bother???” one father wrote: “They [parents] are right [sic].”",
    "Super Bowl XXX of reading",
    "The ballot said YES / NO / ____ and more.",
    "Three schools [one a charter] wrote our plan [LCAP] under section 52060[a].",
    "AND WHAT WE HOPE TO DO",
    "Click here to see a film. Insert clear words, we were told.",
    "UPDATE ON OUR DATA",
    "[x] district [X] charter",
):
    silent("LOI601", words, lines(words))

fires(
    "LOI601",
    "a prompt of Word that shows, at its place",
    word(leftovers=left(LeftoverKind.FORM_FIELD, "[Write here. Why do you apply?]")),
    says="A prompt is not filled in yet",
    paragraph=5,
)
silent("LOI601", "an empty field", word(leftovers=left(LeftoverKind.FORM_FIELD, "Title")))

TRACKED = left(LeftoverKind.INSERTION, "two schools", author="Luis Mora") + left(
    LeftoverKind.DELETION, "three schools"
)
fires(
    "LOI602",
    "an insertion and a deletion",
    word(leftovers=TRACKED),
    says="2 tracked changes are left (inserted, deleted) by Luis Mora: “two schools”, “three",
    paragraph=5,
)
fires("LOI602", "formatting", word(leftovers=left(LeftoverKind.FORMATTING, "")), says="1 tracked")
silent("LOI602", "none")
fires(
    "LOI603",
    "comments",
    word(leftovers=left(LeftoverKind.COMMENT, "Which one??", "Is this true?", author="Rosa")),
    says="2 comments are left by Rosa: “Which one??”, “Is this true?”",
)
fires(
    "LOI603",
    "a copy with our own comments",
    word(leftovers=left(LeftoverKind.COMMENT, "To correct: …", author="loi")),
    says="This is not the letter itself, but a copy with the comments that `loi check --annotate`",
    paragraph=5,
)
fires(
    "LOI603",
    "a note on the PDF",
    pdf(leftovers=left(LeftoverKind.ANNOTATION, "shorten")),
    says="1 note on the PDF is left: “shorten”",
)
silent(
    "LOI603",
    "a stamp by the name",
    lambda facts: replace(
        pdf(leftovers=(Leftover(LeftoverKind.ANNOTATION, "a stamp", at(8), number=3),))(facts),
        signature=replace(facts.signature, notes=frozenset({3})),
    ),
)
silent("LOI603", "none")
fires(
    "LOI604",
    "hidden text",
    word(leftovers=left(LeftoverKind.HIDDEN, "the cabinet decides on Monday")),
    says="“the cabinet decides on Monday”",
    paragraph=5,
)
fires(
    "LOI604",
    "white text",
    word(leftovers=left(LeftoverKind.INVISIBLE, "for the machine alone")),
    says="white or tiny text that cannot be seen: “for the machine alone”",
    paragraph=5,
)
silent("LOI604", "none")
fires("LOI605", "a marker", word(leftovers=left(LeftoverKind.HIGHLIGHT, "812")), says="“812”")
silent("LOI605", "none")

for words in ("DRAFT", "Draft 3 – not for distribution", "CONFIDENTIAL DRAFT", "D R A F T"):
    fires("LOI606", words, word(paragraphs=text(words, *LETTER)), says=f"“{words}”", paragraph=1)
fires(
    "LOI606",
    "a header",
    word(paragraphs=text("Rio Seco, draft of May 3", where="header") + text(*LETTER)),
    says="“Rio Seco, draft of May 3”",
)
fires(
    "LOI606",
    "a long footer",
    word(
        paragraphs=text(*LETTER)
        + text(
            "Board of Trustees of the Rio Seco District, Form 12-B (rev. 2017) Draft 3",
            where="footer",
        )
    ),
)
fires(
    "LOI606",
    "a subject in the head",
    word(
        paragraphs=text("RE: Letter of Interest (draft), Community Engagement Initiative", *LETTER)
    ),
)
fires("LOI606", "the last line", word(paragraphs=text(*LETTER, "Rough draft for Board review")))
silent("LOI606", "a plan", lines("Draft budget", "The LCAP (draft) hangs in our offices."))
fires("LOI606", "a file name", pdf(file="LOI_draft_3.pdf"), says="says “draft”: “LOI_draft_3.pdf”")
silent("LOI606", "the word in a sentence", lines("We drafted this, as a draft LCAP is, together."))
silent("LOI606", "a name with the letters in it", pdf(file="Draftsville.pdf"))

# LOI607 and LOI608: another call ------------------------------------------------------------------

for words in (
    "RE: Letter of Interest, CEI Cohort II",
    "We are pleased to apply for the second cohort of the network.",
    "Please consider Rio Seco for Cohort 4.",
    "This is our Cohort 2 letter.",
    "We want in to Cohort II of the Community Engagement Initiative.",
    "We are prepared to begin with the first Cohort II convening.",
    "With the stipend of the Cohort II we will pay the interpreters.",
):
    fires("LOI607", words, lines(words), says="another cohort than Cohort III", paragraph=10)
fires(
    "LOI607",
    "another year",
    lines("We submit this letter of interest for the 2019-20 cohort."),
    says="another year than the call’s",
)
for words in (
    "RE: Letter of Interest, Cohort III (applications due February 28, 2020)",
    "We commit to take part in all convenings of the 2020–2022 cohort.",
    "Rio Seco requests consideration for the 2019 application cycle.",
):
    fires("LOI607", words, lines(words), says="another year than the call’s", paragraph=10)
fires(
    "LOI607",
    "a row of a memo",
    word(paragraphs=text("RE:", "LOI, CEI PLLN 2019–20", *LETTER[3:], where="table")),
    says="another year than the call’s",
)
for words in (
    "RE: Letter of Interest, your call of November 15, 2021",
    "Two of our neighbors took part in Cohort I and Cohort II.",
    "This year we want to apply what Cohort I and Cohort II districts have learned.",
    "Our application for the 2020 census outreach grant taught us to go door to door.",
    "Our board adopted the 2019–2022 plan.",
    "We applied for Cohort II and were not chosen.",
    "Our neighbor, a member of Cohort II, told us of it.",
    "I have read what the first two cohorts wrote.",
    "A second cohort of parents has joined our academy.",
    "We apply for Cohort III (2022–2024).",
    "In 2019 we began cohorts of staff and parents.",
):
    silent("LOI607", words, lines(words))

for words in (
    "We submit this letter for the California Community Schools Partnership Program.",
    "Letter of Interest: Golden State Family Literacy Grant",
    "We thank the Stuart Foundation for considering our letter.",
    "We are grateful to your foundation for this opportunity.",
    "Please accept this letter of interest in the Kellogg Foundation Family Engagement program.",
    "Thank you, Hewlett Foundation, for considering Rio Seco!",
    "We will comply with the CCSPP implementation grant if awarded.",
    "It serves the Learning Communities for School Success Program, to which this letter responds.",
    "We want to take part in the California Community Schools Partnership Program because we care.",
    "Re: Letter of Inquiry, James Irvine Foundation",
):
    fires("LOI608", words, lines(words), says="another", paragraph=10)
fires(
    "LOI608",
    "a letter that never names the program",
    instead("We look forward to the CCSPP and to all it brings."),
    says="for another program than the Community Engagement Initiative",
)
for words in (
    "We received a California Community Schools Partnership Program grant in 2021.",
    "Families can apply for the Free Lunch Program at the office.",
    "Rosa Alvarez, Director of Family Programs, answers for this application.",
    "Our Dual Language Immersion Program began in 2012.",
    "We want to take part in the county's Parent Institute for Quality Education program.",
    "We are also applying to the California Community Schools Partnership Program.",
    "We are grateful to the Stuart Foundation for its grant in 2019.",
    "If selected, our Full-Service Community Schools director will sit on the team.",
    "Please consider our interest in light of our Title I program.",
    "We thank the Irvine Foundation, whose grant paid for the interpreters.",
):
    silent("LOI608", words, lines(words))

# LOI626: a letter about something else ------------------------------------------------------------

BUSES = (
    "May 12, 2022",
    "Dear Mr. Mitchell:",
    "We write about the bus contract. We request a letter of interest form for the bus rebate.",
    "Our families in schools far from town ride for an hour, and the community is with us.",
    "Sincerely,",
    "Dr. Elena Marquez\nSuperintendent",
)


def named_in(*more, **fields):
    return word(paragraphs=(*text(*BUSES), *text(*more, begin=9, **fields)))


fires("LOI626", "a letter about buses", named_in(), says="never names", severity="warning")
fires("LOI626", "acronyms in small letters", named_in("The cei, the plln and the fis."))
for words in (
    "We apply to the Community Engagement\nInitiative.",
    "our reasons to join the community engagement initiative",
    "LETTER OF INTEREST – CEI",
    "Peer Leading & Learning Network",
    "the C.E.I. and its P.L.L.N.",
    "a letter for Cohort III",
    "the third cohort",
    "Cohort 3",
    "We want to join the Network.",
    "the Engagement Initiative",
    "a peer learning network",
    "California Collaborative for\nEducational Excellence",
    "CCEE",
    "FAMILIES IN SCHOOLS",
):
    silent("LOI626", words, named_in(words))
silent(
    "LOI626",
    "a statement that the call wants word for word",
    lambda facts: items(interest=item())(named_in()(facts)),
    call={"statement": "We will share our data."},
)
fires(
    "LOI626",
    "no such statement",
    lambda facts: items(interest=item(NOT_MET))(named_in()(facts)),
    call={"statement": "We will share our data."},
)
silent("LOI626", "a footer", named_in("Letter of interest, PLLN", where="footer"))
silent(
    "LOI626",
    "the call's own titles as headings",
    named_in(
        "Why we are interested",
        "How we engage our community",
        "Difficult conversations and trust",
        is_heading=True,
    ),
)
fires("LOI626", "one of its titles", named_in("Why we are interested", is_heading=True))
silent("LOI626", "over two paragraphs", named_in("Peer Leading and", "Learning Network"))
silent(
    "LOI626",
    "a part that cannot be read",
    lambda facts: replace(
        named_in()(facts),
        word=replace(
            named_in()(facts).word,
            leftovers=(Leftover(LeftoverKind.IMPORTED, "afchunk.html", at(1)),),
        ),
    ),
)

# LOI8xx -------------------------------------------------------------------------------------------

fires(
    "LOI801",
    "other answers",
    lambda facts: replace(facts, changed_sources=("answers.yaml",), to_be_signed=True),
    says="answers.yaml was changed after this package was built",
    severity="warning",
)
silent("LOI801", "the same answers", lambda facts: replace(facts, to_be_signed=True))


def in_package(copies=(), **names):
    return lambda facts: replace(facts, package=PackageFacts(**names), signed_copies=copies)


for rule, names, words in (
    ("LOI802", {"changed": (WORD,)}, f"{WORD} was changed after the package was written"),
    ("LOI803", {"missing": ("checklist.html",)}, "checklist.html is missing from the package"),
    ("LOI804", {"added": ("notes.txt",)}, "notes.txt is in the folder, and is no part of"),
):
    fires(rule, "one file", in_package(**names), says=words, severity="error")
    silent(rule, "all in order", in_package())
silent(
    "LOI804",
    "what is told as a signed copy",
    in_package((SignedCopy("Scan_0931.pdf", COMMAND),), added=("Scan_0931.pdf",)),
)

# LOI609 and on: dangers ---------------------------------------------------------------------------


def types(*sizes):
    return word(types=tuple(TypeUse("Arial", size, n, "Our", at(4)) for size, n in sizes))


fires("LOI609", "all of it", types((7.5, 3000)), says="Most of the letter", severity="error")
fires(
    "LOI609", "a tenth", types((11, 4000), (8, 500)), says="11% of the letter", severity="warning"
)
silent("LOI609", "a letterhead", types((11, 4000), (8, 120)))
silent(
    "LOI609",
    "names of a board in the margin",
    word(
        types=(
            TypeUse("Arial", 11, 4000, "We", at(4), running=3800),
            TypeUse("Arial", 8, 900, "Li Chen, President", at(5), running=0),
        )
    ),
)
silent(
    "LOI609",
    "a letterhead above the date",
    lambda facts: replace(
        facts,
        word=replace(
            facts.word,
            paragraphs=text("Board of Trustees: " + "Li Chen; " * 40, *LETTER),
            types=(
                TypeUse("Arial", 8, 380, "Board", at(1)),
                TypeUse("Arial", 11, 4000, "Our", at(2)),
            ),
        ),
        reading=replace(facts.reading, date_place=at(2)),
    ),
)
fires(
    "LOI609",
    "a PDF that was printed smaller",
    pdf(types=(TypeUse("Arial", 7.9, 2000, "Our", at(4, 1, PDF)),)),
    says="In the PDF, most of the letter is in type smaller than 10 points: “Our” in 7.9 points.",
    severity="error",
)
silent(
    "LOI609",
    "a PDF with small footers",
    pdf(
        types=(
            TypeUse("Arial", 8, 400, "Page", at(4, 1, PDF)),
            TypeUse("Arial", 11, 2000, "Our", at(4, 1, PDF)),
        )
    ),
)
silent("LOI609", "ten points", types((10, 4000)))
silent(
    "LOI609",
    "a footer",
    word(types=(TypeUse("Arial", 8, 400, "Page", at()), TypeUse("Arial", 11, 4000, "Our", at(1)))),
)
fires(
    "LOI610",
    "a narrow page",
    word(shapes=(PageShape(8.5, 11, 1, 1, 0.3, 0.3),)),
    says="left 0.3 inches, right 0.3 inches",
)
silent("LOI610", "half an inch", word(shapes=(PageShape(8.5, 11, 0.5, 0.5, 0.5, 0.5),)))

fires("LOI611", "macros", word(leftovers=left(LeftoverKind.MACROS, "word/vbaProject.bin")))
fires(
    "LOI612",
    "a spreadsheet",
    word(leftovers=left(LeftoverKind.OBJECT, "budget.xlsx")),
    says="1 embedded object: “budget.xlsx”",
)
fires(
    "LOI613",
    "a template on a server",
    word(leftovers=left(LeftoverKind.TEMPLATE, "https://server.example/letter.dotm")),
    says="“https://server.example/letter.dotm”",
)
fires(
    "LOI614",
    "a picture elsewhere",
    word(leftovers=left(LeftoverKind.LINKED_IMAGE, "https://server.example/logo.png")),
    says="1 picture of the letter is not in the file",
)
fires(
    "LOI614",
    "imported",
    word(leftovers=left(LeftoverKind.IMPORTED, "board.docx")),
    says="Only its words were checked: “board.docx”",
)
fires(
    "LOI614",
    "imported, and of a kind that is not read",
    word(leftovers=left(LeftoverKind.IMPORTED, "board.rtf"), unread="board.rtf"),
    says="Nothing in it was checked: “board.rtf”",
)
fires("LOI614", "data", word(leftovers=left(LeftoverKind.LINKED_DATA, "a.xlsx")), says="1 part")
fires("LOI615", "a script", pdf(leftovers=left(LeftoverKind.SCRIPT, "app.alert(1)")))
fires("LOI615", "a program", pdf(leftovers=left(LeftoverKind.LAUNCH, "x.exe")), says="starts")
fires("LOI616", "a file", pdf(leftovers=left(LeftoverKind.ATTACHMENT, "a.xlsx")), says="“a.xlsx”")
silent(
    "LOI617",
    "a prompt, which LOI601 tells",
    word(leftovers=left(LeftoverKind.FORM_FIELD, "Choose an item.")),
)
fires("LOI617", "a blank", pdf(leftovers=left(LeftoverKind.FORM_FIELD, "District")))
for path in (
    r"\\server\letters\head.dotx",
    "file://server/letters/head.dotx",
    "file:////server/letters/head.dotx",
    "ftp://server.example/head.dotx",
):
    template = word(leftovers=left(LeftoverKind.TEMPLATE, path))
    fires("LOI613", path, template, says="in another place", severity="error")
for path in (
    r"file:///C:\Users\dokafor\AppData\Roaming\Microsoft\Templates\Letterhead.dotx",
    "C:/Templates/head.dotm",
    "/Users/ana/Library/head.dotx",
    "file:///Users/ana/head.dotx",
    "Letterhead.dotx",
    r"..\Templates\head.dot",
):
    template = word(leftovers=left(LeftoverKind.TEMPLATE, path))
    fires("LOI613", path, template, says="the computer on which it was", severity="warning")
for rule in ("LOI611", "LOI612", "LOI613", "LOI614", "LOI615", "LOI616", "LOI617"):
    silent(rule, "nothing of the kind")

fires(
    "LOI618",
    "a password",
    lambda facts: replace(facts, pdf=PdfFacts(PDF, locked=True, encrypted=True)),
    says="needs a password",
    serves="formats",
)
silent("LOI618", "no password")
fires("LOI619", "a password for changes", pdf(encrypted=True), says="protected")
silent("LOI619", "no password")


def properties(**values):
    return word(properties=replace(OWN, **values))


fires(
    "LOI620",
    "a consultant",
    properties(company="Golden Grant Writers LLC"),
    says="company “Golden Grant Writers LLC”",
)
fires("LOI620", "a house of one word", properties(manager="WestEd"), says="manager “WestEd”")
fires("LOI620", "another district", properties(author="Oak Prairie Unified"), says="author “Oak")
for company in (
    "Rio Seco SD",
    "RSSD",
    "McDonald",
    "Microsoft",
    "Rosa Alvarez",
    "Hewlett-Packard Company",
):
    silent("LOI620", company, properties(company=company))
for author in (
    "Office of the Superintendent",
    "Office of Family Engagement",
    "Educational Services",
    "Grants Department",
    "ElenaM",
):
    silent("LOI620", author, properties(author=author))
silent(
    "LOI620",
    "the school that the letter names",
    lambda facts: word(paragraphs=(*text(*LETTER), *text("Our site is Oak Prairie School.")))(
        properties(author="Oak Prairie School")(facts)
    ),
)
silent(
    "LOI620",
    "a consortium, named in its letterhead",
    lambda facts: word(paragraphs=text("Marble Rural Schools Consortium", *LETTER))(
        properties(author="Marble Rural Schools Consortium")(facts)
    ),
)
fires(
    "LOI621",
    "an author",
    properties(author="Rosa Alvarez", last_editor="Luis Mora"),
    says="author “Rosa Alvarez”, last saved by “Luis Mora”",
    severity="info",
)
silent("LOI621", "nobody")
silent(
    "LOI621",
    "a district, named in its letterhead",
    lambda facts: word(paragraphs=text("Rio Seco School District", *LETTER))(
        properties(company="Rio Seco School District")(facts)
    ),
)
silent(
    "LOI621",
    "the district in short, and an office",
    lambda facts: word(paragraphs=text("Rio Seco Unified School District", *LETTER))(
        properties(author="Superintendent’s Office", company="Rio Seco USD")(facts)
    ),
)
fires(
    "LOI621",
    "the office of another district",
    lambda facts: word(paragraphs=text("Rio Seco Unified School District", *LETTER))(
        properties(company="Oak Fork USD")(facts)
    ),
    says="company “Oak Fork USD”",
)
fires("LOI622", "a file name", properties(title="Microsoft Word - old.docx"), says="old.docx")
for title in (
    "Letter of Interest - Selma Unified School District",
    "Application to the Irvine Foundation",
    "Letter of Interest 2019",
):
    fires("LOI622", title, properties(title=title), says=title)
silent("LOI622", "its own name", properties(title="Letter of Interest 2022, Rio Seco District"))
fires("LOI622", "another call", properties(title="CCSPP planning grant"))
silent("LOI622", "its own")

fires(
    "LOI623",
    "under the signature",
    reading(other_districts=evidence("Selma Unified School District", 9)),
    says="is from Rio Seco School District, but it names another district where your own "
    "name belongs: “Selma Unified School District”.",
    paragraph=9,
)


def answers_of(district):
    """The same with answers of a district beside it."""
    written = Written(district, Place(file="answers.yaml", line=3, column=9))
    return lambda facts: replace(
        facts, answers=AnswersFacts("answers.yaml", {"district.name": written}, {})
    )


fires(
    "LOI623",
    "the answers of another",
    answers_of("Selma Unified School District"),
    says="the answers in the same folder are from Selma Unified School District.",
)
silent("LOI623", "its own answers", answers_of("Rio Seco Unified"))
silent("LOI623", "its own name")

# LOI7xx -------------------------------------------------------------------------------------------

fires("LOI701", "no title", properties(title=""), says="of letter.docx.")
silent("LOI701", "a title")
fires("LOI702", "no language", properties(language=""), says="in letter.docx.")
fires(
    "LOI702",
    "a scan",
    lambda facts: without(pdf(scanned=(1,), properties=Properties("Letter"))(facts), "word"),
    says="in letter.pdf.",
)
silent("LOI702", "a language")
fires("LOI703", "bold lines", word(heading_styles=False))
silent("LOI703", "styles, or no headings")
fires(
    "LOI704", "no words on it", word(images=(Image(3, at(4)),)), says="1 picture has", paragraph=4
)
silent(
    "LOI704",
    "described, or an ornament",
    word(images=(Image(3, at(4), alt="Signature"), Image(3, at(4), decorative=True))),
)


def table(*rows, **changes):
    """A table of the letter, with its cells."""
    cells = tuple(
        Paragraph(words, at(10 * n + m), "table", row=(1, n), cell=m)
        for n, row in enumerate(rows, 1)
        for m, words in enumerate(row, 1)
    )
    shape = TableShape(at(11), len(rows), len(rows[0]), False, " ".join(rows[0]))
    return word(paragraphs=cells, tables=(replace(shape, **changes),))


ROLES = (("Role", "Name"), ("Parent", "Rosa Alvarez"), ("Student", "Luis Mora"))
fires("LOI705", "no header", table(*ROLES), says="1 table has no header row: “Role Name”.")
silent("LOI705", "a header", table(*ROLES, has_header=True))
for what, rows in {
    "a contact": (("Name", "Rosa Alvarez"), ("Title", "Director"), ("Phone", "(559) 555-0167")),
    "figures": (("Enrollment", "9,870"), ("English learners", "29%"), ("Foster youth", "134")),
    "questions and answers": (("Our school", "Rio Seco " * 9), ("Why", "So."), ("Who", "We.")),
    "a row of heads over one of data": ROLES[:2],
    "a signature": (("", ""), ("Elena Marquez", "Ana Diaz"), ("Superintendent", "President")),
}.items():
    silent("LOI705", what, table(*rows))
fires("LOI706", "no tags", pdf(tagged=False))
silent("LOI706", "tags")
SCAN = {"tagged": False, "properties": Properties(), "fonts_not_embedded": ("Calibri",)}
for rule in ("LOI701", "LOI702", "LOI706", "LOI707"):
    for pages in ({"scanned": (1,)}, {"recognized": (1,)}):
        silent(rule, f"a scan beside the Word file: {pages}", pdf(**SCAN, **pages))
fires(
    "LOI706",
    "a scan alone",
    lambda facts: without(pdf(**SCAN, scanned=(1,))(facts), "word"),
)
fires("LOI707", "a font", pdf(fonts_not_embedded=("Calibri",)), says="Calibri")
silent("LOI707", "all fonts")

fires(
    "LOI624",
    "a picture without its file",
    word(leftovers=left(LeftoverKind.LOST_IMAGE, "Signature of Elena Marquez")),
    says="1 picture in the file cannot be shown. Word shows a red cross",
    paragraph=5,
)
silent("LOI624", "none")

fires(
    "LOI625",
    "a photo from a telephone",
    word(leftovers=left(LeftoverKind.TELLING_IMAGE, "The parent center")),
    says="1 photo in the file says where it was taken, or by whom: “The parent center”",
)
silent("LOI625", "none")

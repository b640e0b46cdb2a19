"""The cases: a small change to `answers.yaml`, or other facts, and what a rule makes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from loi_tool.calls.delivery import Recipient
from loi_tool.calls.model import Pages, Style
from loi_tool.facts import (
    DeliveryFacts,
    Difference,
    ItemReading,
    LeftOut,
    LetterReading,
    MissingGlyphs,
    PageFacts,
    PairFacts,
    PartReading,
    SectionLength,
    TemplateFacts,
    UnmatchedTemplate,
    Written,
)
from loi_tool.files import PdfFacts
from loi_tool.findings import Evidence, PageSource, Place, Verdict


@dataclass(frozen=True)
class Case:
    """A change, and whether a rule finds something in it."""

    rule: str
    what: str
    fires: bool
    changes: tuple[tuple[str, str], ...] = ()
    says: str = ""
    """Words of the message that a person must read."""
    at: str = ""
    """How the line of the file begins from the place that the finding gives."""
    serves: str | None = None
    """The requirement that it serves, and after a point its part."""
    as_of: str = "2022-05-12T09:00:00-07:00"
    call: dict[str, Any] = field(default_factory=dict)
    """Fields of the call that are other than the built-in one's."""
    facts: dict[str, Any] = field(default_factory=dict)


CASES: list[Case] = []


def fires(rule, what, *changes, **more):
    CASES.append(Case(rule, what, True, changes, **more))


def silent(rule, what, *changes, **more):
    CASES.append(Case(rule, what, False, changes, **more))


def asks_for(dollars):
    """What is read in a letter that asks for a sum."""
    shown = (Evidence(text=f"We request {dollars}.", place=Place(file="letter.docx")),)
    part = PartReading(Verdict.MET, dollars, shown)
    item = ItemReading(Verdict.MET, "", shown, {"amount": part})
    nothing = PartReading(Verdict.MET)
    return LetterReading("letter.docx", {"interest": item}, signer=nothing, signer_title=nothing)


def pages(counted=2, slack=60.0, **changes):
    """What was counted in a letter of ours, and how many lines are left."""
    values = {
        "file": "letter.docx",
        "counted": counted,
        "sources": (PageSource(source="layout", pages=counted),),
        "slacks": {"layout": slack},
        "lines_left": max(int(slack), 0),
        "in_house_style": True,
    }
    return {"pages": PageFacts(**{**values, **changes})}


def pair(**changes):
    return {"pair": PairFacts(**{"word_file": "a.docx", "pdf_file": "a.pdf", **changes})}


STYLE = Style(min_font_points=12, min_margin_inches=1, quote="12-point font and one-inch margins")

# Texts of `answers.yaml` that are often put another way
INTEREST = "We have learned to ask families what they need, and not yet how to decide with them."
COMMUNITY = "Most of our neighbors work in the packing houses from May to October."

# LOI1xx: the file ---------------------------------------------------------------------------------

fires("LOI101", "a tab", ("  name: Rio", "\tname: Rio"), says="a tab", at="")
silent("LOI101", "complete answers")

fires(
    "LOI102",
    "a slip of the pen",
    ("superintendent:", "superintendant:"),
    says="`superintendant`",
    at="superintendant:",
)
fires(
    "LOI102",
    "a section that the call does not ask for",
    ("  interest: We", "  hobbies: We"),
    says="`hobbies`",
    at="hobbies:",
)
silent("LOI102", "every key is known")

fires(
    "LOI103",
    "two interests",
    ("  engagement: |", "  interest: |"),
    says="`interest`",
    at="interest: |",
    serves="interest",
)
silent("LOI103", "the same key in two places")

silent(
    "LOI104",
    "a phone number without punctuation",
    ("phone: (559) 555-0167", "phone: 5595550167"),
)
fires("LOI104", "yes", ("name: Rosa Alvarez", "name: yes"), says="yes", serves="contact.name")
fires(
    "LOI104",
    "consortium as a list",
    ("commitments: true", "consortium: [Rio Seco]"),
    serves="school",
)
silent("LOI104", "the same in quotes", ("phone: (559) 555-0167", 'phone: "5595550167"'))

fires(
    "LOI105",
    "a key with nothing behind it",
    ("  email: ralvarez@rioseco.example", "  email:"),
    says="`email`",
    at="email:",
    serves="contact.email",
)
fires("LOI105", "no date", ("date: 2022-05-12\n", ""), says="`date`")
silent("LOI105", "an optional key is not there", ("  phone: (559) 555-0134\n", ""))

fires(
    "LOI106",
    "a kind of applicant in other words",
    ("type: district", "type: school district"),
    says="school district",
    at="school district",
)
fires(
    "LOI106",
    "a call that is not there",
    ("call: cei-plln-cohort-3", "call: cei-plln-cohort-9"),
    says="cei-plln-cohort-9",
    at="cei-plln-cohort-9",
)
silent("LOI106", "a charter school", ("type: district", "type: charter"))

fires("LOI107", "US order", ("2022-05-12", "5/12/2022"), says="5/12/2022", at="5/12/2022")
fires("LOI107", "no such day", ("2022-05-12", "2022-02-30"), says="2022-02-30")
silent("LOI107", "a leap day", ("2022-05-12", "2024-02-29"))

fires(
    "LOI108",
    "a signature that is not there",
    ("signature.png", "signed.png"),
    says="signed.png",
    at="signed.png",
    serves="signature.mark",
)
silent(
    "LOI108", "an image beside the answers", ("  phone: (559) 555-0134", "  logo: signature.png")
)

fires(
    "LOI110",
    "bullets from Word",
    (f"community: {COMMUNITY}", "community: |\n      •\tOne\n      •\tTwo"),
    says="2 lines are items of lists",
)
silent("LOI110", "a list in Markdown", (COMMUNITY, "|\n      - One\n      - Two"))

fires(
    "LOI111",
    "words after a space and a #",
    ("title: Superintendent", "title: Superintendent # and Principal"),
    says="“# and Principal”",
    at="# and",
    serves="signature.title",
)
silent("LOI111", "a note behind a choice", ("type: district", "type: district # or a charter"))

fires(
    "LOI112",
    "a table in Markdown",
    (f"community: {COMMUNITY}", "community: |\n      | Year | Count |\n      | 2019 | 26 |"),
    says="“| Year | Count |”",
    at="| Year",
    serves="description.community",
)
silent("LOI112", "an upright stroke in a sentence", (COMMUNITY, "Farms | mills make our town."))

# LOI2xx: what the letter must say -----------------------------------------------------------------

fires(
    "LOI201",
    "an empty answer",
    (f"interest: {INTEREST}", 'interest: ""'),
    says="Why the district is interested in participating",
    at="interest:",
    serves="interest",
)
fires(
    "LOI201",
    "no school",
    ("school: {name: Sequoia Grove School}\n", ""),
    says="must identify a specified school site",
    serves="school",
)
silent("LOI201", "every item is answered")
silent(
    "LOI201",
    "a consortium names its lead and no school",
    ("type: district", "type: consortium"),
    ("school: {name: Sequoia Grove School}", "consortium: {lead: Rio Seco}"),
)

fires(
    "LOI202",
    "nothing of the community",
    (f"    community: {COMMUNITY}\n", ""),
    says="nothing about its community",
    at="description:",
    serves="description.community",
)
fires(
    "LOI202",
    "an empty part",
    (f"community: {COMMUNITY}", 'community: " "'),
    says="nothing about its community",
    at="community:",
    serves="description.community",
)
silent("LOI202", "all three parts")

fires(
    "LOI203",
    "the question",
    (
        "Two liaisons call Mixteco-speaking families on Sunday evenings, by voice message.",
        "Engage communities that have not historically been engaged",
    ),
    says="Engage communities that have not historically been engaged",
    at="Engage communities",
    serves="historically_unengaged",
)
fires(
    "LOI203",
    "half of the question",
    (INTEREST, "Why the district is interested in participating."),
    serves="interest",
)
fires(
    "LOI203",
    "the question with “we” in it",
    (INTEREST, "We are interested in participating in the Community Engagement Initiative."),
    serves="interest",
)
fires(
    "LOI203",
    "the title of a part",
    (COMMUNITY, "Its community"),
    serves="description.community",
)
silent(
    "LOI203",
    "an answer that takes up the question",
    (
        INTEREST,
        "The district is interested in participating because half of our families speak Mixteco.",
    ),
)
silent(
    "LOI203",
    "a placeholder",
    (COMMUNITY, "TBD"),
)

fires(
    "LOI204",
    "five words",
    (INTEREST, "We want to learn more."),
    says="only 5 words: “We want to learn more”",
    at="We want",
    serves="interest",
)
fires(
    "LOI204",
    "a part of one word, folded over two lines",
    (
        COMMUNITY,
        "|\n\n      Farmers\n",
    ),
    says="only 1 word: “Farmers”",
    serves="description.community",
)
silent(
    "LOI204",
    "eight words",
    (INTEREST, "Eight words are enough to say this here."),
)
silent(
    "LOI204",
    "few words that only repeat the question",
    (COMMUNITY, "Its community"),
)

fires(
    "LOI205",
    "no lead",
    ("type: district", "type: consortium"),
    says="which district leads the consortium",
    at="type: consortium",
    serves="school",
)
fires(
    "LOI205",
    "members only",
    ("type: district", "type: consortium"),
    ("school: {name: Sequoia Grove School}", "consortium: {members: [Rio Seco, Tres Pinos]}"),
    at="consortium:",
    serves="school",
)
silent(
    "LOI205",
    "a lead",
    ("type: district", "type: consortium"),
    ("school: {name: Sequoia Grove School}", "consortium: {lead: Rio Seco}"),
)
silent("LOI205", "no consortium")

for written in (
    "555-0167",
    "(559) 555-016",
    "+52 55 5555 0167",
    "call the office",
    "559-555-01678",
):
    fires(
        "LOI206",
        written,
        ("phone: (559) 555-0167", f"phone: {written}"),
        says=f"“{written}”",
        at=written,
        serves="contact.phone",
    )
for written in ("559-555-0167", "+1 559 555 0167", "(559) 555-0167 ext. 12", "559.555.0167", "TBD"):
    silent("LOI206", written, ("phone: (559) 555-0167", f"phone: {written}"))

for written in (
    "ralvarez@rioseco",
    "ralvarez",
    "a b@rioseco.example",
    "@rioseco.example",
    "a@b..c",
):
    fires(
        "LOI207",
        written,
        ("ralvarez@rioseco.example", f'"{written}"'),
        says=f"“{written}”",
        serves="contact.email",
    )
fires("LOI207", "to whom", ("smitchell@funder.example", "smitchell"), serves="recipients")
fires("LOI207", "a copy", ("nlobese@funder.example", "nlobese"), serves="recipients")
fires(
    "LOI207",
    "the second copy",
    ("cc: nlobese@funder.example", "cc: [a@funder.example, nlobese]"),
    says="“nlobese”",
    serves="recipients",
)
for written in ("r.alvarez+cei@mail.rioseco.k12.ca.us", "rosa@señal.example", "[email]"):
    silent("LOI207", written, ("ralvarez@rioseco.example", f'"{written}"'))

SAME_PERSON = ("name: Rosa Alvarez", "name: Elena Marquez, Ed.D.")
fires(
    "LOI208",
    "the superintendent at the number of the letterhead",
    SAME_PERSON,
    ("555-0167", "555-0134"),
    says="Elena Marquez, Ed.D.",
    at="Elena",
    serves="contact",
)
silent("LOI208", "the superintendent with a number of her own", SAME_PERSON)
silent("LOI208", "nobody yet", ("Rosa Alvarez", '"[Name]"'), ("Dr. Elena Marquez", '"[Name]"'))
silent("LOI208", "somebody else at the number of the letterhead", ("555-0167", "555-0134"))

fires(
    "LOI209",
    "too many words",
    call={"max_words": 9},
    says="has 17 words. The call allows 9",
    serves="interest",
)
fires("LOI209", "one word too many", call={"max_words": 16}, serves="interest")
silent("LOI209", "as many as allowed", call={"max_words": 17})
silent("LOI209", "no limit")
silent(
    "LOI209",
    "marks of a list, which are no words",
    ("  interest: We have learned", "  interest: |\n    - We have\n    1. learned"),
    call={"max_words": 17},
)

fires(
    "LOI213",
    "more than the call gives",
    call={"max_amount": 45_000},
    facts={"reading": asks_for("$45,000.50")},
    says="asks for $45,000.50. The call gives $45,000 at most",
    serves="interest.amount",
)
silent(
    "LOI213",
    "all that the call gives",
    call={"max_amount": 45_000},
    facts={"reading": asks_for("$45,000")},
)

fires(
    "LOI210",
    "a charter where districts are invited",
    ("type: district", "type: charter"),
    call={"types": ("district", "county_office")},
    says="does not invite applicants of the type “charter”",
    at="charter",
)
silent("LOI210", "a charter where all are invited", ("type: district", "type: charter"))

fires(
    "LOI211",
    "a section for charters only",
    call={"interest_for": ("charter",)},
    says="only from applicants of the type `charter`",
    serves="interest",
)
silent("LOI211", "a section for districts", call={"interest_for": ("district",)})

fires(
    "LOI212",
    "one sentence in two sections",
    (INTEREST, f"{INTEREST} We are small."),
    ("  capacity_and_trust: Nine", f"  capacity_and_trust: {INTEREST} Nine"),
    says="The same sentence is in 2 places: “Why we are interested” and “Difficult conversations",
    at="We have learned",
)
fires(
    "LOI212",
    "a whole section that is another one",
    (INTEREST, "We like it here."),
    (COMMUNITY, "We like it here."),
    says="“We like it here”",
)
fires(
    "LOI212",
    "two sentences in two sections",
    (INTEREST, f"{INTEREST} And so we ask to join the others this year."),
    ("  capacity_and_trust: Nine",
     f"  capacity_and_trust: {INTEREST} And so we ask to join the others this year. Nine"),
    says="The same 2 sentences are in 2 places",
)  # fmt: skip
silent("LOI212", "each section says something else")
silent(
    "LOI212",
    "a short sentence twice",
    (INTEREST, f"We ask. {INTEREST}"),
    (COMMUNITY, f"We ask. {COMMUNITY}"),
)

# LOI3xx: pages, formats, the pair -----------------------------------------------------------------

LONG = {
    "counted": 4,
    "slack": -2,
    "lines_over": 2,
    "words_over": 1,
    "overflow_quote": "the last word",
    "sections": (SectionLength("Short", 90), SectionLength("Long", 400)),
}
fires(
    "LOI301",
    "two lines on a fourth page",
    facts=pages(**LONG),
    says="4 pages; the call says “up to three pages in length”. It is too long by 2 lines, about "
    "1 word, from “the last word …” on.",
    serves="pages",
)
fires(
    "LOI301",
    "a picture on a fourth page",
    facts=pages(**{**LONG, "lines_over": 0, "overflow_quote": ""}),
    says="the call says “up to three pages in length”.",
)
fires(
    "LOI301",
    "a limit that the call gives in a sentence",
    facts=pages(**LONG),
    call={"pages": Pages(max=1, quote="Letters of two pages will not be read.")},
    says="the call says “Letters of two pages will not be read.” It is too long",
)
silent("LOI301", "three pages", facts=pages(counted=3))
silent("LOI301", "a call without a limit", facts=pages(**LONG), call={"pages": None})
silent("LOI301", "pages that were not counted")

fires(
    "LOI302",
    "one line left",
    facts=pages(counted=3, slack=1),
    says="1 line left",
    serves="pages",
)
fires("LOI302", "two lines left", facts=pages(counted=3, slack=2))
fires("LOI302", "no line left", facts=pages(counted=3, slack=0), says="no line left")
silent("LOI302", "three lines left", facts=pages(counted=3, slack=3))
silent("LOI302", "a full page that is not the last", facts=pages(counted=2, slack=48))

fires(
    "LOI303",
    "a font without known widths",
    facts=pages(counted=3, slack=20, unknown_fonts=("Aptos",), in_house_style=False),
    says="“Aptos”",
    serves="pages",
)
silent("LOI303", "a known font", facts=pages())

fires(
    "LOI304",
    "a character that no font has",
    ("Three schools", "ਪੰਜਾਬੀ schools"),
    facts={
        "missing_glyphs": (
            MissingGlyphs(
                "ਪ", "gurmukhi letter pa", "sections.description.district", "ਪੰਜਾਬੀ schools"
            ),
        )
    },
    says="“ਪ” (gurmukhi letter pa), in “ਪੰਜਾਬੀ schools”",
    at="ਪ",
    serves="formats",
)
for field_name, says in (("boxes", "as a box, in “We say ▯”"), ("other_fonts", "in another font")):
    line = (Evidence(text="We say ▯", place=Place(file="letter.pdf", page=1)),)
    fires(
        "LOI304",
        field_name,
        facts={"pdf": PdfFacts("letter.pdf", pages=1, **{field_name: line})},
        says=says,
        serves="formats",
    )
silent("LOI304", "every character is there")

LAID_OUT = ("commitments: true", "layout: {size: 11, margin: 0.75in}")
fires(
    "LOI305",
    "11 points for 12",
    LAID_OUT,
    call={"style": STYLE},
    says="11 points",
    at="size: 11",
    serves="pages",
)
fires("LOI305", "the usual size for 12", call={"style": STYLE}, says="11 points")
silent(
    "LOI305", "12 points for 12", ("commitments: true", "layout: {size: 12}"), call={"style": STYLE}
)
silent("LOI305", "no size is asked for", ("commitments: true", "layout: {size: 8}"))

fires(
    "LOI306",
    "0.75 inches for 1",
    LAID_OUT,
    call={"style": STYLE},
    says="0.75 inches",
    at="margin: 0.75in",
    serves="pages",
)
silent(
    "LOI306",
    "an inch, from centimeters",
    ("commitments: true", "layout: {margin: 2.54cm}"),
    call={"style": STYLE},
)
silent("LOI306", "no margin is asked for", ("commitments: true", "layout: {margin: 0.5in}"))

fires(
    "LOI307",
    "other words",
    facts=pair(differences=(Difference("a word", ""),)),
    says="“a word”",
    serves="formats",
)
fires(
    "LOI307",
    "another order",
    facts=pair(differences=(Difference("We have learned …", "We have learned …", moved=True),)),
    says="in another order, from this one on: “We have learned …”.",
)
fires("LOI307", "other pages", facts=pair(word_pages=3, pdf_pages=4), says="3 pages and the PDF 4")
silent("LOI307", "the same letter twice", facts=pair(word_pages=3, pdf_pages=3))
silent("LOI307", "nothing built yet")

fires(
    "LOI308",
    "no Word file",
    facts=pair(word_file=None),
    says="Word file is missing",
    serves="formats",
)
fires("LOI308", "no PDF", facts=pair(pdf_file=None), says="PDF is missing")
silent("LOI308", "both", facts=pair())
silent("LOI308", "nothing built yet")
EITHER = {"word": "accepted", "pdf": "accepted"}
silent(
    "LOI308", "one of two that are accepted", call={"formats": EITHER}, facts=pair(pdf_file=None)
)
fires(
    "LOI308",
    "only the file that the call refuses",
    call={"formats": {"word": "refused", "pdf": "accepted"}},
    facts=pair(pdf_file=None),
    says="The PDF is missing",
)
fires(
    "LOI318",
    "a Word file for a portal of PDFs",
    call={"formats": {"word": "refused", "pdf": "required"}},
    facts=pair(),
    says="does not take a Word file",
    serves="formats",
)
silent("LOI318", "both files, where either is accepted", call={"formats": EITHER}, facts=pair())

fires(
    "LOI310",
    "a letterhead that the engine left out",
    facts=pair(losses=("The PDF lacks “Rio Seco School District”.",)),
    says="lacks “Rio Seco",
)
silent("LOI310", "nothing lost", facts=pair())

# LOI4xx: signature --------------------------------------------------------------------------------

for title in (
    "Assistant Superintendent",
    "Assistant to the Superintendent",
    "Executive Assistant, Office of the Superintendent",
    "Area Superintendent",
    "Principal",
):
    fires(
        "LOI401",
        title,
        ("title: Superintendent", f"title: {title}"),
        says=f"“{title}”. The call says “signed by the District Superintendent”",
        at=title,
        serves="signature.title",
    )
fires(
    "LOI401",
    "a charter school's assistant superintendent",
    ("type: district", "type: charter"),
    ("title: Superintendent", "title: Assistant Superintendent"),
)
for title in (
    "Superintendent of Schools",
    "Interim Superintendent",
    "Superintendent/Principal",
    "Superintendent and Area Administrator",
    "Vice Principal and Superintendent",
):
    silent("LOI401", title, ("title: Superintendent", f"title: {title}"))
silent("LOI401", "a placeholder", ("title: Superintendent", "title: TBD"))
for title in ("Superintendent Emeritus", "Superintendent-elect", "Former Superintendent"):
    silent("LOI401", title, ("title: Superintendent", f"title: {title}"))
    fires(
        "LOI407",
        title,
        ("title: Superintendent", f"title: {title}"),
        says=f"“{title}”. Is that the District Superintendent?",
        serves="signature.title",
    )
silent("LOI407", "the superintendent")

fires(
    "LOI402",
    "a line to sign on",
    ("  signature: signature.png\n", ""),
    says="not signed yet. It has a signature line for Dr. Elena Marquez",
    serves="signature.mark",
)
silent("LOI402", "an image of a signature")

fires(
    "LOI403",
    "a charter school's director",
    ("type: district", "type: charter"),
    ("title: Superintendent", "title: Executive Director"),
    says="“Executive Director”",
    at="Executive Director",
    serves="signature.title",
)
silent("LOI403", "a charter school's superintendent", ("type: district", "type: charter"))
silent(
    "LOI403",
    "a charter school's assistant superintendent",
    ("type: district", "type: charter"),
    ("title: Superintendent", "title: Assistant Superintendent"),
)
silent("LOI403", "a district's director", ("title: Superintendent", "title: Executive Director"))

# LOI18x: what settings leave out ------------------------------------------------------------------


def left_out(used):
    return {"left_out": (LeftOut("LOI505", "They are sent for us.", "loi.toml", used),)}


fires("LOI180", "a rule that finds something", facts=left_out(True), says="They are sent for us.")
silent("LOI180", "one that finds nothing", facts=left_out(False))
fires(
    "LOI181",
    "a rule that finds nothing",
    facts=left_out(False),
    says="LOI505 is left out by loi.toml",
)
silent("LOI181", "one that finds something", facts=left_out(True))

fires(
    "LOI182",
    "a folder that was renamed",
    facts={"unmatched_templates": (UnmatchedTemplate("templates/*.docx", "loi.toml"),)},
    says="There is nothing at “templates/*.docx”, which loi.toml",
)
silent("LOI182", "no path of templates, or one that is there")

# LOI5xx: deadline and delivery; the moments are in test_deadline.py -------------------------------

fires(
    "LOI501",
    "the day after",
    as_of="2022-06-17",
    says="The deadline passed 15 hours ago",
    serves="deadline",
)
silent("LOI501", "a month before")

fires(
    "LOI502",
    "between the two dates",
    as_of="2022-05-20",
    says="Tuesday, May 17, 2022”, and that has passed",
    serves="deadline",
)
fires("LOI502", "two days before the earlier date", as_of="2022-05-15", says="in 2 days")
silent("LOI502", "before both")
silent("LOI502", "after both", as_of="2022-06-17")

fires(
    "LOI503", "the evening before", as_of="2022-06-15T20:00", says="in 13 hours", serves="deadline"
)
fires("LOI503", "the last minute", as_of="2022-06-16T08:59:30", says="in less than a minute")
silent("LOI503", "two days before", as_of="2022-06-14T09:00")

fires(
    "LOI504",
    "dated after the deadline",
    ("2022-05-12", "2022-06-20"),
    says="Monday, June 20, 2022",
    at="2022-06-20",
    serves="deadline",
)
silent("LOI504", "dated on its day", ("2022-05-12", "2022-06-16"))

fires(
    "LOI505",
    "no addresses",
    ("submission: {to: smitchell@funder.example, cc: nlobese@funder.example}\n", ""),
    says="for Steven Sterling Mitchell and Nicole LoBese",
    serves="recipients",
)
fires("LOI505", "no copy", (", cc: nlobese@funder.example", ""), says="for Nicole LoBese.")
silent("LOI505", "both addresses")
silent(
    "LOI505",
    "the call shows the address",
    ("submission: {to: smitchell@funder.example, cc: nlobese@funder.example}\n", ""),
    call={"to": Recipient(name="A", email="a@funder.example"), "cc": ()},
)

for greeting in ("Dear Ms. Pell:", "Dear Superintendent Thurmond,", "Dear Helios Foundation:"):
    fires(
        "LOI507",
        greeting,
        ("commitments: true", f'commitments: true\nletter: {{salutation: "{greeting}"}}'),
        says=f"greets “{greeting[5:-1]}”. The call does not name this recipient",
        at=greeting,
        serves="recipients",
    )
for greeting in (
    "Dear Steven Sterling Mitchell:",
    "Dear CCEE Review Team:",
    "To whom it may concern:",
):
    silent(
        "LOI507",
        greeting,
        ("commitments: true", f'commitments: true\nletter: {{salutation: "{greeting}"}}'),
    )
silent("LOI507", "the usual greeting")

# LOI6xx: leftovers --------------------------------------------------------------------------------

for left in (
    "[insert number]",
    "TBD",
    "XXX",
    "lorem ipsum",
    "TODO",
    "???",
    "____",
    "[ ]",
    "[# of]",
):
    fires(
        "LOI601",
        left,
        ("Of our 812 students", f"Of our {left} students"),
        says=f"“{left}”",
        at=left,
        serves="description.student_body",
    )
fires("LOI601", "a whole value", ("name: Rosa Alvarez", "name: n/a"), serves="contact.name")
fires(
    "LOI601",
    "the lead of a consortium",
    ("type: district", "type: consortium"),
    ("school: {name: Sequoia Grove School}", 'consortium: {lead: "[District]"}'),
    serves="school.name",
)
fires("LOI601", "an address", ("smitchell@funder.example", "TBD"), serves="recipients")
fires(
    "LOI601",
    "the opening",
    ("commitments: true", 'commitments: true\nletter: {opening: "We serve [insert number]."}'),
    says="“[insert number]” in `letter`, `opening`",
    at="[insert number]",
)
fires(
    "LOI601",
    "a district in place of a school",
    ("name: Sequoia Grove School", "name: Our district"),
    serves="school.name",
)
fires(
    "LOI601",
    "an office in place of who signs",
    ("Dr. Elena Marquez", "The Superintendent"),
    serves="signature.name",
)
silent("LOI601", "a school named after a city", ("Sequoia Grove School", "The City School"))
fires("LOI601", "who signs", ("Dr. Elena Marquez", '"[Name]"'), serves="signature.name")
fires(
    "LOI601",
    "a prompt of the starter",
    (COMMUNITY, '"[Write here. Its community: who lives there, what they live from.]"'),
    serves="description.community",
)
silent("LOI601", "the district's own words")
silent("LOI601", "Spanish", ("Of our 812", "Todo cuenta para todos. Of our 812"))
silent(
    "LOI601",
    "brackets that mean something",
    ("Of our 812", '"We [the district] are 812'),
    ("foster care.", 'foster care."'),
)


# Shared templates ---------------------------------------------------------------------------------


def template(note=""):
    """That the answers are a template, and a comment of theirs."""
    place = Place(file="answers.yaml", line=1, column=1)
    return {"template": TemplateFacts((Written(note, place, (note,)),) if note else ())}


INTEREST_LINE = "  interest: We have learned to ask families what they need, and not yet how to decide with them.\n"
fires(
    "LOI221",
    "a section",
    (INTEREST_LINE, ""),
    facts=template(),
    says="no place for “Why we are interested”",
    at="sections:",
    serves="interest",
)
fires(
    "LOI221",
    "a part",
    ("    community: Most of our neighbors", "    # community: Most of our neighbors"),
    facts=template(),
    says="no place for its community",
    at="description:",
    serves="description.community",
)
silent("LOI221", "a letter, and no template", (INTEREST_LINE, ""))
silent("LOI221", "every item in place", facts=template())
fires(
    "LOI222",
    "a key without text",
    (INTEREST_LINE, '  interest: ""\n'),
    facts=template(),
    at="interest:",
    serves="interest",
)
silent("LOI222", "a finished letter as a template", facts=template())
silent("LOI222", "a letter, and no template", (INTEREST_LINE, '  interest: ""\n'))
fires(
    "LOI223",
    "a number",
    facts=template("# Length: “up to five pages in length”"),
    says="The call says “up to three pages in length”",
)
silent("LOI223", "the call's words", facts=template("# Length: “Up to three pages in length”"))
silent("LOI223", "other words", facts=template("# Write to “the office of our county” for help"))

fires(
    "LOI508",
    "pictures of posters",
    facts={"delivery": DeliveryFacts(attached_bytes=7_400_000)},
    says="has 10 MB",
    serves="recipients",
)
silent("LOI508", "just small enough", facts={"delivery": DeliveryFacts(attached_bytes=7_300_000)})

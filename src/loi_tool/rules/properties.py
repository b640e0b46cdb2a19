"""LOI6xx: leftovers and dangers.

Here: names that belong to another letter, most of them in the properties of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from loi_tool.calls.model import Call
from loi_tool.facts import Facts
from loi_tool.files import Properties
from loi_tool.findings import Place, Severity
from loi_tool.rules.base import Fault, rule
from loi_tool.rules.words import files_of, paragraphs_of, with_places
from loi_tool.text import Regex, any_of, folded_words, quoted, word_set

_HEAD = 20
"""Paragraphs at the top of a letter, which may name a partner of the district."""
_IS_ORGANIZATION = Regex(
    r"\b(?:district|unified|schools?|foundation|consult\w*|associates|group|llc|inc|university"
    r"|college|grants?|partners|solutions|services|agency|county|office\s+of|academy|charter"
    r"|institute|company|corp\w*|strategies|usd|esd|jusd|uhsd|sd)\b",
    re.IGNORECASE,
)
_COMPUTER = Regex(
    r"\b(?:microsoft|hewlett|hp|dell|toshiba|lenovo|acer|asus|apple|sony|samsung|gateway|home"
    r"|personal|windows|user|owner|organi[sz]ation|company)\b",
    re.IGNORECASE,
)
_COMMON = {
    "the", "of", "and", "for", "school", "schools", "district", "unified", "union", "joint",
    "elementary", "high", "city", "county", "office", "education", "department", "public",
    "academy", "charter", "services", "inc", "llc", "company", "group",
}  # fmt: skip
_OFFICE_WORDS = word_set(
    """
    office offices dept departments division divisions unit team desk center central board cabinet
    superintendent superintendents supt secretary assistant executive administrative administration
    admin staff teachers student students family families parent parents community communities
    engagement outreach relations partnerships partnership educational curriculum instruction
    learning teaching grants grant grantwriter state federal programs program special projects
    project human resources business fiscal finance technology it information communications
    public affairs equity access support pupil personnel attendance multilingual english learners
    early childhood governing trustees front main county usd sd lea
    """
)
"""Of which the names of a district's own offices are made."""
_CAMEL_CASE = Regex(r"(?!Mc|Mac|De|Di|Du|La|Le|Van|Von|Fitz)[A-Z][a-z]+[A-Z]\w*")
"""“WestEd”: only an organization has such a name."""


def _is_of_another(name: str, district: str | None) -> bool:
    """Whether a name in the properties is clearly that of an organization other than the district.

    A name on which the district may have its computers licensed is not.
    """
    organization = _IS_ORGANIZATION.search(name) or _CAMEL_CASE.fullmatch(name)
    if not district or not organization or _COMPUTER.search(name):
        return False
    own, theirs = folded_words(district), folded_words(name)
    initials = "".join(word[0] for word in own if word not in ("of", "the", "and"))
    if set(own) & set(theirs) - _COMMON or initials[:2] in (word[:2] for word in theirs):
        return False
    return bool(set(theirs) - _COMMON - _OFFICE_WORDS)


_OF_DISTRICT = Regex(r"\b(?:district|unified|usd|esd|jusd|uhsd|sd)\b", re.IGNORECASE)


def _is_in_letter(name: str, head: str, whole: str) -> bool:
    """Whether a letter has a name: a district's at its head, another or a person's anywhere.

    A login such as “MarisolT” is of the person whose first name it begins with.
    """
    words = " ".join(folded_words(name))
    if words in head or (not _OF_DISTRICT.search(name) and f" {words} " in f" {whole} "):
        return True
    parts = re.findall(r"[A-Z][a-z]{2,}", name) if _CAMEL_CASE.fullmatch(name) else []
    return any(f" {part.lower()} " in f" {whole} " for part in parts)


def _people(properties: Properties) -> dict[str, str]:
    named = {
        "author": properties.author,
        "last saved by": properties.last_editor,
        "company": properties.company,
        "manager": properties.manager,
    }
    return {label: value.strip() for label, value in named.items() if value.strip()}


_OFFICE = word_set(
    "office superintendent superintendents district districts administration school schools "
    "unified union joint elementary high usd jusd uhsd husd esd uesd sd of the and s"
)
"""Words by which a district or an office of it is called besides its own name."""


def _is_our_office(value: str, head: str) -> bool:
    """Whether a property names the district of a letter's head, or an office, in other words."""
    words = folded_words(value)
    own = set(folded_words(head)) | _OFFICE
    return not _OFFICE.isdisjoint(words) and own.issuperset(words)


_STEPS = (
    "In Word: File > Info, right-click a name to edit or remove it, or Check for Issues > Inspect "
    "Document > Document Properties > Remove All. On a Mac: File > Properties > Summary."
)


@rule("LOI620", "properties-of-another", Severity.WARNING)
def properties_of_another(call: Call, facts: Facts) -> Iterator[Fault]:
    """The file's properties name an organization that is not the district.

    Every recipient can see the properties. The name of a consultant, or of another district, tells
    where the letter came from.

    Bad: “Golden Grant Writers LLC” as the company. Good: the district's name, or nothing.
    """
    district = facts.reading.district if facts.reading else None
    top = " ".join(paragraph.text for paragraph in paragraphs_of(facts)[:_HEAD])
    head = " ".join(folded_words(top))
    whole = " ".join(folded_words(" ".join(each.text for each in paragraphs_of(facts))))
    for file in files_of(facts):
        others = [
            f"{label} {quoted(value)}"
            for label, value in _people(file.properties).items()
            if _is_of_another(value, district) and not _is_in_letter(value, head, whole)
        ]
        if others:
            yield Fault(
                f"The file's properties name an organization other than yours: "
                f"{', '.join(others)}.",
                _STEPS,
                Place(file=file.file),
            )


@rule("LOI621", "properties-show-people", Severity.INFO)
def properties_show_people(call: Call, facts: Facts) -> Iterator[Fault]:
    """The file's properties name people or an organization that the letter's head does not name.

    That is normal. Look at the names before you send the letter.

    Bad: a former colleague as the author. Good: the person who wrote the letter.
    """
    people_of: dict[str, str] = {}
    head = "\n".join(each.text for each in paragraphs_of(facts)[:_HEAD]).casefold()
    for file in files_of(facts):
        people = [
            f"{label} {quoted(value)}"
            for label, value in _people(file.properties).items()
            if value.casefold() not in head and not _is_our_office(value, head)
        ]
        if people:
            people_of[file.file] = ", ".join(people)
    if people_of:
        names = "; ".join(
            f"{file}: {people}" if len(people_of) > 1 else people
            for file, people in people_of.items()
        )
        yield Fault(
            f"Every recipient can see these names in the file's properties: {names}.",
            f"If they are right, leave them. {_STEPS}",
            Place(file=next(iter(people_of))),
        )


_OLD_TITLE = Regex(
    r"^(?:Microsoft Word|PowerPoint|Untitled|Document\s?\d|Slide\s?1)\b|\.(?:docx?|pdf|rtf|odt)$"
    r"|(?<![a-z])draft(?![a-z])",
    re.IGNORECASE,
)
_ORGANIZATION_IN_TITLE = Regex(
    r"\b(?:(?:the|of|and)\s+){0,3}((?:[A-Z][\w'’.-]{0,30}\s+){1,6}"
    r"(?:District|USD|UHSD|UESD|JUSD|ESD|SD|Unified|Foundation|Endowment|Trust|Fund))\b"
)


@rule("LOI622", "title-of-another", Severity.WARNING)
def title_of_another(call: Call, facts: Facts) -> Iterator[Fault]:
    """The title in the file's properties is that of another document, or only a file name.

    PDF viewers show it at the top of the window. It should not name another district, another
    program or funder, or an earlier year.

    Bad: “Microsoft Word - LOI old version.docx”. Good: “Letter of Interest, Rio Seco School
    District”.
    """
    own, issuers = any_of(call.program_names), any_of(call.organizations)
    others = any_of(call.names.other_programs if call.names else ())
    years = call.names.years if call.names else ()
    district = facts.reading.district if facts.reading else None
    for file in files_of(facts):
        title = file.properties.title.strip()
        named = [match[1] for match in _ORGANIZATION_IN_TITLE.finditer(title)]
        dated = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", title)
        if (
            _OLD_TITLE.search(title)
            or (title and not own.search(title) and others.search(title))
            or any(_is_of_another(name, district) and not issuers.search(name) for name in named)
            or (dated and years and int(dated[0]) < min(years) - 1)
        ):
            yield Fault(
                f"The title in the file's properties is {quoted(title)}.",
                "In Word: write the letter's title under File > Info > Title, and save the PDF "
                "again. On a Mac: File > Properties > Summary.",
                Place(file=file.file),
            )


@rule("LOI623", "other-district-named", Severity.WARNING)
def other_district_named(call: Call, facts: Facts) -> Iterator[Fault]:
    """The letter names another district in a place where your own name belongs.

    Such a place is the line under the signature, the top or bottom of a page, or the sentence that
    says who applies. It happens when one district uses another's letter as a model. The answers in
    the folder may also be another district's. The rule does not apply to a consortium, which names
    several districts.

    Bad: “Selma Unified School District” under the signature of Rio Seco's superintendent. Good: the
    district's own name in all of these places.
    """
    reading = facts.reading
    if reading is None or reading.district is None:
        return
    if reading.other_districts:
        names = dict.fromkeys(reading.other_districts)
        others = [(name.text, name.place) for name in names]
        yield Fault(
            f"The letter is from {reading.district}, but it names another district where "
            f"your own name belongs: {with_places(others, 2)}",
            "Write your own name there, and read the whole letter for other words that "
            "belong to another district.",
            others[0][1],
        )
    written = facts.answers.text("district.name") if facts.answers else None
    if written is None or reading.applicant_type == "consortium":
        return
    theirs = set(folded_words(written.text)) - _COMMON
    if theirs and not theirs & set(folded_words(reading.district)):
        yield Fault(
            f"The letter is from {reading.district}, but the answers in the same folder are from "
            f"{written.text.strip()}.",
            "Keep each district's files in a separate folder.",
            *written.find(written.text),
        )


RULES = (
    properties_of_another,
    properties_show_people,
    title_of_another,
    other_district_named,
)

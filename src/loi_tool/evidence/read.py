"""Reads a finished letter as the call asks: what it says, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from loi_tool.calls.base import SCHOOL_APPLICANTS
from loi_tool.calls.model import Call
from loi_tool.calls.weights import Weights
from loi_tool.evidence.contact import read_contact
from loi_tool.evidence.contact_people import ContactWeights
from loi_tool.evidence.entries import read_lists
from loi_tool.evidence.headed import read_headed
from loi_tool.evidence.outline import Outline, outline
from loi_tool.evidence.own_words import (
    contact_by_table,
    site_by_sentence,
    with_signature_block,
)
from loi_tool.evidence.passages import passages
from loi_tool.evidence.school import read_school
from loi_tool.evidence.signers import read_signer
from loi_tool.evidence.stated import read_stated
from loi_tool.evidence.values import (
    addressee_names,
    item_of,
    names_district,
    read_addressee,
    read_applicant_type,
    read_date,
    read_district,
    read_other_districts,
)
from loi_tool.facts import HeadedText, ItemReading, LetterReading, ListReading, PartReading
from loi_tool.files import PdfFacts, WordFacts
from loi_tool.findings import Verdict


def read_letter(
    call: Call, facts: WordFacts | PdfFacts, weights: Weights | None = None
) -> LetterReading:
    """What a Word file or a PDF says of everything that the call asks of a letter.

    What is not found in a file that could be read only in part is `not_checked`.

    Args:
        call: what is asked for.
        facts: the file.
        weights: the learnt second opinion on narratives, if the call has one.
    """
    from loi_tool.evidence.narratives import read_narratives

    why = _unread_because(facts)
    if not facts.paragraphs:
        return _unread(call, facts.file, why or "There are no words in the file.")
    reading = read_values(call, facts, dict(read_narratives(call, facts.paragraphs, weights)))
    return _in_part(reading, why) if why else reading


def _unread_because(facts: WordFacts | PdfFacts) -> str:
    if isinstance(facts, WordFacts):
        part = f"A part of the letter is in another file (“{facts.unread}”), which was not read."
        return part if facts.unread else ""
    if facts.unreadable:
        return "The PDF cannot be read as text: it does not say which letters its signs are."
    if facts.locked:
        return "The PDF needs a password, so nothing in it could be read."
    if len(facts.scanned) == facts.pages:
        return "The PDF is a picture of a letter (a scan), so its words could not be read."
    if facts.scanned:
        pages = ", ".join(map(str, facts.scanned))
        return f"Page {pages} of the PDF is a picture (a scan), whose words could not be read."
    return ""


def _in_part(reading: LetterReading, why: str) -> LetterReading:
    def part(reading_of_part: PartReading) -> PartReading:
        if reading_of_part.verdict is Verdict.NOT_MET:
            return replace(reading_of_part, verdict=Verdict.NOT_CHECKED, why=why)
        return reading_of_part

    items = {}
    for name, item in reading.items.items():
        parts = {key: part(value) for key, value in item.parts.items()}
        if item.verdict is Verdict.NOT_MET:
            item = replace(item, verdict=Verdict.NOT_CHECKED, why=why)
        items[name] = replace(item, parts=parts)
    return replace(
        reading, items=items, signer=part(reading.signer), signer_title=part(reading.signer_title)
    )


def read_values(
    call: Call,
    facts: WordFacts | PdfFacts,
    items: dict[str, ItemReading],
    contact_weights: ContactWeights | None = None,
) -> LetterReading:
    """The same without the narratives, which are given.

    `contact_weights` are those that a benchmark learnt, instead of the package's own.
    """
    parts = outline(call, facts.paragraphs)
    everything = passages(parts)
    applicant = read_applicant_type(call, parts)
    asked = call.for_applicant(applicant)
    if asked is not call:  # others sign, so the letter may end elsewhere
        call, parts = asked, outline(asked, facts.paragraphs)
    addressee = read_addressee(call, parts)
    district = read_district(call, parts)
    consortium = applicant == "consortium"
    school = site_by_sentence(call, facts.paragraphs, consortium) or read_school(
        everything, consortium, district
    )
    lead = school.value if consortium else None
    signer, title = with_signature_block(
        call, parts, *read_signer(call, parts, lead, applicant == "charter")
    )
    contact = contact_by_table(facts.paragraphs) or read_contact(
        everything,
        signer.value,
        addressee_names(call, addressee, parts.salutation),
        contact_weights,
    )
    if call.item("school"):
        items["school"] = item_of({"name": school}, f"The letter names {school.value}.")
    if call.item("contact"):
        items["contact"] = item_of(contact, f"The letter names {contact['name'].value}.")
    items |= read_stated(call, facts.paragraphs, lead or district)
    headed, lists = read_headed(call, facts.paragraphs), read_lists(call, facts.paragraphs, items)
    items |= _listed_under_heading(call, items, headed, lists)
    letter_date, date_place, month = read_date(parts)
    return LetterReading(
        file=facts.file,
        items=items,
        district=lead or district,
        applicant_type=applicant,
        applicant=applicant or _district(call, parts, title),
        signer=signer,
        signer_title=title,
        letter_date=letter_date,
        date_place=date_place,
        month_only=month,
        addressee=addressee,
        other_districts=read_other_districts(parts, district, applicant),
        headed=headed,
        lists=lists,
    )


def _listed_under_heading(
    call: Call,
    items: Mapping[str, ItemReading],
    headed: HeadedText,
    lists: Mapping[str, ListReading],
) -> dict[str, ItemReading]:
    """The lists under the call's heading, or introduced, with as many names as it wants."""
    found = {}
    for item in call.items:
        names, reading = lists.get(item.id), items.get(item.id)
        if not (names and reading):
            continue
        under = bool(item.heading and headed.under(item.heading))
        if not (under or (names.is_introduced and not item.heading)):
            continue
        enough = names.is_certain and len(names.entries) >= (item.min_entries or 1)
        if reading.verdict is Verdict.CONFIRM and enough and not names.unnamed:
            where = f"Under “{item.heading}” the letter" if under else "The letter"
            why = f"{where} names {len(names.entries)}."
            found[item.id] = replace(reading, verdict=Verdict.MET, why=why)
    return found


def _district(call: Call, parts: Outline, title: PartReading) -> str | None:
    """`district` where the letterhead names one, and it is not one of its schools that applies."""
    if not names_district(parts):
        return None
    others = set(call.kinds(None)) - {*SCHOOL_APPLICANTS}
    signs = call.for_applicant("district").signer.fits(title.value or "")
    return "district" if signs or not (others and call.signers) else None


def _unread(call: Call, file: str, why: str) -> LetterReading:
    nothing = PartReading(Verdict.NOT_CHECKED, why=why)
    names = {
        "school": ["name"],
        "contact": ["name", "phone", "email"],
        "amount": ["amount"],
        "identifier": ["code"],
    }
    items = {
        item.id: ItemReading(
            Verdict.NOT_CHECKED,
            why,
            parts=dict.fromkeys([p.id for p in item.parts] or names.get(item.kind, []), nothing),
        )
        for item in call.items
    }
    return LetterReading(file=file, items=items, signer=nothing, signer_title=nothing)

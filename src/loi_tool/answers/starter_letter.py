"""The letter to fill in in Word: the call's headings, and its questions as prompts in brackets."""

from __future__ import annotations

from datetime import date

from loi_tool.answers.compose import addressee, filled, heading_of, joined, section_of
from loi_tool.answers.starter import first_layout, is_for_schools
from loi_tool.calls.items import APPLICANT, Item
from loi_tool.calls.model import Call
from loi_tool.letter import COMMITMENTS, Block, Letter, Section, Span, Table
from loi_tool.text import listed

_REACH = ("[Address: street, city, state, and ZIP]", "[Phone and web address]")


def starter_letter(call: Call, today: date) -> Letter:
    """A letter in which everything that a district must write is a prompt in brackets.

    Args:
        call: the call to answer.
        today: the date on the letter.
    """
    words = call.letter
    applicant = f"[Name of the {'district' if is_for_schools(call) else 'organization'}]"
    subject = filled(words.subject, applicant)
    title = call.signer.titles[0] if call.signers and len(call.signer.titles) == 1 else "[Title]"
    several = len(call.for_applicant(call.applicants.types[0]).signers) > 1
    items = sorted(call.items, key=lambda item: item.outside_page_limit)
    sections = joined(_section(item, call) for item in items if not item.outside_page_limit)
    if call.commitments:
        intro = filled(words.commitments_intro or "", applicant)
        bullets = [Block((Span(c.statement),), "bullet") for c in call.commitments]
        sections.append(Section("commitments", COMMITMENTS, (_block(intro), *bullets)))
    sections += [_section(item, call) for item in items if item.outside_page_limit]
    return Letter(
        title=subject if "[" not in subject else words.name,
        author="",
        logo=None,
        letterhead=(applicant, *_REACH),
        written=today,
        addressee=addressee(call),
        subject=subject,
        salutation=words.salutation or "",
        opening=(_block(filled(words.opening, applicant)),) if words.opening else (),
        sections=tuple(sections),
        closing=(_block(filled(words.closing, applicant)),) if words.closing else (),
        valediction=words.valediction or "",
        signature=None,
        signer=("[Name]", title, applicant) if call.signers else (),
        cosigners=(("[Name]", "[Title]"),) if several else (),
        layout=first_layout(call),
        name=words.name,
        to_fill_in=True,
    )


def _section(item: Item, call: Call) -> Section:
    if item.kind != "contact":
        return section_of(item, call, _blocks(item, call))
    row = ("[Name and title]", "[Phone]", "[Email]")
    if not heading_of(item, call):
        return section_of(item, call, (_block("; ".join(row)),))
    table = Table(item.title, ("Name", "Phone", "Email"), (row,), (0.4, 0.25, 0.35))
    return Section(item.id, heading_of(item, call), table=table)


def _blocks(item: Item, call: Call) -> tuple[Block, ...]:
    notes = _notes(item)
    in_brackets = f" [{notes}]" if notes else ""
    if item.kind == "school":
        words = call.letter.school.replace("{school}", "[Name of the school]")
        about = "[Write here what makes it the right school, or delete this.]"
        return _block(words + in_brackets), _block(about)
    if item.words:
        words = item.words.replace(APPLICANT, "[Name of the applicant]")
        return (_block(words + in_brackets),)
    prompts = [part.prompt for part in item.parts] or [item.prompt]
    prompts[-1] += f" {notes}"
    return tuple(_block(f"[Write here. {prompt.strip()}]") for prompt in prompts)


def _notes(item: Item) -> str:
    """Whether the section may be left out, and how long it may be."""
    notes = []
    if item.applicants:
        types = [name.replace("_", " ") for name in item.applicants]
        notes.append(f"Delete this section if you do not apply as a {listed(types, 'or')}.")
    if not item.required:
        notes.append("Delete this section if you have nothing to say.")
    if item.max_words:
        notes.append(f"At most {item.max_words} words.")
    return " ".join(notes)


def _block(text: str) -> Block:
    return Block((Span(" ".join(text.split())),))

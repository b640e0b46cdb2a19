"""From answers to the letter: what stands where, in the call's order.

Texts are CommonMark paragraphs, lists, bold and italic (https://spec.commonmark.org/0.31.2/);
everything else of Markdown stays as it is written.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from loi_tool.answers.load import Pictures
from loi_tool.answers.model import Answers
from loi_tool.calls.model import Call, Item
from loi_tool.letter import Block, Layout, Letter, Section, Span, Table

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


def compose(answers: Answers, call: Call, pictures: Pictures, *, draft: bool = False) -> Letter:
    """Make the letter that these answers give for this call."""
    district = answers.district
    sections = [_section(item, answers) for item in call.items if not item.outside_page_limit]
    sections += [_team(answers, call), _commitments(answers, call)]
    sections += [_section(item, answers) for item in call.items if item.outside_page_limit]
    applicant = district.name
    return Letter(
        title=call.letter.subject,
        author=applicant,
        logo=pictures.logo,
        letterhead=(applicant, *_letterhead_lines(answers)),
        written=answers.date,
        addressee=_addressee(call),
        subject=call.letter.subject,
        salutation=call.letter.salutation,
        opening=_opening(answers, call),
        sections=tuple(section for section in sections if section is not None),
        closing=_filled(call.letter.closing, applicant),
        valediction=call.letter.valediction,
        signature=pictures.signature,
        signer=(answers.superintendent.name, answers.superintendent.title, applicant),
        layout=Layout(
            answers.layout.font, float(answers.layout.size), answers.layout.margin_inches
        ),
        draft=draft,
    )


def _filled(sentence: str, district: str) -> str:
    return sentence.replace("{district}", district)


def _letterhead_lines(answers: Answers) -> list[str]:
    district = answers.district
    lines = [", ".join(line.strip() for line in district.address)] if district.address else []
    reach = [text.strip() for text in (district.phone, district.website) if text and text.strip()]
    if reach:
        lines.append(" · ".join(reach))
    return lines


def _addressee(call: Call) -> tuple[str, ...]:
    to = call.delivery.to
    return tuple(line for line in (to.name, to.title, to.organization, *to.address) if line)


def _opening(answers: Answers, call: Call) -> str:
    opening = _filled(call.letter.opening, answers.district.name)
    if answers.district.type != "consortium" or answers.consortium is None:
        return opening
    lead, members = answers.consortium.lead, answers.consortium.members or []
    others = [name for name in members if name != lead]
    sentence = f"{lead} leads the consortium" if lead else "The consortium has no lead yet"
    if others:
        sentence += f", together with {_listed(others)}"
    return f"{opening} {sentence}."


def _listed(names: list[str]) -> str:
    if len(names) < 3:
        return " and ".join(names)
    return ", ".join(names[:-1]) + f", and {names[-1]}"


def _section(item: Item, answers: Answers) -> Section | None:
    if item.kind == "school":
        return _school(item, answers)
    if item.kind == "contact":
        return _contact(item, answers)
    value = answers.sections.get(item.id)
    if value is None:
        return None
    blocks: list[Block] = []
    if isinstance(value, str):
        blocks += markdown(value, f"sections.{item.id}")
    else:
        for part in item.parts:
            blocks += markdown(value.get(part.id) or "", f"sections.{item.id}.{part.id}")
    if not blocks:
        return None
    return Section(item.id, item.title, tuple(blocks), outside_page_limit=item.outside_page_limit)


def _school(item: Item, answers: Answers) -> Section | None:
    lead = answers.consortium.lead if answers.consortium else None
    blocks: list[Block] = []
    if answers.district.type == "consortium" and lead:
        words = (
            Span("The district that is the primary contact and focus of this initiative is "),
            Span(lead, bold=True),
            Span("."),
        )
        blocks.append(Block(words, key="consortium.lead"))
    if answers.school:
        words = (
            Span("The specified school site is "),
            Span(answers.school.name, bold=True),
            Span("."),
        )
        about = markdown(answers.school.about or "", "school.about")
        if about and about[0].kind == "paragraph":
            words += (Span(" "), *about.pop(0).spans)
        blocks += [Block(words, key="school.name"), *about]
    return Section(item.id, item.title, tuple(blocks)) if blocks else None


def _contact(item: Item, answers: Answers) -> Section | None:
    contact = answers.contact
    if contact is None:
        return None
    name = ", ".join(text for text in (contact.name, contact.title) if text)
    table = Table(
        title=item.title,
        header=("Name", "Phone", "Email"),
        rows=((name, contact.phone, contact.email),),
        widths=(0.42, 0.22, 0.36),
        key="contact",
    )
    return Section(item.id, item.title, table=table)


def _team(answers: Answers, call: Call) -> Section | None:
    if not answers.team or call.team is None:
        return None
    titles = {role.id: role.title for role in call.team.roles}
    rows = tuple((titles.get(m.role, m.role), m.name, m.title or "") for m in answers.team)
    table = Table("Our team", ("Role", "Name", "Title"), rows, (0.28, 0.30, 0.42), key="team")
    return Section("team", "Our team", table=table)


def _commitments(answers: Answers, call: Call) -> Section | None:
    if not answers.commitments or not call.commitments:
        return None
    intro = _filled(call.letter.commitments_intro or "", answers.district.name)
    bullets = [Block((Span(c.statement),), "bullet") for c in call.commitments]
    blocks = (Block((Span(intro),)), *bullets)
    return Section("commitments", "Our commitments", blocks)


# Markdown ---------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("zero").enable(["list", "emphasis", "escape", "newline"])


def markdown(text: str, key: str) -> list[Block]:
    """The blocks of a Markdown text; single line breaks within a paragraph are spaces."""
    blocks: list[Block] = []
    lists: list[list[str | int | None]] = []  # for each open list its kind and its first number
    for token in _parser().parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            bullet = token.type == "bullet_list_open"
            start = None if bullet else int(token.attrs.get("start", 1))
            lists.append(["bullet" if bullet else "number", start])
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "inline":
            spans = _spans(token.children or [])
            if not lists:
                blocks.append(Block(spans, key=key))
                continue
            kind, start = lists[-1]
            level = min(len(lists), 3) - 1
            if kind == "bullet":
                blocks.append(Block(spans, "bullet", level, key=key))
            else:
                number = start if isinstance(start, int) else None
                blocks.append(Block(spans, "number", level, number, key=key))
                lists[-1][1] = None  # the items after the first go on counting
    return blocks


def _spans(tokens: list[Token]) -> tuple[Span, ...]:
    spans: list[Span] = []
    bold = italic = 0
    for token in tokens:
        if token.type == "strong_open":
            bold += 1
        elif token.type == "strong_close":
            bold -= 1
        elif token.type == "em_open":
            italic += 1
        elif token.type == "em_close":
            italic -= 1
        else:
            text = {"softbreak": " ", "hardbreak": "\n"}.get(token.type, token.content)
            if text and spans and (spans[-1].bold, spans[-1].italic) == (bold > 0, italic > 0):
                spans[-1] = Span(spans[-1].text + text, bold > 0, italic > 0)
            elif text:
                spans.append(Span(text, bold > 0, italic > 0))
    return tuple(spans)

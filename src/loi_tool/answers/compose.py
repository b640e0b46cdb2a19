"""From answers to the letter, in the call's order.

Texts are CommonMark paragraphs, lists, bold and italic (https://spec.commonmark.org/0.31.2/), and
what `as_markdown` makes of pasted text; everything else of Markdown stays as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from loi_tool.answers.load import Pictures
from loi_tool.answers.model import Answers, Consortium, LetterWords, margin_inches
from loi_tool.answers.pasted_lists import as_markdown
from loi_tool.calls.items import APPLICANT, Item
from loi_tool.calls.model import Call
from loi_tool.letter import (
    COMMITMENTS,
    TEAM,
    Block,
    Layout,
    Letter,
    NumberFormat,
    Paper,
    Section,
    Span,
    Table,
)
from loi_tool.text import Regex, is_valediction, listed

_PHONE = Regex(r"\(\d{3}\) \d{3}-\d{4}")
_FAREWELL_WORDS = 3
"""Of a valediction without its comma: “Yours sincerely”."""

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


def compose(
    answers: Answers,
    call: Call,
    pictures: Pictures,
    paper: Paper | None = None,
    *,
    draft: bool = False,
) -> Letter:
    """Make the letter that these answers give for this call.

    Args:
        answers: what the district wrote.
        call: what is answered.
        pictures: the logo and the signature.
        paper: the district's own letterhead; then the letter has none of ours.
        draft: whether every page is to be marked.
    """
    layout = paper.layout if paper else _layout(answers)
    in_limit = [item for item in call.items if not item.outside_page_limit]
    outside = [item for item in call.items if item.outside_page_limit]
    sections: list[Section | None] = [
        *joined(_section(item, answers, call, layout) for item in in_limit)
    ]
    sections += [_team(answers, call), _commitments(answers, call)]
    sections += [_section(item, answers, call, layout) for item in outside]
    applicant = _line(answers.district.name)
    words = answers.letter or LetterWords()
    closing, valediction = _own_closing(words.closing or "")
    first = answers.superintendent if call.signers else None
    signer = (_line(first.name), _line(first.title), applicant) if first else ()
    cosigners = (answers.cosigners or []) if first else []
    return Letter(
        title=filled(call.letter.subject, applicant),
        author=applicant,
        logo=None if paper else pictures.logo,
        letterhead=() if paper else (applicant, *_letterhead_lines(answers)),
        written=answers.date,
        addressee=addressee(call),
        subject=filled(call.letter.subject, applicant),
        salutation=_line(words.salutation or "") or call.letter.salutation or "",
        opening=(*markdown(words.opening or "", "letter.opening"),) or _opening(answers, call),
        sections=tuple(section for section in sections if section is not None),
        closing=closing or _closing(answers, call),
        valediction=valediction or call.letter.valediction or "",
        signature=pictures.signature if first else None,
        signer=signer,
        cosigners=tuple((_line(person.name), _line(person.title)) for person in cosigners),
        layout=layout,
        draft=draft,
        paper=paper,
        name=call.letter.name,
        numbers_first_page=call.style is not None and call.style.page_numbers,
    )


def joined(sections: Iterable[Section | None]) -> list[Section]:
    """Those that are there; those with the same heading, one after the other, are one."""
    result: list[Section] = []
    for section in filter(None, sections):
        last = result[-1] if result else None
        if last and section.heading and last.heading == section.heading:
            result[-1] = replace(last, blocks=(*last.blocks, *section.blocks))
        else:
            result.append(section)
    return result


def _layout(answers: Answers) -> Layout:
    layout = answers.layout
    margin = margin_inches(layout.margin) or 1.0
    return Layout(_line(layout.font), float(layout.size), margin)


def _line(text: str) -> str:
    """A text on one line, however it was written in the file."""
    return " ".join(text.split())


def _phone(text: str) -> str:
    """A US number as (559) 555-0134, with ext. 12 if it has one; another text as it is written."""
    text = _line(text)
    if not text or _PHONE.fullmatch(text):
        return text  # without the library, which takes a while to load
    from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, parse

    try:
        number = parse(text, "US")
    except NumberParseException:
        return text
    national, extension = str(number.national_number), number.extension or ""
    digits = re.sub(r"\D", "", text).removeprefix("1")
    complete = number.country_code == 1 and len(national) == 10
    if not complete or digits != national + extension:
        return text  # a foreign number, or one with letters or a remark
    return format_number(number, PhoneNumberFormat.NATIONAL)


def filled(sentence: str, applicant: str) -> str:
    """A sentence of the call with the name of who applies in its place."""
    return sentence.replace("{district}", applicant).replace(APPLICANT, applicant)


def _letterhead_lines(answers: Answers) -> list[str]:
    district = answers.district
    lines = [", ".join(map(_line, district.address))] if district.address else []
    reach = [_phone(district.phone or ""), _line(district.website or "")]
    if any(reach):
        lines.append(" · ".join(filter(None, reach)))
    return lines


def addressee(call: Call) -> tuple[str, ...]:
    """The lines that say to whom a letter goes."""
    to = call.delivery.to
    return tuple(line for line in (to.name, to.title, to.organization, *to.address) if line)


def _opening(answers: Answers, call: Call) -> tuple[Block, ...]:
    """The call's own sentence, and who belongs to a consortium."""
    opening = filled(call.letter.opening or "", _line(answers.district.name))
    if answers.district.type == "consortium" and answers.consortium is not None:
        opening += f" {_members(answers.consortium)}"
    return (Block((Span(opening.strip()),), key="district.name"),) if opening else ()


def _closing(answers: Answers, call: Call) -> tuple[Block, ...]:
    closing = filled(call.letter.closing or "", _line(answers.district.name))
    return (Block((Span(closing),), key="district.name"),) if closing else ()


def _own_closing(text: str) -> tuple[tuple[Block, ...], str]:
    """The paragraphs before the valediction, and the valediction itself where it is among them."""
    blocks = markdown(text, "letter.closing")
    if blocks and blocks[-1].kind == "paragraph":
        *before, last = blocks[-1].text.split("\n")
        short = last[-1:].isalpha() and len(last.split()) <= _FAREWELL_WORDS
        if not before and (short or last.endswith(",")) and is_valediction(f"{last.rstrip(',')},"):
            return tuple(blocks[:-1]), f"{last.strip().rstrip(',')},"
    return tuple(blocks), ""


def _members(consortium: Consortium) -> str:
    lead = _line(consortium.lead or "")
    others = [name for name in map(_line, consortium.members or []) if name != lead]
    sentence = f"{lead} leads the consortium" if lead else "The consortium has no lead yet"
    if others:
        sentence += f", together with {listed(others)}"
    return f"{sentence}."


def _section(item: Item, answers: Answers, call: Call, layout: Layout) -> Section | None:
    if item.kind == "school":
        return _school(item, answers, call)
    if item.kind == "contact":
        return _contact(item, answers, call, layout)
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
    return section_of(item, call, tuple(blocks))


def section_of(item: Item, call: Call, blocks: tuple[Block, ...]) -> Section:
    """An item with its heading, or as a line of its own where the call allows none."""
    heading = heading_of(item, call)
    if not heading:  # UEI: KX7LQ2MB84T9
        first = replace(blocks[0], spans=(Span(f"{item.title}: "), *blocks[0].spans))
        blocks = (first, *blocks[1:])
    return Section(item.id, heading, blocks, outside_page_limit=item.outside_page_limit)


def heading_of(item: Item, call: Call) -> str:
    """The heading of an item; none where the call allows no others than it names."""
    no_others = call.headings is not None and call.headings.no_others
    return item.heading or ("" if no_others else item.title)


def _school(item: Item, answers: Answers, call: Call) -> Section | None:
    lead = _line(answers.consortium.lead or "") if answers.consortium else ""
    blocks: list[Block] = []
    if answers.district.type == "consortium" and lead:
        words = _naming(call.letter.lead, lead)
        blocks.append(Block(words, key="consortium.lead"))
    if answers.school:
        words = _naming(call.letter.school, _line(answers.school.name))
        about = markdown(answers.school.about or "", "school.about")
        more = (Span(" "), *about.pop(0).spans) if about and about[0].kind == "paragraph" else ()
        blocks += [Block((*words, *more), key="school.name"), *about]
    return Section(item.id, heading_of(item, call), tuple(blocks)) if blocks else None


def _naming(sentence: str, name: str) -> tuple[Span, ...]:
    """A sentence of the call with the name in its braces, in bold."""
    before, _, rest = sentence.partition("{")
    after = rest.partition("}")[2]
    return tuple(span for span in (Span(before), Span(name, bold=True), Span(after)) if span.text)


def _contact(item: Item, answers: Answers, call: Call, layout: Layout) -> Section | None:
    contact = answers.contact
    if contact is None:
        return None
    name = ", ".join(_line(text) for text in (contact.name, contact.title) if text)
    email = _line(contact.email)
    phone = _phone(contact.phone)
    heading = heading_of(item, call)
    if not heading:
        line = f"{item.title}: {'; '.join((name, phone, email))}"
        return Section(item.id, heading, (Block((Span(line),), key="contact"),))
    # Neither can be broken over lines, so their columns are as wide as they need.
    width = 72 * layout.line_width
    for_email, for_phone = (
        round(min(max((0.55 * len(text) * layout.size + 14) / width, least), most), 2)
        for text, least, most in ((email, 0.36, 0.56), (phone, 0.22, 0.3))
    )
    table = Table(
        title=item.title,
        header=("Name", "Phone", "Email"),
        rows=((name, phone, email),),
        widths=(round(1 - for_phone - for_email, 2), for_phone, for_email),
        key="contact",
    )
    return Section(item.id, heading, table=table)


def _team(answers: Answers, call: Call) -> Section | None:
    if not answers.team or call.team is None:
        return None
    titles = {role.id: role.title for role in call.team.roles}
    rows = tuple(
        (titles.get(member.role, member.role), _line(member.name), _line(member.title or ""))
        for member in answers.team
    )
    table = Table(TEAM, ("Role", "Name", "Title"), rows, (0.28, 0.30, 0.42), key="team")
    return Section("team", TEAM, table=table)


def _commitments(answers: Answers, call: Call) -> Section | None:
    if not answers.commitments or not call.commitments:
        return None
    intro = filled(call.letter.commitments_intro or "", _line(answers.district.name))
    bullets = [Block((Span(c.statement),), "bullet") for c in call.commitments]
    blocks = (Block((Span(intro),)), *bullets)
    return Section("commitments", COMMITMENTS, blocks)


# Markdown ---------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("zero").enable(["list", "emphasis", "escape", "newline"])


@dataclass
class _OpenList:
    """A list that is being read: its kind, and how its next item is numbered, if that is set."""

    kind: Literal["bullet", "number"]
    start: int | None = None
    number_format: NumberFormat = ""


def markdown(text: str, key: str) -> list[Block]:
    """The blocks of a Markdown text; single line breaks within a paragraph are spaces.

    A further paragraph of a list item follows its first after a line break.
    """
    blocks: list[Block] = []
    lists: list[_OpenList] = []
    begun = False  # whether the item that is being read has its first paragraph
    source = as_markdown(text)
    for token in _parser().parse(source.text):
        if token.type == "bullet_list_open":
            lists.append(_OpenList("bullet"))
        elif token.type == "ordered_list_open":
            number_format = source.formats.get(token.map[0] if token.map else -1, "")
            first = int(token.attrs.get("start", 1))
            lists.append(_OpenList("number", first, number_format))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            begun = False
        elif token.type == "inline":
            spans = _spans(token.children or [])
            level = min(len(lists), 3) - 1
            if not lists or (begun and blocks[-1].level != level):
                blocks.append(Block(spans, key=key))
            elif begun:
                joined = (*blocks[-1].spans, Span("\n"), *spans)
                blocks[-1] = replace(blocks[-1], spans=joined)
            else:
                kind, start = lists[-1].kind, lists[-1].start
                blocks.append(Block(spans, kind, level, start, lists[-1].number_format, key=key))
                lists[-1].start = None  # the items after the first go on counting
                begun = True
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
            content = token.content.replace("\t", " ")
            text = {"softbreak": " ", "hardbreak": "\n"}.get(token.type, content)
            if text and spans and (spans[-1].bold, spans[-1].italic) == (bold > 0, italic > 0):
                spans[-1] = Span(spans[-1].text + text, bold > 0, italic > 0)
            elif text:
                spans.append(Span(text, bold > 0, italic > 0))
    return tuple(spans)

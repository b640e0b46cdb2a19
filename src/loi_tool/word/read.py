"""A finished Word file, read into facts (ISO/IEC 29500-1, WordprocessingML; both namespaces).

Paragraphs are numbered from 1 over the body as shown: tables and text boxes count, empty
paragraphs, headers, footers and notes do not. Deleted and hidden text is a leftover and no text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import XmlPart
from docx.opc.parts.coreprops import CorePropertiesPart
from docx.oxml.coreprops import CT_CoreProperties

from loi_tool.errors import UnreadableFile
from loi_tool.files import (
    PageShape,
    Paragraph,
    Properties,
    ShownLink,
    SignatureMark,
    TableShape,
    TypeUse,
    WordFacts,
)
from loi_tool.opc.numbers import measure, whole
from loi_tool.opc.package import Package
from loi_tool.opc.styles import is_on
from loi_tool.text import is_running, window
from loi_tool.word.drafts import Contents, Draft
from loi_tool.word.headings import find_headings
from loi_tool.word.imported import take_in
from loi_tool.word.leftovers import read_leftovers
from loi_tool.word.look import R, W
from loi_tool.word.opened import WordFile, open_word
from loi_tool.word.pictures import read_pictures
from loi_tool.word.text import read_story

if TYPE_CHECKING:
    from docx.opc.part import Part
    from lxml.etree import _Element as Element

_TWIPS = 20
"""To a point."""
_FIRST_WORDS = 80


def read_word(data: bytes, file: str) -> WordFacts:
    """Read a Word file as its reader sees it, and note what the reader does not see.

    Args:
        data: the whole file.
        file: its name, for places and messages.

    Returns:
        Paragraphs in reading order, pictures, leftovers, type, page shapes and what it says of
        itself; nothing is judged. Pages are those that Word noted when it saved the file.

    Raises:
        UnreadableFile: it is not a Word file, is locked, damaged, unsafe or far too large.
    """
    word = open_word(data, file)
    body, sections = _body(word)
    unread = take_in(word, body)
    contents = _read_stories(word, body, sections)
    drafts = [draft for draft in contents.drafts if draft.text and not draft.repeated]
    headings = find_headings(drafts, contents.tables)
    images, lines, lost = read_pictures(word, contents)
    leftovers = [*read_leftovers(word, contents, body), *lost]
    return WordFacts(
        file=file,
        paragraphs=tuple(
            Paragraph(
                text=draft.text,
                place=draft.place(file),
                where=draft.where,
                is_heading=headings.is_heading[at],
                is_list=draft.is_list and not headings.is_heading[at],
                heading=headings.above[at],
                row=(cell.table, cell.row) if (cell := draft.cell) else None,
                cell=cell.column if cell else None,
                links=tuple(draft.links),
                label=draft.label,
            )
            for at, draft in enumerate(drafts)
        ),
        images=tuple(images),
        leftovers=tuple(dict.fromkeys(leftovers)),
        types=_types(file, drafts),
        shapes=tuple(map(_shape, sections)),
        tables=_tables(file, contents, drafts),
        signatures=(*lines, *_signatures(word.package)),
        links=tuple(
            ShownLink(" ".join(text.split()), address, draft.place(file))
            for draft in drafts
            for address, text in draft.links.items()
        ),
        unread=unread,
        properties=_properties(word, drafts),
        heading_styles=headings.by_style,
        numbers_pages=_numbers_pages(word, sections),
    )


def stored_paragraphs(data: bytes, file: str) -> dict[int, int]:
    """By the number of a paragraph its index among all `w:p` of the part with the letter's text.

    Args:
        data: the whole file.
        file: its name, for messages.

    Raises:
        UnreadableFile: as `read_word` does.
    """
    word = open_word(data, file)
    assert isinstance(word.main, XmlPart)
    stored = {p: at for at, p in enumerate(word.main.element.iter(f"{W}p"))}  # before some go
    body, sections = _body(word)
    take_in(word, body)
    found: dict[int, int] = {}
    for story in _read_stories(word, body, sections).stories:
        for paragraph, draft in story.drafts.items():
            if draft.number is not None and draft.text and paragraph in stored:
                found.setdefault(draft.number, stored[paragraph])
    return found


def _body(word: WordFile) -> tuple[Element, list[Element]]:
    """The body of the letter, and its sections."""
    document = word.root(word.main)
    body = document.find(f"{W}body") if document is not None else None
    if body is None:
        raise UnreadableFile(
            f"{word.file} has no text in it: the main part of a Word file is missing.",
            "Ask for the file again, or open it in Word and save it under a new name.",
        )
    former = {section for change in body.iter(f"{W}sectPrChange") for section in change}
    return body, [section for section in body.iter(f"{W}sectPr") if section not in former]


def _read_stories(word: WordFile, body: Element, sections: list[Element]) -> Contents:
    """Read the headers, the body, the notes and the footers."""
    knows_pages = next(body.iter(f"{W}lastRenderedPageBreak"), None) is not None
    contents = Contents(word.file)
    for part in _shown_in_margins(word, sections, "header"):
        read_story(word, contents, word.root(part), part, "header")
    read_story(word, contents, body, word.main, "body", 1 if knows_pages else None)
    for kind, relation in (("footnote", RT.FOOTNOTES), ("endnote", RT.ENDNOTES)):
        notes = word.part(relation)
        if notes is not None:
            _read_notes(word, contents, notes, kind)
    for part in _shown_in_margins(word, sections, "footer"):
        read_story(word, contents, word.root(part), part, "footer")
    return contents


def _shown_in_margins(word: WordFile, sections: list[Element], kind: str) -> list[Part]:
    """The headers or footers that are shown, each once."""
    margins = _margins(word, sections, kind)
    return list(dict.fromkeys(part for _, part in margins if part is not None))


def _numbers_pages(word: WordFile, sections: list[Element]) -> bool:
    """Whether of each sort of pages the header or the footer has a page number (17.16.5.44)."""
    numbered: dict[tuple[int, str], bool] = {}
    for kind in ("header", "footer"):
        for sort, part in _margins(word, sections, kind):
            root = word.root(part) if part is not None else None
            fields = (
                []
                if root is None
                else [
                    *(element.text or "" for element in root.iter(f"{W}instrText")),
                    *(element.get(f"{W}instr", "") for element in root.iter(f"{W}fldSimple")),
                ]
            )
            has_field = any("PAGE" in field.upper().split() for field in fields)
            numbered[sort] = numbered.get(sort, False) or has_field
    return bool(numbered) and all(numbered.values())


def _margins(
    word: WordFile, sections: list[Element], kind: str
) -> Iterator[tuple[tuple[int, str], Part | None]]:
    """The header or the footer of each sort of pages of each section (17.10).

    A section that has none of a sort goes on with that of the section before.
    """
    settings = word.root(word.part(RT.SETTINGS))
    even = settings is not None and is_on(settings.find(f"{W}evenAndOddHeaders"))
    now: dict[str, Part] = {}
    for number, section in enumerate(sections):
        for reference in section.iterfind(f"{W}{kind}Reference"):
            part = word.main.related_parts.get(reference.get(f"{R}id", ""))
            if part is not None:
                now[reference.get(f"{W}type", "default")] = part
        first = is_on(section.find(f"{W}titlePg"))
        for sort, is_shown in (("first", first), ("default", True), ("even", even)):
            if is_shown:
                yield (number, sort), now.get(sort)


def _read_notes(word: WordFile, contents: Contents, part: Part, kind: str) -> None:
    """Read the notes that the text refers to, in its order."""
    draft_of = {
        reference.get(f"{W}id", ""): draft
        for reference, draft in contents.notes
        if reference.tag == f"{W}{kind}Reference"
    }
    root = word.root(part) if draft_of else None
    notes = root.iterfind(f"{W}{kind}") if root is not None else ()
    by_id = {note.get(f"{W}id", ""): note for note in notes}
    for number, draft in draft_of.items():
        if number in by_id:
            read_story(word, contents, by_id[number], part, "note", draft.page)


def _signatures(package: Package) -> tuple[SignatureMark, ...]:
    if not any(name.lower().startswith("_xmlsignatures/") for name in package.names):
        return ()
    from loi_tool.word.signatures import package_signatures

    return package_signatures(package)


def _types(file: str, drafts: list[Draft]) -> tuple[TypeUse, ...]:
    """Fonts and sizes in use, those of headers, footers and notes apart; raised signs left out."""
    uses: dict[tuple[str, float, bool], list[tuple[str, Draft]]] = {}
    is_prose = {draft.order: any(map(is_running, draft.text.splitlines())) for draft in drafts}
    for draft in drafts:
        for text, look in draft.seen:
            key = (look.font, look.points, draft.number is None)
            if not look.raised and (key in uses or not text.isspace()):
                uses.setdefault(key, []).append((text, draft))
    return tuple(
        TypeUse(
            font=font,
            points=points,
            characters=sum(len(text) for text, _ in pieces),
            text=_first_words("".join(text for text, draft in pieces if draft is pieces[0][1])),
            place=pieces[0][1].place(file),
            running=sum(len(text) for text, draft in pieces if is_prose[draft.order]),
        )
        for (font, points, _), pieces in uses.items()
    )


def _first_words(text: str) -> str:
    return window(" ".join(text.split()), _FIRST_WORDS)


def _shape(section: Element) -> PageShape:
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")

    def inches(element: Element | None, name: str) -> float | None:
        points = measure(element.get(f"{W}{name}"), _TWIPS) if element is not None else None
        return round(points / 72, 3) if points is not None else None

    return PageShape(
        inches(size, "w") or 8.5,
        inches(size, "h") or 11.0,
        *(inches(margins, name) for name in ("top", "bottom", "left", "right")),
    )


def _tables(file: str, contents: Contents, drafts: list[Draft]) -> tuple[TableShape, ...]:
    first: dict[int, Draft] = {}
    words: dict[int, list[str]] = {}
    for draft in drafts:
        for cell in draft.cells:
            first.setdefault(cell.table, draft)
            words.setdefault(cell.table, []).append(draft.text)
    return tuple(
        TableShape(
            place=first[number].place(file),
            rows=notes.rows,
            columns=notes.columns,
            has_header=notes.has_header,
            text=_first_words(" ".join(words[number][:20])),
        )
        for number, notes in contents.tables.items()
        if number in first
    )


def _properties(word: WordFile, drafts: list[Draft]) -> Properties:
    """What the file says of itself (29500-2, 11; 29500-1, 22.2), and its body's language."""
    languages: Counter[str] = Counter()
    for draft in drafts:
        if draft.number is not None:
            for text, look in draft.seen:
                languages[look.language] += len(text)
    language = max(languages, key=lambda tag: (languages[tag], tag), default="")
    root = word.root(word.statistics)
    elements = root.iterchildren("{*}*") if root is not None else ()
    said = {element.tag.rpartition("}")[2]: _words(element.text) for element in elements}
    pages, words = (whole(said.get(name)) for name in ("Pages", "Words"))
    core = None
    if isinstance(word.properties, CorePropertiesPart):
        is_core = isinstance(word.root(word.properties), CT_CoreProperties)
        core = word.properties.core_properties if is_core else None
    return Properties(
        title=_words(core.title) if core else "",
        author=_words(core.author) if core else "",
        company=said.get("Company", ""),
        manager=said.get("Manager", ""),
        last_editor=_words(core.last_modified_by) if core else "",
        language=language or (_words(core.language) if core else ""),
        application=said.get("Application", ""),
        pages=pages if pages > 0 else None,
        words=words if words > 0 else None,
    )


def _words(text: str | None) -> str:
    return " ".join((text or "").split())

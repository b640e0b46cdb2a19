"""A finished Word file, read into facts (ISO/IEC 29500-1, WordprocessingML; both namespaces).

Paragraphs are numbered from 1 over the body as shown: tables and text boxes count, empty
paragraphs, headers, footers and notes do not. Deleted and hidden text is a leftover and no text.
"""

from __future__ import annotations

import io
from collections import Counter
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote

from loi_tool.errors import UnreadableFile
from loi_tool.files import (
    Image,
    Leftover,
    LeftoverKind,
    PageShape,
    Paragraph,
    Properties,
    SignatureMark,
    TableShape,
    TypeUse,
    WordFacts,
)
from loi_tool.findings import Place
from loi_tool.word.headings import find_headings
from loi_tool.word.look import Styles, W, is_on, measure
from loi_tool.word.package import Package, Relation, open_package
from loi_tool.word.text import Draft, R, Walker

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_TWIPS = 20
"""To a point."""
_FIRST_WORDS = 80
_TRACKED_ELSEWHERE = ("sectPrChange", "tcPrChange", "trPrChange", "tblPrExChange",
                      "numberingChange", "cellIns", "cellDel", "cellMerge")  # fmt: skip
_RASTERS = ("png", "jpg", "jpeg", "jpe", "gif", "bmp", "dib", "tif", "tiff")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF",
             b"\x01\0\0\0", b"\xd7\xcd\xc6\x9a")  # fmt: skip
"""How pictures begin; the first four are looked at."""
_CLOSING = 0.6
"""The part of a letter behind which a picture may be a signature."""
_SMALL_PICTURE = 20_000
"""Bytes: one of a single colour never has more."""
_MOST_PIXELS = 1_000_000
_LOOKED_AT = 12
"""Pictures, the last ones."""
_ONE_COLOUR = 8
"""Of 255: what may be between the lightest and the darkest point."""
_WORDS_ONLY = (LeftoverKind.HIDDEN, LeftoverKind.INVISIBLE, LeftoverKind.HIGHLIGHT)
_CARRIED = ("oleObject", "package", "control", "aFChunk")
_EXTERNAL = {"attachedTemplate": LeftoverKind.TEMPLATE, "image": LeftoverKind.LINKED_IMAGE}


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
    package = open_package(data, file)
    root = package.xml(package.main)
    body = root.find(f"{W}body") if root is not None else None
    if body is None:
        raise UnreadableFile(
            f"{file} has no text in it: the main part of a Word file is missing.",
            "Ask for the file again, or open it in Word and save it under a new name.",
        )
    parts = {found.kind: found.target for found in package.relations(package.main)
             if not found.external}  # fmt: skip
    styles = Styles(_part(package, parts, "styles"), _part(package, parts, "theme"))
    settings = _part(package, parts, "settings")
    counts_pages = next(body.iter(f"{W}lastRenderedPageBreak"), None) is not None
    walker = Walker(package, styles, counts_pages)

    former = {section for change in body.iter(f"{W}sectPrChange") for section in change}
    sections = [section for section in body.iter(f"{W}sectPr") if section not in former]
    headers, footers = _furniture(package, sections, settings)
    for name in headers:
        _walk_furniture(package, walker, name, "header")
    walker.story(body, package.main, "body")
    for kind in ("footnote", "endnote"):
        _walk_notes(package, walker, parts.get(f"{kind}s"), kind)
    for name in footers:
        _walk_furniture(package, walker, name, "footer")
    return _facts(package, walker, parts, sections, body)


def _part(package: Package, parts: dict[str, str], kind: str) -> Element | None:
    return package.xml(parts[kind]) if kind in parts else None


def _furniture(
    package: Package, sections: list[Element], settings: Element | None
) -> tuple[list[str], list[str]]:
    """The parts of the headers and footers that are shown, each once (17.10)."""
    targets = {found.id: found.target for found in package.relations(package.main)
               if not found.external}  # fmt: skip
    both = settings is not None and is_on(settings.find(f"{W}evenAndOddHeaders"))
    now: dict[tuple[str, str], str] = {}
    shown: tuple[dict[str, None], dict[str, None]] = ({}, {})
    for section in sections:
        for at, tag in enumerate(("headerReference", "footerReference")):
            for reference in section.iterfind(f"{W}{tag}"):
                target = targets.get(reference.get(f"{R}id", ""))
                if target:
                    now[tag, reference.get(f"{W}type", "default")] = target
            first = is_on(section.find(f"{W}titlePg"))
            for kind, is_shown in (("first", first), ("default", True), ("even", both)):
                if is_shown and (tag, kind) in now:
                    shown[at][now[tag, kind]] = None
    return list(shown[0]), list(shown[1])


def _walk_furniture(package: Package, walker: Walker, name: str, where: str) -> None:
    root = package.xml(name)
    if root is None:
        return
    before = len(walker.drafts)
    said = {draft.text for draft in walker.drafts if draft.where == where}
    walker.story(root, name, "header" if where == "header" else "footer")
    for draft in walker.drafts[before:]:
        draft.repeated = draft.text in said


def _walk_notes(package: Package, walker: Walker, name: str | None, kind: str) -> None:
    wanted = [(number, draft) for number, draft in walker.notes if number.startswith(kind + " ")]
    root = package.xml(name) if name and wanted else None
    if root is None or name is None:
        return
    notes = {f"{kind} {note.get(f'{W}id', '')}": note for note in root.iterfind(f"{W}{kind}")}
    for number, draft in dict(wanted).items():
        if number in notes:
            walker.story(notes[number], name, "note", draft.page)


def _facts(
    package: Package,
    walker: Walker,
    parts: dict[str, str],
    sections: list[Element],
    body: Element,
) -> WordFacts:
    file = package.file
    drafts = [draft for draft in walker.drafts if not draft.repeated]
    headings = find_headings(drafts, walker.tables)
    paragraphs = tuple(
        Paragraph(
            text=draft.text,
            place=_place(file, draft),
            where=draft.where,
            is_heading=headings.is_heading[at],
            is_list=draft.is_list and not headings.is_heading[at],
            heading=headings.above[at],
            row=_row(draft),
            cell=_column(draft),
            links=tuple(draft.links),
        )
        for at, draft in enumerate(drafts)
    )
    index = {id(draft): at for at, draft in enumerate(drafts)}
    images, lost = _images(package, walker, index, len(drafts))
    return WordFacts(
        file=file,
        paragraphs=paragraphs,
        images=images,
        leftovers=tuple(dict.fromkeys([*_leftovers(package, walker, parts, body), *lost])),
        types=_types(file, drafts),
        shapes=tuple(_shape(section) for section in sections),
        tables=_tables(file, walker, drafts),
        signatures=_signatures(package, walker),
        properties=_properties(package, drafts),
        heading_styles=headings.by_style,
    )


def _signatures(package: Package, walker: Walker) -> tuple[SignatureMark, ...]:
    lines = tuple(
        SignatureMark(
            kind="line",
            place=_place(package.file, line.draft),
            signed=False,
            signer=line.signer or None,
            title=line.title or None,
        )
        for line in walker.lines
    )
    if not any(name.lower().startswith("_xmlsignatures/") for name in package.names):
        return lines
    from loi_tool.word.signatures import package_signatures

    return lines + package_signatures(package.names, package.read, package.main, package.file)


def _place(file: str, draft: Draft) -> Place:
    return Place(file=file, page=draft.page, paragraph=draft.number)


def _row(draft: Draft) -> tuple[int, int] | None:
    cell = next((cell for cell in reversed(draft.cells) if cell.table > 0), None)
    return (cell.table, cell.row) if cell is not None else None


def _column(draft: Draft) -> int | None:
    cell = next((cell for cell in reversed(draft.cells) if cell.table > 0), None)
    return cell.column if cell is not None else None


def _images(
    package: Package, walker: Walker, index: dict[int, int], count: int
) -> tuple[tuple[Image, ...], list[Leftover]]:
    """The pictures that are seen, and those that cannot be shown."""
    lost: list[Leftover] = []
    before = [0]  # how many of the paragraphs up to each stay
    closing = _CLOSING * len(walker.drafts)
    last = len(walker.pictures) - _LOOKED_AT
    state_of = lru_cache(maxsize=None)(partial(_state, package))
    for draft in walker.drafts:
        before.append(before[-1] + (not draft.repeated))
    found = []
    for number, picture in enumerate(walker.pictures):
        state = state_of(picture.part, number >= last and picture.after >= closing)
        if state == "lost":
            lost.append(
                Leftover(
                    LeftoverKind.LOST_IMAGE,
                    picture.alt or picture.name,
                    _place(package.file, picture.draft),
                )
            )
        if state != "shown":
            continue
        at = index.get(id(picture.draft), before[picture.after])
        found.append(
            Image(
                index=max(min(at, count - 1), 0),
                place=_place(package.file, picture.draft),
                where=picture.draft.where,
                alt=picture.alt,
                name=picture.name,
                width=round(picture.width, 3),
                height=round(picture.height, 3),
                decorative=picture.decorative,
                cell=_column(picture.draft),
            )
        )
    return tuple(found), lost


_State = Literal["shown", "lost", "blank"]


def _state(package: Package, part: str | None, looked_at: bool) -> _State:
    """Whether a picture is shown, is none, or, where small ones are looked at, is blank."""
    if part is None:
        return "shown"
    data = package.start(part, _SMALL_PICTURE + 1)
    ending = part.lower().rpartition(".")[2]
    if not data or (ending in _RASTERS and not data.startswith(_PICTURES)):
        return "lost"
    if looked_at and len(data) <= _SMALL_PICTURE and data.startswith(_PICTURES[:4]):
        return _look_at(data)
    return "shown"


def _look_at(data: bytes) -> _State:
    from PIL import Image as Pillow

    try:
        with Pillow.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return "shown"
            above = picture.convert("RGBA")
        seen = Pillow.alpha_composite(Pillow.new("RGBA", above.size, "white"), above)
    except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError):
        return "lost"
    bands: Any = seen.getextrema()
    return "blank" if all(high - low <= _ONE_COLOUR for low, high in bands) else "shown"


def _types(file: str, drafts: list[Draft]) -> tuple[TypeUse, ...]:
    """Fonts and sizes in use, those of headers, footers and notes apart; raised signs left out."""
    uses: dict[tuple[str, float, bool], list[tuple[str, Draft]]] = {}
    for draft in drafts:
        for text, look in draft.pieces:
            key = (look.font, look.points, draft.number is None)
            if not look.raised and (key in uses or not text.isspace()):
                uses.setdefault(key, []).append((text, draft))
    return tuple(
        TypeUse(
            font=font,
            points=points,
            characters=sum(len(text) for text, _ in pieces),
            text=_first_words("".join(text for text, draft in pieces if draft is pieces[0][1])),
            place=_place(file, pieces[0][1]),
        )
        for (font, points, _), pieces in uses.items()
    )


def _first_words(text: str) -> str:
    text = " ".join(text.split())
    if len(text) <= _FIRST_WORDS:
        return text
    return text[:_FIRST_WORDS].rpartition(" ")[0] or text[:_FIRST_WORDS]


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


def _tables(file: str, walker: Walker, drafts: list[Draft]) -> tuple[TableShape, ...]:
    first: dict[int, Draft] = {}
    words: dict[int, list[str]] = {}
    for draft in drafts:
        for cell in draft.cells:
            first.setdefault(cell.table, draft)
            words.setdefault(cell.table, []).append(draft.text)
    return tuple(
        TableShape(
            place=_place(file, first[number]),
            rows=notes.rows,
            columns=notes.columns,
            has_header=notes.has_header,
            text=_first_words(" ".join(words[number][:20])),
        )
        for number, notes in walker.tables.items()
        if number in first
    )


def _leftovers(
    package: Package, walker: Walker, parts: dict[str, str], body: Element
) -> list[Leftover]:
    file = package.file
    found = []
    marked = sorted(
        [draft for draft in (*walker.drafts, *walker.silent) if draft.marks and not draft.repeated],
        key=lambda draft: draft.order,
    )
    moved = set()
    for draft in marked:
        for mark in draft.marks:
            text = " ".join(mark.text.split())
            if mark.kind is LeftoverKind.MOVE:
                if (text, mark.author) in moved:
                    continue  # where it went, after where it was
                moved.add((text, mark.author))
            if mark.kind is LeftoverKind.FORMATTING:
                text = draft.text
            if text or mark.kind not in _WORDS_ONLY:
                found.append(Leftover(mark.kind, text, _place(file, draft), mark.author))
    known = {leftover.author for leftover in found if leftover.kind is LeftoverKind.FORMATTING}
    for tag in _TRACKED_ELSEWHERE:
        for change in body.iter(f"{W}{tag}"):
            author = change.get(f"{W}author", "").strip()
            if author not in known:
                known.add(author)
                found.append(Leftover(LeftoverKind.FORMATTING, "", Place(file=file), author))
    found += _comments(package, walker, parts)
    found += [Leftover(kind, text, _place(file, draft)) for kind, text, draft in walker.fetched]
    for name in package.names:
        if name.lower().endswith("vbaproject.bin") or "vbaProject" in package.content_type(name):
            found.append(Leftover(LeftoverKind.MACROS, name, Place(file=file)))
    for part, relation in package.all_relations():
        leftover = _relation_leftover(file, walker, part, relation)
        if leftover is not None:
            found.append(leftover)
    return found


def _comments(package: Package, walker: Walker, parts: dict[str, str]) -> list[Leftover]:
    root = _part(package, parts, "comments")
    found = []
    for comment in root.iterfind(f"{W}comment") if root is not None else ():
        lines = ("".join(text.text or "" for text in line.iter(f"{W}t"))
                 for line in comment.iter(f"{W}p"))  # fmt: skip
        draft = walker.comments.get(comment.get(f"{W}id", ""))
        place = _place(package.file, draft) if draft is not None else Place(file=package.file)
        author = comment.get(f"{W}author", "").strip()
        found.append(
            Leftover(LeftoverKind.COMMENT, " ".join(" ".join(lines).split()), place, author)
        )
    return found


def _relation_leftover(file: str, walker: Walker, part: str, relation: Relation) -> Leftover | None:
    draft = walker.carried.get((part, relation.id))
    place = _place(file, draft) if draft is not None else Place(file=file)
    if relation.external:
        if relation.kind == "hyperlink":
            return None
        kind = _EXTERNAL.get(relation.kind, LeftoverKind.LINKED_DATA)
        return Leftover(kind, unquote(relation.target), place)
    if relation.kind in _CARRIED:
        return Leftover(LeftoverKind.OBJECT, relation.target, place)
    return None


def _properties(package: Package, drafts: list[Draft]) -> Properties:
    """What the file says of itself (29500-2, 11; 29500-1, 22.2), and its body's language."""
    targets = {found.kind: found.target for found in package.relations("") if not found.external}
    said: dict[str, str] = {}
    for kind in ("core-properties", "extended-properties", "extendedProperties"):
        root = package.xml(targets[kind]) if kind in targets else None
        for element in root if root is not None else ():
            said.setdefault(element.tag.rpartition("}")[2], " ".join((element.text or "").split()))
    languages: Counter[str] = Counter()
    for draft in drafts:
        if draft.number is not None:
            for text, look in draft.pieces:
                languages[look.language] += len(text)
    language = max(languages, key=lambda tag: (languages[tag], tag), default="")
    pages, words = (measure(said.get(name), 1) for name in ("Pages", "Words"))
    return Properties(
        title=said.get("title", ""),
        author=said.get("creator", ""),
        company=said.get("Company", ""),
        manager=said.get("Manager", ""),
        last_editor=said.get("lastModifiedBy", ""),
        language=language or said.get("language", ""),
        application=said.get("Application", ""),
        pages=int(pages) if pages and pages > 0 else None,
        words=int(words) if words and words > 0 else None,
    )

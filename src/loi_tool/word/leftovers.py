"""What must not be sent with a Word file: tracked changes, comments, hidden text, macros, links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from docx.opc.constants import RELATIONSHIP_TYPE as RT

from loi_tool.files import Leftover, LeftoverKind
from loi_tool.findings import Place
from loi_tool.word.drafts import Contents, Draft
from loi_tool.word.fetched import carried_and_fetched
from loi_tool.word.look import W
from loi_tool.word.state import author, shows_prompt

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from loi_tool.word.opened import WordFile

_CHANGED = tuple(f"{W}{name}Change" for name in ("rPr", "pPr", "tblPr", "tblGrid"))
_CHANGED_ELSEWHERE = tuple(
    f"{W}{name}"
    for name in ("sectPrChange", "tcPrChange", "trPrChange", "tblPrExChange", "numberingChange",
                 "cellIns", "cellDel", "cellMerge")
)  # fmt: skip
_WORDS_ONLY = (LeftoverKind.HIDDEN, LeftoverKind.INVISIBLE, LeftoverKind.HIGHLIGHT)

_Found = tuple[Draft, Leftover]


def read_leftovers(word: WordFile, contents: Contents, body: Element) -> list[Leftover]:
    """What was left in a file, in reading order; then what has no place in the text."""
    in_text = [*_marked(word, contents), *_reformatted(word, contents), *_unfilled(word, contents)]
    in_text = [pair for pair in in_text if not pair[0].repeated]
    found = [leftover for _, leftover in sorted(in_text, key=lambda pair: pair[0].order)]
    found += _reformatted_elsewhere(word, found, body)
    found += _comments(word, contents)
    for kind, target, draft in contents.noted:
        if kind is not LeftoverKind.FORM_FIELD:
            found.append(Leftover(kind, target, draft.place(word.file)))
    found += _macros(word)
    found += carried_and_fetched(word, contents)
    return found


def _marked(word: WordFile, contents: Contents) -> Iterator[_Found]:
    """Stretches of text that are tracked, hidden, invisible or highlighted."""
    moved = set()
    for draft in contents.drafts:
        for kind, who, text in _stretches(draft):
            words = " ".join(text.split())
            if kind is LeftoverKind.MOVE:
                if (words, who) in moved:
                    continue  # where it went, after where it was
                moved.add((words, who))
            if words or kind not in _WORDS_ONLY:
                yield draft, Leftover(kind, words, draft.place(word.file), who)


def _stretches(draft: Draft) -> Iterator[tuple[LeftoverKind, str, str]]:
    """The marked stretches of a paragraph: kind, author and text.

    One goes on where the last of its kind and author ended, whatever unseen is between.
    """
    stretches: list[tuple[LeftoverKind, str, list[str]]] = []
    last: dict[tuple[LeftoverKind, str], tuple[int, list[str]]] = {}
    seen = 0
    for piece in draft.pieces:
        before = seen
        seen += len(piece.text) if piece.seen else 0
        for mark in piece.marks:
            end, texts = last.get(mark, (-1, []))
            if end != before:
                texts = []
                stretches.append((*mark, texts))
            texts.append(piece.text)
            last[mark] = (seen, texts)
    for kind, who, texts in stretches:
        yield kind, who, "".join(texts)


def _reformatted(word: WordFile, contents: Contents) -> Iterator[_Found]:
    """Tracked changes of formatting, one of each paragraph and author."""
    known = set()
    for story in contents.stories:
        for change, draft, is_inside in story.placed(*_CHANGED):
            key = (draft.order, is_inside, author(change))
            if key not in known:
                known.add(key)
                text = draft.text if is_inside else ""
                place = draft.place(word.file)
                yield draft, Leftover(LeftoverKind.FORMATTING, text, place, author(change))


def _reformatted_elsewhere(
    word: WordFile, found: list[Leftover], body: Element
) -> Iterator[Leftover]:
    """The same of sections and cells, of authors who changed nothing else."""
    known = {leftover.author for leftover in found if leftover.kind is LeftoverKind.FORMATTING}
    for tag in _CHANGED_ELSEWHERE:
        for change in body.iter(tag):
            if author(change) not in known:
                known.add(author(change))
                place = Place(file=word.file)
                yield Leftover(LeftoverKind.FORMATTING, "", place, author(change))


def _unfilled(word: WordFile, contents: Contents) -> Iterator[_Found]:
    """Form fields and content controls that are still to be filled in."""
    for kind, prompt, draft in contents.noted:
        if kind is LeftoverKind.FORM_FIELD:
            yield draft, Leftover(kind, " ".join(prompt.split()), draft.place(word.file))
    for story in contents.stories:
        for control, draft, _ in story.placed(f"{W}sdt"):
            outside = story.states.of(control.getparent())
            if shows_prompt(control) and not outside.is_prompt:
                for paragraph in control.iter(f"{W}p"):
                    draft = story.drafts.get(paragraph, draft)
                words = "".join(text.text or "" for text in control.iter(f"{W}t"))
                place = draft.place(word.file)
                yield draft, Leftover(LeftoverKind.FORM_FIELD, " ".join(words.split()), place)


def _comments(word: WordFile, contents: Contents) -> Iterator[Leftover]:
    """Comments, at the first word that they are about."""
    places: dict[str, Place] = {}
    for story in contents.stories:
        for reference, draft, _ in story.placed(f"{W}commentReference"):
            places.setdefault(reference.get(f"{W}id", ""), draft.place(word.file))
    root = word.root(word.part(RT.COMMENTS))
    for comment in root.iterfind(f"{W}comment") if root is not None else ():
        lines = ("".join(text.text or "" for text in line.iter(f"{W}t"))
                 for line in comment.iter(f"{W}p"))  # fmt: skip
        words = " ".join(" ".join(lines).split())
        place = places.get(comment.get(f"{W}id", ""), Place(file=word.file))
        yield Leftover(LeftoverKind.COMMENT, words, place, author(comment))


def _macros(word: WordFile) -> Iterator[Leftover]:
    for name in word.package.names:
        kind = word.package.content_type(name)
        if name.lower().endswith("vbaproject.bin") or "vbaProject" in kind:
            yield Leftover(LeftoverKind.MACROS, name, Place(file=word.file))

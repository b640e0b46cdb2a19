"""Which paragraphs are headings, and which heading each paragraph is under."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from loi_tool.text import is_greeting
from loi_tool.word.drafts import Draft
from loi_tool.word.tables import TableNotes

_LONGEST = 120
_MOST_WORDS = 18
_BODY = 70
"""Characters of a paragraph from which on it is text that a heading can stand over."""
_LARGER = 1.5
"""Points over the body's size."""
_GOOD_PART = 0.25
"""Of a letter's characters; headings never have so many."""
_LABEL = 180
_NOT_HEADING = re.compile(
    r"(re|subject|from|to|via|cc|date|dear|attn|attention)\b[^:]{0,120}[:,]", re.I
)


@dataclass
class Headings:
    """By the index of the paragraph."""

    is_heading: list[bool]
    above: list[str]
    by_style: bool
    """Whether headings, if there are any, are made with styles."""


def find_headings(drafts: list[Draft], tables: dict[int, TableNotes]) -> Headings:
    """Find the headings among the paragraphs of a file.

    A heading is one by its style or its level in the outline; or it is a short line, all bold,
    underlined, in capitals or larger than the body, with a whole paragraph or a list after it.
    """
    size = _body_size(drafts)
    start = next((at for at, draft in enumerate(drafts) if is_greeting(draft.text)), 0)
    styled = [draft.heading_style and len(draft.text) <= 2 * _LONGEST for draft in drafts]
    plain = [
        at >= start and not styled[at] and _stands_out(draft, size)
        for at, draft in enumerate(drafts)
    ]
    is_heading = list(styled)
    for at in reversed(range(len(drafts) - 1)):
        follows = drafts[at + 1]
        if plain[at] and _same_cell(drafts[at], follows):
            body = len(follows.text) >= _BODY or follows.is_list
            is_heading[at] = (body and not plain[at + 1]) or is_heading[at + 1]
    _add_alike(drafts, plain, is_heading)
    leads = [
        "" if at < start or is_heading[at] else _lead(draft) for at, draft in enumerate(drafts)
    ]
    above = _above(drafts, is_heading, leads, tables)
    return Headings(is_heading, above, not any(is_heading) or any(styled))


def _add_alike(drafts: list[Draft], plain: list[bool], is_heading: list[bool]) -> None:
    """Headings with little or nothing under them: they look like the others, and stand among them.

    After the last of the others, only up to the line that closes the letter.
    """
    looks: Counter[object] = Counter()
    for at, draft in enumerate(drafts):
        if plain[at] and is_heading[at]:
            looks[_look(draft)] += 1
    made = [at for at in range(len(drafts)) if is_heading[at]]
    if not made:
        return
    for at in range(made[0], len(drafts)):
        draft = drafts[at]
        if at > made[-1] and len(draft.text) <= _BODY and draft.text.endswith(","):
            return
        if plain[at] and looks[_look(draft)] > 1:
            is_heading[at] = True


def _look(draft: Draft) -> object:
    look = next(look for text, look in draft.seen if text.strip())
    return look, draft.text.isupper(), draft.where


def _lead(draft: Draft) -> str:
    """The words that a paragraph begins with in place of a heading: bold, and a line of their own
    or ended by a point, colon or dash.
    """
    words, rest = "", ""
    for text, look in draft.seen:
        if rest or not (look.bold or look.underlined or not text.strip(" ")):
            rest += text
        else:
            line, end, after = text.partition("\n")
            words += line
            rest = end + after
    lead = words.strip()
    ended = rest.startswith("\n") or lead[-1:] in (".", ":", "–", "—", "?")
    ended = ended or rest.lstrip()[:1] in (":", "–", "—")
    if not (lead and rest.strip() and ended) or len(lead) > _LONGEST or _NOT_HEADING.match(lead):
        return ""
    return lead.rstrip(" .:–—")


def _body_size(drafts: list[Draft]) -> float:
    """The size of the text; of several that a good part of it is set in, the largest."""
    sizes: Counter[float] = Counter()
    for draft in drafts:
        for text, look in draft.seen:
            sizes[look.points] += len(text)
    least = sum(sizes.values()) * _GOOD_PART
    usual = [points for points, count in sizes.items() if count >= least]
    return max(usual or sizes, default=11)


def _stands_out(draft: Draft, size: float) -> bool:
    """Whether it is a short line that is set off from the body throughout."""
    text = draft.text
    if (
        len(text) > _LONGEST
        or "\n" in text
        or "\t" in text
        or draft.is_list
        or draft.where in ("header", "footer", "note")
        or text[-1] in ",;"
        or len(text.split()) > (_MOST_WORDS if text[-1] != "." else 8)
        or _NOT_HEADING.match(text)
    ):
        return False
    looks = [(piece, look) for piece, look in draft.seen if any(map(str.isalnum, piece))]
    letters = "".join(piece for piece, _ in looks if piece)
    if sum(map(str.isalpha, letters)) < 3:
        return False
    return (
        all(look.bold for _, look in looks)
        or all(look.underlined for _, look in looks)
        or all(look.points >= size + _LARGER for _, look in looks)
        or all(look.caps or piece.upper() == piece for piece, look in looks)
    )


def _same_cell(one: Draft, other: Draft) -> bool:
    return one.where == other.where and (
        one.cells == other.cells
        # A row of its own above the rows that it is the heading of.
        or (len(one.cells) == len(other.cells) and one.cells[-1].table == other.cells[-1].table > 0
            and one.cells[-1].row < other.cells[-1].row)
    )  # fmt: skip


def _runs_in(draft: Draft) -> bool:
    """Whether text that begins with a lead goes on long enough to be a section of its own."""
    return "\n" not in draft.text and len(draft.text) >= 2 * _BODY


def _above(
    drafts: list[Draft], is_heading: list[bool], leads: list[str], tables: dict[int, TableNotes]
) -> list[str]:
    labels = _labels(drafts, tables)
    now: dict[object, str] = {}
    found = []
    lasting = sum(bool(lead) and _runs_in(draft) for draft, lead in zip(drafts, leads, strict=True))
    for draft, heading, lead in zip(drafts, is_heading, leads, strict=True):
        if draft.where in ("header", "footer", "note"):
            found.append("")
            continue
        over = now.get("body", "")
        for cell in draft.cells:
            over = now.get(cell.table, over)
            if cell.column > 1:
                over = labels.get((cell.table, cell.row), over)
            over = now.get((cell.table, cell.row, cell.column), over)
        found.append(lead or over)
        if lead and lasting > 1 and _runs_in(draft) and not draft.cells:
            now["body"] = lead
        if not heading:
            continue
        if not draft.cells:
            now["body"] = draft.text
            continue
        cell = draft.cells[-1]
        notes = tables.get(cell.table)
        alone = notes is None or notes.cells.get(cell.row, 1) == 1
        now[cell.table if alone else (cell.table, cell.row, cell.column)] = draft.text
        if notes is not None and notes.columns == 1 and len(draft.cells) == 1:
            now["body"] = draft.text  # a table that is but a frame
    return found


def _labels(drafts: list[Draft], tables: dict[int, TableNotes]) -> dict[tuple[int, int], str]:
    """What the first column says of each row, where that column holds labels."""
    first: dict[tuple[int, int], list[Draft]] = {}
    rest: Counter[tuple[int, int]] = Counter()
    for draft in drafts:
        if draft.cells and draft.cells[-1].table > 0:
            cell = draft.cells[-1]
            if cell.column == 1:
                first.setdefault((cell.table, cell.row), []).append(draft)
            else:
                rest[cell.table, cell.row] += len(draft.text)
    found = {}
    for table, notes in tables.items():
        rows = [row for row, cells in notes.cells.items() if cells > 1]
        labels: dict[int, str] = {}
        for row in rows:
            words = " ".join(" ".join(draft.text.split()) for draft in first.get((table, row), ()))
            labels[row] = labels.get(row - 1, "") if row in notes.continued else words
        good = [row for row in rows if 0 < len(labels[row]) <= _LABEL and rest[table, row]]
        short = sum(map(len, labels.values())) < sum(rest[table, row] for row in rows)
        if len(rows) == 1 and good:
            row = rows[0]
            bold = all(look.bold for draft in first[table, row] for _, look in draft.seen)
            good = [row] if bold or labels[row].endswith(":") else []
        if short and len(good) * 5 >= len(rows) * 3:
            found.update({(table, row): labels[row] for row in good})
    return found

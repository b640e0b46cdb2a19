"""The paragraphs of a PDF, put together of the lines of its pages, by geometry alone."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

from loi_tool.pdf.lines import DrawnLine, PageText, crowded, lines_of
from loi_tool.pdf.tables import Box

# Private-use characters are how Symbol and Wingdings draw their bullets.
_BULLET = re.compile(
    r"^(?:[•●○◦▪■□➢➤►▶‣⁃∙·✓✔❖◆◇★☐☑\uf0a7\uf0b7\uf0d8\uf0fc]|[-–—*o](?=\s*\t)|[-*](?=\s)|o(?=\s+[A-Z]))\s*"
)
# Not “J. Ortiz”: a capital with a point is an initial as often as it is a number.
_NUMBER = re.compile(r"^\(?(?:\d{1,2}[.)]|(?:[a-z]|[ivx]{1,4})[.)]|[A-Z]\))(?:\s|$)")
_PAGE_NUMBER = re.compile(
    r"^[-–—|\s]{0,9}(?:page|pg\.?|p\.)?\s{0,9}\d{1,4}(?:\s{0,9}(?:of|/)\s{0,9}\d{1,4})?[-–—|\s]*$",
    re.IGNORECASE,
)


Furniture: TypeAlias = Literal["header", "footer", ""]
"""What a paragraph is that is no part of the body."""


@dataclass
class DrawnBlock:
    """Lines that are one paragraph."""

    lines: list[DrawnLine]
    furniture: Furniture = ""
    text: str = ""
    is_list: bool = False
    is_heading: bool = False

    @property
    def page(self) -> int:
        """Where it begins."""
        return self.lines[0].page

    @property
    def cell(self) -> tuple[int, int, int] | None:
        """Table, row and column (from 1)."""
        return self.lines[0].cell

    @property
    def pages(self) -> list[int]:
        """All pages that it is on."""
        return sorted({line.page for line in self.lines})

    def is_under(self, page: int, link: Box) -> bool:
        """Whether any of its lines is under the rectangle of a link, by more than a point."""
        left, bottom, right, top = link
        return any(
            line.page == page
            and line.x0 < right
            and left < line.x1
            and line.y - 0.25 * line.size < top - 1
            and bottom + 1 < line.top
            for line in self.lines
        )


def blocks_of(pages: list[PageText]) -> list[DrawnBlock]:
    """The paragraphs of all pages in reading order; repeated furniture is marked as such."""
    lines_of_pages = [lines_of(page) for page in pages]
    furniture = _furniture(lines_of_pages, [page.height for page in pages])
    lines = [line for some in lines_of_pages for line in some]
    body = [line for line in lines if id(line) not in furniture]
    size = Counter[float]()
    for line in body:
        size[line.size] += len(line.text)
    usual = size.most_common(1)[0][0] if size else 11.0
    margins = _LineGaps(body, max(page.width for page in pages))
    words = {word for line in lines for word in _WORD.findall(_less_hyphenated(line.text.lower()))}
    blocks: list[DrawnBlock] = []
    last: DrawnBlock | None = None
    columns: dict[int, DrawnBlock] = {}
    for line in lines:
        if id(line) in furniture:
            blocks.append(DrawnBlock([line], furniture[id(line)]))
            continue
        if line.cell and last is not None and last.lines[-1].page != line.page:
            columns = {
                block.cell[2]: block
                for block in blocks
                if block.cell and last.cell and block.cell[:2] == last.cell[:2]
            }
        before = last
        if line.cell and line.cell[1] == 1 and line.cell[2] in columns:
            before = columns.pop(line.cell[2])  # a row that a page break may have cut in two
        if before is not None and _belongs(before, line, margins):
            before.lines.append(line)
        else:
            before = DrawnBlock([line])
            blocks.append(before)
        last = before
    for block in blocks:
        _finish(block, usual, words)
    return blocks


class _LineGaps:
    """Where lines end, and how far apart they stand, by what most lines do."""

    def __init__(self, body: list[DrawnLine], width: float) -> None:
        self._right = max(crowded([line.x1 for line in body]), 0.6 * width)
        pairs = [
            (before.y - after.y) / before.size
            for before, after in pairwise(body)
            if before.page == after.page
            and abs(before.size - after.size) < 0.1
            and 0.8 < (before.y - after.y) / before.size < 3
            and not self.fits(before, after)
        ]
        self.leading = min(_mode(pairs), 2.6) if pairs else 1.25

    def share(self, line: DrawnLine) -> float:
        """How much of its column's width a line fills."""
        return (line.x1 - line.x0) / max((line.right or self._right) - line.x0, 1)

    def fits(self, before: DrawnLine, after: DrawnLine) -> bool:
        """Whether the first word of a line would have had room at the end of the one before."""
        word = after.text.split(None, 1)[0]
        part = re.split(r"(?<=[-–—])", word, maxsplit=1)[0]
        width = after.word * len(part) / len(word)
        right = before.right or self._right
        if self.share(before) < 0.5:
            return True  # so much white is not left for the sake of one long word
        return before.x1 + width + 0.2 * before.size < right - 0.3 * before.size


def _mode(values: list[float]) -> float:
    counts = Counter(round(value, 1) for value in values)
    most = max(counts.values())
    return min(value for value, count in counts.items() if count == most)


def _belongs(block: DrawnBlock, line: DrawnLine, margins: _LineGaps) -> bool:
    """Whether a line goes on with a paragraph."""
    before = block.lines[-1]
    if bool(before.cell) != bool(line.cell):
        return False
    if before.cell and line.cell and before.page == line.page and before.cell != line.cell:
        return False
    if before.gap or line.gap:
        if line.gap and before.page == line.page and abs(before.y - line.y) < 0.6 * line.size:
            return True  # the next cell of the same row
        if line.gap or len([one for one in block.lines if one.gap]) > 1:
            return False
    if _BULLET.match(line.text + "\t"):
        return False
    if _NUMBER.match(line.text) and before.text.endswith((".", ";", ":", "?", "!", "and", "or")):
        return False
    if _is_address_cut(before.text, line.text) and abs(before.size - line.size) < 0.6:
        return True
    if abs(before.size - line.size) > 0.6 or (before.bold and not line.starts_bold):
        return False
    if line.bold and not before.bold and len(block.lines) == 1 and not before.starts_bold:
        return False
    goes_on = line.text[:1].islower() and not before.text.endswith((".", ":", ";", "?", "!"))
    if margins.fits(before, line) and not (goes_on and margins.share(before) > 0.6):
        return False
    if before.page != line.page or line.y > before.y:  # a new page or column
        last = before.text.rstrip(" \"'”’)")
        return line.text[:1].islower() or (
            not last.endswith((".", "!", "?", ":")) and not before.bold
        )
    if before.y - line.y > (margins.leading + 0.25) * max(before.size, line.size):
        return False
    if before.x0 - line.x0 > 5 * line.size:
        return False  # set flush right, or centered
    if line.x0 - before.x0 > 0.8 * line.size:
        # Indented more than the line before: a new paragraph, or a bullet's hanging text.
        listed = _BULLET.match(before.text + "\t") or _NUMBER.match(before.text)
        return len(block.lines) == 1 and bool(listed)
    return True


def _furniture(pages: list[list[DrawnLine]], heights: list[float]) -> dict[int, Furniture]:
    """Lines at the top or foot of pages that come again on others, and page numbers."""
    found: dict[int, Furniture] = {}
    seen: dict[tuple[Furniture, str, int], list[DrawnLine]] = {}
    for lines, height in zip(pages, heights, strict=True):
        ordered = sorted(lines, key=lambda line: -line.y)
        ends: dict[Furniture, list[DrawnLine]] = {"header": ordered[:5], "footer": ordered[:-6:-1]}
        for where, some in ends.items():
            for position, line in enumerate(some):
                in_zone = line.y > 0.85 * height if where == "header" else line.y < 0.15 * height
                if not in_zone:
                    continue
                numbered = _PAGE_NUMBER.match(line.text) or re.search(
                    rf"\b[Pp]age {line.page}(?: of \d+)?$", line.text
                )
                if numbered and len(lines) > 1 and position < 2:
                    found[id(line)] = where
                plain = re.sub(r"\d+", "#", line.text)
                seen.setdefault((where, plain, round(line.y / 6)), []).append(line)
                seen.setdefault((where, plain, round(line.y / 6 + 0.5)), []).append(line)
    for (where, _, _), some in seen.items():
        if len({line.page for line in some}) >= 2:
            found.update((id(line), where) for line in some)
    return found


_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HYPHENATED = re.compile(r"[^\W\d_]{2,40}-$")
_ADDRESS = re.compile(r"[^\s@]{1,200}@|https?://|www\.")
_HOST_GOES_ON = re.compile(r"\.[a-z]|[a-z0-9-]{1,80}\.[a-z]")
_PREFIXES = re.compile(
    r"(?:self|non|co|re|pre|post|multi|well|ex|anti|mid|cross|low|high|long|short|first|second|third"
    r"|full|part|year|school|family|peer|student|parent|teacher|community|district|evidence"
    r"|one|two|three|four|five|six|seven|eight|nine|ten)$"
)


def _hyphenated(text: str) -> re.Match[str] | None:
    """The part of a word before the hyphen that a text ends in, of forty letters at most."""
    return _HYPHENATED.search(text, max(len(text) - 40, 0))


def _less_hyphenated(text: str) -> str:
    part = _hyphenated(text)
    return text[: part.start()] if part else text


def _is_address_cut(text: str, line: str) -> bool:
    """Whether a text ends within an address for mail or of a page, and the line goes on with it."""
    last, first = text[-200:].rpartition(" ")[2].lstrip("(<“"), line.split(" ", 1)[0]
    if not last or not (first[:1].islower() or first[:1].isdigit() or first[:1] in (".", "@")):
        return False
    if "@" in first:
        cut = last[-1].isalnum() if first[0] == "@" else last[-1] in "-_" and last[:-1].islower()
        return cut and "@" not in last
    if not _ADDRESS.match(last):
        return False
    host = last.rpartition("@")[2].rpartition("//")[2]
    if last[-1] == "/":
        return any(mark in first[:-1] for mark in "./-_")
    if last[-1] in "-@_=&?":
        return True
    return "." not in host[:-1] and (last[-1] == "." or bool(_HOST_GOES_ON.match(first)))


def _joined(text: str, line: str, words: set[str]) -> str:
    """A text and the line after it, where the text ends in a hyphen.

    The hyphen goes where the letter has the word without it, or where what comes before it is no
    word; it stays in “community-based”.
    """
    left = _WORD.findall(text[-40:].lower())[-1].rpartition("-")[2]
    right = _WORD.findall(line.lower())[0]
    if left + right in words:
        return text[:-1] + line
    if f"{left}-{right}" in words or left in words or _PREFIXES.match(left):
        return text + line
    return text[:-1] + line


def _finish(block: DrawnBlock, usual: float, words: set[str]) -> None:
    """Put the text of a paragraph together, and say what it looks like."""
    text = ""
    for before, line in zip([None, *block.lines[:-1]], block.lines, strict=True):
        if before is None:
            text = line.text
        elif line.gap and abs(before.y - line.y) < 0.6 * line.size:
            text += "\t" + line.text if line.gap > 2.5 * line.size else " " + line.text
        elif _is_address_cut(text, line.text):
            text += line.text
        elif _hyphenated(text) and line.text[:1].islower():
            text = _joined(text, line.text, words)
        else:
            text += " " + line.text
    bullet = _BULLET.match(text + "\t")
    if bullet and bullet.end() < len(text):
        text, block.is_list = text[bullet.end() :].strip(), True
    elif _NUMBER.match(text):
        block.is_list = True
    block.text = text
    letters = sum(1 for character in text if character.isalpha())
    block.is_heading = (
        not block.furniture
        and not bullet
        and letters > 2
        and len(text) <= 100
        and len(block.lines) <= 2
        and not text.endswith((".", ",", ";"))
        and all(line.bold or line.size >= 1.15 * usual for line in block.lines)
    )

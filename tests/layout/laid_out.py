"""Letters as the embedded engine sets them, read by others than the engine."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import NamedTuple

import pypdf

from loi_tool.layout.engine import letter_pdf
from loi_tool.layout.engines import Sheet, sheets_of
from loi_tool.layout.fonts import drawn_rows


class ShownWord(NamedTuple):
    """Some words that one operator of a PDF shows, as pypdf reads them."""

    text: str
    page: int
    x: float
    font: str


@dataclass(frozen=True)
class LaidOutLetter:
    """The PDF of a Word file of ours, and its pages."""

    pdf: bytes
    sheets: tuple[Sheet, ...]

    def furniture(self, page: int) -> str:
        """What is in the header and the footer of a page."""
        return "".join(text for _, text in self.sheets[page - 1].furniture)

    def lines(self, page: int) -> list[str]:
        """The other lines of a page."""
        sheet = self.sheets[page - 1]
        return [line[1] for line in sheet.lines if line not in sheet.furniture]

    @property
    def text(self) -> str:
        """All lines of the body."""
        pages = range(1, len(self.sheets) + 1)
        return "\n".join(line for page in pages for line in self.lines(page))

    @property
    def boxes(self) -> int:
        """How many characters are drawn as boxes."""
        return sum(run.boxes for row in drawn_rows(self.pdf) for run in row)

    def words(self) -> list[ShownWord]:
        """What is shown, operator by operator."""
        words: list[ShownWord] = []
        for number, page in enumerate(pypdf.PdfReader(io.BytesIO(self.pdf)).pages, 1):

            def note(text, _, matrix, font, __, number=number):
                if text.strip("\n"):
                    name = str((font or {}).get("/BaseFont", "")).lstrip("/")
                    words.append(ShownWord(text.strip("\n"), number, matrix[4], name))

            page.extract_text(visitor_text=note)
        return words


def laid_out(word: bytes, fonts: dict[str, bytes] | None = None) -> LaidOutLetter:
    """Have the engine set a Word file of ours."""
    pdf = letter_pdf(word, fonts)
    return LaidOutLetter(pdf, sheets_of(pdf))

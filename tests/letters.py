"""Letters for tests, made in memory."""

from __future__ import annotations

import difflib
import io
from datetime import date, datetime, timezone

from PIL import Image

from loi_tool.letter import Block, Layout, Letter, Picture, Section, Span, Table

AS_OF = datetime(2022, 5, 12, 16, 0, tzinfo=timezone.utc)

LANGUAGES = {
    "Spanish": "El señor Núñez preguntó: ¿qué pasó con los pingüinos? ¡Mañana!",
    "Vietnamese": "Nguyễn Thị Hồng, cộng đồng, trường học và phụ huynh",
    "Tagalog": "Mga magulang at pamayanan ng paaralan",
    "Hmong": "Cov niam txiv thiab zej zog, Lus Hmoob",
    "Russian": "Сообщество и школа: родители учеников, объём",
    "Arabic": "المجتمع والمدرسة: أولياء الأمور",
    "symbols": "☐ open ☑ done ✓ yes – dash — “quoted” … ½ cup",
}


def picture(alt: str = "Logo of the district", size: tuple[int, int] = (60, 40)) -> Picture:
    """A small PNG with some transparency."""
    image = Image.new("RGBA", size, (20, 60, 120, 0))
    image.paste((20, 60, 120, 255), (5, 5, size[0] - 5, size[1] - 5))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return Picture(buffer.getvalue(), alt, *size)


def letter(*texts: str, **changes: object) -> Letter:
    """A letter with one section whose paragraphs are `texts`, and a table."""
    values: dict[str, object] = {
        "title": "Letter of Interest",
        "author": "Rio Seco Elementary School District",
        "logo": None,
        "letterhead": ("Rio Seco Elementary School District", "1 Main Street, Rio Seco, CA 95000"),
        "written": date(2022, 5, 12),
        "addressee": ("Steven Sterling Mitchell",),
        "subject": "Letter of Interest",
        "salutation": "Dear Steven Sterling Mitchell:",
        "opening": (Block((Span("We write to join."),)),),
        "sections": (
            Section("description", "Our district", tuple(Block((Span(text),)) for text in texts)),
            Section(
                "contact",
                "Point of contact",
                table=Table(
                    "Point of contact",
                    ("Name", "Phone", "Email"),
                    (("Ana Ruiz", "(559) 555-0111", "aruiz@rioseco.example"),),
                    (0.4, 0.25, 0.35),
                    "contact",
                ),
            ),
        ),
        "closing": (Block((Span("Thank you."),)),),
        "valediction": "Sincerely,",
        "signature": None,
        "signer": ("Dr. Jo Park", "Superintendent", "Rio Seco Elementary School District"),
        "layout": Layout(),
    }
    values.update(changes)
    return Letter(**values)  # type: ignore[arg-type]


def prose(words: int) -> str:
    """Plain English of about so many words, the same every time."""
    base = (
        "Families in our valley have told us for years that the meetings come too late in the day "
        "and that decisions seem to be made before anybody is asked, and they were right."
    )
    words_of_base = base.split()
    return " ".join(words_of_base[i % len(words_of_base)] for i in range(words))


def same_line_ends(ours: list[list[str]], theirs: list[list[str]]) -> float:
    """The share of printed lines that end at the same word, over two lists of pages of lines."""
    ends = [[line.split()[-1] for page in pages for line in page] for pages in (ours, theirs)]
    blocks = difflib.SequenceMatcher(None, *ends, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(map(len, ends))

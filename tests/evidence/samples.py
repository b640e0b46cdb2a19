"""Builds small letters, as they are read, around the passage that a test is about."""

from loi_tool.calls.load import load_call
from loi_tool.evidence.read import read_values
from loi_tool.files import Paragraph, WordFacts
from loi_tool.findings import Place

CALL = load_call("cei-plln-cohort-3").call

HEAD = (
    "Palo Hondo Unified School District",
    "14 Canal Road, Palo Hondo, CA 93299 | (559) 555-0100 | info@palohondo.example.org",
    "May 9, 2022",
    "Steven Sterling Mitchell",
    "California Collaborative for Educational Excellence",
    "Dear Mr. Mitchell:",
)
STORY = (
    "Palo Hondo Unified has six schools and 3,100 students between the canal and the foothills.",
    "In October of 2019 a mother at Tinker Road Elementary School told the principal that nobody "
    "had asked her anything in six years. The principal began to visit homes. We learned from it.",
    "We want to join because we have run out of our own ideas and would like to learn from others.",
)
SITE = "Our specified school site is Canal School."
CONTACT = (
    "Questions about this application may be put to Maria Delgado, Director of Family Programs, "
    "at (559) 555-0134 or mdelgado@palohondo.example.org."
)
END = ("Sincerely,", "Elena Marquez", "Superintendent")


def word(*lines, **fields):
    """A Word file of these paragraphs; `# ` begins a heading, a line may be a Paragraph itself."""
    paragraphs, heading = [], ""
    for number, line in enumerate(lines, 1):
        if isinstance(line, Paragraph):
            paragraphs.append(line)
            continue
        is_heading = line.startswith("# ")
        text = line.removeprefix("# ")
        heading = text if is_heading else heading
        place = Place(file="letter.docx", paragraph=number)
        paragraphs.append(Paragraph(text, place, is_heading=is_heading, heading=heading))
    return WordFacts("letter.docx", tuple(paragraphs), **fields)


def letter(*body, head=HEAD, end=END, **fields):
    """A whole letter with this body after three paragraphs that are none of it."""
    return word(*head, *STORY, *body, *end, **fields)


def reading(*body, **parts):
    """What is read in such a letter, less the narratives."""
    return read_values(CALL, letter(*body, **parts), {})

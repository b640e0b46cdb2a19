"""What is made plain of a value of the answers by its key, and what is said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from loi_tool.answers.pasted import plain_characters, plain_line, without_quotes
from loi_tool.answers.pasted_lists import as_markdown, raw_marks, without_html
from loi_tool.facts import Problem, ProblemKind, Written
from loi_tool.text import Regex, listed, shortened

_MARKDOWN = Regex(r"sections\.|school\.about$|letter\.(?:opening|closing)$")
"""Keys of texts that are Markdown; the others are lines."""
_NO_WORDS = Regex(r"district\.(?:type|logo)$|superintendent\.signature$|layout\.|team\.\d+\.role$")
_ADDRESS = Regex(r"contact\.email$|submission\.")
_NUMBER = Regex(r"(?:district|contact)\.phone$|district\.address\.\d+$")
_SHOWN = 40
"""Characters of a mark that a message shows."""


def is_markdown(key: str) -> bool:
    """Whether the text of a key is Markdown; the others are lines."""
    return _MARKDOWN.match(key) is not None


def is_text(key: str) -> bool:
    """Whether a value is words of the letter, and not a choice, a date or the name of a file."""
    return not _NO_WORDS.match(key) and "." in key


def may_be_number(key: str) -> bool:
    """Whether a value is a text that is often all digits, as a phone number is."""
    return _NUMBER.match(key) is not None


def cleaned(value: str, key: str, changes: Counter[str], *, quoted: bool) -> str:
    """A value in plain characters, less quotation marks around all of it.

    A text of Markdown stays as it is written: `compose` reads its lists.
    """
    value = plain_characters(value, changes)
    if not is_markdown(key):
        value = without_html(value, changes, in_line=True)
        if not key.startswith("letter."):
            bare = value.rstrip(", ")
            changes["comma"] += "," in value[len(bare) :]
            value = bare if "," in value[len(bare) :] else value
        return plain_line(value, changes, address=_ADDRESS.match(key) is not None)
    value = value if quoted else without_quotes(value, changes)
    changes.update(as_markdown(value).changes)
    return value


def raw_mark_problems(written: Written, key: str) -> Iterator[Problem]:
    """Marks that would be printed as they are, in one problem."""
    marks = raw_marks(written.text, in_line=not is_markdown(key))
    if not marks:
        return
    named = listed([f"“{shortened(mark, _SHOWN)}” ({what})" for what, mark in marks.items()])
    are = "it is: this mark is" if len(marks) == 1 else "they are: these marks are"
    fix = "Delete the marks, and keep the words."
    if "a note" in marks:
        first, mark = (written.source_line or "").strip(), marks["a note"]
        fix = f"Write `{first.partition(mark)[0].rstrip()}`. "
        fix += "A note is on a line of its own, and begins with #."
    if "a table" in marks:
        fix += " Make a list of a table: begin each line with “- ”."
    place, source = written.find(next(iter(marks.values())))
    message = f"{named} would be printed as {are} not known."
    yield Problem(ProblemKind.RAW_MARK, key, message, fix, place, source)


def unfolded(lines: Sequence[str], start: int, end: int) -> str:
    """A text without a bar, on its lines: YAML makes one line of its list or paragraphs (7.3.3).

    Args:
        lines: those that it is on.
        start: the column of the first where it begins.
        end: the column of the last where it ends.
    """
    text = [lines[0][start:], *lines[1:]]
    text[-1] = text[-1][:end]
    indent = min(len(line) - len(line.lstrip(" ")) for line in text[1:] if line.strip())
    return "\n".join([text[0], *(line[indent:] for line in text[1:])])

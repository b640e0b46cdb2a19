"""What a letter says in so many words, so that nothing has to be weighed.

The call's own sentence that names the school or the lead district; a table with the heads Name,
Phone and Email and one person in it; a name above a title that the call lets sign.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from loi_tool.calls.model import Call
from loi_tool.evidence.outline import Outline, evidence
from loi_tool.evidence.people import name_and_title, tidy_title
from loi_tool.facts import PartReading
from loi_tool.files import Paragraph
from loi_tool.findings import Verdict
from loi_tool.placeholders import is_without_name
from loi_tool.text import Regex, sentence_spans

_LONGEST_NAME = 120
_HEADS = {
    "name": "name",
    "phone": "phone",
    "telephone": "phone",
    "email": "email",
    "e-mail": "email",
}
_PLACE_KEPT = Regex(r"^[\W_]*$|^\[.*\]$")
"""What drafts and templates have in place of a name: a rule, a prompt in brackets."""
_REMARK = Regex(r"\s{0,9}\([^()]{0,160}\)\s{0,9}$")
"""A remark behind the name, as “(grades 6–8)”."""
# “…, with 490 students”, “…, a K–8 school”; a name goes on with “and”
_MORE_SAID = Regex(
    r"(?:,\s{1,3}(?!(?:and|y)\b)[a-z\d]|\s(?:with\s(?:\w{1,12}\s)?\d|which\b|where\b|whose\b|"
    r"serving\b|because\b)|\s?[–—]\s?(?=[a-z]))"
)
"""What is said of a school behind its name."""
_TITLE_LENGTH = 80


def site_by_sentence(call: Call, paragraphs: Sequence[Paragraph], lead: bool) -> PartReading | None:
    """The school, or the lead district, that the call's own sentence names in a letter."""
    before, _, rest = (call.letter.lead if lead else call.letter.school).partition("{")
    after = rest.partition("}")[2]
    for paragraph in paragraphs:
        if not paragraph.text.startswith(before):
            continue
        start, end = sentence_spans(paragraph.text)[0]
        sentence = paragraph.text[start:end]
        name = _less_remarks(sentence[len(before) :].removesuffix(after))
        if (
            name
            and not name[0].islower()
            and len(name) <= _LONGEST_NAME
            and not _PLACE_KEPT.match(name)
            and not is_without_name(name)
        ):
            return PartReading(Verdict.MET, name, (evidence(sentence, paragraph.place),))
    return None


def _less_remarks(name: str) -> str:
    """A school's name without what is said of the school behind it."""
    in_brackets = re.sub(r"\([^()]*\)", lambda match: "(" + "x" * (len(match[0]) - 1), name)
    more = _MORE_SAID.search(in_brackets)
    return _REMARK.sub("", name[: more.start()] if more else name).strip()


def contact_by_table(paragraphs: Sequence[Paragraph]) -> dict[str, PartReading] | None:
    """Name, phone and email of the one person in a table with these heads."""
    for heads, person in _rows_under_heads(paragraphs):
        parts = {_HEADS[head]: cell for head, cell in zip(heads, person, strict=True)}
        if len(parts) == len(person):
            return {name: _cell(name, parts[name]) for name in ("name", "phone", "email")}
    return None


def _rows_under_heads(
    paragraphs: Sequence[Paragraph],
) -> list[tuple[list[str], list[tuple[str, Paragraph]]]]:
    """The rows of tables that have only one under the heads, beside these."""
    tables: dict[int, dict[int, list[tuple[str, Paragraph]]]] = {}
    for number, paragraph in enumerate(paragraphs):
        if paragraph.row is not None:
            table, row = paragraph.row
            tables.setdefault(table, {}).setdefault(row, []).append((paragraph.text, paragraph))
        elif "\t" in paragraph.text and number + 1 < len(paragraphs):  # of a PDF, line by line
            following = paragraphs[number + 1]
            tables[-number - 1] = {
                0: [(text, paragraph) for text in paragraph.text.split("\t")],
                1: [(text, following) for text in following.text.split("\t")],
            }
    tables_of_one = []
    for rows in tables.values():
        if len(rows) == 2:
            heads, person = rows.values()
            labels = [text.strip(" :").casefold() for text, _ in heads]
            same_heads = [text for text, _ in heads] == [text for text, _ in person]
            known = set(map(_HEADS.get, labels)) == set(_HEADS.values())
            if known and len(labels) == len(person) and not same_heads:
                tables_of_one.append((labels, person))
    return tables_of_one


def _cell(name: str, cell: tuple[str, Paragraph]) -> PartReading:
    text, paragraph = " ".join(cell[0].split()), cell[1]
    if _PLACE_KEPT.match(text):
        return PartReading(Verdict.NOT_MET, why=f"The table gives no {name} of the contact.")
    value = text
    if name == "name":
        parsed = name_and_title(text)
        value = parsed[0].text if parsed else text.partition(",")[0]
    return PartReading(Verdict.MET, value, (evidence(text, paragraph.place),))


def with_signature_block(
    call: Call, parts: Outline, signer: PartReading, title: PartReading
) -> tuple[PartReading, PartReading]:
    """Who signs, with what is missing of it taken from a title that may sign, and the line above.

    Args:
        call: which titles may sign.
        parts: the letter.
        signer: the name that was found, if any.
        title: the title that was found, if any.
    """
    if Verdict.NOT_MET not in (signer.verdict, title.verdict):
        return signer, title
    for number, (above, below) in enumerate(pairwise(parts.closing)):
        if len(below.text) > _TITLE_LENGTH or not call.signer.fits(below.text):
            continue
        under = parts.closing[number + 2].text if number + 2 < len(parts.closing) else ""
        under_title = signer.value is not None and signer.value in under  # the district's name
        named = signer.value is None or signer.value in above.text or under_title
        if not named or _PLACE_KEPT.match(above.text) or re.search(r"[\d_]", above.text):
            continue
        if is_without_name(above.text):
            continue
        name = _cell("name", (above.text, above.paragraph))
        named_title = PartReading(
            Verdict.MET, tidy_title(below.text), (evidence(below.text, below.place),)
        )
        return (
            name if signer.verdict is Verdict.NOT_MET or under_title else signer,
            named_title if title.verdict is Verdict.NOT_MET else title,
        )
    return signer, title

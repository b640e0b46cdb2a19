"""Who signs a letter, by name and title, and who is the superintendent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from loi_tool.calls.model import Call
from loi_tool.evidence.outline import LetterLine, Outline, conformed_mark, evidence
from loi_tool.evidence.people import (
    EMAIL,
    PHONE,
    is_role,
    name_and_title,
    names,
    same_person,
    tidy_title,
)
from loi_tool.evidence.places import is_place
from loi_tool.facts import PartReading
from loi_tool.findings import Evidence, Verdict
from loi_tool.text import Regex, fold

_OTHERS = Regex(
    r"\b(former(ly)?|previous|prior|retire(?:d|ment)|outgoing|resign(?:ed|ation)|departure|late|past|"
    r"predecessor|then|county|state|neighboring)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Signer:
    """A person who signs: name and title as written, and the line of the closing."""

    name: str
    title: str
    fits: bool
    """Whether the title is one of the signatory's, and no deputy's."""
    evidence: Evidence
    number: int = -1
    """The line of the closing with the name; -1 for a person named elsewhere."""
    context: str = ""
    """The lines around the name, for the district that is signed for."""
    cell: int | None = None
    """The column of the table that the name stands in."""


def closing_signers(call: Call, parts: Outline) -> list[Signer]:
    """Everybody whose name stands in the closing, in order, each once."""
    found: list[Signer] = []
    lines = parts.closing
    for number, line in enumerate(lines):
        parsed = _name_in(call, line.text)
        if parsed is None:
            continue
        name, title = parsed
        if not title or not is_role(title):
            below = _title_below(call, lines, number)
            title = below if below or not is_role(title) else title
        context = "\n".join(each.text for each in lines[number : number + 4])
        signer = Signer(
            name,
            title,
            call.signatory.fits(title),
            evidence(line.text, line.place, name),
            number,
            context,
            line.paragraph.cell,
        )
        if found and same_person(found[-1].name, name):
            # “/s/ E. Marquez” and the typed name under it are one; the typed one is fuller
            marked = conformed_mark(lines[found[-1].number].text)
            if not (marked or not found[-1].title):
                continue
            marked_name = found.pop().name
            if name.isupper() and fold(marked_name) == fold(name):
                signer = replace(signer, name=marked_name)
        found.append(signer)
    return found


def _name_in(call: Call, text: str) -> tuple[str, str] | None:
    if len(text) > 160 or EMAIL.search(text):
        return None
    text = PHONE.sub("", text).strip()
    text = re.sub(r"^[\s_.‗-]{4,}|[\s_‗]{4,}(?:date:?.*)?$", "", text, flags=re.IGNORECASE)
    parsed = name_and_title(text)
    if parsed:
        return parsed[0].text, parsed[1]
    # “Superintendent Elena Marquez”
    before = call.signatory.title_pattern.search(text)
    if before:
        for name in names(text[before.end() :]):
            if re.fullmatch(r"[\s:]*(?:Dr\.\s*)?", text[before.end() :][: name.start]):
                return name.text, text[: before.end()]
    return None


def _title_below(call: Call, lines: Sequence[LetterLine], number: int) -> str:
    """The title in the lines under a name, with a second line that goes on (“and Principal”)."""
    column = lines[number].paragraph.cell
    lines = [*lines[: number + 1], *(e for e in lines[number + 1 :] if e.paragraph.cell == column)]
    for at in range(number + 1, min(number + 4, len(lines))):
        text = lines[at].text
        if _name_in(call, text) and not call.signatory.title_pattern.match(text):
            return ""
        if is_role(text) and not EMAIL.search(text):
            following = lines[at + 1].text if at + 1 < len(lines) else ""
            if re.match(r"(?:and|&) ", following) and is_role(following):
                return f"{tidy_title(text)} {following.strip(' ,.')}"
            return tidy_title(text)
    return ""


def elsewhere(call: Call, parts: Outline) -> Iterator[Signer]:
    """Everybody whom the rest of the file calls by the signatory's title: letterhead, then text."""
    titles = call.signatory.title_pattern
    lines = [*parts.head, *parts.furniture]
    for number, line in enumerate([*lines, *parts.body]):
        if not titles.search(line.text):
            continue
        for match in titles.finditer(line.text):
            person = _beside(call, line.text, match, number < len(lines))
            if person:
                yield Signer(*person, True, evidence(line.text, line.place, person[0]))
        if number < len(lines) and number and titles.match(line.text):
            parsed = name_and_title(lines[number - 1].text)  # the name stands in the line above
            if parsed and not parsed[1] and call.signatory.fits(line.text):
                yield Signer(parsed[0].text, line.text, True, evidence(line.text, line.place))


def _beside(
    call: Call, text: str, title: re.Match[str], in_letterhead: bool
) -> tuple[str, str] | None:
    """The name and title of a person named right before or after a title."""
    start = max(0, title.start() - 90)
    before, after = text[start : title.start()], text[title.end() : title.end() + 90]
    clause = re.split(r"(?<!\bDr)(?<!\bM[rsx])(?<!\bMrs)[.;:!?\n]\s", before)[-1]
    if _OTHERS.search(clause) or any(
        re.search(rf"\b{re.escape(word)}[ -]*$", clause, re.IGNORECASE)
        for word in call.signatory.not_titles
    ):
        return None
    following = re.match(r"( of Schools)?(?:,| is|:)?\s*(?:Dr\.\s*|M[rs]s?\.\s*)?", after)
    for name in names(after)[:1]:
        if (
            following
            and name.start <= following.end()
            and name.is_full
            and not is_place(after, name.end)
        ):
            return name.text, title.group() + (following.group(1) or "")
    preceding = names(before)
    if preceding:
        name = preceding[-1]
        gap = before[name.end :]
        if re.fullmatch(
            r"(?:,? (?:Ed\.?D|Ph\.?D|J\.?D|M\.?A)\.?)?\s*[,–—|·(-]\s*(?:our |the |its |district |"
            r"interim |acting )*",
            gap,
            re.IGNORECASE,
        ):
            whole = re.match(r"[^.;|·\n)]*", text[title.start() :]) if in_letterhead else None
            return name.text, (whole or title).group().strip(" ,")
    return None


def read_signer(
    call: Call, parts: Outline, lead: str | None, charter: bool
) -> tuple[PartReading, PartReading]:
    """The superintendent's name and title, wherever they stand: the closing first.

    If somebody else signs, the name is that of the superintendent whom the letter names elsewhere,
    or None, and the verdict `confirm`.
    """
    signers = closing_signers(call, parts)
    named = list(elsewhere(call, parts))
    chosen = _choose(call, signers, lead)
    role = call.signatory.role
    if chosen and chosen.fits:
        proxy = _proxy(parts, chosen) if len(signers) < 3 else None
        if proxy:
            why = f"{proxy} seems to sign for {chosen.name}. Has the {role} signed?"
            return _part(Verdict.CONFIRM, chosen, chosen.name, why), _title(chosen)
        return _part(Verdict.MET, chosen, chosen.name, ""), _title(chosen)
    if chosen and not chosen.title:
        known = next((each for each in named if same_person(each.name, chosen.name)), None)
        if known:
            return _part(Verdict.MET, chosen, chosen.name, ""), _title(known)
        if not named:
            return _part(Verdict.MET, chosen, chosen.name, ""), PartReading(
                Verdict.NOT_MET, why=f"No title stands by the name of {chosen.name}."
            )
        why = (
            f"{chosen.name} signs, and the letter calls {named[0].name} {named[0].title}. "
            f"Who signs as {role}?"
        )
        return _part(Verdict.CONFIRM, named[0], named[0].name, why), _title(named[0])
    if chosen:
        why = f"{chosen.name} signs as {chosen.title}. Is that the {role}?"
        if charter and not call.signatory.is_deputy(chosen.title):
            return (
                _part(Verdict.CONFIRM, chosen, chosen.name, why),
                _part(Verdict.CONFIRM, chosen, chosen.title, why),
            )
        value = named[0] if named else None
        return (
            _part(Verdict.CONFIRM, value or chosen, value.name if value else None, why),
            _part(Verdict.CONFIRM, value or chosen, value.title if value else None, why),
        )
    if named:
        return _part(Verdict.MET, named[0], named[0].name, ""), _title(named[0])
    nobody = PartReading(Verdict.NOT_MET, why=f"The letter does not name the {role}.")
    for line in parts.closing:  # a title with no name, under a line to sign on
        if len(line.text) < 80 and call.signatory.fits(line.text):
            shown = (evidence(line.text, line.place),)
            return nobody, PartReading(Verdict.MET, tidy_title(line.text), shown)
    return nobody, PartReading(Verdict.NOT_MET, why=f"The letter does not give the {role}’s title.")


def _proxy(parts: Outline, chosen: Signer) -> str | None:
    """Who signs in the superintendent's place: “/s/ Paul Orr for”, “Paul Orr, for”."""
    for line in parts.closing[: chosen.number + 1]:
        if conformed_mark(line.text) or re.search(r"\bfor\s*:?$", line.text):
            for name in names(line.text)[:1]:
                if name.is_full and not same_person(name.text, chosen.name):
                    return name.text
    return None


def _choose(call: Call, signers: Sequence[Signer], lead: str | None) -> Signer | None:
    """Of several the lead district’s superintendent, else the first superintendent."""
    right = [each for each in signers if each.fits]
    if right and lead:
        stem = fold(lead).split()[:2]
        for each in right:
            if all(word in fold(each.context) for word in stem):
                return each
    if right:
        return right[0]
    titled = [each for each in signers if each.title]
    return next(iter([*titled, *signers]), None)


def _part(verdict: Verdict, signer: Signer, value: str | None, why: str) -> PartReading:
    return PartReading(verdict, value, (signer.evidence,), why)


def _title(signer: Signer) -> PartReading:
    return PartReading(Verdict.MET, signer.title, (signer.evidence,))

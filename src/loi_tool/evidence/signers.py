"""Who signs a letter, by name and title, and who is the superintendent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

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
    """The column of the table that the name is in."""


def closing_signers(call: Call, parts: Outline) -> list[Signer]:
    """Everyone whose name is in the closing, in order, each once."""
    signers: list[Signer] = []
    lines = parts.closing
    for number, line in enumerate(lines):
        parsed = _name_in(call, line.text)
        if parsed is None:
            continue
        name, title = parsed
        if not is_role(title):
            title = _title_below(call, lines, number)
        signer = Signer(
            name,
            title,
            call.signer.fits(title),
            evidence(line.text, line.place, name),
            number,
            context="\n".join(around.text for around in lines[number : number + 4]),
            cell=line.paragraph.cell,
        )
        if signers and same_person(signers[-1].name, name):
            # “/s/ E. Marquez” and the typed name under it are one; the typed one is fuller
            is_marked = conformed_mark(lines[signers[-1].number].text) is not None
            if not is_marked and signers[-1].title:
                continue
            marked_name = signers.pop().name
            if name.isupper() and fold(marked_name) == fold(name):
                signer = replace(signer, name=marked_name)
        signers.append(signer)
    return signers


def _name_in(call: Call, text: str) -> tuple[str, str] | None:
    if len(text) > 160 or EMAIL.search(text):
        return None
    text = PHONE.sub("", text).strip()
    text = re.sub(r"^[\s_.‗-]{4,}|[\s_‗]{4,}(?:date:?.*)?$", "", text, flags=re.IGNORECASE)
    parsed = name_and_title(text)
    if parsed:
        return parsed[0].text, parsed[1]
    # “Superintendent Elena Marquez”
    before = call.signer.title_pattern.search(text)
    if before:
        for name in names(text[before.end() :]):
            if re.fullmatch(r"[\s:]*(?:Dr\.\s*)?", text[before.end() :][: name.start]):
                return name.text, text[: before.end()]
    return None


def _title_below(call: Call, lines: Sequence[LetterLine], number: int) -> str:
    """The title in the lines under a name, with a second line that goes on (“and Principal”)."""
    column = lines[number].paragraph.cell
    below = [line.text for line in lines[number + 1 :] if line.paragraph.cell == column]
    for text, following in list(pairwise([*below, ""]))[:3]:
        if _name_in(call, text) and not call.signer.title_pattern.match(text):
            return ""
        if is_role(text) and not EMAIL.search(text):
            if re.match(r"(?:and|&) ", following) and is_role(following):
                return f"{tidy_title(text)} {following.strip(' ,.')}"
            return tidy_title(text)
    return ""


def elsewhere(call: Call, parts: Outline) -> Iterator[Signer]:
    """Everybody whom the rest of the file calls by the signatory's title: letterhead, then text."""
    titles = call.signer.title_pattern
    lines = [*parts.head, *parts.furniture]
    for number, line in enumerate([*lines, *parts.body]):
        if not titles.search(line.text):
            continue
        for match in titles.finditer(line.text):
            person = _beside(call, line.text, match, number < len(lines))
            if person:
                yield Signer(*person, True, evidence(line.text, line.place, person[0]))
        if number < len(lines) and number and titles.match(line.text):
            parsed = name_and_title(lines[number - 1].text)  # the name is in the line above
            if parsed and not parsed[1] and call.signer.fits(line.text):
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
        for word in call.signer.not_titles
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
            r"(?:,? (?:Ed\.?D|Ph\.?D|J\.?D|M\.?A)\.?)?\s{0,9}[,–—|·(-]\s{0,9}"
            r"(?:our |the |its |district |interim |acting )*",
            gap,
            re.IGNORECASE,
        ):
            whole = re.match(r"[^.;|·\n)]*", text[title.start() :]) if in_letterhead else None
            return name.text, (whole or title).group().strip(" ,")
    return None


def read_signer(
    call: Call, parts: Outline, lead: str | None, charter: bool
) -> tuple[PartReading, PartReading]:
    """The superintendent's name and title, wherever they are: the closing first.

    If another person signs, the name is that of the superintendent whom the letter names elsewhere,
    or None, and the verdict `confirm`.
    """
    signers = closing_signers(call, parts)
    named = list(elsewhere(call, parts))
    chosen = _choose(call, signers, lead)
    role = call.signer.role
    if chosen and chosen.fits:
        proxy = _proxy(parts, chosen) if len(signers) < 3 else None
        if not proxy:
            return _signs(chosen)
        why = f"{proxy} seems to sign for {chosen.name}. Has the {role} signed?"
        return _part(Verdict.CONFIRM, chosen, chosen.name, why), _title(chosen)
    if chosen and not chosen.title:
        return _without_title(chosen, named, role)
    if chosen:
        why = f"{chosen.name} signs as {chosen.title.rstrip('.')}. Is that the {role}?"
        # the head of a charter school may have another title; else another person should sign
        other = charter and not call.signer.is_deputy(chosen.title)
        other |= call.signer.is_doubtful(chosen.title)
        right = chosen if other else named[0] if named else None
        return (
            _part(Verdict.CONFIRM, right or chosen, right.name if right else None, why),
            _part(Verdict.CONFIRM, right or chosen, right.title if right else None, why),
        )
    if named:
        return _signs(named[0])
    no_name = PartReading(Verdict.NOT_MET, why=f"The letter does not name the {role}.")
    for line in parts.closing:  # a title with no name, under a line to sign on
        if len(line.text) < 80 and call.signer.fits(line.text):
            shown = (evidence(line.text, line.place),)
            return no_name, PartReading(Verdict.MET, tidy_title(line.text), shown)
    why = f"The letter does not give the {role}’s title."
    return no_name, PartReading(Verdict.NOT_MET, why=why)


def _without_title(
    signer: Signer, named: Sequence[Signer], role: str
) -> tuple[PartReading, PartReading]:
    """Who signs with a name alone; `named` are those whom the letter calls superintendent."""
    title = next((_title(other) for other in named if same_person(other.name, signer.name)), None)
    if title is None and named:
        why = (
            f"{signer.name} signs, and the letter calls {named[0].name} {named[0].title}. "
            f"Who signs as {role}?"
        )
        return _part(Verdict.CONFIRM, named[0], named[0].name, why), _title(named[0])
    untitled = PartReading(
        Verdict.NOT_MET, why=f"There is no title beside the name of {signer.name}."
    )
    return _part(Verdict.MET, signer, signer.name, ""), title or untitled


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
    right = [signer for signer in signers if signer.fits]
    if right and lead:
        start = fold(lead).split()[:2]
        of_lead = (
            signer for signer in right if all(word in fold(signer.context) for word in start)
        )
        return next(of_lead, right[0])
    titled = [signer for signer in signers if signer.title]
    return next(iter([*right, *titled, *signers]), None)


def _part(verdict: Verdict, signer: Signer, value: str | None, why: str) -> PartReading:
    return PartReading(verdict, value, (signer.evidence,), why)


def _signs(signer: Signer) -> tuple[PartReading, PartReading]:
    return _part(Verdict.MET, signer, signer.name, ""), _title(signer)


def _title(signer: Signer) -> PartReading:
    return PartReading(Verdict.MET, signer.title, (signer.evidence,))

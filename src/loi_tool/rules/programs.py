"""LOI6xx: leftovers and dangers.

Here: other programs and other funders than the call's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from loi_tool.calls.model import Call, Names
from loi_tool.facts import Facts
from loi_tool.findings import Place, Severity
from loi_tool.rules.base import Fault, rule
from loi_tool.rules.said import LONG_PAST, PAST, Said, sentences_of
from loi_tool.rules.words import paragraphs_of, with_places
from loi_tool.text import Regex, any_of, around, plural, shortened

_APPLYING_FOR = Regex(
    r"\b(?:appl(?:y|ies|ying)\s+(?:for|to)|applications?\s+(?:for|to|under)"
    r"|letters?\s+of\s+(?:interest|intent|inquiry)\s*(?:for|in|to|regarding|concerning|[,:–—-])"
    r"|submit\w*\s+(?:\w+\s+){1,4}(?:for|to)|(?:considered|consideration|selected)\s+(?:for|by)"
    r"|(?:invitation|interest(?:ed)?)\s+(?:\w+\s+){0,3}(?:to|in)|re\s*:|subject\s*:)"
    r"\s*(?:[\w'’]+\s+){0,8}$",
    re.IGNORECASE,
)
_WANTING = Regex(
    r"\b(?:(?:want|wish|would\s+like|ask|hope|propose|honored)\w*\s+to\s+(?:take\s+part|participate|join"
    r"|be\s+part|receive|be\s+awarded)|seek\w*\s+(?:\w+\s+){0,2}(?:under|from|through))"
    r"\s+(?:[\w'’]+\s+){0,8}$",
    re.IGNORECASE,
)
_GIVES = Regex(r"\b(?:Grant|Award|Foundation|Fund|Trust)s?\b", re.IGNORECASE)
_BESIDES = Regex(r"\b(?:also|too|as\s+well|both|alongside|besides|in\s+addition)\b", re.I)
"""Where the program is named elsewhere, that of another application."""
_ANSWERED = Regex(
    r"[\s,]{0,3}(?:to|for)\s+which\s+(?:this|our|we|the|I)\b[^.]{0,40}\b(?:letter|application|respond|apply)",
    re.IGNORECASE,
)
_IF_CHOSEN = Regex(r"\bif\s+(?:we\s+are\s+)?(?:awarded|selected|funded|chosen)\b", re.IGNORECASE)
_TO = Regex(r"\b(?:to|dear|hello|attn|attention|for|why)\W+(?:the\s+)?$", re.IGNORECASE)
_READERS = Regex(
    r"\W{1,9}(?:\w{1,30}\W{1,9}){0,2}(?:team|review\w*|selection|committee)\b", re.IGNORECASE
)
_KINDS = r"(?:Program|Grant|Initiative|Fund|Project|Partnership|Fellowship|Award|Network|Pilot)s?"
_OWN = Regex(r"\b(?:our|my|own|a|an|its|their)\s+$", re.IGNORECASE)
_SHORT_NAME = 2
"""Words of the longest name that many a program of a district's own may have."""
_OURS = Regex(r"\b(?:we|us|our|i|my|district|letter|please)\b", re.IGNORECASE)
_OFFICE = Regex(r"\b(?:Director|Coordinator|Manager|Specialist|Office|Department|Dean)\b")
_PROGRAM = Regex(
    rf"(?!(?:Dear|To|Why|For|The|Our|A|An|In|This|Re|Attn|Attention|By|With)\b)"
    rf"(?:[A-Z0-9][\w'’&.-]{{0,30}}\s)"
    rf"(?:(?:(?:of|and|for|the|in|on|&)\s){{0,3}}[A-Z0-9(][\w'’&.)-]{{0,30}}\s){{0,8}}?"
    rf"(?:{_KINDS}\b(?:\s+{_KINDS}\b)*|(?:program|grant|initiative)\b)"
)
_FUNDERS = (
    r"(?:Foundation|Fund|Trust|Endowment|Charities|Philanthropies|Department\s+of\s+Education)"
)
_FUNDER = rf"(?:[A-Z][\w'’&.-]{{0,30}}\s){{1,6}}{_FUNDERS}(?:\s+of\s+[A-Z]\w+)?"
_THANKED = Regex(
    r"\b(?:[Tt]hank(?:\s+you(?:\s+to)?,?)?|[Gg]rateful\s+to|[Aa]ppreciate|[Aa]sk|[Rr]equest|[Uu]rge)\s+(?:that\s+)?"
    r"(?:the\s+)?"
    rf"(?P<name>{_FUNDER})"
    r"(?=(?:['’]s\s+\w+)?,?\s+(?:for\b(?!\s+(?:its|their)\s+(?!consider|time|attention))"
    r"|to\s+(?:consider|select|fund|review|support)|(?:will\s+)?consider))"
)
_SUBJECT_FUNDER = Regex(rf"(?P<name>{_FUNDER})\b")
_YOUR = Regex(
    r"\b[Yy]our\s+(?P<name>foundation|endowment|trust|charity)\b(?!\s+of\b)", re.IGNORECASE
)


@rule("LOI608", "other-program-named", Severity.ERROR)
def other_program_named(call: Call, facts: Facts) -> Iterator[Fault]:
    """The letter applies for another program, or to another funder, than the call's.

    It was probably written for another application. A letter may name programs in which the
    district takes part.

    Bad: “We submit this letter for the California Community Schools Partnership Program.” Good: the
    name of the program that the call is for.
    """
    letter = list(sentences_of(paragraphs_of(facts)))
    if call.names is None or not letter:
        return
    own = any_of(call.program_names)
    is_own_named = any(own.search(sentence.text) for sentence in letter)
    looked_through = [sentence for sentence in letter if not own.search(sentence.text)]
    programs = list(_other_programs(call, call.names, looked_through, is_own_named))
    funders = [
        (sentence.text, sentence.place)
        for sentence in looked_through
        for _ in _other_funders(call, sentence)
    ]
    if programs:
        never = "" if is_own_named else f" It never names the {call.program}."
        yield Fault(
            f"The letter applies for another program than the {call.program}: "
            f"{with_places(programs, 2)}{never}",
            f"Name the {call.program} where you mean this application, and read the whole letter "
            "for other words from another application.",
            programs[0][1],
        )
    if funders:
        others = f" and {plural(len(call.issuers) - 1, 'other')}" if call.issuers[1:] else ""
        yield Fault(
            f"The letter addresses another funder than the call’s: {with_places(funders, 2)}",
            f"The call is from {shortened(call.issuers[0], words=20)}{others}. Name them, or name "
            "no funder.",
            funders[0][1],
        )


def _other_programs(
    call: Call, names: Names, letter: Sequence[Said], is_own_named: bool
) -> Iterator[tuple[str, Place]]:
    """The first program in each sentence that is not the call's and that the letter applies for."""
    words = " ".join(sentence.text for sentence in letter).casefold()
    possible = (name for name in names.other_programs if name.split()[0].casefold() in words)
    listed_names, issuers = any_of(possible), any_of(call.organizations)
    again = set() if is_own_named else _named_twice(letter)
    for sentence in letter:
        text = sentence.text
        for match in (*listed_names.finditer(text), *_PROGRAM.finditer(text)):
            is_listed = listed_names.search(match[0]) is not None
            if issuers.search(match[0]) or not (is_listed or _may_be_meant(sentence, match)):
                continue
            instead = not is_own_named and (is_listed or match[0] in again)
            if instead or _applies(sentence, match, is_listed, is_own_named):
                yield around(text, *match.span(), 4), sentence.place
                break


def _may_be_meant(sentence: Said, match: re.Match[str]) -> bool:
    """Whether a name that is in no list can be a program of others, and not the district's own."""
    if _OWN.search(sentence.before(match.start(), 160)):
        return False
    if _OFFICE.search(sentence.text[: match.end()]):
        return False
    apart = sentence.is_subject or sentence.in_head or sentence.in_heading
    return apart or _OURS.search(sentence.text) is not None


def _applies(sentence: Said, match: re.Match[str], is_listed: bool, is_own_named: bool) -> bool:
    """Whether a program is what the sentence applies for."""
    text = sentence.text
    before, after = sentence.before(match.start(), 160), text[match.end() :]
    if is_listed and not _OWN.search(before) and _IF_CHOSEN.search(text):
        return not (is_own_named and _BESIDES.search(text))
    if (PAST if is_own_named else LONG_PAST).search(text):
        return False
    if is_own_named and _BESIDES.search(text):
        return False
    aims = _TO if sentence.in_head or sentence.in_heading else _APPLYING_FOR
    gives = is_listed or _GIVES.search(match[0])
    return bool(
        sentence.is_subject
        or aims.search(before)
        or _ANSWERED.match(after)
        or (gives and _WANTING.search(before))
        or (sentence.in_head and _READERS.match(after))
    )


def _other_funders(call: Call, sentence: Said) -> Iterator[str]:
    """The funders that a sentence addresses, and that do not issue the call."""
    issuers = any_of(call.organizations)
    for pattern in (_THANKED, _SUBJECT_FUNDER) if sentence.is_subject else (_THANKED,):
        for match in pattern.finditer(sentence.text):
            if not issuers.search(match["name"]):
                yield match["name"]
    for match in _YOUR.finditer(sentence.text):
        kind = match["name"].casefold()
        if not any(kind in issuer.casefold() for issuer in call.issuers):
            yield match["name"]


def _named_twice(letter: Sequence[Said]) -> set[str]:
    """The names of programs of others that a letter has more than once."""
    counts = Counter(
        match[0]
        for sentence in letter
        for match in _PROGRAM.finditer(sentence.text)
        if len(match[0].split()) > _SHORT_NAME
        and not _OWN.search(sentence.before(match.start(), 20))
    )
    return {name for name, count in counts.items() if count > 1}


RULES = (other_program_named,)

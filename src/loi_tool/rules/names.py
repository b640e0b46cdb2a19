"""LOI6xx: leftovers and dangers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from loi_tool.calls.model import Call, Round
from loi_tool.facts import Facts
from loi_tool.files import Paragraph
from loi_tool.findings import Place, Severity
from loi_tool.rules.base import Fault, rule
from loi_tool.rules.words import (
    any_of,
    around,
    clip,
    listed,
    own_organizations,
    own_program,
    paragraphs_of,
    sentences,
)

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_CARDINAL = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_ORDINAL = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
)  # fmt: skip
_SUBJECT = re.compile(
    r"\s*(?:re|subject|regarding|about)\s*:|.{0,40}\bletters?\s+of\s+(?:interest|intent|inquiry)\b"
    r"|(?:[\w'’]+\s+){0,4}application\s+(?:for|to)\b",
    re.IGNORECASE,
)
_APPLYING = re.compile(
    r"\b(?:appl(?:y|ies|ying)|applications?|applicants?|letters?\s+of\s+(?:interest|intent|inquiry)"
    r"|loi|interest(?:ed)?|consider(?:ed|ation)?|select(?:ed|ion)?|admi(?:tted|ssion)|accepted"
    r"|join(?:ing)?|participat(?:e|ing|ion)|part|becom(?:e|ing)|membership|place|seat|spot|enter|invit\w+"
    r"|propos\w+|ask(?:s|ing)?|to\s+be\s+in|submit\w*|submission|request\w*)\b",
    re.IGNORECASE,
)
_APPLYING_FOR = re.compile(
    r"\b(?:appl(?:y|ies|ying)\s+(?:for|to)|applications?\s+(?:for|to|under)"
    r"|letters?\s+of\s+(?:interest|intent|inquiry)\s*(?:for|in|to|regarding|concerning|[,:–—-])"
    r"|submit\w*\s+(?:\w+\s+){1,4}(?:for|to)|(?:considered|consideration|selected)\s+(?:for|by)"
    r"|(?:invitation|interest(?:ed)?)\s+(?:\w+\s+){0,3}(?:to|in)|re\s*:|subject\s*:)"
    r"\s*(?:[\w'’]+\s+){0,8}$",
    re.IGNORECASE,
)
_TO = re.compile(r"\b(?:to|dear|hello|attn|attention|for|why)\W+(?:the\s+)?$", re.IGNORECASE)
_READERS = re.compile(r"\W+(?:\w+\W+){0,2}(?:team|review\w*|selection|committee)\b", re.IGNORECASE)
_PASSING = re.compile(
    r"\b(?:districts|teams|alumni|graduates|those|colleagues|neighbou?rs?|peers|mentors?|who|whose"
    r"|members\s+of|learn(?:ed|ing|t)?\s+(?:from|with)|alongside|with|from|followed|watched|read|heard"
    r"|saw|seen|work\s+of|wrote|like|experience|examples?|lessons)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:applied|(?:not|never)\s+(?:selected|chosen|accepted|admitted|invited|funded)|ago"
    r"|last\s+(?:year|round|time)|unsuccessful\w*|declined|missed|turned\s+down|previous\w*|earlier"
    r"|former\w*|since|in\s+(?:19|20)\d\d|received|awarded|was|were|had|did)\b",
    re.IGNORECASE,
)
_LONG_PAST = re.compile(
    r"\b(?:applied|(?:not|never)\s+(?:selected|chosen|accepted|admitted|invited|funded)|ago"
    r"|last\s+(?:year|round|time)|unsuccessful\w*|declined|missed|turned\s+down)\b",
    re.IGNORECASE,
)
_LOCAL = re.compile(r"\s+(?:of|for)\s+(?!the\b)[a-z]")
_KINDS = r"(?:Program|Grant|Initiative|Fund|Project|Partnership|Fellowship|Award|Network|Pilot)s?"
_OWN = re.compile(r"\b(?:our|my|own|a|an|its|their)\s+$", re.IGNORECASE)
_SHORT_NAME = 2
"""Words of the longest name that many a program of a district's own may have."""
_OURS = re.compile(r"\b(?:we|us|our|i|my|district|letter|please)\b", re.IGNORECASE)
_OFFICE = re.compile(r"\b(?:Director|Coordinator|Manager|Specialist|Office|Department|Dean)\b")
_PROGRAM = re.compile(
    rf"(?!(?:Dear|To|Why|For|The|Our|A|An|In|This|Re|Attn|Attention|By|With)\b)"
    rf"(?:[A-Z0-9][\w'’&.-]*\s+)(?:(?:(?:of|and|for|the|in|on|&)\s+)*[A-Z0-9(][\w'’&.)-]*\s+){{0,8}}?"
    rf"{_KINDS}\b(?:\s+{_KINDS}\b)*"
)
_FUNDERS = (
    r"(?:Foundation|Fund|Trust|Endowment|Charities|Philanthropies|Department\s+of\s+Education)"
)
_THANKED = re.compile(
    r"\b(?:[Tt]hank|[Gg]rateful\s+to|[Aa]ppreciate|[Aa]sk|[Rr]equest|[Uu]rge)\s+(?:that\s+)?"
    r"(?:the\s+)?"
    rf"(?P<name>(?:[A-Z][\w'’&.-]*\s+){{1,6}}{_FUNDERS}(?:\s+of\s+[A-Z]\w+)?)"
    r"(?=(?:['’]s\s+\w+)?\s+(?:for\b|to\s+(?:consider|select|fund|review|support)|(?:will\s+)?consider))"
)
_YOUR = re.compile(
    r"\b[Yy]our\s+(?P<name>foundation|endowment|trust|charity)\b(?!\s+of\b)", re.IGNORECASE
)
_YEARS = r"((?:19|20)\d\d)(?:\s?[-–—/]\s?((?:20)?\d\d))?"
_ROUNDS = (
    r"(?:cohort|application|letters?\s+of\s+(?:interest|intent)|request\s+for\s+(?:applications"
    r"|proposals)|RFA|RFP|round|cycle|competition|program\s+year|grant\s+year|deadline|call)"
)
_OF_YEAR = re.compile(
    rf"\b{_YEARS}\s+(?:\w+\s+){{0,2}}{_ROUNDS}\b"
    rf"|\b{_ROUNDS}\s*[,(]?\s*(?:for|of|in)?\s*(?:the\s+)?{_YEARS}\b",
    re.IGNORECASE,
)


def _round_names(of: Round, number: int) -> str:
    word = re.escape(of.word)
    n = number - 1
    numeral = rf"{word}\s*(?:#|no\.?|number)?\s*(?:(?-i:{_ROMAN[n]})|{number}|{_CARDINAL[n]})\b"
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number, "th")
    return rf"\b(?:{numeral}|(?:{_ORDINAL[n]}|{number}{ending})\s+{word}\b)"


_GREETING = re.compile(r"\s*(?:dear|to\s+whom|greetings)\b", re.IGNORECASE)
_HEAD = 40
_NO_GREETING = 6
"""Paragraphs that are taken for the head of a letter without a greeting."""


@dataclass(frozen=True)
class _Said:
    """A sentence of the letter, and whether it is a subject line, or stands above the letter."""

    text: str
    place: Place
    subject: bool
    head: bool
    heading: bool


def _said(paragraphs: tuple[Paragraph, ...]) -> Iterator[_Said]:
    greeting = next(
        (n for n, each in enumerate(paragraphs[:_HEAD]) if _GREETING.match(each.text)), _NO_GREETING
    )
    for number, paragraph in enumerate(paragraphs):
        for sentence in sentences(paragraph.text):
            short = len(sentence.split()) <= 24 and not sentence.endswith((".", "!", "?"))
            subject = short and _SUBJECT.match(sentence) is not None
            head = short and number <= greeting
            yield _Said(sentence, paragraph.place, subject, head, paragraph.is_heading)


@rule("LOI607", "other-round-named", Severity.ERROR)
def other_round_named(call: Call, facts: Facts) -> Iterator[Fault]:
    """The letter applies for another round or year than the call's.

    That is the mark of a letter that was written for an earlier round. To speak of other rounds in
    passing, of districts to learn from or of an application that failed, is no fault.

    Bad: “We are pleased to apply for the second cohort.” Good: “We applied for Cohort II and were
    not chosen; we now apply for Cohort III.”
    """
    if call.names is None:
        return
    said = list(_said(paragraphs_of(facts)))
    if call.names.round is not None:
        yield from _other_rounds(call.names.round, said)
    if call.names.years:
        yield from _other_years(call, said)


def _other_rounds(own_round: Round, said: list[_Said]) -> Iterator[Fault]:
    n, word = own_round.number, re.escape(own_round.word)
    own = re.compile(
        rf"{_round_names(own_round, n)}|\b{word}s\b[\w\s,&]{{0,20}}\b(?:{_ROMAN[n - 1]}|{n})\b",
        re.IGNORECASE,
    )
    numbers = [n for n in range(1, 13) if n != own_round.number]
    others = re.compile("|".join(_round_names(own_round, n) for n in numbers), re.IGNORECASE)
    named = any(own.search(sentence.text) for sentence in said)
    found = [
        (around(sentence.text, *match.span(), 6), sentence.place)
        for sentence in said
        for match in others.finditer(sentence.text)
        if not own.search(sentence.text) and _applies(sentence, match, named)
    ]
    if found:
        wanted = f"{own_round.word.capitalize()} {_ROMAN[own_round.number - 1]}"
        found = list(dict.fromkeys(found))
        yield Fault(
            f"The letter applies for another {own_round.word} than {wanted}: {listed(found, 2)}",
            f"Write {wanted} wherever this application is meant, and look through the whole letter "
            "for what else may be left of an earlier one.",
            found[0][1],
        )


def _applies(sentence: _Said, match: re.Match[str], own_named: bool) -> bool:
    """Whether another round is what the sentence applies for."""
    text = sentence.text
    if sentence.subject or sentence.head:
        return True
    before, after = text[max(0, match.start() - 90) : match.start()], text[match.end() :]
    if _LOCAL.match(after) or (_PAST if own_named else _LONG_PAST).search(text):
        return False
    verbs = list(_APPLYING.finditer(before))
    if verbs and not _PASSING.search(before[verbs[-1].end() :]):
        return True
    if re.match(r"\s+(?:application|letter|proposal|submission)\b", after):
        return True
    first_person = re.search(r"\b(?:we|our|us|I)\b", text)
    hopes = re.search(r"\b(?:will|would|hope|look\s+forward|ready|want|wish)\b", text)
    return bool(not own_named and first_person and hopes and not _PASSING.search(before))


def _other_years(call: Call, said: list[_Said]) -> Iterator[Fault]:
    assert call.names is not None
    program = own_program(call)
    found = []
    for sentence in said:
        if _LONG_PAST.search(sentence.text):
            continue
        of_program = program.search(sentence.text) or re.search(
            r"\b(?:letters? of interest|apply(?:ing)?|this application|our application)\b",
            sentence.text,
            re.IGNORECASE,
        )
        for match in _OF_YEAR.finditer(sentence.text) if of_program else ():
            year, last = int(match[1] or match[3]), match[2] or match[4]
            until = int(last) % 100 + year // 100 * 100 if last else year
            if not set(call.names.years) & set(range(year, max(year, until) + 1)):
                found.append((sentence.text, sentence.place))
    if found:
        years = sorted(call.names.years)
        yield Fault(
            f"The letter names another year than the call’s: {listed(found, 2)}",
            f"The call is of {years[0]}"
            + (f" and runs to {years[-1]}" if years[-1] != years[0] else "")
            + ". Correct the year, and look for what else may be left of an earlier letter.",
            found[0][1],
        )


def _named_twice(said: list[_Said]) -> set[str]:
    """The names of programs, not of the district's own, that a letter comes back to."""
    counts = Counter(
        match[0]
        for sentence in said
        for match in _PROGRAM.finditer(sentence.text)
        if len(match[0].split()) > _SHORT_NAME
        and not _OWN.search(sentence.text[max(0, match.start() - 20) : match.start()])
    )
    return {name for name, count in counts.items() if count > 1}


@rule("LOI608", "other-program-named", Severity.ERROR)
def other_program_named(call: Call, facts: Facts) -> Iterator[Fault]:
    """The letter applies for another program, or to another funder, than the call's.

    That is the mark of a letter that was written for somebody else. Programs in which the district
    takes part may be named.

    Bad: “We submit this letter for the California Community Schools Partnership Program.” Good: the
    call's own name.
    """
    if call.names is None:
        return
    said = list(_said(paragraphs_of(facts)))
    own, issuers = own_program(call), own_organizations(call)
    known = any_of(call.names.other_programs)
    named = any(own.search(sentence.text) for sentence in said)
    again = set() if named else _named_twice(said)
    programs: list[tuple[str, Place]] = []
    funders: list[tuple[str, Place]] = []
    for sentence in said:
        text = sentence.text
        if own.search(text):
            continue
        for match in (*known.finditer(text), *_PROGRAM.finditer(text)):
            listed_one = known.search(match[0]) is not None
            before = text[max(0, match.start() - 160) : match.start()]
            pattern = _TO if sentence.head or sentence.heading else _APPLYING_FOR
            applies = bool(
                sentence.subject
                or pattern.search(before)
                or (sentence.head and _READERS.match(text[match.end() :]))
            )
            past = (_PAST if named else _LONG_PAST).search(text)
            if issuers.search(match[0]):
                continue
            if not listed_one and (
                _OFFICE.search(text[: match.end()])
                or not (sentence.subject or sentence.head or sentence.heading or _OURS.search(text))
            ):
                continue
            instead = not named and (listed_one or match[0] in again)
            if (applies and not past) or instead:
                programs.append((around(text, *match.span(), 4), sentence.place))
                break
        for match in (*_THANKED.finditer(text), *_YOUR.finditer(text)):
            kind = match["name"].split()[-1].casefold()
            if not issuers.search(match["name"]) and not (
                match.re is _YOUR and any(kind in issuer.casefold() for issuer in call.issuers)
            ):
                funders.append((text, sentence.place))
    never = "" if named else f" It never names the {call.program}."
    if programs:
        yield Fault(
            f"The letter applies for another program than the {call.program}: "
            f"{listed(programs, 2)}{never}",
            "Write this call’s name where this application is meant, and look through the whole "
            "letter for what else may be left of another one.",
            programs[0][1],
        )
    if funders:
        yield Fault(
            f"The letter speaks to another funder than the call’s: {listed(funders, 2)}",
            f"The call is by {clip(call.issuers[0], 20)}"
            + (f" and {len(call.issuers) - 1} more" if call.issuers[1:] else "")
            + ". Name them, or nobody.",
            funders[0][1],
        )


RULES = (other_round_named, other_program_named)

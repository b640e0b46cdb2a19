"""LOI6xx: leftovers and dangers.

Here: other rounds and other years than the call's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from loi_tool.calls.model import CARDINALS, ORDINALS, ROMAN, Call, Names, Round
from loi_tool.facts import Facts
from loi_tool.findings import Place, Severity
from loi_tool.rules.base import Fault, rule
from loi_tool.rules.said import LONG_PAST, PAST, Said, sentences_of
from loi_tool.rules.words import paragraphs_of, with_places
from loi_tool.text import Regex, any_of, around, ordinal

_APPLYING = Regex(
    r"\b(?:appl(?:y|ies|ying)(?!\s+(?:what|these|those|the\s+lessons?))|applications?|applicants?"
    r"|letters?\s+of\s+(?:interest|intent|inquiry)|wants?\s+in|loi|interest(?:ed)?"
    r"|consider(?:ed|ation)?|select(?:ed|ion)?|admi(?:tted|ssion)|accepted"
    r"|join(?:ing)?|participat(?:e|ing|ion)|part|becom(?:e|ing)|membership|place|seat|spot|enter|invit\w+"
    r"|propos\w+|ask(?:s|ing)?|to\s+be\s+in|submit\w*|submission|request\w*)\b",
    re.IGNORECASE,
)
_PASSING = Regex(
    r"\b(?:districts|teams|alumni|graduates|those|colleagues|neighbou?rs?|peers|mentors?|who|whose"
    r"|members\s+of|learn(?:ed|ing|t)?\s+(?:from|with)|alongside|with|from|followed|watched|read|heard"
    r"|saw|seen|work\s+of|wrote|like|experience|examples?|lessons)\b",
    re.IGNORECASE,
)
_TOOK_PART = Regex(r"\b(?:took|attended|joined)\b", re.IGNORECASE)
_OF_ITS_MEMBERS = Regex(
    r"(?:[\s,]{0,3}(?:(?:and|or|cohorts?|[ivx]{1,5}|\d{1,4})\b|&)){0,8}[\s,]{0,3}\b(?:districts?|teams?|schools?|members?|leads?"
    r"|alumni|colleagues|participants|graduates|showcase|reports?|applicants?)\b",
    re.IGNORECASE,
)
_HOPES = Regex(
    r"\b(?:will|would|hope|look(?:s|ing)?\s+forward|ready|prepared|commit\w*|agree\w*|want|wish)\b",
    re.IGNORECASE,
)
_LOCAL = Regex(r"\s{1,9}(?:of|for)\s{1,9}(?!the\b)[a-z]")
_CENTURIES = "19", "20"
_YEARS = r"((?:19|20)\d\d)(?:\s?[-–—/]\s?((?:20)?\d\d))?"
_BARE_YEAR = Regex(rf"(?<![\w-]){_YEARS}(?!\w)")
_DATED = (
    r"cohort|application|letters?\s+of\s+(?:interest|intent)|request\s+for\s+(?:applications"
    r"|proposals)|RFA|RFP|round|cycle|competition|program\s+year|grant\s+year|deadline|call"
)
"""What a round is called by its year: “the 2019 cohort”."""
_DAY_BEFORE = Regex(r"(?<!due )(?<!due on )\b[A-Z][a-z]{2,8}\.?\s+\d{1,2},?\s+$")
_APPLIES_NOW = Regex(
    r"\b(?:letters? of interest|apply(?:ing)?|this application|our application"
    r"|request\w* consideration|(?:be|are) considered)\b",
    re.IGNORECASE,
)
_WE = Regex(r"\b(?:[Ww]e|[Oo]ur|us|I|[Dd]istrict)\b")


@rule("LOI607", "other-round-named", Severity.ERROR)
def other_round_named(call: Call, facts: Facts) -> Iterator[Fault]:
    """The letter applies for another round or year than the call's.

    It was probably written for an earlier round. A letter may mention other rounds: districts to
    learn from, or an earlier application that failed.

    Bad: “We are pleased to apply for the second cohort.” Good: “We applied for Cohort II and were
    not chosen; we now apply for Cohort III.”
    """
    letter = list(sentences_of(paragraphs_of(facts)))
    if call.names is None or not letter:
        return
    if call.names.round is not None:
        yield from _other_rounds(call.names.round, letter)
    if call.names.years:
        yield from _other_years(call, call.names, letter)


def _round_names(word: str, number: int) -> str:
    """A pattern for a round by its number: Cohort II, cohort 2, the second cohort."""
    roman, cardinal, worded = ROMAN[number - 1], CARDINALS[number - 1], ORDINALS[number - 1]
    numeral = rf"{word}\s{{0,9}}(?:#|no\.?|number)?\s{{0,9}}(?:(?-i:{roman})|{number}|{cardinal})\b"
    counted = rf"(?:{worded}|{ordinal(number)})\s+{word}\b(?!\s+(?:(?-i:[IVX]+)|\d)\b)"
    return rf"\b(?:{numeral}|{counted})"


@lru_cache(maxsize=4)
def _round_patterns(word: str, number: int) -> tuple[Regex, Regex]:
    """Patterns for the round of a number, also within a list of rounds, and for all others."""
    word = re.escape(word)
    in_list = rf"\b{word}s\b[\w\s,&]{{0,20}}\b(?:{ROMAN[number - 1]}|{number})\b"
    others = [_round_names(word, n) for n in range(1, len(ROMAN) + 1) if n != number]
    return (
        Regex(rf"{_round_names(word, number)}|{in_list}", re.IGNORECASE),
        Regex("|".join(others), re.IGNORECASE),
    )


def _other_rounds(call_round: Round, letter: Sequence[Said]) -> Iterator[Fault]:
    own, others = _round_patterns(call_round.word, call_round.number)
    word = call_round.word.casefold()
    of_rounds = [sentence for sentence in letter if word in sentence.text.casefold()]
    of_other_rounds = [sentence for sentence in of_rounds if not own.search(sentence.text)]
    is_own_named = len(of_other_rounds) < len(of_rounds)
    quotes: dict[tuple[str, Place], None] = {}
    for sentence in of_other_rounds:
        for match in others.finditer(sentence.text):
            if _applies(sentence, match, call_round, is_own_named):
                quotes[around(sentence.text, *match.span(), 6), sentence.place] = None
                break
    if quotes:
        yield Fault(
            f"The letter applies for another {call_round.word} than {call_round.title}: "
            f"{with_places(list(quotes), 2)}",
            f"Write {call_round.title} where you mean this application, and read the whole letter "
            "for other words from an earlier one.",
            next(iter(quotes))[1],
        )


def _applies(sentence: Said, match: re.Match[str], call_round: Round, is_own_named: bool) -> bool:
    """Whether the sentence applies for another round."""
    text = sentence.text
    if sentence.is_subject or sentence.in_head:
        return True
    before, after = sentence.before(match.start(), 90), text[match.end() :]
    past = (PAST if is_own_named else LONG_PAST).search(text)
    if past or _TOOK_PART.search(text) or _LOCAL.match(after) or _OF_ITS_MEMBERS.match(after):
        return False
    verbs = list(_APPLYING.finditer(before))
    if verbs and not _PASSING.search(before[verbs[-1].end() :]):
        return True
    if re.match(r"\s{1,9}(?:application|letter|proposal|submission)\b", after):
        return True
    if not _HOPES.search(text):
        return False
    belongs = any_of((*call_round.events, *call_round.has)).pattern
    if re.search(rf"{belongs}\s(?:of|for|in)\s(?:the\s)?(?:first\s)?$", before, re.IGNORECASE):
        return True
    if re.match(rf"\s{{1,9}}{belongs}", after, re.IGNORECASE):
        return True
    return bool(not is_own_named and _WE.search(text) and not _PASSING.search(before))


def _other_years(call: Call, names: Names, letter: Sequence[Said]) -> Iterator[Fault]:
    program, years = any_of(call.program_names), sorted(names.years)
    events = names.round.events if names.round else ()
    quotes = []
    for sentence in letter:
        has_year = any(century in sentence.text for century in _CENTURIES)
        if not has_year or LONG_PAST.search(sentence.text):
            continue
        for first, last in _years_applied_for(years[0], sentence, program, events):
            begins_earlier = last > first and first < years[0] - 1
            if begins_earlier or not {*years} & {*range(first, last + 1)}:
                quotes.append((sentence.text, sentence.place))
                break
    if quotes:
        until = f" and runs to {years[-1]}" if years[-1] != years[0] else ""
        yield Fault(
            f"The letter names another year than the call’s: {with_places(quotes, 2)}",
            f"The call is from {years[0]}{until}. Correct the year, and read the whole letter for "
            "other words from an earlier one.",
            quotes[0][1],
        )


@lru_cache(maxsize=4)
def _year_patterns(events: tuple[str, ...]) -> tuple[Regex, Regex]:
    """Patterns for the year of a round, and for what may follow a year of no other thing.

    “The 2020 census” has the year of something else.
    """
    dated = rf"(?:{_DATED}|{any_of(events).pattern})"
    return (
        Regex(
            rf"\b{_YEARS}\s(?:\w{{1,30}}\s){{0,2}}{dated}\b"
            rf"|\b{dated}\s?[,(]?\s?(?:(?:for|of|in)\s)?(?:the\s)?{_YEARS}\b",
            re.IGNORECASE,
        ),
        Regex(rf"\s?(?:[^\w\s]|$)|\s(?:(?:school|program)\s)?(?:year|{dated})\b", re.IGNORECASE),
    )


def _years_applied_for(
    first: int, sentence: Said, program: Regex, events: tuple[str, ...]
) -> Iterator[tuple[int, int]]:
    """The first and the last year of each application or round that a sentence names."""
    text = sentence.text
    of_round, year_ends = _year_patterns(events)
    of_program = program.search(text) is not None
    applies = of_program or _APPLIES_NOW.search(text) or (_HOPES.search(text) and _WE.search(text))
    for match in of_round.finditer(text) if applies else ():
        ends = match[1] or year_ends.match(text, match.end())
        if (of_program or ends) and not _LOCAL.match(text[match.end() :]):
            yield _span(match[1] or match[3], match[2] or match[4])
    if (sentence.is_subject or sentence.in_head) and (of_program or _APPLIES_NOW.search(text)):
        for match in _BARE_YEAR.finditer(text):
            posted = _DAY_BEFORE.search(text[: match.start()])
            if not (posted and int(match[1]) == first - 1):
                yield _span(match[1], match[2])


def _span(first: str, last: str | None) -> tuple[int, int]:
    year = int(first)
    until = int(last) % 100 + year // 100 * 100 if last else year
    return year, max(year, until)


RULES = (other_round_named,)

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
    r"\b(?:appl(?:y|ies|ying)(?!\s+(?:what|these|those|the\s+lessons?))|applications?|applicants?"
    r"|letters?\s+of\s+(?:interest|intent|inquiry)|wants?\s+in|loi|interest(?:ed)?"
    r"|consider(?:ed|ation)?|select(?:ed|ion)?|admi(?:tted|ssion)|accepted"
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
_WANTING = re.compile(
    r"\b(?:(?:want|wish|would\s+like|ask|hope|propose|honored)\w*\s+to\s+(?:take\s+part|participate|join"
    r"|be\s+part|receive|be\s+awarded)|seek\w*\s+(?:\w+\s+){0,2}(?:under|from|through))"
    r"\s+(?:[\w'’]+\s+){0,8}$",
    re.IGNORECASE,
)
_GIVES = re.compile(r"\b(?:Grant|Award|Foundation|Fund|Trust)s?\b", re.IGNORECASE)
_BESIDES = re.compile(r"\b(?:also|too|as\s+well|both|alongside|besides|in\s+addition)\b", re.I)
"""Where the program is named elsewhere, that of another application."""
_ANSWERED = re.compile(
    r"[\s,]*(?:to|for)\s+which\s+(?:this|our|we|the|I)\b[^.]{0,40}\b(?:letter|application|respond|apply)",
    re.IGNORECASE,
)
_IF_CHOSEN = re.compile(
    r"\bif\s+(?:we\s+are\s+)?(?:awarded|selected|funded|chosen)\b", re.IGNORECASE
)
_TO = re.compile(r"\b(?:to|dear|hello|attn|attention|for|why)\W+(?:the\s+)?$", re.IGNORECASE)
_READERS = re.compile(r"\W+(?:\w+\W+){0,2}(?:team|review\w*|selection|committee)\b", re.IGNORECASE)
_PASSING = re.compile(
    r"\b(?:districts|teams|alumni|graduates|those|colleagues|neighbou?rs?|peers|mentors?|who|whose"
    r"|members\s+of|learn(?:ed|ing|t)?\s+(?:from|with)|alongside|with|from|followed|watched|read|heard"
    r"|saw|seen|work\s+of|wrote|like|experience|examples?|lessons)\b",
    re.IGNORECASE,
)
_TOOK_PART = re.compile(r"\b(?:took|attended|joined)\b", re.IGNORECASE)
_OF_ITS_MEMBERS = re.compile(
    r"(?:(?:[\s,]|and|or|&|cohorts?|[ivx]+|\d+)+\b)?\s*\b(?:districts?|teams?|schools?|members?|leads?"
    r"|alumni|colleagues|participants|graduates|showcase|reports?|applicants?)\b",
    re.IGNORECASE,
)
_ITS_OWN = r"(?:convenings?|stipend|kick-?off|meetings?|sessions?|expansion|team)"
_OF_IT = re.compile(rf"\b{_ITS_OWN}\s+(?:of|for|in)\s+(?:the\s+)?(?:first\s+)?$", re.IGNORECASE)
_IT_IS_OF = re.compile(rf"\s+{_ITS_OWN}\b", re.IGNORECASE)
_HOPES = re.compile(
    r"\b(?:will|would|hope|look(?:s|ing)?\s+forward|ready|prepared|commit\w*|agree\w*|want|wish)\b",
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
    rf"(?:{_KINDS}\b(?:\s+{_KINDS}\b)*|(?:program|grant|initiative)\b)"
)
_FUNDERS = (
    r"(?:Foundation|Fund|Trust|Endowment|Charities|Philanthropies|Department\s+of\s+Education)"
)
_FUNDER = rf"(?:[A-Z][\w'’&.-]*\s+){{1,6}}{_FUNDERS}(?:\s+of\s+[A-Z]\w+)?"
_THANKED = re.compile(
    r"\b(?:[Tt]hank(?:\s+you(?:\s+to)?,?)?|[Gg]rateful\s+to|[Aa]ppreciate|[Aa]sk|[Rr]equest|[Uu]rge)\s+(?:that\s+)?"
    r"(?:the\s+)?"
    rf"(?P<name>{_FUNDER})"
    r"(?=(?:['’]s\s+\w+)?,?\s+(?:for\b(?!\s+(?:its|their)\s+(?!consider|time|attention))"
    r"|to\s+(?:consider|select|fund|review|support)|(?:will\s+)?consider))"
)
_SUBJECT_FUNDER = re.compile(rf"(?P<name>{_FUNDER})\b")
_YOUR = re.compile(
    r"\b[Yy]our\s+(?P<name>foundation|endowment|trust|charity)\b(?!\s+of\b)", re.IGNORECASE
)
_YEARS = r"((?:19|20)\d\d)(?:\s?[-–—/]\s?((?:20)?\d\d))?"
_ROUNDS = (
    r"(?:cohort|application|letters?\s+of\s+(?:interest|intent)|request\s+for\s+(?:applications"
    r"|proposals)|convenings?|RFA|RFP|round|cycle|competition|program\s+year|grant\s+year|deadline|call)"
)
_OF_YEAR = re.compile(
    rf"\b{_YEARS}\s+(?:\w+\s+){{0,2}}{_ROUNDS}\b"
    rf"|\b{_ROUNDS}\s*[,(]?\s*(?:for|of|in)?\s*(?:the\s+)?{_YEARS}\b",
    re.IGNORECASE,
)
_BARE_YEAR = re.compile(rf"(?<![\w-]){_YEARS}(?!\w)")
_YEAR_ENDS = re.compile(
    rf"\s*(?:[^\w\s]|$)|\s+(?:(?:school|program)\s+)?(?:year|{_ROUNDS})\b", re.I
)
"""What stands behind a year that is not the year of another thing (“the 2020 census”)."""
_DAY_BEFORE = re.compile(r"(?<!due )(?<!due on )\b[A-Z][a-z]{2,8}\.?\s+\d{1,2},?\s+$")
_APPLIES_NOW = re.compile(
    r"\b(?:letters? of interest|apply(?:ing)?|this application|our application"
    r"|request\w* consideration|(?:be|are) considered)\b",
    re.IGNORECASE,
)
_WE = re.compile(r"\b(?:[Ww]e|[Oo]ur|us|I|[Dd]istrict)\b")


def _round_names(of: Round, number: int) -> str:
    word = re.escape(of.word)
    n = number - 1
    numeral = rf"{word}\s*(?:#|no\.?|number)?\s*(?:(?-i:{_ROMAN[n]})|{number}|{_CARDINAL[n]})\b"
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number, "th")
    ordinal = rf"(?:{_ORDINAL[n]}|{number}{ending})\s+{word}\b(?!\s+(?:(?-i:[IVX]+)|\d)\b)"
    return rf"\b(?:{numeral}|{ordinal})"


_GREETING = re.compile(r"\s*(?:dear|to\s+whom|greetings)\b", re.IGNORECASE)
_HEAD = 40
_NO_GREETING = 6
"""Paragraphs that are taken for the head of a letter without a greeting, if prose is not first."""
_PROSE = 14
"""Words of a sentence that is no line of an address."""
_LABEL = re.compile(r"\s*(?:re|subject|subj|regarding|asunto)\s*[:.]?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class _Said:
    """A sentence of the letter, and whether it is a subject line, or stands above the letter."""

    text: str
    place: Place
    subject: bool
    head: bool
    heading: bool


def _said(paragraphs: tuple[Paragraph, ...]) -> Iterator[_Said]:
    head = _head(paragraphs)
    before = ""
    for number, paragraph in enumerate(paragraphs):
        labelled = _LABEL.fullmatch(before) is not None
        before = paragraph.text
        for sentence in sentences(paragraph.text):
            short = len(sentence.split()) <= 24 and not sentence.endswith((".", "!", "?"))
            subject = short and (labelled or _SUBJECT.match(sentence) is not None)
            yield _Said(
                sentence, paragraph.place, subject, short and number <= head, paragraph.is_heading
            )


def _head(paragraphs: tuple[Paragraph, ...]) -> int:
    """The index of the greeting, or of the last line above the first prose."""
    prose = _HEAD
    for number, paragraph in enumerate(paragraphs[:_HEAD]):
        if _GREETING.match(paragraph.text):
            return number
        if len(paragraph.text.split()) > _PROSE and paragraph.text.rstrip().endswith((".", "!")):
            prose = min(prose, number)
    return prose - 1 if prose < _HEAD else _NO_GREETING


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
        (around(sentence.text, *matches[0].span(), 6), sentence.place)
        for sentence in said
        if not own.search(sentence.text)
        and (
            matches := [
                match
                for match in others.finditer(sentence.text)
                if _applies(sentence, match, named)
            ]
        )
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
    past = (_PAST if own_named else _LONG_PAST).search(text)
    if past or _TOOK_PART.search(text) or _LOCAL.match(after) or _OF_ITS_MEMBERS.match(after):
        return False
    verbs = list(_APPLYING.finditer(before))
    if verbs and not _PASSING.search(before[verbs[-1].end() :]):
        return True
    if re.match(r"\s+(?:application|letter|proposal|submission)\b", after):
        return True
    if not _HOPES.search(text):
        return False
    if _OF_IT.search(before) or _IT_IS_OF.match(after):
        return True
    return bool(not own_named and _WE.search(text) and not _PASSING.search(before))


def _other_years(call: Call, said: list[_Said]) -> Iterator[Fault]:
    assert call.names is not None
    program, years = own_program(call), sorted(call.names.years)
    found = [
        (sentence.text, sentence.place)
        for sentence in said
        if not _LONG_PAST.search(sentence.text)
        and any(
            not set(years) & set(range(begin, end + 1)) or (end > begin and begin < years[0] - 1)
            for begin, end in _years_applied_for(years[0], sentence, program)
        )
    ]
    if found:
        yield Fault(
            f"The letter names another year than the call’s: {listed(found, 2)}",
            f"The call is of {years[0]}"
            + (f" and runs to {years[-1]}" if years[-1] != years[0] else "")
            + ". Correct the year, and look for what else may be left of an earlier letter.",
            found[0][1],
        )


def _years_applied_for(
    first: int, sentence: _Said, program: re.Pattern[str]
) -> Iterator[tuple[int, int]]:
    """The years, first and last, that a sentence puts to an application or to its rounds."""
    text = sentence.text
    of_program = program.search(text) is not None
    applies = of_program or _APPLIES_NOW.search(text) or (_HOPES.search(text) and _WE.search(text))
    for match in _OF_YEAR.finditer(text) if applies else ():
        ends = match[1] or _YEAR_ENDS.match(text, match.end())
        if (of_program or ends) and not _LOCAL.match(text[match.end() :]):
            yield _span(match[1] or match[3], match[2] or match[4])
    if (sentence.subject or sentence.head) and (of_program or _APPLIES_NOW.search(text)):
        for match in _BARE_YEAR.finditer(text):
            posted = _DAY_BEFORE.search(text[: match.start()])
            if not (posted and int(match[1]) == first - 1):
                yield _span(match[1], match[2])


def _span(first: str, last: str | None) -> tuple[int, int]:
    year = int(first)
    until = int(last) % 100 + year // 100 * 100 if last else year
    return year, max(year, until)


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
            ours = _OWN.search(before) is not None
            if_chosen = listed_one and not ours and _IF_CHOSEN.search(text) is not None
            applies = bool(
                sentence.subject
                or pattern.search(before)
                or _ANSWERED.match(text[match.end() :])
                or if_chosen
                or ((listed_one or _GIVES.search(match[0])) and _WANTING.search(before))
                or (sentence.head and _READERS.match(text[match.end() :]))
            )
            past = (not if_chosen and (_PAST if named else _LONG_PAST).search(text)) or (
                named and _BESIDES.search(text)
            )
            if issuers.search(match[0]):
                continue
            if not listed_one and (
                ours
                or _OFFICE.search(text[: match.end()])
                or not (sentence.subject or sentence.head or sentence.heading or _OURS.search(text))
            ):
                continue
            instead = not named and (listed_one or match[0] in again)
            if (applies and not past) or instead:
                programs.append((around(text, *match.span(), 4), sentence.place))
                break
        spoken_to = [*_THANKED.finditer(text), *_YOUR.finditer(text)]
        spoken_to += _SUBJECT_FUNDER.finditer(text) if sentence.subject else ()
        for match in spoken_to:
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

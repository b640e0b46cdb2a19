"""LOI6xx: leftovers and dangers.

Here: other programs and other funders than the call's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from loi_tool.calls.model import CARDINALS, ORDINALS, ROMAN, Call, Names
from loi_tool.facts import Facts
from loi_tool.files import LeftoverKind, Paragraph, PdfFacts, WordFacts
from loi_tool.findings import Place, Severity, Verdict
from loi_tool.rules.base import Fault, rule
from loi_tool.rules.said import LONG_PAST, PAST, Said, sentences_of
from loi_tool.rules.words import letter_of, paragraphs_of, with_places
from loi_tool.text import Regex, any_of, around, fold, ordinal, plural, shortened, unnumbered

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
        yield Fault(
            f"The letter applies for another program than the {call.program}: "
            f"{with_places(programs, 2)}",
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


@rule("LOI626", "program-not-named", Severity.WARNING)
def program_not_named(call: Call, facts: Facts) -> Iterator[Fault]:
    """The letter never names the program of the call, its issuers, or its round.

    It may be a letter about something else. What in it looks like an answer is then only a question
    for you. A short name or an acronym is enough, in the subject, a heading, or a footer too; so
    are the call's own titles as headings, and a statement that it wants word for word.

    Bad: a letter about the bus contract in the folder for this application. Good: “We apply for
    Cohort III of the Community Engagement Initiative.”
    """
    file = letter_of(facts)
    if file is None or not _is_whole(file) or names_call(call, file.paragraphs):
        return
    if _has_titles(call, file.paragraphs) or _has_statement(call, facts):
        return
    yield Fault(
        f"The letter never names “{call.program}”, or who invites letters for it.",
        f"Look whether it is the right letter. If it is, name “{call.program}” in the subject "
        "line or in the first sentence.",
        Place(file=file.file),
    )


def _has_statement(call: Call, facts: Facts) -> bool:
    items = facts.reading.items if facts.reading else {}
    said = (items[item.id] for item in call.items if item.kind == "statement" and item.id in items)
    return any(reading.verdict is Verdict.MET for reading in said)


def _is_whole(file: WordFacts | PdfFacts) -> bool:
    """Whether there are words, and no part whose words could not be read."""
    if isinstance(file, PdfFacts) and file.scanned:
        return False
    imported = any(leftover.kind is LeftoverKind.IMPORTED for leftover in file.leftovers)
    return bool(file.paragraphs) and not imported


def _has_titles(call: Call, paragraphs: Sequence[Paragraph]) -> bool:
    """Whether two headings at least, and half of those that the call wants, are its own titles."""
    titles = {fold(item.title) for item in call.narratives}
    headings = {unnumbered(paragraph.text) for paragraph in paragraphs if paragraph.is_heading}
    return len(titles & headings) >= max(2, len(titles) / 2)


def names_call(call: Call, paragraphs: Sequence[Paragraph]) -> bool:
    """Whether a text names the program of a call, its issuers, or its round, in any usual form.

    Names may go over lines and paragraphs, with other signs between their words. Of a long name the
    last words are enough (“the Engagement Initiative”, “the Network”); acronyms are in capitals.
    """
    whole = " ".join(paragraph.text for paragraph in paragraphs)
    written = f" {' '.join(re.findall(_WORD, whole))} "
    folded = fold(written)
    names = [*call.own_names, call.short_title, call.title]
    if call.names and call.names.round:
        number, word = call.names.round.number, call.names.round.word
        names += [
            f"{word} {ROMAN[number - 1]}",
            f"{word} {number}",
            f"{word} {CARDINALS[number - 1]}",
        ]
        if f" the {word.capitalize()} " in written:
            return True
        names += [f"{ORDINALS[number - 1]} {word}", f"{ordinal(number)} {word}"]
    for name in names:
        words = re.findall(_WORD, name)
        if len(words) == 1 and name.isupper():
            if re.search(rf" (?:{name}s?|{' '.join(name)}) ", written):
                return True
        elif f" {fold(' '.join(words))} " in folded or _is_cut_short(words, written, folded):
            return True
    return any(_names_issuer(issuer, written) for issuer in call.organizations)


_WORD = r"[^\W_]+"


def _is_cut_short(words: Sequence[str], written: str, folded: str) -> bool:
    """Whether of a long name the last two words are there, or “the” and the last, in capitals."""
    if len(words) < 3:
        return False
    last = words[-1]
    said = any(f" {article} {last} " in written for article in ("the", "this", "your"))
    return said or f" {fold(words[-2])} {fold(last)} " in folded


def _names_issuer(issuer: str, written: str) -> bool:
    """Whether an issuer is named as such: in capitals, as `families in schools` is no one."""
    name = " ".join(re.findall(_WORD, issuer))
    return f" {name} " in written or f" {name.upper()} " in written


_APPLIES = Regex(
    r"\b(?:we|districts?) (?:\w{1,12} ){0,3}(?:apply|applying)\b"
    r"|\b(?:the|this|our|joint) application\b"
    r"(?! (?:for|to|form)\b)|\bif (?:we are |we['’]re )?(?:chosen|selected|admitted|accepted)\b",
    re.IGNORECASE,
)


def is_for_recipient(call: Call, facts: Facts) -> bool:
    """Whether a letter is an application to the person whom the call names, and gives a contact."""
    contact = facts.reading.items.get("contact") if facts.reading else None
    if contact is None or contact.verdict is Verdict.NOT_MET:
        return False
    text = "\n".join(paragraph.text for paragraph in paragraphs_of(facts))
    surname = call.delivery.to.called.split()[-1]
    return any_of([surname]).search(text) is not None and _APPLIES.search(text) is not None


RULES = (other_program_named, program_not_named)

"""Names of schools and districts in running text, by their form alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from loi_tool.text import Regex, fold, word_set

_WORD = Regex(r"[^\s,;:()\[\]\"“”|·/•<>]+|[,;:()\[\]\"“”|·/•<>]")
_SCHOOL_END = word_set(
    """
    school elementary elem academy campus charter high middle intermediate prep preparatory primary
    k-8 tk-8 k-12 k-5 k-6 tk-5 tk-6 grammar preschool es ms hs jhs
    """
)
_SHORT_END = word_set("ES MS HS JHS")
_FIRST = word_set("escuela colegio primaria secundaria preparatoria")
_SMALL_END = word_set(
    """
    school elementary academy campus center middle high intermediate
    """
)
_SCHOOL_TYPES = _SCHOOL_END | word_set(
    """
    junior senior community day public magnet continuation alternative independent language
    immersion dual unified union stem steam arts learning union-elementary
    """
)
_NOT_SCHOOL = word_set(
    """
    district districts site sites board council councils boards team teams information plan plans
    accountability program programs system leaders leadership committee union unified sd usd esd
    climate counselor counselors psychologist improvement district’s district's districts’ jpa
    foundation
    """
)
_JOINERS = word_set("of the de del la las los el y for & at san von van")
FUNCTION_WORDS = word_set(
    """
    use let make take put meet consider see
    the our at in when if for of and a an this that these its their from to with by on as both then
    while since after before we i it he she they principal site sites specified also yes though but
    each every about one two three only first second last school schools your my his her all some
    many most no not where which who what because although under over near inside outside between
    until during through elementary middle high thus here there now today chosen selected proposed
    participating lead name program both either neither call ask contact visit however meanwhile
    once unlike and/or campus is are was were be will would may can shall has have had team teams
    only district’s district's former principals named students parents families teachers staff mr
    mrs ms dr director coordinator location select specify designate nominate choose bring propose
    please name enroll say we're we'd i'd school’s school's town city county nearby neighboring new
    likewise additionally whether
    """
)
_DISTRICT_END = Regex(
    r"^(?:district|usd|esd|uhsd|jusd|jesd|juesd|jufsd|uesd|sd|hsd|husd|unified|esds?|csd|cusd|"
    r"jtusd)$"
)
_SCHOOL_HINT = Regex(
    rf"\b(?:{'|'.join(sorted(_SCHOOL_END | _SMALL_END | _FIRST))})\b", re.IGNORECASE
)
_DISTRICT_HINT = Regex(r"\b(?:district|unified)\b|\b\w{0,5}(?:SD|SDs)\b", re.IGNORECASE)
_DISTRICT_TYPES = word_set(
    """
    unified union joint elementary high city county school schools public area
    """
)


@dataclass(frozen=True)
class Mention:
    """A school or a district, named in a unit."""

    text: str
    start: int
    end: int


def _tokens(text: str) -> list[tuple[str, int, int]]:
    return [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]


@lru_cache(maxsize=4096)
def plain(token: str) -> str:
    """A token in lower case, less a possessive and what ends a sentence."""
    return re.sub(r"['’]s?$", "", re.sub(r"[.!?]+$", "", token)).lower().replace("–", "-")


def _is_capital(token: str) -> bool:
    return token[:1].isupper() or (
        token[:1].isdigit() and re.match(r"\d+(st|nd|rd|th)$", token) is not None
    )


def _ends(token: str) -> bool:
    """Whether a run of words ends with this token: a full stop, a possessive."""
    return re.search(r"[!?]$|['’]s?$", token) is not None or (
        token.endswith(".")
        and not re.fullmatch(r"(?:[A-Z]\.){1,3}|Jr\.|Sr\.|St\.|Mt\.|Dr\.|Ft\.|Rev\.", token)
    )


def _run_back(
    tokens: Sequence[tuple[str, int, int]], number: int, owners: frozenset[str] = frozenset()
) -> int:
    """The first token of the capitalised words that lead to a token.

    “Mariner's Gate” is one name; “Tecolote's Gate” is not, if Tecolote is one of the `owners`.
    """
    first = number
    at = number - 1
    while at >= 0 and number - at < 10:
        word = tokens[at][0]
        if _ends(word) and not (
            re.search(r"['’]s$", word)
            and word[:1].isupper()
            and plain(word) not in owners | FUNCTION_WORDS
            and not (at and _is_capital(tokens[at - 1][0]) and tokens[at - 1][0] != "St.")
        ):
            break
        if word == "," and at > 0 and plain(tokens[at + 1][0]) in ("jr", "sr"):
            at -= 1
            continue
        if _is_capital(word) and word not in ",;:()":
            first = at
        elif not (word.lower() in _JOINERS and at > 0 and _is_capital(tokens[at - 1][0])):
            break
        at -= 1
    while first < number and (
        plain(tokens[first][0]) in FUNCTION_WORDS or tokens[first][0] in _JOINERS
    ):
        if tokens[first][0] == "Dr.":
            break
        first += 1
    return first


def schools(text: str, owners: frozenset[str] = frozenset()) -> list[Mention]:
    """The schools named in a text: capitalised words that end in “School”, “Elementary” or so.

    `owners` are words of the district's name, which own schools and are not part of their names.
    """
    if not _SCHOOL_HINT.search(text):
        return []
    tokens = _tokens(text)
    found: list[Mention] = []
    number = 0
    while number < len(tokens):
        token = tokens[number][0]
        small = token in _SMALL_END and number > 0 and _is_capital(tokens[number - 1][0])
        small = small and text[tokens[number][2] :][:1] != ":"
        if _is_capital(token) and plain(token) in _FIRST and not _ends(token):
            last = _of_phrase(tokens, number + 1)
            if last is not None:  # “Escuela Primaria Benito Juárez”
                word = re.sub(r"['’]s?$|[.!?]+$", "", text[tokens[number][1] : tokens[last][2]])
                found.append(Mention(word, tokens[number][1], tokens[number][1] + len(word)))
                number = last + 1
                continue
        big = _is_capital(token) and plain(token) in _SCHOOL_END
        if plain(token) in ("es", "ms", "hs", "jhs"):
            big = token.rstrip(".!?") in _SHORT_END
        if not (big or small):
            number += 1
            continue
        last = number
        # to the end of the type: “Elementary School”, “Academy of the Arts”
        while last + 1 < len(tokens) and not _ends(tokens[last][0]):
            following = tokens[last + 1][0]
            if plain(following) in _SCHOOL_TYPES and (_is_capital(following) or small):
                last += 1
            elif (
                following in ("of", "for")
                and plain(tokens[last][0]) in ("school", "academy", "campus")
                and (end := _of_phrase(tokens, last + 1))
            ):
                last = end
            else:
                break
        first = _run_back(tokens, number, owners)
        after = tokens[last + 1][0] if last + 1 < len(tokens) and not _ends(tokens[last][0]) else ""
        proper = [
            tokens[at][0]
            for at in range(first, last + 1)
            if plain(tokens[at][0]) not in _SCHOOL_TYPES | FUNCTION_WORDS | _JOINERS - {"san"}
            and plain(tokens[at][0]) not in ("unified", "k", "tk", "title", "distinguished")
        ]
        if proper and plain(after) not in _NOT_SCHOOL:
            start, end = tokens[first][1], tokens[last][2]
            word = re.sub(r"['’]s?$|[.!?]+$", "", text[start:end])
            found.append(Mention(word, start, start + len(word)))
        number = last + 1
    return found


def _of_phrase(tokens: Sequence[tuple[str, int, int]], number: int) -> int | None:
    """The last token of “of the Arts and Sciences”, if capitals follow; else None."""
    last = None
    for at in range(number, min(number + 7, len(tokens))):
        token = tokens[at][0]
        if _is_capital(token):
            last = at
            if _ends(token):
                break
        elif token.lower() not in ("of", "the", "for", "and", "&", "de", "la"):
            break
    return last


def districts(text: str) -> list[Mention]:
    """The school districts named in a text, in order."""
    if not _DISTRICT_HINT.search(text):
        return []
    tokens = _tokens(text)
    found: list[Mention] = []
    number = 0
    while number < len(tokens):
        token = tokens[number][0]
        if not (_is_capital(token) and _DISTRICT_END.match(plain(token))):
            number += 1
            continue
        last = number
        while (
            last + 1 < len(tokens)
            and not _ends(tokens[last][0])
            and (
                _is_capital(tokens[last + 1][0])
                and (
                    plain(tokens[last + 1][0]) in _DISTRICT_TYPES
                    or _DISTRICT_END.match(plain(tokens[last + 1][0]))
                )
            )
        ):
            last += 1
        first = _run_back(tokens, number)
        proper = [
            tokens[at][0]
            for at in range(first, last + 1)
            if plain(tokens[at][0]) not in _DISTRICT_TYPES | FUNCTION_WORDS | _JOINERS
            and not _DISTRICT_END.match(plain(tokens[at][0]))
        ]
        if proper:
            start, end = tokens[first][1], tokens[last][2]
            word = re.sub(r"['’]s?$|[.!?]+$", "", text[start:end])
            found.append(Mention(word, start, start + len(word)))
        number = last + 1
    return found


@lru_cache(maxsize=4096)
def stem(name: str) -> str:
    """A school's name less its type: “Canal Middle School” and “Canal School” are one."""
    words = [word for word in re.split(r"[\s.,]+", fold(name)) if word]
    return " ".join(word for word in words if word not in _SCHOOL_TYPES | {"the"}) or fold(name)


_PLACE_GOES_ON = Regex(
    r"\s+(?:Unified|Union|Joint|Elementary|Middle|High|School|District|Street|Avenue|Road|Lane|Drive|"
    r"County|Academy|Charter|Intermediate|USD|ESD|Campus|Center|College)\b"
)


def is_place(text: str, end: int) -> bool:
    """Whether the capitalised words that end here go on as a place or a school does."""
    return _PLACE_GOES_ON.match(text, end) is not None

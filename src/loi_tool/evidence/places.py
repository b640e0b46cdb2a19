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
    preschool k-5 k-6 k-8 k-12 tk-5 tk-6 tk-8 es ms hs
    """
)
_SHORT_END = word_set("es ms hs")  # in capitals only: “es” is a Spanish word
_FIRST = word_set("escuela colegio")  # a name in Spanish begins with the type
# “Peppertree school”: the type in small letters behind a name
_SMALL_END = word_set("school elementary academy campus center middle high intermediate")
SCHOOL_TYPES = _SCHOOL_END | word_set(
    """
    junior senior community day public continuation independent language immersion unified union
    arts learning
    """
)
_NOT_SCHOOL = word_set(  # rare, but a school board must not be met as the school
    """
    district districts site sites board boards council councils committee team teams plan plans
    program programs counselor counselors
    """
)
_NO_NAME = word_set("unified k tk title distinguished")
"""Words that may be part of a school's name, and are none of it alone: “a Distinguished School”."""
# within a name: “School of the Arts”, “Val de la Cruz”
_JOINERS = word_set("of the de del la las los el y for & at san von van")
FUNCTION_WORDS = word_set(
    """
    a about all also although an and are as at be because before between both but by can each
    either every first for from had has have he here his how however i if in is it its last many
    may most my near neither no not now of on once one only our outside over please say second
    shall she since some that the their then there these they this though three through to today
    two under until use was we were what when where which while who will with would yes you your her
    after during let make put meet see ask contact bring name call lead
    named proposed selected specified participating former new
    campus director elementary families high location middle parents principal principals
    program school schools site sites staff students teachers team teams district city county
    mr mrs ms dr
    """
)
_KEPT_IN_NAME = word_set("the new high two three first second third one all")
"""Of these, what begins a school's name where it is in capitals within a sentence."""
_OF_MANY = word_set("children women girls boys men people youth kids workers")
"""“Valley Children’s Academy”: no person and no town whose school it is."""
_CAMPUS = word_set("campus site annex center academy program")
_SUBJECTS = word_set(
    """
    art arts science sciences technology engineering mathematics math media design letters music
    dance theater humanities health business law leadership culture cultures language languages
    environment agriculture medicine justice commerce nature literature history innovation
    """
)
_NUMBERED = Regex(  # “P.S. 12”, “School No. 5”
    r"(?<![\w.])(?:P\. ?S\.|PS|I\. ?S\.|IS|M\. ?S\.|MS|J\. ?H\. ?S\.|JHS|H\. ?S\.|HS|"
    r"(?:Public )?School (?:No\.|Number|#)) ?\d{1,3}(?![\w%]|[–-]\d)"
)
_DISTRICT_END = Regex(r"(?:district|unified|[a-z]{0,4}sds?)$")
_SCHOOL_HINT = Regex(  # a cheap look before the words of a text are taken one by one
    rf"\b(?:{'|'.join(sorted(_SCHOOL_END | _SMALL_END | _FIRST))})\b", re.IGNORECASE
)
_DISTRICT_HINT = Regex(r"\b(?:district|unified)\b|\b\w{0,5}(?:SD|SDs)\b", re.IGNORECASE)
DISTRICT_TYPES = word_set(
    """
    unified union joint elementary high city county school schools public area
    """
)


_Token = tuple[str, int, int]
"""A word or a mark, and where it begins and ends."""


@dataclass(frozen=True)
class Mention:
    """A school or a district, named in a unit."""

    text: str
    start: int
    end: int


def _tokens(text: str) -> list[_Token]:
    return [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]


@lru_cache(maxsize=4096)
def plain(token: str) -> str:
    """A token in lower case, less a possessive and what ends a sentence."""
    return re.sub(r"['’]s?$", "", token.rstrip(".!?")).lower().replace("–", "-")


def _is_capital(token: str) -> bool:
    return token[:1].isupper() or (
        token[:1].isdigit() and re.match(r"\d{1,4}(st|nd|rd|th)$", token) is not None
    )


def _ends(token: str) -> bool:
    """Whether a run of words ends with this token: a full stop, a possessive."""
    return re.search(r"[!?]$|['’]s?$", token) is not None or (
        token.endswith(".")
        and not re.fullmatch(r"(?:[A-Z]\.){1,3}|Jr\.|Sr\.|St\.|Mt\.|Dr\.|Ft\.|Rev\.", token)
    )


def _run_back(tokens: Sequence[_Token], number: int, owners: frozenset[str] = frozenset()) -> int:
    """The first token of the capitalised words that lead to a token.

    “Mariner's Gate” is one name; “Tecolote's Gate” is not, if Tecolote is one of the `owners`.
    """
    first = number
    at = number - 1
    while at >= 0 and number - at < 10:
        word = tokens[at][0]
        if word == ")" and _is_kind_in_brackets(tokens, at, number):
            at -= 3  # “Independence (Continuation) High School”
            continue
        if _ends(word) and not _owns_part(tokens, at, owners):
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
        within = first > 0 and not re.search(r"[.!?]$", tokens[first - 1][0])
        if tokens[first][0] == "Dr." or (within and plain(tokens[first][0]) in _KEPT_IN_NAME):
            break
        first += 1
    return first


def _is_kind_in_brackets(tokens: Sequence[_Token], close: int, number: int) -> bool:
    """Whether brackets within a school's name close here, with one word in them.

    A word that is no type of school is one of the name where nothing but a type comes behind it:
    “Pathways (Alternative) Junior High School”.
    """
    if close < 3 or tokens[close - 2][0] != "(" or not _is_capital(tokens[close - 3][0]):
        return False
    word = tokens[close - 1][0]
    if _is_type(word):
        return True
    only_types = all(_is_type(token) for token, _, _ in tokens[close + 1 : number])
    return only_types and re.fullmatch(r"[A-ZÀ-Þ][a-zß-ÿ]{3,20}", word) is not None


def _is_type(token: str) -> bool:
    return _is_capital(token) and plain(token) in SCHOOL_TYPES


def _owns_part(tokens: Sequence[_Token], at: int, owners: frozenset[str]) -> bool:
    """Whether a possessive is part of a school's name: “Mariner's Gate”, “Valley Children's”."""
    word = tokens[at][0]
    if not re.search(r"['’]s?$", word) or not word[:1].isupper():
        return False
    if re.sub(r"['’]s?$", "", word).lower() in _OF_MANY:
        return True
    if not re.search(r"['’]s$", word) or plain(word) in owners | FUNCTION_WORDS:
        return False
    before = tokens[at - 1][0] if at else ""
    return not _is_capital(before) or before in ("St.", "The")


@lru_cache(maxsize=64)
def schools(text: str, owners: frozenset[str] = frozenset()) -> tuple[Mention, ...]:
    """The schools named in a text: capitalised words that end in “School”, “Elementary” or so.

    `owners` are words of the district's name, which own schools and are not part of their names.
    """
    numbered = [Mention(m[0], m.start(), m.end()) for m in _NUMBERED.finditer(text)]
    if not _SCHOOL_HINT.search(text):
        return tuple(numbered)
    tokens = _tokens(text)
    mentions: list[Mention] = []
    number = 0
    while number < len(tokens):
        spanish_end = _end_in_spanish(tokens, number)
        type_end = _type_end(text, tokens, number)
        if spanish_end is not None:
            mentions.append(_mention(text, tokens, number, spanish_end))
        elif type_end is not None:
            first = _run_back(tokens, number, owners)
            if _is_school(tokens, first, type_end):
                mentions.append(_mention(text, tokens, first, type_end))
        number = max(number, spanish_end or type_end or 0) + 1
    for mention in numbered:
        if not any(other.start < mention.end and mention.start < other.end for other in mentions):
            mentions.append(mention)
    return tuple(sorted(mentions, key=lambda mention: mention.start))


def _end_in_spanish(tokens: Sequence[_Token], number: int) -> int | None:
    """The last token of “Escuela Primaria Benito Juárez”, if it begins here; else None."""
    token = tokens[number][0]
    begins = _is_capital(token) and plain(token) in _FIRST and not _ends(token)
    return _of_phrase(tokens, number + 1) if begins else None


def _type_end(text: str, tokens: Sequence[_Token], number: int) -> int | None:
    """The last token of the type of school that begins here: “Elementary School”; else None."""
    token, _, end = tokens[number]
    small = token in _SMALL_END and number > 0 and _is_capital(tokens[number - 1][0])
    small = small and text[end : end + 1] != ":"
    big = _is_capital(token) and plain(token) in _SCHOOL_END
    if plain(token) in _SHORT_END:
        big = token.rstrip(".!?").isupper()
    if not (big or small):
        return None
    last = number
    while last + 1 < len(tokens) and not _ends(tokens[last][0]):
        following = tokens[last + 1][0]
        if plain(following) in SCHOOL_TYPES and (_is_capital(following) or small):
            last += 1
        elif (
            following in ("of", "for")
            and plain(tokens[last][0]) in ("school", "academy", "campus")
            and (phrase_end := _of_phrase(tokens, last + 1))
        ):
            last = phrase_end  # “Academy of the Arts”
        elif following == "/" and last + 2 < len(tokens) and _is_type(tokens[last + 2][0]):
            last += 2  # “Elementary/Middle School”
        elif re.fullmatch(r"#\d{1,3}\.?", following):
            return last + 1
        else:
            break
    return _campus_of(tokens, last) or last


def _campus_of(tokens: Sequence[_Token], number: int) -> int | None:
    """The last token of “East Campus” in “Tule Bend Middle School's East Campus”; else None."""
    if re.search(r"['’]s$", tokens[number][0]):
        for at in range(number + 1, min(number + 5, len(tokens))):
            if not _is_capital(tokens[at][0]):
                break
            if plain(tokens[at][0]) in _CAMPUS:
                return at
    return None


def _is_school(tokens: Sequence[_Token], first: int, last: int) -> bool:
    """Whether a run of words has a name beside its type, and is no board, plan or office."""
    common = SCHOOL_TYPES | FUNCTION_WORDS | _JOINERS - {"san"} | _NO_NAME
    if all(plain(token) in common for token, _, _ in tokens[first : last + 1]):
        return False
    goes_on = last + 1 < len(tokens) and not _ends(tokens[last][0])
    return not (goes_on and plain(tokens[last + 1][0]) in _NOT_SCHOOL)


def _mention(text: str, tokens: Sequence[_Token], first: int, last: int) -> Mention:
    start, end = tokens[first][1], tokens[last][2]
    name = re.sub(r"['’]s?$|[.!?]{1,9}$", "", text[start:end])
    return Mention(name, start, start + len(name))


def _of_phrase(tokens: Sequence[_Token], number: int) -> int | None:
    """The last token of “of the Arts and Sciences”, if capitals follow; else None."""
    last = None
    for at in range(number, min(number + 7, len(tokens))):
        word = tokens[at][0]
        if _is_capital(word):
            last = at
            if _ends(word):
                break
        elif word == ",":
            return _end_of_subjects(tokens, at) or last
        elif word.lower() not in ("of", "the", "for", "and", "&", "de", "la"):
            break
    return last


def _end_of_subjects(tokens: Sequence[_Token], comma: int) -> int | None:
    """The last token of “, Science and the Sea” in a school's name; None of another list."""
    at = comma
    while at + 1 < len(tokens) and tokens[at][0] == "," and plain(tokens[at + 1][0]) in _SUBJECTS:
        if _ends(tokens[at + 1][0]):
            return None
        at += 2
    if at == comma:
        return None
    rest = [token for token, _, _ in tokens[at : at + 5]]
    first = at
    if rest[:1] == [","]:
        at, rest = at + 1, rest[1:]
    if rest[:1] not in (["and"], ["&"]):
        return None
    at, rest = at + 1, rest[1:]
    if rest[:1] == ["the"]:
        at, rest = at + 1, rest[1:]
    if not rest or not _is_capital(rest[0]) or at - first > 3:
        return None
    # “… and Lincoln Elementary” is another school
    return None if len(rest) > 1 and not _ends(rest[0]) and _is_capital(rest[1]) else at


def districts(text: str) -> list[Mention]:
    """The school districts named in a text, in order."""
    if not _DISTRICT_HINT.search(text):
        return []
    tokens = _tokens(text)
    mentions: list[Mention] = []
    number = 0
    while number < len(tokens):
        if not _is_capital(tokens[number][0]) or not _ends_district(tokens[number][0]):
            number += 1
            continue
        last = number
        while last + 1 < len(tokens) and not _ends(tokens[last][0]):
            following = tokens[last + 1][0]
            if not _is_capital(following) or not (
                plain(following) in DISTRICT_TYPES or _ends_district(following)
            ):
                break
            last += 1
        if number > 0 and tokens[number - 1][0] == "for":  # “Center for District Improvement”
            number = last + 1
            continue
        first = _run_back(tokens, number)
        common = DISTRICT_TYPES | FUNCTION_WORDS | _JOINERS
        if not all(
            plain(token) in common or _ends_district(token)
            for token, _, _ in tokens[first : last + 1]
        ):
            mentions.append(_mention(text, tokens, first, last))
        number = last + 1
    return mentions


def _ends_district(token: str) -> bool:
    return _DISTRICT_END.match(plain(token)) is not None


@lru_cache(maxsize=4096)
def stem(name: str) -> str:
    """A school's name less its type: “Canal Middle School” and “Canal School” are one."""
    words = [word for word in re.split(r"[\s.,]+", fold(name)) if word]
    return " ".join(word for word in words if word not in SCHOOL_TYPES | {"the"}) or fold(name)


_PLACE_GOES_ON = Regex(  # capitals before these are a place's or a school's, no person's
    r"\s{1,9}(?:Unified|Union|Joint|Elementary|Middle|High|School|District|Street|Avenue|Road|Lane|Drive|"
    r"County|Academy|Charter|Intermediate|USD|ESD|Campus|Center|College)\b"
)


def is_place(text: str, end: int) -> bool:
    """Whether the capitalised words that end here go on as a place or a school does."""
    return _PLACE_GOES_ON.match(text, end) is not None

"""Names, telephone numbers and email addresses in running text.

Nothing here knows a list of names: a name is a run of capitalised words of which none belongs to
an office, a place of work or the furniture of a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import combining

from loi_tool.calls.model import CARDINALS
from loi_tool.evidence.places import DISTRICT_TYPES, FUNCTION_WORDS, SCHOOL_TYPES
from loi_tool.text import HYPHENS, MONTHS, Regex, fold, word_set

_SPACE = " \u00a0\u2007\u2009\u202f"
_DASH = HYPHENS + "\u2014"
PHONE = Regex(
    rf"(?<![\w${HYPHENS}])(?<!\d\.)"
    rf"(?:(?:\+?1[{_SPACE}.{_DASH}]?)?"
    rf"(?:\(\d{{3}}\)[{_SPACE}]?[.{_DASH}/]?[{_SPACE}]?"
    rf"|\d{{3}}[{_SPACE}]?[{_SPACE}.{_DASH}/·][{_SPACE}]?))?"
    rf"\d{{3}}[{_SPACE}]?[{_SPACE}.{_DASH}·][{_SPACE}]?\d{{4}}"
    r"(?:,? ?(?:ext(?:ension|n)?\.?|local|loc\.?|x\.?|#) ?\d{1,6})?(?![\w@]|\.\d)"
    r"|(?<!\d)\d{10}(?!\d)",
    re.IGNORECASE,
)
EMAIL = Regex(r"(?<![\w.+-])[\w.+'’-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,6}")


_TOKEN = Regex(r"[^\s/|·•–—,;:()\[\]\"“”<>]+|[/|·•–—,;:()\[\]\"“”<>\t\n]")
_HONORIFICS = word_set(  # before a name; a name of one word needs one
    """
    dr dra mr mrs ms miss mx prof professor profa rev reverend hon fr pastor coach sra srta dona
    senor senora doctor doctora maestro maestra lic licenciado licenciada
    """
)
# “Jr.” goes on with a name; “de la” joins two words of one
_SUFFIXES = word_set("jr sr ii iii iv")
_PARTICLES = word_set(
    """
    de del la las los da dos di do du van der dela delos den von bin ibn al el le
    """
)

# Capitalised words that are no one's name: what begins a sentence, closes a letter, is a street or
# comes before a number; places of work and their departments. Offices are in `_ROLE`.
_NEVER = (
    (FUNCTION_WORDS | SCHOOL_TYPES | DISTRICT_TYPES) - word_set("will may day")  # names, too
    | frozenset(month.lower() for month in MONTHS if month not in ("April", "May", "June"))
    | word_set(
        """
        monday tuesday wednesday thursday friday saturday sunday
        you those whom into or via per re any so well third next just
        thank thanks dear sir madam sincerely respectfully cordially kindly regards yours truly
        gratefully best
        street avenue road lane drive boulevard highway route suite box way court california ca
        phone telephone tel cell mobile fax email e-mail mail direct line desk main attn attention
        cc subject date point signed signature contacts person title role hr cfo
        letter interest application applications applicant question questions inquiry inquiries
        information correspondence reach write send
        district districts state office department division center board trustees cabinet council
        committee consortium network initiative cohort programs project partnership partnerships
        collaborative association foundation university college institute service services
        education educational educator communities engagement family parent student teaching
        curriculum instruction equity access outreach relations affairs human resources business
        fiscal technology special categorical federal english learner learners multilingual
        associate deputy vice leader interim acting consultant counsel attorney employee
        representative lcap elac delac lea cde coe tk usd esd jusd uhsd
        """
    )
)
STREET_SURNAMES = word_set("street lane court way")
"""Ends of streets that are surnames, too: “Rose Court, Director of Programs”."""
_NAME_ALONE = Regex(r"\s*(?:(?:contact|name|person)[^:\n]{0,20}:\s*)?", re.IGNORECASE)
_ASKED_FOR = Regex(
    r"\b(?:(?:contact|employee|person|liaison)\b[^.;:\n]{0,60}\b(?:is|be)|contact|reach|call|"
    r"ask for|speak with)\s$",
    re.IGNORECASE,
)
_ROLE = Regex(  # an office: no part of a name, and what a title has
    r"(?:superintend[ae]nte?|director|coordinator|manager|principal|teacher|secretary|officer|"
    r"administrator|specialist|liaison|counselor|analyst|supervisor|assistant|dean|chief|head|lead|"
    r"supt|supdt|president|chair|clerk|aide|nurse|tosa|psychologist|facilitator|executive|advocate|ceo|"
    r"registrar|bookkeeper|accountant|worker|librarian|coach|founder|designee|dir|coord|asst)s?\b",
    re.IGNORECASE,
)
_COUNTED = frozenset(word.capitalize() for word in CARDINALS[1:9])
"""Begin surnames that are translated: “Marlys Two Crow”."""
_CONTRACTION = Regex(r"['’](?:m|ve|ll|d|re|t)$", re.IGNORECASE)  # “I'm”, “We'll” are no names


@dataclass(frozen=True)
class Name:
    """A person's name as written, without title and degrees, and where it is in its text."""

    text: str
    start: int
    end: int
    honorific: bool = False
    """“Dr.” or the like is before it."""

    @property
    def words(self) -> tuple[str, ...]:
        """Its words, folded, less initials, particles and suffixes."""
        return tuple(
            word
            for word in re.split(r"[\s.\"“”()]+", fold(self.text))
            if len(word) > 1 and word not in _PARTICLES and word not in _SUFFIXES
        )

    @property
    def is_full(self) -> bool:
        """Whether there is more than a first name or a surname."""
        return len(re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", self.text)) > 1


@lru_cache(maxsize=4096)
def _bare(token: str) -> str:
    return fold(token).replace(".", "").strip("'")


@lru_cache(maxsize=4096)
def _is_word(token: str) -> bool:
    """A capitalised word of letters; all capitals too, as in a signature in capitals."""
    bare = token.rstrip(".")
    if token.endswith(".") and len(bare) > 3:
        return False  # the caller cuts the full stop off first
    return (
        len(bare) > 1
        and not (len(bare) == 2 and bare.isupper())
        and (bare[0].isupper() or re.match(r"(?:al|el|d|l|o)['’-][A-ZÀ-Þ]", bare) is not None)
        and all(char.isalpha() or combining(char) or char in "'’" + HYPHENS for char in bare)
        and _bare(bare) not in _NEVER
        and not _ROLE.fullmatch(bare)
        and not _CONTRACTION.search(bare)
        and not any(part in _NEVER for part in _bare(bare).split("-") if len(part) > 4)
    )


def _is_initial(token: str) -> bool:
    if token in ("Ma.", "Wm.", "Geo.", "Chas."):  # María, William and others, cut short
        return True
    return re.fullmatch(r"[A-ZÀ-Þ]|(?:[A-ZÀ-Þ]\.){1,3}[A-ZÀ-Þ]?", token) is not None


def has_point(text: str) -> bool:
    """Whether there is a phone number or an email address in a text."""
    return PHONE.search(text) is not None or EMAIL.search(text) is not None


def names(text: str) -> list[Name]:
    """The names of persons in a text, in order; single names only after “Mr.” and the like.

    Runs of capitals that are no one's name (a place, a program) come too: what is around
    them tells.
    """
    return list(_names(text))


def _names(text: str) -> Iterator[Name]:
    tokens = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
    number = 0
    while number < len(tokens):
        token = tokens[number][0]
        honorific = False
        start = number
        while (
            start < len(tokens)
            and _bare(tokens[start][0]) in _HONORIFICS
            and (tokens[start][0][0].isupper())
        ):
            honorific = True
            start += 1
        if start >= len(tokens):
            return
        token = _cut(tokens[start][0])
        is_name = _is_word(token) or _is_initial(token)
        if not is_name or tokens[start][0] == "P.S." or _is_acronym(tokens, start):
            number = start + 1
            continue
        end, last = _run(tokens, start)
        if _is_street(tokens, end) and _is_of_a_person(text, tokens[start][1], tokens[end]):
            last = tokens[end][1] + len(_cut(tokens[end][0]))
            end += 1
        written = text[tokens[start][1] : last]
        # one word is a name only if it is called so
        if len(written.split()) > 1 or honorific:
            yield Name(written, tokens[start][1], last, honorific)
        number = max(end, start + 1)


def _is_street(tokens: list[tuple[str, int, int]], number: int) -> bool:
    """Whether a token may be a surname or the end of a street's name."""
    if number >= len(tokens) or tokens[number - 1][0].endswith((".", ",")):
        return False
    token = tokens[number][0]
    return token[0].isupper() and _cut(token).lower() in STREET_SURNAMES


def _is_of_a_person(text: str, start: int, surname: tuple[str, int, int]) -> bool:
    """Whether what is around a name that may be a street's says that it is a person's.

    An honorific or an office, an address made of the name, or a line with nothing else on it.
    """
    end = surname[1] + len(_cut(surname[0]))
    name = text[start:end]
    alone = not text[end:].strip() and _NAME_ALONE.fullmatch(text[:start]) is not None
    own = any(
        resembles(name, email) == 2 and local_part(email) != re.sub(r"[^a-z]", "", fold(name))
        for email in EMAIL.findall(text)
    )
    titled = re.search(r"\b(?:M[rsx]|Mrs|Dr)\.? $", text[:start]) is not None
    return alone or own or titled or is_asked_for(text, start) or role_follows(text, end)


def _is_acronym(tokens: list[tuple[str, int, int]], number: int) -> bool:
    """Whether a word in capitals comes before one that is not: “CCEE Steven Mitchell”."""
    word = tokens[number][0]
    following = tokens[number + 1][0] if number + 1 < len(tokens) else ""
    return len(word) > 2 and word.isupper() and _is_word(following) and not following.isupper()


@lru_cache(maxsize=4096)
def _cut(token: str) -> str:
    """A token without what ends a sentence, and without a possessive."""
    if not _is_initial(token) and _bare(token) not in _SUFFIXES:
        token = token.rstrip(".!?")
    return re.sub(r"['’]s?$", "", token)


def _run(tokens: list[tuple[str, int, int]], start: int) -> tuple[int, int]:
    """The run of a name from a token on: the token after it, and where it ends in the text."""
    number = start
    last = tokens[start][1]
    words = 0
    while number < len(tokens) and number - start < 9:
        raw, at, _ = tokens[number]
        gap = number > start and at - tokens[number - 1][2] > 2
        if gap:
            break
        token = _cut(raw)
        if _is_word(token):
            words += 1
            last = at + len(token)
            number += 1
            if token != raw and not (
                raw == token + "." and _bare(raw) in {"st", "ste", "ma", "jr", "sr"}
            ):
                break  # a full stop or a possessive ends it
        elif _is_initial(token) and (raw[0].isupper()):
            if words and not _continues(tokens, number):
                break
            last = at + len(token)
            number += 1
        elif (
            (fold(token) in _PARTICLES and words and _continues(tokens, number))
            or (raw == "y" and words > 1 and _second_surname(tokens, number))
            or (raw in _COUNTED and words and _continues(tokens, number))
        ):
            number += 1
        elif raw in '"“”(' and number > start and (step := _nickname(tokens, number)):
            number += step
        elif raw == "," and number + 1 < len(tokens) and _bare(tokens[number + 1][0]) in _SUFFIXES:
            last = tokens[number + 1][2]
            if tokens[number + 1][0].endswith(","):
                last -= 1
            number += 2
            break
        elif _bare(raw) in _SUFFIXES and words:
            last = tokens[number][2]
            number += 1
            break
        else:
            break
    return number, last


def _continues(tokens: list[tuple[str, int, int]], number: int) -> bool:
    """Whether a word of a name follows, perhaps after further particles and initials."""
    for raw, _, _ in tokens[number + 1 : number + 4]:
        token = _cut(raw)
        if _is_word(token):
            return True
        if not (fold(token) in _PARTICLES or _is_initial(token)):
            return False
    return False


def _second_surname(tokens: list[tuple[str, int, int]], number: int) -> bool:
    """Whether “y” joins two surnames (“Ramírez y Soto”) and not two persons."""
    following = [_is_word(_cut(raw)) for raw, _, _ in tokens[number + 1 : number + 3]]
    return following[:1] == [True] and following[1:] != [True]


def _nickname(tokens: list[tuple[str, int, int]], number: int) -> int:
    """How many tokens a nickname in quotes or brackets takes, with a name after it; else 0."""
    for step in (2, 3):
        if number + step + 1 >= len(tokens):
            return 0
        inside = [token for token, _, _ in tokens[number + 1 : number + step]]
        if tokens[number + step][0] in '"”“)':
            good = inside[0][0].isupper() and all(
                word.isalpha() or _bare(word) in _SUFFIXES or "-" in word for word in inside
            )
            return step + 1 if good and _is_word(_cut(tokens[number + step + 1][0])) else 0
    return 0


# one of the learnt reasons for a contact: an office beside the name
_BESIDE_NAME = Regex(r"\s{0,9}(?:,|\(|–|—|-|\||·|\n|:|is|who is|as|/)\s{0,9}([^\n.;@]{0,60})")


def role_follows(text: str, end: int) -> bool:
    """Whether an office follows a name, as in “Maria Delgado, our Director of Programs”."""
    rest = _BESIDE_NAME.match(text, end)
    return rest is not None and _ROLE.search(rest.group(1)) is not None


def is_asked_for(text: str, start: int) -> bool:
    """Whether what begins here is to be contacted: “our contact is …”, “reach …”."""
    return _ASKED_FOR.search(text[max(0, start - 90) : start]) is not None


@lru_cache(maxsize=4096)
def local_part(email: str) -> str:
    """What comes before the @, letters only."""
    return re.sub(r"[^a-z]", "", fold(email.partition("@")[0]))


def resembles(name: str, email: str) -> int:
    """How surely an address is a person's: 2 by the surname, 1 by first name or initials, or 0."""
    local = local_part(email)
    if not local:
        return 0
    words = [word for word in re.split(r"[^a-z]+", fold(name).replace("'", "")) if word]
    words = [word for word in words if word not in _SUFFIXES]
    if any(len(word) > 2 and word in local for word in words[1:]):
        return 2
    if len(words) > 1 and len(words[-1]) == 2 and local.endswith(words[-1]):
        return 2
    if any(
        len(word) > 2 and (word in local or (local in word and len(local) > 2))
        for word in words[:1]
    ):
        return 1
    # “tokonjo” for Okonjo-Bell is caught above; “mdlc” is Maria de la Cruz by her initials
    initials = "".join(word[0] for word in words)
    return 1 if len(local) > 1 and local == initials else 0


def same_person(first: str, second: str) -> bool:
    """Whether two names can be one person's: same surname, and first names that do not differ."""
    a, b = (_given_and_last(name) for name in (first, second))
    if not a or not b or a[-1] != b[-1]:
        return False
    return a[0][0] == b[0][0] if len(a) > 1 and len(b) > 1 else True


def _given_and_last(name: str) -> list[str]:
    words = [word for word in re.split(r"[\s.,]+", fold(name)) if word]
    return [word for word in words if word not in _SUFFIXES]


_MARKS = Regex(  # what comes before the name of a signer: “/s/”, “By:”, “Name:”
    r"^(?:[\s*_]*(?:/\s?s\s?/|s/|by:|from:|name:|signed:|[\[(](?:original )?(?:signed|"
    r"sgd\.?)(?: by)?[\])])\s*)+",
    re.IGNORECASE,
)


def tidy_title(text: str) -> str:
    """A title without its label (“Title: …”) and without brackets around it."""
    text = re.sub(r"^\W*(?:title|its|position)\s*:\s*", "", text, flags=re.IGNORECASE)
    text = text.strip(" ,;|/·:–—\t-").partition("\t")[0]  # behind a tab another one signs
    whole = re.fullmatch(r"\(([^()]*)\)", text)
    return (whole.group(1) if whole else text).strip(" ,;|/·:–—\t-")


def name_and_title(line: str) -> tuple[Name, str] | None:
    """A line that begins with a person's name, and what comes after it: the title, or nothing.

    “Dr. Elena Marquez, Superintendent” gives the name and “Superintendent”.
    """
    lead = _MARKS.match(line)
    begin = lead.end() if lead else 0
    for name in names(line[begin:])[:1]:
        before = line[begin : begin + name.start].split()
        if not all(_bare(word) in _HONORIFICS for word in before):
            return None
        rest = line[begin + name.end :]
        rest = re.sub(r"^(?:[\s,]+(?:" + _DEGREE + r")(?![A-Za-z])\.?)+", "", rest)
        if rest and not re.match(r"\s*[,;(|/·:–—\t-]|\s{2,}|\s*$", rest):
            return None
        title = tidy_title(rest)
        placed = Name(name.text, begin + name.start, begin + name.end, name.honorific)
        return placed, title
    return None


_DEGREE = (
    r"(?:[A-Z][A-Za-z]{0,2}\. ?){2,4}|Ed\.? ?[DSM]|Ph\.? ?D|M\.? ?Ed|Esq|[BM][AS]|JD|MBA|MSW|MPA"
)


def is_role(text: str) -> bool:
    """Whether a text names an office: “Director of Programs”, “Superintendent”."""
    return _ROLE.search(text) is not None

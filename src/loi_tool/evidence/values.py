"""What a letter says of itself: district, kind of applicant, date, to whom it goes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date as Date  # noqa: N812 (a field is called `date`)

from loi_tool.calls.model import Call
from loi_tool.evidence.outline import LetterLine, Outline, evidence
from loi_tool.evidence.people import has_point, names
from loi_tool.evidence.places import districts
from loi_tool.evidence.signers import closing_signers
from loi_tool.facts import ItemReading, PartReading
from loi_tool.findings import Evidence, Place, Verdict
from loi_tool.text import MONTH, Regex, any_of, fold, month_number, word_set

_NO_SCHOOLS = Regex(
    r"^(?!.*\b(?:school|unified|union|elementary|high)\b).*"
    r"\b(?:air|water|fire|irrigation|hospital|health\w*|utility|parks?|recreation|sanitary|control"
    r"|conservation|college|transit|reclamation|flood|business|historic)\b",
    re.IGNORECASE,
)


def read_district(call: Call, parts: Outline) -> str | None:
    """The name of the district as the letter writes it, in the fullest form, not in capitals."""
    funders = any_of(call.organizations)  # “Center for District Improvement” is none
    lines = [*parts.head, *parts.furniture, *parts.body[:12], *parts.closing]
    named = [
        mention.text
        for line in lines
        for mention in districts(funders.sub(" ", line.text))
        if not _NO_SCHOOLS.search(mention.text)
    ]
    whole = [name for name in named if re.search(r"district$", name, re.IGNORECASE)] or named
    if not whole:
        return _letterhead(parts)
    same = [name for name in whole if fold(name) == fold(whole[0])]
    return next((name for name in same if not name.isupper()), whole[0])


_APPLYING = Regex(
    r"[\s,]{0,9}(?:\([^()]{1,40}\)\s{0,9})?(?:(?:is|are) pleased to|respectfully|hereby|submits?"
    r"|applies|(?:wants?|wishes|would like|seeks) to "
    r"(?:join|apply|take part|participate|be considered))\b"
)
_COPY = Regex(r"\W{0,9}(?:cc|bcc|copy|copies|with)\b", re.IGNORECASE)


def read_other_districts(
    parts: Outline, district: str | None, applicant: str | None
) -> tuple[Evidence, ...]:
    """Other districts that sign, are at the top or the foot of the page, or apply."""
    if not district or applicant == "consortium":
        return ()
    own = _proper(district)
    initials = "".join(word[0] for word in re.findall(r"[a-z]+", fold(district)))[:2]
    shown: list[Evidence] = []
    in_body = set(map(id, parts.body))
    for line in (*parts.head[:2], *parts.body, *parts.closing, *parts.furniture):
        if _COPY.match(line.text):
            continue
        for mention in districts(line.text):
            theirs = _proper(mention.text)
            alone = len(line.text) - len(mention.text) < _BESIDE_NAME and id(line) not in in_body
            if (
                theirs
                and not theirs & own
                and not _NO_SCHOOLS.search(mention.text)
                and not any(word.startswith(initials) for word in theirs)
                and (alone or _APPLYING.match(line.text, mention.end))
            ):
                shown.append(evidence(mention.text, line.place))
    return tuple(shown)


_BESIDE_NAME = 20
"""Characters that may be beside a district's name where it signs: “Superintendent, ”."""


def _proper(name: str) -> set[str]:
    """The words of a district's name that only it has."""
    return set(re.findall(r"[^\W\d_]{2,}", fold(name))) - _COMMON_WORDS


_COMMON_WORDS = word_set(
    """
    the of and school schools district unified union joint elementary high city county area public
    usd esd uhsd jusd uesd sd unif dist
    """
)


def _letterhead(parts: Outline) -> str | None:
    """What comes first in the letter, if it is a name: “Semilla Academies”."""
    for line in [*parts.head[:1], *parts.furniture[:1]]:
        first = re.split(r"[|·•(,\t]|\s[–—-]\s", line.text)[0].rstrip()
        words = first.split()
        if 1 < len(words) < 8 and not re.search(r"\d|:", first) and words[0][:1].isupper():
            return first
    return None


_CONSORTIUM = Regex(
    r"\b(?:as a|form(?:ing)? (?:a|one)|our|this|another) consortium\b|\blead district\b|"
    r"\bconsortium (?:of (?:\w+ ){0,3}districts|team|lead|letter|application)\b|"
    r"\bapply(?:ing)? (?:jointly|together|as one)\b|\b(?:this|our) joint (?:application|letter)\b|"
    r"\bjointly (?:apply|submit)\b|\bmember districts\b|\b(?:is|be) in the lead\b|"
    r"\b(?:of us|districts) (?:are |will )?(?:writ\w+|apply\w*|com\w+) together\b",
    re.IGNORECASE,
)
_CHARTER = Regex(
    r"\bcharter (?:lea|academy|local educational agency)\b|\bpublic charter\b|"
    r"\b(?:as an?|we are an?|we're an?|our) (?:[\w-]+ ){0,3}charter\b|\bcharter board\b",
    re.IGNORECASE,
)


def read_applicant_type(call: Call, parts: Outline) -> str | None:
    """`consortium` or `charter` where the letter says so of the applicant.

    Superintendents of several districts who sign together are a consortium.
    """
    around = [*parts.head, *parts.furniture, *parts.closing]
    if parts.valediction:
        around.append(parts.valediction)
    program = any_of(call.own_names)  # one may be called “Consortium”
    top = program.sub(" ", "\n".join(line.text for line in around))
    text = program.sub(" ", "\n".join(line.text for line in parts.body))
    if re.search(r"\bconsortium\b|\bjoint letter\b", top, re.IGNORECASE) or _CONSORTIUM.search(
        f"{top}\n{text}"
    ):
        return "consortium"
    titles = [signer.title for signer in closing_signers(call, parts)]
    if any(sum(map(signatory.fits, titles)) > 1 for signatory in call.signers):
        return "consortium"
    if re.search(r"\bcharter\b", top, re.IGNORECASE) or _CHARTER.search(text[:1500]):
        return "charter"
    named = names_district(parts)
    return "charter" if not named and len(re.findall(r"\bcharter", text)) > 1 else None


def names_district(parts: Outline) -> bool:
    """Whether the letterhead, the address or the subject names a school district."""
    return any(districts(line.text) for line in parts.head)


_DATE = Regex(
    rf"\b({MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b|"
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: day)?[ -](?:of |de )?({MONTH}),?[ -](?:de )?"
    r"(\d{4}|\d\d)\b|"
    r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d\d)\b|\b(\d{4})-(\d\d)-(\d\d)\b",
    re.IGNORECASE,
)


_MONTH_ALONE = Regex(
    rf"\W{{0,9}}(?:date\W{{1,9}})?(({MONTH}),? (?:de )?(\d{{4}}))\W*", re.IGNORECASE
)
_OF_ANOTHER = Regex(r"\b(?:due|deadline|by|posted|dated|before|until)\b", re.IGNORECASE)


def read_date(parts: Outline) -> tuple[Date | None, Place, str]:
    """The date on the letter: above the salutation, else in the closing, else in a header.

    Where only a month is written it is the first day of it; the last value is the month as written,
    else empty. Dates of a subject line and of deadlines are other dates.
    """
    for lines in (parts.head, parts.body[:3], parts.closing, parts.furniture):
        for line in lines:
            text = line.text
            if len(text) >= 200 or (_SUBJECT.match(text) and not _DATE_LABEL.match(text)):
                continue
            for match in _DATE.finditer(text):
                day = None if _OF_ANOTHER.search(text[: match.start()]) else _as_date(match)
                if day:
                    return day, line.place, ""
            month = _MONTH_ALONE.fullmatch(text)
            if month:
                number = month_number(month[2])
                return Date(int(month[3]), number, 1), line.place, month[1]
    return None, Place(), ""


def _as_date(match: re.Match[str]) -> Date | None:
    m1, d1, y1, d2, m2, y2, m3, d3, y3, y4, m4, d4 = match.groups()
    try:
        if m1:
            return Date(int(y1), month_number(m1), int(d1))
        if m2:
            return Date(_whole_year(y2), month_number(m2), int(d2))
        if m3:
            return Date(_whole_year(y3), int(m3), int(d3))
        return Date(int(y4), int(m4), int(d4))
    except ValueError:
        return None


def _whole_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


_DATE_LABEL = Regex(r"(?:date|fecha)\b", re.IGNORECASE)
_TO_LABEL = Regex(r"(?:to|para|attn|attention)\s*:?", re.IGNORECASE)
_SUBJECT = Regex(
    r"(?:re|subject|asunto|date|fecha|from|de)\s*[:–—]|letter of (?:interest|intent)\b|re\b",
    re.IGNORECASE,
)
_ADDRESSEE = Regex(
    r"\b(attn|attention|to:|mr\.|ms\.|mrs\.|dr\.|committee|reviewers?|selection)", re.IGNORECASE
)


def read_addressee(call: Call, parts: Outline) -> tuple[Evidence, ...]:
    """The lines that say to whom the letter goes, less letterhead, date and subject.

    They begin with a person whom the call names, “To:” or “Mr.”, or are below the date where a
    letterhead is above it.
    """
    known = _known_addressees(call)
    own = fold(read_district(call, parts) or "?")
    dated_first = bool(parts.head) and _DATE.search(parts.head[0].text) is not None
    dated_first &= not any(own in fold(line.text) for line in parts.furniture)
    is_memo = any(re.match(r"(?:to|para)\s*:", line.text, re.IGNORECASE) for line in parts.head)
    begun = below_date = False
    lines: list[Evidence] = []
    for line in parts.head:
        text = line.text
        if line.paragraph.where == "text_box":
            continue
        if _DATE.search(text) and len(text) < 60:
            below_date = not (dated_first or is_memo)
            continue
        if _SUBJECT.match(text):
            begun = False
            continue
        if _TO_LABEL.fullmatch(text):
            begun = True
            continue
        if not is_memo or _TO_LABEL.match(text):
            in_letterhead = has_point(text) or own in fold(text)
            if known.search(text) or (_ADDRESSEE.search(text) and not in_letterhead):
                begun = True
            elif in_letterhead:
                continue
        if begun or (below_date and line.paragraph.row is None):  # a table there is a summary
            lines.append(evidence(text, line.place))
    return tuple(lines)


def _known_addressees(call: Call) -> Regex:
    """The people and offices to whom letters to a call go."""
    to = call.delivery.to
    return any_of(
        [
            *(person.name for person in (to, *call.delivery.cc) if person.name),
            *([to.organization] if to.organization else []),
            *(re.sub(r"\s*\(.*", "", issuer) for issuer in call.issuers),
            *re.findall(r"\(([A-Z]{3,})\)", " ".join(call.issuers)),
        ]
    )


def addressee_names(
    call: Call, lines: Sequence[Evidence], salutation: LetterLine | None
) -> list[str]:
    """The names of those who get the letter, from the call and from the letter."""
    people = (call.delivery.to, *call.delivery.cc)
    known = [person.name for person in people if person.name]
    for text in [*(line.text for line in lines), *([salutation.text[:200]] if salutation else [])]:
        known += [name.text for name in names(text)]
    return known


# --- items --------------------------------------------------------------------------------------


def item_of(parts: dict[str, PartReading], met: str) -> ItemReading:
    """The reading of an item from those of its parts: the worst of them is its verdict."""
    for verdict in (Verdict.NOT_CHECKED, Verdict.NOT_MET, Verdict.CONFIRM):
        worst = [part for part in parts.values() if part.verdict is verdict]
        if worst:
            why = " ".join(dict.fromkeys(part.why for part in worst if part.why))
            break
    else:
        verdict, why = Verdict.MET, met
    shown = dict.fromkeys(passage for part in parts.values() for passage in part.evidence)
    return ItemReading(verdict, why, tuple(shown), parts)

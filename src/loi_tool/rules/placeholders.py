"""Where a text is not finished: stand-ins, prompts, and notes that its writers left themselves."""

from __future__ import annotations

import re

_PROMPT = r"""(?:insert|write|your|enter|add|fill|name|date|describe|district|school|number|amount
    |description|need\b
    |percent|title|phone|e-?mail|address|type|choose|select|click|confirm|verify|update|placeholder
    |logo|letterhead|xx|tb|tk|\#|\.\.|…)"""
_WITHHELD = r"(?![^\])>]{0,40}\b(?:withheld|redacted|omitted|changed)\b)"
_TOKEN = re.compile(
    rf"""\[\s*{_WITHHELD}{_PROMPT}[^\]\n]{{0,200}}\] | <\s*{_PROMPT}\b[^<>@:/\n]{{0,60}}>
      | \bTB[DAC]\b | \b(?-i:TODO|FIXME)\b | \b(?:TK){{2,}}\b | \[TK\] | \blorem\s+ipsum\b
      | \b(?:19|20)XX\b | \bX{{2,}}(?:[/-]X{{2,}})+ | [$#]\s?X+\b | \bX+\s?(?:%|percent\b)
      | \bX{{3,}}\b | \bX{{2}}\s(?=(?:students|families|parents|schools|teachers|pupils|people)\b)
      | \#{{2,}}(?:[-.]\#+)* | \(?\b(?:000\)?[-. ]\s?000[-. ]\d{{4}}|555\)?[-. ]\s?555[-. ]5555)\b
      | \[\s*\] | \?{{3,}} | <<[^<>\n]{{0,80}}>> | \{{\{{[^{{}}\n]{{0,80}}\}}\}}
      | «\s?\w{{1,40}}_\w{{1,40}}\s?»
      | \bclick\s(?:or\stap\s)?here\sto\senter\b[^.\n]{{0,40}}\.? | \bchoose\san\sitem\b\.?
      | \b(?:text|data|name|number|title|quote|photo|paragraph|answer)\sgoes?\shere\b
      | (?-i:\bYour\s(?:Name|Title|District|School|Phone|Email|Address)\b)
      | (?-i:\b(?:DISTRICT|SCHOOL|SUPERINTENDENT|CONTACT)(?:['’]S)?\sNAME\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)  # TODO in capitals only: “todo” is a Spanish word; TK alone is a grade
_BLANK = re.compile(r"(?:(?<=\s)|^)[^\s_]{0,40}_{3,}|_{3,}|_{2,}%")
_ASKED = re.compile(
    r"(?:phone|tel|e-?mail|school|contact)\W{0,3}_{3,}|\w{1,40}@_{2,}", re.IGNORECASE
)
_INSIDE = re.compile(r"\(([^()\n]{2,160})\)|\[([^\[\]\n]{2,160})\]")
_VERBS = r"(?:add|insert|write|fill|confirm|verify|update|finish|supply|draft|expand|check|revise)"
_FIGURES = r"(?:numbers?|figures?|data|stats?|statistics|percentages?|dates?|names?|text|details?)"
_SEE_NOTES = r"see\s+(?:\w+['’]s|my)\s+(?:notes?|e-?mails?|drafts?|spreadsheet|message)\b"
_NOTE_ANYWHERE = re.compile(
    rf"""\b{_SEE_NOTES} | \bnote\sto\sself\b | \b(?:more|text|{_FIGURES})\sto\scome\b
      | \b(?-i:[A-Z][a-z]+)\sto\s(?:add|insert|write|fill\sin|draft|supply)\b
          (?=[^.]{{0,80}}\bhere\b)""",
    re.VERBOSE | re.IGNORECASE,
)
_NOTE_WHOLE = re.compile(
    rf"""(?:{_SEE_NOTES}
      | (?:please\s)?(?:insert|add)\s(?!to\b)(?:\w+\s){{0,5}}(?:here|{_FIGURES}|quote|logo|photo
          |paragraphs?|table|chart|map|sentence|example|link|signature)\b
      | get\s(?:this\s|it\s|the\s\w+\s|{_FIGURES}\s)?from\b
      | need\s(?:\w+\s){{0,3}}{_FIGURES}\s(?:from|for)\b
      | (?-i:[A-Z][a-z]+)\s(?:to|should|please|must|needs\sto)\s{_VERBS}\b(?!\s(?:to|for)\b)
      | (?:text|more|details?|{_FIGURES})\s(?:here|to\s(?:come|follow)|needed|missing)\W*$
      | placeholder\b )""",
    re.VERBOSE | re.IGNORECASE,
)
_NOTE_INSIDE = re.compile(
    rf"""(?:{_VERBS}\s(?:in\s)?(?:this|the|these|that|with|w/|if|whether|after|before|once|when|more
          |two|three|one|a|an|here|later|from|our|his|her|{_FIGURES})\b
      | need(?:s|ed)?\s(?:\w+\s){{0,3}}(?:{_FIGURES}|quote|photo)\b | ask\s(?-i:[A-Z])\w+
      | waiting\s(?:on|for)\s | note\s?(?:to\b|:) | to\s(?:come|follow)$
      | (?-i:[A-Z][a-z]+)\swill\s{_VERBS}\s(?:this|it|in|the)\b
      | (?:to|must|needs\sto)\sbe\s(?:added|inserted|filled|written|supplied|updated|completed)\b
      | (?:is|are|was|do|does|did)\s(?:\w+\s){{0,4}}(?:right|correct|still|current|true)\b
          (?:\s\w+){{0,2}}\?+$
      | (?:right|correct|source|which\s\w+|year|number|date|spelling|sp|true|really|ok)\?+$ )""",
    re.VERBOSE | re.IGNORECASE,
)
_LABELS = re.compile(
    r"\b(?:signature|signed|sign|by|date|name|title|superintendent|print(?:ed)?|of|and|district)\b",
    re.IGNORECASE,
)
_SHORT_NOTE = 12


def placeholders(text: str, *, blanks: bool = True) -> list[tuple[int, int]]:
    """Where placeholders and notes to self stand in a text, in its order, none within another.

    Args:
        text: what somebody wrote.
        blanks: whether any row of underscores is one. Where the letter is signed only one is
            that a phone number, an address or a school would stand on.
    """
    found = [match.span() for match in _TOKEN.finditer(text)]
    for match in _INSIDE.finditer(text):
        inner = (match[1] or match[2]).strip()
        if _NOTE_WHOLE.match(inner) or _NOTE_INSIDE.match(inner):
            found.append(match.span())
    found += [match.span() for match in _NOTE_ANYWHERE.finditer(text)]
    whole = text.strip()
    if len(whole.split()) <= _SHORT_NOTE and _NOTE_WHOLE.match(whole):
        found.append((0, len(text)))
    if not is_blank_to_sign(text):
        found += [match.span() for match in (_BLANK if blanks else _ASKED).finditer(text)]
    kept: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def is_blank_to_sign(text: str) -> bool:
    """Whether underscores in a text are a line to sign or to write a date on, or a mere rule."""
    rest = _LABELS.sub(" ", re.sub(r"_+", " ", text))
    return re.search(r"\w", rest) is None

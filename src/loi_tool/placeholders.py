"""Where a text is not finished: stand-ins, prompts, and notes that its writers left themselves."""

from __future__ import annotations

import re
from functools import lru_cache

from loi_tool.text import Regex, word_set

_NUMERALS = (
    "title",
    "bowl",
    "part",
    "article",
    "chapter",
    "section",
    "volume",
    "appendix",
    "siglo",
)
_NUMERAL = "".join(rf"(?<!\b{word}\s)" for word in _NUMERALS)
"""Not where XX is a Roman numeral."""
_PROMPT = r"""(?:insert|write|your|enter|add|fill|name|date|describe|district|school|number|amount
    |description|need\b
    |percent|title|phone|e-?mail|address|type|choose|select|click|confirm|verify|update|placeholder
    |check|delete|remove|replace|revise|superintendent|document\stitle|if\s(?:not\s)?applicable
    |logo|letterhead|xx|tb|tk|\#|\.\.|…)"""
_VERBS_OF_PROMPTS = r"""(?:insert|write|enter|add|fill|describe|confirm|verify|update|check|choose
    |select|click|delete|remove|replace|revise|include|cite|quote|need|use|put|get|find|ask|your)"""
_WITHHELD = r"(?![^\])>]{0,40}\b(?:withheld|redacted|omitted|changed)\b)"
_FRAMED = r"<<[^<>\n]{0,200}>> | \{\{[^{}\n]{0,200}\}\}"
_PROMPT_OF_WORD = r"""\b(?:click|tap)\s(?:or\s(?:click|tap)\s)?(?:here\s)?
    to\s(?:enter|add|choose|select|insert)\b[^.\n]{0,40}\.? | \bchoose\san\sitem\b\.?"""
"""What Word shows in an empty content control."""
_TOKEN = Regex(
    rf"""\[\s*{_WITHHELD}{_PROMPT}[^\]\n]{{0,400}}\] | <\s*{_PROMPT}\b[^<>@:/\n]{{0,60}}>
      | \bTB[DAC]\b | \b(?-i:TODO|FIXME)\b | (?-i:(?<![A-Z]\s)\bTO\sDO\b)(?=\W*$|:)
      | \b(?:TK){{2,}}\b | \[TK\] | \bTK\s?% | \blorem\s+ipsum\b
      | \b(?:19|20)XX\b | (?<!\w)[$#]?\(?X{{2,}}(?:\)?[/.,\s-]\s?X{{2,}})+\b | [$#]\s?X+\b
      | \bX+\s?(?:%|percent\b)
      | {_NUMERAL}\bX{{2,}}\b(?!\s+(?:century|fund))
      | \b(?:MM|DD)[/-](?:MM|DD)[/-](?:Y{{2,4}}|\d{{2,4}})\b
      | \#{{2,}}(?:[-.]\#+)* | (?<=[\w,(]\s)\#\s(?=[a-z]{{3,}}\b)
      | \(?\b(?:000\)?[-. ]\s?000[-. ]\d{{4}}|555\)?[-. ]\s?555[-. ]5555)\b
      | \[\s*\] | \?{{3,}} | (?<![^\s(])\?{{2,}} | {_FRAMED}
      | \{{[^\W\d][\w\s.-]{{1,40}}\}} | %(?-i:[A-Z][A-Z_]{{2,40}})%
      | @@[^@\n]{{1,80}}@@ | «\s?\w{{1,40}}_\w{{1,40}}\s?»
      | {_PROMPT_OF_WORD} | \btype\s(?:your\s|the\s)?\w+\shere\b\.?
      | (?-i:\bError!\s[A-Z])[^.!\n]{{3,80}}\.?
      | \b(?:text|data|name|number|title|quote|photo|paragraph|answer)\sgoes?\shere\b
      | (?-i:\bYour\s(?:Name|Title|District|School|Phone|Email|Address)\b)
      | (?-i:\b(?:DISTRICT|SCHOOL|SUPERINTENDENT|CONTACT)(?:['’]S)?\sNAME\b)
      | (?-i:\bName\sof\s(?:the\s)?[A-Z][a-z]+)(?=,\s|\s(?:will|has|and|leads)\b)
      | (?-i:\b(?:NEED|ADD|INSERT|UPDATE|CHECK|CONFIRM|VERIFY|FIX|REPLACE|FILL\sIN)
          (?:\s(?!(?:AND|FOR|TO|OF|ON|IN|WITH|OUR)\b)[A-Z]+){{0,3}}
          \s(?:HERE|THIS|NUMBERS?|FIGURES?|DATA|STATISTICS?|STATS?|QUOTES?|DATES?|NAMES?)\b)
      | \b(?:e-?mail|name|your[\w.]*|user(?:name)?|first\.?(?:name)?\.?last(?:name)?|someone)
          @(?:your\w*|domain|example|district|school|company|e-?mail|organi[sz]ation)
          \.(?:com|org|net|edu|gov|us)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)  # TODO in capitals only: “todo” is a Spanish word; TK alone is a grade
_FIELD = Regex(
    rf"(?<!\w)\[{_WITHHELD}(?!(?:sic|signed|translated|applause|laughter|laughs|emphasis|see|figure|table|page"
    r"|attachment|appendix|note|source|a|an|the|one|two|three|our|we|in|and|or|not)\b)"
    rf"(?P<words>[^\W\d_][\w'’-]{{2,}}(?:\s[^\W\d_][\w'’-]*){{0,2}})\](?![\w(])",
    re.IGNORECASE,
)
"""“[mascot]”: a few words in brackets."""
_DOCUMENTS = (
    r"(?:minutes|reports?|agendas?|polic(?:y|ies)|handbook|dashboard|surveys?|results|interviews?"
    r"|transcripts?|translation|study|studies|bylaws?|resolutions?|regulations?|website|archives?"
    r"|records)"
)
_PARTS = (
    r"(?:exhibit|addendum|appendix|attachment|enclosure|table|figure|chart|pages?|section|chapter"
    r"|item|goal|title|notes?|footnote|policy|resolution|report|card)"
)
_REFERENCE = Regex(
    rf"""\[\s*(?!(?:{_VERBS_OF_PROMPTS}|(?:date|number|name|amount|percent|title)s?\s(?:of|here))\b)(?:
        (?:see|cf|per|from|via|as|in|source|adapted|based\son|based\supon|exhibit|appendix
          |attachment|attached|enclosed|enclosure|continued|cont|ibid|idem|above|below)\b[^\]\n]{{0,200}}
      | (?:dated|updated|revised|checked|verified|adopted|approved|added|amended|translated|posted)
          \s(?:by|on|in|at|from|since|(?-i:[A-Z])|\d)[^\]\n]{{0,200}}
      | [^\]\n]{{0,80}}\b{_DOCUMENTS}(?:[,:;]\s?[^\]\n]{{1,80}})?
      | [^\]\n]{{0,80}}\b{_PARTS}\s(?:(?:no\.?\s?)?\d[^\]\n]{{0,40}}|(?-i:[A-Z]|[IVX]{{1,4}}))
      | [^\]\n]{{0,80}}\b(?:attached|enclosed|above|below|added|omitted|overleaf)
      | number\s\d{{1,4}} | (?:their|his|her|its|they|he|she|we|our|them|him)
      | [\w\s]{{1,40}}['’]s )\s*\]""",
    re.VERBOSE | re.IGNORECASE,
)
"""Words in brackets that send the reader elsewhere (“[see board minutes]”), or mend a quotation."""
_FIELDS_IN_CAPITALS = Regex(
    r"CITY|COUNTY|TOWN|STATE|ZIP|MONTH|DAY|YEAR|TIME|ROLE|QUOTE|SIGNATURE|DATA|FIGURES?|COUNT"
)
_FIELD_NOUNS = Regex(
    r"\b(?:mascot|dates?|names?|figures?|numbers?|quotes?|source|title|city|county|town|year|month|"
    r"amount|percent(?:age)?|role|motto|translation|language|meaning)\b",
    re.IGNORECASE,
)
"""What is to be filled in, even behind a quotation."""
_ALTERNATIVES = Regex(r"\w\s*/\s*\w+\s*/\s*$")
_BLANK = Regex(r"(?:(?<=\s)|^)[^\s_]{0,40}_{3,}|_{3,}|_{2,}%|(?<!\w)(?:19|20)_{1,2}(?!\w)")
_ASKED = Regex(r"(?:phone|tel|e-?mail|school|contact)\W{0,3}_{3,}|\w{1,40}@_{2,}", re.IGNORECASE)
_INSIDE = Regex(r"\(([^()\n]{2,160})\)|\[([^\[\]\n]{2,160})\]")
_VERBS = r"(?:add|insert|write|fill|confirm|verify|update|finish|supply|draft|expand|check|revise)"
_FIGURES = r"(?:numbers?|figures?|data|stats?|statistics|percentages?|dates?|names?|text|details?)"
_SEE_NOTES = r"see\s+(?:\w+['’]s|my)\s+(?:notes?|e-?mails?|drafts?|spreadsheet|message)\b"
_NOTE_ANYWHERE = Regex(
    rf"""\b{_SEE_NOTES} | \bnote\sto\sself\b | \b(?:more|text|{_FIGURES})\sto\scome\b
      | \b(?-i:[A-Z][a-z]+)\sto\s(?:add|insert|write|fill\sin|draft|supply)\b
          (?=[^.]{{0,80}}\bhere\b)""",
    re.VERBOSE | re.IGNORECASE,
)
_NOTE_WHOLE = Regex(
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
_ENDS = r"(?=[^\w\n]*(?:[.!?]\s|\n|$))"
_NOTE_SENTENCE = Regex(
    rf"""(?<![^.!?\s])(?<![^.!?\s]\s)(?<![^.!?\n\s]\s\s)(?:
        (?:please\s)?(?:insert|add)\s(?!to\b)(?:\w+\s){{0,6}}here{_ENDS}
      | (?-i:[A-Z][a-z]+),\s(?:please\s)?(?:add|insert|fill\sin|update|supply)\s
          [^.!?\n]{{0,80}}(?:\bhere\b|\?\?|\b{_FIGURES}{_ENDS}))""",
    re.VERBOSE | re.IGNORECASE,
)
_NO_COLLEAGUE = (
    "Yes|No|So|Now|Then|Today|Tomorrow|Yet|But|And|Or|If|First|Second|Third|Last|Finally|Here|There"
    "|However|Instead|Still|Also|Again|Often|Sometimes|Together|Well|Why|What|How|Who|When|Where|Which"
    "|Parents|Families|Friends|Neighbors|Students|Teachers|Colleagues|Question|Questions|Really|Maybe"
    "|Honestly|Frankly|Next|Above|Below|Meanwhile|Moreover|Therefore|Thus|Lately|Recently|Please"
    "|Everyone|Everybody|Mom|Dad|Mama|Sir|Madam|Maestra|Maestro|God|Hello|Hi|Hey|Listen|Look|Okay|Ok"
)
_NOTE_TO_COLLEAGUE = Regex(
    rf"""(?<![^.!?\s\])])(?<![^.!?\n\s\])]\s)(?<!Dear\s)(?<!M[rsx]\.\s)(?<!Mrs\.\s)(?<!Dr\.\s)
      (?:@(?-i:[A-Z])[a-z]{{1,20}}\b[,:]?\s[^.!?\n]{{2,160}}
      | (?!(?-i:{_NO_COLLEAGUE})\b)(?-i:[A-Z][a-zà-ÿ]{{1,20}}),\s
          (?:should|shall|can|could|would|will|do|does|did|is|are|was|were|have|has|may|what|which
            |where|who|how|when)\s(?:(?:is|are|was|were|do|does|did|about)\s)?(?:we|you|this|that|these|it|I|there|our|the)\b[^.!?\n]{{0,160}}\?
      | (?!(?-i:{_NO_COLLEAGUE})\b)(?-i:[A-Z][a-zà-ÿ]{{1,20}})\s?[,:–—-]\s(?:please|pls)\s
          (?:add|check|confirm|look|see|fix|review|update|insert|fill|send|verify|find|cut|shorten)\b
          [^.!?\n]{{0,160}})""",
    re.VERBOSE | re.IGNORECASE,
)
"""“Teo, should we add a third?”: what a writer asks another one."""
_NOTE_INSIDE = Regex(
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
_LABELS = Regex(
    r"\b(?:signature|signed|sign|by|date|name|title|superintendent|print(?:ed)?|of|and|district|20)\b",
    re.IGNORECASE,
)
_SHORT_NOTE = 12
_ONLY = Regex(
    r"""\W{0,9}(?:\[[^\[\]]*\]|<[^<>]*>|\{[^{}]*\})\W*
      | \W{0,9}(?:tb[dac]|to\s?do|tk|n/?a|xx+|fixme|pending|none|(?:same\sas|see)\sabove)\W*
      | [\s.]{0,9}(?:\?+|-+)[\s.]*""",
    re.VERBOSE | re.IGNORECASE,
)
_PROMISED = Regex(
    r"""\bto\sbe\s(?:written|added|completed|determined|inserted|supplied|filled|drafted|provided)\b
      | \b(?:insert|add|paste|fill\sin|type|enter|write|put)\b.{0,40}\bhere\b
      | \b(?:coming\ssoon|more\sto\scome|still\s(?:writing|drafting|to\swrite))\b
      | \b(?:see|per|ask|check\swith|from|waiting\s(?:on|for))\s\w+[’']s?
        \s(?:notes?|draft|text|paragraph|section|version)\b
      | \b(?:will|to)\s(?:write|finish|draft|fill|complete)\b.{0,50}\b(?:later|soon|before|next)\b
      | \bplaceholder\b | ^\W*draft\W*$""",
    re.VERBOSE | re.IGNORECASE,
)
"""Says that words are still to come. In a sentence that says more it may be said of a building."""
_WITHOUT_NAME = word_set(
    """
    the our a an this my your its of for to and in one all any each every whole entire
    district districts school schools site sites campus office superintendent superintendents
    director principal coordinator secretary assistant acting interim deputy contact person staff
    """
)
_ASKS = Regex(r"\w\?")


@lru_cache(maxsize=1_024)  # more than one room asks it of the paragraphs of a letter
def placeholders(text: str, *, blanks: bool = True) -> tuple[tuple[int, int], ...]:
    """Where placeholders and notes to self are in a text, in its order, none within another.

    Args:
        text: what a person wrote.
        blanks: whether any row of underscores is one. Where the letter is signed only one is
            that a phone number, an address or a school would be written on.
    """
    spans = [
        match.span()
        for match in _TOKEN.finditer(text)
        if not (_is_of_quotation(text, match) or _REFERENCE.fullmatch(match[0]))
    ]
    for match in _INSIDE.finditer(text):
        inner = (match[1] or match[2]).strip()
        if _NOTE_WHOLE.match(inner) or _NOTE_INSIDE.match(inner):
            spans.append(match.span())
    spans += [match.span() for match in _NOTE_ANYWHERE.finditer(text)]
    if "[" in text:
        spans += [match.span() for match in _FIELD.finditer(text) if _is_field(text, match)]
    spans += [match.span() for match in _NOTE_SENTENCE.finditer(text)]
    spans += [
        match.span()
        for match in _NOTE_TO_COLLEAGUE.finditer(text)
        if not _in_quotation(text, match.start())
    ]
    whole = text.strip()
    if len(whole.split()) <= _SHORT_NOTE and _NOTE_WHOLE.match(whole):
        spans.append((0, len(text)))
    if not is_blank_to_sign(text):
        spans += [
            match.span()
            for match in (_BLANK if blanks else _ASKED).finditer(text)
            if not _ALTERNATIVES.search(text[max(0, match.start() - 60) : match.start()])
        ]
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return tuple(kept)


_TO_FILL_IN = Regex(
    rf"\[[^\]\n]{{2,400}}\] | {_FRAMED} | {_PROMPT_OF_WORD}", re.VERBOSE | re.IGNORECASE
)
"""Any words in brackets: whatever is named in them, the letter does not say it."""


def is_placeholder(text: str) -> bool:
    """Whether a text is nothing but a bracketed prompt or one of the usual stand-ins."""
    return _ONLY.fullmatch(text) is not None


def is_to_fill_in(text: str) -> bool:
    """Whether the words of a field ask to be replaced. An empty field that says “Title” does not.

    What asks in whole (“[Write here. Why do you apply?]”), and what asks in part.
    """
    return is_placeholder(text) or bool(placeholders(text))


def is_unwritten(text: str) -> bool:
    """Whether a text is empty, or only keeps the place of one that is still to be written.

    “TBD”, “Enrollment: XX”, “to be written by Norma”. A stand-in for a figure in a sentence that
    says more leaves the sentence as it is.
    """
    if not text.strip() or is_placeholder(text) or _PROMISED.search(text):
        return True
    return len(text.split()) <= _SHORT_NOTE and bool(placeholders(text))


def is_without_name(text: str) -> bool:
    """Whether a text says what a person or a place is, and no name: “The Superintendent”."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return bool(words) and not re.search(r"\d", text) and all(w in _WITHOUT_NAME for w in words)


def masked(text: str) -> str:
    """A text with what is still to be filled in (“[school site]”) blanked, of the same length."""
    return _TO_FILL_IN.sub(lambda match: " " * len(match[0]), text)


def _is_of_quotation(text: str, match: re.Match[str]) -> bool:
    """Whether a quotation asks (“What??”), or leaves words out (“[…]”)."""
    asks = _ASKS.match(text, max(match.start() - 1, 0)) is not None
    return (asks or match[0] in ("[…]", "[...]", "[. . .]")) and _in_quotation(text, match.start())


def _in_quotation(text: str, at: int) -> bool:
    """Whether quotation marks are open at a place of a text."""
    before = text[max(0, at - 1000) : at]
    return before.rfind("“") > before.rfind("”") or before.count('"') % 2 == 1


def _is_translation(text: str, at: int) -> bool:
    """Whether a quotation ends right before a place of a text: “‘juntos’ [together]”."""
    before = text[max(0, at - 200) : at].rstrip()
    opening = {"”": "“", "’": "‘", '"': '"', "»": "«"}.get(before[-1:])
    return opening is not None and opening in before[:-1]


def _is_field(text: str, match: re.Match[str]) -> bool:
    """Whether words in brackets stand for something that is still to be filled in.

    In a quotation they are the writer's own, behind one a translation of it, and in capitals most
    often an acronym.
    """
    words = match["words"]
    acronym = words.isupper() and not _FIELDS_IN_CAPITALS.fullmatch(words) and " " not in words
    refers = _REFERENCE.fullmatch(match[0]) is not None
    if _is_translation(text, match.start()) and not _FIELD_NOUNS.search(words):
        return False
    return not acronym and not refers and not _in_quotation(text, match.start())


def is_blank_to_sign(text: str) -> bool:
    """Whether underscores in a text are a line to sign or to write a date on, or a mere rule."""
    rest = _LABELS.sub(" ", re.sub(r"_+", " ", text))
    return re.search(r"\w", rest) is None

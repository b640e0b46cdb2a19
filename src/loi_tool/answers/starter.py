"""The starter file: every question of a call, in order, ready to be filled in."""

from __future__ import annotations

import json
import re
import textwrap
from datetime import date

from loi_tool.calls.base import SCHOOL_APPLICANTS
from loi_tool.calls.items import APPLICANT, Item
from loi_tool.calls.model import Call
from loi_tool.letter import Layout
from loi_tool.text import listed, with_article

SCHEMA_NAME = "answers.schema.json"
_WIDTH = 96
_HOW_TO = (
    "Replace every [ … ] with your own words. Keep the quotation marks around it.",
    "Write longer texts below a |, and indent them like the prompt. An empty line begins a new "
    "paragraph. Lines that begin with “- ” make a list. Use **two stars** for bold and *one star* "
    "for italics.",
    "Lines that begin with # are notes. Some of them are keys that you may use: delete the # and "
    "the space after it.",
    "`loi check` shows what is still missing, and `loi build` makes the letter.",
)


def starter(call: Call, call_reference: str, today: date) -> str:
    """Write a commented file of answers whose comments are the call's own questions.

    Args:
        call: the call to answer.
        call_reference: the value of `call:` (an id, or a path from the new file).
        today: the date on the letter.
    """
    blocks = [
        _head(call),
        [
            f"call: {_scalar(call_reference)}",
            f"date: {today.isoformat()} # the date on the letter: year-month-day",
        ],
        _district(call),
        _superintendent(call),
        ["sections:"],
        *(_section(item) for item in call.sections),
        _school(call),
        _consortium(call),
        _contact(call),
        _team(call),
        _commitments(call),
        _submission(call),
        _layout(call),
        _letter(call),
    ]
    text = "\n\n".join("\n".join(lines) for lines in blocks if lines)
    return text.replace("sections:\n\n", "sections:\n") + "\n"


def _head(call: Call) -> list[str]:
    lines = [
        f"# yaml-language-server: $schema=./{SCHEMA_NAME}",
        "#",
        *_note(f"Answers for {with_article(call.letter.name.lower())}: {call.title}"),
        "#",
        *_note(f"Deadline: “{call.deadline.quotes[0]}”"),
    ]
    for other in call.superseded_deadlines:
        lines += _note(f"The call also says: “{other.quotes[0]}”")
    if call.pages:
        lines += _note(f"Length: “{call.pages.quote}”")
    lines += ["#", "# How to fill this in:"]
    for hint in _HOW_TO:
        lines += _entry(hint)
    return lines


def _district(call: Call) -> list[str]:
    types = call.applicants.types
    key = "district" if is_for_schools(call) else "organization"
    choice = f" # one of: {', '.join(types)}" if len(types) > 1 else ""
    return [
        f"{key}:",
        f'  name: "[Name of the {key}, as the letter should give it]"',
        f"  type: {types[0]}{choice}",
        '  # county: "[County]"',
        '  # address: ["[Street]", "[City, State ZIP]"]',
        '  # phone: "[(559) 555-0100]"',
        '  # website: "[https://…]"',
        "  # logo: logo.png # PNG or JPEG, in the folder of this file",
    ]


def is_for_schools(call: Call) -> bool:
    """Whether only districts and the like may apply; others have neutral names of keys."""
    return set(call.applicants.types) <= set(SCHOOL_APPLICANTS)


def _superintendent(call: Call) -> list[str]:
    if not call.signers:
        return []
    titles = call.signer.titles
    title = _scalar(titles[0]) if len(titles) == 1 else '"[Title]"'
    several = len(call.for_applicant(call.applicants.types[0]).signers) > 1
    return [
        *_note(f"Who signs. The call: “{call.signer.quote}”"),
        "superintendent:" if is_for_schools(call) else "signer:",
        '  name: "[Name]"',
        f"  title: {title}",
        "  # signature: signature.png # without it the letter has a signature line",
        *(['cosigners: [{name: "[Name]", title: "[Title]"}]'] if several else []),
    ]


def _section(item: Item) -> list[str]:
    lines = _asked(item, "  ")
    if item.words:
        sentence = item.words.replace(APPLICANT, "[Name of the applicant]")
        return [*lines, f"  {item.id}: |", *_wrapped(sentence, "    ", "    ")]
    if not item.parts:
        return [*lines, f"  {item.id}: |", *_prompt(item.prompt, "    ")]
    lines.append(f"  {item.id}:")
    for part in item.parts:
        lines += [f"    {part.id}: |", *_prompt(part.prompt, "      ")]
    return lines


def _school(call: Call) -> list[str]:
    item = call.item("school")
    if item is None:
        return []
    lines = _asked(item)
    if "consortium" in call.applicants.types:
        lines += _note("A consortium deletes `school` and uses `consortium`.")
    return [
        *lines,
        "school:",
        '  name: "[Name of the school]"',
        "  # about: |",
        "  #   [What makes it the right school]",
    ]


def _consortium(call: Call) -> list[str]:
    if "consortium" not in call.applicants.types:
        return []
    return [
        *_note("Only for the type consortium:"),
        "# consortium:",
        '#   lead: "[The district that leads]"',
        '#   members: ["[District]", "[District]"]',
    ]


def _contact(call: Call) -> list[str]:
    item = call.item("contact")
    if item is None:
        return []
    return [
        *_asked(item),
        "contact:",
        '  name: "[Name]"',
        '  # title: "[Title]"',
        '  phone: "[(559) 555-0100]"',
        '  email: "[name@district.org]"',
    ]


def _asked(item: Item, indent: str = "") -> list[str]:
    """The call's words, and notes on what they mean for the answer."""
    notes = [f"The call: “{item.quote}”"]
    if item.max_words:
        notes.append(f"At most {item.max_words} words: “{item.max_words_quote}”")
    if item.outside_page_limit:
        notes.append("It goes on a separate page, which does not count.")
    if item.applicants:
        notes.append(f"Only for the type {listed(item.applicants, 'or')}. Others delete it.")
    if not item.required:
        notes.append("Delete it if you have nothing to say.")
    return [line for note in notes for line in _note(note, indent)]


def _team(call: Call) -> list[str]:
    if call.team is None:
        return []
    lines = _note(
        f"The team, if you know it already. It is needed by {call.team.needed_by}. Its roles:"
    )
    for role in call.team.roles:
        lines += _entry(f"{role.id}: {role.quote}")
    first = call.team.roles[0].id
    return [*lines, "# team:", f'#   - {{role: {first}, name: "[Name]", title: "[Title]"}}']


def _commitments(call: Call) -> list[str]:
    if not call.commitments:
        return []
    lines = _note("If true, the letter says that the applicant, if selected, agrees to this:")
    for commitment in call.commitments:
        lines += _entry(commitment.statement)
    return [*lines, "commitments: true"]


def _submission(call: Call) -> list[str]:
    unknown = [p.called for p in (call.delivery.to, *call.delivery.cc) if p.email is None]
    if call.delivery.method != "email" or not unknown:
        return []
    return [
        *_note(f"The call gives no email address for {listed(unknown)}. When you have it:"),
        '# submission: {to: "[name@funder.org]", cc: "[name@funder.org]"}',
    ]


def first_layout(call: Call) -> Layout:
    """The type and margins to begin with: those of the house, or larger ones of the call's."""
    usual, style = Layout(), call.style
    return Layout(
        usual.font,
        max(usual.size, (style and style.min_font_points) or 0),
        max(usual.margin, (style and style.min_margin_inches) or 0),
    )


def _layout(call: Call) -> list[str]:
    style, first = call.style, first_layout(call)
    layout = f"layout: {{font: {first.font}, size: {first.size:g}, margin: {first.margin:g}in}}"
    own = _note(
        "To write the letter on your own Word letterhead, in its font and with its "
        "margins: `layout: {letterhead: our-letterhead.docx}`"
    )
    if style is None:
        return [*own, f"# {layout}"]
    return [*own, *_note(f"The call: “{style.quote}”"), layout]


def _letter(call: Call) -> list[str]:
    words = call.letter
    if not (words.salutation and words.opening and words.closing):
        return []
    return [
        *_note(
            f"The letter begins with “{words.salutation}” and a sentence on what it is, and ends "
            f"with a sentence before “{words.valediction}”. To use your own words instead:"
        ),
        "# letter:",
        f"#   salutation: {json.dumps(f'[{words.salutation}]', ensure_ascii=False)}",
        '#   opening: "[The text before the first section]"',
        f'#   closing: "[The text before “{words.valediction}”]"',
    ]


def _scalar(text: str) -> str:
    """A text as YAML has it on one line, in quotes unless it is plain words, an id or a path."""
    plain = re.fullmatch(r"[A-Z][a-z]{5,}( [A-Z][a-z]+)*|[a-z/][\w./-]{5,}", text)
    return text if plain else json.dumps(text, ensure_ascii=False)


def _prompt(text: str, indent: str) -> list[str]:
    return _wrapped(f"[Write here. {text}]", indent, indent)


def _note(text: str, indent: str = "") -> list[str]:
    return _wrapped(text, f"{indent}# ", f"{indent}# ")


def _entry(text: str) -> list[str]:
    return _wrapped(text, "# - ", "#   ")


def _wrapped(text: str, first: str, further: str) -> list[str]:
    return textwrap.wrap(
        " ".join(text.split()),
        _WIDTH,
        initial_indent=first,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    )

"""The starter file: every question of a call, in order, ready to be filled in."""

from __future__ import annotations

import textwrap
from datetime import date

from loi_tool.calls.model import Call, Item

SCHEMA_NAME = "answers.schema.json"


def starter(call: Call, call_reference: str, today: date) -> str:
    """Write a commented file of answers whose comments are the call's own questions.

    Args:
        call: the call to answer.
        call_reference: what goes behind `call:` (an id, or a path from the new file).
        today: becomes the date on the letter.
    """
    pages = f"{call.pages.quote}; " if call.pages else ""
    lines = [
        f"# yaml-language-server: $schema=./{SCHEMA_NAME}",
        *_comment(f"{call.title}. A letter of interest: {pages}{call.signatory.quote}."),
        *_comment(f"Deadline: “{call.deadline.quotes[0]}”"),
        "#",
        *_comment(
            "Replace every [ … ]. Write text on lines of its own after the |, indented like the "
            "prompt; leave an empty line between paragraphs. A line that begins with “- ” is an "
            "entry of a list, **two stars** make bold, *one star* italic. Then run `loi check`."
        ),
        "",
        f"call: {call_reference}",
        f"date: {today.isoformat()} # the date on the letter: year-month-day",
        "",
        "district:",
        '  name: "[Name of the district, as the letter should give it]"',
        f"  type: {call.applicants.types[0]} # {_or(list(call.applicants.types))}",
        "  # The lines with a # in front are optional: take it away to use them.",
        '  # county: "[County]"',
        '  # address: ["[Street]", "[City, CA ZIP]"]',
        '  # phone: "[(559) 555-0100]"',
        '  # website: "[https://…]"',
        "  # logo: logo.png # PNG or JPEG, beside this file",
        "",
        *_comment(f"Who signs. The call: “{call.signatory.quote}”"),
        "superintendent:",
        '  name: "[Name]"',
        f"  title: {call.signatory.titles[0]}",
        "  # signature: signature.png # without it the letter has a line to sign on",
        "",
        "sections:",
    ]
    for item in call.narratives:
        lines += _section(item)
    for item in call.items:
        if item.kind == "school":
            lines += [
                *_comment(f"The call: “{item.quote}”"),
                "school:",
                '  name: "[Name of the school]"',
                "  # about: |",
                "  #   [What makes it the right site]",
                "",
            ]
            if "consortium" in call.applicants.types:
                lines += [
                    "# consortium: # only for the type consortium",
                    '#   lead: "[The district that is the primary contact]"',
                    '#   members: ["[District]", "[District]"]',
                    "",
                ]
        elif item.kind == "contact":
            lines += [
                *_comment(f"The call: “{item.quote}”"),
                "contact:",
                '  name: "[Name]"',
                '  # title: "[Title]"',
                '  phone: "[(559) 555-0100]"',
                '  email: "[name@district.org]"',
                "",
            ]
    lines += _optional(call)
    return "\n".join(lines).rstrip() + "\n"


def _section(item: Item) -> list[str]:
    notes = [f"The call: “{' '.join(item.quote.split())}”"]
    if item.max_words:
        notes.append(f"At most {item.max_words} words: “{item.max_words_quote}”")
    if item.applicants:
        notes.append(f"Only for: {', '.join(item.applicants)}. Others delete it.")
    if not item.required:
        notes.append("Optional: delete it if you have nothing to say.")
    lines = [line for note in notes for line in _comment(note, "  ")]
    if not item.parts:
        return [*lines, f"  {item.id}: |", *_prompt(item.prompt, "    "), ""]
    lines.append(f"  {item.id}:")
    for part in item.parts:
        lines += [f"    {part.id}: |", *_prompt(part.prompt, "      ")]
    return [*lines, ""]


def _optional(call: Call) -> list[str]:
    lines: list[str] = []
    if call.team:
        lines += [
            *_comment(f"Optional here; needed by {call.team.needed_by}. Roles of the call:"),
            *(line for role in call.team.roles for line in _comment(f"{role.id}: {role.quote}")),
            "# team:",
            f'#   - {{role: {call.team.roles[0].id}, name: "[Name]", title: "[Title]"}}',
            "",
        ]
    if call.commitments:
        lines += [
            "# true: the letter states what a selected applicant commits to.",
            "commitments: true",
            "",
        ]
    if call.delivery.method == "email":
        lines += [
            *_comment(
                "Email addresses of the recipients, if the call does not show them: "
                + ", ".join(p.name for p in (call.delivery.to, *call.delivery.cc))
            ),
            '# submission: {to: "[name@funder.org]", cc: "[name@funder.org]"}',
            "",
        ]
    size = max(11.0, call.style.min_font_points or 0) if call.style else 11.0
    lines.append(f"# layout: {{font: Calibri, size: {size:g}, margin: 1in}}")
    if call.style:
        lines[-1] = lines[-1][2:]
    return lines


def _prompt(text: str, indent: str) -> list[str]:
    return textwrap.wrap(f"[Write here. {text}]", 96, initial_indent=indent, subsequent_indent=indent)


def _comment(text: str, indent: str = "") -> list[str]:
    mark = f"{indent}# "
    return textwrap.wrap(
        " ".join(text.split()), 96, initial_indent=mark, subsequent_indent=mark,
        break_long_words=False,
    )  # fmt: skip


def _or(words: list[str]) -> str:
    return " | ".join(words)

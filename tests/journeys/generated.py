"""Answers made up by chance, the same for the same number: many names, many ways to write."""

from __future__ import annotations

import random
from typing import Any

from loi_tool.calls.model import Call

NAMES = {
    "district": (
        "Valle Verde Unified School District",
        "Rio Seco Elementary School District",
        "Tres Pinos Union",
        "St. Mary’s-by-the-Sea Joint Union High School District",
        "La Cañada–Ñuñoa Unified",
        "Willow Flat",
        "Big Pine USD",
        "McKinleyville Union Elementary School District of Humboldt and Del Norte Counties",
    ),
    "charter": (
        "The Academy at Mesa Verde",
        "Cedar Harbor Charter School",
        "KIPP Vista",
        "School 21",
    ),
    "county_office": ("Kings County Office of Education", "LACOE", "Tulare County Schools"),
    "consortium": ("Marble Mountain Rural Schools Consortium", "North Valley Consortium"),
}
FIRST = (
    "Elena",
    "José María",
    "Nguyễn",
    "D’Andre",
    "Mary-Kate",
    "Xóchitl",
    "Li",
    "Harpreet",
    "J. R.",
)
LAST = (
    "Marquez",
    "O’Neill",
    "de la Cruz",
    "Ng",
    "Van der Berg",
    "Smith-Jones",
    "Gill",
    "Hope",
    "Lake",
)
BEFORE = ("", "", "Dr. ", "Mr. ", "Ms. ", "Mrs. ")
BEHIND = ("", "", ", Ed.D.", ", Ph.D.", " Jr.", ", EdD")
SCHOOLS = (
    "Sequoia Grove Middle School",
    "The Met",
    "P.S. 12",
    "Independence (Continuation) High School",
    "César E. Chávez Academy",
    "Willow Flat School",
    "Tule Bend Middle School’s East Campus",
    "Roosevelt",
    "Lincoln K-8",
)
TITLES = (
    "Superintendent",
    "Interim Superintendent",
    "Superintendent of Schools",
    "District Superintendent",
)
ROLES = (
    "Director of Family Engagement",
    "Coordinator",
    "Assistant Superintendent, Educational Services",
)
SENTENCES = (
    "We serve 6,412 students in nine schools where the town gives way to orange groves.",
    "Most families live from citrus, dairies and packing houses; many came from Michoacán.",
    "Of our students 37 percent are English learners, and 71 are in foster care.",
    "We want to learn from districts that decide together with families and do not only inform them.",
    "Since 2019 our LCAP committee of parents has met six times a year, three of them off campus.",
    "Two boundary changes still divide the town, and forty teachers were trained to speak of it.",
    "Mixteco families rarely came to meetings; visits at home and at work have begun to change that.",
    "We like pizza very much and we eat it every day of the week.",
    "In the fall the board voted to close Alta Vista, and said why in a letter (Exhibit 3).",
    "Ask anyone at the bus stop: “Who decides?”",
    "¿Qué pasó con los pingüinos? ¡Mañana!",
    "Our budget is $1,250,000.00, i.e. 3.5% more than in 2020–21.",
    "It’s slow work.",
    "Dr. King’s words hang over the door, and St. Jude gave the land.",
    "See https://valleverde.example/lcap or write to lcap@valleverde.example.",
    "Nguyễn Thị Hồng leads the circle of mothers on C Street.",
    "Sincerely meant apologies were made in public.",
    "Thank you notes from pupils line the hall.",
)
MARKS = ("{}", "{}", "{}", "**{}**", "*{}*", "- {}", "1. {}", "> {}", "# {}", "{} \\\n{}")


def answers_for(call: Call, reference: str, number: int) -> dict[str, Any]:
    """Answers to a call as YAML would give them; complete, and otherwise as people write.

    Args:
        call: what is asked.
        reference: the call's id or path, as answers name it.
        number: makes one set of answers different from the next.
    """
    chance = random.Random(number)
    applicant = chance.choice(call.applicants.types)
    district = chance.choice(NAMES[applicant])
    superintendent = _person(chance)
    short = call.pages is not None and call.pages.max < 3
    content: dict[str, Any] = {
        "call": reference,
        "date": (call.deadline.date.replace(day=1)).isoformat(),
        "district": {"name": district, "type": applicant, **_letterhead(chance)},
        "superintendent": {"name": superintendent, "title": _title(call, chance)},
        "sections": {
            item.id: _section(item, chance, short)
            for item in call.narratives
            if item.asked_of(applicant) and (item.required or chance.random() < 0.5)
        },
        "layout": _layout(call, chance),
    }
    if call.item("school") and call.item("school").asked_of(applicant):
        if applicant == "consortium":
            others = chance.sample(NAMES["district"], 2)
            content["consortium"] = {"lead": others[0], "members": others}
        else:
            content["school"] = {"name": chance.choice(SCHOOLS)}
            if chance.random() < 0.4:
                content["school"]["about"] = _text(chance, 1)
    if call.item("contact"):
        content["contact"] = _contact(chance, superintendent)
    if call.commitments and chance.random() < 0.5:
        content["commitments"] = True
    if call.delivery.method == "email" and chance.random() < 0.5:
        content["submission"] = {"to": "letters@funder.example", "cc": ["copies@funder.example"]}
    return content


def _person(chance: random.Random) -> str:
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
    return f"{chance.choice(BEFORE)}{name}{chance.choice(BEHIND)}"


def _title(call: Call, chance: random.Random) -> str:
    if chance.random() < 0.6:
        return chance.choice(call.signer.titles)
    fitting = [title for title in TITLES if any(t in title for t in call.signer.titles)]
    return chance.choice(fitting or list(call.signer.titles))


def _letterhead(chance: random.Random) -> dict[str, Any]:
    whole = {
        "address": ["4120 Orchard Avenue", "Visalia, CA 93277"],
        "phone": "(559) 555-0134",
        "website": "https://valleverde.example",
        "county": "Tulare",
    }
    return {key: value for key, value in whole.items() if chance.random() < 0.6}


def _contact(chance: random.Random, superintendent: str) -> dict[str, str]:
    contact = {
        "name": superintendent if chance.random() < 0.2 else _person(chance),
        "phone": chance.choice(("(559) 555-0167", "559.555.0163 x 204", "559-555-0134")),
        "email": chance.choice(("ralvarez@valleverde.example", "j.o-neill@k12.ca.example")),
    }
    if chance.random() < 0.5:
        contact["title"] = chance.choice(ROLES)
    return contact


def _section(item: Any, chance: random.Random, short: bool) -> Any:
    most = item.max_words
    if short:
        return _text(chance, 1, 2)
    if item.parts:
        return {part.id: _text(chance, chance.randint(1, 2)) for part in item.parts}
    text = _text(chance, chance.randint(1, 4))
    return text if not most else " ".join(text.split()[:most])


def _text(chance: random.Random, paragraphs: int, most: int = 5) -> str:
    pieces = []
    for _ in range(paragraphs):
        sentences = chance.sample(SENTENCES, chance.randint(1, most))
        mark = chance.choice(MARKS)
        words = " ".join(sentences)
        pieces.append(mark.format(*[words] * mark.count("{}")))
    return "\n\n".join(pieces) + "\n"


def _layout(call: Call, chance: random.Random) -> dict[str, Any]:
    style = call.style
    size = max(chance.choice((10, 11, 11, 12)), (style and style.min_font_points) or 0)
    margin = max(chance.choice((0.75, 1.0, 1.0)), (style and style.min_margin_inches) or 0)
    font = chance.choice(("Calibri", "Arial", "Times New Roman", "Cambria", "Aptos", "Georgia"))
    return {"font": font, "size": size, "margin": f"{margin:g}in"}

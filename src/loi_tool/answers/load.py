"""From a file of answers to a complete model, or to every problem at once."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from loi_tool.answers.model import Answers
from loi_tool.answers.read import YamlDocument
from loi_tool.calls.model import Call
from loi_tool.facts import AnswersFacts, Problem, ProblemKind
from loi_tool.findings import Place
from loi_tool.letter import Picture

_MAX_IMAGE_BYTES = 10_000_000
_MAX_PIXELS = 40_000_000
_MARGINS = (0.25, 2.5)

_SAYS = {
    "call": "which call this answers",
    "date": "the date on the letter",
    "district": "the district",
    "district.name": "the district's name",
    "district.type": "what kind of applicant this is",
    "superintendent": "who signs",
    "superintendent.name": "the name of the person who signs",
    "superintendent.title": "the title of the person who signs",
    "sections": "the letter's text",
    "school.name": "the name of the school",
    "contact.name": "the name of the person to contact",
    "contact.phone": "the contact's phone number",
    "contact.email": "the contact's email address",
}


@dataclass(frozen=True)
class Pictures:
    """The images that the answers name, read and found to be images."""

    logo: Picture | None = None
    signature: Picture | None = None


@dataclass(frozen=True)
class LoadedAnswers:
    """What a file of answers holds. `answers` is None unless the file fits the model."""

    document: YamlDocument
    answers: Answers | None
    pictures: Pictures
    fonts: tuple[Path, ...]
    facts: AnswersFacts


def load_answers(
    document: YamlDocument, call: Call, further: Iterable[Problem] = ()
) -> LoadedAnswers:
    """Fit a YAML document to the model of answers and to its call.

    Args:
        document: what `read_yaml` gave.
        call: the call that it answers.
        further: problems met before (the call's id is not known).

    Returns:
        The model if the file fits, and the facts in any case; never raises for a misfit.
    """
    problems = [*document.problems, *further]
    answers: Answers | None = None
    try:
        answers = Answers.model_validate(document.data)
    except ValidationError as error:
        problems += _structural(error, document)
    problems += _against_call(document, call)
    problems += _margin(answers, document)
    pictures, faults = _pictures(document)
    problems += faults
    fonts, faults = _fonts(document)
    problems += faults
    problems.sort(key=lambda problem: (problem.place.line or 0, problem.place.column or 0))
    misfit = [p for p in problems if p.kind is not ProblemKind.BAD_IMAGE]
    district = document.data.get("district")
    kind = district.get("type") if isinstance(district, dict) else None
    facts = AnswersFacts(
        file=document.file,
        texts=document.texts,
        places={**document.value_places, **document.key_places},
        problems=tuple(problems),
        applicant_type=kind if isinstance(kind, str) else None,
        letter_date=answers.date if answers else None,
        complete=answers is not None and not misfit,
    )
    return LoadedAnswers(document, None if misfit else answers, pictures, fonts, facts)


# What does not fit the model --------------------------------------------------------------------


def _structural(error: ValidationError, document: YamlDocument) -> Iterator[Problem]:
    seen: set[str] = set()
    for detail in error.errors(include_url=False):
        key = _key(detail, document.data)
        if key not in seen:
            seen.add(key)
            yield _problem(detail, key, document)


def _key(detail: ErrorDetails, data: Any) -> str:  # noqa: ANN401
    """The dotted key of an error; the names of a union's branches are not part of it."""
    steps: list[str] = []
    for step in detail["loc"]:
        if isinstance(data, dict) and step in data:
            data = data[step]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        elif detail["type"] == "missing" and step == detail["loc"][-1]:
            data = None
        else:
            continue
        steps.append(str(step))
    return ".".join(steps)


def _problem(detail: ErrorDetails, key: str, document: YamlDocument) -> Problem:
    kind = detail["type"]
    value = detail["input"]
    name = key.rpartition(".")[2]
    place = document.value_places.get(key) or document.key_places.get(key) or Place()
    if kind == "missing":
        return missing(key, document)
    if kind == "extra_forbidden":
        return _unknown(key, _fields_beside(key), document)
    if value is None or (isinstance(value, str) and not value.strip()):
        return missing(key, document)
    if kind == "literal_error":
        choices = ["district", "charter", "county_office", "consortium"]
        return Problem(
            ProblemKind.BAD_VALUE,
            key,
            f"`{name}` is “{value}”, which is none of {', '.join(choices)}.",
            _did_you_mean(str(value), choices) or f"Write one of: {', '.join(choices)}.",
            place,
            document.line(place),
        )
    if kind in ("date_form", "date_impossible"):
        return _bad_date(key, value, kind, place, document)
    if kind == "string_pattern_mismatch":
        return Problem(
            ProblemKind.BAD_VALUE,
            key,
            f"`{name}` is “{value}”, which is not a length.",
            "Write a number and a unit: 1in, 2.5cm, 25mm or 72pt.",
            place,
            document.line(place),
        )
    if kind in ("greater_than_equal", "less_than_equal"):
        return Problem(
            ProblemKind.BAD_VALUE,
            key,
            f"`{name}` is {value}, and a letter is set in 8 to 16 points.",
            "Write a number from 8 to 16; 11 reads well.",
            place,
            document.line(place),
        )
    return _wrong_type(kind, key, value, place, document)


def _wrong_type(
    kind: str,
    key: str,
    value: Any,  # noqa: ANN401
    place: Place,
    document: YamlDocument,
) -> Problem:
    name = key.rpartition(".")[2]
    written = (document.line(place) or "")[(place.column or 1) - 1 :].strip()
    wants_text = kind.startswith("string")
    if isinstance(value, bool) and wants_text:
        message = f"`{name}` is {written}, which YAML reads as “{'true' if value else 'false'}”."
        fix = f'Put it in quotes: {name}: "{written}".'
    elif isinstance(value, (int, float)) and wants_text:
        message = f"`{name}` is {written}, which is read as a number and not as text."
        fix = f'Put it in quotes: {name}: "{written}".'
    elif kind == "list_type":
        message = f"`{name}` must be a list, even if it has one entry."
        fix = f"Put each entry on a line of its own that begins with “- ”, under `{name}:`."
    elif kind in ("model_type", "model_attributes_type", "dict_type"):
        message = f"`{name}` must have keys of its own under it, and holds something else."
        fix = _keys_hint(key)
    elif kind == "bool_type":
        message = f"`{name}` is “{written}”, and can only be true or false."
        fix = f"Write {name}: true or {name}: false, without quotes."
    elif kind == "float_type":
        message = f"`{name}` is “{written}”, which is not a number."
        fix = f"Write a plain number: {name}: 11."
    elif isinstance(value, (list, dict)):
        message = f"`{name}` must be text, and a list or further keys stand there."
        fix = f"Write the text after `{name}: |`, on lines that are indented."
    else:
        message = f"`{name}` is “{written}”, which is not what belongs there."
        fix = "Compare it with the file that `loi new` writes."
    return Problem(ProblemKind.WRONG_TYPE, key, message, fix, place, document.line(place))


def _keys_hint(key: str) -> str:
    model = _model_at(key)
    if model is None:
        return "Compare it with the file that `loi new` writes."
    names = ", ".join(f"`{name}`" for name in model.model_fields)
    return f"Under it belong: {names}."


def _bad_date(
    key: str,
    value: Any,  # noqa: ANN401
    kind: str,
    place: Place,
    document: YamlDocument,
) -> Problem:
    import re

    written = str(value)
    fix = "Write year, month and day: 2022-05-12."
    match = re.fullmatch(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*", written)
    if kind == "date_impossible":
        message = f"The date “{written}” does not exist."
    elif match:
        month, day, year = match.groups()
        message = f"The date “{written}” is in US order, which others read the other way round."
        if int(month) <= 12:
            fix = f"Write year, month and day: {year}-{int(month):02}-{int(day):02}."
    else:
        message = f"The date “{written}” is not written as year, month and day."
    return Problem(ProblemKind.BAD_DATE, key, message, fix, place, document.line(place))


def missing(key: str, document: YamlDocument) -> Problem:
    """The problem of a key that is not there, or is there with nothing behind it."""
    parent, _, name = key.rpartition(".")
    says = _SAYS.get(key)
    what = f"`{name}` ({says})" if says else f"`{name}`"
    there = document.key_places.get(key)
    place = there or document.key_places.get(parent) or Place(file=document.file, line=1, column=1)
    under = f"under `{parent.rpartition('.')[2]}`" if parent and not parent.isdigit() else ""
    if there:
        message, fix = f"{what} is empty.", f"Write it after `{name}:`."
    else:
        message = f"{what} is missing {under}".rstrip() + "."
        fix = f"Add a line `{name}: …`{' ' + under if under else ''}."
    return Problem(ProblemKind.MISSING_KEY, key, message, fix, place, document.line(place))


# Keys that nobody knows -------------------------------------------------------------------------


def _model_at(key: str) -> type[BaseModel] | None:
    """The model whose fields stand under a dotted key, or None."""
    import typing

    model: type[BaseModel] = Answers
    for step in [step for step in key.split(".") if step and not step.isdigit()]:
        field = model.model_fields.get(step)
        if field is None:
            return None
        annotation: Any = field.annotation
        while typing.get_args(annotation):
            options = [a for a in typing.get_args(annotation) if a is not type(None)]
            annotation = options[0] if options else None
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return None
        model = annotation
    return model


def _fields_beside(key: str) -> list[str]:
    model = _model_at(key.rpartition(".")[0])
    return list(model.model_fields) if model else []


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    from rapidfuzz import fuzz, process, utils

    best = process.extractOne(
        word, list(known), scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=60
    )
    return f"Did you mean `{best[0]}`?" if best else ""


def _unknown(key: str, known: list[str], document: YamlDocument, what: str = "key") -> Problem:
    name = key.rpartition(".")[2]
    place = document.key_places.get(key) or document.value_places.get(key) or Place()
    fix = _did_you_mean(name, known)
    if not fix and known:
        fix = f"Known here: {', '.join(f'`{k}`' for k in known)}."
    return Problem(
        ProblemKind.UNKNOWN_KEY,
        key,
        f"`{name}` is not a {what} that belongs here.",
        fix or "Delete it.",
        place,
        document.line(place),
    )


# Against the call -------------------------------------------------------------------------------


def _against_call(document: YamlDocument, call: Call) -> Iterator[Problem]:
    yield from _sections(document, call)
    team = document.data.get("team")
    roles = [role.id for role in call.team.roles] if call.team else []
    for index, member in enumerate(team if isinstance(team, list) else []):
        role = member.get("role") if isinstance(member, dict) else None
        if isinstance(role, str) and role.strip() and role not in roles:
            place = document.value_places[f"team.{index}.role"]
            fix = _did_you_mean(role, roles) or (
                f"The call's roles are: {', '.join(roles)}."
                if roles
                else "This call asks for no team: delete `team`."
            )
            yield Problem(
                ProblemKind.BAD_VALUE,
                f"team.{index}.role",
                f"“{role}” is not a role in this call's team.",
                fix,
                place,
                document.line(place),
            )


def _sections(document: YamlDocument, call: Call) -> Iterator[Problem]:
    sections = document.data.get("sections")
    if not isinstance(sections, dict):
        return
    known = [item.id for item in call.narratives]
    for name, value in sections.items():
        key = f"sections.{name}"
        item = call.item(name)
        if item is None or item.kind != "narrative":
            yield _unknown(key, known, document, "section that this call asks for")
            continue
        parts = [part.id for part in item.parts]
        if isinstance(value, dict):
            if not parts:
                place = document.value_places[key]
                yield Problem(
                    ProblemKind.WRONG_TYPE,
                    key,
                    f"`{name}` is one text, and further keys stand under it.",
                    f"Write the whole text after `{name}: |`.",
                    place,
                    document.line(place),
                )
                continue
            for part in value:
                if part not in parts:
                    yield _unknown(f"{key}.{part}", parts, document, f"part of `{name}`")
        elif parts and isinstance(value, str) and value.strip():
            place = document.value_places[key]
            yield Problem(
                ProblemKind.WRONG_TYPE,
                key,
                f"`{name}` is asked for in {len(parts)} parts, and one text stands there.",
                f"Write each part under its own key: {', '.join(parts)}.",
                place,
                document.line(place),
            )


def _margin(answers: Answers | None, document: YamlDocument) -> Iterator[Problem]:
    if answers is None:
        return
    low, high = _MARGINS
    if not low <= answers.layout.margin_inches <= high:
        place = document.value_places["layout.margin"]
        yield Problem(
            ProblemKind.BAD_VALUE,
            "layout.margin",
            f"A margin of {answers.layout.margin} leaves no room for a letter, or none around it.",
            f"Choose from {low}in to {high}in; 1in is usual.",
            place,
            document.line(place),
        )


# Files that the answers name --------------------------------------------------------------------


def _named(document: YamlDocument, section: str, key: str) -> Any:  # noqa: ANN401
    mapping = document.data.get(section)
    return mapping.get(key) if isinstance(mapping, dict) else None


def _pictures(document: YamlDocument) -> tuple[Pictures, list[Problem]]:
    found: dict[str, Picture] = {}
    problems: list[Problem] = []
    district = _named(document, "district", "name")
    signer = _named(document, "superintendent", "name")
    for section, key, alt in (
        ("district", "logo", f"Logo of {district}"),
        ("superintendent", "signature", f"Signature of {signer}"),
    ):
        value = _named(document, section, key)
        if not isinstance(value, str) or not value.strip():
            continue
        try:
            found[key] = _picture(document.path.parent / value, alt)
        except _BadImageError as error:
            place = document.value_places[f"{section}.{key}"]
            problems.append(
                Problem(
                    ProblemKind.BAD_IMAGE,
                    f"{section}.{key}",
                    f"The {key} image “{value}” {error.args[0]}.",
                    error.args[1],
                    place,
                    document.line(place),
                )
            )
    return Pictures(**found), problems


class _BadImageError(Exception):
    """Why a file is no usable picture, and what to do."""


def _picture(path: Path, alt: str) -> Picture:
    import warnings

    from PIL import Image

    again = "Save it again as a PNG or JPEG file."
    if not path.exists():
        raise _BadImageError(
            "is not there", "Put the file beside the answers, or correct its name."
        )
    if not path.is_file():
        raise _BadImageError("is not a file", "Name an image file.")
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_IMAGE_BYTES + 1)
    except OSError as error:
        raise _BadImageError(f"cannot be opened ({error.strerror})", again) from error
    if len(data) > _MAX_IMAGE_BYTES:
        raise _BadImageError("is larger than 10 MB", "Save a smaller copy, under 1 MB.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as image:
                width, height = image.size
                if width * height > _MAX_PIXELS:
                    raise _BadImageError(
                        "has more than 40 million pixels", "Save a smaller copy, under 1 MB."
                    )
                image.load()
    except _BadImageError:
        raise
    except Exception as error:  # Pillow raises many kinds for broken files
        raise _BadImageError("cannot be read as a PNG or JPEG image", again) from error
    return Picture(data, alt, width, height)


def _fonts(document: YamlDocument) -> tuple[tuple[Path, ...], list[Problem]]:
    names = _named(document, "layout", "fonts")
    paths: list[Path] = []
    problems: list[Problem] = []
    for index, name in enumerate(names if isinstance(names, list) else []):
        if not isinstance(name, str):
            continue
        path = document.path.parent / name
        if path.is_file() and path.suffix.lower() in (".ttf", ".otf", ".ttc", ".otc"):
            paths.append(path)
            continue
        place = document.value_places[f"layout.fonts.{index}"]
        problems.append(
            Problem(
                ProblemKind.BAD_FONT,
                f"layout.fonts.{index}",
                f"The font file “{name}” is not there, or is not a font file.",
                "Name a .ttf, .otf or .ttc file, by its path from the answers.",
                place,
                document.line(place),
            )
        )
    return tuple(paths), problems

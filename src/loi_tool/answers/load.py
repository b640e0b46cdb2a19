"""From a file of answers to a complete model, or to a list of all problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from loi_tool.answers.model import Answers, margin_inches
from loi_tool.answers.problems import as_written, misfits
from loi_tool.answers.read import YamlDocument
from loi_tool.calls.model import Call
from loi_tool.errors import UnreadableFile
from loi_tool.facts import AnswersFacts, Problem, ProblemKind
from loi_tool.findings import Place
from loi_tool.letter import Paper, Picture

_MAX_IMAGE_BYTES = 10_000_000
_MAX_LETTERHEAD_BYTES = 20_000_000
_MOST_OF_A_KIND = 20
"""Problems of one kind that are told; the rest are counted."""
_FONTS = (".ttf", ".otf", ".ttc", ".otc")


ReadLetterhead = Callable[[bytes, str], Paper]
"""From the bytes and the name of a Word file to a letterhead; raises UnreadableFile."""


@dataclass(frozen=True)
class Pictures:
    """The images that the answers name, each read and checked."""

    logo: Picture | None = None
    signature: Picture | None = None


@dataclass(frozen=True)
class LoadedAnswers:
    """The content of a file of answers. `answers` is None unless the file fits the model."""

    document: YamlDocument
    answers: Answers | None
    pictures: Pictures
    fonts: tuple[Path, ...]
    facts: AnswersFacts
    paper: Paper | None = None
    """The district's own letterhead, if the answers name one that can serve."""


def load_answers(
    document: YamlDocument,
    call: Call,
    further: Iterable[Problem] = (),
    read_letterhead: ReadLetterhead | None = None,
    usual_letterhead: Path | None = None,
) -> LoadedAnswers:
    """Fit a YAML document to the model of answers and to its call.

    Args:
        document: what `read_yaml` gave.
        call: the call that it answers.
        further: earlier problems (for example, the call's id is not known).
        read_letterhead: what looks whether a Word file can serve as a letterhead; without it the
            letterhead is not read.
        usual_letterhead: the letterhead of answers that have no layout of their own.

    Returns:
        The model if the file fits, and the facts in any case; never raises for a misfit.
    """
    answers: Answers | None = None
    misfit: ValidationError | None = None
    try:
        answers = Answers.model_validate(document.data)
    except ValidationError as error:
        misfit = error
    pictures, bad_pictures = _pictures(document)
    fonts, bad_fonts = _fonts(document)
    paper, bad_letterhead = _paper(document, read_letterhead, usual_letterhead)
    unfit = [*document.problems, *further, *misfits(misfit, document, call)]
    unfit += [*bad_fonts, *bad_letterhead]
    problems = _first_of_each_kind([*unfit, *bad_pictures, *document.remarks])
    district = document.data.get("district")
    kind = district.get("type") if isinstance(district, dict) else None
    is_ours = not (answers and answers.layout.letterhead) and paper is None
    layout = answers.layout if answers and is_ours else None
    facts = AnswersFacts(
        file=document.file,
        texts=document.texts,
        places={**document.value_places, **document.key_places},
        problems=tuple(problems),
        applicant_type=kind if isinstance(kind, str) else None,
        letter_date=answers.date if answers else None,
        type_size=float(layout.size) if layout else None,
        margin=margin_inches(layout.margin) if layout else None,
        complete=not unfit,
        names=document.names,
    )
    return LoadedAnswers(document, None if unfit else answers, pictures, fonts, facts, paper)


def _first_of_each_kind(problems: Iterable[Problem]) -> list[Problem]:
    """The problems in the order of the file; of a kind that there are many of, the first ones."""
    kinds: dict[ProblemKind, list[Problem]] = {}
    for problem in sorted(problems, key=_line_and_column):
        kinds.setdefault(problem.kind, []).append(problem)
    told: list[Problem] = []
    for of_kind in kinds.values():
        rest = of_kind[_MOST_OF_A_KIND:]
        told += of_kind[:_MOST_OF_A_KIND]
        if rest:
            message = f"Here and below there are {len(rest)} more mistakes of this kind."
            told.append(replace(rest[0], message=message, fix="Correct those above first."))
    return sorted(told, key=_line_and_column)


def _line_and_column(problem: Problem) -> tuple[int, int]:
    return (problem.place.line or 0, problem.place.column or 0)


# Files that the answers name --------------------------------------------------------------------


def _named(document: YamlDocument, section: str, key: str) -> Any:  # noqa: ANN401
    mapping = document.data.get(section)
    return mapping.get(key) if isinstance(mapping, dict) else None


def _pictures(document: YamlDocument) -> tuple[Pictures, list[Problem]]:
    pictures: dict[str, Picture] = {}
    problems: list[Problem] = []
    for section, key, kind in (
        ("district", "logo", "Logo"),
        ("superintendent", "signature", "Signature"),
    ):
        value = _named(document, section, key)
        if not isinstance(value, str) or not value.strip():
            continue
        alt = f"{kind} of {_named(document, section, 'name')}"
        try:
            pictures[key] = _picture(document.path.parent / value.strip(), alt)
        except _BadFileError as error:
            problem, fix = error.args
            if "://" in value:
                problem = "is on the web"
                fix = "Save it in the folder of the answers, and give the name of that file."
            name = f"{section}.{key}"
            message = f"The {key} image {as_written(value)} {problem}."
            problems.append(_bad_file(ProblemKind.BAD_IMAGE, name, message, fix, document))
    return Pictures(**pictures), problems


def _bad_file(
    kind: ProblemKind, key: str, message: str, fix: str, document: YamlDocument
) -> Problem:
    place = document.value_places.get(key, Place(file=document.file))
    return Problem(kind, key, message, fix, place, document.line(place))


class _BadFileError(Exception):
    """Why a file cannot be used, and what to do."""


def _bytes(path: Path, what: str = "an image file", limit: int = _MAX_IMAGE_BYTES) -> bytes:
    try:
        if not path.exists():
            raise _BadFileError(
                "is missing",
                "Put the file into the folder of the answers, or correct its name.",
            )
        if not path.is_file():
            raise _BadFileError("is not a file", f"Give the name of {what}.")
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise _BadFileError(
            f"cannot be opened ({reason})",
            "Put the file into the folder of the answers, and give its name here.",
        ) from error
    if len(data) > limit:
        raise _BadFileError(
            f"is larger than {limit // 1_000_000} MB", "Save a copy that is smaller than 1 MB."
        )
    return data


def _picture(path: Path, alt: str) -> Picture:
    data = _bytes(path)
    from loi_tool.answers.pictures import BlankPictureError, PictureTooLargeError, read_picture

    try:
        return read_picture(data, alt)
    except PictureTooLargeError as error:
        raise _BadFileError(
            "has more than 16 million pixels", "Save a copy that is smaller than 1 MB."
        ) from error
    except BlankPictureError as error:
        raise _BadFileError(
            "shows nothing: all of it has one color", "Save a copy in which it can be seen."
        ) from error
    except Exception as error:  # Pillow raises many kinds for broken files
        raise _BadFileError(
            "cannot be read as a PNG or JPEG image", "Save it again as a PNG or JPEG file."
        ) from error


def _paper(
    document: YamlDocument, read_letterhead: ReadLetterhead | None, usual: Path | None
) -> tuple[Paper | None, list[Problem]]:
    """The letterhead that the answers name, or the usual one of answers without a layout."""
    key, name = "layout.letterhead", _named(document, "layout", "letterhead")
    is_usual = usual is not None and not document.data.get("layout")
    if is_usual:
        key, name = "layout", str(usual)
    if not isinstance(name, str) or not name.strip() or read_letterhead is None:
        return None, []
    path = document.path.parent / name.strip()
    by_settings = f" that the settings name, {as_written(path.name)}," if is_usual else ""
    try:
        data = _bytes(path, "a Word file", _MAX_LETTERHEAD_BYTES)
        return read_letterhead(data, path.name), []
    except _BadFileError as error:
        problem, fix = error.args
        if is_usual:
            fix = "Correct `letterhead` in the settings."
        elif "://" in name:
            problem, fix = "is on the web", "Save it beside the answers, and name that file."
        message = f"The letterhead{by_settings or f' {as_written(name)}'} {problem}."
    except UnreadableFile as error:
        message, fix = f"The letterhead{by_settings} cannot be used: {error.message}", error.fix
    return None, [_bad_file(ProblemKind.BAD_LETTERHEAD, key, message, fix, document)]


def _fonts(document: YamlDocument) -> tuple[tuple[Path, ...], list[Problem]]:
    names = _named(document, "layout", "fonts")
    paths: list[Path] = []
    problems: list[Problem] = []
    for index, name in enumerate(names if isinstance(names, list) else []):
        if not isinstance(name, str) or not name.strip():
            continue  # the model says so
        path = document.path.parent / name
        if path.suffix.lower() in _FONTS and _is_file(path):
            paths.append(path)
            continue
        message = f"The font file {as_written(name)} is missing, or is not a font file."
        fix = "Give the path of a .ttf, .otf, or .ttc file, from the folder of the answers."
        key = f"layout.fonts.{index}"
        problems.append(_bad_file(ProblemKind.BAD_FONT, key, message, fix, document))
    return tuple(paths), problems


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False

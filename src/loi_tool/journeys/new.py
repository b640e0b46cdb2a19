"""`loi new`: the files to begin with."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from loi_tool.calls.load import LoadedCall, built_in_ids, load_call

_READ_AS_NO_TEXT = ("true", "false", "yes", "no", "on", "off", "null")
"""By YAML 1.1."""


def write_starter(folder: Path, call_name: str | None, as_of: datetime) -> tuple[Path, Path]:
    """Write a starter file of answers, and beside it the schema that editors use.

    A call that is not built in is copied into the folder, so that the folder can be passed on.

    Args:
        folder: where to write.
        call_name: the call's id or path; None for the first that is built in.
        as_of: the day of the letter.

    Returns:
        The paths of both.

    Raises:
        CannotWrite: a file of answers, or another file of the call's name, is already there; it is
            left alone.
        BadUsage: there is no such call.
    """
    from loi_tool.answers.schema import answers_schema, as_text, is_schema_of_answers
    from loi_tool.answers.starter import SCHEMA_NAME, starter
    from loi_tool.package.write import write_file

    loaded = load_call(call_name or built_in_ids()[0])
    answers, schema = folder / "answers.yaml", folder / SCHEMA_NAME
    reference = loaded.call.id
    if not loaded.is_built_in:
        reference = _path_below(folder, loaded.path) or _copied(loaded, folder, answers)
    write_file(answers, starter(loaded.call, reference, as_of.date()).encode())
    write_file(schema, as_text(answers_schema(loaded.call)).encode(), is_schema_of_answers)
    return answers, schema


def write_call_starter(path: Path) -> None:
    """Write a file to begin a call of one's own with. Its id is made of the name of the file.

    Raises:
        CannotWrite: there is such a file already, which is left alone, or the disk refuses.
    """
    from loi_tool.calls.starter import starter
    from loi_tool.package.write import write_file

    name = "-".join(re.findall(r"[a-z0-9]+", path.stem.lower())) or "my"
    if name in _READ_AS_NO_TEXT or name == "my":
        name += "-call"
    write_file(path, starter(name).encode())


def write_starter_letter(folder: Path, call_name: str | None, as_of: datetime) -> Path:
    """Write a letter to fill in in Word.

    Args:
        folder: where to write.
        call_name: the call's id or path; None for the first that is built in.
        as_of: the day of the letter.

    Returns:
        Its path.

    Raises:
        CannotWrite: a file of that name is already there; it is left alone.
        BadUsage: there is no such call.
    """
    from loi_tool.answers.starter_letter import starter_letter
    from loi_tool.layout.fonts import fonts_for
    from loi_tool.package.write import write_file
    from loi_tool.word.write import word_bytes

    letter = starter_letter(load_call(call_name or built_in_ids()[0]).call, as_of.date())
    fonts = fonts_for("\n".join(text for _, text in letter.texts()), letter.layout.font, ())
    path = folder / "letter.docx"
    write_file(path, word_bytes(letter, as_of, fonts.family_of, frozenset(fonts.files)))
    return path


def _path_below(folder: Path, path: Path) -> str | None:
    """The path of a file from a folder that it is in, or is below; else None."""
    folder, path = folder.resolve(), path.resolve()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else None


def _copied(call: LoadedCall, folder: Path, answers: Path) -> str:
    """Copy a call into a folder that has no answers yet; its name there."""
    from loi_tool.package.write import ensure_file_replaceable, write_file

    copy = folder / (call.path.name if call.path.name != answers.name else "call.yaml")
    ensure_file_replaceable(answers, lambda path: False)
    write_file(copy, call.data, lambda path: path.read_bytes() == call.data)
    return copy.name

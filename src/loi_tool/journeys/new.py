"""`loi new`: the files to begin with."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from loi_tool.calls.load import built_in_ids, load_call


def write_starter(folder: Path, call_name: str | None, as_of: datetime) -> tuple[Path, Path]:
    """Write a starter file of answers, and beside it the schema that editors use.

    Args:
        folder: where to write.
        call_name: the call's id or path; None for the first that is built in.
        as_of: the day of the letter.

    Returns:
        The paths of both.

    Raises:
        CannotWrite: a file of answers is already there; it is left alone.
        BadUsage: there is no such call.
    """
    from loi_tool.answers.schema import answers_schema, as_text, is_schema_of_answers
    from loi_tool.answers.starter import SCHEMA_NAME, starter
    from loi_tool.package.write import write_file

    name = call_name or built_in_ids()[0]
    loaded = load_call(name)
    reference = loaded.call.id if name in built_in_ids() else _from(folder, loaded.path)
    answers, schema = folder / "answers.yaml", folder / SCHEMA_NAME
    write_file(answers, starter(loaded.call, reference, as_of.date()).encode())
    write_file(schema, as_text(answers_schema(loaded.call)).encode(), is_schema_of_answers)
    return answers, schema


def _from(folder: Path, path: Path) -> str:
    """The path of a file from a folder; it says nothing of the machine, and they can move together.

    On Windows there is none from one drive to another, so the whole path is given.
    """
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return str(path.absolute())

"""Settings of a folder of letters: `loi.toml`, or `[tool.loi]` in `pyproject.toml` (TOML 1.0)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from loi_tool.errors import BadUsage
from loi_tool.text import did_you_mean, shortened

_MAX_BYTES = 100_000
_Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
_RuleId = Annotated[str, StringConstraints(pattern=r"^LOI\d{1,3}$")]


def _below(pattern: str) -> str:
    """A pattern of paths below the folder; more than one `**` would take forever."""
    path = PurePosixPath(pattern)
    if path.is_absolute() or ".." in path.parts or not path.parts or pattern.count("**") > 1:
        raise ValueError
    if any("**" in part and part != "**" for part in path.parts):
        raise ValueError
    return pattern


_Address = Annotated[_Text, StringConstraints(pattern=r"^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$")]
_Pattern = Annotated[_Text, AfterValidator(_below)]


class Settings(BaseModel):
    """What holds for every letter below a folder."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, title="Settings of loi"
    )

    call: _Text | None = Field(
        default=None,
        description="The call that Word files and PDFs answer: an id, or a path from this file on.",
    )
    select: tuple[_RuleId, ...] = Field(default=(), description="Only these rules, or groups.")
    ignore: dict[_RuleId, _Text] = Field(
        default_factory=dict, description="Rules that are left out, each with the reason."
    )
    fail_on: Literal["error", "warning", "confirm"] | None = Field(
        default=None,
        alias="fail-on",
        description="What makes a check fail: errors, which always do; warnings, too; or, too, "
        "required items that are left to a person (confirm).",
    )
    templates: tuple[_Pattern, ...] = Field(
        default=(),
        description="Files and folders that are templates, and no letters: paths from this file "
        "on, in which * and ** stand for any names.",
    )
    letterhead: _Text | None = Field(
        default=None,
        description="The Word file of the letterhead that answers with no layout of their own are "
        "written on, by its path from this file.",
    )
    recipients: tuple[_Address, ...] = Field(
        default=(),
        description="Addresses that each letter is copied to, beside those that the call names.",
    )


@dataclass(frozen=True)
class FoundSettings:
    """Settings, and the file that they are in."""

    settings: Settings
    path: Path

    @property
    def call(self) -> str | None:
        """The call as `load_call` takes it: a file beside the settings comes first."""
        name = self.settings.call
        beside = self.path.parent / name if name else None
        return str(beside) if beside and beside.is_file() else name

    @property
    def named(self) -> str:
        """The path of the file from the current folder on, or its name if it is not below it."""
        here = Path.cwd().resolve()
        below = self.path.is_relative_to(here)
        return self.path.relative_to(here).as_posix() if below else self.path.name

    @property
    def letterhead(self) -> Path | None:
        """The office's letterhead."""
        name = self.settings.letterhead
        return self.path.parent / name if name else None

    def is_template(self, path: Path) -> bool:
        """Whether a file is one of the templates, or is in a folder of them."""
        file = _resolved(path)
        matches = {match for pattern in self.settings.templates for match in self._matches(pattern)}
        return file in matches or not matches.isdisjoint(file.parents)

    @property
    def unmatched(self) -> tuple[str, ...]:
        """The paths of templates at which there is nothing."""
        return tuple(p for p in self.settings.templates if not self._matches(p))

    def _matches(self, pattern: str) -> tuple[Path, ...]:
        return _found_below(self.path.parent, pattern)


@lru_cache(maxsize=1_000)
def _found_below(folder: Path, pattern: str) -> tuple[Path, ...]:
    return tuple(folder.glob(pattern))


def _resolved(path: Path) -> Path:
    """The path from the root on; of a file that is a link, that of the link."""
    return path.parent.resolve() / path.name


def settings_for(path: Path) -> FoundSettings | None:
    """The settings that hold for a file: of its folder, or of the nearest folder above.

    Raises:
        BadUsage: there is such a file, and it cannot be read.
    """
    return _of_folder(_resolved(path).parent)


@lru_cache(maxsize=1_000)
def _of_folder(folder: Path) -> FoundSettings | None:
    for name in ("loi.toml", "pyproject.toml"):
        file = folder / name
        content = _content(file)
        if name == "pyproject.toml" and content is not None:
            content = content.get("tool", {}).get("loi")
        if content is not None:
            return FoundSettings(_checked(content, file), file)
    return _of_folder(folder.parent) if folder.parent != folder else None


def _content(file: Path) -> dict[str, Any] | None:
    try:
        with file.open("rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
    except OSError:
        return None  # it is not there, or is none of ours
    if len(data) > _MAX_BYTES:
        raise BadUsage(f"{file} is larger than 100 kB. Settings never are.")
    import tomli

    try:
        return tomli.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadUsage(
            f"The settings in {file} cannot be read: the file is not saved as UTF-8.",
            "Save it again in a text editor, with the encoding UTF-8.",
        ) from error
    except (tomli.TOMLDecodeError, RecursionError) as error:
        raise BadUsage(
            f"The settings in {file} cannot be read: {shortened(str(error))}.",
            'Each line is `key = "text"`, or a heading such as `[ignore]`.',
        ) from error


def _checked(content: Any, file: Path) -> Settings:  # noqa: ANN401 (whatever is in the file)
    try:
        return Settings.model_validate(content)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
    key, *inside = (str(step) for step in problem["loc"] if step != "[key]")
    known = [field.alias or name for name, field in Settings.model_fields.items()]
    if problem["type"] == "extra_forbidden":
        raise BadUsage(
            f"{file} has the key `{shortened(key)}`, which is not known.",
            "Leave out the heading [tool.loi]: it belongs in pyproject.toml."
            if key == "tool"
            else did_you_mean(key, known) or f"The keys are {', '.join(known)}.",
        )
    if key == "ignore" and problem["type"] == "string_too_short":
        raise BadUsage(
            f"`ignore` in {file} gives no reason for {inside[0]}.",
            f'Write the reason beside the rule: {inside[0]} = "The county office sends them."',
        )
    if inside and problem["loc"][-1] == "[key]":
        raise BadUsage(
            f"`{shortened(inside[0])}`, under `ignore` in {file}, is not the number of a rule.",
            'Write its number: LOI505 = "The reason". `loi rule` lists all rules.',
        )
    fixes = {
        "select": 'Write select = ["LOI2", "LOI404"]. `loi rule` lists all rules.',
        "ignore": 'Write the reason beside the rule: LOI505 = "The county office sends them."',
        "fail-on": 'Write fail-on = "error", "warning", or "confirm".',
        "letterhead": 'Write letterhead = "head.docx", a path from the folder of this file.',
        "recipients": 'Write recipients = ["office@county.example"], one address each.',
        "templates": 'Write templates = ["templates/*.docx"], paths of what is in the folder of '
        "this file or below it, with ** at most once, and alone between slashes.",
    }
    given = problem["input"] if isinstance(problem["input"], str) else ""
    raise BadUsage(
        f"`{key}` in {file} is not in the right form"
        + (f": “{shortened(given)}”." if given else "."),
        fixes.get(key, 'Write call = "cei-plln-cohort-3", or a path.'),
    )

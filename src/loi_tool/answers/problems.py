"""What does not fit the model or the call, for a grant writer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from loi_tool.answers.model import Answers, margin_inches
from loi_tool.answers.read import NEUTRAL_NAMES, YamlDocument, dotted, key_name
from loi_tool.answers.yaml_faults import after_indent, in_quotes
from loi_tool.calls.base import SCHOOL_APPLICANTS
from loi_tool.calls.load import built_in_ids
from loi_tool.calls.model import Call
from loi_tool.facts import Problem, ProblemKind
from loi_tool.findings import Place
from loi_tool.text import Regex, did_you_mean, listed, shortened

_NEUTRAL = {usual: neutral for neutral, usual in NEUTRAL_NAMES.items()}
_MARGINS = (0.25, 2.5)
_LONG = 60
_COMPARE = "Compare it with the file that `loi new` writes."
_CITY = Regex(r",\s{1,9}([^,]{1,80},\s{0,9}[A-Z]{2}\s{1,9}\d{5}(?:-\d{4})?)$")
"""The end of an address that is on the last of its lines: Visalia, CA 93277."""
_BULLET = Regex(r"^[^\w\s\"'(\[#$]\s{0,9}")
_NOT_BARE = Regex(r"[^\w(]|.{0,500}(?::\s|\s#)")
"""A text that is read whole only in quotes."""
_NO_SPACE = Regex(r"^([a-z_]{1,40}:)(?=\S)")
SAYS = {
    "call": "which call this answers",
    "date": "the date on the letter",
    "district": "who applies",
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
"""What the required keys are for."""
_DATES = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y-%m-%dT%H:%M:%S", "%B %d, %Y", "%b %d, %Y", "%d %B %Y",
    "%m/%d/%Y", "%d/%m/%Y", "%m-%d-%Y", "%d-%m-%Y", "%m/%d/%y", "%d/%m/%y", "%m-%d-%y", "%d-%m-%y",
    "%d.%m.%Y",
)  # fmt: skip


def misfits(error: ValidationError | None, document: YamlDocument, call: Call) -> list[Problem]:
    """Everything that keeps answers from fitting the model and their call.

    Args:
        error: what the model said, or None if the data fit it.
        document: the answers, with places.
        call: the call that they answer.
    """
    explain = _Explainer(document, call)
    against_call = [*explain.sections(), *explain.team(), *explain.margin()]
    against_call += [*explain.letterhead(), *explain.applicant_type(), *explain.signer()]
    reported = tuple(f"{problem.key}." for problem in against_call)
    structural = list(explain.structural(error)) if error else []
    found = against_call + [
        problem for problem in structural if not f"{problem.key}.".startswith(reported)
    ]
    return [_with_key_meant(problem, found) for problem in found]


def _with_key_meant(problem: Problem, others: Iterable[Problem]) -> Problem:
    """The problem of a missing key with the one that was meant by it, if one is misspelled."""
    if problem.kind is not ProblemKind.MISSING_KEY:
        return problem
    names = {_name(problem.key), _NEUTRAL.get(problem.key, "")}
    meant = (
        other
        for other in others
        if other.kind is ProblemKind.UNKNOWN_KEY
        and _above(other.key) == _above(problem.key)
        and other.fix.startswith("Did you mean")
        and names & set(other.fix.split("`"))
    )
    other = next(meant, None)
    if other is None:
        return problem
    fix = f"Correct `{_name(other.key)}` in line {other.place.line}: it may be this key."
    return replace(problem, fix=fix)


def as_written(text: str) -> str:
    """A value of the file in quotation marks, cut if it is too long for a message."""
    return f"“{shortened(text, _LONG)}”"


def _keys(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


@dataclass(frozen=True)
class _Explainer:
    """Explains what is wrong in one file of answers."""

    document: YamlDocument
    call: Call

    def _problem(
        self, kind: ProblemKind, key: str, message: str, fix: str, place: Place | None = None
    ) -> Problem:
        """A problem, at the place of the key's value unless said otherwise."""
        place = place or self.document.value_places.get(key) or self._place_above(key)
        return Problem(kind, key, message, fix, place, self.document.line(place))

    def _place_above(self, key: str) -> Place:
        """The place of the nearest key above one that is not there."""
        document = self.document
        while key := _above(key):
            place = document.key_places.get(key) or document.value_places.get(key)
            if place:
                return place
        return Place(file=document.file, line=1, column=1)

    def _is_entry(self, key: str) -> bool:
        """Whether this is an entry of a list, and so has a number and no name."""
        return _name(key).isdigit() and "." in key and key not in self.document.key_places

    def _called(self, key: str) -> str:
        """What a message calls a key: `phone`, or Entry 2 of `members`."""
        if self._is_entry(key):
            return f"Entry {int(_name(key)) + 1} of {self._called(_above(key))}"
        name = key_name(key) if _above(key) else self._word(key_name(key))
        return f"`{shortened(name, _LONG)}`" if _name(key) else '`""`'

    def _word(self, name: str) -> str:
        """What the writer calls a key at the left margin, or would: superintendent, signer."""
        from loi_tool.answers.starter import is_for_schools

        names = self.document.names
        if name in names or name in self.document.data:
            return names.get(name, name)
        is_neutral = bool(names) or not is_for_schools(self.call)
        return _NEUTRAL.get(name, name) if is_neutral else name

    def _under(self, key: str) -> str:
        """Where a key is: “ under `contact`”, “ in entry 2 of `team`”; empty at the top level."""
        above = _above(key)
        if not above:
            return ""
        if self._is_entry(above):
            return f" in entry {int(_name(above)) + 1} of {self._called(_above(above))}"
        return f" under {self._called(above)}"

    # Against the model --------------------------------------------------------------------------

    def structural(self, error: ValidationError) -> Iterator[Problem]:
        """The problems that the model finds, each at the lowest key that has one."""
        details: dict[str, ErrorDetails] = {}
        for detail in error.errors(include_url=False):
            key = _key(detail, self.document.data)
            # where a text or a list is allowed, a text is meant more often, unless a list is there
            known = details.get(key)
            as_text = detail["type"].startswith("string")
            if known is None or (as_text and known["type"] != "too_long"):
                details[key] = detail
        above = {key[: dot.start()] for key in details for dot in re.finditer(r"\.", key)}
        for key, detail in details.items():
            if key in above:
                continue
            if by_line := list(self._by_line(key, detail["type"], detail["input"])):
                yield from by_line
            elif detail["type"] in ("string_too_long", "too_long"):
                yield self._too_long(key, len(detail["input"]), detail["ctx"]["max_length"])
            else:
                yield self._misfit(key, detail["type"], detail["input"])

    def _by_line(self, key: str, kind: str, value: Any) -> Iterator[Problem]:  # noqa: ANN401
        """The problems of keys without a space after the colon, or of a list without its dashes.

        YAML reads the lines as one text; each of them is one to mend.
        """
        text, first = self.document.texts.get(key), self.document.key_places.get(key)
        if not isinstance(value, str) or text is None or first is None or text.place.line is None:
            return
        if kind not in ("model_type", "dict_type", "list_type") or text.place.line == first.line:
            return
        for number, line in enumerate(text.lines, text.place.line):
            written = line.strip()
            if kind == "list_type":
                bare = _BULLET.sub("", written)
                quoted = (
                    in_quotes(bare) if Regex(r"[^\w(]|.{0,500}(?::\s|\s#)").match(bare) else bare
                )
                right = f"- {quoted}"
                message = f"{self._called(key)} is a list: each entry begins with “- ”."
            else:
                right = _NO_SPACE.sub(r"\1 ", written)
                message = "A space is missing after the colon."
            if right == written or not written:
                continue
            column = len(line) - len(line.lstrip()) + 1
            place = Place(file=self.document.file, line=number, column=column)
            fix = f"Write `{shortened(right, 2 * _LONG)}`."
            yield self._problem(ProblemKind.WRONG_TYPE, key, message, fix, place)

    def _too_long(self, key: str, length: int, most: int) -> Problem:
        """The problem of a line or a list that is longer than any in a letter."""
        things = "characters" if key in self.document.texts else "entries"
        message = f"{self._called(key)} has {length:,} {things}. It can have {most} at the most."
        fix = "Shorten it. If it was pasted here by mistake, delete it."
        return self._problem(ProblemKind.BAD_VALUE, key, message, fix)

    def _misfit(self, key: str, kind: str, value: Any) -> Problem:  # noqa: ANN401
        """The problem of one value, by pydantic's type of error."""
        called = self._called(key)
        raw = self.document.written.get(key, "")
        written = as_written(raw)
        if kind == "extra_forbidden" and value is None and (cut := self._cut_by_comma(key)):
            return cut
        if kind == "extra_forbidden":
            message = f"There is no key {called}{self._under(key)}."
            return self._unknown(key, self._fields(_above(key)), message)
        if kind == "missing":
            return self._missing(key)
        if value is None or (isinstance(value, str) and not value.strip()):
            return self._empty(key)
        if key == "layout.margin":
            message = f"{called} is {written}. That is not a length."
            fix = "Write a number and a unit: 1in, 2.5cm, 25mm or 72pt."
            return self._problem(ProblemKind.BAD_VALUE, key, message, fix)
        if kind in ("greater_than_equal", "less_than_equal"):
            message = f"{called} is {written}. The type in a letter must be 8 to 16 points."
            fix = "Write a number from 8 to 16. A good size is 11."
            return self._problem(ProblemKind.BAD_VALUE, key, message, fix)
        if kind == "date_impossible":
            message = f"There is no day {written} in the calendar."
            fix = "Write the year, month, and day, like 2022-05-12."
            return self._problem(ProblemKind.BAD_DATE, key, message, fix)
        if kind == "date_form":
            return self._problem(ProblemKind.BAD_DATE, key, *_bad_date(raw))
        message, fix = self._wrong_type(key, kind, value)
        return self._problem(ProblemKind.WRONG_TYPE, key, message, fix)

    def _cut_by_comma(self, key: str) -> Problem | None:
        """The problem of a text in braces whose end, behind a comma, is read as a key."""
        place, above = self.document.key_places.get(key), _above(key)
        line = self.document.line(place) if place else None
        whole = self.document.written.get(above, "")
        if line is None or not whole.startswith("{") or whole not in line:
            return None
        data: Any = self.document.data
        for step in above.split("."):
            data = data[int(step) if isinstance(data, list) else step]
        text, is_found = "", False
        for name, value in data.items():
            if value is not None and is_found:
                break
            text = f"{text}, {name}" if value is None else str(value)
            is_found |= dotted(above, name) == key
        right = line.replace(text, in_quotes(text), 1)
        return self._problem(
            ProblemKind.UNKNOWN_KEY,
            key,
            f"{self._called(key)} is behind a comma, which ends a text in braces.",
            f"Write `{right.strip()}` in line {place.line if place else 1}{after_indent(line)}.",
            place,
        )

    def _explained(self, key: str) -> str:
        """What a message calls a key, with what the key is for."""
        says = SAYS.get(key, "").replace("district", self._word("district"))
        return f"{self._called(key)} ({says})" if says else self._called(key)

    def _missing(self, key: str) -> Problem:
        hint = self._keys_below(key)
        name = _name(key) if _above(key) else self._word(key)
        fix = f"Add `{name}:`. {hint}" if hint else f"Add `{name}: …`{self._under(key)}."
        if key == "call":
            fix = f"Add `call: {built_in_ids()[0]}`, or the path of the call's own file."
        message = f"{self._explained(key)} is missing{self._under(key)}."
        return self._problem(ProblemKind.MISSING_KEY, key, message, fix)

    def _empty(self, key: str) -> Problem:
        if self._is_entry(key):
            fix = "Fill it in, or delete it."
        else:
            fix = self._keys_below(key) or f"Write it after {self._called(key)[:-1]}:`."
            fix += "" if _required(key) else " Or delete the line."
        place = self.document.key_places.get(key)
        message = f"{self._explained(key)} is empty."
        return self._problem(ProblemKind.MISSING_KEY, key, message, fix, place)

    def _wrong_type(self, key: str, kind: str, value: Any) -> tuple[str, str]:  # noqa: ANN401
        """Message and fix for a value of the wrong type."""
        called = self._called(key)
        name = called.strip("`")
        raw = self.document.written.get(key, "")
        value_text = "a list" if isinstance(value, list) else as_written(raw)
        before = "" if self._is_entry(key) else f"{name}: "
        if kind.startswith("string"):
            if isinstance(value, (bool, int, float)):
                read_as = f"“{str(value).lower()}”" if isinstance(value, bool) else "a number"
                return (
                    f"{called} is {value_text}. It is read as {read_as}, not as text.",
                    f'Put it in quotes: `{before}"{shortened(raw, _LONG)}"`.',
                )
            if raw.startswith(("[", "{")):
                bare = raw.strip("[]{} ")
                as_text = raw.endswith(("]", "}")) and bare and not bare.startswith(("'", '"'))
                return (
                    f"{called} is {as_written(raw)}. The brackets make it another type than text.",
                    f"Write it without the brackets: `{before}{in_quotes(bare)}`."
                    if as_text
                    else "Put the text in quotes, or remove the brackets.",
                )
            there_is = "there is a list" if isinstance(value, list) else "there are other keys"
            fix = f"Write `{name}: |`, and leave the lines below it as they are."
            return f"{called} must be one text, but {there_is}.", fix if before else _COMPARE
        if kind == "list_type":
            fix = f"Put each entry on its own line under `{name}:`, and begin the line with “- ”."
            if isinstance(value, str) and "\n" not in value and raw[:1] not in ("|", ">"):
                lines = _CITY.sub(r"\n\1", raw.strip("'\"")).split("\n")
                fix = f"Write it in brackets: `{before}[{', '.join(map(in_quotes, lines))}]`."
            return f"{called} must be a list, even if it has one entry.", fix
        if kind in ("model_type", "dict_type"):
            fix = self._keys_below(key) or _COMPARE
            place = self.document.value_places.get(key)
            if isinstance(value, str) and place and "name" in _fields(key) and "\n" not in value:
                below = f"name: {shortened(raw, 2 * _LONG)}"
                fix = f"Write only `{name}:` in line {place.line}, and below it, after 2 spaces, "
                fix += f"`{below}`. {self._keys_below(key)}"
            return f"{called} must have keys under it, but it is {value_text}.", fix
        if kind == "bool_type":
            return (
                f"{called} is {value_text}. It must be true or false.",
                f"Write `{name}: true` or `{name}: false`, without quotes.",
            )
        if kind == "float_type":
            return (
                f"{called} is {value_text}. That is not a number.",
                f"Write only the number of points: `{name}: 11`.",
            )
        return f"{called} is {value_text}. That is not allowed here.", _COMPARE

    def _keys_below(self, key: str) -> str:
        """The keys that belong under a key, as a sentence; empty if there are none."""
        sections = [item.id for item in self.call.sections]
        names = sections if key == "sections" else _fields(key)
        return f"Use these keys under it: {_keys(names)}." if names else ""

    # Unknown keys -------------------------------------------------------------------------------

    def _fields(self, key: str) -> list[str]:
        """The keys that belong under a key, for this call."""
        several = len(self.call.signers) > 1
        fields = [field for field in _fields(key) if several or field != "cosigners"]
        return fields if key else [self._word(field) for field in fields]

    def _unknown(self, key: str, known: list[str], message: str) -> Problem:
        fix = (
            self._elsewhere(key)
            or did_you_mean(_name(key), known)
            or f"Known keys: {_keys(known)}."
        )
        place = self.document.key_places.get(key)
        return self._problem(ProblemKind.UNKNOWN_KEY, key, message, fix, place)

    def _elsewhere(self, key: str) -> str:
        """Where a key of this name belongs, as a sentence; empty if it is not known anywhere."""
        name = _name(key)
        above, _, below = key_name(key).rpartition(".")
        if above and below in _fields(NEUTRAL_NAMES.get(above, above)):
            return f"Write `{below}:` below `{above}:`, after two more spaces."
        if name in Answers.model_fields or name in NEUTRAL_NAMES:
            above = self._called(_above(key))
            return f"Move `{name}` to the left margin. It does not belong under {above}."
        if self.call.item(name) in self.call.sections:
            return f"`{name}` belongs under `sections`."
        here = self._fields("")
        words = {
            field: self._word(field) for field in Answers.model_fields if name in _fields(field)
        }
        parents = [f"`{word}`" for word in words.values() if word in here]
        if not parents:
            return ""
        return f"`{name}` belongs under {listed(parents, 'or')}: look at the spaces in front of it."

    # Against the call ---------------------------------------------------------------------------

    def applicant_type(self) -> Iterator[Problem]:
        """A type of applicant that neither this call nor another one has."""
        district = self.document.data.get("district")
        kind = district.get("type") if isinstance(district, dict) else None
        choices = self.call.applicants.types
        if not isinstance(kind, str) or not kind.strip():
            return
        if kind not in (*choices, *SCHOOL_APPLICANTS):
            key = "district.type"
            message = (
                f"{self._called(key)} is {as_written(kind)}. It must be {listed(choices, 'or')}."
            )
            fix = did_you_mean(kind, choices) or f"Write one of: {', '.join(choices)}."
            yield self._problem(ProblemKind.BAD_VALUE, key, message, fix)

    def signer(self) -> Iterator[Problem]:
        """No signer, where the call asks for one."""
        if self.call.signers and self.document.data.get("superintendent") is None:
            there = "superintendent" in self.document.data
            yield self._empty("superintendent") if there else self._missing("superintendent")

    def sections(self) -> Iterator[Problem]:
        """Sections and parts that the call does not have, or has in another form."""
        sections = self.document.data.get("sections")
        known = [item.id for item in self.call.sections]
        for name, value in sections.items() if isinstance(sections, dict) else ():
            key = dotted("sections", name)
            called = self._called(key)
            item = self.call.item(name)
            if item is None or item not in self.call.sections:
                yield self._unknown(key, known, f"This call has no section {called}.")
                continue
            parts = [part.id for part in item.parts]
            if isinstance(value, dict) and parts:
                for part in value:
                    if part not in parts:
                        below = dotted(key, part)
                        message = f"{called} has no part {self._called(below)}."
                        yield self._unknown(below, parts, message)
            elif isinstance(value, dict):
                message, fix = self._wrong_type(key, "string_type", value)
                yield self._problem(ProblemKind.WRONG_TYPE, key, message, fix)
            elif parts and value is not None and value != "":
                yield self._problem(
                    ProblemKind.WRONG_TYPE,
                    key,
                    f"The call asks for {called} in {len(parts)} parts, but it is one text.",
                    f"Write each part under its own key: {_keys(parts)}.",
                )

    def team(self) -> Iterator[Problem]:
        """Roles that the call does not have."""
        team = self.document.data.get("team")
        roles = [role.id for role in self.call.team.roles] if self.call.team else []
        for index, member in enumerate(team if isinstance(team, list) else []):
            role = member.get("role") if isinstance(member, dict) else None
            if not isinstance(role, str) or not role.strip() or role in roles:
                continue
            message, fix = "This call asks for no team.", "Delete `team`."
            if roles:
                message = f"{as_written(role)} is not a role in this call's team."
                fix = did_you_mean(role, roles) or f"The call's roles are: {', '.join(roles)}."
            yield self._problem(ProblemKind.BAD_VALUE, f"team.{index}.role", message, fix)

    def margin(self) -> Iterator[Problem]:
        """A margin that is a length, but too narrow or too wide for a letter."""
        layout = self.document.data.get("layout")
        margin = layout.get("margin") if isinstance(layout, dict) else None
        inches = margin_inches(margin) if isinstance(margin, str) else None
        low, high = _MARGINS
        if inches is None or low <= inches <= high:
            return
        fault = "is too narrow to print" if inches < low else "leaves too little room for the text"
        message = f"A margin of {margin} {fault}."
        fix = f"Choose a margin from {low}in to {high}in. Most letters use 1in."
        yield self._problem(ProblemKind.BAD_VALUE, "layout.margin", message, fix)

    def letterhead(self) -> Iterator[Problem]:
        """Keys of the layout that say otherwise than the letterhead."""
        layout = self.document.data.get("layout")
        if not isinstance(layout, dict) or not isinstance(layout.get("letterhead"), str):
            return
        if not layout["letterhead"].strip():
            return
        for name in ("font", "size", "margin"):
            if name in layout:
                message = f"`{name}` has no effect, because the letterhead sets it."
                fix = f"Delete `{name}`, and change it in the letterhead; or delete `letterhead`."
                place = self.document.key_places.get(f"layout.{name}")
                yield self._problem(ProblemKind.BAD_VALUE, f"layout.{name}", message, fix, place)


# Keys, and what the model knows of them -----------------------------------------------------------


def _above(key: str) -> str:
    return key.rpartition(".")[0]


def _name(key: str) -> str:
    return key.rpartition(".")[2]


def _key(detail: ErrorDetails, data: Any) -> str:  # noqa: ANN401
    """The dotted key of an error; the names of a union's branches are not part of it."""
    key = ""
    *_, last = detail["loc"]
    for step in detail["loc"]:
        entry = isinstance(data, list) and isinstance(step, int) and step < len(data)
        if entry or (isinstance(data, dict) and step in data):
            data = data[step]
        elif detail["type"] != "missing" or step != last:
            continue
        key = dotted(key, step)
    return key


def _model_at(key: str) -> type[BaseModel] | None:
    """The model of what is under a dotted key, or None."""
    model: type[BaseModel] = Answers
    for step in [step for step in key.split(".") if step and not step.isdigit()]:
        field = model.model_fields.get(step)
        annotation: Any = field.annotation if field else None
        while get_args(annotation):
            annotation = next(a for a in get_args(annotation) if a is not type(None))
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return None
        model = annotation
    return model


def _fields(key: str) -> list[str]:
    model = _model_at(key)
    return list(model.model_fields) if model else []


def _required(key: str) -> bool:
    model = _model_at(_above(key))
    field = model.model_fields.get(_name(key)) if model else None
    return field is not None and field.is_required()


# Guesses ----------------------------------------------------------------------------------------


def _bad_date(raw: str) -> tuple[str, str]:
    """Message and fix for a date that is not written as year, month, and day."""
    text = shortened(raw.strip("'\""), _LONG)
    read = [day for form in _DATES if (day := _day(text, form))]
    message = f"The date “{text}” is not written as year, month, and day."
    if len(set(read)) > 1:
        first, second = (f"{day:%B} {day.day}" for day in read[:2])
        message = f"The date “{text}” may mean {first} or {second}."
    if not read:
        return message, "Write the year, month, and day, like 2022-05-12."
    return message, f"Write the year, month, and day: `date: {read[0].isoformat()}`."


def _day(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None

"""Times of day as people write them: “5 p.m.”, “5:00 PM”, “noon”, 23:59:59."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

_OF_TWELVE = re.compile(r"(\d{1,2})(?:[:.](\d\d))?(?::(\d\d))?\s{0,3}([ap])\.?\s{0,3}m\b\.?", re.I)
_OF_TWENTY_FOUR = re.compile(r"(\d\d):(\d\d)(?::(\d\d))?")
_NOON = re.compile(r"(?:12(?::00)?\s{1,3})?noon", re.I)
_HOW = "write it as 5 p.m., noon, or 17:00"
_NO_HOUR = {
    "midnight": "midnight is the beginning of a day or its end: write 23:59 or 00:00",
    "end of day": "leave `time` out for the end of the day",
    "close of business": "close of business is no hour: ask the funder, or write the earliest",
}


def clock(written: object) -> object:
    """A time of day as HH:MM or HH:MM:SS; what is no text is left as it is.

    Raises:
        ValueError: it is no time, or can be read in two ways (midnight, 5:00).
    """
    if not isinstance(written, str):
        return written
    text = " ".join(written.split())
    for words, what in _NO_HOUR.items():
        if words in text.lower():
            raise ValueError(what)
    if _NOON.fullmatch(text):
        return "12:00"
    if match := _OF_TWELVE.fullmatch(text):
        hour, minute, second, half = match.groups()
        if not 1 <= int(hour) <= 12:
            raise ValueError(f"“{text}” is no time of day: {_HOW}")
        parts = [f"{int(hour) % 12 + 12 * (half in 'pP'):02}", minute or "00", second]
    elif match := _OF_TWENTY_FOUR.fullmatch(text):
        parts = list(match.groups())
    elif re.fullmatch(r"\d{1,2}(?::\d\d)?", text):
        raise ValueError(f"“{text}” may be in the morning or in the afternoon: {_HOW}")
    elif re.match(r"\d", text) and (_OF_TWELVE.match(text) or _OF_TWENTY_FOUR.match(text)):
        raise ValueError(
            f"“{text}” has more in it than a time: {_HOW}, and the zone under `zone_as_written`"
        )
    else:
        raise ValueError(f"“{text}” is no time of day: {_HOW}")
    found = ":".join(part for part in parts if part)
    if found > "24" or any(part > "59" for part in parts[1:] if part):
        raise ValueError(f"“{text}” is no time of day: {_HOW}")
    return found


Clock = Annotated[
    str, StringConstraints(min_length=1), BeforeValidator(clock, json_schema_input_type=str)
]
"""A time of day, kept as HH:MM or HH:MM:SS."""

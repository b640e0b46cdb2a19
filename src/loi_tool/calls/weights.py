"""What was learnt from labelled letters about one call: a second opinion on passages, as data.

They are in a file next to the call (`NAME.weights.json`), which `benchmarks/learn.py` writes. A
call works without it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from loi_tool.errors import BadCall

SUFFIX = ".weights.json"
_MAX_BYTES = 5_000_000


@dataclass(frozen=True)
class Weights:
    """A linear model of passages, and what each reason is worth for a verdict.

    `terms` gives for each term (one stem, or two) its weight for each of `labels`; a passage's
    score for a label is `bias` plus the sum of its terms' weights over the root of their number.
    """

    labels: tuple[str, ...]
    """`item`, `item.part`, and `none` for a passage that answers nothing."""
    bias: tuple[float, ...]
    terms: Mapping[str, tuple[float, ...]]
    reasons: Mapping[str, float]
    """By the name of the reason; `bias` is what all of them are added to."""
    met: float
    """At and above this sum it is `met`."""
    not_met: float
    """Below this sum it is `not_met`."""


def weights_data(call: Path) -> bytes | None:
    """The bytes of the weights beside a call's file, or None where there are none."""
    try:
        with call.with_name(call.stem + SUFFIX).open("rb") as file:
            return file.read(_MAX_BYTES + 1)
    except OSError:
        return None


@lru_cache(maxsize=4)
def load_weights(call: Path) -> Weights | None:
    """The weights beside a call's file, or None where there are none.

    Raises:
        BadCall: there is such a file, and it is not what the script writes.
    """
    raw = weights_data(call)
    if raw is None:
        return None
    try:
        if len(raw) > _MAX_BYTES:
            raise ValueError("too large")
        return _weights(json.loads(raw))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadCall(
            f"The weights {call.stem}{SUFFIX} are not what `benchmarks/learn.py` writes.",
            "Remove the file, or have it written again; a call works without it.",
        ) from error


def _weights(content: Any) -> Weights:  # noqa: ANN401 (JSON)
    labels = tuple(str(label) for label in content["labels"])
    scale = float(content["scale"])
    terms = {
        term: tuple(int(weight) / scale for weight in weights)
        for term, weights in content["terms"].items()
    }
    bias = tuple(float(weight) for weight in content["bias"])
    if any(len(row) != len(labels) for row in (bias, *terms.values())):
        raise ValueError("a row is not as long as the labels")
    return Weights(
        labels=labels,
        bias=bias,
        terms=terms,
        reasons={name: float(value) for name, value in content["reasons"].items()},
        met=float(content["met"]),
        not_met=float(content["not_met"]),
    )

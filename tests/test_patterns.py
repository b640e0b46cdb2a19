"""No pattern goes back and forth: each is run against hostile strings made of its own pieces.

An existing checker, regexploit 1.0, was tried on the patterns before they were mended: it names
none of the 41 that took over a tenth of a second, nor the one that never ended.
"""

import ast
import contextlib
import importlib
import pkgutil
import re
import signal
import sys
import time
from pathlib import Path

import pytest

import loi_tool
from loi_tool.calls.load import built_in_ids
from loi_tool.journeys import Options, check_letters
from loi_tool.text import Regex
from tests.adversaries import LENGTH, adversaries

SOURCE = Path(loi_tool.__file__).parent
LETTERS = Path(__file__).parent / "golden" / "letters"
MOST_SECONDS = 0.02
"""Of processor time, for one pattern on one string."""
METHODS = {"search", "match", "fullmatch", "split", "sub", "findall", "finditer"}


def modules():
    """All modules of the project but `__main__`, which runs it."""
    names = [module.name for module in pkgutil.walk_packages([str(SOURCE)], "loi_tool.")]
    return [importlib.import_module(name) for name in names if not name.endswith("__main__")]


def patterns_within(value, where):
    """The patterns in a value of a module, in tuples and tables of it too."""
    if isinstance(value, Regex):
        yield where, value.compiled
    elif isinstance(value, re.Pattern):
        yield where, value
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from patterns_within(member, f"{where}[{key!r}]")
    elif isinstance(value, (tuple, list)):
        for index, member in enumerate(value):
            yield from patterns_within(member, f"{where}[{index}]")


def named_patterns():
    """Those that have a name in a module."""
    for module in modules():
        for name, value in vars(module).items():
            if not name.startswith("__"):
                yield from patterns_within(value, f"{module.__name__}.{name}")


def inline_patterns():
    """Those that are written where they are used: `re.search("…", text)`."""
    for path in sorted(SOURCE.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match call:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name("re"), attr=method),
                    args=[ast.Constant(pattern), *_],
                ) if method in METHODS:
                    flags = re.IGNORECASE if "re.IGNORECASE" in ast.unparse(call) else 0
                    yield f"{path.name}:{call.lineno}", re.compile(pattern, flags)


def patterns_of_checks(monkeypatch):
    """Those that the project compiles while it checks letters to a built-in call: the call's too."""
    for module in modules():
        for value in vars(module).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()
    re.purge()
    compiler = getattr(re, "_compiler", None) or re.sre_compile
    really_compile = compiler.compile
    compiled = {}

    def noting(pattern, flags=0):
        frame = sys._getframe(1)
        while frame.f_globals["__name__"] in ("re", "functools", "loi_tool.text"):
            frame = frame.f_back
        made = really_compile(pattern, flags)
        if frame.f_globals["__name__"].startswith("loi_tool."):
            compiled[pattern, made.flags] = f"{frame.f_globals['__name__']}:{frame.f_lineno}", made
        return made

    monkeypatch.setattr(compiler, "compile", noting)
    letters = [path for path in sorted(LETTERS.rglob("*")) if path.suffix in (".docx", ".pdf")]
    for call in built_in_ids():
        check_letters(letters, Options(as_of="2022-05-12T09:00:00-07:00", call=call))
    monkeypatch.undo()
    return list(compiled.values())


class TookTooLong(Exception):
    """The time of one pattern on one string is over."""


def seconds_on(pattern, subject, most):
    """Processor time of a search, measured up to three times where a busy machine may be why."""
    for _ in range(3):
        started = time.process_time()
        with contextlib.suppress(TookTooLong):  # it is raised once at the most
            signal.setitimer(signal.ITIMER_VIRTUAL, 2 * most)
            for _ in pattern.finditer(subject):
                pass
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        spent = time.process_time() - started
        yield spent
        if spent <= most:
            return


def slow_strings(pattern, most=MOST_SECONDS):
    """The hostile strings on which a pattern takes too long, with the seconds."""

    def stop(*_):
        raise TookTooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    try:
        for text in adversaries(pattern):
            subject = text if isinstance(pattern.pattern, str) else text.encode("latin1", "replace")
            spent = min(seconds_on(pattern, subject, most))
            if spent > most:
                yield f"{spent:.2f} s on {text[:50]!r}…"
                return
    finally:
        signal.signal(signal.SIGVTALRM, before)


def slow(patterns):
    once = {(pattern.pattern, pattern.flags): (where, pattern) for where, pattern in patterns}
    return {where: seconds for where, pattern in once.values() for seconds in slow_strings(pattern)}


def test_named_patterns_are_quick():
    patterns = list(named_patterns())
    assert len(patterns) > 150
    assert slow(patterns) == {}


def test_inline_patterns_are_quick():
    patterns = list(inline_patterns())
    assert len(patterns) > 70
    assert slow(patterns) == {}


def test_patterns_made_of_a_call_are_quick(monkeypatch):
    patterns = patterns_of_checks(monkeypatch)
    known = {pattern.pattern for _, pattern in [*named_patterns(), *inline_patterns()]}
    made = [(where, pattern) for where, pattern in patterns if pattern.pattern not in known]
    assert len(made) > 25
    assert slow(made) == {}


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:(?:[\s,]|and|or|[ivx]+|\d+)+\b)?\s*\b(?:districts?|teams?)\b",  # “6412 5310 4120 …”
        r"(?:a+)+b",
        r"(?:\w+\s*)*:",
        r"\W*(?:draft)\W*$",
        r"\s*[,;(]?\s*(?:ext|x)\d",
        r"[\w.]+@[\w.]+\.com",
        r"(?:a|ab|b)*c",
    ],
)
def test_a_pattern_that_goes_back_and_forth_is_found(pattern):
    assert list(slow_strings(re.compile(pattern)))


def test_hostile_strings_are_of_the_length_that_counts():
    strings = adversaries(re.compile(r"(\w+)\s*[:;]|x{3}"))
    assert {len(text) for text in strings} == {LENGTH}
    assert any(text.endswith("\x00") for text in strings)

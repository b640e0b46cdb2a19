"""LOI8xx: a package against what it was built from."""

from __future__ import annotations

from collections.abc import Iterator

from loi_tool.calls.model import Call
from loi_tool.facts import Facts
from loi_tool.findings import Place, Severity
from loi_tool.rules.base import Fault, rule
from loi_tool.text import listed


@rule("LOI801", "package-out-of-date", Severity.WARNING)
def package_out_of_date(call: Call, facts: Facts) -> Iterator[Fault]:
    """The answers, or the letter, were changed after the package was built from them.

    What is sent is the package. It does not have the change.

    Bad: to correct a phone number in `answers.yaml`, and to send the package of the day before.
    Good: `loi build` after each change.
    """
    file = facts.word or facts.pdf
    if file is None or not facts.changed_sources:
        return
    were = "were" if len(facts.changed_sources) > 1 else "was"
    yield Fault(
        f"{listed(list(facts.changed_sources))} {were} changed after this package was built. The "
        "letter in the package does not have the change.",
        "Build the package again."
        if facts.to_be_signed
        else "If the letter needs the change, move the package to another folder, build it again, "
        "and have the new letter signed.",
        Place(file=file.file),
    )


_AGAIN = "build the package again"
_SIGNED_AGAIN = "move the package to another folder, build it again, and have that signed"


@rule("LOI802", "package-file-changed", Severity.ERROR)
def package_file_changed(call: Call, facts: Facts) -> Iterator[Fault]:
    """A file of a package is not the one that was built, or taken in when it was signed.

    `loi verify` looks for this; the manifest has the SHA-256 of each file.

    Bad: a word corrected in the Word file of the package. Good: corrected in the answers, and
    built again.
    """
    again = _SIGNED_AGAIN if facts.package and facts.package.signed else _AGAIN
    as_it_was = (
        f"If it was changed by mistake, put it back, or {again}. If it is the signed letter, take "
        "it in with `loi sign`."
    )
    commands = {copy.file: copy.command for copy in facts.signed_copies}
    for name in facts.package.changed if facts.package else ():
        yield Fault(
            f"The file {name} was changed after the package was written.",
            f"Take the signed letter in: `{commands[name]}`." if name in commands else as_it_was,
            Place(file=name),
        )


@rule("LOI803", "package-file-missing", Severity.ERROR)
def package_file_missing(call: Call, facts: Facts) -> Iterator[Fault]:
    """A file of a package is not there any more.

    `loi verify` looks for this.

    Bad: a package without its checklist. Good: all files that `loi build` wrote.
    """
    again = _SIGNED_AGAIN if facts.package and facts.package.signed else _AGAIN
    for name in facts.package.missing if facts.package else ():
        yield Fault(
            f"The file {name} is missing from the package.",
            f"Put it back, or {again}.",
            Place(file=name),
        )


@rule("LOI804", "package-file-added", Severity.ERROR)
def package_file_added(call: Call, facts: Facts) -> Iterator[Fault]:
    """There is a file in the folder of a package that is no part of the package.

    It may be sent by mistake with the others. `loi verify` looks for this.

    Bad: notes in the folder of the package. Good: nothing there but the package.
    """
    copies = {copy.file for copy in facts.signed_copies}
    for name in facts.package.added if facts.package else ():
        if name not in copies:  # see LOI408
            yield Fault(
                f"The file {name} is in the folder, and is no part of the package.",
                "Move it to another folder.",
                Place(file=name),
            )


RULES = (package_out_of_date, package_file_changed, package_file_missing, package_file_added)

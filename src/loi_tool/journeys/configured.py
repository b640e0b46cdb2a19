"""What the settings of a folder change in a check of the letters below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from loi_tool.calls.load import built_in_ids, load_call
from loi_tool.calls.model import Call
from loi_tool.errors import BadUsage
from loi_tool.facts import Facts, LeftOut, UnmatchedTemplate
from loi_tool.findings import Finding, Severity
from loi_tool.journeys.gather import Source
from loi_tool.journeys.outcome import JudgedLetter, Options, with_status
from loi_tool.settings import settings_for


def with_settings(source: Source, options: Options) -> Options:
    """The options for a letter. Rules that a person selects come first, and the stricter `fail-on`.

    Raises:
        BadUsage: the settings cannot be read, or name a rule, a call, or a letterhead that is not
            there.
        BadCall: the file of the call that they name is wrong.
    """
    found = settings_for(source.first)
    if found is None:
        return options
    _look_up(found.path, (*found.settings.select, *found.settings.ignore), found.call)
    if found.letterhead is not None and not found.letterhead.is_file():
        raise BadUsage(
            f"There is no letterhead “{found.settings.letterhead}”, which {found.path} names.",
            "Look at its name and folder, or take `letterhead` out of the settings.",
        )
    stricter = "warning" in (options.fail_on.value, found.settings.fail_on)
    return replace(
        options,
        settings=found,
        select=options.select or found.settings.select,
        template=options.template or found.is_template(source.first),
        fail_on=Severity.WARNING if stricter else Severity.ERROR,
        fail_on_confirm=options.fail_on_confirm or found.settings.fail_on == "confirm",
    )


@lru_cache(maxsize=1_000)
def _look_up(file: Path, rules: tuple[str, ...], call: str | None) -> None:
    """See that there is what settings name."""
    for rule in rules:
        from loi_tool.rules.catalog import is_known

        if not is_known(rule):
            raise BadUsage(
                f"There is no rule “{rule}”, which {file} names.", "`loi rule` lists them all."
            )
    if call is not None:
        try:
            load_call(call)
        except BadUsage as error:
            message = f"{error.message} It is named in {file}."
            raise BadUsage(message, error.fix) from error


def with_templates_apart(
    sources: Sequence[Source], options: Options
) -> tuple[list[Source], list[Path]]:
    """The submissions, each file of a template by itself, and one file of each template."""
    apart: list[Source] = []
    templates: list[Path] = []
    for source in sources:
        files = [path for path in (source.word, source.pdf, source.answers) if path is not None]
        found = settings_for(source.first)
        if not options.template and not (found and any(map(found.is_template, files))):
            apart.append(source)
            continue
        from loi_tool.journeys.template import each_a_template

        files_apart = each_a_template([source])
        apart += files_apart
        templates += [file.first for file in files_apart]
    return apart, templates


def left_out_by(options: Options, findings: Iterable[Finding]) -> tuple[LeftOut, ...]:
    """The rules that the settings leave out, and whether they found anything."""
    if options.settings is None:
        return ()
    file, ignore = options.settings.named, options.settings.settings.ignore
    found = {finding.rule for finding in findings}
    return tuple(
        LeftOut(rule, reason, file, any(other.startswith(rule) for other in found))
        for rule, reason in ignore.items()
    )


def told_of(
    left_out: Iterable[LeftOut],
    call: Call,
    as_of: datetime,
    unmatched: Iterable[UnmatchedTemplate] = (),
) -> tuple[Finding, ...]:
    """The findings on rules that are left out, and on templates that are not there."""
    from loi_tool.rules.left_out import RULES

    facts = Facts(as_of, left_out=tuple(left_out), unmatched_templates=tuple(unmatched))
    return tuple(finding for rule in RULES for finding in rule.findings(call, facts))


def with_unused(letters: Sequence[JudgedLetter], options: Sequence[Options]) -> list[JudgedLetter]:
    """The same letters; the first below some settings says which of these were of no use.

    Args:
        letters: what was found about each.
        options: those of each.
    """
    judged = list(letters)
    below: dict[Path, list[int]] = defaultdict(list)
    for number, its_options in enumerate(options):
        found = its_options.settings
        if found is not None and (found.settings.ignore or found.unmatched):
            below[found.path].append(number)
    for numbers in below.values():
        first = numbers[0]
        used = {rule for number in numbers for rule in judged[number].submission.left_out}
        unused = [rule for rule in left_out_by(options[first], ()) if rule.rule not in used]
        settings = options[first].settings
        assert settings is not None
        unmatched = [UnmatchedTemplate(pattern, settings.named) for pattern in settings.unmatched]
        submission = judged[first].submission
        if (unused or unmatched) and submission.status != "unreadable":
            call = load_call(built_in_ids()[0]).call  # these rules ask nothing of it
            told = told_of(unused, call, judged[first].as_of, unmatched)
            findings = (*submission.findings, *told)
            changed = submission.model_copy(update={"findings": findings})
            changed = with_status(changed, options[first])
            judged[first] = judged[first].with_submission(changed)
    return judged

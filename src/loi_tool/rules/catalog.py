"""The one list of all rules, in the order of their ids."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from loi_tool.calls.model import Call
from loi_tool.facts import UNSIGNED, Facts, PairFacts
from loi_tool.findings import Finding
from loi_tool.rules import (
    access,
    attachments,
    contact,
    content,
    dangers,
    delivery,
    file,
    headings,
    left_out,
    leftovers,
    opening,
    packages,
    pages,
    programs,
    properties,
    repeats,
    rounds,
    scans,
    sent,
    signature,
    template,
)
from loi_tool.rules.base import Rule
from loi_tool.signing import and_signed_again

_GROUPS: tuple[tuple[Rule, ...], ...] = (
    file.RULES,
    content.RULES,
    headings.RULES,
    repeats.RULES,
    template.RULES,
    contact.RULES,
    pages.RULES,
    attachments.RULES,
    sent.RULES,
    scans.RULES,
    signature.RULES,
    delivery.RULES,
    left_out.RULES,
    leftovers.RULES,
    rounds.RULES,
    programs.RULES,
    dangers.RULES,
    properties.RULES,
    opening.RULES,
    access.RULES,
    packages.RULES,
)
RULES = tuple(sorted((rule for group in _GROUPS for rule in group), key=lambda rule: rule.id))


def run(call: Call, facts: Facts) -> list[Finding]:
    """All findings on one submission, in order."""
    asked = [rule for rule in RULES if call.signers or rule.requirement != "signature"]
    facts = _without_refused_pdf(call, facts)
    found = [finding for rule in asked for finding in rule.findings(call, facts)]
    if _is_pdf_signed(facts):
        found = [f.model_copy(update={"fix": and_signed_again(f.fix)}) for f in found]
    return in_order(found)


def _without_refused_pdf(call: Call, facts: Facts) -> Facts:
    """The same without a PDF that must not be sent, where the Word file is there: LOI318 tells."""
    pair = facts.pair
    if facts.word is None or facts.pdf is None or "pdf" not in call.formats.refused:
        return facts
    names = PairFacts(pair.word_file, pair.pdf_file, to_be_built=pair.to_be_built) if pair else None
    return replace(facts, pdf=None, pair=names)


def _is_pdf_signed(facts: Facts) -> bool:
    """Whether the PDF bears a signature that one saved anew from the Word file would lack."""
    if facts.pdf is None or facts.signature is None:
        return False
    kinds = facts.signature.kinds
    in_word = kinds.get(facts.word.file) if facts.word else None
    in_pdf = kinds.get(facts.pdf.file, facts.signature.kind)
    return in_pdf not in UNSIGNED and (in_pdf in ("digital", "scan") or in_word in UNSIGNED)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The gravest first, then in the order of the file."""
    return sorted(
        findings,
        key=lambda f: (
            -f.severity.rank,
            f.place.line or f.place.paragraph or 0,
            f.place.column or 0,
            f.rule,
        ),
    )


def selected(finding: Finding, select: tuple[str, ...], ignore: tuple[str, ...]) -> bool:
    """Whether a finding is wanted: prefixes of ids (`LOI5`) or names, `ignore` before `select`."""

    def named(words: tuple[str, ...]) -> bool:
        return any(finding.rule.startswith(word) or finding.name == word for word in words)

    return not named(ignore) and (not select or named(select))


def is_known(word: str) -> bool:
    """Whether a rule has this id, an id that begins so (`LOI5`), or this name."""
    return any(rule.id.startswith(word) or rule.name == word for rule in RULES)

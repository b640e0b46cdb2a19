"""From facts and findings to a verdict on each requirement. No evidence is never `met`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from loi_tool.calls.items import Item
from loi_tool.calls.model import FILE_KINDS, Call
from loi_tool.calls.signatory import Signatory
from loi_tool.facts import (
    AnswersFacts,
    Facts,
    ItemReading,
    LetterReading,
    PartReading,
    SignatureFacts,
    Written,
)
from loi_tool.findings import (
    Evidence,
    Finding,
    PageReport,
    PartResult,
    RequirementResult,
    SignatureReport,
    Verdict,
)
from loi_tool.rules.delivery import time_left
from loi_tool.rules.looks import narrowest_margin, smallest_type
from loi_tool.rules.pages import counted
from loi_tool.rules.programs import is_for_recipient, program_not_named
from loi_tool.rules.words import applicant_of, letter_of, word_count, words_by_section
from loi_tool.text import Regex, plural, shortened

_WORST = (Verdict.NOT_MET, Verdict.NOT_CHECKED, Verdict.CONFIRM, Verdict.MET)
_EXCERPT = 160
_FEW_WORDS = 8
"""Words that are not enough for a section to be `met` by themselves."""
_MARKS = Regex(
    r"(?P<stars>\*{1,3})(?=\S)(?P<words>[^*]+)(?<=\S)(?P=stars)|^[ ]*(?:[-*+]|\d{1,3}[.)])[ ]",
    re.MULTILINE,
)


def assess(call: Call, facts: Facts, findings: Iterable[Finding]) -> list[RequirementResult]:
    """The verdict on every requirement of a call, in the call's order.

    Args:
        call: what is asked for.
        facts: what was measured; facts that are missing make `not_checked`.
        findings: what the rules found in these facts.
    """
    judge = _Judge(call, facts, list(findings))
    results = [
        judge.item(item).model_copy(update={"is_required_item": item.required})
        for item in call.items
        if _is_asked(item, facts)
    ]
    if call.pages is not None or call.style is not None:
        results.append(judge.pages())
    results.append(judge.formats())
    if call.signers:
        results.append(judge.signature())
    return [*results, judge.deadline(), judge.recipients()]


def _is_asked(item: Item, facts: Facts) -> bool:
    """Whether an item is asked of this applicant, or answered where that is not known."""
    reading = facts.reading
    if reading is None:
        return item.asked_of(facts.answers.applicant_type if facts.answers else None)
    if item.applicants and reading.applicant is None:
        answered = reading.items.get(item.id)
        return answered is not None and answered.verdict in (Verdict.MET, Verdict.CONFIRM)
    return item.asked_of(reading.applicant)


def page_report(call: Call, facts: Facts, results: Iterable[RequirementResult]) -> PageReport:
    """The page count as the report gives it."""
    verdict = next((r.verdict for r in results if r.id == "pages"), None)
    limit = call.pages.max if call.pages else None
    if facts.pages is None:
        return PageReport(limit=limit, count=None, verdict=Verdict.NOT_CHECKED)
    return PageReport(
        limit=limit,
        count=counted(call, facts),
        verdict=verdict or Verdict.MET,
        sources=facts.pages.sources,
    )


def signature_report(facts: Facts, results: Iterable[RequirementResult]) -> SignatureReport | None:
    """The signature as the report gives it; None where nobody needs to sign."""
    verdict = next((r.verdict for r in results if r.id == "signature"), None)
    if verdict is None:
        return None
    if facts.signature is None:
        return SignatureReport(verdict=verdict, kind="none")
    return SignatureReport(
        verdict=verdict, kind=facts.signature.kind, signer=facts.signature.signer
    )


def excerpt(text: str) -> str:
    """The beginning of a text as the letter shows it: on one line, without marks of Markdown."""
    return shortened(_MARKS.sub(lambda mark: mark["words"] or "", text), _EXCERPT)


def _evidence(written: Written) -> Evidence:
    return Evidence(text=excerpt(written.text), place=written.place)


_SIGNED = {
    "image": "There is an image of a signature. `loi` cannot tell who signed.",
    "conformed": "Signed as “/s/”. `loi` cannot tell whether the person agreed.",
    "digital": (
        "There is a digital signature{by}, and the file has not changed since. `loi` cannot tell "
        "whether the certificate belongs to that person."
    ),
}
_TO_LOOK_AT = {
    "image": (
        "Something is drawn by the name: {drawn}. `loi` cannot tell whether it is the {role}'s "
        "signature: a person must look."
    ),
    "scan": (
        "The PDF {scan}. `loi` cannot tell whether it is signed, and by whom: a person must look "
        "for the {role}'s signature."
    ),
}
_INK = (
    "The PDF is a scan, and ink is there, at the place of the signature. `loi` cannot tell who "
    "wrote it: a person must look for the {role}'s signature."
)
"""Where a mark may be there, and only a person can see it."""
_LIKE_THE_SCAN = (
    "There are a Word file and a {scan} whose pages look like it. `loi` cannot tell whether every "
    "word is the same."
)
_MARKS_AS_READ = {
    "image": "image",
    "scan": "scan",
    "conformed": "/s/",
    "digital": "digital signature",
    "line": "an empty line",
    "typed": "a typed name",
    "none": None,
}


def _at_most_confirm(part: PartResult) -> PartResult:
    unsure = part.verdict is Verdict.MET
    return part.model_copy(update={"verdict": Verdict.CONFIRM}) if unsure else part


class _Judge:
    """Gives the verdicts on one submission, requirement by requirement."""

    def __init__(self, call: Call, facts: Facts, findings: list[Finding]) -> None:
        self.call = call
        self.facts = facts
        self.findings = findings

    @cached_property
    def may_be_of_another_kind(self) -> bool:
        """Whether the letter never names the program, and nothing else shows what it is for."""
        if all(finding.rule != program_not_named.id for finding in self.findings):
            return False
        return not is_for_recipient(self.call, self.facts)

    def _result(
        self,
        requirement: str,
        title: str,
        quote: str,
        verdict: Verdict,
        why: str,
        evidence: tuple[Evidence, ...] = (),
        parts: tuple[PartResult, ...] = (),
    ) -> RequirementResult:
        """The result. A finding can only make a verdict worse; its message is then the reason."""
        serving = [f for f in self.findings if f.requirement == requirement and f.verdict]
        verdicts = [verdict, *(part.verdict for part in parts), *(f.verdict for f in serving)]
        verdict = min((v for v in verdicts if v), key=_WORST.index)
        reasons = [f.message for f in serving if f.verdict is verdict]
        if reasons:
            why = reasons[0] + (f" (And {len(reasons) - 1} more.)" if reasons[1:] else "")
        return RequirementResult(
            id=requirement,
            title=title,
            verdict=verdict,
            quote=" ".join(quote.split()),
            evidence=evidence,
            why=why,
            parts=parts,
        )

    def _part_verdict(self, requirement: str, part: str, verdict: Verdict) -> Verdict:
        for finding in self.findings:
            if (finding.requirement, finding.part) == (requirement, part) and finding.verdict:
                verdict = min(verdict, finding.verdict, key=_WORST.index)
        return verdict

    def _part(self, requirement: str, part: str, written: Written | None) -> PartResult:
        verdict = Verdict.MET if written else Verdict.NOT_MET
        return PartResult(
            id=part,
            verdict=self._part_verdict(requirement, part, verdict),
            value=excerpt(written.text) if written else None,
            evidence=(_evidence(written),) if written else (),
        )

    # Requirement by requirement -----------------------------------------------------------------

    def item(self, item: Item) -> RequirementResult:
        answers, reading = self.facts.answers, self.facts.reading
        if reading is not None and item.id in reading.items:
            return self._read(item, reading.items[item.id])
        if answers is None:
            return self._result(
                item.id, item.title, item.quote, Verdict.NOT_CHECKED, "Nothing could be read."
            )
        if item.kind == "school":
            return self._school(item, answers)
        if item.kind == "contact":
            return self._contact(item, answers)
        return self._narrative(item, answers)

    def _read(self, item: Item, reading: ItemReading) -> RequirementResult:
        """The result for an item of a finished letter."""
        names = [part.id for part in item.parts] or list(reading.parts)
        parts = tuple(
            self._part_read(item.id, name, reading.parts[name])
            for name in names
            if name in reading.parts
        )
        verdict, why = reading.verdict, reading.why
        if not item.required and verdict is Verdict.NOT_MET:
            verdict, why = Verdict.NOT_CHECKED, "Optional, and not found."
        if item.is_prose and self.may_be_of_another_kind:
            parts = tuple(map(_at_most_confirm, parts))
            if verdict is Verdict.MET:
                verdict = Verdict.CONFIRM
                why = f"The letter never names “{self.call.program}”. Does this answer its call?"
        if item.is_prose and verdict is Verdict.MET:
            count = sum(len(text.split()) for text in {e.text for e in reading.evidence})
            if count < _FEW_WORDS:
                verdict = Verdict.CONFIRM
                why = f"Is this enough? The letter has only {plural(count, 'word')} on it."
        words = words_by_section(self.call, self.facts).get(item.title) if item.max_words else None
        if words:
            why += f" It has {words} of {item.max_words} words."
        return self._result(item.id, item.title, item.quote, verdict, why, reading.evidence, parts)

    def _part_read(self, requirement: str, part: str, reading: PartReading) -> PartResult:
        return PartResult(
            id=part,
            verdict=self._part_verdict(requirement, part, reading.verdict),
            value=reading.value,
            evidence=reading.evidence,
        )

    def _narrative(self, item: Item, answers: AnswersFacts) -> RequirementResult:
        written = answers.under(f"sections.{item.id}")
        parts = tuple(
            self._part(item.id, part.id, answers.text(f"sections.{item.id}.{part.id}"))
            for part in item.parts
        )
        words = sum(word_count(text.text) for text in written)
        if written:
            verdict, why = Verdict.MET, f"Answered, in {plural(words, 'word')}."
            if item.max_words:
                why = f"Answered, in {words} of {item.max_words} words."
        elif item.required:
            verdict, why = Verdict.NOT_MET, "The letter does not answer it."
        else:
            verdict, why = Verdict.NOT_CHECKED, "Optional, and not answered."
        return self._result(
            item.id, item.title, item.quote, verdict, why, tuple(map(_evidence, written)), parts
        )

    def _school(self, item: Item, answers: AnswersFacts) -> RequirementResult:
        consortium = answers.applicant_type == "consortium"
        written = answers.text("consortium.lead" if consortium else "school.name")
        part = self._part(item.id, "name", written)
        named = "The lead district is named." if consortium else "The school is named."
        return self._result(
            item.id,
            item.title,
            item.quote,
            part.verdict,
            named if written else "It is not named.",
            part.evidence,
            (part,),
        )

    def _contact(self, item: Item, answers: AnswersFacts) -> RequirementResult:
        parts = tuple(
            self._part(item.id, name, answers.text(f"contact.{name}"))
            for name in ("name", "phone", "email")
        )
        verdict = Verdict.MET if all(part.value for part in parts) else Verdict.NOT_MET
        why = "The name, phone, and email are there."
        if verdict is Verdict.NOT_MET:
            missing = [part.id for part in parts if not part.value]
            why = f"Missing: {', '.join(missing)}."
        evidence = tuple(piece for part in parts for piece in part.evidence)
        return self._result(item.id, item.title, item.quote, verdict, why, evidence, parts)

    def pages(self) -> RequirementResult:
        call, pages = self.call, self.facts.pages
        quotes = [q.quote for q in (call.pages, call.style) if q is not None]
        title = "Length" if call.style is None else "Length and type"
        quote = " … ".join(quotes)
        if pages is None:
            why = "The pages can be counted when the errors in the answers are corrected."
            return self._result("pages", title, quote, Verdict.NOT_CHECKED, why)
        count = counted(call, self.facts) or pages.counted
        if call.pages is not None:
            left = pages.lines_left
            on_last = ""
            if left is not None and pages.counted == call.pages.max:
                on_last = f"; {plural(left, 'line')} left"
            if pages.unknown_fonts:
                on_last = f", measured in another font than “{pages.unknown_fonts[0]}”"
            in_pdf = [source.pages for source in pages.sources if source.source == "pdf"]
            if self.facts.word is not None and in_pdf and in_pdf[0] != count:
                on_last += f"; the PDF has {in_pdf[0]}"
            why = f"{plural(count, 'page')} of {call.pages.max}{on_last}."
        else:
            small, letter = smallest_type(self.facts), letter_of(self.facts)
            margin = narrowest_margin(letter) if letter else None
            why = plural(count, "page")
            why += f", {small.points:g} points" if small else ""
            why += f", margins of {margin:g} inches" if margin is not None else ""
            why += "."
        return self._result("pages", title, quote, Verdict.MET, why)

    def formats(self) -> RequirementResult:
        formats, pair = self.call.formats, self.facts.pair
        kinds = list(formats.sent)
        if pair and not pair.to_be_built and not formats.required:
            kinds = [kind for kind in formats.accepted if pair.files[kind]]
        files = " and ".join(f"a {FILE_KINDS[kind]}" for kind in kinds)
        verdict = Verdict.MET
        if pair is None or pair.to_be_built:
            verdict, why = Verdict.NOT_CHECKED, f"Not built yet. `loi build` writes {files}."
        elif pair.scan:
            scan = "PDF that cannot be read as text, but" if self._has_no_letters else "scan"
            verdict, why = Verdict.CONFIRM, _LIKE_THE_SCAN.format(scan=scan)
        elif pair.not_compared:
            verdict, why = Verdict.NOT_CHECKED, pair.not_compared
        elif len(kinds) > 1:
            why = f"There are {files}, with the same text."
        else:
            why = f"There is {files}."
        return self._result("formats", "Files", formats.quote, verdict, why)

    @property
    def _has_no_letters(self) -> bool:
        """Whether the PDF is looked at like a scan, and is none."""
        return self.facts.pdf is not None and bool(self.facts.pdf.unreadable)

    @property
    def _signatory(self) -> Signatory:
        """Who must sign this letter."""
        return self.call.for_applicant(applicant_of(self.facts)).signer

    def signature(self) -> RequirementResult:
        signature, quote = self.facts.signature, self._signatory.quote
        if signature is not None and self.facts.reading is not None:
            return self._signature_read(signature, self.facts.reading)
        answers = self.facts.answers
        if answers is None or signature is None:
            why = "Nothing could be read."
            return self._result("signature", "Signature", quote, Verdict.NOT_CHECKED, why)
        name, title = answers.text("superintendent.name"), answers.text("superintendent.title")
        image = answers.text("superintendent.signature")
        has_image = signature.kind == "image"
        mark = PartResult(
            id="mark",
            verdict=self._part_verdict(
                "signature", "mark", Verdict.MET if has_image else Verdict.CONFIRM
            ),
            value="image" if has_image else "a line to sign on",
            evidence=(_evidence(image),) if image and has_image else (),
        )
        parts = (
            self._part("signature", "name", name),
            self._part("signature", "title", title),
            mark,
        )
        evidence = tuple(_evidence(text) for text in (name, title) if text)
        why = _SIGNED["image"]
        return self._result("signature", "Signature", quote, Verdict.MET, why, evidence, parts)

    def _signature_read(
        self, signature: SignatureFacts, reading: LetterReading
    ) -> RequirementResult:
        """The result for the signature of a finished letter. A mark counts only for what it is."""
        mark = signature.mark
        unchecked = mark.problem if mark and mark.signed and mark.whole is None else ""
        to_look_at = signature.kind == "scan" or bool(signature.drawn or unchecked)
        signed = signature.kind in _SIGNED and not to_look_at
        signer = mark.signer if mark else None
        why = (_TO_LOOK_AT if to_look_at else _SIGNED).get(signature.kind, "It is not signed.")
        if signature.kind == "scan" and self.facts.pair and self.facts.pair.ink:
            why = _INK
        why = f"{unchecked} A person must look." if unchecked else why
        why = why.format(
            by=f" by “{signer}”" if signer else "",
            drawn=signature.drawn,
            scan="cannot be read as text" if self._has_no_letters else "is a scan",
            role=self._signatory.role,
        )
        verdict = Verdict.MET if signed else Verdict.NOT_MET
        if not signed and (to_look_at or self.facts.to_be_signed):
            verdict = Verdict.CONFIRM
        if signature.kind == "none" and reading.signer.verdict is Verdict.NOT_CHECKED:
            verdict = Verdict.NOT_CHECKED
        part = PartResult(
            id="mark",
            verdict=self._part_verdict("signature", "mark", verdict),
            value=signature.drawn or _MARKS_AS_READ[signature.kind],
            evidence=signature.evidence,
        )
        parts = (
            self._part_read("signature", "name", reading.signer),
            self._part_read("signature", "title", reading.signer_title),
            part,
        )
        if verdict is Verdict.NOT_CHECKED:
            why = reading.signer.why
        quote = self._signatory.quote
        evidence = tuple(dict.fromkeys(e for part in parts for e in part.evidence))
        return self._result("signature", "Signature", quote, verdict, why, evidence, parts)

    def deadline(self) -> RequirementResult:
        deadline = self.call.deadline
        why = time_left(self.call, self.facts.as_of)
        return self._result("deadline", "Deadline", deadline.quotes[0], Verdict.MET, why)

    def recipients(self) -> RequirementResult:
        delivery, supplied = self.call.delivery, self.facts.delivery
        if delivery.method == "email":
            people = [
                f"{person.called} {f'<{address}>' if address else '(no address yet)'}"
                for person, address in delivery.addressed(*supplied.given)
            ]
            why = f"By email to {', cc '.join(people)}."
        elif delivery.method == "portal":
            why = f"A person must upload it at {delivery.portal}."
        else:
            why = f"By mail to {', '.join((delivery.to.called, *delivery.to.address))}."
        verdict = Verdict.MET if delivery.method == "email" else Verdict.CONFIRM
        evidence = tuple(_evidence(text) for text in (supplied.to, *supplied.cc) if text)
        quote = delivery.quotes[0]
        return self._result("recipients", "Delivery", quote, verdict, why, evidence)

"""LOI4xx: who signs, and what there is of a signature."""

from __future__ import annotations

from collections.abc import Iterator

from loi_tool.calls.model import Call
from loi_tool.facts import Facts, Written
from loi_tool.findings import Place, Severity, Verdict
from loi_tool.placeholders import is_placeholder
from loi_tool.rules.base import Fault, rule
from loi_tool.text import folded_words, quote_at_end, word_set


def _title(facts: Facts) -> Written | None:
    """The title of the person who signs, in a finished letter or else in the answers."""
    if facts.reading is None:
        return facts.answers.text("superintendent.title") if facts.answers else None
    found = facts.reading.signer_title
    if not found.value:
        return None
    place = found.evidence[0].place if found.evidence else Place(file=facts.reading.file)
    return Written(found.value, place)


def _misfit(call: Call, facts: Facts) -> tuple[Written, bool] | None:
    """A title that is not the signatory's, and whether it is a deputy's; else None."""
    title = _title(facts)
    if title is None or is_placeholder(title.text):
        return None
    if call.signatory.fits(title.text):
        return None
    return title, call.signatory.is_deputy(title.text)


def _without_superintendent(facts: Facts) -> bool:
    if facts.reading is not None:
        return facts.reading.applicant_type == "charter"
    return facts.answers is not None and facts.answers.applicant_type == "charter"


@rule("LOI401", "signatory-not-right", Severity.ERROR, "signature")
def signatory_not_right(call: Call, facts: Facts) -> Iterator[Fault]:
    """The title of the person who signs is not the one that the call asks for.

    An assistant superintendent's signature is not the superintendent's.

    Bad: `title: Assistant Superintendent`. Good: `title: Superintendent`, or Interim
    Superintendent.
    """
    misfit = _misfit(call, facts)
    if misfit is None or (_without_superintendent(facts) and not misfit[1]):
        return
    title, _ = misfit
    yield Fault(
        f"The title of the person who signs is “{title.text.strip()}”; the call says "
        f"{quote_at_end(call.signatory.quote)}",
        f"Have it signed by the {call.signatory.role}. Titles that will do: "
        f"{', '.join(call.signatory.titles)}.",
        *title.find(title.text),
        part="title",
    )


@rule("LOI403", "signatory-of-charter", Severity.WARNING, "signature", verdict=Verdict.CONFIRM)
def signatory_of_charter(call: Call, facts: Facts) -> Iterator[Fault]:
    """A charter school's letter is signed by somebody whose title the call does not name.

    Many charter schools have no superintendent. Whether the head of the school will do, the funder
    has to say.

    Bad: `title: Executive Director`, and nobody was asked. Good: the same, and the funder's word
    that this is right.
    """
    misfit = _misfit(call, facts)
    if misfit is None or misfit[1] or not _without_superintendent(facts):
        return
    title, _ = misfit
    yield Fault(
        f"The title of the person who signs is “{title.text.strip()}”; the call says "
        f"{quote_at_end(call.signatory.quote)}",
        "Ask the funder whether the head of a charter school may sign, and keep the reply.",
        *title.find(title.text),
        part="title",
    )


_UNSIGNED = {
    "typed": "The letter is not signed: at its end there is only the typed name {who}.",
    "line": "The letter is not signed: the line for {who} to sign on is empty.",
    "none": "The letter is not signed: no name and no signature were found at its end.",
}


@rule("LOI402", "not-signed-yet", Severity.INFO, "signature", verdict=Verdict.CONFIRM)
def not_signed_yet(call: Call, facts: Facts) -> Iterator[Fault]:
    """A letter that is being built has no signature yet.

    That is how most letters begin. It becomes a signed letter by hand or with a signature image;
    until then nobody can say that it is signed.

    Bad: a letter that is sent with an empty line. Good: one that was printed, signed and scanned,
    or `signature: signature.png` under `superintendent`.
    """
    signature = facts.signature
    if signature is None:
        return
    who = signature.signer or f"the {call.signatory.role}"
    if facts.reading is None and signature.kind == "line":
        yield Fault(
            f"The letter is not signed yet: it has a line for {who} to sign on.",
            "Have it signed before you send it, or name an image of the signature under "
            "`superintendent`, as `signature`.",
            signature.place,
            part="mark",
        )
    elif facts.to_be_signed and signature.kind in _UNSIGNED:
        yield Fault(
            f"The letter is not signed yet by {who}.",
            "Have it signed before you send it: on paper and scanned as the PDF, or digitally.",
            signature.place,
            part="mark",
        )


@rule("LOI404", "not-signed", Severity.ERROR, "signature")
def not_signed(call: Call, facts: Facts) -> Iterator[Fault]:
    """A finished letter is not signed.

    A typed name is no signature, nor is an empty line or an empty place for a digital one. Signed
    counts: an image of the signature by the name, a scan of the signed letter, “/s/” before the
    name, or a digital signature. One of the two files is enough.

    Bad: “Sincerely, Elena Marquez”. Good: the same, with her signature above the name.
    """
    signature, reading = facts.signature, facts.reading
    if signature is None or reading is None or signature.kind not in _UNSIGNED:
        return
    if facts.to_be_signed:
        return  # see LOI402
    if signature.kind == "none" and reading.signer.verdict is Verdict.NOT_CHECKED:
        return  # nothing could be read
    message = _UNSIGNED[signature.kind].format(who=f"“{signature.signer or 'of the signer'}”")
    if signature.kind == "line":
        message = message.replace("“", "").replace("”", "")
        if signature.mark is not None:
            message = "The letter is not signed: the place for a digital signature is empty."
    yield Fault(
        message,
        f"Have the {call.signatory.role} sign it: sign the printed letter and scan it as the PDF, "
        "or put an image of the signature above the typed name (Insert > Pictures), or sign the "
        "PDF digitally.",
        signature.place,
        part="mark",
    )


@rule("LOI405", "signer-not-named", Severity.ERROR, "signature")
def signer_not_named(call: Call, facts: Facts) -> Iterator[Fault]:
    """The end of the letter lacks the name or the title of the person who signs.

    Without them nobody can tell whose signature it is, and whether that person may sign.

    Bad: a signature with nothing under it. Good: “Elena Marquez, Superintendent” under it.
    """
    reading = facts.reading
    if reading is None:
        return
    parts = {"name": reading.signer, "title": reading.signer_title}
    gone = [part for part, found in parts.items() if found.verdict is Verdict.NOT_MET]
    if gone:
        yield Fault(
            f"The {' and the '.join(gone)} of the person who signs "
            f"{'is' if len(gone) == 1 else 'are'} not at the end of the letter. The call says "
            f"{quote_at_end(call.signatory.quote)}",
            f"Type name and title of the {call.signatory.role} under the signature.",
            facts.signature.place if facts.signature else Place(file=reading.file),
            part=gone[0],
        )


@rule("LOI406", "digital-signature-broken", Severity.ERROR, "signature")
def digital_signature_broken(call: Call, facts: Facts) -> Iterator[Fault]:
    """A digital signature is not whole, or does not cover the letter that is read.

    Whoever opens the file is told so at once. It happens when a signed file is changed, or printed
    to a new PDF.

    Bad: a phone number corrected after signing. Good: corrected first, then signed again.
    """
    mark = facts.signature.mark if facts.signature else None
    if facts.reading is not None and mark is not None and mark.signed and mark.problem:
        yield Fault(
            f"The digital signature does not hold. {mark.problem}",
            "Go back to the file as it was before it was signed, finish it, and have it signed "
            "again, as the very last step.",
            mark.place,
            part="mark",
        )


@rule("LOI407", "signed-by-another", Severity.WARNING, "signature", verdict=Verdict.CONFIRM)
def signed_by_another(call: Call, facts: Facts) -> Iterator[Fault]:
    """Somebody else than the superintendent seems to have signed.

    It may be an assistant, or whoever holds the certificate of a digital signature. Whether that
    will do, only the funder can say.

    Bad: the letter of Elena Marquez, signed digitally by her secretary. Good: signed by her.
    """
    signature, reading = facts.signature, facts.reading
    if signature is None or reading is None:
        return
    fix = f"Make sure that the {call.signatory.role} signed, or have it signed again."
    if reading.signer.verdict is Verdict.CONFIRM and signature.kind not in _UNSIGNED:
        yield Fault(reading.signer.why, fix, signature.place, part="name")
    mark, signer = signature.mark, reading.signer.value
    if mark is None or not mark.signed or not mark.signer or not signer:
        return
    if not _names(mark.signer) & _names(signer):
        yield Fault(
            f"The digital signature is that of “{mark.signer}”; the letter is signed by "
            f"“{signer}”.",
            fix,
            mark.place,
            part="mark",
        )


_NOT_IN_NAMES = word_set("edd phd mrs superintendent inc the")


def _names(name: str) -> set[str]:
    """The words of a name without initials, titles and degrees."""
    return {word for word in folded_words(name) if len(word) > 2} - _NOT_IN_NAMES


RULES = (
    signatory_not_right,
    not_signed_yet,
    signatory_of_charter,
    not_signed,
    signer_not_named,
    digital_signature_broken,
    signed_by_another,
)

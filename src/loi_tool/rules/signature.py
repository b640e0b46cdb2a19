"""LOI4xx: who signs, and what there is of a signature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from loi_tool import signing
from loi_tool.calls.model import Call
from loi_tool.calls.signatory import Signatory
from loi_tool.facts import Facts, Written
from loi_tool.files import Paragraph
from loi_tool.findings import Place, Severity, Verdict
from loi_tool.placeholders import is_placeholder
from loi_tool.rules.base import Fault, rule
from loi_tool.rules.words import applicant_of, closing_index, paragraphs_of
from loi_tool.text import folded_words, listed, plural, quote_at_end, word_set


def _title(facts: Facts) -> Written | None:
    """The title of the person who signs, in a finished letter or else in the answers."""
    if facts.reading is None:
        return facts.answers.text("superintendent.title") if facts.answers else None
    title = facts.reading.signer_title
    if not title.value:
        return None
    place = title.evidence[0].place if title.evidence else Place(file=facts.reading.file)
    return Written(title.value, place)


def _signatory(call: Call, facts: Facts) -> Signatory:
    """Who must sign this letter."""
    return call.for_applicant(applicant_of(facts)).signer


def _misfit(call: Call, facts: Facts) -> tuple[Written, bool] | None:
    """The signer's title if it is not the signatory's, and whether it is a deputy's; else None."""
    title, signatory = _title(facts), _signatory(call, facts)
    if title is None or is_placeholder(title.text):
        return None
    if signatory.fits(title.text) or signatory.is_doubtful(title.text):
        return None
    return title, signatory.is_deputy(title.text)


def _without_superintendent(call: Call, facts: Facts) -> bool:
    """Whether a charter school applies, and the call does not say who signs for one."""
    named = any(signatory.applicants for signatory in call.signers)
    return applicant_of(facts) == "charter" and not named


@rule("LOI401", "signatory-not-right", Severity.ERROR, "signature")
def signatory_not_right(call: Call, facts: Facts) -> Iterator[Fault]:
    """The person who signs does not have the title that the call asks for.

    An assistant superintendent cannot sign for the superintendent.

    Bad: `title: Assistant Superintendent`. Good: `title: Superintendent`, or Interim
    Superintendent.
    """
    misfit = _misfit(call, facts)
    if misfit is None or (_without_superintendent(call, facts) and not misfit[1]):
        return
    title, _ = misfit
    yield Fault(
        f"The title of the person who signs is “{title.text.strip()}”. The call says "
        f"{quote_at_end(_signatory(call, facts).quote)}",
        f"Have the {_signatory(call, facts).role} sign it. Accepted titles: "
        f"{', '.join(_signatory(call, facts).titles)}.",
        *title.find(title.text),
        part="title",
    )


@rule("LOI403", "signatory-of-charter", Severity.WARNING, "signature", verdict=Verdict.CONFIRM)
def signatory_of_charter(call: Call, facts: Facts) -> Iterator[Fault]:
    """A charter school's letter is signed by a person with a title that the call does not name.

    Many charter schools have no superintendent. Ask the funder whether the head of the school may
    sign.

    Bad: `title: Executive Director`, without asking. Good: the same, with the funder's consent.
    """
    misfit = _misfit(call, facts)
    if misfit is None or misfit[1] or not _without_superintendent(call, facts):
        return
    title, _ = misfit
    yield Fault(
        f"The title of the person who signs is “{title.text.strip()}”. The call says "
        f"{quote_at_end(_signatory(call, facts).quote)}",
        "Ask the funder whether the head of a charter school may sign, and keep the reply.",
        *title.find(title.text),
        part="title",
    )


_UNSIGNED = {
    "typed": "The letter is not signed: at its end there is only the typed name {who}.",
    "line": "The letter is not signed: the signature line for {who} is empty.",
    "none": "The letter is not signed: there is no name and no signature at its end.",
}


def _ways(call: Call, facts: Facts) -> str:
    """How to sign the letter, with the files that it has, and is to be sent as."""
    there = {"word": facts.word, "pdf": facts.pdf}
    refused = call.formats.refused
    files = {kind for kind, file in there.items() if file is not None and kind not in refused}
    files |= set(call.formats.sent)
    if facts.to_be_signed:  # a package has what is sent and nothing else
        files = set(call.formats.sent)
    then = signing.taking(files) if facts.to_be_signed else signing.putting(files)
    roles = listed([one.role for one in call.for_applicant(applicant_of(facts)).signers])
    return f"{signing.ways(roles or 'signer', files)} {then}".strip()


@rule("LOI402", "not-signed-yet", Severity.INFO, "signature", verdict=Verdict.CONFIRM)
def not_signed_yet(call: Call, facts: Facts) -> Iterator[Fault]:
    """A letter that is being built has no signature yet.

    It is the PDF that must be signed before it is sent; the Word file may have only the typed name.
    Sign the PDF digitally; or print, sign, and scan it; or put a picture of the signature into the
    Word file. `loi sign` takes each of them into the package. For a call that takes only the Word
    file, the picture goes into that.

    Bad: a letter that is sent with an empty signature line. Good: a letter that was printed,
    signed, and scanned, or `signature: signature.png` under `superintendent`.
    """
    signature = facts.signature
    if signature is None:
        return
    who = signature.signer or f"the {_signatory(call, facts).role}"
    if facts.reading is None and signature.kind == "line":
        key = facts.answers.called("superintendent") if facts.answers else "superintendent"
        yield Fault(
            f"The letter is not signed yet. It has a signature line for {who.rstrip('.')}.",
            "Have it signed before you send it, or name an image of the signature: under "
            f"`{key}`, as `signature`.",
            signature.place,
            part="mark",
        )
    elif facts.to_be_signed and signature.kind in _UNSIGNED:
        yield Fault(
            f"{who[0].upper()}{who[1:]} has not signed the letter yet.",
            _ways(call, facts),
            signature.place,
            part="mark",
        )


@rule("LOI404", "not-signed", Severity.ERROR, "signature")
def not_signed(call: Call, facts: Facts) -> Iterator[Fault]:
    """A finished letter is not signed.

    A typed name, an empty signature line, or an empty box for a digital signature is not a
    signature. These count: an image of the signature next to the name, a scan of the signed letter,
    “/s/” before the name, or a digital signature. What is drawn or stamped on the PDF by the name
    may be one: a person must look. Where two files are sent, it is the PDF that must be signed; a
    file that the call does not take does not count.

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
            message = "The letter is not signed: the box for a digital signature is empty."
    yield Fault(
        message,
        _ways(call, facts),
        signature.place,
        part="mark",
    )


@rule("LOI405", "signer-not-named", Severity.ERROR, "signature")
def signer_not_named(call: Call, facts: Facts) -> Iterator[Fault]:
    """The name or the title of the person who signs is not at the end of the letter.

    Without them the funder cannot tell who signed, and whether that person may sign.

    Bad: a signature with nothing under it. Good: “Elena Marquez, Superintendent” under it.
    """
    reading = facts.reading
    if reading is None:
        return
    parts = {"name": reading.signer, "title": reading.signer_title}
    missing = [part for part, reading in parts.items() if reading.verdict is Verdict.NOT_MET]
    if missing:
        yield Fault(
            f"The {' and the '.join(missing)} of the person who signs "
            f"{'is' if len(missing) == 1 else 'are'} not at the end of the letter. The call says "
            f"{quote_at_end(_signatory(call, facts).quote)}",
            f"Type the name and title of the {_signatory(call, facts).role} under the signature.",
            facts.signature.place if facts.signature else Place(file=reading.file),
            part=missing[0],
        )


@rule("LOI406", "digital-signature-broken", Severity.ERROR, "signature")
def digital_signature_broken(call: Call, facts: Facts) -> Iterator[Fault]:
    """A digital signature is not valid for the letter as it is now.

    PDF viewers show a warning. It happens when a signed file is changed, or printed to a new PDF.

    Bad: a phone number corrected after signing. Good: corrected first, then signed again.
    """
    mark = facts.signature.mark if facts.signature else None
    if mark is None or not mark.signed or mark.whole is None:
        return
    if facts.reading is not None and mark.problem:
        yield Fault(
            f"The digital signature is broken. {mark.problem}",
            "Go back to the file as it was before it was signed. Finish it, and have it signed "
            "again as the last step.",
            mark.place,
            part="mark",
        )


@rule("LOI407", "signed-by-another", Severity.WARNING, "signature", verdict=Verdict.CONFIRM)
def signed_by_another(call: Call, facts: Facts) -> Iterator[Fault]:
    """It seems that another person than the superintendent signed.

    It may be an assistant, or the owner of the certificate of a digital signature. Ask the funder
    whether that is allowed.

    Bad: the letter of Elena Marquez, signed digitally by her secretary. Good: signed by her.
    """
    signature, reading = facts.signature, facts.reading
    if signature is None:
        return
    fix = f"Make sure that the {_signatory(call, facts).role} signed, or have it signed again."
    if reading is None:
        title = _title(facts)
        if title is not None and _signatory(call, facts).is_doubtful(title.text):
            yield Fault(
                f"The title of the person who signs is “{title.text.strip()}”. Is that the "
                f"{_signatory(call, facts).role}?",
                f"Have the {_signatory(call, facts).role} sign it. If this person holds the office "
                "now, write the title as it is.",
                *title.find(title.text),
                part="title",
            )
        return
    if reading.signer.verdict is Verdict.CONFIRM and signature.kind not in _UNSIGNED:
        yield Fault(reading.signer.why, fix, signature.place, part="name")
    mark, signer = signature.mark, reading.signer.value
    if mark is None or not mark.signed or not mark.signer or not signer:
        return
    if not _names(mark.signer) & _names(signer):
        yield Fault(
            f"The digital signature belongs to “{mark.signer}”, but the letter is signed by "
            f"“{signer}”.",
            fix,
            mark.place,
            part="mark",
        )


@rule("LOI408", "signed-copy-beside", Severity.WARNING, "signature", verdict=Verdict.CONFIRM)
def signed_copy_beside(call: Call, facts: Facts) -> Iterator[Fault]:
    """A signed copy of the letter is in a package's folder, or beside it, and was not taken in.

    Under another name it is not what is sent. If it has the place of the letter that was built, the
    email of the package still has the one that is not signed. `loi sign` takes the signed copy into
    the package, and says whether it is the same letter.

    Bad: `Scan_0931.pdf` beside the package. Good: `loi sign package Scan_0931.pdf`.
    """
    word, pdf, signature = facts.word, facts.pdf, facts.signature
    own = [file.file for file in (pdf, word) if file is not None]
    told = {*(facts.package.changed if facts.package else ())}  # see LOI802
    if word and pdf and signature and signature.kinds.get(pdf.file) in _UNSIGNED:
        told.add(word.file)  # see LOI311
    for copy in facts.signed_copies:
        fix = (
            f"Look whether it is signed, and run that command. Until then {own[0]} is what is "
            "sent, and it is not signed."
        )
        if copy.file in own:
            fix = "Run that command. Until then the email has the letter that is not signed."
        if copy.file not in told:
            yield Fault(
                f"`{copy.file}` looks like the signed letter: `{copy.command}`.",
                fix,
                Place(file=copy.file if copy.file in own else own[0]),
                part="mark",
            )


@rule("LOI409", "nothing-written", Severity.WARNING, "signature", verdict=Verdict.CONFIRM)
def nothing_written(call: Call, facts: Facts) -> Iterator[Fault]:
    """A scan of the letter has no ink where it is to be signed.

    The place between the closing and the name is compared with that of the letter as it was
    printed. Who signed elsewhere on the page may have signed all the same: a person must look.

    Bad: a letter that was printed and scanned before anybody signed it. Good: signed, then scanned.
    """
    pdf, signature = facts.pdf, facts.signature
    if pdf is None or signature is None or signature.kind != "scan" or facts.pair is None:
        return
    if facts.pair.ink is False:
        who = signature.signer or f"the {_signatory(call, facts).role}"
        yield Fault(
            f"Nothing is written above the name of {who}, where the scan should have the "
            "signature.",
            "Look at that page of the PDF. If it is not signed, have it signed, and scan all pages "
            "again.",
            signature.place,
            part="mark",
        )


@rule("LOI410", "certificate-appended", Severity.WARNING, "pages", verdict=Verdict.CONFIRM)
def certificate_appended(call: Call, facts: Facts) -> Iterator[Fault]:
    """A signing service put a certificate behind the letter.

    Its pages are not those of the letter, and are not counted as such. Some funders count them all
    the same.

    Bad: a letter of three pages and a certificate, where three pages are allowed, without asking.
    Good: the letter downloaded without the certificate, if the service lets you choose.
    """
    pdf = facts.pdf
    if pdf is None or not pdf.certificate:
        return
    count = len(pdf.certificate)
    by = pdf.service or "a signing service"
    yield Fault(
        f"The PDF has {plural(pdf.pages + count, 'page')}: {pdf.pages} of the letter, and "
        f"{plural(count, 'page')} of a certificate that {by} appended.",
        "Download the letter without the certificate, if you can choose. Or ask the funder whether "
        "these pages count.",
        Place(file=pdf.file, page=pdf.certificate[0]),
    )


_NOT_IN_NAMES = word_set("edd phd mrs superintendent inc the")


def _names(name: str) -> set[str]:
    """The words of a name without initials, titles and degrees."""
    return {word for word in folded_words(name) if len(word) > 2} - _NOT_IN_NAMES


def _end_of(letter: Sequence[Paragraph], facts: Facts) -> int:
    """The index of the farewell; without one that is known, that of the name of who signs."""
    at = closing_index(letter)
    name = facts.reading.signer.value if facts.reading else None
    if at == len(letter) and name:
        return next((n for n in reversed(range(at)) if name in letter[n].text), at)
    return at


@rule("LOI411", "signature-missing", Severity.ERROR, "signature")
def signature_missing(call: Call, facts: Facts) -> Iterator[Fault]:
    """The call asks that several people sign, and one of them is not at the end of the letter.

    Their names and titles must be there. Whether each of them signed is for you to see.

    Bad: the superintendent alone, where the call wants the president of the board too. Good: both,
    each with name and title.
    """
    letter = paragraphs_of(facts)
    if len(call.signers) < 2 or not letter or facts.template is not None:
        return
    ends = [paragraph.text for paragraph in letter[_end_of(letter, facts) :]]
    lines = [line for text in ends for line in text.splitlines()]
    of_kinds = [call.for_applicant(kind).signers for kind in call.kinds(applicant_of(facts))]
    missing = [
        [one for one in signers if len(signers) > 1 and not any(map(one.fits, lines))]
        for signers in of_kinds
    ]
    for signatory in min(missing, key=len):
        yield Fault(
            f"The {signatory.role} is not among those who sign. The call says "
            f"{quote_at_end(signatory.quote)}",
            f"Add the name and title of the {signatory.role} at the end, and have both sign."
            + (" In the answers, use `cosigners`." if facts.answers else ""),
            facts.signature.place if facts.signature else Place(file=letter[0].place.file),
        )


@rule("LOI412", "cosigner-not-signed", Severity.WARNING, "signature", verdict=Verdict.CONFIRM)
def cosigner_not_signed(call: Call, facts: Facts) -> Iterator[Fault]:
    """One of several people who must sign has only the typed name at the end.

    A picture may be of both signatures, so a person must look.

    Bad: the signature of the manager, and under it only the typed name of the chair. Good: a
    signature above each name.
    """
    signature = facts.signature
    if signature is None or facts.reading is None or facts.to_be_signed:
        return
    if signature.kind in _UNSIGNED or facts.template is not None:
        return  # see LOI404
    signers = call.for_applicant(applicant_of(facts)).signers
    for name, title in signature.unsigned if len(signers) > 1 else ():
        asked = next((one for one in signers if one.fits(title)), None)
        if asked is not None:
            yield Fault(
                f"There is no signature by the name of {name}. The call says "
                f"{quote_at_end(asked.quote)}",
                f"Look at the end of the letter. If {name} has not signed, have it signed.",
                signature.place,
                part="mark",
            )


RULES = (
    signatory_not_right,
    not_signed_yet,
    signatory_of_charter,
    not_signed,
    signer_not_named,
    digital_signature_broken,
    signed_by_another,
    signed_copy_beside,
    nothing_written,
    certificate_appended,
    signature_missing,
    cosigner_not_signed,
)

"""How a letter may be signed, and what its files need then: the words of all advice on it.

Rules, checklist and refusals take them from here, so that no two of them disagree.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_DIGITALLY = "Sign the PDF digitally, in Acrobat or with a signing service, as the last step."
_ON_PAPER = "Print the PDF, sign it, and scan all pages into one PDF."
PICTURE_IN_WORD = (
    "Insert a picture of the signature above the typed name in Word (Insert > Pictures), describe "
    "it (right-click > View Alt Text), and save the file."
)
_SAVED_AGAIN = re.compile(r"save[^.]{0,40}(?:again|from Word)|Save As > PDF|new PDF", re.IGNORECASE)
_SIGNED_AGAIN = "Then have the new PDF signed again."


def ways(role: str, files: Collection[str]) -> str:
    """How a letter may be signed.

    Args:
        role: of the person who signs: “District Superintendent”.
        files: which of `word` and `pdf` the letter has, or is to have.

    Returns:
        Whole sentences.
    """
    count = {1: "", 2: ", in one of two ways", 3: ", in one of three ways"}[len(_ways(files))]
    return f"Have the {role} sign it{count}. {steps(files)}"


def steps(files: Collection[str]) -> str:
    """The same without who signs."""
    first, *others = _ways(files)
    return " ".join([first, *(f"Or {way[0].lower()}{way[1:]}" for way in others)])


def _ways(files: Collection[str]) -> list[str]:
    by_file = {"pdf": (_DIGITALLY, _ON_PAPER), "word": (PICTURE_IN_WORD,)}
    return [way for kind, ways in by_file.items() if kind in files for way in ways]


def taking(files: Collection[str]) -> str:
    """What takes the signed file of such a letter into its package. A whole sentence."""
    ending = "pdf" if "pdf" in files else "docx"
    return f"Then take the signed file into the package: `loi sign PACKAGE SIGNED.{ending}`."


def putting(files: Collection[str]) -> str:
    """The same for files that are in no package. Empty where nothing is left to do."""
    if "pdf" not in files:
        return ""
    scan = "The scan takes the place of the PDF, under the same name"
    picture = "; after a picture in Word, save the PDF from it again" if "word" in files else ""
    return f"{scan}{picture}."


def bearer(files: Collection[str]) -> str:
    """Which of the files must carry the signature. A whole sentence."""
    if "pdf" not in files:
        return "The signature must be in the Word file."
    only = "; the Word file may have only the typed name" if "word" in files else ""
    return f"The signature must be in the PDF{only}."


def and_signed_again(fix: str) -> str:
    """Advice on a PDF that is signed: who is told to save it anew must have it signed again."""
    return f"{fix} {_SIGNED_AGAIN}" if _SAVED_AGAIN.search(fix) else fix

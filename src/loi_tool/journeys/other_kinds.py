"""Files that are neither answers nor a Word file nor a PDF: what each is, and what to do."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from loi_tool.errors import UnreadableFile

_DOWNLOAD = (
    "Open it in Google Docs, choose File > Download > Microsoft Word (.docx), and then PDF "
    "Document (.pdf). Check these two files."
)
_ATTACHMENT = "Open it in the mail program, save the attached Word file and PDF, and check those."
_UNPACK = "Unpack it (on Windows: right-click > Extract All), and check the folder with the files."
_EXPORT = "Open it, choose File > Export To > Word, and then PDF. Check these two files."
_SAVE_AS = "Open it, choose File > Save As > Word Document (.docx), and check that file."
_WORD = "Name the Word file and the PDF of the letter, or its answers (.yaml)."
_PICTURE = (
    "Name the Word file and the PDF of the letter. If this is a scan of the letter, save it as a "
    "PDF first."
)
_SHORTCUT = "Name the file that it leads to."
_KINDS = {
    "a saved email, and not the letter itself": (".eml .emlx .msg .oft .mbox", _ATTACHMENT),
    "a link to a file in Google Drive, and not the file": (".gdoc .gsheet .gslides", _DOWNLOAD),
    "an archive with files in it": (".zip .rar .7z .gz .tgz .tar", _UNPACK),
    "a Pages file": (".pages", _EXPORT),
    "a rich text file (.rtf), and not a Word file (.docx)": (".rtf", _SAVE_AS),
    "an OpenDocument text (.odt), and not a Word file (.docx)": (".odt .ott .fodt .sxw", _SAVE_AS),
    "a WordPerfect or Works file": (".wpd .wps", _SAVE_AS),
    "a web page": (".html .htm .xhtml .mht .mhtml", _WORD),
    "a spreadsheet": (".xlsx .xls .xlsm .csv .numbers .ods", _WORD),
    "a presentation": (".pptx .ppt .key .odp", _WORD),
    "a picture": (".jpg .jpeg .png .gif .heic .heif .tif .tiff .bmp .webp .svg", _PICTURE),
    "a shortcut": (".lnk .url .webloc .desktop", _SHORTCUT),
}
_BY_SUFFIX = {
    suffix: (what, fix) for what, (suffixes, fix) in _KINDS.items() for suffix in suffixes.split()
}
_PLAIN_TEXT = (".txt", ".text", ".md")
_FROM_TEXT = (
    "For a finished letter, put the text into a Word file, and check that. To build a letter from "
    "answers, put the text into the file that `loi new` writes."
)
LOCK = "~$"
"""How the name begins of what Word leaves beside a file while it is open."""
_ANSWERS_KEYS = re.compile(
    r"^(district|organization|superintendent|signer|sections|contact)\s*:", re.MULTILINE
)
"""Keys by which answers are known, whatever the name of their file."""
_ANSWERS = (".yaml.txt", ".yml.txt", ".yaml.docx", ".yaml.rtf")
_NAMED = 3
_HEAD = 100_000
"""Bytes in which answers have one of their keys."""


def is_other_kind(path: Path) -> bool:
    """Whether a file's name says that it is neither answers nor a Word file nor a PDF."""
    return path.suffix.lower() in _BY_SUFFIX and not _is_word_inside(path)


def is_no_letter(path: Path, *, pictures: bool) -> bool:
    """Whether a file's name says that it is a paper that is no letter, or a lock of one.

    Args:
        path: a file that is not checked.
        pictures: whether a picture is such a paper; beside answers it is the logo or a signature.
    """
    ending = path.suffix.lower()
    if path.name.startswith(LOCK) or ending in _PLAIN_TEXT:
        return True
    return ending in _BY_SUFFIX and (pictures or _BY_SUFFIX[ending][0] != "a picture")


def refuse_other_kind(path: Path) -> None:
    """See that a file is not of another kind than letters have.

    Raises:
        UnreadableFile: it is; the message says what it is, and what to do.
    """
    if path.is_file() and path.name.startswith(LOCK):
        raise UnreadableFile(
            f"{path.name} is what Word leaves beside {path.name[len(LOCK) :]} while that is open.",
            "Close the letter in Word, and check the file whose name begins without “~$”.",
        )
    is_text = path.suffix.lower() in _PLAIN_TEXT
    if path.is_file() and is_text and not may_be_answers(path):
        raise UnreadableFile(f"{path.name} is plain text, and not a Word file.", _FROM_TEXT)
    if path.is_file() and is_other_kind(path):
        what, fix = _BY_SUFFIX[path.suffix.lower()]
        raise UnreadableFile(f"{path.name} is {what}.", fix)


def may_be_answers(path: Path) -> bool:
    """Whether a file has keys of answers, or cannot be read: reading it tells more."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD).replace(b"\0", b"")  # of two bytes a letter
    except OSError:
        return True
    return _ANSWERS_KEYS.search(head.decode("utf-8", errors="replace")) is not None


def _is_word_inside(path: Path) -> bool:
    """Whether a file is a Word file or a PDF whatever its name says: reading it tells more."""
    try:
        with path.open("rb") as file:
            if b"%PDF-" in file.read(1024):
                return True
        with zipfile.ZipFile(path) as archive:
            return any(name.startswith("word/") for name in archive.namelist())
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return False


def what_else_is_there(files: Iterable[Path]) -> str:
    """What is in a folder where no letter was found, as sentences; empty if nothing is of use."""
    said = []
    for path in sorted(files):
        name = path.name
        answers = next((end for end in _ANSWERS if name.lower().endswith(end)), "")
        if answers:
            right = name[: -len(Path(answers).suffix)]
            said.append(
                f"{name} may be the answers: an editor, such as Notepad, added "
                f"“{Path(answers).suffix}” to the name. Rename it to {right}."
            )
        elif is_other_kind(path) and path.is_file():
            what, fix = _BY_SUFFIX[path.suffix.lower()]
            said.append(f"{name} is {what}. {fix}")
    more = f" And {len(said) - _NAMED} more." if len(said) > _NAMED else ""
    return " ".join(said[:_NAMED]) + more

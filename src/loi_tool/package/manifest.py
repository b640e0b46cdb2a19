"""The manifest: what was built from what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NAME = "manifest.json"


def is_plain(path: Path) -> bool:
    """Whether there is a file at a path itself, and no link to one."""
    return path.is_file() and not path.is_symlink()


def sha256(data: bytes) -> str:
    """The SHA-256 of some bytes, in hex (FIPS 180-4)."""
    return hashlib.sha256(data).hexdigest()


def manifest_json(
    *,
    tool: str,
    engine: str,
    call: Mapping[str, str],
    as_of: str,
    draft: bool,
    pages: int,
    sources: Mapping[str, str],
    files: Mapping[str, tuple[str, bytes]],
    recipients: Mapping[str, str | list[str]] | None = None,
    fitted: Mapping[str, float | str] | None = None,
    district: str = "",
    history: Sequence[Mapping[str, Any]] = (),
) -> bytes:
    """Write the manifest of a package.

    Args:
        tool: name and version of the tool.
        engine: name and version of the layout engine.
        call: id and SHA-256 of the call.
        as_of: the moment that the build was made for, ISO 8601.
        draft: whether the package is a draft.
        pages: pages of the PDF.
        sources: SHA-256 by file name of what it was built from.
        files: by file name, the role and the bytes of what was built.
        recipients: addresses that the district gave: `to`, and `cc` as a list.
        fitted: size and margin that were chosen so that the letter stays within the limit.
        district: who sends the letter.
        history: what was done since it was built, the earliest first; see `signed_entry`.
    """
    content: dict[str, Any] = {
        "schema": 1,
        "tool": tool,
        "engine": engine,
        "call": dict(call),
        "as_of": as_of,
        "draft": draft,
        "pages": pages,
        **({"fitted": dict(fitted)} if fitted else {}),
        **({"district": district} if district else {}),
        **({"recipients": dict(recipients)} if recipients else {}),
        "sources": [{"name": name, "sha256": digest} for name, digest in sources.items()],
        "files": [
            {"name": name, "role": role, "bytes": len(data), "sha256": sha256(data)}
            for name, (role, data) in files.items()
        ],
        **({"history": list(history)} if history else {}),
    }
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    return text.encode(errors="backslashreplace")  # of a name that is no UTF-8: as JSON escapes it


def signed_entry(
    *,
    as_of: str,
    kind: str,
    signer: str | None,
    given: str,
    data: bytes,
    replaced: Sequence[tuple[str, str, bytes]],
) -> dict[str, Any]:
    """What a manifest's history has of a signed file that was taken.

    Args:
        as_of: the moment that it was taken for, ISO 8601.
        kind: of the signature: `digital`, `scan`, `image`, `conformed`.
        signer: the person who signs, as the letter or the certificate has it.
        given: the name of the file that was signed.
        data: that file.
        replaced: each file whose place was taken: its name, the name under which it is kept, and
            its bytes.
    """
    return {
        "done": "signed",
        "as_of": as_of,
        "kind": kind,
        "signer": signer or "",
        "given": {"name": given, "sha256": sha256(data)},
        "replaced": [
            {"name": name, "kept_as": kept, "sha256": sha256(old)} for name, kept, old in replaced
        ],
    }


@dataclass(frozen=True)
class Manifest:
    """What a manifest says. Names of files are bare: they lead out of the folder nowhere."""

    files: Mapping[str, str]
    """The SHA-256 of each file, by name; empty where the manifest gives none."""
    roles: Mapping[str, str]
    """The name of the file of each role; of several that have one, the last."""
    call: str = ""
    """The id of the call."""
    engine: str = ""
    draft: bool = False
    pages: int = 0
    district: str = ""
    to: str = ""
    cc: tuple[str, ...] = ()
    """The addresses that the district gave."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of what it was built from, by name."""
    history: tuple[Mapping[str, Any], ...] = ()


def read_manifest(data: bytes) -> Manifest | None:
    """Read a manifest; None if it is none of ours."""
    try:
        content = json.loads(data)
        ours = content["schema"] == 1 and content["tool"].startswith("loi ")
        files = {_bare(entry["name"]): entry for entry in content["files"]}
        recipients = content.get("recipients", {})
        manifest = Manifest(
            files={name: str(entry.get("sha256", "")) for name, entry in files.items()},
            roles={str(entry.get("role", "")): name for name, entry in files.items()},
            call=str(content.get("call", {}).get("id", "")),
            engine=str(content.get("engine", "")),
            draft=bool(content.get("draft")),
            pages=int(content.get("pages", 0)),
            district=str(content.get("district", "")),
            to=str(recipients.get("to", "")),
            cc=tuple(map(str, recipients.get("cc", ()))),
            sources={_bare(e["name"]): str(e["sha256"]) for e in content.get("sources", ())},
            history=tuple(dict(entry) for entry in content.get("history", ())),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return manifest if ours else None


def _bare(name: object) -> str:
    """The name of a file without folders."""
    bare = Path(str(name)).name
    if bare in ("", ".", ".."):
        raise ValueError("no name of a file")
    return bare


def listed_files(manifest: bytes) -> Mapping[str, str] | None:
    """The SHA-256 of each file that a manifest lists, by name; None if it is none of ours."""
    read = read_manifest(manifest)
    return read.files if read and all(read.files.values()) else None


def fingerprint(digest: str) -> str:
    """The beginning of a SHA-256, to read aloud: “f1e0 e625”."""
    return f"{digest[:4]} {digest[4:8]}"

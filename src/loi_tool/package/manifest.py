"""The manifest: what was built from what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

NAME = "manifest.json"


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
        **({"recipients": dict(recipients)} if recipients else {}),
        "sources": [{"name": name, "sha256": digest} for name, digest in sources.items()],
        "files": [
            {"name": name, "role": role, "bytes": len(data), "sha256": sha256(data)}
            for name, (role, data) in files.items()
        ],
    }
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    return text.encode(errors="backslashreplace")  # of a name that is no UTF-8: as JSON escapes it


def listed_files(manifest: bytes) -> dict[str, str] | None:
    """The SHA-256 of each file that a manifest lists, by name; None if it is none of ours."""
    try:
        content = json.loads(manifest)
        ours = content["schema"] == 1 and content["tool"].startswith("loi ")
        listed = {str(entry["name"]): str(entry["sha256"]) for entry in content["files"]}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return listed if ours else None

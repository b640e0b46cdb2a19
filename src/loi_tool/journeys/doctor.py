"""What is installed and found on this machine."""

from __future__ import annotations

from loi_tool.calls.load import built_in_ids, load_call
from loi_tool.journeys.outcome import TOOL


def installed_parts() -> list[tuple[str, str]]:
    """What is installed and found here: pairs of what it is for and which it is."""
    import platform
    from importlib.metadata import version

    from loi_tool.calls.weights import load_weights
    from loi_tool.layout.engines import soffice

    parts = [
        ("tool", f"{TOOL}, Python {platform.python_version()}"),
        ("pages and PDF", f"rdocx {version('rdocx')}, always here"),
        ("second opinion on pages", f"dxpdf {version('dxpdf')}"),
        ("PDF of Word letters", f"LibreOffice, {soffice() or 'not found (not needed)'}"),
        ("reading PDFs", f"pypdf {version('pypdf')}, pypdfium2 {version('pypdfium2')}"),
        ("digital signatures", f"pyHanko {version('pyhanko')}"),
    ]
    for name in built_in_ids():
        weights = load_weights(load_call(name).path)
        second = f" and {len(weights.terms)} learnt terms" if weights else ""
        parts.append((f"reading letters, {name}", f"the words of the call{second}"))
    return parts

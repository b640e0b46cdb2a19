"""What Word does to any part before it shows it (ISO 29500-3; XML 1.0, 2.10)."""

from __future__ import annotations

from typing import Any

from lxml import etree

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
VML = "{urn:schemas-microsoft-com:vml}"
OFFICE = "{urn:schemas-microsoft-com:office:office}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_KNOWN = (
    "http://schemas.openxmlformats.org/",
    "http://schemas.microsoft.com/",
    "urn:schemas-microsoft-com:",
)
"""How the namespaces begin that some Word knows."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXTS = (f"{_W}t", f"{_W}delText", f"{_W}instrText")
_spaced = etree.XPath("//*[@xml:space]")


def vml_style(shape: Any) -> dict[str, str]:  # noqa: ANN401 (as above)
    """What a shape of VML says of its look, by property (ISO 29500-4, 14.1.2.19)."""
    items = (item.partition(":") for item in shape.get("style", "").split(";"))
    return {name.strip(): value.strip() for name, _, value in items}


def as_word_reads(root: Any) -> None:  # noqa: ANN401 (python-docx has its own kind of elements)
    """Take out of a part what Word passes over, and write at each text how its spaces are read.

    What goes: comments, instructions, and branches of alternate content that no Word can show, so
    that it shows the one after them (ISO 29500-3, 9.3).

    Args:
        root: the root of the part, in the transitional namespaces.
    """
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    for choice in list(root.iter(f"{MC}Choice")):
        required = [choice.nsmap.get(prefix, "") for prefix in choice.get("Requires", "").split()]
        if not all(namespace.startswith(_KNOWN) for namespace in required):
            choice.getparent().remove(choice)
    if all(element.tag in _TEXTS for element in _spaced(root)):
        return
    for text in root.iter(*_TEXTS):
        above = next((a for a in text.iterancestors() if _SPACE in a.attrib), None)
        if above is not None and _SPACE not in text.attrib:
            text.set(_SPACE, above.get(_SPACE))

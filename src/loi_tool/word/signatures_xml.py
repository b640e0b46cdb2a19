"""XML as signatures see it: a tree that keeps its prefixes, and its canonical form.

The standard library's canonical form is version 2.0, which signatures of Word files do not use, and
libxml2's of a part of a document was seen to be wrong; so here is 1.0, which is short.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn
from xml.etree.ElementTree import Element
from xml.parsers import expat

MAX_DEPTH = 100


class Broken(Exception):
    """The signature is not whole; the message says why, for a grant writer."""


class Unknown(Exception):
    """The signature is of a kind that cannot be checked."""


class Node(Element):
    """An element that knows how its name was written and which prefixes it may use."""

    def __init__(self, raw: str, attributes: Mapping[str, str], above: Mapping[str, str]) -> None:
        self.raw = raw
        self.written = dict(attributes)
        self.scope = dict(above)
        for name, value in attributes.items():
            prefix, _, local = name.partition(":")
            if prefix == "xmlns":
                self.scope[local] = value
        super().__init__(
            self.resolved(raw, self.scope.get("", "")),
            {
                self.resolved(name, ""): value
                for name, value in attributes.items()
                if name.partition(":")[0] != "xmlns"
            },
        )

    def resolved(self, name: str, default: str) -> str:
        """A name as `{namespace}local`; without a prefix it is in the default one."""
        prefix, colon, local = name.rpartition(":")
        if not colon:
            return f"{{{default}}}{name}" if default else name
        space = "http://www.w3.org/XML/1998/namespace" if prefix == "xml" else self.scope[prefix]
        return f"{{{space}}}{local}"


def parse(data: bytes) -> Node:
    """The root of a piece of XML; what has a DOCTYPE or nests too deep is `Broken`."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    open_nodes: list[Node] = []
    roots: list[Node] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        above = open_nodes[-1] if open_nodes else None
        node = Node(name, attributes, above.scope if above is not None else {})
        if above is not None:
            above.append(node)
        else:
            roots.append(node)
        open_nodes.append(node)
        if len(open_nodes) > MAX_DEPTH:
            raise Broken("The digital signature is damaged and cannot be read.")

    def end(_: str) -> None:
        open_nodes.pop()

    def text(words: str) -> None:
        above = open_nodes[-1]
        if len(above):
            above[-1].tail = (above[-1].tail or "") + words
        else:
            above.text = (above.text or "") + words

    def refuse(*_: object) -> NoReturn:
        raise Broken("The digital signature has a declaration in it (DOCTYPE) and was not read.")

    def instruction(*_: object) -> None:
        if open_nodes:
            raise Unknown("The digital signature was made in a way that cannot be checked here.")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    parser.ProcessingInstructionHandler = instruction
    parser.Parse(data, True)
    return roots[0]


def canonical(node: Node, exclusive: bool = False) -> bytes:
    """An element by itself in Canonical XML 1.0 (or Exclusive), without comments."""
    parts: list[str] = []
    _write(node, {}, exclusive, parts)
    return "".join(parts).encode()


def _write(node: Node, shown: dict[str, str], exclusive: bool, parts: list[str]) -> None:
    plain = [name for name in node.written if name.partition(":")[0] != "xmlns"]
    wanted = set(node.scope)
    if exclusive:
        wanted = {name.rpartition(":")[0] for name in plain if ":" in name}
        wanted = (wanted | {node.raw.rpartition(":")[0]}) - {"xml"}
    parts.append(f"<{node.raw}")
    for prefix in sorted(wanted):
        space = node.scope.get(prefix, "")
        if shown.get(prefix, "") != space:
            name = f"xmlns:{prefix}" if prefix else "xmlns"
            parts.append(f' {name}="{_quoted(space)}"')
            shown = {**shown, prefix: space}
    for name in sorted(plain, key=lambda name: _order(node, name)):
        parts.append(f' {name}="{_quoted(node.written[name])}"')
    parts.append(">" + _escaped(node.text or ""))
    for child in node:
        assert isinstance(child, Node)
        _write(child, shown, exclusive, parts)
        parts.append(_escaped(child.tail or ""))
    parts.append(f"</{node.raw}>")


def _order(node: Node, name: str) -> tuple[str, str]:
    space, _, local = node.resolved(name, "").rpartition("}")
    return space.lstrip("{"), local


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#xD;")


def _quoted(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return text.replace("\t", "&#x9;").replace("\n", "&#xA;").replace("\r", "&#xD;")

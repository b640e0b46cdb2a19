"""What is looked for in the prose of a letter: the items of a call, and the parts of one."""

from __future__ import annotations

from dataclasses import dataclass

from loi_tool.calls.items import Item, Part, Serves
from loi_tool.calls.model import Call


@dataclass(frozen=True)
class Target:
    """What is looked for: an item, or a part of one."""

    key: str
    """`interest`, `description.community`."""
    item: Item
    part: Part | None

    @property
    def evidence(self) -> Serves | None:
        """What the call says serves as evidence."""
        return self.part.evidence if self.part else self.item.evidence

    @property
    def title(self) -> str:
        """What people call it."""
        return self.part.title if self.part else self.item.title


def targets(call: Call) -> list[Target]:
    """Everything that is looked for: the narrative items, part by part where they have parts."""
    return [
        Target(f"{item.id}.{part.id}" if part else item.id, item, part)
        for item in call.narratives
        for part in (item.parts or (None,))
    ]

"""The picture of a page with marks over it: numbers of findings, and letters of requirements."""

from __future__ import annotations

import base64
from html import escape

from loi_tool.findings import PageMark, PagePicture, Submission
from loi_tool.text import printable_line, shortened

_RADIUS = 9.0
_FROM_EDGE = 14.0
_APART = 21.0
"""Points between the middles of two marks in one margin."""
_PAD = 1.5
_TITLE = 150


def tag_of(index: int) -> str:
    """The letter of a requirement: A to Z, and then A1."""
    return chr(ord("A") + index % 26) + (str(index // 26) if index >= 26 else "")


def page_figure(page: PagePicture, submission: Submission, prefix: str, named: set[str]) -> str:
    """A page, with a mark in its margin beside each passage that a finding or requirement has.

    Args:
        page: the picture.
        submission: the letter.
        prefix: what ids of this letter begin with.
        named: the ids of marks so far, to which those of this page are added.
    """
    src = base64.b64encode(page.webp).decode()
    order = {requirement.id: index for index, requirement in enumerate(submission.requirements)}
    passages = [mark for mark in page.marks if mark.requirement is not None]
    faults = [mark for mark in page.marks if mark.finding is not None]
    shapes = []
    for mark, y in _spread(passages, page.height):
        assert mark.requirement is not None
        index = order[mark.requirement]
        shapes.append(
            _mark(
                mark, page, y, tag_of(index),
                f"{prefix}r{index}", f"{prefix}m{tag_of(index)}", named,
                "evidence", submission.requirements[index].title,
            )
        )  # fmt: skip
    for mark, y in _spread(faults, page.height):
        assert mark.finding is not None
        finding, number = submission.findings[mark.finding], str(mark.finding + 1)
        shapes.append(
            _mark(
                mark, page, y, number,
                f"{prefix}f{number}", f"{prefix}m{number}", named,
                f"fault {finding.severity.value}", finding.message,
            )
        )  # fmt: skip
    return (
        f'<figure class="page"><img alt="Page {page.number}" width="{page.width:g}" '
        f'height="{page.height:g}" src="data:image/webp;base64,{src}">'
        f'<svg viewBox="0 0 {page.width:g} {page.height:g}" role="group" '
        f'aria-label="Marks on page {page.number}">{"".join(shapes)}</svg></figure>'
    )


def _spread(marks: list[PageMark], height: float) -> list[tuple[PageMark, float]]:
    """Marks from the top with the height that each has in its margin, so that none is on another.

    Those whose words were not found come first.
    """
    wanted = sorted(((_middle(mark), mark) for mark in marks), key=lambda pair: pair[0])
    apart = min(_APART, height / max(len(wanted), 1))
    placed: list[float] = []
    for y, _ in wanted:
        placed.append(max(y, placed[-1] + apart if placed else apart))
    room = height - apart / 2
    for index in range(len(placed) - 1, -1, -1):  # what was pushed off the paper, back up
        placed[index] = min(placed[index], room)
        room = placed[index] - apart
    return [(mark, round(y, 1)) for (_, mark), y in zip(wanted, placed, strict=True)]


def _middle(mark: PageMark) -> float:
    """The height of its first line; 0 for one without words."""
    if not mark.boxes:
        return 0.0
    _, top, _, height = mark.boxes[0]
    return top + height / 2


def _mark(
    mark: PageMark,
    page: PagePicture,
    y: float,
    label: str,
    target: str,
    id_: str,
    named: set[str],
    kind: str,
    title: str,
) -> str:
    """A link over the words, with a sign: of evidence on the left, of a finding on the right."""
    name = "" if id_ in named else f' id="{id_}"'
    named.add(id_)
    is_fault = kind.startswith("fault")
    x = round(page.width - _FROM_EDGE if is_fault else _FROM_EDGE, 1)
    parts = [f"<title>{label}: {escape(shortened(printable_line(title), _TITLE))}</title>"]
    parts += [_rectangle(*box) for box in mark.boxes]
    if is_fault and mark.boxes:
        left, top, width, tall = mark.boxes[0]
        below = f"{top + tall + _PAD:.1f}"  # not through the words on the right
        parts.append(
            f'<path class="lead" d="M{left + width + _PAD:.1f} {below}H{x - 3 * _RADIUS:.1f}'
            f'L{x - _RADIUS:.1f} {y:.1f}"/>'
        )
    if is_fault:
        parts.append(f'<circle class="mark" cx="{x:g}" cy="{y:g}" r="{_RADIUS:g}"/>')
    else:
        side = 2 * _RADIUS - 2
        corner = f'x="{x - side / 2:g}" y="{y - side / 2:g}"'
        parts.append(f'<rect class="mark" {corner} width="{side:g}" height="{side:g}" rx="4"/>')
    parts.append(f'<text x="{x:g}" y="{y:g}">{label}</text>')
    return f'<a{name} class="{kind}" href="#{target}">{"".join(parts)}</a>'


def _rectangle(left: float, top: float, width: float, height: float) -> str:
    place = f'x="{left - _PAD:.1f}" y="{top - _PAD:.1f}"'
    size = f'width="{width + 2 * _PAD:.1f}" height="{height + 2 * _PAD:.1f}"'
    return f'<rect class="words" {place} {size} rx="2"/>'

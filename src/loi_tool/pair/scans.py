"""Whether scanned pages show the letter: their lines against those of its pages, as pictures.

A scan has no words. What it has are lines of ink with gaps between words, and these tell two texts
apart. Each line of the letter is looked for among those of the scan, in order. Where on the paper
a line is, how dark, and at which size, does not matter; nor does the page that it is on, as an
engine may break pages otherwise than Word.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from operator import mul
from typing import TYPE_CHECKING, Literal

from loi_tool.facts import PageLikeness, ScannedPage

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH = 850
"""Points across a page as it is looked at: 100 to the inch of letter paper."""
MAX_PAGES = 8
"""Of the letter and of the scan; more are not compared."""
_BLOCK = 8
"""Points that are one where the color of the paper is looked for."""
_LEVEL = 64
"""Added to how much darker than the paper a point is, so that a lighter one has a value too."""
_FAINT = 24
"""Of 255: how much darker than the paper ink is at least."""
_DEEP = 12
"""Of 255: how dark a page without lines is on the whole from which on it is not blank."""
_GRAIN = 4.5
"""Ink is darker than the grain of a picture by so many times as its upper quarter is."""
_MOST_ASKEW = 5.0
"""Degrees."""
_EDGE = 20
"""Points at the edges of a page that a scanner leaves dark."""
_HIGH = (6, 40)
"""Points from the top of a line of text to its bottom."""
_GAP = 70
"""Points without ink from which on what follows is a line of its own."""
_CELLS = 160
"""Values of the profile of a line."""
_SHORTEST = 48
"""Points: half an inch. What is shorter may be anything."""
_LIKE, _PERHAPS = 0.6, 0.25
"""The correlation from which on two lines are one, and from which on their thirds are looked at."""
_NOT_UNLIKE = 0.4
"""The same where lines are between the same two."""
_FOR_SHIFT = 0.1
_SHIFT = 3
"""Values by which a third may be off: paper that is not flat under a camera."""
_SIZES = (0.85, 1.18)
"""How much smaller or larger than the letter a scan may be."""
_REACH = 14
"""Lines that one may have more than the other before a line that both have."""
_MOST_LINES = 90
"""Of a page."""
_SMALL, _AT_EDGE = 240, 6
"""Points of the longer side of a picture in which a sheet is looked for, and how far from the
corners of the picture those of the sheet are at most if it fills the picture."""
_TABLE, _LEAST_SHEET = 60, 0.3
"""Of 255: by how much a table is darker than paper at least; and the least share of a picture that
a sheet of paper fills."""
_NEARER = (1.25, 1.5)
"""How much nearer a page is looked at, where it is not known."""
_NEAR = 8
"""Lines near the place of the signature by which it is found on a scan."""
_AROUND = 11
"""Points: ink within half of that of printed ink may be the same."""
_INK = 60
"""Of 255: how dark the ink of a pen is at least."""
_STROKE = (36, 8)
"""Points across and down that have ink of a pen, at least. More than specks, or a line askew."""
_BESIDE = 3
"""Points: printed ink may be half of that beside where it is looked for."""
_UNDER, _FULL = 0.97, 0.6
"""The share of the ink of a printed line that is there if something is written over it; and the
share of its place that ink fills from which on nothing can be made out. Measured on the scans of
tests/test_scans.py: 1.00 of each line that is signed over, and at most 0.92 of one that was
rewritten."""
_LEAST_PLACE = 12
"""Points: a smaller place is none to sign on."""
_STRIPS, _PROOF = 8, 3
"""Into how many strips a page is cut, and how many of them must show its lines."""
_DARK = 32
"""Of 255: how dark lines are at least, across a strip. Specks are hardly so."""
_DIM = 1.5
"""By how much the lines in a strip are more than those made out on the page."""
_FEWEST = 3
"""Lines: a page with less says too little."""
_SAME, _ANOTHER = 0.6, 0.25
"""The share of a page's lines that are the letter's: from here on it is, and below here it is not.
Measured on the pages of 12 letters: the worst of 18 kinds of scan of the same page has 0.63, and
nearly all have more than 0.9; the best of another page has 0.08 (kinds: tests/test_scans.py)."""
_GONE, _GONE_EXACTLY = 3, 2
"""Lines in a row without their like, each half as wide as the text, from which on it is another
state of the letter; the second where the pages are those that were printed. Measured on two letters
as on the 12: no right scan has two such lines, a sentence more or less mostly has."""


@dataclass(frozen=True)
class InkLine:
    """A line of text on a picture: how wide it is, and its ink from left to right."""

    width: int
    profile: tuple[float, ...]
    """`_CELLS` values less their mean, of length 1: the product of two is their correlation."""
    left: int = 0
    """Where it is on the page, `WIDTH` points across and level: its left edge, top and bottom."""
    top: int = 0
    bottom: int = 0

    @property
    def middle(self) -> float:
        """Halfway between its top and bottom."""
        return (self.top + self.bottom) / 2


def scanned_pages(
    letter: Sequence[PageInk], scan: Sequence[PageInk], *, exact: bool = False
) -> Iterator[ScannedPage]:
    """What each scanned page shows of the letter.

    Args:
        letter: its pages, as they would be printed.
        scan: the pages of the scan, in its order.
        exact: whether these are the very pages that were printed, so that less may be missing, and
            what is written over their lines does not hide them.
    """
    gone = _GONE_EXACTLY if exact else _GONE
    lines = [line for page in letter for line in page.lines]
    at = [number for number, page in enumerate(scan) for _ in page.lines]
    pairs = _pairs(lines, [line for page in scan for line in page.lines], _REACH)
    found = {there for _, there in pairs}
    places = [(here, at[there]) for here, there in pairs]
    if exact:
        covered = _written_over(letter, scan, pairs, at)
        places = sorted({*places, *((here, number) for here, number, _ in covered)})
        found |= {there for _, _, over in covered for there in over}
    lacking = _lacking(lines, places, len(scan), gone)
    for number, page in enumerate(scan):
        known = [there in found for there, its in enumerate(at) if its == number]
        likeness = _judged(page, known, lines, gone)
        yield ScannedPage(
            number + 1, "unsure" if likeness == "same" and number in lacking else likeness
        )


def _lacking(
    letter: Sequence[InkLine],
    places: Sequence[tuple[int, int]],
    pages: int,
    gone: int,
) -> set[int]:
    """The pages of a scan where a passage of the letter should be, and is not.

    Args:
        letter: its lines.
        places: which of them were found, and on which page of the scan.
        pages: how many the scan has.
        gone: how many lines are a passage.

    Those before and behind it; none where a whole page between them shows nothing of the letter.
    """
    lacking: set[int] = set()
    widest = max((line.width for line in letter), default=0) if gone < _GONE else 0
    ends = [(-1, -1), *places, (len(letter), pages)]
    for (here, page), (next_here, next_page) in pairwise(ends):
        lines = letter[here + 1 : next_here]
        if next_page - page <= 1 and _longest_gap(lines, [False] * len(lines), widest) >= gone:
            lacking |= {page, next_page}
    return lacking


def _written_over(
    letter: Sequence[PageInk],
    scan: Sequence[PageInk],
    pairs: Sequence[tuple[int, int]],
    at: Sequence[int],
) -> list[tuple[int, int, list[int]]]:
    """The lines of a letter that were not found, and whose ink is all there, with more on top.

    Returns:
        The number of each line, that of the page of the scan, and those of the lines of the scan
        that are in its place.
    """
    theirs = [line for page in scan for line in page.lines]
    covered, first, known = [], 0, dict(pairs)
    for page in letter:
        own = range(first, first + len(page.lines))
        first += len(page.lines)
        numbers = [at[known[here]] for here in own if here in known]
        number = max(set(numbers), key=numbers.count, default=-1)
        matched = [
            (page.lines[here - own.start], theirs[known[here]])
            for here in own
            if here in known and at[known[here]] == number
        ]
        if len(matched) < _FEWEST:
            continue
        for here in own:
            if here in known:
                continue
            line = page.lines[here - own.start]
            box = (line.left, line.top, line.left + line.width, line.bottom)
            seen = _rounded(*_seen(box, matched))
            if _is_under(page.level.crop(box), scan[number].level, seen):
                over = [
                    there
                    for there, other in enumerate(theirs)
                    if at[there] == number and other.top < seen[3] and seen[1] < other.bottom
                ]
                covered.append((here, number, over))
    return covered


def _is_under(printed: Image, level: Image, seen: _Box) -> bool:
    """Whether a scan has the ink of a printed line where it belongs, and not so much that there may
    be anything under it."""
    from PIL.Image import Resampling
    from PIL.ImageChops import multiply
    from PIL.ImageFilter import MaxFilter

    if seen[2] - seen[0] < 1 or seen[3] - seen[1] < 1:
        return False
    black = [255 * (value >= _INK) for value in range(256)]
    theirs = level.crop(seen).resize(printed.size, Resampling.BILINEAR).point(black)
    ours = printed.point(black)
    there = multiply(ours, theirs.filter(MaxFilter(_BESIDE)))
    share = there.histogram()[255] / max(ours.histogram()[255], 1)
    return share >= _UNDER and theirs.histogram()[255] < _FULL * theirs.width * theirs.height


def _seen(
    box: tuple[float, float, float, float], matched: Sequence[tuple[InkLine, InkLine]]
) -> tuple[float, float, float, float]:
    """Where a box of a printed page is on a scan, by the lines nearest to it that both have."""
    middle = (box[1] + box[3]) / 2
    near = sorted(matched, key=lambda pair: abs(pair[0].top - middle))[:_NEAR]
    ours, theirs = [line for line, _ in near], [line for _, line in near]
    down = _fitted([line.middle for line in ours], [line.middle for line in theirs])
    across = _fitted(
        [end for line in ours for end in (line.left, line.left + line.width)],
        [end for line in theirs for end in (line.left, line.left + line.width)],
    )
    return across(box[0]), down(box[1]), across(box[2]), down(box[3])


def _judged(
    page: PageInk, known: Sequence[bool], letter: Sequence[InkLine], gone: int
) -> PageLikeness:
    """What a page is, by which of its lines the letter has in their place."""
    share = _share(page.lines, known)
    if share >= _SAME:
        return "unsure" if _longest_gap(page.lines, known) >= gone else "same"
    if share >= _ANOTHER:
        return "unsure"
    if _shares_lines(page.lines, letter):
        return "moved"
    if any(_shares_lines(lines, letter) for lines in page.turned()):
        return "turned"
    if len(known) < _FEWEST:
        return "unsure" if any(known) or page.has_dim_lines() else page.emptiness
    return "unsure" if page.has_dim_lines() else "another"


def _shares_lines(lines: Sequence[InkLine], ours: Sequence[InkLine]) -> bool:
    """Whether the letter has the lines of a page somewhere."""
    found = {there for _, there in _pairs(ours, lines, len(ours))}
    known = [number in found for number in range(len(lines))]
    return len(lines) >= _FEWEST and _share(lines, known) >= _SAME


def _share(lines: Sequence[InkLine], known: Sequence[bool]) -> float:
    total = sum(line.width for line in lines)
    return sum(line.width for line, is_known in zip(lines, known, strict=True) if is_known) / max(
        total, 1
    )


def _longest_gap(lines: Sequence[InkLine], known: Sequence[bool], widest: int = 0) -> int:
    """How many wide lines in a row have no like; wide is half the widest of them, or of others."""
    wide = 0.5 * max((line.width for line in lines), default=widest)
    wide = max(wide, 0.5 * widest)
    gone = [
        not is_known and line.width >= wide for line, is_known in zip(lines, known, strict=True)
    ]
    return max((len(list(run)) for is_gone, run in groupby(gone) if is_gone), default=0)


# The place of the signature -----------------------------------------------------------------------


_Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class SignaturePlace:
    """Where a letter is signed: a page (from 1), and edges as shares of its width and height."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class SignatureInk:
    """What a scan has at the place of the signature."""

    is_there: bool
    """Whether there is ink that the printed page does not have."""
    page: int
    """Of the scan, from 1."""
    picture: bytes = field(repr=False)
    """The place, as a PNG."""


def signature_ink(
    letter: Sequence[PageInk], scan: Sequence[PageInk], place: SignaturePlace
) -> SignatureInk | None:
    """Look at the place of the signature on a scan of a letter.

    Args:
        letter: its pages as they were printed.
        scan: the pages of the scan.
        place: where the letter is signed.

    Returns:
        None where the place is not found on the scan: too few lines near it are alike.
    """
    if place.page > len(letter):
        return None
    page = letter[place.page - 1]
    best: tuple[list[tuple[int, int]], int] = ([], 0)
    for number, other in enumerate(scan):
        pairs = _pairs(page.lines, other.lines, _REACH)
        best = max(best, (pairs, number), key=lambda found: len(found[0]))
    pairs, number = best
    if len(pairs) < _FEWEST:
        return None
    wide, high = page.gray.size
    box = (place.left * wide, place.top * high, place.right * wide, place.bottom * high)
    corners = _seen(box, [(page.lines[h], scan[number].lines[t]) for h, t in pairs])
    return _compared(page, scan[number], _rounded(*box), _rounded(*corners), number + 1)


def _rounded(left: float, top: float, right: float, bottom: float) -> _Box:
    return round(left), round(top), round(right), round(bottom)


def _compared(
    page: PageInk, scan: PageInk, printed: _Box, seen: _Box, number: int
) -> SignatureInk | None:
    """The ink in a box of a scan, less that in a box of the printed page and right around it."""
    import io

    from PIL.Image import Resampling
    from PIL.ImageChops import subtract
    from PIL.ImageFilter import MaxFilter

    size = (printed[2] - printed[0], printed[3] - printed[1])
    if min(size) < _LEAST_PLACE or seen[2] - seen[0] < 1 or seen[3] - seen[1] < 1:
        return None
    own = page.level.crop(printed).filter(MaxFilter(_AROUND))
    theirs = scan.level.crop(seen).resize(size, Resampling.BOX)
    more = subtract(theirs, own).point([255 * (value >= _INK) for value in range(256)])
    values = more.tobytes()
    rows = [values[start : start + size[0]] for start in range(0, len(values), size[0])]
    columns = sum(any(column) for column in zip(*rows, strict=True))
    is_there = columns >= _STROKE[0] and sum(map(any, rows)) >= _STROKE[1]
    file = io.BytesIO()
    scan.gray.crop(seen).save(file, "PNG", optimize=True)
    return SignatureInk(is_there, number, file.getvalue())


def _fitted(xs: Sequence[float], ys: Sequence[float]) -> Callable[[float], float]:
    """The straight line through some points, by least squares."""
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - mean_x) ** 2 for x in xs)
    slope = (
        sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / spread
        if spread
        else 1.0
    )
    return lambda x: mean_y + slope * (x - mean_x)


# Pictures -----------------------------------------------------------------------------------------


class PageInk:
    """The ink of a page that was scanned, or of one that was not."""

    def __init__(self, picture: Image, *, scanned: bool = True) -> None:
        """Look at a picture of any size and mode, with `WIDTH` points across."""
        self._picture = picture
        self._is_cut_out = False
        self._look_at(picture, scanned)
        if scanned and (sheet := _sheet(picture)) is not None:
            on_table = dict(vars(self))
            self._look_at(sheet, scanned)
            self._is_cut_out = True
            if len(self.lines) < len(on_table["lines"]):
                vars(self).update(on_table)

    def look_for(self, letter: Sequence[InkLine]) -> None:
        """Look again, and nearer, if the page does not seem to be of a letter.

        Around a sheet that a camera saw there may be a table that is as light, and a shadow on it.
        """
        best = self._matched(letter)
        if best >= _SAME * sum(line.width for line in self.lines):
            return
        seen = dict(vars(self))
        for near in (1.0, *_NEARER) if self._is_cut_out else _NEARER:
            self._look_at(self._picture, scanned=True, near=near)
            if (matched := self._matched(letter)) > best:
                best, seen = matched, dict(vars(self))
        vars(self).update(seen)

    def _matched(self, letter: Sequence[InkLine]) -> int:
        """The ink of the lines that a letter has as well."""
        pairs = _pairs(letter, self.lines, len(letter))
        return sum(letter[here].width for here, _ in pairs)

    def _look_at(self, picture: Image, scanned: bool, near: float = 1) -> None:
        from PIL.Image import Resampling

        wide = round(WIDTH * near)
        self._ink, self._depth = _ink(picture, wide)
        askew = _askew(self._ink) if scanned else 0
        self.level = self._ink.rotate(askew, Resampling.BILINEAR) if askew else self._ink
        """Its ink, with its lines level; places of lines are in it, and in `gray`."""
        self.lines = _lines(self.level)
        self.gray = _scaled(picture.convert("L"), wide).rotate(
            askew, Resampling.BILINEAR, fillcolor=255
        )
        """The page as it looks, `WIDTH` points across or nearer, with its lines level."""

    @property
    def emptiness(self) -> Literal["blank", "noise"]:
        """What is on a page without lines of text: nothing, or something else."""
        return "noise" if self._depth > _DEEP else "blank"

    def has_dim_lines(self) -> bool:
        """Whether most of its lines cannot be made out: they are aslant or bent, as in a photo.

        Narrow strips of the page show them, one by one. Noise and specks have none.
        """
        fewest = max(_FEWEST, _DIM * len(self.lines))
        return any(_lines_in_strips(ink) >= fewest for ink in (self._ink, self._ink.rotate(90)))

    def turned(self) -> Iterator[list[InkLine]]:
        """The lines of the page on its head, and on its sides."""
        for angle in (180, 90, 270):
            yield _lines(_straight(_scaled(self._ink.rotate(angle, expand=True))))


def _sheet(picture: Image) -> Image | None:
    """The sheet of paper that a camera saw from one side, on something darker; else None."""
    from PIL.Image import Resampling, Transform
    from PIL.ImageFilter import MaxFilter, MinFilter

    small = picture.convert("L")
    small.thumbnail((_SMALL, _SMALL), Resampling.BOX)
    small = small.filter(MaxFilter(5))  # paper without its letters
    dark, light = _quantile(small, 0.02), _quantile(small, 0.7)
    if light - dark < _TABLE:
        return None
    middle = (dark + light) // 2
    paper = small.point([255 * (value > middle) for value in range(256)]).filter(MinFilter(7))
    values, (wide, high) = paper.tobytes(), paper.size
    points = [divmod(at, wide)[::-1] for at, value in enumerate(values) if value]
    if len(points) < _LEAST_SHEET * wide * high:
        return None
    corners = (
        min(points, key=lambda p: p[0] + p[1]),
        min(points, key=lambda p: p[0] - p[1]),
        max(points, key=lambda p: p[0] + p[1]),
        max(points, key=lambda p: p[0] - p[1]),
    )
    edges = ((0, 0), (0, high - 1), (wide - 1, high - 1), (wide - 1, 0))
    off = max(
        abs(a - b)
        for here, there in zip(corners, edges, strict=True)
        for a, b in zip(here, there, strict=True)
    )
    if off <= _AT_EDGE:
        return None
    scale = picture.width / wide
    quad = tuple(value * scale for corner in corners for value in corner)
    size = (
        round(max(math.dist(corners[0], corners[3]), math.dist(corners[1], corners[2])) * scale),
        round(max(math.dist(corners[0], corners[1]), math.dist(corners[3], corners[2])) * scale),
    )
    return picture.convert("L").transform(size, Transform.QUAD, quad, Resampling.BICUBIC)


def _scaled(picture: Image, wide: int = WIDTH) -> Image:
    from PIL.Image import Resampling

    size = (wide, max(8 * _EDGE, round(picture.height * wide / max(picture.width, 1))))
    return picture.resize(size, Resampling.BOX)


def _ink(picture: Image, wide: int = WIDTH) -> tuple[Image, float]:
    """How much darker than the paper about it each point is, 0 where that is no more than grain;
    and the mean of all, grain included."""
    from PIL.Image import Resampling
    from PIL.ImageChops import subtract
    from PIL.ImageFilter import BoxBlur, MaxFilter
    from PIL.ImageStat import Stat

    gray = _scaled(picture.convert("L"), wide)
    blocks = gray.resize((gray.width // _BLOCK, gray.height // _BLOCK), Resampling.BOX)
    paper = blocks.filter(MaxFilter(5)).filter(BoxBlur(2)).resize(gray.size, Resampling.BILINEAR)
    darker = subtract(paper, gray, offset=_LEVEL)
    middle, upper = (_quantile(darker, share) for share in (0.5, 0.75))
    faint = max(_FAINT, middle - _LEVEL + round(_GRAIN * (upper - middle)))
    ink = darker.point(
        [min(2 * (value - _LEVEL), 255) if value >= _LEVEL + faint else 0 for value in range(256)]
    )
    return ink, Stat(darker).mean[0] - _LEVEL


def _quantile(picture: Image, share: float) -> int:
    """The value that a share of the points of a picture do not exceed."""
    left = share * picture.width * picture.height
    for value, count in enumerate(picture.histogram()):
        left -= count
        if left <= 0:
            return value
    return 255


def _rows(picture: Image) -> array[float]:
    """The mean of each row."""
    from PIL.Image import Resampling

    means = picture.convert("F").resize((1, picture.height), Resampling.BOX)
    return array("f", means.tobytes())


def _straight(ink: Image) -> Image:
    """The ink of a page with its lines level."""
    from PIL.Image import Resampling

    best = _askew(ink)
    return ink.rotate(best, Resampling.BILINEAR) if best else ink


def _askew(ink: Image) -> float:
    """By how many degrees ink must be turned for its lines to be level: its rows differ most."""
    from PIL.Image import Resampling

    half = ink.resize((ink.width // 2, ink.height // 2), Resampling.BOX)

    def levelness(angle: float) -> float:
        rows = _rows(half.rotate(angle, Resampling.BILINEAR))
        return sum((below - above) ** 2 for above, below in pairwise(rows))

    steps = int(2 * _MOST_ASKEW)
    best = max((number / 2 for number in range(-steps, steps + 1)), key=levelness)
    for step in (0.25, 0.125):
        best = max((best - step, best, best + step), key=levelness)
    return best


def _lines_in_strips(ink: Image) -> int:
    """How many lines of ink, with paper between them, strips of a page have from top to bottom.

    As many strips as prove it have so many or more.
    """
    wide, counts = ink.width // _STRIPS, []
    for left in range(0, wide * _STRIPS, wide):
        rows = _rows(ink.crop((left, _EDGE, left + wide, ink.height - _EDGE)))
        means = [sum(rows[at : at + 5]) / 5 for at in range(len(rows) - 4)]
        ordered = sorted(means)
        paper, dark = (ordered[int(share * len(ordered))] for share in (0.25, 0.9))
        heights = [end - start for start, end in _stretches(means, 0.35 * dark, 0)]
        lines = sum(_HIGH[0] <= height <= _HIGH[1] for height in heights)
        counts.append(lines if dark >= _DARK and paper < 0.1 * dark else 0)
    return sorted(counts)[-_PROOF]


def _lines(ink: Image) -> list[InkLine]:
    from PIL.Image import Resampling

    inner = ink.crop((_EDGE, _EDGE, ink.width - _EDGE, ink.height - _EDGE))
    rows = _rows(inner)
    floor = max(0.12 * sorted(rows)[int(0.9 * len(rows))], 0.15)
    lines: list[InkLine] = []
    for top, bottom in _stretches(rows, floor, 0):
        if not _HIGH[0] <= bottom - top <= _HIGH[1]:
            continue
        band = inner.crop((0, top, inner.width, bottom))
        across = band.resize((band.width, 1), Resampling.BOX).tobytes()
        for left, right in _stretches(across, 12, _GAP):
            if right - left >= _SHORTEST:
                part = band.resize((_CELLS, 1), Resampling.BOX, (left, 0, right, band.height))
                place = (left + _EDGE, top + _EDGE, bottom + _EDGE)
                lines.append(InkLine(right - left, _normed(part.tobytes()), *place))
    return lines[:_MOST_LINES]


def _stretches(values: Sequence[float], floor: float, gap: int) -> list[tuple[int, int]]:
    """From where to where values are above a floor; shorter gaps do not part them."""
    found: list[tuple[int, int]] = []
    for place, value in enumerate(values):
        if value > floor:
            goes_on = bool(found) and place - found[-1][1] <= gap
            found[-1:] = (
                [(found[-1][0], place + 1)] if goes_on else [*found[-1:], (place, place + 1)]
            )
    return found


# Lines --------------------------------------------------------------------------------------------


def _normed(values: Sequence[float]) -> tuple[float, ...]:
    mean = sum(values) / len(values)
    less = [value - mean for value in values]
    length = math.sqrt(_product(less, less)) or 1.0
    return tuple(value / length for value in less)


def _product(ours: Sequence[float], theirs: Sequence[float]) -> float:
    return math.fsum(map(mul, ours, theirs))


def _correlation(ours: InkLine, theirs: InkLine) -> float:
    """How far two lines, drawn to one length, have their ink in the same places: 1 is wholly."""
    if not _SIZES[0] * ours.width <= theirs.width <= _SIZES[1] * ours.width:
        return 0.0
    whole = _product(ours.profile, theirs.profile)
    if whole >= _LIKE or whole < _PERHAPS or ours.width < 3 * _SHORTEST:
        return whole
    third = _CELLS // 3
    best = (
        max(
            _product(
                _normed(ours.profile[start : start + third]),
                _normed(theirs.profile[start + shift : start + shift + third]),
            )
            for shift in range(-_SHIFT, _SHIFT + 1)
            if 0 <= start + shift <= _CELLS - third
        )
        for start in (0, third, _CELLS - third)
    )
    return max(whole, sum(best) / 3 - _FOR_SHIFT)


def _pairs(ours: Sequence[InkLine], theirs: Sequence[InkLine], reach: int) -> list[tuple[int, int]]:
    """Which line of one is which of the other, in the same order: as much ink as can be."""
    reach += abs(len(ours) - len(theirs))
    best = [[0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    for here, mine in enumerate(ours):
        for there, other in enumerate(theirs):
            value = max(best[here][there + 1], best[here + 1][there])
            longer = best[here][there] + mine.width
            near = longer > value and abs(here - there) <= reach
            is_one = near and _correlation(mine, other) >= _LIKE
            best[here + 1][there + 1] = longer if is_one else value
    pairs = [(len(ours), len(theirs))]
    here, there = len(ours) - 1, len(theirs) - 1
    while here >= 0 and there >= 0:
        value = best[here + 1][there + 1]
        if value == best[here][there + 1]:
            here -= 1
        elif value == best[here + 1][there]:
            there -= 1
        else:
            pairs.append((here, there))
            here, there = here - 1, there - 1
    return sorted([*pairs[1:], *_between(ours, theirs, [(-1, -1), *pairs[::-1]])])


def _between(
    ours: Sequence[InkLine], theirs: Sequence[InkLine], pairs: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Lines that are as many between the same two, and not unlike: they are hard to see."""
    for (here, there), (next_here, next_there) in pairwise(pairs):
        if next_here - here == next_there - there:
            for step in range(1, next_here - here):
                if _correlation(ours[here + step], theirs[there + step]) >= _NOT_UNLIKE:
                    yield here + step, there + step

"""Scanned pages against those of the letter: as scanners, cameras and fax machines give them."""

import io
import random
from functools import lru_cache

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter
from pypdfium2 import PdfDocument

from loi_tool.pair.scans import (
    PageInk,
    SignaturePlace,
    scanned_pages,
    signature_ink,
)
from tests.pdf.pdf_files import Pdf, at, wrapped

WORDS = [
    "families",
    "schools",
    "district",
    "community",
    "engagement",
    "learning",
    "partners",
    "listen",
    "together",
    "council",
    "students",
    "teachers",
    "parents",
    "evening",
    "meeting",
    "translation",
    "attendance",
    "budget",
    "homes",
    "trust",
    "history",
    "change",
    "of",
    "and",
    "the",
    "we",
    "in",
    "to",
    "with",
    "for",
    "our",
    "who",
    "are",
    "that",
    "each",
    "next",
    "year",
    "by",
    "on",
    "have",
    "not",
    "been",
]


def letter(seed, pages=2, less=None):
    """A letter of some pages, of words in an order of its own; one paragraph may lack words."""
    words, file = random.Random(seed), Pdf()
    for number in range(pages):
        content, y = at(72, 745, f"Letter of interest {seed} {number}", 14, "B"), 715
        paragraph = 0
        while y > 120:
            some_words = [words.choice(WORDS) for _ in range(words.randint(25, 70))]
            if less == (number, paragraph):
                del some_words[4:11]
            paragraph += 1
            text = " ".join(some_words)
            some, y = wrapped(text.capitalize() + ".", 72, y, 540)
            content, y = content + some, y - 8
        file.page(content + at(72, 90, "Elena Marquez, Superintendent"))
    return file.bytes()


@lru_cache
def drawn(seed, dots, pages=2, less=None):
    document = PdfDocument(letter(seed, pages, less))
    return [page.render(scale=dots / 72).to_pil().convert("L") for page in document]


def grain(picture, amount, seed=7):
    small = Image.frombytes("L", (256, 256), random.Random(seed).randbytes(256 * 256))
    tile = small.point(lambda value: 128 + round((value - 128) * amount / 74))
    ground = Image.new("L", picture.size)
    for left in range(0, picture.width, 256):
        for top in range(0, picture.height, 256):
            ground.paste(tile, (left, top))
    return ImageChops.add(picture, ground, 1, -128)


def saved(picture, quality=60):
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return Image.open(file).convert("L")


def askew(picture, degrees, size=1.0):
    small = picture.resize((round(picture.width * size), round(picture.height * size)))
    page = Image.new("L", picture.size, 245)
    page.paste(small, ((page.width - small.width) // 2, (page.height - small.height) // 3))
    return page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=245)


def shaded(picture):
    ramp = Image.linear_gradient("L").resize(picture.size).point(lambda v: 160 + v * 90 // 255)
    return ImageChops.multiply(picture, ramp)


def signed(picture):
    page = picture.copy()
    pen = ImageDraw.Draw(page)
    y, wide = page.height * 0.86, page.width
    points = [(wide * (0.12 + 0.012 * n), y + wide * 0.02 * (n % 3 - 1)) for n in range(24)]
    pen.line(points, fill=40, width=3)
    return page


def photographed(picture):
    wide, high = picture.size
    corners = (wide * 0.012, 0, 0, high, wide * 0.99, high * 0.994, wide * 0.99, high * 0.008)
    return picture.transform(picture.size, Image.Transform.QUAD, corners, fillcolor=110)


SCANS = {
    "straight": (150, lambda page: saved(grain(page, 5))),
    "fine": (300, lambda page: saved(grain(page, 5))),
    "black and white": (200, lambda page: page.point(lambda v: 255 if v > 150 else 0)),
    "a degree askew": (150, lambda page: saved(grain(askew(page, 1.0), 5))),
    "three degrees askew, and smaller": (150, lambda page: saved(grain(askew(page, -3, 0.94), 5))),
    "fax": (100, lambda page: grain(page.filter(ImageFilter.GaussianBlur(0.7)), 14)),
    "fax, black and white": (100, lambda p: grain(p, 25).point(lambda v: 255 if v > 140 else 0)),
    "blurred": (150, lambda page: saved(grain(page.filter(ImageFilter.GaussianBlur(1.5)), 5), 40)),
    "faint": (150, lambda page: saved(page.point(lambda v: 165 + v * 90 // 255))),
    "shaded": (150, lambda page: saved(grain(shaded(page), 5))),
    "photographed": (150, lambda page: saved(grain(shaded(photographed(page)), 5))),
    "signed": (150, lambda page: saved(grain(signed(page), 5))),
    "in color": (150, lambda page: saved(page).convert("RGB")),
}


@lru_cache
def printed(seed):
    return [PageInk(page, scanned=False) for page in drawn(seed, 100)]


def likenesses(scan, seed=1, exact=False):
    """How like the letter pages are: pictures, or their ink."""
    ink = [page if isinstance(page, PageInk) else PageInk(page) for page in scan]
    for page in ink:
        page.look_for([line for known in printed(seed) for line in known.lines])
    return [page.likeness for page in scanned_pages(printed(seed), ink, exact=exact)]


@lru_cache
def ink_of(kind):
    """The ink of both pages of the letter in a right scan."""
    dots, scanner = (SCANS | RIGHT)[kind]
    return [PageInk(scanner(page)) for page in drawn(1, dots)]


@lru_cache
def first_page():
    """The ink of the first page, well scanned."""
    return PageInk(saved(drawn(1, 150)[0]))


@pytest.mark.parametrize("kind", SCANS)
def test_a_scan_of_the_letter_is_known(kind):
    assert likenesses(ink_of(kind)) == ["same", "same"]


PAPER = Image.new("L", (850, 1100), 246)
WRONG = {
    "blank": (lambda page: grain(PAPER, 5), "blank"),
    "blank and gray": (lambda page: shaded(saved(grain(PAPER, 10))), "blank"),
    "noise": (lambda page: grain(PAPER.point(lambda v: 128), 74), "noise"),
    "coarse noise": (
        lambda page: grain(Image.new("L", (170, 220), 128), 74).resize((850, 1100)),
        "noise",
    ),
    "upside down": (lambda page: saved(page.rotate(180)), "turned"),
    "on its side": (lambda page: saved(page.rotate(90, expand=True)), "turned"),
    "on its other side": (lambda page: saved(page.rotate(270, expand=True)), "turned"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_page_that_went_wrong_is_told(kind):
    spoiled, expected = WRONG[kind]
    _, second = drawn(1, 150)
    assert likenesses([first_page(), spoiled(second)]) == ["same", expected]


def on_a_table(picture, slant):
    """A page as a telephone sees it from one side, on dark wood."""
    wide, high = picture.size
    table = Image.new("L", (wide + 160, high + 200), 75)
    table.paste(picture, (80, 100))
    wide, high = table.size
    corners = (slant, 0, 0, high, wide, high - 2 * slant, wide - 2 * slant, slant)
    return saved(
        table.transform(table.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
    )


def on_a_light_table(page, share, light=226):
    """A page that fills a part of a photo, on a table that is nearly as light as paper."""
    size = (round(page.width / share), round(page.height / share))
    table = grain(Image.new("L", size, light), 8)
    table.paste(page, ((size[0] - page.width) // 2, (size[1] - page.height) // 3))
    return saved(table.rotate(1.5, Image.Resampling.BICUBIC, fillcolor=light))


@pytest.mark.parametrize("slant", [20, 30, 45, 70])
@pytest.mark.parametrize("turn", [0, 90])
def test_a_photo_whose_lines_cannot_be_made_out_is_unsure(slant, turn):
    photos = [on_a_table(page, slant).rotate(turn, expand=True) for page in drawn(1, 130)]
    assert set(likenesses(photos)) <= {"same", "unsure", "turned"}


def specks(share, size):
    values = random.Random(3)
    count = size[0] * size[1]
    dots = bytes(0 if values.random() < share else 255 for _ in range(count))
    return Image.frombytes("L", size, dots).resize((850, 1100))


@pytest.mark.parametrize("share", [0.01, 0.05, 0.2])
def test_specks_are_no_lines(share):
    assert not PageInk(specks(share, (425, 550))).has_dim_lines()
    assert not PageInk(on_a_table(specks(share, (425, 550)), 30)).has_dim_lines()


def test_a_table_with_a_blank_page_on_it_has_no_lines():
    assert not PageInk(on_a_table(grain(PAPER, 5), 30)).has_dim_lines()


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_another_letter_is_another(seed):
    assert likenesses([saved(grain(page, 5)) for page in drawn(seed, 150)]) == ["another"] * 2


def test_pages_out_of_order_are_elsewhere():
    assert set(likenesses(list(map(saved, drawn(1, 150)[::-1])))) == {"moved"}


@pytest.mark.parametrize("how", ["cut", "rewritten", "longer"])
def test_an_older_draft_is_not_the_letter(how):
    first, second = drawn(1, 150)
    high, wide = first.height, first.width
    draft = Image.new("L", first.size, 255)
    upper, lower = round(high * 0.35), round(high * 0.5)
    draft.paste(first.crop((0, 0, wide, upper)), (0, 0))
    if how == "cut":
        draft.paste(first.crop((0, lower, wide, high)), (0, upper))
    else:
        draft.paste(drawn(5, 150)[0].crop((0, upper, wide, lower)), (0, upper))
        start = upper if how == "longer" else lower
        draft.paste(first.crop((0, start, wide, high)), (0, lower))
    assert likenesses([saved(grain(draft, 5)), saved(grain(second, 5))])[0] == "unsure"


def test_a_letter_of_few_lines_is_known_too():
    file = Pdf()
    file.page(at(72, 700, "Sincerely,") + at(72, 640, "Elena Marquez, Superintendent of Schools"))
    page = PdfDocument(file.bytes())[0].render(scale=2).to_pil()
    (found,) = scanned_pages([PageInk(page, scanned=False)], [PageInk(saved(page.convert("L")))])
    assert found.likeness == "same"


# Against the very pages that were printed, as `loi sign` does ---------------------------------------

RIGHT = {
    **SCANS,
    "signed over lines of text, as a fax": (100, lambda page: grain(signed(page), 14)),
    "a little blurred, in gray": (
        100,
        lambda page: saved(
            page.filter(ImageFilter.GaussianBlur(0.5)).point(lambda v: v // 2 + 110)
        ),
    ),
    "two degrees askew": (150, lambda page: saved(grain(askew(page, 2), 5))),
    "signed by the name": (150, lambda page: saved(grain(signed_by_the_name(page), 5))),
    "of few dots, and coarsely saved": (90, lambda page: saved(page, 30)),
    "larger": (150, lambda page: saved(grain(askew(page, 0.4, 1.04), 5))),
    **{
        f"photo from one side, {slant}": (130, lambda page, slant=slant: on_a_table(page, slant))
        for slant in (20, 30, 45, 70)
    },
    **{
        f"photo on a light table, {share}": (
            150,
            lambda page, share=share: on_a_light_table(page, share),
        )
        for share in (0.8, 0.72, 0.64)
    },
    "photo on a gray table": (150, lambda page: on_a_light_table(page, 0.72, 185)),
}
ILL = {
    "blank": lambda page: grain(PAPER, 5),
    "blank and gray": WRONG["blank and gray"][0],
    "noise": WRONG["noise"][0],
    "coarse noise": WRONG["coarse noise"][0],
    "specks": lambda page: specks(0.05, (425, 550)),
    "upside down": lambda page: saved(page.rotate(180)),
    "on its side": lambda page: saved(page.rotate(90, expand=True)),
    "upside down and askew": lambda page: askew(page.rotate(180), 2),
    "only its upper half": lambda page: page.crop((0, 0, page.width, page.height // 2)),
    "covered by another sheet": lambda page: covered(page, 0.4, 0.7),
    "too dark to read": lambda page: page.point(lambda value: value // 20),
    "too coarse to read": lambda page: page.resize((60, 78)).resize(page.size),
    "the first page again": lambda page: saved(drawn(1, 150)[0]),
    **{
        f"of letter {seed}": lambda page, seed=seed: saved(drawn(seed, 150)[1])
        for seed in (2, 3, 4)
    },
    **{
        f"of an older draft, {number}": lambda page, number=number: saved(
            drawn(1, 150, less=(1, number))[1]
        )
        for number in (0, 2, 3)
    },
    "of an older draft, as a fax": lambda page: grain(drawn(1, 100, less=(1, 2))[1], 14),
    "of an older draft, on a light table": lambda page: on_a_light_table(
        drawn(1, 150, less=(1, 2))[1], 0.72
    ),
    "of letter 2, on a light table": lambda page: on_a_light_table(drawn(2, 150)[1], 0.72),
}


def signed_by_the_name(page):
    page = page.copy()
    wide, high = page.size
    points = [(wide * (0.3 + 0.01 * n), high * (0.89 + 0.012 * (n % 3 - 1))) for n in range(20)]
    ImageDraw.Draw(page).line(points, fill=50, width=3)
    return page


def covered(page, top, bottom):
    page = page.copy()
    page.paste(240, (0, round(top * page.height), page.width, round(bottom * page.height)))
    return page


@pytest.mark.parametrize("kind", RIGHT)
def test_a_right_scan_is_the_same(kind):
    assert likenesses(ink_of(kind), exact=True) == ["same", "same"]


@pytest.mark.parametrize("kind", ILL)
def test_a_wrong_page_is_not_the_same_and_it_is_said_which(kind):
    _, second = drawn(1, 150)
    found = likenesses([first_page(), ILL[kind](second)], exact=True)
    assert found[0] == "same" and found[1] != "same"


def test_what_is_blacked_out_is_not_signed_over():
    first, second = drawn(1, 150)
    black = second.copy()
    black.paste(20, (0, round(0.4 * black.height), black.width, round(0.5 * black.height)))
    assert likenesses([saved(first), saved(black)], exact=True) == ["same", "unsure"]


def test_there_are_twenty_of_each():
    assert len(RIGHT) >= 20 and len(ILL) >= 20


PLACE = SignaturePlace(2, 0.1, 0.85, 0.6, 0.9)
"""Between the last line of text and the name."""


def to_be_signed(dots):
    """The pages of a letter with room to sign above the name."""
    first, second = drawn(1, dots)
    return first, covered_white(second)


def covered_white(page):
    page = page.copy()
    page.paste(255, (0, round(0.84 * page.height), page.width, round(0.905 * page.height)))
    return page


def with_pen(page):
    page = page.copy()
    wide, high = page.size
    pen = ImageDraw.Draw(page)
    points = [(wide * (0.14 + 0.01 * n), high * (0.875 + 0.012 * (n % 3 - 1))) for n in range(20)]
    pen.line(points, fill=50, width=max(2, wide // 500))
    return page


@pytest.mark.parametrize(
    "kind",
    [
        *("straight", "fax", "fax, black and white", "blurred", "photo from one side, 45"),
        "photo on a light table, 0.72",
    ],
)
def test_ink_at_the_place_of_the_signature_is_seen(kind):
    dots, scanner = RIGHT[kind]
    letter = [PageInk(page, scanned=False) for page in to_be_signed(100)]
    for sign, expected in ((lambda page: page, False), (with_pen, True)):
        first, second = to_be_signed(dots)
        scan = [PageInk(scanner(first)), PageInk(scanner(sign(second)))]
        for page in scan:
            page.look_for([line for known in letter for line in known.lines])
        ink = signature_ink(letter, scan, PLACE)
        assert (ink.is_there, ink.page) == (expected, 2)
        shown = Image.open(io.BytesIO(ink.picture))
        assert shown.width > 300 and (shown.getextrema()[0] < 120) == expected


def test_where_the_place_of_the_signature_is_not_found_nothing_is_said():
    letter = [PageInk(page, scanned=False) for page in to_be_signed(100)]
    assert signature_ink(letter, [PageInk(PAPER)], PLACE) is None

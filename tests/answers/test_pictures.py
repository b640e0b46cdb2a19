"""Pictures as they may be sent: the same pixels, and nothing of who made them, where, and with what."""

import io
import random
from contextlib import nullcontext

import pytest
from PIL import Image, ImageCms, ImageOps
from PIL.PngImagePlugin import PngInfo

from loi_tool.answers.pictures import BlankPictureError, PictureTooLargeError, read_picture
from tests.letters import picture

SECRETS = (b"SecretCamera", b"SecretAuthor", b"SecretComment", b"SecretPlace", b"Photoshop")


def drawing(mode="RGB", size=(60, 40)):
    """A picture that is not the same from any side."""
    noise = random.Random(1)
    image = Image.frombytes("RGB", size, noise.randbytes(3 * size[0] * size[1]))
    return image.resize(size).convert(mode)


def exif(orientation=None):
    """What a telephone writes into a picture: its make, and the place."""
    tags = Image.Exif()
    tags[0x010F], tags[0x013B] = "SecretCamera", "SecretAuthor"
    tags.get_ifd(0x8825)[1] = "N"
    tags.get_ifd(0x8825)[0x1B] = b"SecretPlace"
    if orientation:
        tags[0x0112] = orientation
    return tags


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def as_png(image, **options):
    text = PngInfo()
    text.add_text("Author", "SecretAuthor")
    text.add_itxt("XML:com.adobe.xmp", "SecretComment Photoshop", zip=False)
    text.add(b"prVt", b"SecretPlace")
    return saved(image, "PNG", pnginfo=text, exif=exif(), **options)


def as_jpeg(image, **options):
    data = saved(image, "JPEG", exif=exif(), comment=b"SecretComment", **options)
    photoshop = b"\xff\xed\x00\x0fPhotoshop 3.0"
    return data[:2] + photoshop + data[2:]


def pixels(data):
    with Image.open(io.BytesIO(data)) as image:
        return image.mode, image.size, image.tobytes()


PICTURES = {
    "png": as_png(drawing()),
    "png with a palette": as_png(drawing("P")),
    "png with transparency": as_png(drawing("RGBA")),
    "png in grey": as_png(drawing("L")),
    "jpeg": as_jpeg(drawing()),
    "jpeg in grey": as_jpeg(drawing("L")),
    "jpeg for print": as_jpeg(drawing("CMYK")),
    "progressive jpeg": as_jpeg(drawing(), progressive=True),
}


@pytest.mark.parametrize("data", PICTURES.values(), ids=PICTURES)
@pytest.mark.parametrize("behind", [b"", b"SecretAuthor\xff\xd9" + saved(drawing(), "JPEG")])
def test_the_pixels_stay_and_all_else_goes(data, behind):
    data += behind
    made = read_picture(data, "Logo")
    assert pixels(made.data) == pixels(data)
    assert (made.width, made.height) == (60, 40)
    assert any(secret in data for secret in SECRETS)
    assert not [secret for secret in SECRETS if secret in made.data]
    with Image.open(io.BytesIO(made.data)) as image:
        assert not image.getexif()
    assert len(made.data) < len(data) - len(behind)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_with_nothing_else_in_it_stays_as_it_is(kind):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for data in (
        saved(drawing(), kind),
        saved(drawing(), kind, icc_profile=profile, dpi=(300, 300)),
    ):
        assert read_picture(data, "").data == data
    assert read_picture(picture().data, "").data == picture().data


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_picture_is_turned_as_it_says(kind, orientation):
    seen = drawing(size=(64, 32))
    data = saved(seen, kind, exif=exif(orientation))
    made = read_picture(data, "Logo")
    assert not [secret for secret in SECRETS if secret in made.data]
    with Image.open(io.BytesIO(data)) as image:
        expected = ImageOps.exif_transpose(image)
    assert (made.width, made.height) == expected.size
    with Image.open(io.BytesIO(made.data)) as image:
        assert image.size == expected.size and not image.getexif()
        if kind == "PNG":
            assert image.tobytes() == expected.tobytes()


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", saved(drawing(), "PNG")[:500], b"\xff\xd8\xff\xd9"]
)
def test_what_is_no_picture(data):
    with pytest.raises(Exception):  # noqa: B017 (Pillow raises many kinds)
        read_picture(data, "Logo")


def test_too_many_pixels_are_not_unpacked():
    with pytest.raises(PictureTooLargeError):
        read_picture(saved(Image.new("1", (8000, 6000)), "PNG"), "Logo")


@pytest.mark.parametrize("mode", ["1", "P", "L", "LA", "I;16", "RGB", "RGBA"])
@pytest.mark.parametrize("is_blank", [True, False])
def test_a_blank_picture_is_told_from_another_in_every_mode(mode, is_blank):
    gray = mode.startswith("I")
    image = Image.new("I" if gray else "RGB", (900, 700), 65_535 if gray else "white")
    if not is_blank:
        image.paste(0, (10, 10, 200, 30))
    file = io.BytesIO()
    image.convert(mode).save(file, "PNG")
    with pytest.raises(BlankPictureError) if is_blank else nullcontext():
        read_picture(file.getvalue(), "Logo")

"""A floating picture counts where it is drawn, not where it is anchored."""

import pytest

from loi_tool.evidence.read import read_values
from loi_tool.evidence.signature import signature
from loi_tool.word.read import read_word
from tests.evidence.samples import CALL, CONTACT, HEAD, SITE, STORY
from tests.word.word_files import docx, held, inline_picture, p, picture_file, r

POINT = 12700
STYLES = (
    '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault><w:pPrDefault>'
    '<w:pPr><w:spacing w:after="120"/></w:pPr></w:pPrDefault></w:docDefaults></w:styles>'
)


def floating(points, frame="paragraph", descr="", align=""):
    """A picture of 72 by 36 points, so many below the top of what it is anchored to."""
    inline = inline_picture(descr=descr)
    place = (
        f"<wp:align>{align}</wp:align>"
        if align
        else f"<wp:posOffset>{points * POINT}</wp:posOffset>"
    )
    anchor = f'<wp:anchor><wp:positionV relativeFrom="{frame}">{place}</wp:positionV>'
    return inline.replace("<wp:inline>", anchor).replace("</wp:inline>", "</wp:anchor>")


def old_kind(style):
    return (
        f'<w:r><w:pict><v:shape style="position:absolute;width:72pt;height:36pt;{style}">'
        '<v:imagedata r:id="pic"/></v:shape></w:pict></w:r>'
    )


def kind_of(where, drawing):
    """What there is of a signature in a letter with a drawing anchored in one of its paragraphs."""
    lines = [*HEAD, *STORY, SITE, CONTACT, "Sincerely,", "", "", "Elena Marquez", "Superintendent"]
    at = lines.index(where)
    body = "".join(
        p(r(line) if line else "", drawing if number == at else "")
        for number, line in enumerate(lines)
    )
    given = held(picture_file("white", "black"))
    given["relations"] = [*given["relations"], ("s", "styles", "styles.xml", False)]
    given["parts"]["word/styles.xml"] = STYLES
    facts = read_word(docx(body, **given), "letter.docx")
    assert len(facts.images) == 1
    found = signature(CALL, read_values(CALL, facts, {}), facts, None)
    return found.kind, bool(found.drawn)


@pytest.mark.parametrize(
    ("where", "drawing"),
    [
        (CONTACT, floating(50)),
        (CONTACT, floating(50, "line")),
        (SITE, floating(85)),
        ("Superintendent", floating(-60)),
        (CONTACT, old_kind("margin-top:50pt")),
        (CONTACT, old_kind("margin-top:50pt;mso-position-vertical-relative:text")),
        ("Sincerely,", floating(18)),
        ("Elena Marquez", inline_picture()),
    ],
)
def test_a_picture_drawn_above_the_name_signs(where, drawing):
    assert kind_of(where, drawing) == ("image", False)


@pytest.mark.parametrize(
    ("where", "drawing"),
    [
        (CONTACT, floating(-200)),
        (CONTACT, floating(0)),
        (STORY[2], floating(0)),
        (STORY[0], floating(30)),
        ("Sincerely,", floating(-300)),
        (HEAD[0], floating(0, "page")),
        (CONTACT, floating(0, "page", descr="District logo")),
    ],
)
def test_a_picture_drawn_elsewhere_signs_nothing(where, drawing):
    assert kind_of(where, drawing) == ("typed", False)


@pytest.mark.parametrize(
    "drawing",
    [
        floating(500, "page"),
        floating(0, "margin", align="bottom"),
        old_kind("margin-top:500pt;mso-position-vertical-relative:page"),
    ],
)
def test_a_picture_that_has_its_place_on_the_page_is_to_be_looked_at(drawing):
    assert kind_of(CONTACT, drawing) == ("image", True)

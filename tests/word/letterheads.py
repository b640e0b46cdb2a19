"""Letterheads as districts have them, made with python-docx."""

from __future__ import annotations

import io
import re
import zipfile

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Inches, Pt, RGBColor

from tests.letters import picture

SEAL = picture("Seal", (300, 300)).data
ANCHORED = """
<w:r {ns}><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0"
 relativeHeight="1" behindDoc="1" locked="0" layoutInCell="1" allowOverlap="1">
 <wp:simplePos x="0" y="0"/>
 <wp:positionH relativeFrom="page"><wp:posOffset>457200</wp:posOffset></wp:positionH>
 <wp:positionV relativeFrom="page"><wp:posOffset>457200</wp:posOffset></wp:positionV>
 <wp:extent cx="914400" cy="914400"/><wp:wrapNone/><wp:docPr id="90" name="Seal"/>
 {graphic}</wp:anchor></w:drawing></w:r>
"""


def letterhead(change=lambda document: None, prompt="[Type the letter here]", pictures=True):
    """A letterhead: seal, name and address in the header, the board in the footer, Georgia."""
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Georgia", Pt(10.5)
    section = document.sections[0]
    section.left_margin = section.right_margin = Inches(1.25)
    section.top_margin, section.bottom_margin = Inches(2), Inches(1.1)
    head = section.header.paragraphs[0]
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if pictures:
        head.add_run().add_picture(io.BytesIO(SEAL), width=Inches(0.8))
    name = section.header.add_paragraph("Cedar Basin Joint Unified School District")
    name.runs[0].font.color.rgb = RGBColor(0x7A, 0x1F, 0x1F)
    section.header.add_paragraph("1200 Cannery Road, Cedar Basin, CA 93999")
    section.footer.paragraphs[0].text = "Board of Trustees: A. Ruiz, B. Lee, C. Moua"
    if prompt is not None:
        document.add_paragraph(prompt)
    change(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_floating_seal(document):
    """Put a seal that floats over the page into the first paragraph of the body."""
    paragraph = document.add_paragraph()
    run = paragraph.add_run()
    run.add_picture(io.BytesIO(SEAL), width=Inches(1))
    graphic = run._r.find(f".//{qn('a:graphic')}")
    anchored = parse_xml(ANCHORED.format(ns=nsdecls("w", "wp", "a", "pic", "r"), graphic=""))
    anchored.find(f".//{qn('wp:anchor')}").append(graphic)
    paragraph._p.replace(run._r, anchored)


def part_of(word, name):
    """The text of a part of a Word file."""
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        return archive.read(name).decode()


def with_part(word, name, change):
    """A Word file with one part changed; `change` takes its text and gives another."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word)) as archive, zipfile.ZipFile(buffer, "w") as copy:
        for member in archive.namelist():
            data = archive.read(member)
            copy.writestr(member, change(data.decode()) if member == name else data)
    return buffer.getvalue()


def with_setting(word, xml):
    """A Word file with a further setting, as XML."""
    return with_part(
        word,
        "word/settings.xml",
        lambda text: re.sub(r"(<w:settings\b[^>]*>)", rf"\1{xml}", text, count=1),
    )

"""Small Word files, made in memory for tests."""

import io
import zipfile

from PIL import Image

NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office"'
)
TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
MAIN = f"{TYPES}.document.main+xml"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SECTION = (
    '<w:sectPr><w:pgSz w:w="12240" w:h="15840"/>'
    '<w:pgMar w:top="1440" w:right="1080" w:bottom="720" w:left="1080"/></w:sectPr>'
)


def p(*inside, props=""):
    """A paragraph; plain texts become runs."""
    made = "".join(part if part.startswith("<") else r(part) for part in inside)
    return f"<w:p>{f'<w:pPr>{props}</w:pPr>' if props else ''}{made}</w:p>"


def r(text, props=""):
    """A run of text."""
    own = f"<w:rPr>{props}</w:rPr>" if props else ""
    return f'<w:r>{own}<w:t xml:space="preserve">{text}</w:t></w:r>'


def table(*rows):
    """A table of rows of cells, each a text or XML blocks."""
    made = "".join(
        "<w:tr>"
        + "".join(
            f"<w:tc>{cell if cell.startswith(('<w:p', '<w:t')) else p(cell)}</w:tc>" for cell in row
        )
        + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{made}</w:tbl>"


def field(code, result=""):
    """A complex field."""

    def mark(kind):
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    shown = f"{mark('separate')}{result}" if result else ""
    return f"{mark('begin')}<w:r><w:instrText>{code}</w:instrText></w:r>{shown}{mark('end')}"


def inline_picture(relation="pic", descr="", link="embed", width=914400, height=457200):
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="1" name="Picture 1" descr="{descr}"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<pic:pic><pic:blipFill><a:blip r:{link}="{relation}"/></pic:blipFill></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def picture_file(*colours, size=(40, 20), kind="PNG"):
    """A picture in stripes of these colours."""
    image = Image.new("RGBA", size, colours[0])
    for at, colour in enumerate(colours):
        image.paste(colour, (at * size[0] // len(colours), 0, *size))
    stream = io.BytesIO()
    (image if kind == "PNG" else image.convert("RGB")).save(stream, kind)
    return stream.getvalue()


def held(data, name="media/image1.png", relation="pic"):
    """What `docx` needs for a picture that the file holds."""
    return {"relations": [(relation, "image", name, False)], "parts": {f"word/{name}": data}}


def rels(*relations):
    """A part of relations: (id, last word of the type, target, is it outside)."""
    made = "".join(
        f'<Relationship Id="{name}" Type="{REL}/{kind}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if outside else ''}/>"
        for name, kind, target, outside in relations
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{made}</Relationships>'


def document(body):
    return f"<w:document {NS}><w:body>{body}</w:body></w:document>"


def part(name, inside):
    """A part whose root is `w:name`."""
    return f"<w:{name} {NS}>{inside}</w:{name}>"


def parts_of(body, *, relations=(), parts=None, main=MAIN, types=()):
    """The parts of a Word file, for those that want to break one."""
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name, kind in (("word/document.xml", main), *types)
    )
    return {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
        ),
        "_rels/.rels": rels(
            ("d", "officeDocument", "word/document.xml", False),
            ("c", "core-properties", "docProps/core.xml", False),
            ("a", "extended-properties", "docProps/app.xml", False),
        ),
        "word/document.xml": body if "<w:document" in body else document(body),
        "word/_rels/document.xml.rels": rels(*relations),
        **(parts or {}),
    }


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    """Parts as the bytes of a file; a list of pairs may name a part twice."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items() if isinstance(parts, dict) else parts:
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return stream.getvalue()


def docx(body, **kwargs):
    """A Word file with that body."""
    return zipped(parts_of(body, **kwargs))

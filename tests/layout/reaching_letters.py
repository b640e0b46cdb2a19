"""Letters that reach out of the file, each in a way of its own, for tests of readers and engines."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from html import escape

from tests.word.word_files import NS, REL, document, p, part, parts_of, picture_file, r, zipped
from tests.word.word_files import field as complex_field

HYPERLINK = f"{REL}/hyperlink"
PICTURE = 'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main"'
MORE_NS = (
    f'{NS} {PICTURE} xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:wp14="http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing"'
)


@dataclass
class Reach:
    """One way out of a file: what it needs in the body, in the relations and in parts."""

    name: str
    body: str = ""
    relations: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Id, last word of the type, target, and the attribute TargetMode as it is written."""
    parts: dict[str, str | bytes] = field(default_factory=dict)
    settings: str = ""


def picture(relation: str, attribute: str = "embed", inside: str = "") -> str:
    """A picture of two by two inches."""
    return p(
        '<w:r><w:drawing><wp:inline><wp:extent cx="1828800" cy="1828800"/>'
        '<wp:docPr id="1" name="Picture"/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        '<pic:cNvPr id="1" name="Picture"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:{attribute}="{relation}">{inside}</a:blip><a:stretch><a:fillRect/></a:stretch>'
        '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1828800" cy="1828800"/>'
        '</a:xfrm><a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def vml(inside: str) -> str:
    """A shape of the old kind."""
    shape = f'<v:shape id="s" style="width:144pt;height:144pt">{inside}</v:shape>'
    return p(f"<w:r><w:pict>{shape}</w:pict></w:r>")


def svg(inside: str, before: str = "") -> str:
    """An SVG of two by two inches."""
    return (
        f'{before}<svg xmlns="http://www.w3.org/2000/svg" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" width="144" height="144">'
        f"{inside}</svg>"
    )


def rels(relations: list[tuple[str, str, str, str]]) -> str:
    """A part of relations."""
    made = "".join(
        f'<Relationship Id="{name}" Type="{REL}/{kind}" Target="{escape(target)}" {mode}/>'
        for name, kind, target, mode in relations
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{made}</Relationships>'


EXTERNAL = 'TargetMode="External"'


def reaches(http: str, file: str) -> list[Reach]:
    """All ways.

    Args:
        http: the address of a picture.
        file: the path of another.
    """
    url = f"file://{file}"

    def shown(name: str, target: str, mode: str, attribute: str = "link", kind: str = "image"):
        number = f"{name.replace(' ', '')}Id"
        return Reach(name, picture(number, attribute), [(number, kind, target, mode)])

    def drawn(name: str, data: str | bytes, ending: str = "svg", inside: str = ""):
        number, target = f"{name.replace(' ', '')}Id", f"media/{name.replace(' ', '')}.{ending}"
        relation = (number, "image", target, "")
        return Reach(name, picture(number, "embed", inside), [relation], {f"word/{target}": data})

    image = f'<image xlink:href="{http}" width="144" height="144"/>'
    local = f'<image href="{url}" width="144" height="144"/>'
    profile = f"file://{file[:-4]}.icc".encode("utf-16-le")
    html = f'<html><body><img src="{http}"><img src="{url}"></body></html>'
    nested = {
        **parts_of(picture("x", "link")),
        "word/_rels/document.xml.rels": rels([("x", "image", url, EXTERNAL)]),
    }
    fallback = ("fallbackId", "image", "media/fallback.png", "")
    return [
        shown("plain", http, EXTERNAL),
        shown("lower case", url, 'TargetMode="external"'),
        shown("upper case", url, 'TargetMode="EXTERNAL"'),
        shown("white space", http, 'TargetMode=" External&#10;"'),
        shown("no mode", http, ""),
        shown("no mode file", url, "", "embed"),
        shown("internal", http, 'TargetMode="Internal"', "embed"),
        shown("path", file, "", "embed"),
        shown("climbing", f"../../../../../../../..{file}", "", "embed"),
        shown("embedded", url, EXTERNAL, "embed"),
        shown("escaped", "file%3A//" + file, "", "embed"),
        shown("upper scheme", "FILE://" + file, EXTERNAL),
        shown("as hyperlink", http, EXTERNAL, "link", "hyperlink"),
        shown("server", r"\\127.0.0.1\share\logo.png", EXTERNAL),
        Reach("vml", vml('<v:imagedata r:id="vmlId"/>'), [("vmlId", "image", url, EXTERNAL)]),
        Reach("vml source", vml(f'<v:imagedata src="{http}"/>')),
        Reach("vml href", vml('<v:imagedata r:href="vhId"/>'), [("vhId", "image", http, EXTERNAL)]),
        Reach(
            "vml fill",
            p(
                '<w:r><w:pict><v:rect style="width:144pt;height:144pt"><v:fill r:id="fillId" '
                'type="frame"/></v:rect></w:pict></w:r>'
            ),
            [("fillId", "image", url, EXTERNAL)],
        ),
        drawn("svg", svg(image)),
        drawn("svg file", svg(local)),
        drawn("svg style", svg(f'<rect style="fill:url({http})" width="9" height="9"/>')),
        drawn("svg sheet", svg("<rect/>", f'<?xml-stylesheet href="{http}"?>')),
        drawn("svg as emf", svg(image), "emf"),
        drawn("svg as png", svg(local), "png"),
        drawn("svg packed", gzip.compress(svg(local).encode(), mtime=0), "svgz"),
        drawn("emf", b"\1\0\0\0" + b"\0" * 84 + profile + b"\0\0", "emf"),
        Reach(
            "svg beside png",
            picture(
                "fallbackId",
                "embed",
                '<a:extLst><a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}">'
                '<asvg:svgBlip r:embed="besideId"/></a:ext></a:extLst>',
            ),
            [fallback, ("besideId", "image", "media/beside.svg", "")],
            {"word/media/fallback.png": picture_file("white"), "word/media/beside.svg": svg(image)},
        ),
        Reach(
            "imported Word file",
            '<w:altChunk r:id="chunkId"/>',
            [("chunkId", "aFChunk", "chunk.docx", "")],
            {"word/chunk.docx": zipped(nested)},
        ),
        Reach(
            "imported page",
            '<w:altChunk r:id="pageId"/>',
            [("pageId", "aFChunk", "chunk.html", "")],
            {"word/chunk.html": html},
        ),
        Reach(
            "imported from elsewhere",
            '<w:altChunk r:id="awayId"/>',
            [("awayId", "aFChunk", http, EXTERNAL)],
        ),
        Reach(
            "linked object",
            p(
                '<w:r><w:object><v:shape id="o" style="width:144pt;height:144pt">'
                '<v:imagedata r:id="fallbackId"/></v:shape><o:OLEObject Type="Link" '
                'ProgID="Excel.Sheet.12" ShapeID="o" r:id="oleId" UpdateMode="Always"/>'
                "</w:object></w:r>"
            ),
            [fallback, ("oleId", "oleObject", http, EXTERNAL)],
            {"word/media/fallback.png": picture_file("white")},
        ),
        Reach("field", p(complex_field(f'INCLUDEPICTURE "{http}" \\d', r("?")))),
        Reach(
            "simple field",
            p(f"<w:fldSimple w:instr=' includepicture \"{url}\" '>{r('?')}</w:fldSimple>"),
        ),
        Reach(
            "field in pieces",
            p(
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDE'
                f'</w:instrText></w:r><w:r><w:instrText>TEXT "{http}"</w:instrText></w:r>'
                '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
            ),
        ),
        Reach(
            "field in a field",
            p(
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF 1 = 1 '
                f"</w:instrText></w:r>{complex_field(f'INCLUDEPICTURE {url}', r('?'))}"
                '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
            ),
        ),
        Reach(
            "composed field",
            p(
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
                f"{complex_field('QUOTE INCLUDE', r('INCLUDE'))}<w:r><w:instrText>PICTURE "
                f'"{http}"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
            ),
        ),
        Reach("data field", p(complex_field(f'DDEAUTO soffice "{file}" A1', r("?")))),
        Reach("link field", p(complex_field(f'LINK Word.Document "{file}"', r("?")))),
        Reach("database field", p(complex_field(f'DATABASE \\d "{file}"', r("?")))),
        Reach("index field", p(complex_field(f'RD "{file}"'))),
        Reach(
            "template",
            relations=[("templateId", "attachedTemplate", http, 'TargetMode="external"')],
            settings='<w:attachedTemplate r:id="templateId"/>',
        ),
        Reach(
            "subdocument", '<w:subDoc r:id="subId"/>', [("subId", "subDocument", http, EXTERNAL)]
        ),
        Reach(
            "merge",
            settings=f'<w:mailMerge><w:connectString w:val="Data Source={file}"/></w:mailMerge>',
        ),
        Reach(
            "header",
            relations=[("headId", "header", "header9.xml", "")],
            parts={
                "word/header9.xml": part("hdr", picture("inHeader", "link")),
                "word/_rels/header9.xml.rels": rels([("inHeader", "image", url, EXTERNAL)]),
            },
        ),
    ]


def letter(ways: list[Reach]) -> bytes:
    """A Word file with these ways out of it."""
    relations = {rel[0]: rel for way in ways for rel in way.relations}
    relations["settingsId"] = ("settingsId", "settings", "settings.xml", "")
    settings = "".join(way.settings for way in ways)
    of_settings = [rel for way in ways if way.settings for rel in way.relations]
    body = "".join(p(f"Here is {way.name}.") + way.body for way in ways)
    section = '<w:sectPr><w:headerReference w:type="default" r:id="headId"/></w:sectPr>'
    body += section if "headId" in relations else ""
    made = parts_of("", types=[("word/chunk.docx", "application/zip")])
    made["word/document.xml"] = document(body).replace(NS, MORE_NS)
    made["word/_rels/document.xml.rels"] = rels(list(relations.values()))
    made["word/settings.xml"] = part("settings", settings)
    made["word/_rels/settings.xml.rels"] = rels(of_settings)
    for way in ways:
        made.update(way.parts)
    return zipped(made)

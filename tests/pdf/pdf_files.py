"""PDFs made by hand for tests: no library of ours, or of anybody's, has a say in them."""

import zlib

WIDTHS = {}
"""Width of Helvetica's letters in thousandths of the size, where it is not 556."""
for letters, width in (
    ("ijl", 222), ("tfI ,.:;/!", 278), ("r-()", 333), ("ckszvxyJ", 500), ("mM", 833), ("wC", 722),
    ("FTZ", 611), ("ABEKPSVXY", 667), ("DHNRU", 722), ("GOQ", 778), ("W", 944), ("@", 1015),
):  # fmt: skip
    WIDTHS |= dict.fromkeys(letters, width)


def width(text, size=11):
    """How wide a text is in Helvetica."""
    return sum(WIDTHS.get(letter, 556) for letter in text) * size / 1000


class Pdf:
    """A file in the making: objects are added, pages among them, and written with a table."""

    def __init__(self, **catalog):
        self.objects = [None, None]  # catalog and page tree
        self.pages = []
        self.catalog = catalog
        self.trailer = ""
        self.font = self.add(
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
        )
        self.bold = self.add(
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>"
        )

    def add(self, entries, stream=None, deflate=False):
        """Add an object and give its number."""
        body = entries.encode("latin-1")
        if stream is not None:
            raw = stream.encode("cp1252") if isinstance(stream, str) else stream
            if deflate:
                raw, body = zlib.compress(raw, 9), body + b"/Filter/FlateDecode"
            body = b"<<%s/Length %d>>\nstream\n%s\nendstream" % (body, len(raw), raw)
        self.objects.append(body)
        return len(self.objects)

    def page(self, content="", extra="", resources="", size=(612, 792), deflate=False):
        """Add a page of drawing instructions and give its number."""
        stream = self.add("", content, deflate)
        number = self.add(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size[0]} {size[1]}]/Contents {stream} 0 R"
            f"/Resources<</Font<</F {self.font} 0 R/B {self.bold} 0 R>>{resources}>>{extra}>>"
        )
        self.pages.append(number)
        return number

    def bytes(self, inside=None):
        """The file. `inside` is the number of an object stream: then the table is a stream too
        (7.5.8), and says that the next number after all others is that of its first object."""
        extra = "".join(f"/{key} {value}" for key, value in self.catalog.items())
        kids = " ".join(f"{number} 0 R" for number in self.pages)
        self.objects[0] = f"<</Type/Catalog/Pages 2 0 R{extra}>>".encode("latin-1")
        if self.objects[1] is None:
            tree = f"<</Type/Pages/Kids[{kids}]/Count {len(self.pages)}>>"
            self.objects[1] = tree.encode("latin-1")
        out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        offsets = []
        for number, body in enumerate(self.objects, 1):
            offsets.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start = len(out)
        if inside is not None:
            rows = [b"\0" * 7, *(b"\1%s\0\0" % offset.to_bytes(4, "big") for offset in offsets)]
            rows += [b"\2%s\0\0" % inside.to_bytes(4, "big")]
            rows += [b"\1%s\0\0" % start.to_bytes(4, "big")]
            table, count = b"".join(rows), len(rows)
            out += b"%d 0 obj\n<</Type/XRef/W[1 4 2]/Size %d/Root 1 0 R/Length %d>>\nstream\n" % (
                count - 1, count, len(table),
            )  # fmt: skip
            return bytes(out + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
        out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
            len(offsets) + 1,
            self.trailer.encode(),
            start,
        )
        return bytes(out)


def escaped(text):
    """A text as a PDF string."""
    return "(" + text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") + ")"


def at(x, y, text, size=11, font="F"):
    """Instructions that set one line of text."""
    return f"BT /{font} {size} Tf {x:.2f} {y:.2f} Td {escaped(text)} Tj ET\n"


def wrapped(text, x, y, right, size=11, leading=13.5, indent=0, font="F"):
    """Instructions that set a paragraph as a word processor would, and where the next line goes."""
    content, line, start = "", "", x + indent
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and start + width(longer, size) > right:
            content += at(start, y, line, size, font)
            line, start, y = word, x, y - leading
        else:
            line = longer
    return content + at(start, y, line, size, font), y - leading


def letter(*paragraphs, gap=8, **catalog):
    """A letter of one page with paragraphs that stand apart."""
    file, y, content = Pdf(**catalog), 720, ""
    for paragraph in paragraphs:
        some, y = wrapped(paragraph, 72, y, 540)
        content, y = content + some, y - gap
    file.page(content)
    return file

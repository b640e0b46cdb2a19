"""Makes the finished letters in tests/golden/letters with other people's tools.

LibreOffice writes the Word files and their PDFs, poppler the scan, pyHanko the signature. They are
kept in the repository, because no two runs of these tools write the same bytes:

    python tests/make_letters.py tests/golden/letters
"""

import base64
import io
import re
import subprocess
import sys
import tempfile
import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

from PIL import Image, ImageDraw

PLAIN = """<html><head><title>Letter of Interest, Alder Creek Unified School District</title>
<style>@page {{ size: 8.5in 11in; margin: 1in }} body {{ font-family: Carlito; font-size: 11pt }} p {{ margin: 0 0 8pt 0 }}</style></head>
<body lang="en-US">
<p>Alder Creek Unified School District<br>88 Mill Street, Alder Creek, CA 95999<br>(530) 555-0100</p>
<p>May 12, 2022</p>
<p>Steven Sterling Mitchell, Assistant Director<br>Community Engagement and System of Support<br>
California Collaborative for Educational Excellence</p>
<p>Dear Mr. Mitchell:</p>
<p>Alder Creek Unified asks to join {cohort} of the Community Engagement Initiative's Peer Leading and
Learning Network.</p>
<h2>Who we are</h2>
<p>We run four schools for {students} students where the Sierra foothills meet the rice fields. The lumber
mill closed in 2009; families now live from orchards, from the two packing sheds and from the hospital
in the next county. Most have been here for three generations, and a third arrived within the last ten
years from Michoacán and from the Punjab.</p>
<p>Of our students, 71 percent come from low-income homes, 24 percent are learning English, and 31 are
in foster care. One in nine has an individualized education program.</p>
<h2>Why we are writing</h2>
<p>We have learned to hold meetings and not to be changed by them. What draws us to the network is its
coaching, and the chance to sit with districts that have handed real decisions to parents and can tell
us what went wrong on the way. We hope to bring home a way of working that outlives any one of us.</p>
<h2>How families take part</h2>
<p>Our parent advisory committee helped to write two goals of the LCAP last year, and the board moved
80,000 dollars to bus routes because of it. At each school a council of parents reads the site budget
line by line in March. We want these councils to choose their own agenda, which today the principal
still does.</p>
<h2>Hard conversations</h2>
<p>When the board proposed to close Pine Street School, three evenings ended in shouting. We went back and
trained eleven teachers and six parents to lead circles in which people may say what hurt them. We have
held nineteen. The barrier is time: circles end when the grant that pays for the substitutes does. Still,
parents who had stopped speaking to us have come back, and attendance in grade seven rose with them.</p>
<h2>Families whom we have not reached</h2>
<p>Punjabi-speaking mothers and the fathers who work nights in the sheds had never once been to a meeting.
Two liaisons now visit the gurdwara on Sundays and the sheds at two in the morning, with coffee, and
write down what they hear. Twelve of these fathers came to the school council in the spring.</p>
<h2>Our school site</h2>
<p>Alder Creek Middle School will be represented on the District Team.</p>
<h2>Whom to call</h2>
<p>Please direct questions on this application to Harpreet Gill, Director of Family Partnerships,
(530) 555-0142{email}.</p>
<p>Sincerely,</p>
{signature}
<p>Marta Lindqvist, Superintendent<br>Alder Creek Unified School District</p>
</body></html>
"""
CLEAN = {
    "cohort": "Cohort III",
    "students": "1,940",
    "email": ", hgill@aldercreekusd.example",
    "signature": '<p><img src="signature.png" alt="Signature of Marta Lindqvist" width="180" height="48"></p>',
}
FAULTS = {**CLEAN, "cohort": "Cohort II", "students": "[number]", "email": "", "signature": ""}
"""With a tracked insertion, five in all, the signature being the fifth."""


def soffice(source, kind, folder):
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    tagged = '{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
    filters = {"docx": "docx:MS Word 2007 XML", "pdf": f"pdf:writer_pdf_Export:{tagged}"}
    command = ["soffice", profile, "--headless", "--convert-to", filters[kind]]
    if source.suffix == ".html":
        command.insert(3, "--infilter=HTML (StarWriter)")
    command += ["--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / f"{source.stem}.{kind}"


def rewritten(path, change):
    """A copy of a Word file with another main part, and with no moment of its own."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = change(data.decode()).encode()
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def described(xml):
    """LibreOffice loses the description of a picture in HTML."""
    return xml.replace(' descr=""', ' descr="Signature of Marta Lindqvist"')


def with_insertion(xml):
    run = re.search(r"<w:r>(?:(?!</w:r>).)*rice fields(?:(?!</w:r>).)*</w:r>", xml, re.DOTALL)[0]
    mark = '<w:ins w:id="900" w:author="H. Gill" w:date="2022-05-10T09:00:00Z">'
    words = '<w:r><w:t xml:space="preserve"> Ask Harpreet for the new count.</w:t></w:r>'
    return xml.replace(run, f"{run}{mark}{words}</w:ins>")


def signature_image(path):
    image = Image.new("L", (360, 96), 255)
    points = [(10, 70), (40, 20), (55, 75), (80, 30), (110, 70), (150, 45), (200, 66), (340, 50)]
    ImageDraw.Draw(image).line(points, fill=0, width=4, joint="curve")
    image.save(path)


def scan(pdf, folder):
    subprocess.run(["pdftoppm", "-r", "100", "-mono", pdf, folder / "page"], check=True)
    pages = [Image.open(path).convert("1") for path in sorted(folder.glob("page*.pbm"))]
    made = io.BytesIO()
    pages[0].save(made, "PDF", resolution=100, save_all=True, append_images=pages[1:])
    return made.getvalue()


def signed(pdf):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import pkcs12
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Marta Lindqvist")])
    start = datetime(2022, 1, 1, tzinfo=timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    bundle = pkcs12.serialize_key_and_certificates(
        b"x", key, certificate, None, serialization.NoEncryption()
    )
    signer = signers.SimpleSigner.load_pkcs12_data(bundle, other_certs=[])
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    fields.append_signature_field(writer, fields.SigFieldSpec("Signature", box=(72, 80, 300, 130)))
    meta = signers.PdfSignatureMetadata(field_name="Signature")
    return signers.sign_pdf(writer, meta, signer=signer).getvalue()


def main(target):
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        signature_image(work / "signature.png")
        image = base64.b64encode((work / "signature.png").read_bytes()).decode()
        image = f"data:image/png;base64,{image}"
        made = {}
        for kind, values in (
            ("clean", CLEAN),
            ("faults", FAULTS),
            ("typed", {**CLEAN, "signature": ""}),
        ):
            source = work / f"{kind}.html"
            text = PLAIN.format(**values).replace("signature.png", image)
            source.write_text(text, encoding="utf-8")
            word = soffice(source, "docx", work)
            data = rewritten(word, with_insertion if kind == "faults" else described)
            word.write_bytes(data)
            made[kind] = (data, soffice(word, "pdf", work).read_bytes(), work / f"{kind}.pdf")
        (target / "clean.docx").write_bytes(made["clean"][0])
        (target / "clean.pdf").write_bytes(made["clean"][1])
        (target / "faults.docx").write_bytes(made["faults"][0])
        (target / "faults.pdf").write_bytes(made["faults"][1])
        (target / "scan.docx").write_bytes(made["typed"][0])
        (target / "scan.pdf").write_bytes(scan(made["clean"][2], work))
        (target / "signed.docx").write_bytes(made["typed"][0])
        (target / "signed.pdf").write_bytes(signed(made["typed"][1]))
        (target / "malformed.docx").write_bytes(made["clean"][0][:4000])


if __name__ == "__main__":
    main(Path(sys.argv[1]))

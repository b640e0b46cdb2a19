"""Makes README's pictures anew: python docs/pictures.py (needs chromium and poppler)."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image
from rich.console import Console
from rich.text import Text

from loi_tool.journeys import Options, check_letters
from loi_tool.reports import text

DOCS = Path(__file__).resolve().parent
EXAMPLES = DOCS.parent / "examples"
FAULTS = {
    "Since\n    October": "Since\n    [insert month]",
    "  email: mibarra@willowflat.example\n": "",
}


def check_picture(folder: Path) -> Image.Image:
    """A check of the minimal example with two faults put into it, as a terminal shows it."""
    answers = (EXAMPLES / "minimal/answers.yaml").read_text(encoding="utf-8")
    for right, wrong in FAULTS.items():
        assert right in answers
        answers = answers.replace(right, wrong)
    source = folder / "willow-flat" / "answers.yaml"
    source.parent.mkdir()
    source.write_text(answers, encoding="utf-8")
    outcome = check_letters(
        [source], Options(as_of="2022-05-12T09:00:00-07:00", ignore=("LOI505", "LOI402"))
    )
    shown = text.render(outcome.report, width=92, color=True).replace(str(folder) + "/", "")
    console = Console(record=True, width=92, file=io.StringIO())
    console.print(Text.from_ansi(f"$ loi check willow-flat\n{shown}"))
    svg = console.export_svg(title="loi check")
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)  # fonts from the network
    (folder / "check.svg").write_text(svg.replace("Fira Code", "DejaVu Sans Mono"), "utf-8")
    width, height = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)[0])
    chromium = shutil.which("chromium") or "chromium"
    subprocess.run(
        [
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            f"--window-size={int(width) + 16},{int(height) + 16}",
            f"--screenshot={folder / 'check.png'}", (folder / "check.svg").as_uri(),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return Image.open(folder / "check.png").convert("RGB")


def letter_picture(folder: Path) -> Image.Image:
    """The pages of the full example, side by side."""
    (pdf,) = (EXAMPLES / "valle-verde/package").glob("*.pdf")
    subprocess.run(["pdftoppm", "-r", "64", "-png", str(pdf), str(folder / "page")], check=True)
    pages = [Image.open(path).convert("RGB") for path in sorted(folder.glob("page-*.png"))]
    gap = 12
    width, height = pages[0].size
    sheet = Image.new("RGB", (len(pages) * (width + gap) + gap, height + 2 * gap), (214, 219, 228))
    for number, page in enumerate(pages):
        sheet.paste(page, (gap + number * (width + gap), gap))
    return sheet


def main() -> None:
    """Write both."""
    with tempfile.TemporaryDirectory() as name:
        for make in (check_picture, letter_picture):
            picture = make(Path(name)).quantize(256)
            picture.save(DOCS / f"{make.__name__.partition('_')[0]}.png", optimize=True)


if __name__ == "__main__":
    main()

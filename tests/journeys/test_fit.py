"""`loi build --fit`: the most readable setting within the limit, and what to say where none is."""

import json
import re
import shutil
from functools import cache

import docx
import pypdf
import pytest
import yaml

from loi_tool.calls.load import load_call
from loi_tool.findings import Verdict
from loi_tool.journeys.fit import LADDER, fitted, ladder
from loi_tool.journeys.outcome import Options
from loi_tool.journeys.readers import Readers
from loi_tool.journeys.sources import read_answers
from loi_tool.journeys.written import letter_of_answers, word_of_letter
from loi_tool.rules.pages import page_verdict
from tests.answers.filled import CALLS, FILLED, ROOT
from tests.letters import prose

CALL = ROOT / "src" / "loi_tool" / "calls" / "cei-plln-cohort-3.yaml"
OPTIONS = Options(as_of="2022-05-12")


@pytest.fixture(scope="module")
def readers():
    with Readers() as made:
        yield made


def answers(folder, words=0, layout=""):
    """A file of answers with so many more words in one section."""
    text = FILLED.replace("    We want to learn", f"    {prose(words)}. We want to learn")
    path = folder / "answers.yaml"
    path.write_text(text + layout, encoding="utf-8")
    return path


def answers_for_two_pages(folder, words):
    """The same for a call that allows two pages."""
    call = CALL.read_text(encoding="utf-8")
    assert call.count("max: 3") == 1
    (folder / "shorter.yaml").write_text(call.replace("max: 3", "max: 2"), encoding="utf-8")
    path = answers(folder, words)
    path.write_text(path.read_text().replace("call: cei-plln-cohort-3", "call: shorter.yaml"))
    return path


def chosen(path, readers):
    return fitted(read_answers(path, OPTIONS, readers), OPTIONS, readers)[1]


@pytest.fixture(scope="module")
def choice_for(readers, tmp_path_factory):
    """What is chosen for so many more words; each is tried once."""

    @cache
    def choice(words):
        return chosen(answers(tmp_path_factory.mktemp("words"), words), readers)

    return choice


def verdict_in(path, readers, size, margin):
    """Whether the letter is within the limit in the setting that its file names."""
    layout = f"\nlayout: {{size: {size:g}, margin: {margin:g}in}}\n"
    path.write_text(path.read_text() + layout)
    read = read_answers(path, OPTIONS, readers)
    word, _ = word_of_letter(read, letter_of_answers(read), OPTIONS, readers)
    return page_verdict(read.asked.call.pages.max, word.pages).verdict


def test_no_setting_is_smaller_than_it_may_be_and_each_holds_more_than_the_one_before():
    held = [(8.5 - 2 * margin) * (11 - 2 * margin) / size**2 for size, margin in LADDER]
    assert held == sorted(held)
    assert min(size for size, _ in LADDER) == 10.5
    assert min(margin for _, margin in LADDER) == 0.8


def test_what_the_call_states_is_kept():
    calls = [call for name in CALLS if (call := load_call(name).call).style]
    for call in calls:
        settings = ladder(call)
        assert all(size >= call.style.min_font_points for size, _ in settings)
        assert all(margin >= call.style.min_margin_inches for _, margin in settings)
        assert len(settings) == len(set(settings))
    assert calls


@pytest.mark.parametrize("words", [1000, 1150, 1300])
def test_it_is_the_first_setting_that_stays_within_the_limit(tmp_path, readers, choice_for, words):
    path, choice = answers(tmp_path, words), choice_for(words)
    at = LADDER.index((choice.size, choice.margin))
    before = path.read_text()
    assert verdict_in(path, readers, *LADDER[at]) is Verdict.MET
    if at:
        path.write_text(before)
        assert verdict_in(path, readers, *LADDER[at - 1]) is not Verdict.MET
    assert "3 pages of 3" in choice.said


def test_more_words_never_give_larger_type(choice_for):
    choices = [choice_for(words) for words in (1000, 1150, 1300, 1400)]
    places = [LADDER.index((choice.size, choice.margin)) for choice in choices]
    assert places == sorted(places)
    assert len(set(places)) > 1


def test_it_is_said_and_the_package_is_that_of_these_answers(loi, tmp_path):
    path = answers(tmp_path, 1200, "\nlayout: {size: 12, margin: 1.2in}\n")
    code, _, err = loi("build", path, "--fit", "-o", "fitted")
    assert code == 0
    assert err.startswith("The letter is set in ")
    manifest = json.loads((tmp_path / "fitted" / "manifest.json").read_text())
    layout = yaml.safe_load(re.search(r"layout: (\{.*\})", err)[1])
    assert manifest["fitted"] == layout
    answers(tmp_path, 1200, f"\nlayout: {json.dumps(layout)}\n")
    loi("build", path, "-o", "stated")
    for name in ("docx", "pdf"):
        (one,), (other,) = ((tmp_path / f).glob(f"*.{name}") for f in ("fitted", "stated"))
        assert one.read_bytes() == other.read_bytes()
    assert loi("check", "fitted", "-q")[0] == 0
    assert "fitted" not in json.loads((tmp_path / "stated" / "manifest.json").read_text())


def test_a_page_with_little_but_the_signature_is_pulled_back(loi, tmp_path):
    path = answers(tmp_path, 0, "\nlayout: {size: 12, margin: 1in}\n")
    loi("build", path, "-o", "stated")
    (pdf,) = (tmp_path / "stated").glob("*.pdf")
    last = pypdf.PdfReader(pdf).pages[-1].extract_text()
    assert len(pypdf.PdfReader(pdf).pages) == 2
    assert last.lstrip().startswith("Point of contact")
    _, _, err = loi("build", path, "--fit", "-o", "fitted")
    assert "page 2 would hold little but the signature" in err
    (pdf,) = (tmp_path / "fitted").glob("*.pdf")
    assert len(pypdf.PdfReader(pdf).pages) == 1


def test_where_none_fits_it_says_how_many_words_must_go_and_from_where(loi, readers, tmp_path):
    path = answers_for_two_pages(tmp_path, 1500)
    code, out, err = loi("build", path, "--fit", "--format", "json")
    assert code == 1
    assert not (tmp_path / "package").exists()
    said = re.search(
        r"Even in 10\.5 points and margins of 0\.8 inches the letter is longer than 2 pages\. It "
        r"fits without about (\d+) words of “Why we are interested”\.",
        err,
    )
    assert said, err
    (submission,) = json.loads(out)["submissions"]
    assert {"LOI301"} <= {finding["rule"] for finding in submission["findings"]}
    shorter = answers_for_two_pages(tmp_path, 1500 - int(said[1]))
    assert verdict_in(shorter, readers, 10.5, 0.8) is Verdict.MET
    shorter = answers_for_two_pages(tmp_path, 1500 - int(said[1]) + 60)
    assert verdict_in(shorter, readers, 10.5, 0.8) is not Verdict.MET


def test_words_go_from_the_longest_sections_first(readers, tmp_path):
    path = answers_for_two_pages(tmp_path, 1000)
    path.write_text(
        path.read_text().replace("    Forty teachers", f"    {prose(800)}. Forty teachers")
    )
    said = re.search(
        r"It fits without about (\d+) words: (\d+) of “Why we are interested” and (\d+) of "
        r"“Difficult conversations and trust”\.",
        chosen(path, readers).said,
    )
    assert said
    whole, first, second = map(int, said.groups())
    assert whole == first + second
    assert 170 <= first - second <= 230


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("letter.docx", "--fit"), "a Word file is never changed"),
        (("answers.yaml", "--fit", "--draft"), "a draft is not"),
        (("letterhead", "--fit"), "sets its type and its margins"),
    ],
)
def test_what_cannot_be_fitted_is_told(loi, tmp_path, arguments, says):
    answers(tmp_path)
    docx.Document().save(tmp_path / "letter.docx")
    shutil.copytree(ROOT / "examples" / "letterhead", tmp_path / "letterhead")
    shutil.rmtree(tmp_path / "letterhead" / "package", ignore_errors=True)
    code, _, err = loi("build", *arguments)
    assert code == 2
    assert says in err
    assert not list(tmp_path.glob("**/package"))


def test_answers_with_mistakes_are_told_as_without_it(loi, tmp_path):
    path = answers(tmp_path)
    path.write_text(path.read_text().replace("superintendent:", "superintendant:"))
    assert loi("build", path, "--fit", "-q") == loi("build", path, "-q")
    path.write_text("a: [")
    assert loi("build", path, "--fit", "-q")[0] == 2

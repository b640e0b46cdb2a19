"""What `loi build` calls ready, `loi check` calls ready on the package: whatever was answered."""

import shutil
from contextlib import nullcontext
from pathlib import Path

import pytest
import yaml

from examples.refresh import AS_OF, EXAMPLES
from loi_tool.calls.load import load_call
from loi_tool.errors import ExitCode
from loi_tool.findings import Severity
from loi_tool.journeys import Options, build, build_package, check, check_letters
from loi_tool.journeys.readers import Readers
from tests.answers.filled import CALLS
from tests.journeys.generated import answers_for
from tests.letters import LANGUAGES, picture


@pytest.fixture(scope="module", autouse=True)
def readers():
    """The same two processes for all of them, as for the letters of one folder."""
    with Readers() as shared, pytest.MonkeyPatch.context() as patch:
        for journey in (build, check):
            patch.setattr(journey, "Readers", lambda: nullcontext(shared))
        yield


IN_PROSE = [
    call
    for call in CALLS
    if {item.kind for item in load_call(call).call.items} <= {"narrative", "school", "contact"}
]
"""Calls whose answers can be made up; sums, codes and statements have few right ones."""
GENERATED = 5 * len(IN_PROSE)
AT_ONCE = len(IN_PROSE)
EARLY = "2022-01-12"


def said(outcome):
    """What must be the same: verdicts, errors, status, pages and signature."""
    (submission,) = outcome.report.submissions
    return {
        "verdicts": {
            r.id: (r.verdict, *(p.verdict for p in r.parts)) for r in submission.requirements
        },
        "errors": [f.rule for f in submission.findings if f.severity is Severity.ERROR],
        "status": submission.status,
        "pages": submission.pages,
        "signature": submission.signature,
    }


def built_and_checked(answers: Path, call: str | None, as_of: str, engine=None, **options):
    """Build answers and check the package; None where errors stopped the build."""
    folder = answers.parent / "package"
    built = build_package(answers, folder, Options(as_of=as_of, engine=engine), **options)
    if built.folder is None:
        assert said(built)["errors"], "a build stops at errors only"
        return None
    checked = check_letters([folder], Options(as_of=as_of, call=call))
    assert said(built) == said(checked), answers.read_text("utf-8")
    return built


@pytest.mark.parametrize("name", sorted(AS_OF))
def test_an_example_is_as_ready_for_check_as_for_build(name, tmp_path):
    shutil.copytree(EXAMPLES / name, tmp_path / name)
    built = built_and_checked(tmp_path / name / "answers.yaml", None, AS_OF[name])
    assert built is not None and said(built)["status"] == "ready"
    assert said(built) == said(check_letters([EXAMPLES / name / "package"], Options(AS_OF[name])))


@pytest.mark.parametrize("engine", ["dxpdf", "rdocx"])
def test_a_letter_on_the_districts_own_letterhead_is_too(engine, tmp_path):
    shutil.copytree(EXAMPLES / "letterhead", tmp_path / "letterhead")
    answers = tmp_path / "letterhead" / "answers.yaml"
    built = built_and_checked(answers, None, "2022-05-16", engine=engine)
    assert built is not None and said(built)["status"] == "ready"
    checked = check_letters([answers], Options(as_of="2022-05-16", engine=engine))
    of_answers, of_build = said(checked), said(built)
    assert of_answers["verdicts"].pop("formats") == ("not_checked",)  # not built yet
    assert of_build["verdicts"].pop("formats") == ("met",)
    assert of_answers == of_build


@pytest.mark.parametrize("call", CALLS[1:], ids=lambda path: Path(path).stem)
def test_a_letter_for_another_call_is_too(call, tmp_path):
    answers = tmp_path / "answers.yaml"
    text = (EXAMPLES / "calls" / Path(call).stem / "answers.yaml").read_text("utf-8")
    content = {**yaml.safe_load(text), "call": call}
    answers.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    built = built_and_checked(answers, call, EARLY)
    assert built is not None and said(built)["status"] == "ready"


@pytest.mark.parametrize("first", range(0, GENERATED, AT_ONCE))
def test_whatever_is_answered_both_say_the_same(first, tmp_path):
    ready = 0
    for number in range(first, first + AT_ONCE):
        reference = IN_PROSE[number % len(IN_PROSE)]
        call = load_call(reference).call
        answers = tmp_path / str(number) / "answers.yaml"
        answers.parent.mkdir()
        content = answers_for(call, reference, number)
        answers.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
        as_of = call.deadline.date.replace(day=1).isoformat()
        ready += built_and_checked(answers, reference, as_of) is not None
    assert ready >= AT_ONCE / 2  # else the answers are not such as anybody gives


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_whatever_language(language, tmp_path):
    answers = tmp_path / "answers.yaml"
    text = (EXAMPLES / "minimal" / "answers.yaml").read_text("utf-8")
    words = f"  interest: |\n    {LANGUAGES[language]}\n\n"
    answers.write_text(text.replace("  interest: |\n", words), "utf-8")
    built = built_and_checked(answers, None, "2022-05-12")
    assert built is not None and built.exit_code is ExitCode.OK
    assert "LOI304" not in [f.rule for f in built.report.submissions[0].findings]


def test_a_draft_is_ready_for_neither(tmp_path):
    answers = tmp_path / "answers.yaml"
    shutil.copy(EXAMPLES / "minimal" / "answers.yaml", answers)
    options = Options(as_of="2022-05-12")
    built = build_package(answers, tmp_path / "package", options, draft=True)
    assert (said(built)["status"], said(built)["errors"]) == ("not_ready", ["LOI606"])
    checked = said(check_letters([built.folder], options))
    assert (checked["status"], set(checked["errors"])) == ("not_ready", {"LOI606"})


def test_the_words_of_a_section_are_told_beside_their_limit(tmp_path):
    call = next(path for path in CALLS if "lakeland" in path)
    text = (EXAMPLES / "calls" / Path(call).stem / "answers.yaml").read_text("utf-8")
    (tmp_path / "answers.yaml").write_text(text, "utf-8")
    outcome = check_letters([tmp_path / "answers.yaml"], Options(as_of=EARLY, call=call))
    why = {r.id: r.why for r in outcome.report.submissions[0].requirements}
    sections = yaml.safe_load(text)["sections"]
    items = load_call(call).call.items
    limited = [item for item in items if item.max_words and item.id in sections]
    assert len(limited) > 3
    for item in limited:
        words = (word for word in sections[item.id].split() if word not in ("-", "1.", "2.", "3."))
        count = len(list(words))
        assert f"It has {count} of {item.max_words} words." in why[item.id]


# What a package knows ------------------------------------------------------------------------------


def package_of(folder: Path, change=lambda text: text) -> Path:
    """The package of the smallest example, whose letter is still to be signed."""
    answers = folder / "answers.yaml"
    answers.write_text(change((EXAMPLES / "minimal" / "answers.yaml").read_text("utf-8")), "utf-8")
    built = build_package(answers, folder / "package", Options(as_of="2022-05-12"))
    assert built.folder is not None
    return built.folder


def rules(*paths):
    outcome = check_letters(list(paths), Options(as_of="2022-05-12"))
    return {f.rule: f.severity.value for s in outcome.report.submissions for f in s.findings}


def test_a_package_as_it_was_built_may_still_be_signed_and_nothing_else_may(tmp_path):
    package = package_of(tmp_path)
    assert rules(package)["LOI402"] == "info" and "LOI404" not in rules(package)
    letter = sorted(path for path in package.iterdir() if path.suffix in (".docx", ".pdf"))
    assert rules(*letter)["LOI404"] == "error"  # as it would be sent
    (other,) = (EXAMPLES / "consortium" / "package").glob("*.docx")
    letter[0].write_bytes(other.read_bytes())
    assert rules(package)["LOI404"] == "error"  # no longer what was built


def test_a_package_that_is_signed_is_signed(tmp_path):
    (tmp_path / "signature.png").write_bytes(picture().data)

    def signed(text):
        return text.replace("superintendent:\n", "superintendent:\n  signature: signature.png\n")

    assert not {"LOI402", "LOI404"} & set(rules(package_of(tmp_path, signed)))


def test_the_addresses_that_were_answered_are_known_to_the_package(tmp_path):
    for name in ("without", "with"):
        (tmp_path / name).mkdir()
    assert "LOI505" in rules(package_of(tmp_path / "without"))
    more = "\nsubmission: {to: smitchell@funder.example, cc: [nlobese@funder.example]}\n"
    package = package_of(tmp_path / "with", lambda text: text + more)
    assert "LOI505" not in rules(package)

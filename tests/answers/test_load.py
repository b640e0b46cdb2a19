"""Fitting a file to the model: images, fonts, and every problem at once."""

import io
import struct
import zlib

import pytest
from PIL import Image

from loi_tool.answers.load import load_answers
from loi_tool.answers.read import read_yaml
from loi_tool.calls.load import load_call
from loi_tool.errors import ExitCode, UnreadableFile
from loi_tool.letter import Paper
from tests.answers.filled import FILLED, changed, checked, problems, without

CALL = load_call("cei-plln-cohort-3").call
WITH_LOGO = changed("  type: district", "  type: district\n  logo: {}")


def image(kind="PNG", size=(60, 40), mode="RGB"):
    buffer = io.BytesIO()
    drawn = Image.new("RGB", size, "white")
    drawn.paste("black", (5, 5, size[0] // 2, size[1] // 2))
    drawn.convert(mode).save(buffer, kind)
    return buffer.getvalue()


def claiming(width, height):
    """A small PNG whose header (PNG, 11.2.1) claims to be larger."""
    data = image()
    header = b"IHDR" + struct.pack(">II", width, height) + data[24:29]
    return data[:12] + header + struct.pack(">I", zlib.crc32(header)) + data[33:]


def loaded(folder, text):
    (folder / "answers.yaml").write_text(text, encoding="utf-8")
    return load_answers(read_yaml(folder / "answers.yaml"), CALL)


def logo_problem(folder, name):
    """What is said of this logo; the text in front is left away."""
    outcome = checked(folder, WITH_LOGO.replace("{}", name))
    (found,) = problems(outcome)
    rule, line, column, message, fix = found
    assert (rule, line, column) == ("LOI108", 7, 9)
    return message, fix


def test_complete_answers_have_no_problem(tmp_path):
    answers = loaded(tmp_path, FILLED)
    assert answers.answers is not None
    assert answers.facts.complete
    assert answers.facts.problems == ()


@pytest.mark.parametrize("color", [(255, 255, 255, 255), (255, 255, 255, 0), (0, 0, 0, 255)])
def test_an_image_that_shows_nothing_will_not_do(tmp_path, color):
    Image.new("RGBA", (600, 160), color).save(tmp_path / "logo.png")
    message, fix = logo_problem(tmp_path, "logo.png")
    assert "shows nothing: all of it has one color" in message and "can be seen" in fix


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGB"), ("PNG", "P"), ("PNG", "LA"), ("JPEG", "RGB"), ("JPEG", "L")]
)
def test_images_that_will_do(tmp_path, kind, mode):
    (tmp_path / "my logo.bin").write_bytes(image(kind, mode=mode))
    answers = loaded(tmp_path, WITH_LOGO.replace("{}", "my logo.bin"))
    assert answers.facts.problems == ()
    logo = answers.pictures.logo
    assert (logo.width, logo.height) == (60, 40)
    assert logo.alt == "Logo of Valle Verde Unified School District"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The logo image “logo.png” cannot be read as a PNG or JPEG image."),
        (b"no image", "The logo image “logo.png” cannot be read as a PNG or JPEG image."),
        (image()[:-30], "The logo image “logo.png” cannot be read as a PNG or JPEG image."),
        (image("GIF"), "The logo image “logo.png” cannot be read as a PNG or JPEG image."),
        (image() + bytes(10_000_001), "The logo image “logo.png” is larger than 10 MB."),
        (
            claiming(20_000, 2_001),
            "The logo image “logo.png” has more than 16 million pixels.",
        ),
        (
            claiming(100_000, 100_000),
            "The logo image “logo.png” has more than 16 million pixels.",
        ),
    ],
    ids=["empty", "text", "cut", "GIF", "large", "many pixels", "a bomb"],
)
def test_images_that_will_not_do(tmp_path, content, message):
    (tmp_path / "logo.png").write_bytes(content)
    said, fix = logo_problem(tmp_path, "logo.png")
    assert said == message
    assert fix in ("Save it again as a PNG or JPEG file.", "Save a copy that is smaller than 1 MB.")


@pytest.mark.parametrize(
    ("name", "message", "fix"),
    [
        (
            "nothere.png",
            "is missing.",
            "Put the file into the folder of the answers, or correct its name.",
        ),
        (".", "is not a file.", "Give the name of an image file."),
        (
            "https://valleverde.example/logo.png",
            "is on the web.",
            "Save it in the folder of the answers, and give the name of that file.",
        ),
    ],
)
def test_files_that_are_none(tmp_path, name, message, fix):
    assert logo_problem(tmp_path, name) == (f"The logo image “{name}” {message}", fix)


def test_a_name_that_no_file_can_have(tmp_path):
    message, _ = logo_problem(tmp_path, "x" * 5000)
    assert message.startswith(f"The logo image “{'x' * 58} …” cannot be opened")


def test_a_letter_with_a_bad_image_can_still_be_laid_out(tmp_path):
    answers = loaded(tmp_path, WITH_LOGO.replace("{}", "nothere.png"))
    assert answers.answers is not None
    assert answers.pictures.logo is None


def test_fonts(tmp_path):
    (tmp_path / "a.ttf").touch()
    (tmp_path / "b.png").touch()
    names = ["a.ttf", "b.png", "nothere.otf", f"{'x' * 5000}.ttf"]
    text = f"{FILLED}layout: {{fonts: [{', '.join(names)}]}}\n"
    answers = loaded(tmp_path, text)
    assert answers.fonts == (tmp_path / "a.ttf",)
    assert [problem.key for problem in answers.facts.problems] == [
        "layout.fonts.1",
        "layout.fonts.2",
        "layout.fonts.3",
    ]


# A letterhead -------------------------------------------------------------------------------------


def letterhead_problems(tmp_path, layout, read=lambda data, file: Paper(data, file)):
    path = tmp_path / "answers.yaml"
    path.write_text(f"{FILLED}layout: {layout}\n", encoding="utf-8")
    answers = load_answers(read_yaml(path), CALL, read_letterhead=read)
    found = [(p.kind.value, p.key, p.message, p.fix) for p in answers.facts.problems]
    return answers, found


def test_a_letterhead_is_read_from_beside_the_answers(tmp_path):
    (tmp_path / "ours.docx").write_bytes(b"letterhead")
    answers, found = letterhead_problems(tmp_path, "{letterhead: ours.docx}")
    assert found == []
    assert answers.paper == Paper(b"letterhead", "ours.docx")
    assert answers.answers is not None


@pytest.mark.parametrize(
    ("name", "message", "fix"),
    [
        (
            "nothere.docx",
            "is missing.",
            "Put the file into the folder of the answers, or correct its name.",
        ),
        (".", "is not a file.", "Give the name of a Word file."),
        (
            '"https://x.example/l.docx"',
            "is on the web.",
            "Save it beside the answers, and name that file.",
        ),
    ],
)
def test_a_letterhead_that_is_no_file(tmp_path, name, message, fix):
    answers, found = letterhead_problems(tmp_path, f"{{letterhead: {name}}}")
    quoted = name.strip('"')
    assert found == [
        ("bad_letterhead", "layout.letterhead", f"The letterhead “{quoted}” {message}", fix)
    ]
    assert answers.answers is None, "no letter is made without it"


def test_a_letterhead_that_cannot_serve(tmp_path):
    def read(data, file):
        raise UnreadableFile(f"{file} has macros in it.", "Save it without.")

    (tmp_path / "ours.docx").write_bytes(b"x")
    _, found = letterhead_problems(tmp_path, "{letterhead: ours.docx}", read)
    assert found == [
        (
            "bad_letterhead",
            "layout.letterhead",
            "The letterhead cannot be used: ours.docx has macros in it.",
            "Save it without.",
        )
    ]


def test_a_letterhead_that_is_far_too_large(tmp_path):
    with (tmp_path / "ours.docx").open("wb") as file:
        file.truncate(20_000_001)
    _, found = letterhead_problems(tmp_path, "{letterhead: ours.docx}")
    assert found[0][2] == "The letterhead “ours.docx” is larger than 20 MB."


def test_what_the_letterhead_decides_is_not_said_twice(tmp_path):
    (tmp_path / "ours.docx").write_bytes(b"x")
    _, found = letterhead_problems(
        tmp_path, "{letterhead: ours.docx, font: Arial, size: 12, margin: 1in, fonts: []}"
    )
    assert [(kind, key) for kind, key, *_ in found] == [
        ("bad_value", f"layout.{name}") for name in ("font", "size", "margin")
    ]
    assert found[0][2] == "`font` has no effect, because the letterhead sets it."


def test_without_a_letterhead_nothing_is_asked(tmp_path):
    def read(data, file):
        raise AssertionError("there is nothing to read")

    for layout in ("{}", "{letterhead: }", '{letterhead: " "}'):
        answers, _ = letterhead_problems(tmp_path, layout, read)
        assert answers.paper is None


def test_every_problem_at_once_in_the_order_of_the_file(tmp_path):
    text = changed("date: 2022-05-12", "date: 5/5/2022").replace("  type: district", "  typ: x")
    found = [(line, rule) for rule, line, *_ in problems(checked(tmp_path, text))]
    assert found == [(2, "LOI107"), (4, "LOI105"), (6, "LOI102")]


@pytest.mark.parametrize(
    ("key", "message", "fix"),
    [
        (
            "call",
            "`call` (which call this answers) is missing.",
            "Add `call: cei-plln-cohort-3`, or the path of the call's own file.",
        ),
        ("date", "`date` (the date on the letter) is missing.", "Add `date: …`."),
        (
            "superintendent",
            "`superintendent` (who signs) is missing.",
            "Add `superintendent:`. Use these keys under it: `name`, `title`, `signature`.",
        ),
        (
            "sections",
            "`sections` (the letter's text) is missing.",
            "Add `sections:`. Use these keys under it: `description`, `interest`, `engagement`, "
            "`capacity_and_trust`, `historically_unengaged`.",
        ),
    ],
)
def test_a_missing_key_is_said_at_the_beginning_of_the_file(tmp_path, key, message, fix):
    assert ("LOI105", 1, 1, message, fix) in problems(checked(tmp_path, without(key)))


@pytest.mark.parametrize("key", ["school", "contact"])
def test_what_the_call_asks_for_may_be_missing_for_the_model(tmp_path, key):
    (found,) = problems(checked(tmp_path, without(key)))
    assert found[0] == "LOI201"
    assert f"`{key}`" in found[4]


@pytest.mark.parametrize(
    ("date", "message", "fix"),
    [
        (
            "5/12/2022",
            "The date “5/12/2022” may mean May 12 or December 5.",
            "Write the year, month, and day: `date: 2022-05-12`.",
        ),
        (
            "'5-12-22'",
            "The date “5-12-22” may mean May 12 or December 5.",
            "Write the year, month, and day: `date: 2022-05-12`.",
        ),
        (
            "5/5/2022",
            "The date “5/5/2022” is not written as year, month, and day.",
            "Write the year, month, and day: `date: 2022-05-05`.",
        ),
        (
            "13/5/2022",
            "The date “13/5/2022” is not written as year, month, and day.",
            "Write the year, month, and day: `date: 2022-05-13`.",
        ),
        (
            "May 12, 2022",
            "The date “May 12, 2022” is not written as year, month, and day.",
            "Write the year, month, and day: `date: 2022-05-12`.",
        ),
        (
            "2022-5-12",
            "The date “2022-5-12” is not written as year, month, and day.",
            "Write the year, month, and day: `date: 2022-05-12`.",
        ),
        (
            "tomorrow",
            "The date “tomorrow” is not written as year, month, and day.",
            "Write the year, month, and day, like 2022-05-12.",
        ),
        (
            "2022-02-30",
            "There is no day “2022-02-30” in the calendar.",
            "Write the year, month, and day, like 2022-05-12.",
        ),
    ],
)
def test_dates(tmp_path, date, message, fix):
    outcome = checked(tmp_path, changed("date: 2022-05-12", f"date: {date}"))
    assert problems(outcome) == [("LOI107", 2, 7, message, fix)]


@pytest.mark.parametrize(
    ("layout", "problem"),
    [
        ("{}", None),
        ("{size: 8, margin: 0.25in}", None),
        ("{size: 16, margin: 2.5in}", None),
        ("{size: 7.9}", "`size` is “7.9”. The type in a letter must be 8 to 16 points."),
        ("{size: '11'}", "`size` is “'11'”. That is not a number."),
        ("{margin: 6mm}", "A margin of 6mm is too narrow to print."),
        ("{margin: 7cm}", "A margin of 7cm leaves too little room for the text."),
        ("{margin: 1}", "`margin` is “1”. That is not a length."),
        ("{margin: '1'}", "`margin` is “'1'”. That is not a length."),
    ],
)
def test_layout(tmp_path, layout, problem):
    facts = loaded(tmp_path, f"{FILLED}layout: {layout}\n").facts
    assert [found.message for found in facts.problems] == ([problem] if problem else [])


@pytest.mark.parametrize(
    ("old", "key", "fix"),
    [
        ("date:", "dates:", "Did you mean `date`?"),
        ("  name: Dr.", "  nmae: Dr.", "Did you mean `name`?"),
        ("contact:\n", "contatc:\n", "Did you mean `contact`?"),
        ("  interest:", "  intrest:", "Did you mean `interest`?"),
        ("    community:", "    comunity:", "Did you mean `community`?"),
        ("  email:", "  e-mail:", "Did you mean `email`?"),
        (
            "  interest:",
            "  contact:",
            "Move `contact` to the left margin. It does not belong under `sections`.",
        ),
        ("school:\n", "interest:\n", "`interest` belongs under `sections`."),
        (
            "school:\n",
            "zzz:\n",
            "Known keys: `call`, `date`, `district`, `superintendent`, `sections`, `school`, "
            "`consortium`, `contact`, `team`, `commitments`, `submission`, `layout`, `letter`.",
        ),
    ],
)
def test_the_nearest_known_key(tmp_path, old, key, fix):
    found = problems(checked(tmp_path, changed(old, key)))
    assert [problem[4] for problem in found if problem[0] == "LOI102"] == [fix]


def test_a_key_whose_indent_was_lost(tmp_path):
    text = FILLED.replace("  phone: (559) 555-0167\n  email", "phone: (559) 555-0167\nemail")
    found = problems(checked(tmp_path, text))
    assert [(line, column, fix) for rule, line, column, _, fix in found if rule == "LOI102"] == [
        (
            36,
            1,
            "`phone` belongs under `district` or `contact`: look at the spaces in front of it.",
        ),
        (37, 1, "`email` belongs under `contact`: look at the spaces in front of it."),
    ]


def test_a_call_without_a_team(tmp_path):
    call = load_call("cei-plln-cohort-3").call.model_copy(update={"team": None})
    (tmp_path / "a.yaml").write_text(f"{FILLED}team: [{{role: x, name: A}}]\n", encoding="utf-8")
    (problem,) = load_answers(read_yaml(tmp_path / "a.yaml"), call).facts.problems
    assert (problem.message, problem.fix) == ("This call asks for no team.", "Delete `team`.")


def test_a_misfit_is_not_laid_out(tmp_path):
    outcome = checked(tmp_path, changed("type: district", "type: school"))
    assert outcome.exit_code is ExitCode.FINDINGS
    assert outcome.report.submissions[0].pages.count is None


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        (
            "district: |\n      We",
            "district: 3\n    other: |\n      We",
            (16, 15),
            "`district` is “3”. It is read as a number, not as text.",
        ),
        (
            "school:\n",
            "submission: {cc: 3}\nschool:\n",
            (31, 18),
            "`cc` is “3”. It is read as a number, not as text.",
        ),
        (
            "school:\n",
            "submission: {cc: [3]}\nschool:\n",
            (31, 19),
            "Entry 1 of `cc` is “3”. It is read as a number, not as text.",
        ),
    ],
)
def test_where_several_types_will_do_one_fault_is_one_problem(tmp_path, old, new, place, message):
    found = problems(checked(tmp_path, changed(old, new)))
    (told,) = [problem for problem in found if problem[0] == "LOI104"]
    assert (told[1:3], told[3]) == (place, message)


def test_a_value_is_not_looked_for_in_its_key(tmp_path):
    text = changed("email: ralvarez@valleverde.example", "email: email")
    ((_, line, column, *_),) = problems(checked(tmp_path, text))
    assert (line, column) == (37, 10)

"""Reading YAML: what loads, what cannot be read, and where the fault is said to be."""

import pytest
import yaml

from loi_tool.answers import read
from loi_tool.answers.read import MAX_BYTES, read_yaml
from loi_tool.errors import ExitCode, NothingToCheck, UnreadableFile
from loi_tool.journeys import Options, check_letters
from tests.answers.filled import FILLED, changed, checked, problems

NAME = "name: Dr. Elena Marquez"


@pytest.fixture(params=["C", "Python"])
def either_loader(request, monkeypatch):
    """The loader in C is fast, the one in Python is there without it: they must not differ."""
    loader = yaml.SafeLoader if request.param == "Python" else read._LOADER
    monkeypatch.setattr(read, "_LOADER", loader)


def unreadable(folder, content):
    """The file cannot be checked: line, column, message and fix of the first finding."""
    outcome = checked(folder, content)
    assert outcome.exit_code is ExitCode.CANNOT_CHECK
    (submission,) = outcome.report.submissions
    finding, *_ = submission.findings
    assert (submission.status, finding.rule) == ("unreadable", "LOI101")
    assert finding.fix
    return finding.place.line, finding.place.column, finding.message, finding.fix


# What loads ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        FILLED.encode(),
        b"\xef\xbb\xbf" + FILLED.encode(),
        FILLED.replace("\n", "\r\n").encode(),
        FILLED.replace("\n", "\r").encode(),
        FILLED.encode("utf-16"),
        b"\xfe\xff" + FILLED.encode("utf-16-be"),
        FILLED.encode("utf-16-le"),
        FILLED.encode("utf-16-be"),
        f"---\n{FILLED}...\n".encode(),
        f"%YAML 1.2\n---\n{FILLED}".encode(),
        changed("dairies and", "dairies\u2028and\u0085").encode(),
        changed("dairies and", "dairies\vand\f").encode(),
        FILLED.rstrip().encode(),
    ],
    ids=[
        "as it is",
        "byte-order mark",
        "Windows line ends",
        "old Mac line ends",
        "UTF-16",
        "UTF-16 big-endian",
        "UTF-16 without mark",
        "UTF-16 big-endian without mark",
        "document marks",
        "version",
        "line separators of Unicode",
        "line and page breaks of Word",
        "no line end",
    ],
)
def test_loads(tmp_path, content, either_loader):
    assert problems(checked(tmp_path, content)) == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_places_are_right_whatever_the_line_ends_and_the_encoding(tmp_path, end, encoding):
    text = changed("  title: Superintendent", "  title: Superintendent\n  tittle: X")
    outcome = checked(tmp_path, text.replace("\n", end).encode(encoding))
    assert problems(outcome) == [
        (
            "LOI102",
            13,
            3,
            "There is no key `tittle` under `superintendent`.",
            "Did you mean `title`?",
        )
    ]
    assert outcome.report.submissions[0].findings[0].source_line == "  tittle: X"


def test_columns_count_characters_and_not_bytes(tmp_path, either_loader):
    text = changed("school:\n", 'school: {about: "Año ñandú 😀 …", nmae: x}\nold_school:\n')
    (line, column) = next(p[1:3] for p in problems(checked(tmp_path, text)) if "nmae" in p[3])
    assert text.splitlines()[line - 1][column - 1 :].startswith("nmae")


def test_composed_and_decomposed_letters_are_the_same(tmp_path):
    (tmp_path / "a.yaml").write_text("name: Nun\u0303ez", encoding="utf-8")
    assert read_yaml(tmp_path / "a.yaml").data == {"name": "Nu\u00f1ez"}


# What a value is read as --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("Elena", "Elena"),
        ("2022-05-12", "2022-05-12"),
        ("2022-02-30", "2022-02-30"),
        ("12", 12),
        ("0x1F", 31),
        ("0xZZ", "0xZZ"),
        ("9" * 5000, "9" * 5000),
        (".5", 0.5),
        ("yes", True),
        ("Off", False),
        ("~", None),
        ("", None),
        ("=", "="),
        ("<<", "<<"),
        ('"two\\nlines"', "two\nlines"),
        ("|\n  one\n  two\n", "one\ntwo\n"),
        ('"\u200b "', ""),
        ('"\\_"', ""),
        ("[a, [b]]", ["a", ["b"]]),
        ("{a: {b: c}}", {"a": {"b": "c"}}),
    ],
)
def test_values(tmp_path, written, value, either_loader):
    (tmp_path / "a.yaml").write_text(f"key: {written}", encoding="utf-8")
    document = read_yaml(tmp_path / "a.yaml")
    assert document.data == {"key": value}
    assert document.problems == []


def test_places_of_keys_values_and_entries(tmp_path, either_loader):
    (tmp_path / "a.yaml").write_text("one:\n  two: [x, y]\nthree: |\n  text\n  more\n\nfour: 4\n")
    document = read_yaml(tmp_path / "a.yaml")
    places = {key: (place.line, place.column) for key, place in document.value_places.items()}
    assert places == {
        "": (1, 1),
        "one": (2, 3),
        "one.two": (2, 8),
        "one.two.0": (2, 9),
        "one.two.1": (2, 12),
        "three": (3, 8),
        "four": (7, 7),
    }
    assert {key: (place.line, place.column) for key, place in document.key_places.items()} == {
        "one": (1, 1),
        "one.two": (2, 3),
        "three": (3, 1),
        "four": (7, 1),
    }
    assert document.texts["three"].lines[:3] == ("three: |", "  text", "  more")
    assert document.written["four"] == "4"


def test_a_dot_in_a_key_is_not_taken_for_a_step(tmp_path):
    text = f"contact.name: somebody else\n{FILLED}"
    assert problems(checked(tmp_path, text)) == [
        (
            "LOI102",
            1,
            1,
            "There is no key `contact.name`.",
            "Write `name:` below `contact:`, after two more spaces.",
        )
    ]


# YAML that does not fit is checked: exit code 1 ---------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (NAME, "name: .nan", "`name` is “.nan”. It is read as a number, not as text."),
        (NAME, "name: 12:30", "`name` is “12:30”. It is read as a number, not as text."),
        (NAME, "name: [Name]", "`name` is “[Name]”. The brackets make it another type than text."),
        (NAME, "name: Elena #2", "The text after a # is read as a note, and would be missing from"),
        (NAME, "name:\n    first: Elena", "`name` must be one text, but there are other keys."),
        (NAME, 'name: "El\\ena"', "The text has an invisible character in it (code U+001B)."),
        (NAME, f"name: {'9' * 4000}", "`name` is “9999999999999999999999999999999999999999999999"),
        ("contact:\n", "contact:\n  <<: {name: A}\n", "There is no key `<<` under `contact`."),
        ("contact:\n", "contact:\n  2: x\n", "There is no key `2` under `contact`."),
        ("school:\n", "1: x\nschool:\n", "There is no key `1`."),
        ("school:\n", "yes: x\nschool:\n", "There is no key `yes`."),
        ("school:\n", '"": x\nschool:\n', 'There is no key `""`.'),
        (
            "school:\n",
            "layout: {size: .inf}\nschool:\n",
            "`size` is “.inf”. The type in a letter must be",
        ),
        (
            "school:\n",
            "layout: {size: .nan}\nschool:\n",
            "`size` is “.nan”. The type in a letter must be",
        ),
        ("date: 2022-05-12", "date: 2022-02-30", "There is no day “2022-02-30” in the calendar."),
        ("date: 2022-05-12", "date: [2022]", "The date “[2022]” is not written as year, month"),
        ("date: 2022-05-12", "date: null", "`date` (the date on the letter) is empty."),
    ],
)
def test_what_does_not_fit_is_a_finding(tmp_path, old, new, expected, either_loader):
    outcome = checked(tmp_path, changed(old, new))
    assert outcome.exit_code is ExitCode.FINDINGS
    messages = [problem[3] for problem in problems(outcome)]
    assert messages[0].startswith(expected), messages


def test_null_everywhere(tmp_path):
    keys = [line.split(":")[0] for line in FILLED.splitlines() if line[:1].isalpha()]
    outcome = checked(tmp_path, "".join(f"{key}: null\n" for key in keys))
    assert outcome.exit_code is ExitCode.FINDINGS
    lines = {problem[1] for problem in problems(outcome)}
    assert lines == set(range(1, len(keys) + 1)), "every key is spoken of, where it stands"


# What cannot be read: exit code 2, with the line --------------------------------------------------

CASES = {
    "a tab as indent": (
        changed(f"  {NAME}", f"\t{NAME}"),
        (11, 1),
        "answers.yaml cannot be read: a tab is used where spaces are needed.",
    ),
    "a tab in a text": (
        changed("    We want", "\tWe want"),
        (23, 1),
        "answers.yaml cannot be read: a tab is used where spaces are needed.",
    ),
    "an alias": (
        changed(NAME, "name: *elena"),
        (11, 9),
        "answers.yaml cannot be read: a text that begins with * must be in quotes.",
    ),
    "bold at the start": (
        changed(NAME, "name: **Dr.** Elena"),
        (11, 9),
        "answers.yaml cannot be read: a text that begins with * must be in quotes.",
    ),
    "italic at the start": (
        changed(NAME, "name: *Dr.* Elena"),
        (11, 9),
        "answers.yaml cannot be read: a text that begins with * must be in quotes.",
    ),
    "an anchor": (
        changed(NAME, "name: &Friends of Elena"),
        (11, 9),
        "answers.yaml cannot be read: a text that begins with & must be in quotes.",
    ),
    "a tag": (
        changed(NAME, "name: !!python/object:os.system x"),
        (11, 9),
        "answers.yaml cannot be read: a text that begins with ! must be in quotes.",
    ),
    "a tag on a whole mapping": (
        changed("contact:\n", "contact: !Contact\n"),
        (34, 10),
        "answers.yaml cannot be read: `contact:` has keys below it, so there can be no text beside it.",
    ),
    "an at sign": (
        changed(NAME, "name: @elena"),
        (11, 9),
        "answers.yaml cannot be read: a text that begins with @ must be in quotes.",
    ),
    "a dash": (
        changed(NAME, "name: - Elena"),
        (11, 9),
        "answers.yaml cannot be read: a text that begins with - must be in quotes.",
    ),
    "text beside the bar": (
        changed("interest: |\n    We", "interest: | We"),
        (22, 13),
        "answers.yaml cannot be read: there is text on the same line as |.",
    ),
    "an unclosed double quote": (
        changed(NAME, 'name: "Dr. Elena'),
        (11, 9),
        "answers.yaml cannot be read: a quotation begins here and does not end.",
    ),
    "an unclosed single quote": (
        changed(NAME, "name: 'Dr. Elena"),
        (11, 9),
        "answers.yaml cannot be read: a quotation begins here and does not end.",
    ),
    "a quote closed by an apostrophe": (
        changed(NAME, "name: 'Dr. Elena").replace("We want", "We don't want"),
        (11, 9),
        "answers.yaml cannot be read: a quotation begins here and does not end before line 23.",
    ),
    "a quote closed by the next one": (
        changed("name: Valle", 'name: "Valle'),
        (5, 9),
        "answers.yaml cannot be read: a quotation begins here and does not end before line 7.",
    ),
    "text after a quote": (
        changed(NAME, 'name: "Dr." Elena'),
        (11, 15),
        "answers.yaml cannot be read: there is text after a closing quotation mark.",
    ),
    "text after a bracket": (
        changed(NAME, "name: [Dr.] Elena"),
        (11, 15),
        "answers.yaml cannot be read: there is text after a closing bracket.",
    ),
    "a path of Windows": (
        changed("  type: district", '  type: district\n  logo: "C:\\Users\\me\\logo.png"'),
        (7, 12),
        "answers.yaml cannot be read: a backslash has a special meaning in double quotes.",
    ),
    "a second colon": (
        changed(NAME, "name: Dr. Elena: Superintendent"),
        (11, 18),
        "answers.yaml cannot be read: the text has a colon in it.",
    ),
    "a colon at the end": (
        changed(NAME, "name: Dr. Elena:"),
        (11, 18),
        "answers.yaml cannot be read: the text has a colon in it.",
    ),
    "a colon in brackets": (
        changed("[4120 Orchard Avenue,", "[Office: 4120: Orchard Avenue,"),
        (7, 25),
        "answers.yaml cannot be read: the text in brackets has a colon in it.",
    ),
    "an open bracket": (
        changed('CA 93277"]', 'CA 93277"'),
        (7, 12),
        "answers.yaml cannot be read: a bracket is opened here and not closed.",
    ),
    "a note within brackets": (
        changed("[4120 Orchard Avenue,", "[4120 Orchard Avenue #2,"),
        (7, 33),
        "answers.yaml cannot be read: the text after a # is read as a note, so the bracket before it "
        "is not closed.",
    ),
    "no space after a colon": (
        changed("phone: (559) 555-0167", "phone:(559) 555-0167"),
        (36, 9),
        "answers.yaml cannot be read: a space is missing after the colon.",
    ),
    "no colon": (
        changed("contact:\n", "contact\n"),
        (34, 8),
        "answers.yaml cannot be read: a colon is missing after `contact`.",
    ),
    "a line further to the right": (
        changed("  phone: (559) 555-0167", "    phone: (559) 555-0167"),
        (36, 5),
        "answers.yaml cannot be read: this line begins further to the right than the line above "
        "it, and is read as part of it.",
    ),
    "a line further to the left": (
        changed("  phone: (559) 555-0167", " phone: (559) 555-0167"),
        (36, 2),
        "answers.yaml cannot be read: this line is not indented like the lines that it belongs to.",
    ),
    "a text at the left margin": (
        changed("    We want", "We want"),
        (23, 1),
        "answers.yaml cannot be read: the text under `interest:` must be further to the right than "
        "that key.",
    ),
    "a second paragraph at the left margin": (
        changed("inform them.\n", "inform them.\n\nAnd so we write.\n"),
        (25, 1),
        "answers.yaml cannot be read: the text under `interest:` must be further to the right than "
        "that key.",
    ),
    "a letter and then answers": (
        f"Dear all,\n{FILLED}",
        (1, 1),
        "answers.yaml cannot be read: this line is not a key with a colon, and it is not "
        "indented like the text above it.",
    ),
    "a colon without a key": (
        changed("contact:\n", ": x\ncontact:\n"),
        (34, 1),
        "answers.yaml cannot be read: there is no key before the colon.",
    ),
    "a list as key": (
        changed("contact:\n", "? [a, b]\n: x\ncontact:\n"),
        (34, 3),
        "answers.yaml cannot be read: there are brackets where a key should be.",
    ),
    "two documents": (
        f"{FILLED}\n---\ncall: x\n",
        (39, 1),
        "answers.yaml cannot be read: the line --- begins another file inside this one.",
    ),
    "a null character": (
        changed("Dr.", "Dr\0."),
        (11, 11),
        "answers.yaml has an invisible character that is not allowed in text (code U+0000).",
    ),
    "a bell": (
        changed("Michoacán", "Mechá\aMichoacán"),
        (19, 87),
        "answers.yaml has an invisible character that is not allowed in text (code U+0007).",
    ),
    "empty": ("", (1, 1), "answers.yaml is empty."),
    "blank lines": ("\n \n\n", (1, 1), "answers.yaml is empty."),
    "notes alone": ("# a note\n# another\n", (1, 1), "answers.yaml has nothing but notes in it."),
    "a list": (
        "\n- a\n- b\n",
        (2, 1),
        "answers.yaml does not begin with a line like `call: …`, so it has no answers.",
    ),
    "a word": (
        "hello",
        (1, 1),
        "answers.yaml does not begin with a line like `call: …`, so it has no answers.",
    ),
    "a letter": (
        "\nDear Sir or Madam,\nwe would like to take part.\n",
        (2, 1),
        "answers.yaml does not begin with a line like `call: …`, so it has no answers.",
    ),
    "deep brackets": (
        "[" * 900,
        (1, 21),
        "answers.yaml cannot be read: more than 20 brackets or keys are nested inside one another.",
    ),
    "deep keys": (
        "".join(f"{' ' * level}a:\n" for level in range(30)),
        (21, 21),
        "answers.yaml cannot be read: more than 20 brackets or keys are nested inside one another.",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_be_read(tmp_path, case, either_loader):
    content, place, message = CASES[case]
    line, column, said, _ = unreadable(tmp_path, content)
    assert said == message
    assert (line, column) == place


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        (
            FILLED.encode("latin-1"),
            (19, 89),
            "answers.yaml is not saved as UTF-8 text. Look at “ny came from Michoacán.”.",
        ),
        (
            changed("Most families", "“Most” families").encode("cp1252"),
            (19, 7),
            "answers.yaml is not saved as UTF-8 text. Look at ““Most” famil”.",
        ),
        (
            FILLED.encode("utf-16")[:-1],
            (37, 37),
            "answers.yaml is not saved as UTF-8 text. Look at “z@valleverde.example”.",
        ),
        (
            b"{\\rtf1\\ansi call: x}",
            (1, 1),
            "answers.yaml is rich text, not plain text.",
        ),
        (b"PK\x03\x04\x14\x00", (1, 1), "answers.yaml is a Word file, not plain text."),
        (b"%PDF-1.7\n", (1, 1), "answers.yaml is a PDF, not plain text."),
        (
            FILLED.encode("utf-32"),
            (1, 1),
            "answers.yaml has an invisible character that is not allowed in text (code U+0000).",
        ),
    ],
    ids=["Latin-1", "Windows", "cut UTF-16", "RTF", "Word", "PDF", "UTF-32"],
)
def test_bytes_that_are_not_utf8(tmp_path, content, place, message):
    line, column, said, _ = unreadable(tmp_path, content)
    assert said == message
    assert (line, column) == place


def test_a_billion_laughs_fill_no_memory(tmp_path, either_loader):
    lines = ["a0: &a0 [ha, ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]
    line, column, message, _ = unreadable(tmp_path, "\n".join(lines))
    assert (line, column) == (1, 5)
    assert message == "answers.yaml cannot be read: a text that begins with & must be in quotes."


def test_a_file_that_is_too_large(tmp_path):
    line, _, message, fix = unreadable(tmp_path, b"a: " + b"x" * 2 * MAX_BYTES)
    assert line is None
    assert message == "answers.yaml is larger than 1 MB; answers never are."
    assert fix == "Look whether it is the right file."


def test_a_file_that_is_just_not_too_large(tmp_path):
    (tmp_path / "a.yaml").write_text("a: b\n#" + "x" * (MAX_BYTES - 6))
    assert read_yaml(tmp_path / "a.yaml").data == {"a": "b"}


def test_a_folder_named_like_answers(tmp_path):
    (tmp_path / "answers.yaml").mkdir()
    with pytest.raises(UnreadableFile, match=r"answers.yaml cannot be opened: it is a folder\."):
        read_yaml(tmp_path / "answers.yaml")
    with pytest.raises(NothingToCheck):  # a folder is walked, and this one is empty
        check_letters([tmp_path / "answers.yaml"], Options(as_of="2022-05-12"))


def test_no_file(tmp_path):
    with pytest.raises(NothingToCheck) as error:
        read_yaml(tmp_path / "answers.yaml")
    assert str(error.value).startswith("There is no file ")
    assert error.value.fix == (
        "Look at the name and the folder. `loi new` writes a file of answers to begin with."
    )


def test_a_file_that_cannot_be_opened(tmp_path, monkeypatch):
    path = tmp_path / "answers.yaml"
    path.write_text(FILLED, encoding="utf-8")

    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refuse)
    with pytest.raises(UnreadableFile) as error:
        read_yaml(path)
    assert error.value.message == "answers.yaml cannot be opened: you are not allowed to read it."
    assert "whether you may read it" in error.value.fix

"""Who does what the messages say, all of it and nothing else, has answers that can be read."""

import re

import pytest
import yaml

from loi_tool.answers.read import read_yaml
from loi_tool.errors import ExitCode
from loi_tool.facts import ProblemKind
from loi_tool.journeys import Options
from loi_tool.journeys.readers import Readers
from loi_tool.journeys.sources import read_answers
from tests.answers.filled import AS_OF, FILLED, changed, checked


def told(path):
    """What is wrong with a file: its line, from 1, and what to do, from the last to the first."""
    with Readers() as readers:
        facts = read_answers(path, Options(as_of=AS_OF), readers).facts
    found = [facts.unreadable] if facts.unreadable else []
    found += [*facts.also_unreadable, *(facts.answers.problems if facts.answers else ())]
    found = [problem for problem in found if problem.kind is not ProblemKind.PASTED]
    assert all(problem.place.line for problem in found)
    lines = path.read_text("utf-8").splitlines()
    for problem in found:
        assert problem.source_line in (None, lines[problem.place.line - 1].replace("\u00a0", " "))
    return sorted(
        found, key=lambda problem: (problem.place.line, problem.place.column), reverse=True
    )


def numbers(words):
    """The numbers of “3”, “3 to 5”, “3 and 7”, “3, 5 to 7, and 9”."""
    for part in re.split(r", and |, | and ", words):
        first, _, last = part.partition(" to ")
        yield from range(int(first), int(last or first) + 1)


def done(lines, problem):
    """The lines after what one message says, read as a person reads it."""
    lines, fix, at = list(lines), problem.fix, problem.place.line - 1
    which = r"lines? (?P<which>\d[\d, ]*(?:(?:to|and) [\d, ]*)*)"
    begin = re.match(rf"Begin {which}(?:with (?P<spaces>\d+) spaces?|at the left margin)", fix)
    delete = re.match(rf"Delete {which}\.?", fix + " ")
    bar = re.match(r"Write only `(.+?)` in line (\d+), and .* after (\d+) spaces?: `", fix)
    only = re.match(r"Write only `(\w+:)` in line (\d+)\.", fix)
    below = re.match(r"Write only `(\w+:)` in line \d+, and below it, after 2 spaces, `(.+?)`", fix)
    whole = re.search(r"[Ww]rite `(.+?)` in line (\d+)(?:, after (\d+) spaces?)?\.", fix)
    other = re.match(r"Did you mean `(\w+)`\?", fix)
    shown = re.search(r"`([^`]+)`", fix)
    if begin:
        for number in numbers(begin["which"].strip()):
            if text := lines[number - 1].strip():
                lines[number - 1] = " " * int(begin["spaces"] or 0) + text
    elif delete:
        for number in numbers(delete["which"].strip()):
            lines[number - 1] = ""
    elif bar:
        at = int(bar[2]) - 1
        key = re.match(r" *[\w-]+: *[|>]?[-+]?\s*", lines[at])
        indent = re.match(" *", lines[at])[0]
        text = lines[at][key.end() :].strip("'\"")
        lines[at : at + 1] = [indent + bar[1], " " * int(bar[3]) + text]
    elif below:
        lines[at : at + 1] = [below[1], f"  {below[2]}"]
    elif only:
        at = int(only[2]) - 1
        lines[at] = re.match(" *", lines[at])[0] + only[1]
    elif whole:
        lines[int(whole[2]) - 1] = " " * int(whole[3] or 0) + whole[1]
    elif other:
        lines[at] = re.sub(r"[^\s:]+", other[1], lines[at], count=1)
    elif fix.startswith("Add `"):
        lines.insert(0, shown[1])
    elif fix.startswith("Correct `"):
        pass  # by another message
    elif shown:
        key = re.match(r"- |[\w-]+:", shown[1])[0]
        bare = re.search(r"\S", lines[at]).start()
        before = bare if key == "- " else lines[at].index(key)
        lines[at] = lines[at][:before] + shown[1]
    return lines


def after_all(path, content):
    """The file after all that its messages say."""
    path.write_text(content, "utf-8")
    lines = content.splitlines()
    for problem in told(path):
        lines = done(lines, problem)
    return "\n".join(lines) + "\n"


def follow(path, content, runs=1):
    """The data after all messages are followed; in so many runs nothing must be left."""
    for _ in range(runs):
        content = after_all(path, content)
    path.write_text(content, "utf-8")
    left = [(problem.place.line, problem.message, problem.fix) for problem in told(path)]
    assert not left, content
    return read_yaml(path).data


def words_of(data):
    """The same without line breaks at the ends of texts."""
    if isinstance(data, dict):
        return {key: words_of(value) for key, value in data.items()}
    return data.strip() if isinstance(data, str) else data


NAME = "name: Dr. Elena Marquez"
SCHOOL = "name: Sequoia Grove Middle School"
TEXT = "    We want to learn"
ADDRESS = '[4120 Orchard Avenue, "Visalia, CA 93277"]'
TITLE = "  title: Superintendent"
LOGO = "  type: district\n"
KINDS = {
    "text at the left margin": (changed(TEXT, TEXT.strip()), FILLED),
    "paragraphs at the left margin": (
        changed("inform them.\n", "inform them.\n\nAnd so.\n\nWe ask.\n"),
        changed("inform them.\n", "inform them.\n\n    And so.\n\n    We ask.\n"),
    ),
    "a # that ends a text": (
        changed(SCHOOL, "name: Lincoln School #2"), changed(SCHOOL, 'name: "Lincoln School #2"'),
    ),
    "a # with a space that ends a text": (
        changed(TITLE, f"{TITLE} # and more"), changed(TITLE, '  title: "Superintendent # and more"'),
    ),
    "a tab before a key": (changed(f"  {NAME}", f"\t{NAME}"), FILLED),
    "tabs on two levels": (
        changed("  interest: |\n    We", "\tinterest: |\n\t\tWe"), FILLED,
    ),
    "an apostrophe in single quotes": (
        changed(SCHOOL, "name: 'Sequoia's School'"), changed(SCHOOL, "name: Sequoia's School"),
    ),
    "mailto:": (changed("email: r", "email: mailto:r"), FILLED),
    "a name before an address": (
        changed("email: ralvarez@valleverde.example", "email: Rosa Alvarez <ralvarez@valleverde.example>"),
        FILLED,
    ),
    "curly quotes as quotes": (changed(NAME, "name: “Dr. Elena Marquez”"), FILLED),
    "curly quotes and a colon": (
        changed(NAME, "name: “Dr. Elena: Chief”"), changed(NAME, 'name: "Dr. Elena: Chief"'),
    ),
    "a comma inside braces": (
        changed(SCHOOL, f"{SCHOOL}\n  about: {{Grades 6 to 8, 690 students}}"),
        changed(SCHOOL, f"{SCHOOL}\n  about: Grades 6 to 8, 690 students"),
    ),
    "brackets around a name": (changed(NAME, f"name: [{NAME[6:]}]"), FILLED),
    "an address as one text": (changed(ADDRESS, "4120 Orchard Avenue, Visalia, CA 93277"), FILLED),
    "a phone number as a number": (
        changed("(559) 555-0134", "5595550134"), changed("(559) 555-0134", '"5595550134"'),
    ),
    "smart dashes as bullets": (
        changed(ADDRESS, "\n    – 4120 Orchard Avenue\n    – Visalia, CA 93277"), FILLED,
    ),
    "bullets from Word": (
        changed(ADDRESS, "\n    •\t4120 Orchard Avenue\n    •\tVisalia, CA 93277"), FILLED,
    ),
    "a colon in a title": (
        changed(TITLE, f"{TITLE}: Chief Learner"), changed(TITLE, '  title: "Superintendent: Chief Learner"'),
    ),
    "a colon in a text without a bar": (
        changed("interest: |\n    We", "interest: Our goals: we"),
        changed("    We want", "    Our goals: we want"),
    ),
    "no space after the colon": (changed("phone: (559) 555-0167", "phone:(559) 555-0167"), FILLED),
    "no space after all colons": (
        changed(NAME, NAME.replace(": ", ":")).replace("title: S", "title:S"), FILLED,
    ),
    "two documents": (changed("\nschool:", "---\nschool:"), FILLED),
    "a first line of dashes": (f"---\n{FILLED}---\n", FILLED),
    "a date with a month": (changed("date: 2022-05-12", "date: May 12, 2022"), FILLED),
    "a date with slashes": (changed("date: 2022-05-12", "date: 5/12/2022"), FILLED),
    "commas at the ends": (
        changed(NAME, f"{NAME},").replace("title: Superintendent", "title: Superintendent,"), FILLED,
    ),
    "quotes and commas at the ends": (
        changed(NAME, f'name: "{NAME[6:]}",').replace("title: Superintendent", 'title: "Superintendent",'),
        FILLED,
    ),
    "a note with //": (changed("\nschool:", "// who it is for\nschool:"), FILLED),
    "a note with // behind a text": (changed(NAME, f"{NAME} // she signs"), FILLED),
    "a note of a web page": (changed("\nschool:", "<!-- who it is for -->\nschool:"), FILLED),
    "a fence": (f"```yaml\n{FILLED}```\n", FILLED),
    "marks of a web page around a text": (
        changed(NAME, "name: <b>Dr. Elena Marquez</b>"), FILLED,
    ),
    "marks of a web page around keys": (f"<pre>\n{FILLED}</pre>\n", FILLED),
    "yes and no": (
        changed("\nschool:", "commitments: Yes\nschool:"), changed("\nschool:", "commitments: true\nschool:"),
    ),
    "a text beside a key with keys": (changed("contact:\n", "contact: Rosa\n"), FILLED),
    "a name in the place of its keys": (
        changed(f"school:\n  {SCHOOL}", f"school: {SCHOOL[6:]}"), FILLED,
    ),
    "a link around an address": (
        changed("ralvarez@valleverde.example", "[write](mailto:ralvarez@valleverde.example)"), FILLED,
    ),
    "a text without its bar": (
        changed("interest: |\n    We want", "interest: We\n\n    # 14\n\n    - we want"),
        changed("    We want", "    We\n\n    # 14\n\n    - we want"),
    ),
    "an equals sign": (changed(NAME, NAME.replace(":", " =")), FILLED),
    "a text with a colon, and no bar": (
        changed("interest: |\n    We want", "interest:\n    Our families say: ask us.\n    We want"),
        changed("    We want", "    Our families say: ask us.\n    We want"),
    ),
    "a text that begins with quotes, and no bar": (
        changed("interest: |\n    We want", "interest:\n    \"Ask us\" is what they say. We want"),
        changed("    We want", "    \"Ask us\" is what they say. We want"),
    ),
    "a text that begins with %, and no bar": (
        changed("interest: |\n    We want", "interest: \n    %\n    We want"),
        changed("    We want", "    %\n    We want"),
    ),
    "a text that begins further to the right": (
        changed("    We want to learn", "        And so.\n    We want to learn"),
        changed("    We want to learn", "    And so.\n    We want to learn"),
    ),
    "a dash without a space": (
        f"{FILLED}team:\n  -role: district\n   name: Ana Ruiz\n",
        f"{FILLED}team:\n  - role: district\n    name: Ana Ruiz\n",
    ),
    "bullets as dashes": (
        f"{FILLED}team:\n  • role: district\n    name: Ana\n  • role: school\n    name: Bo\n",
        f"{FILLED}team:\n  - role: district\n    name: Ana\n  - role: school\n    name: Bo\n",
    ),
    "commas in braces": (
        f"{FILLED}team:\n  - {{role: district, name: Ana, Ph.D., M.A., title: Chair}}\n",
        f"{FILLED}team:\n  - {{role: district, name: \"Ana, Ph.D., M.A.\", title: Chair}}\n",
    ),
    "a comma at the end of braces": (
        f"{FILLED}team: [{{role: district, name: Ana, title: Director, Family Engagement}}]\n",
        f"{FILLED}team: [{{role: district, name: Ana, title: \"Director, Family Engagement\"}}]\n",
    ),
    "braces that do not end": (
        f"{FILLED}team:\n  - {{role: district, name: Ana\n",
        f"{FILLED}team:\n  - {{role: district, name: Ana}}\n",
    ),
    "no call": (FILLED.partition("\n")[2], FILLED),
    "a capital letter": (changed(NAME, NAME.replace("name", "Name")), FILLED),
    "keys in bold": (changed(NAME, f"**name:** {NAME[6:]}"), FILLED),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_who_does_what_is_said_has_what_was_meant(tmp_path, kind):
    content, meant = KINDS[kind]
    meant = yaml.safe_load(meant)
    meant["date"] = str(meant["date"])
    assert words_of(follow(tmp_path / "answers.yaml", content)) == words_of(meant)


TOGETHER = (
    *("tabs on two levels", "an apostrophe in single quotes", "a name before an address"),
    *("a colon in a title", "no space after the colon", "an address as one text"),
    *("a date with a month", "a phone number as a number"),
)


def test_all_faults_are_told_in_one_run(tmp_path):
    content = FILLED
    for kind in TOGETHER:
        lines = zip(FILLED.splitlines(), KINDS[kind][0].splitlines(), strict=False)
        for old, new in [(old, new) for old, new in lines if old != new]:
            content = content.replace(f"{old}\n", f"{new}\n") if old and old in content else content
    path = tmp_path / "answers.yaml"
    path.write_text(content, "utf-8")
    assert len({problem.place.line for problem in told(path)}) >= 6
    assert words_of(follow(path, content))["contact"]["email"] == "ralvarez@valleverde.example"


def test_the_report_has_them_all_and_says_that_nothing_was_checked(tmp_path):
    content = changed(NAME, "name: 'Elena's'").replace(TEXT, f"\t{TEXT.strip()}")
    content = content.replace("date: 2022-05-12", "date: 5/12/2022")
    outcome = checked(tmp_path, content)
    (submission,) = outcome.report.submissions
    assert submission.status == "unreadable"
    found = [(finding.rule, finding.place.line) for finding in submission.findings]
    assert found == [("LOI107", 2), ("LOI101", 11), ("LOI101", 23)]
    assert outcome.exit_code is ExitCode.CANNOT_CHECK


def test_places_are_those_of_the_file_where_lines_are_to_be_added(tmp_path):
    content = changed("interest: |\n    We want", "interest: We\n\n    # 14\n\n    - want")
    content = content.replace("phone: (559) 555-0167", "phone: [(559) 555-0167]")
    path = tmp_path / "answers.yaml"
    path.write_text(content, "utf-8")
    found = {problem.place.line: problem.fix for problem in told(path)}
    lines = content.splitlines()
    assert [lines[number - 1].split(":")[0].strip() for number in sorted(found)] == [
        "interest",
        "phone",
    ]
    assert found[max(found)] == 'Write it without the brackets: `phone: "(559) 555-0167"`.'

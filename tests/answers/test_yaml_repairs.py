"""The advice on a file that is not YAML: who follows it can check the letter."""

import re

import pytest
import yaml

from loi_tool.answers import read
from loi_tool.answers.read import read_yaml
from loi_tool.answers.yaml_faults import in_quotes
from loi_tool.answers.yaml_repairs import best_repair
from loi_tool.errors import UnreadableFile
from tests.answers.filled import FILLED, changed, checked

NAME = "name: Dr. Elena Marquez"
WANT = "    We want to learn"
MORE = "interest: |\n    We want"


def refused(tmp_path, content):
    path = tmp_path / "answers.yaml"
    path.write_text(content, "utf-8")
    with pytest.raises(UnreadableFile) as error:
        read_yaml(path)
    return error.value


def mended(content):
    """The file after all that is advised, step by step."""
    lines = content.splitlines()
    for _ in range(5):
        error = read._next_error(lines)
        if error is None:
            return lines
        fault, stopped = read._fault(error, lines)
        repair = best_repair(lines, fault, stopped, set(), read._line_of_next_fault)
        assert repair is not None, fault
        lines = list(repair.lines)
    raise AssertionError("still not YAML")


CASES = {
    "a paste at the left margin": (changed(WANT, "We want to learn"), FILLED),
    "a paste with a colon": (
        changed(WANT, "Goals: we want to learn"),
        changed(WANT, "    Goals: we want to learn"),
    ),
    "a second paragraph at the left margin": (
        changed("inform them.\n", "inform them.\n\nAnd so we write.\n"),
        changed("inform them.\n", "inform them.\n\n    And so we write.\n"),
    ),
    "a text without its bar, and a list": (
        changed(MORE, "interest: We\n    are # 14\n\n    - want"),
        changed(MORE, "interest: |\n    We\n    are # 14\n\n    - want"),
    ),
    "a text without its bar, and a #": (
        changed(MORE, "interest: We\n    are no. # 14\n    want"),
        changed(MORE, "interest: |\n    We\n    are no. # 14\n    want"),
    ),
    "text beside the bar": (changed(MORE, "interest: | We want"), changed(MORE, MORE)),
    "an apostrophe in single quotes": (
        changed("Sequoia Grove", "'Sequoia Grove's").replace("Grove's Middle School", "Grove's'"),
        changed("Sequoia Grove Middle School", '"Sequoia Grove\'s"'),
    ),
    "quotation marks around a part": (
        changed(NAME, 'name: "Dr." Elena'),
        changed(NAME, "name: '\"Dr.\" Elena'"),
    ),
    "a quotation that does not end": (changed(NAME, 'name: "Dr. Elena Marquez'), FILLED),
    "tabs before keys": (changed(f"  {NAME}", f"\t{NAME}"), FILLED),
    "tabs before text": (changed(WANT, "\tWe want to learn"), FILLED),
    "tabs in two places": (
        changed(WANT, "\tWe want to learn").replace("  phone: (559) 555-0167", "\tphone: (559) 555-0167"),
        FILLED,
    ),
    "a list at the left margin": (
        changed('[4120 Orchard Avenue, "Visalia, CA 93277"]', "\n- 4120 Orchard Avenue\n- Visalia, CA 93277"),
        FILLED,
    ),
    "a bracket that is not closed": (changed('CA 93277"]', 'CA 93277"'), FILLED),
    "a # in a list": (
        changed("[4120 Orchard Avenue,", "[4120 Orchard Avenue #2,"),
        changed("[4120 Orchard Avenue,", '["4120 Orchard Avenue #2",'),
    ),
    "a colon in a text": (
        changed(NAME, "name: Dr. Elena: Chief"),
        changed(NAME, 'name: "Dr. Elena: Chief"'),
    ),
    "a text that begins with @": (changed(NAME, "name: @elena"), changed(NAME, 'name: "@elena"')),
    "a text that begins with *": (
        changed(NAME, "name: *Dr.* Elena"),
        changed(NAME, 'name: "*Dr.* Elena"'),
    ),
    "a key without its space": (changed("phone: (559) 555-0167", "phone:(559) 555-0167"), FILLED),
    "a key without its colon": (changed("contact:\n", "contact\n"), FILLED),
    "a key too far to the right": (changed("  phone: (559) 555-0167", "    phone: (559) 555-0167"), FILLED),
    "a key too far to the left": (changed("  phone: (559) 555-0167", " phone: (559) 555-0167"), FILLED),
    "the first key too far to the right": (changed("  name: Rosa", "    name: Rosa"), FILLED),
    "a fence": (f"```yaml\n{FILLED}```\n", FILLED),
    "a path of Windows": (
        changed("  type: district", '  type: district\n  logo: "C:\\Users\\me.png"'),
        changed("  type: district", "  type: district\n  logo: 'C:\\Users\\me.png'"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_who_follows_the_advice_has_what_was_meant(tmp_path, case):
    content, meant = CASES[case]
    assert yaml.safe_load("\n".join(mended(content))) == yaml.safe_load(meant)


@pytest.mark.parametrize("case", CASES)
def test_the_line_where_to_act_is_named_with_what_is_to_be_there(tmp_path, case):
    content, _ = CASES[case]
    error = refused(tmp_path, content)
    before, after = content.splitlines(), mended(content)
    at = (error.line or 0) - 1
    changed_lines = [n for n, line in enumerate(before) if n >= len(after) or line != after[n]]
    assert at == changed_lines[0]
    words = re.findall(r"`([^`]+)`", error.fix)
    assert words or "Delete" in error.fix
    for quoted in words[:1]:
        assert any(quoted.rstrip(" …") in line for line in after), quoted


def test_all_faults_of_a_file_are_told_at_once(tmp_path):
    content = changed(NAME, "name: 'Elena's'").replace(WANT, "\tWe want to learn")
    error = refused(tmp_path, content)
    assert (error.line, [other.line for other in error.others]) == (11, [23])
    assert 'name: "Elena\'s"' in error.fix and "line 23" in error.others[0].fix


@pytest.mark.parametrize(
    "text", ["a", "it's", 'a "b" c', "a\\b", 'it\'s "so"', "'x", '"x', "#1: y"]
)
def test_a_text_in_quotes_is_read_as_it_is(text):
    bare = text[1:] if text[0] in "'\"" else text
    assert yaml.safe_load(in_quotes(text)) == bare


def test_a_note_behind_a_text_is_told(tmp_path):
    outcome = checked(
        tmp_path, changed("title: Superintendent", "title: Superintendent # and more")
    )
    (finding,) = [f for f in outcome.report.submissions[0].findings if f.rule == "LOI111"]
    assert finding.place.line == 12
    assert '`title: "Superintendent # and more"`' in finding.fix

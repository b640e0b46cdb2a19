"""README says what is run, and nothing that is not there."""

import re
from pathlib import Path

from loi_tool.rules.catalog import RULES

ROOT = Path(__file__).resolve().parent.parent


def blocks(name):
    return re.findall(r"```sh\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)


def test_the_two_commands_are_what_ci_runs():
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    build, test = (block.strip() for block in blocks("README.md")[:2])
    assert "loi build" in build and "pytest" in test
    assert build in run
    assert test in run
    assert test in blocks("CONTRIBUTING.md")[0]


def test_every_file_that_is_named_is_there():
    for name in ("README.md", "CONTRIBUTING.md", "docs/calls.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert ((ROOT / name).parent / target).exists(), f"{name} names {target}"


def test_the_exit_codes_are_those_of_the_code():
    from loi_tool.errors import ExitCode

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    line = text[text.index("Exit codes:") :].split("\n\n")[0]
    assert [int(code) for code in re.findall(r"\*\*(\d+)\*\*", line)] == sorted(ExitCode)


def test_every_rule_that_is_named_exists():
    known = {rule.id for rule in RULES}
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")):
        for rule in re.findall(r"LOI\d{3}", path.read_text(encoding="utf-8")):
            assert rule in known, f"{path.name} names {rule}"

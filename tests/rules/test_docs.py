"""docs/rules.md says what the rules say of themselves."""

from pathlib import Path

from loi_tool.rules.catalog import RULES
from loi_tool.rules.docs import markdown

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_on_the_rules_is_fresh():
    assert PAGE.read_text(encoding="utf-8") == markdown(), (
        "docs/rules.md is stale: python -m loi_tool.rules.docs > docs/rules.md"
    )


def test_every_rule_is_on_the_page():
    page = markdown()
    for rule in RULES:
        assert page.count(f"### {rule.id} {rule.name}\n") == 1
    assert page.count("**Bad:**") == page.count("**Good:**") == len(RULES)

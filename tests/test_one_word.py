"""One word, one class: no name of a class is used twice in `src/loi_tool`."""

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "loi_tool"


def places_by_class(package):
    """For each name of a class, public or private, where it is defined."""
    places = {}
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                place = f"{path.relative_to(package)}:{node.lineno}"
                places.setdefault(node.name.lstrip("_"), []).append(place)
    return places


def used_twice(package):
    return {name: where for name, where in places_by_class(package).items() if len(where) > 1}


def test_no_name_is_that_of_two_classes():
    assert used_twice(SOURCE) == {}


def test_a_name_that_is_used_twice_is_found(tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "letter.py").write_text("class Line:\n    pass\n\n\nclass Span:\n    pass\n")
    (tmp_path / "rules" / "pages.py").write_text("def f():\n    class _Line:\n        pass\n")
    assert used_twice(tmp_path) == {"Line": ["letter.py:1", "rules/pages.py:2"]}

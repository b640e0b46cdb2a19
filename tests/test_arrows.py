"""Who may import whom in `src/loi_tool`.

- `cli` (and `__main__`, which starts it) may import anything; `journeys` anything but these two.
- A room (`answers`, `word`, `pdf`, `evidence`, `pair`, `layout`, `rules`, `package`, `reports`) may
  import itself and the ground floor: `calls`, `text`, `placeholders`,
  `facts`, `files`, `opc`, `letter`, `findings`, `errors`, `guard`, `ending`, `blank`, `signing`;
  `reports` only itself, `findings` and `text`. Rooms never import each other.
- The ground floor may import only the ground floor, and `findings` and `errors` nothing of ours.

Imports inside functions count as much as those at the top, and so do those for type checking.
"""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "loi_tool"

GROUND = {
    *("calls", "text", "placeholders", "facts", "files", "opc", "letter", "findings", "errors"),
    *("guard", "ending", "blank", "signing"),
}
ROOMS = {"answers", "word", "pdf", "evidence", "pair", "layout", "rules", "package"}
MAY_IMPORT = {
    "__main__": {"cli", "ending"},
    "guard": {"ending", "errors"},
    "ending": set(),
    "blank": set(),
    "signing": set(),
    "cli": {"journeys", "settings", "reports"} | ROOMS | GROUND,
    "journeys": {"settings", "reports"} | ROOMS | GROUND,
    "settings": GROUND,
    **dict.fromkeys(ROOMS, GROUND),
    "reports": {"findings", "text"},
    "calls": {"text", "findings", "errors"},
    "text": set(),
    "placeholders": {"text"},
    "facts": {"files", "findings"},
    "files": {"findings", "errors"},
    "opc": {"text", "errors"},
    "letter": set(),
    "findings": {"text"},
    "errors": set(),
    "__init__": set(),
}


def imported(path, package):
    """The dotted names that a module imports, wherever in it, with the line."""
    inside = [package.name, *path.relative_to(package).with_suffix("").parts]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = inside[: len(inside) - node.level] if node.level else []
            whole = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                yield node.lineno, f"{whole}.{alias.name}"
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            yield node.lineno, str(getattr(node.args[0], "value", ""))


def broken_arrows(package):
    """Every import in a source tree that no arrow allows, in words."""
    found = []
    for path in sorted(package.rglob("*.py")):
        relative = path.relative_to(package)
        here = relative.parts[0].removesuffix(".py")
        if here not in MAY_IMPORT:
            found.append(f"{relative}: no arrow leads to or from `{here}`; see DESIGN.md")
            continue
        for line, name in imported(path, package):
            ours, _, rest = name.partition(".")
            there = rest.partition(".")[0]
            if ours != package.name or there in ("", "__version__", here):
                continue
            if there not in MAY_IMPORT[here]:
                found.append(f"{relative}:{line}: `{here}` imports `{there}`")
    return found


def test_the_arrows_hold():
    assert broken_arrows(SOURCE) == []


def test_every_room_is_looked_at():
    modules = {path.relative_to(SOURCE).parts[0] for path in SOURCE.rglob("*.py")}
    assert {"answers", "layout", "rules", "package", "reports", "calls"} <= modules
    assert sum(1 for path in SOURCE.rglob("*.py") for _ in imported(path, SOURCE)) > 100


@pytest.mark.parametrize(
    ("module", "code", "broken"),
    [
        ("journeys/a.py", "from loi_tool import cli", "a.py:1: `journeys` imports `cli`"),
        ("journeys/a.py", "import loi_tool.cli", "a.py:1: `journeys` imports `cli`"),
        ("journeys/a.py", "from .. import cli", "a.py:1: `journeys` imports `cli`"),
        ("rules/file.py", "from loi_tool.layout import pages", "`rules` imports `layout`"),
        ("rules/file.py", "from ..layout.pages import m", "`rules` imports `layout`"),
        ("rules/file.py", "from loi_tool.journeys import Options", "`rules` imports `journeys`"),
        (
            "rules/file.py",
            "def f():\n    import loi_tool.answers.load",
            "file.py:2: `rules` imports",
        ),
        (
            "rules/file.py",
            "if TYPE_CHECKING:\n    from loi_tool.answers import x",
            "`rules` imports",
        ),
        ("rules/a/b.py", "from ... import answers", "`rules` imports `answers`"),
        ("reports/text.py", "from loi_tool.facts import Facts", "`reports` imports `facts`"),
        ("reports/text.py", "from loi_tool.errors import LoiError", "`reports` imports `errors`"),
        ("calls/load.py", "from loi_tool.answers.read import read", "`calls` imports `answers`"),
        ("facts.py", "from loi_tool.calls.model import Call", "`facts` imports `calls`"),
        ("findings.py", "from loi_tool.errors import ExitCode", "`findings` imports `errors`"),
        ("letter.py", "import loi_tool.rules.base", "`letter` imports `rules`"),
        ("answers/x.py", "importlib.import_module('loi_tool.rules.base')", "`answers` imports"),
        ("attic.py", "", "no arrow leads to or from `attic`"),
    ],
)
def test_a_broken_arrow_is_found(tmp_path, module, code, broken):
    package = tmp_path / "loi_tool"
    (package / module).parent.mkdir(parents=True)
    (package / module).write_text(code)
    found = broken_arrows(package)
    assert len(found) == 1 and broken in found[0]


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("cli.py", "from loi_tool.rules.catalog import RULES"),
        ("journeys/a.py", "from loi_tool import __version__"),
        ("rules/file.py", "from loi_tool.rules.base import rule\nfrom . import base"),
        ("rules/file.py", "from loi_tool.findings import Finding\nimport re, yaml"),
        ("answers/compose.py", "from loi_tool.letter import Letter"),
        ("reports/text.py", "from rich.text import Text"),
    ],
)
def test_an_arrow_that_is_there_is_let_be(tmp_path, module, code):
    package = tmp_path / "loi_tool"
    (package / module).parent.mkdir(parents=True)
    (package / module).write_text(code)
    assert broken_arrows(package) == []

"""The command line as a person calls it, and packages that several tests copy."""

import pytest

from loi_tool import cli
from loi_tool.journeys import Options, build_package
from tests.answers.filled import FILLED


def built(folder, answers):
    source = folder / "answers.yaml"
    source.write_text(answers, "utf-8")
    options = Options(as_of="2022-05-12T09:00:00-07:00")
    assert build_package(source, None, options).folder == folder / "package"
    return folder / "package"


@pytest.fixture(scope="session")
def built_once(tmp_path_factory):
    """A package that was built of answers, to be copied."""
    return built(tmp_path_factory.mktemp("built"), FILLED)


@pytest.fixture(scope="session")
def another(tmp_path_factory):
    """The package of a letter with one other word."""
    changed = FILLED.replace("(559) 555-0134", "(559) 555-0135")
    assert changed != FILLED
    return built(tmp_path_factory.mktemp("another"), changed)


@pytest.fixture
def loi(capsys, tmp_path, monkeypatch):
    """Run a command in a folder of its own, as of some days before the deadline."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        code = cli.run([*map(str, arguments), "--as-of", "2022-05-12T09:00:00-07:00"])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run

"""The file to begin a call with: it loads when it is filled in, and it shows every key."""

import re

import pytest

from loi_tool.calls.coverage import as_text, coverage_of
from loi_tool.calls.load import load_call
from loi_tool.calls.model import Call
from loi_tool.calls.schema import models_in
from loi_tool.calls.starter import example_of, starter
from loi_tool.errors import BadCall, CannotWrite
from loi_tool.journeys import write_call_starter

FILL = re.compile(r"\[[A-Za-z$][^\[\]\"]*\](?=[^\[\]\n]*\")")


@pytest.fixture
def new(tmp_path):
    path = tmp_path / "Our Call, 2030.yaml"
    write_call_starter(path)
    return path


def test_what_is_to_be_filled_in_is_told_line_by_line(new):
    with pytest.raises(BadCall) as caught:
        load_call(str(new))
    lines = new.read_text("utf-8").splitlines()
    blank = [n for n, line in enumerate(lines, 1) if re.match(r"\s*[^#]*\"[^\"]*\[", line)]
    said = [int(re.match(r"Line (\d+)", message)[1]) for message, _ in caught.value.faults]
    assert said == [n for n in blank if not lines[n - 1].lstrip().startswith("#")]
    assert all("still to be filled in" in message for message, _ in caught.value.faults)


def test_the_starter_loads_when_it_is_filled_in(new):
    new.write_text(FILL.sub("our words", new.read_text("utf-8")), "utf-8")
    call = load_call(str(new)).call
    assert call.id == "our-call-2030" and call.deadline.time == "17:00"
    assert [item.kind for item in call.items] == ["narrative", "contact"]


def test_every_key_that_may_be_left_out_loads_too():
    text = re.sub(r"(?m)^( *)#(?=\S|  )", r"\1", starter("a"))
    text = FILL.sub("our words", text).replace("    kind: narrative  ", "    ")
    import yaml

    from loi_tool.calls.load import _Loader

    content = yaml.load(text, Loader=_Loader)
    del content["delivery"]["portal"]  # for another method
    del content["signatory"], content["signatories_quote"]  # instead there are several
    assert len(Call.model_validate(content).items) == 7


def test_the_starter_shows_every_key():
    """Examples in messages are taken from it."""
    seen, models, missing = set(), [((), Call)], []
    while models:
        shape, model = models.pop()
        for name, field in model.model_fields.items():
            below = (*shape, name)
            if not example_of(below):
                missing.append(".".join(below))
            for inner in models_in(field.annotation):
                if (below, inner) not in seen:
                    seen.add((below, inner))
                    models.append((below, inner))
    assert not missing, "put these keys into calls/template/call.yaml"


def test_a_file_that_is_there_is_left_alone(new):
    with pytest.raises(CannotWrite):
        write_call_starter(new)
    new.write_text("ours")
    with pytest.raises(CannotWrite):
        write_call_starter(new)
    assert new.read_text() == "ours"


@pytest.mark.parametrize("name", ["no.yaml", "true", "学校.yaml", "7.yaml"])
def test_any_name_of_a_file_makes_an_id(tmp_path, name):
    path = tmp_path / name
    write_call_starter(path)
    path.write_text(FILL.sub("our words", path.read_text("utf-8")), "utf-8")
    assert load_call(str(path)).call.id


# What will be judged --------------------------------------------------------------------------------


def covered(path, *changes):
    text = FILL.sub("our words", path.read_text("utf-8"))
    for old, replacement in changes:
        assert old in text
        text = text.replace(old, replacement, 1)
    path.write_text(text, "utf-8")
    loaded = load_call(str(path))
    return coverage_of(loaded.call, loaded.data)


NEED = '    prompt: "our words"\n'


def test_every_item_has_a_row_and_what_is_left_is_named(new):
    found = covered(new)
    assert [name for name, _ in found.judged][:2] == ["need", "contact"]
    assert ("formats", "word accepted, pdf accepted") in found.judged
    assert any("`need`" in said for _, said in found.left) and not found.uncovered
    text = as_text(found)
    assert "What is judged" in text and "What is left to a person" in text
    assert all(len(line) <= 96 for line in text.splitlines())


def test_an_item_with_words_of_evidence_is_not_left_to_a_person(new):
    evidence = "    evidence:\n      concepts:\n        lack: need*\n      answers:\n        - {concepts: [lack]}\n"
    found = covered(new, (NEED, NEED + evidence))
    assert not any("`need`" in said for _, said in found.left)


def test_what_a_quote_asks_for_and_no_key_holds_is_told_with_the_key(new):
    quote = "    quote: In no more than 300 words, on your letterhead, say why.\n"
    found = covered(new, ('    quote: "our words"\n' + NEED, quote + NEED))
    said = [(one.words, one.where, one.keys) for one in found.uncovered]
    assert said == [
        ("300 words", "item `need`", ("max_words",)),
        ("letterhead", "item `need`", ()),
    ]
    line = new.read_text("utf-8")[: new.read_text("utf-8").index(quote)].count("\n") + 1
    assert {one.line for one in found.uncovered} == {line}
    text = as_text(found)
    assert "`max_words` would hold it." in text and "There is no key for it" in text


def test_a_limit_of_none_is_shown(new):
    text = new.read_text("utf-8")
    new.write_text(
        text + "attachments: {max: 0, headings: [Annex], quote: No attachments.}\n", "utf-8"
    )
    found = covered(new)
    assert ("attachments", "max 0, headings Annex") in found.judged and not found.uncovered


def test_what_a_key_holds_is_not_told(new):
    quote = "    quote: In no more than 300 words say why.\n"
    keys = "    max_words: 300\n    max_words_quote: no more than 300 words\n"
    assert not covered(new, ('    quote: "our words"\n' + NEED, quote + NEED + keys)).uncovered

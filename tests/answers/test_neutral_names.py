"""Who writes `organization` and `signer` is answered with these words."""

import pytest

from loi_tool.answers.read import read_yaml
from tests.answers.filled import FILLED, checked, problems

NEUTRAL = FILLED.replace("district:\n  name", "organization:\n  name", 1)
NEUTRAL = NEUTRAL.replace("superintendent:", "signer:")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  title: Superintendent\n", "", ["under `signer`"]),
        ("  name: Valle Verde Unified School District\n", "", ["organization's name"]),
        ("signer:", "signr:", ["`signer` (who signs)", "Did you mean `signer`?"]),
        ("organization:", "organisation:", ["Did you mean `organization`?"]),
        ("school:", "name: Joe\nschool:", ["belongs under `organization`, `signer`, `school`"]),
        ("school:", "signer: {name: Joe}\nschool:", ["`signer` is here for the second time"]),
        ("school:", "organization.county: Kings\nschool:", ["below `organization:`"]),
        ("school:", "  signer: {name: Joe}\nschool:", ["Move `signer` to the left margin"]),
    ],
)
def test_messages_have_the_writers_word(tmp_path, old, new, said):
    text = " ".join(
        " ".join(found[3:]) for found in problems(checked(tmp_path, NEUTRAL.replace(old, new)))
    )
    for words in said:
        assert words in text
    assert "superintendent" not in text and "`district`" not in text


def test_values_are_read_as_under_the_usual_names(tmp_path):
    text = NEUTRAL.replace("type: district", "type: district # one of: district, charter")
    path = tmp_path / "answers.yaml"
    path.write_text(text.replace("(559) 555-0134", "5595550134"), "utf-8")
    document = read_yaml(path)
    assert document.data["district"]["phone"] == "5595550134"
    assert document.names == {"district": "organization", "superintendent": "signer"}
    assert document.remarks == []

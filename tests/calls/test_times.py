"""Times of day as funders write them."""

import pytest

from loi_tool.calls.times import clock


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("5 p.m.", "17:00"),
        ("5pm", "17:00"),
        ("5 P.M.", "17:00"),
        ("5:00 PM", "17:00"),
        ("5:30 p. m.", "17:30"),
        ("9 a.m.", "09:00"),
        ("12 p.m.", "12:00"),
        ("12:30 a.m.", "00:30"),
        ("11:59:59 p.m.", "23:59:59"),
        ("noon", "12:00"),
        ("12 noon", "12:00"),
        ("Noon", "12:00"),
        ("09:00", "09:00"),
        ("23:59:59", "23:59:59"),
        ("00:00", "00:00"),
        (" 17:00 ", "17:00"),
    ],
)
def test_a_time_is_read(written, read):
    assert clock(written) == read


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("5", "morning or in the afternoon"),
        ("5:00", "morning or in the afternoon"),
        ("midnight", "23:59 or 00:00"),
        ("close of business", "no hour"),
        ("end of day", "leave `time` out"),
        ("13 p.m.", "is no time of day"),
        ("0 a.m.", "is no time of day"),
        ("25:00", "is no time of day"),
        ("24:00", "is no time of day"),
        ("12:60", "is no time of day"),
        ("5 p.m. Pacific", "`zone_as_written`"),
        ("17:00 CDT", "`zone_as_written`"),
        ("soon", "is no time of day"),
        ("", "is no time of day"),
    ],
)
def test_what_is_no_time_or_two_is_refused(written, says):
    with pytest.raises(ValueError, match=says):
        clock(written)


def test_what_is_no_text_is_left_to_the_model():
    assert clock(None) is None and clock([1]) == [1]

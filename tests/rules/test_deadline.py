"""The two deadlines of the first call, moment by moment."""

import re
from datetime import datetime, timedelta, timezone

import pytest

from loi_tool.calls.load import load_call
from loi_tool.errors import BadUsage
from loi_tool.facts import Facts
from loi_tool.journeys import resolve_as_of
from loi_tool.rules import catalog
from loi_tool.rules.delivery import span
from loi_tool.rules.verdicts import assess

CALL = load_call("cei-plln-cohort-3").call


def verdict(as_of, call=CALL):
    """The verdict on the deadline, the rules that say something of it, and why."""
    facts = Facts(resolve_as_of(as_of, call))
    found = catalog.run(call, facts)
    [result] = [r for r in assess(call, facts, found) if r.id == "deadline"]
    return result.verdict.value, [f.rule for f in found if f.requirement == "deadline"], result.why


@pytest.mark.parametrize(
    ("as_of", "expected", "rules"),
    [
        # Before the FAQ's date: nothing to say, until it is no more than 72 hours away.
        ("2022-03-01", "met", []),
        ("2022-05-12T09:00:00-07:00", "met", []),
        ("2022-05-14T15:59:59Z", "met", []),
        ("2022-05-14T16:00:00Z", "confirm", ["LOI502"]),
        ("2022-05-17T15:59:59Z", "confirm", ["LOI502"]),
        ("2022-05-17T16:00:00Z", "confirm", ["LOI502"]),
        # Between the two: the FAQ's date has passed, the funder should confirm the other.
        ("2022-05-17T16:00:01Z", "confirm", ["LOI502"]),
        ("2022-05-17T17:00:00Z", "confirm", ["LOI502"]),
        ("2022-05-18", "confirm", ["LOI502"]),
        ("2022-06-15T15:59:59Z", "confirm", ["LOI502"]),
        # Within 24 hours of the one that governs.
        ("2022-06-15T16:00:00Z", "confirm", ["LOI502", "LOI503"]),
        ("2022-06-16T15:59:59Z", "confirm", ["LOI502", "LOI503"]),
        ("2022-06-16T16:00:00Z", "confirm", ["LOI502", "LOI503"]),
        # After.
        ("2022-06-16T16:00:01Z", "not_met", ["LOI501"]),
        ("2022-06-17", "not_met", ["LOI501"]),
        ("2030-01-01T00:00:00+14:00", "not_met", ["LOI501"]),
    ],
)
def test_each_stretch_of_time(as_of, expected, rules):
    assert verdict(as_of)[:2] == (expected, rules)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2022-06-16T09:00:00-07:00", "2022-06-16T16:00:00+00:00"),
        ("2022-06-16T16:00:00Z", "2022-06-16T16:00:00+00:00"),
        ("2022-06-16t16:00:00z", "2022-06-16T16:00:00+00:00"),
        ("2022-06-16T12:00:00-04:00", "2022-06-16T16:00:00+00:00"),
        # Without a zone it is the time where the funder is; a day alone is its first moment.
        ("2022-06-16T09:00:00", "2022-06-16T16:00:00+00:00"),
        ("2022-06-16T09:00", "2022-06-16T16:00:00+00:00"),
        ("2022-06-16 09:00", "2022-06-16T16:00:00+00:00"),
        ("2022-06-16", "2022-06-16T07:00:00+00:00"),
        (" 2022-06-16 ", "2022-06-16T07:00:00+00:00"),
    ],
)
def test_how_a_moment_may_be_written(written, meant):
    assert resolve_as_of(written, CALL) == datetime.fromisoformat(meant)


@pytest.mark.parametrize("written", ["", "today", "6/16/2022", "2022-13-01", "2022-06-16T25:00"])
def test_what_is_no_moment_is_refused(written):
    with pytest.raises(BadUsage) as caught:
        resolve_as_of(written, CALL)
    assert f"“{written}”" in caught.value.message and "2022-05-12T09:00" in caught.value.fix


def test_pst_in_may_is_taken_as_the_earlier_instant():
    """The FAQ's “9:00 a.m. PST” is 16:00 UTC by the clocks of that day, 17:00 by the letter."""
    assert "that has passed" in verdict("2022-05-17T16:30:00Z")[2]


@pytest.mark.parametrize("as_of", ["2022-03-01", "2022-05-12T09:00:00-07:00"])
def test_both_dates_are_named_from_the_first_day_on(as_of):
    why = verdict(as_of)[2]
    earlier, later = why.split(" The call also says ")
    assert re.match(r"\d+ days left: 9:00 a\.m\., Tuesday, May 17, 2022 \(Pacific", earlier)
    assert later == (
        "“Applications due: Thursday, June 16, 2022, by 9 a.m.” Ask the funder which holds."
    )


def test_the_time_left_is_counted_to_the_earlier_date():
    assert verdict("2022-05-12T09:00:00-07:00")[2].startswith("5 days left: ")


def test_one_date_is_said_alone():
    call = CALL.model_copy(update={"deadlines": (CALL.deadline,)})
    why = verdict("2022-05-12T09:00:00-07:00", call)[2]
    assert why.startswith("35 days left: 9:00 a.m., Thursday, June 16, 2022 (Pacific")
    assert "also" not in why and "Ask" not in why


def test_a_later_date_that_does_not_govern_is_said_too():
    """Of two dates the earlier may govern."""
    governing, other = CALL.deadlines
    call = CALL.model_copy(
        update={
            "deadlines": (
                governing.model_copy(update={"governs": False}),
                other.model_copy(update={"governs": True}),
            )
        }
    )
    assert verdict("2022-05-12", call)[:2] == ("met", [])
    assert "June 16, 2022, by 9 a.m.” Ask the funder" in verdict("2022-05-12", call)[2]
    assert verdict("2022-05-18", call)[:2] == ("not_met", ["LOI501"])
    [finding] = catalog.run(call, Facts(resolve_as_of("2022-05-18", call)))[:1]
    assert "June 16, 2022, by 9 a.m.” Ask the funder which holds." in finding.fix


def test_the_warning_names_both_dates_and_why():
    for as_of, when in (("2022-05-15", "that is in 2 days"), ("2022-05-20", "that has passed")):
        why = verdict(as_of)[2]
        for words in (when, "Tuesday, May 17, 2022", "Thursday, June 16, 2022", "Stated twice"):
            assert words in why


def test_a_postmark_counts_to_the_end_of_its_day():
    deadline = CALL.deadline.model_copy(update={"time": None, "event": "postmarked"})
    call = CALL.model_copy(update={"deadlines": (deadline,)})
    assert verdict("2022-06-16T23:59:59.500-07:00", call)[1] == ["LOI503"]
    assert verdict("2022-06-17T00:00:00-07:00", call)[1] == ["LOI501"]
    assert "postmarked that day" in verdict("2022-06-01", call)[2]


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(0), "less than a minute"),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=59, seconds=59), "59 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=23, minutes=59), "23 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=35, hours=5), "35 days"),
    ],
)
def test_stretches_of_time_are_said_as_people_say_them(time, words):
    assert span(time) == words


def test_no_rule_reads_the_clock():
    """The same moment gives the same findings, whenever it is asked."""
    facts = Facts(datetime(2022, 5, 12, 16, tzinfo=timezone.utc))
    assert catalog.run(CALL, facts) == catalog.run(CALL, facts)
    assert not [f for f in catalog.run(CALL, facts) if f.requirement == "deadline"]

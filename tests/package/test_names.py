"""File names that travel: plain ASCII, short, still to be recognized."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loi_tool.calls.load import load_call
from loi_tool.package.names import file_stem, slug


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Valle Verde Unified School District", "Valle-Verde-Unified-School-District"),
        ("Cañón del Río Elementary", "Canon-del-Rio-Elementary"),
        ("Trường Đông Łódź", "Truong-Dong-Lodz"),
        ("St. Mary’s / O'Brien & Co.", "St-Marys-OBrien-Co"),
        ("../../etc/passwd", "etc-passwd"),
        ("Nuñez–San José — K−8", "Nunez-San-Jose-K-8"),
        ("CON", "CON"),
        ("  ", ""),
        ("中文学校", ""),
        ("Ⅳ ﬁne", "IV-fine"),
        ("a" * 90, "a" * 60),
        ("word " * 30, "-".join(["word"] * 12)),
    ],
)
def test_slugs(name, expected):
    assert slug(name) == expected


@given(st.text(max_size=200))
def test_a_slug_is_safe_everywhere(name):
    assert re.fullmatch(r"[A-Za-z0-9]*(-[A-Za-z0-9]+)*", slug(name))
    assert len(slug(name)) <= 60


def test_a_file_is_named_after_district_and_call():
    call = load_call("cei-plln-cohort-3").call
    assert file_stem("Río Seco ESD", call, draft=False) == (
        "Rio-Seco-ESD_CEI-PLLN-Cohort-III_Letter-of-Interest"
    )


def test_a_draft_says_so_in_its_name():
    call = load_call("cei-plln-cohort-3").call
    assert file_stem("Río Seco ESD", call, draft=True).startswith("DRAFT_")


def test_a_district_without_a_latin_letter_still_has_a_file_name():
    call = load_call("cei-plln-cohort-3").call
    assert file_stem("中文学校", call, draft=False).startswith("District_")

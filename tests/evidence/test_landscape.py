"""Streets, buildings and places that look like the names of persons, and persons who look like them."""

import pytest

from loi_tool.findings import Verdict
from tests.evidence.samples import SITE, reading

POINTS = ", (559) 555-0142, {email}@palohondo.example."


def name_of(text):
    part = reading(SITE, *text.split("\n")).items["contact"].parts["name"]
    return part.value, part.verdict


@pytest.mark.parametrize(
    ("who", "email"),
    [
        ("Questions about this application may be sent to our office at 12 Larkspur Dr", "board"),
        ("Questions about this application may be sent to Alameda Blvd", "office"),
        ("Questions about this application go to 410 Granary Row", "office"),
        ("Questions about this application may be sent to One Civic Center", "office"),
        ("Questions may be sent to Heron Ct", "office"),
        ("Point of contact: Mesa Verde Learning Hub", "hub"),
        ("Point of contact: Vista Grande", "vistagrande"),
        ("Point of contact: Eagle Rock Community Room", "office"),
        ("Point of contact: Sierra Madre", "office"),
        ("Point of contact: Punta Gorda", "office"),
        ("Point of contact: Las Palmas", "office"),
        ("Point of contact: Department of Family Engagement", "families"),
        ("Point of contact: Student Services", "families"),
        ("Point of contact: Arroyo Claro, CA", "office"),
        ("Contact: San Lorenzo office", "office"),
        ("Contact our office in Cedar Flat", "info"),
        ("Contact us at Oak Hollow Plaza", "office"),
        ("For questions about this application contact the Carver Washington Building", "info"),
        ("Point of contact\nHawthorn Terrace", "office"),
        ("Contact: Roosevelt Elementary front office", "office"),
        ("Questions about this application: Casa Blanca Family Center", "center"),
        ("Questions about this application: Loma Alta Resource Center", "loma"),
        ("Questions about this application go to 14 Rose Court", "rcourt"),
        ("Write to us at Forest Lane", "flane"),
        ("Questions about this application: Rose Court", "office"),
        ("Questions about this application: Rose Court, Visalia, CA 93277", "rcourt"),
        ("Questions about this application: Rose Court Family Center", "rcourt"),
    ],
)
def test_a_street_or_a_place_is_no_contact(who, email):
    assert name_of(who + POINTS.format(email=email)) == (None, Verdict.NOT_MET)


@pytest.mark.parametrize(
    ("who", "email", "name"),
    [
        ("Contact: Rosa Verde, Director of Programs", "rverde", "Rosa Verde"),
        ("Contact: Linda Vista", "lvista", "Linda Vista"),
        ("Contact: Sierra Hill, Family Liaison", "office", "Sierra Hill"),
        ("Contact: Dr. Rosa Lake", "office", "Rosa Lake"),
        ("Contact: Ken St. John", "kstjohn", "Ken St. John"),
        ("Questions to Rose Court", "rcourt", "Rose Court"),
        ("Please contact Chelsea Street, Chief of Programs", "office", "Chelsea Street"),
        ("Forest Lane, Director of Programs, is our contact", "flane", "Forest Lane"),
        ("Contact: Ms. Penny Lane", "office", "Penny Lane"),
        ("Our contact for this application is Milky Way", "office", "Milky Way"),
        ("Name: Rose Court\nTitle: Director of Programs\nReach her", "rcourt", "Rose Court"),
        ("Contact: Ana Campos, Mesa Verde Learning Hub", "acampos", "Ana Campos"),
        ("Contact: Ana Campos, 12 Larkspur Dr, Palo Hondo", "acampos", "Ana Campos"),
        ("Questions to Ana Campos in our office on Larkspur Dr", "acampos", "Ana Campos"),
        ("Questions? Ana Campos will answer at our office", "acampos", "Ana Campos"),
        ("Contact: Ana Campos Office: (559) 555-0143", "acampos", "Ana Campos"),
        ("Contact: Ana Campos Special Education Department Chair", "acampos", "Ana Campos"),
    ],
)
def test_a_person_whose_name_is_a_place_is_one(who, email, name):
    assert name_of(who + POINTS.format(email=email)) == (name, Verdict.MET)


def test_an_office_that_the_letter_gives_elsewhere_makes_a_name_a_persons():
    alone = "Contact: Glen Meadows, (559) 555-0142, office@palohondo.example."
    assert name_of(alone) == (None, Verdict.NOT_MET)
    told = "Glen Meadows, our Director of Programs, will lead the team."
    assert name_of(f"{told}\n{alone}") == ("Glen Meadows", Verdict.MET)

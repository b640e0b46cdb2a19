"""Words that calls and letters use for one another: budget and cost, site and campus.

They are general words of schools, grants and nonprofit organizations, and of no single call. A word
of a call's question that a letter has only in another form or by a near word counts half.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from loi_tool.evidence.narrative_words import stem

_GROUPS = """
student pupil child children kid learner youth youngster scholar grader kindergartner teen reader
family parent guardian mother father grandparent grandmother grandfather household caregiver mom dad
teacher educator instructor faculty staff aide classroom personnel employee
school campus site building
district lea county
community neighborhood town village city county local resident neighbor
budget cost fund money dollar expense price pay paid spend grant award
request ask seek apply
partner partnership collaborate collaboration organization agency nonprofit association club clinic
    hospital university college library foundation church company
need lack gap without want wish
tell told hear heard say said ask asked survey interview listen conversation answered questionnaire
change instead replace differently shift moved switched adjusted dropped stopped
measure data count track rate percent score evidence record survey tally result figure
plan propose intend will would
stay remain continue sustain last keep permanent after beyond future ongoing sustainability
hire recruit post appoint position start begin
coordinate coordinator manage oversee lead leader direct director supervise
report supervise answer
experience past previous prior history before earlier ago
problem challenge barrier issue obstacle difficulty struggle hurdle
fail wrong mistake error disappoint unsuccessful nobody
try tried attempt began launched started set experiment effort pilot trial initiative project
team group committee council member
decide decision authority approve vote free may
learn know understand skill able explain taught
teach instruct lesson train training workshop coach mentor
outcome result goal impact improve increase gain aim objective purpose
health nurse wellness mental counselor medical care doctor dental
technology computer device internet digital laptop
transport transportation bus ride van drive
food meal lunch breakfast kitchen
week day daily session hour minute month calendar timeline date semester term monday tuesday
    wednesday thursday friday saturday schedule
live home house street road rural
artist art music paint perform create craft
read book story literacy library
match share contribution in-kind contribute donate give
serve reach enroll attend
person someone
bring provide offer send lend contribute donate give
form choose chosen elect nominate volunteer invite
see observe watch notice
over end ended afterward expire
interest interested wish want hope eager motivation reason draw drawn
engage engagement involve involvement participate participation outreach voice
describe introduce overview background profile
capacity ability strength readiness
trust confidence relationship honest honesty candor
difficult hard tough uncomfortable courageous
historic historical historically traditionally long
unengaged unheard absent missing excluded underserved marginalized overlooked
safe safety secure
equity equitable fair fairness justice access
activity program service offering
evaluate evaluation assess assessment measure
garden farm grow
language bilingual multilingual english spanish translate interpreter
culture heritage
climate environment nature
science math reading literacy
job work career employ employment apprentice internship
college university postsecondary
attendance attend absent absence
behavior discipline suspend suspension
disability special
poverty income
room space facility
equipment tool supply material
"""
_FORMS = """
know knew known; tell told; see saw seen; keep kept; begin began begun; choose chose chosen;
grow grew grown; leave left; hear heard; say said; try tried tries; seek sought; lead led;
go went gone; write wrote written; bring brought; feel felt; find found; meet met; pay paid;
spend spent; give gave given; hold held; build built; make made; think thought; man men;
woman women; person people; lose lost; send sent; stand stood; understand understood; take took
    taken; win won; break broke broken; draw drew drawn; run ran; fall fell fallen; teach taught;
    child children
"""
_ASKING = """
describe tell explain state give name list present include including please letter answer also any
briefly question statement applicant follow at least use well way make get let new many much long
per first who how what can do does did not no other could should might must more most each every
all some one only so than then very least own same both but if about out over up down through
between under now just like go come take here if me my i he she his her us your upon until against
say show write
"""


@cache
def _form_of() -> dict[str, str]:
    forms = {}
    for row in _FORMS.split(";"):
        base, *others = row.split()
        forms.update({stem(other): stem(base) for other in others})
    return forms


@cache
def _groups() -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    for number, row in enumerate(_GROUPS.replace("\n    ", " ").split("\n")):
        for word in row.split():
            groups.setdefault(base(stem(word)), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in groups.items()}


@cache
def _asking() -> frozenset[str]:
    return frozenset(base(stem(word)) for word in _ASKING.split())


def base(word: str) -> str:
    """A stem, or that of the form it belongs to: that of “tell” for that of “told”."""
    return _form_of().get(word, word)


def is_asking(word: str) -> bool:
    """Whether a stem only asks (describe, explain), or is as common in any letter."""
    return word in _asking()


def groups_of(words: Iterable[str]) -> frozenset[int]:
    """The numbers of the groups of near words that some stems belong to."""
    known = _groups()
    return frozenset(number for word in words for number in known.get(word, ()))

"""Who signs, and whether a title is that person's."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated

from pydantic import Field

from loi_tool.calls.base import ApplicantType, StrictModel, Text

_ALSO_WRITTEN = {
    "superintendent": ("supt", "supdt", "sup't", "sup’t", "superintendente", "superintendant")
}
"""Other forms of some titles."""
_NOT_YET_OR_NO_LONGER = re.compile(
    r"\b(?:former|formerly|past|retired|outgoing|incoming|previous|then|late|ex)\b"
    r"[ -]{0,3}(?:\w{1,20}[ -]){0,2}$",
    re.IGNORECASE,
)
"""Before a title."""
_NOT_IN_OFFICE = re.compile(
    r"(?:['’]s)?\W{0,3}(?:(?:or|\w{1,20} or)\W{1,2})?(?:(?:his|her|their) )?"
    r"(?:designee|designate|designated|elect|emerit\w{1,3}|retired|ret\b|nominee|in waiting|"
    r"of (?:buildings|grounds|maintenance|operations|facilities|transportation|curriculum|"
    r"recreation|public works)\b)",
    re.IGNORECASE,
)
"""After a title, with what is joined to it: “of Schools, Retired”."""


@lru_cache(maxsize=16)
def _title_pattern(titles: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for titles. “The Superintendent’s office” does not match: it names no person."""
    return re.compile(rf"\b(?:{_forms_of(titles)})\b(?!['’]s)", re.IGNORECASE)


def _forms_of(titles: tuple[str, ...]) -> str:
    """All forms of some titles, as a pattern; of none, one that nothing matches."""
    forms = [form for title in titles for form in (title, *_ALSO_WRITTEN.get(title.lower(), ()))]
    return "|".join(map(re.escape, forms)) or "(?!)"


class Signatory(StrictModel):
    """Who must sign: a title that holds one of `titles`, and none of `not_titles` with it.

    `applicants` are the types whose letters this person signs; empty if all.
    """

    role: Text
    """Who signs, in the call's words: District Superintendent."""
    titles: Annotated[tuple[Text, ...], Field(min_length=1)]
    """A title is right if it has one of these in it."""
    not_titles: tuple[Text, ...] = ()
    """A title with one of these beside it is not right: Deputy, Area."""
    applicants: tuple[ApplicantType, ...] = ()
    """The types of applicants whose letters this person signs; empty if all."""
    each: bool = False
    """Whether of several who apply with one letter one signs for each."""
    quote: Text

    @property
    def title_pattern(self) -> re.Pattern[str]:
        """Finds the titles in a text."""
        return _title_pattern(self.titles)

    def fits(self, title: str) -> bool:
        """Whether a title is the signatory's: “Superintendent and Area Administrator” is."""
        named = self.title_pattern.search(title) is not None
        return named and not self.is_deputy(title) and not self.is_doubtful(title)

    def is_doubtful(self, title: str) -> bool:
        """Whether a title names the office, and maybe not the person who holds it now.

        “Superintendent Emeritus”, “Superintendent-elect”, “Former Superintendent” and
        “Superintendent’s Designee” do.
        """
        named = rf"\b(?:{_forms_of(self.titles)})\b\.?(?: of schools)?"
        for match in re.finditer(named, title, re.IGNORECASE):
            clause = re.split(r"[,/&;]|\band\b", title[: match.start()])[-1]
            after = title[match.end() :]
            if _NOT_IN_OFFICE.match(after) or _NOT_YET_OR_NO_LONGER.search(clause):
                return True
        return False

    def is_deputy(self, title: str) -> bool:
        """Whether a title is that of a person who works under the signatory.

        “Assistant Superintendent”, “Superintendent, Area 3”, “Director of Development” and “Clerk,
        Office of the Superintendent” are. “Vice Principal and Superintendent” is not: there “Vice”
        belongs to the other office.
        """
        lower = "|".join(map(re.escape, self.not_titles)) or "(?!)"
        match = self.title_pattern.search(title)
        if match is None:
            return re.search(rf"\b(?:{lower})\b", title, re.IGNORECASE) is not None
        before = re.split(r"[,/&;]|\band\b", title[: match.start()])[-1]
        return bool(
            re.search(rf"\b(?:{lower})\b|\b(?:of|to|for)(?: the)?\s{{0,9}}$", before, re.IGNORECASE)
            or re.match(
                rf"\s{{0,9}}[,(–—-]\s{{0,9}}(?:{lower})\s{{0,9}}\d{{0,4}}\s{{0,9}}(?:[,;)]|$)"
                rf"|\s{{1,9}}(?:of|for)\s(?:the\s)?(?:{lower})\b",
                title[match.end() :],
                re.IGNORECASE,
            )
        )

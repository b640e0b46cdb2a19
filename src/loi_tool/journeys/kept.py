"""Which readings of a finished letter are kept for the next run, and what they depend on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from loi_tool.calls.weights import weights_data
from loi_tool.facts import Facts
from loi_tool.journeys.cache import Cache, as_json

if TYPE_CHECKING:
    from loi_tool.journeys.gather import Source
    from loi_tool.journeys.outcome import Options
    from loi_tool.journeys.sources import SubmissionRead

_NO_MOMENT = datetime(1970, 1, 1, tzinfo=timezone.utc)


class KeptLetter:
    """The place in the cache of what a finished letter says.

    There is none where LibreOffice counts the pages, which is no part of this program, and where
    a package has PDFs beside it that are looked at too, or files that are not as it was built.

    Args:
        read: what is known of the submission before the letter is read.
        source: the names of its files.
        options: the engine, and the cache.
        files: what is in the Word file and in the PDF.
    """

    def __init__(
        self, read: SubmissionRead, source: Source, options: Options, *files: bytes
    ) -> None:
        self._cache: Cache | None = options.cache
        is_alone = not (source.beside or source.altered)
        if self._cache is None or options.engine == "libreoffice" or not is_alone:
            self._cache = None
            return
        call = read.asked.loaded
        self._name = self._cache.name_of(
            call.sha256,
            weights_data(call.path) or b"",
            as_json(replace(read.facts, as_of=_NO_MOMENT)),
            options.engine or "",
            *(path.name if path else "" for path in (source.word, source.pdf)),
            "\n".join((*source.maybe_word, *source.maybe_pdf)),
            *files,
        )

    def facts(self, as_of: datetime) -> Facts | None:
        """What was read in an earlier run, to be judged for a moment."""
        facts = self._cache.kept(self._name, Facts) if self._cache else None
        return replace(facts, as_of=as_of) if facts else None

    def keep(self, facts: Facts) -> None:
        """Keep what was read, unless a busy machine or an engine that fails may have changed it."""
        pages, pair, pdf = facts.pages, facts.pair, facts.pdf
        is_compared = pdf is None or pair is None or pair.scan or not (pdf.scanned + pdf.recognized)
        if self._cache and is_compared and not (pages and pages.failed):
            self._cache.keep(self._name, replace(facts, as_of=_NO_MOMENT))

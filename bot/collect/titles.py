"""Articles found by words of their titles, also where a word is typed wrong. Pure; Chinese has no blanks.

Years of titles are looked through in milliseconds: they are kept ready, folded to what a person would type.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from bot.core.facts import Named

GOOD = 78.0
"""How much of what was typed a title has, in percent, for it to be what was meant."""

BESIDE = 8.0
"""How far behind the best another good one may be, to be offered beside it."""

LOOKED_AT = 200
"""Titles that are compared closely."""

LONGEST = 120
"""Letters of what was typed that are looked at."""


@dataclass(frozen=True, slots=True)
class Match:
    """One article that may be meant."""

    msgid: str
    title: str
    published: date | None
    score: float
    """How near it is, in percent."""


class Titles:
    """All titles of an account."""

    def __init__(self, names: Mapping[str, Named]) -> None:
        self._named = {msgid: name for msgid, name in names.items() if name.title}
        self._folded = {msgid: folded(name.title or "") for msgid, name in self._named.items()}
        self.names = names

    def __len__(self) -> int:
        return len(self._named)

    def like(self, words: str) -> list[Match]:
        """The articles whose titles are near the words, the nearest first; of equals, the newest. Empty for no words.

        Several thousand titles take some milliseconds: not for an event loop.
        """
        typed = folded(words[:LONGEST])
        if not typed:
            return []
        near = [msgid for msgid, title in self._folded.items() if typed in title]
        if not near:
            compared = process.extract(typed, self._folded, scorer=fuzz.partial_ratio, limit=LOOKED_AT)
            near = [msgid for _, _, msgid in compared]
        found = (self._match(msgid, typed) for msgid in near)
        return sorted((one for one in found if one.score), key=_nearest_first)

    def _match(self, msgid: str, typed: str) -> Match:
        name = self._named[msgid]
        return Match(msgid, name.title or "", name.published, _score(typed, self._folded[msgid]))


def _nearest_first(match: Match) -> tuple[float, int, str]:
    return -match.score, -(match.published or date.min).toordinal(), match.msgid


def good(matches: list[Match]) -> list[Match]:
    """Those that may be meant: good enough, and about as near as the best."""
    best = matches[0].score if matches else 0.0
    return [match for match in matches if match.score >= max(GOOD, best - BESIDE)]


def folded(text: str) -> str:
    """A title as it is compared: one form of each letter, small, without what is between the words."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def _score(typed: str, title: str) -> float:
    """How much of what was typed stands in a title: all of it, in one piece, is 100."""
    if typed in title:
        return 100.0
    if len(title) < len(typed):
        return float(fuzz.ratio(typed, title))
    return float(fuzz.partial_ratio(typed, title))

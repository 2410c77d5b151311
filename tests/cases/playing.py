"""One file of the cases brought into an empty archive: what was said of it, and what is held then."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.core.metrics import BY_NAME
from bot.exchange.taken import Whose
from tests.exchange.brought import Desk, notes, problems

FILES = Path(__file__).parent / "files"

ONE = Whose("daily", {"daily": "daily", "Daily": "daily", "wxdaily": "daily"})
"""One account is set up, as most people have it."""
TWO = Whose(None, {**ONE.keys, "weekly": "weekly", "Weekly": "weekly", "wxweekly": "weekly"})
"""Two are, each of which a table may call by its key, its name or its AppID."""


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a file."""

    whole: bool
    """Whether `import` would end with 0."""
    problems: list[str]
    notes: list[str]
    left_out: list[str]
    """Titles of columns that were not taken."""
    held: list[str]
    """Each fact that the archive holds then, a line each."""

    def lines(self) -> Iterator[str]:
        """As a person reads it."""
        yield f"exit {0 if self.whole else 1}"
        yield from (f"! {one}" for one in self.problems)
        yield from (f"· {one}" for one in self.notes)
        if self.left_out:
            yield f"· left out: {', '.join(self.left_out)}"
        yield from (f"= {one}" for one in self.held)


async def play(path: Path, folder: Path, whose: Whose = ONE) -> Played:
    """Bring a file into an archive of its own in a folder of its own."""
    desk = Desk(folder, whose=whose)
    content = await asyncio.to_thread(path.read_bytes)
    brought = await desk.bring(path.name, content)
    left_out = [title for part in brought.taken.parts for title, what in part.columns if what is None]
    held = [line for account in sorted(set(whose.keys.values())) for line in await _held(desk, account)]
    return Played(brought.whole, problems(brought), notes(brought), left_out, held)


async def _held(desk: Desk, account: str) -> list[str]:
    lines: list[str] = []
    for fact in await desk.facts("account", account):
        lines.append(f"{account} {fact.day}: {_told(fact)}")
    for fact in await desk.facts("sources", account):
        lines.append(f"{account} {fact.day} from {fact.origin}: {_told(fact)}")
    for fact in await desk.facts("articles", account):
        lines.append(f"{account} {fact.day} {fact.msgid} “{fact.title}”: {_told(fact)}")
    for life in await desk.facts("lives", account):
        for stat in life.stats:
            lines.append(f"{account} {life.msgid} “{life.title}” until {stat.stat_date}: {_told(stat)}")
    return lines


def _told(fact: object) -> str:
    known = {
        name: value
        for held in (getattr(fact, "figures", None), getattr(fact, "rates", None))
        for name in BY_NAME
        if (value := getattr(held, name, None)) is not None
    }
    return ", ".join(f"{name} {value:g}" for name, value in known.items())

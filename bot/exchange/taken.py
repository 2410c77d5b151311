"""What was taken from a file: its parts, each with its replies, and what was wrong with it. Read in a thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.core.days import FIRST_DAY, yesterday
from bot.core.facts import Named, Reply


class Unusable(ValueError):
    """A file, or a table of one, that cannot be used at all: one plain sentence."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose figures a file holds, when it does not say so itself."""

    chosen: str | None
    """The account's key that was asked for, or that of the only account."""
    keys: Mapping[str, str]
    """Keys by what a table may call the account: its key, or its name."""
    forced: bool = False
    """Whether the account was asked for by its key: then what a table calls it does not matter."""

    def key(self, called: str | None) -> str:
        """The account's key. Raises Unusable if it is not set up, or nothing tells which it is."""
        if called is not None and not self.forced:
            if called not in self.keys:
                raise Unusable(f"“{called}” is not an account that is set up here")
            return self.keys[called]
        if self.chosen is None:
            keys = ", ".join(sorted(set(self.keys.values())))
            raise Unusable(f"several accounts are set up: say whose figures these are with --account ({keys})")
        return self.chosen


@dataclass(frozen=True, slots=True)
class Taking:
    """How a file is taken: whose, when, and under which name."""

    whose: Whose
    now: datetime
    file: str
    """The file's name without its folders: what the archive keeps as the origin."""

    def refused(self, day: date, first: date = FIRST_DAY) -> str | None:
        """Why figures of a day cannot be; None if they can."""
        if day > yesterday(self.now):
            return f"{day} is not over yet"
        return f"{day} is before {first}, the first day of such figures" if day < first else None


@dataclass(slots=True)
class Part:
    """One table, packet or export of a file."""

    what: str
    """What it was taken for."""
    replies: Iterable[Reply] = ()
    names: Mapping[str, Mapping[str, Named]] = field(default_factory=dict)
    """How articles are called, by account and msgid: an export says it. Known when the replies were read."""
    sheet: str | None = None
    columns: tuple[tuple[str, str | None], ...] = ()
    """A table's titles, and what each was taken for."""
    rows: int = 0
    """How many rows were taken. Known when the replies were read."""


@dataclass(slots=True)
class Taken:
    """What a file holds."""

    file: str
    parts: list[Part] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """What was left out, and where it stands. Grows while replies are read."""
    notes: list[str] = field(default_factory=list)
    """What a person should know, though nothing was left out."""
    passed_over: list[str] = field(default_factory=list)
    """Sheets without a header that is known: notes, charts and the like."""

    @property
    def usable(self) -> bool:
        """Whether there was anything to be taken."""
        return bool(self.parts)

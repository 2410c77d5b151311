"""What was taken from a file: its parts, each with its replies, and what was wrong with it. Read in a thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.core.days import FIRST_DAY, yesterday
from bot.core.errors import N_, Remark
from bot.core.facts import Named, Reply

MOST_NAMED = 1000
"""Things left out that are kept by their names; of a file that is wrong in each row, the rest is counted."""


class Unusable(ValueError):
    """A file, or a part of one, that cannot be used, and why: one plain sentence without its full stop."""

    def __init__(self, words: Remark | str, /, **params: object) -> None:
        self.why = words if isinstance(words, Remark) else Remark(words, **params)
        super().__init__(str(self.why))


def problem(why: Unusable | Remark | str, where: Remark | None = None) -> Remark:
    """What was left out and why, with the place in the file where it stands."""
    reason = why.why if isinstance(why, Unusable) else why
    return Remark(N_("{where}: {why}."), where=where, why=reason) if where else Remark(N_("{why}."), why=reason)


def line(number: int) -> Remark:
    """A line of a text file, as a place."""
    return Remark(N_("line {n}"), n=number)


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose figures a file holds, when it does not say so itself."""

    chosen: str | None
    """The account's key that was asked for, or that of the only account."""
    keys: Mapping[str, str]
    """Keys by what a table may call the account: its key, its name or its AppID."""
    forced: bool = False
    """Whether the account was asked for by its key: then what a table calls it does not matter."""

    def key(self, called: str | None) -> str:
        """The account's key. Raises Unusable if it is not set up, or nothing tells which it is."""
        if called is not None and not self.forced:
            if called not in self.keys:
                raise Unusable(N_("“{words}” is not an account that is set up here"), words=called)
            return self.keys[called]
        if self.chosen is None:
            keys = tuple(sorted(set(self.keys.values())))
            raise Unusable(
                N_("several accounts are set up: say whose figures these are with --account ({keys})"), keys=keys
            )
        return self.chosen


@dataclass(frozen=True, slots=True)
class Taking:
    """How a file is taken: whose, when, and under which name."""

    whose: Whose
    now: datetime
    file: str
    """The file's name without its folders: what the archive keeps as the origin."""
    held: ExitStack = field(default_factory=ExitStack)
    """What is to be closed once the replies were read."""

    def refused(self, day: date, first: date = FIRST_DAY) -> Remark | None:
        """Why figures of a day cannot be; None if they can."""
        if day > yesterday(self.now):
            return Remark(N_("{day} is not over yet"), day=str(day))
        if day < first:
            return Remark(N_("{day} is before {first}, the first day of such figures"), day=str(day), first=str(first))
        return None


Name = tuple[str, str, Named]
"""How an article is called: its account, its msgid and its name."""


@dataclass(slots=True)
class Part:
    """One table, packet or export of a file."""

    what: Remark | str
    """What it was taken for."""
    replies: Iterable[Reply] = ()
    names: Iterable[Name] = ()
    """How articles are called: an export says it. To be read after the replies."""
    sheet: str | None = None
    columns: tuple[tuple[str, Remark | str | None], ...] = ()
    """A table's titles, and what each was taken for."""
    rows: int = 0
    """How many rows were taken. Known when the replies were read."""


@dataclass(slots=True)
class Taken:
    """What a file holds."""

    file: str
    parts: list[Part] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)
    """What was left out, and where it stands. Grows while replies are read, up to MOST_NAMED."""
    unnamed: int = 0
    """How much more was left out."""
    notes: list[Remark] = field(default_factory=list)
    """What a person should know, though nothing was left out."""
    passed_over: list[str] = field(default_factory=list)
    """Sheets without a header that is known: notes, charts and the like."""

    def leave_out(self, why: Unusable | Remark | str, where: Remark | None = None) -> None:
        """Note what was left out and why, with the place in the file where it stands."""
        if len(self.problems) < MOST_NAMED:
            self.problems.append(problem(why, where))
        else:
            self.unnamed += 1

    @property
    def usable(self) -> bool:
        """Whether there was anything to be taken."""
        return bool(self.parts)

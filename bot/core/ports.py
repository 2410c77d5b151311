"""The contracts between the rooms. `store` and `chat.telegram` fulfil them, `app` hands them in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from bot.core.days import Span
from bot.core.facts import Named, Reply
from bot.core.message import Message
from bot.core.outcomes import Outcome

Json = Mapping[str, Any]
T = TypeVar("T")


class Clock(Protocol):
    """The program's time."""

    def now(self) -> datetime:
        """The present instant, aware."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A held reply without its body."""

    fetched_at: datetime
    asked_at: datetime
    rows: int
    """How many rows it has."""
    origin: str | None = None
    """The file that brought it; None is WeChat itself."""


class Archive(Protocol):
    """Raw replies, one for each account, endpoint and day; and how articles are called. Nothing ever leaves it."""

    async def keep(self, replies: Sequence[Reply]) -> None:
        """Write the replies, each in place of the one held; on disk when this returns. Raises StoreTrouble."""

    async def held(self, account: str, endpoint: str, span: Span) -> Mapping[date, Reply]:
        """The replies held for the days of a span."""

    async def each(self, account: str, endpoint: str, span: Span, make: Callable[[Reply], T]) -> Mapping[date, T]:
        """What is made of each of them, one by one and off the event loop."""

    async def marks(self, account: str, endpoint: str, span: Span) -> Mapping[date, Mark]:
        """What is known of the replies held for the days of a span without reading their bodies."""

    async def name(self, account: str, names: Mapping[str, Named]) -> None:
        """Keep how articles are called, by msgid, each in place of the one held. Raises StoreTrouble."""

    async def names(self, account: str, msgids: Collection[str]) -> Mapping[str, Named]:
        """How these articles are called, as far as it is held."""

    async def days(self) -> int:
        """Of how many days there is anything."""

    async def catalogue(self, account: str) -> Mapping[str, Named]:
        """How all articles of an account are called, by msgid."""


class Shelf(Protocol):
    """A few small JSON things by key: tokens, subscriptions, chats. Kept in memory, on disk when a write returns."""

    def get(self, key: str) -> Json | None:
        """The thing of that key, if there is one."""

    def items(self) -> Mapping[str, Json]:
        """All things, by key."""

    async def put(self, key: str, thing: Json) -> None:
        """Keep a thing. Raises StoreTrouble."""

    async def drop(self, key: str) -> None:
        """Forget a thing; none of that key is no error. Raises StoreTrouble."""


class State(StrEnum):
    """Where a delivery stands."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    SKIPPED = "skipped"


ALL = "all"
"""The scope of every account."""

DIGEST, CHART, REPLY = 1, 2, 3
"""The parts of a digest, each a message of its own: the text; its chart; the reply that tells of a correction."""


@dataclass(frozen=True, slots=True, order=True)
class DeliveryKey:
    """What a reader would call the same message."""

    report: str
    scope: str
    first: date
    length: int
    chat: int
    topic: int = 0
    part: int = 1


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One message of the ledger."""

    key: DeliveryKey
    state: State
    due: datetime
    attempts: int = 0
    next_try: datetime | None = None
    """Not tried by itself before this."""
    retry_after: datetime | None = None
    """Telegram's own wish: never tried before this."""
    message_id: int | None = None
    """Of the message; while it is uncertain, of the line in the chat that says so."""
    sent_at: datetime | None = None
    figures: str | None = None
    """A hash of the figures shown, as they stand in the chat now."""
    shown: str | None = None
    """What was first shown, as JSON, as long as it may still be corrected."""
    as_of: datetime | None = None
    """How fresh the figures are that stand in the chat now."""
    corrected_at: datetime | None = None
    """When the message was last put right."""
    provisional: bool = False
    reason: str | None = None
    by_hand: bool = False
    """Planned by a run by hand for a day that nobody is owed any more: only such a run tries it."""
    told: bool = True
    """False while the chat is still owed a line about it (uncertain, or skipped as too old)."""
    told_attempts: int = 0
    told_next: datetime | None = None


class Ledger(Protocol):
    """Every digest of every chat, and how far it came. All changes are transactions, on disk when they return."""

    async def plan(self, rows: Sequence[DeliveryRow]) -> int:
        """Add rows whose key is not there yet; how many were new."""

    async def get(self, key: DeliveryKey) -> DeliveryRow | None:
        """One row."""

    async def rows(
        self,
        *,
        states: Collection[State] = (),
        day: date | None = None,
        chat: int | None = None,
        untold: bool = False,
        shown: bool = False,
    ) -> list[DeliveryRow]:
        """The rows of these states (all, if none is given), oldest first day first; with `untold` those whose chats
        are owed a line, with `shown` those that may still be corrected."""

    async def claim(self, key: DeliveryKey, *, attempt: int, update: int | None = None) -> bool:
        """Make a row `sending` and count one attempt, if it is planned, failed, uncertain or skipped, and at `attempt`.

        False if it is not, or if the Telegram update that asks for it has acted before: somebody else has it.
        """

    async def settle(self, row: DeliveryRow, was: DeliveryRow | None = None) -> bool:
        """Write how a row ended (every field but its key); whether it was written.

        With `was`, only if it still is in that state and at that attempt: no older copy replaces a newer end.
        """

    async def settle_dead(self) -> int:
        """Make every row left `sending` by a dead process `uncertain`, digests owed a line; how many."""

    async def move(self, old: int, new: int) -> int:
        """A chat has another id now: rewrite its keys, once; a key that is there already stays; how many moved."""

    async def fold(self, before: date) -> int:
        """Put away the ended rows whose period begins before a day, and all but the newest acts; how many rows."""

    async def folded(self, chat: int) -> Mapping[State, int]:
        """How many rows of a chat are put away, by how they ended."""


Before = Callable[[], Awaitable[bool]]
"""Asked when the slot in the limiter is granted, immediately before the bytes go out; False withdraws the message."""


class Sender(Protocol):
    """A way into chats. It never raises for what a chat's server does: it says how it ended."""

    async def send(
        self,
        chat: int,
        message: Message,
        *,
        topic: int = 0,
        before: Before | None = None,
        reply_to: int | None = None,
    ) -> Outcome:
        """Post a message on the bot's own account, behind answers to people, paced; as a reply, if that is there.

        Attachments are posted as what they are, the text under the first and the buttons under the last. Several are
        several messages: how the first ended is how it ended, and `before` is asked once. A text that is too long for
        a caption is cut, never refused.
        """

    async def edit(self, chat: int, message_id: int, message: Message) -> Outcome:
        """Put a message in place of one that the bot posted: text and buttons; attachments stay as they are."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Something of the store that could not be read, and was put aside as it is."""

    table: str
    key: str
    at: datetime

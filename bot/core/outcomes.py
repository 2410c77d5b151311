"""How the sending of a message ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """The chat's server refused it, for good: `why` in its words."""

    why: str


@dataclass(frozen=True, slots=True)
class Later:
    """Not delivered; try again after so many seconds. `asked` if the server itself named them."""

    seconds: float
    asked: bool = False


class Absence(StrEnum):
    """Why a chat takes no messages."""

    LEFT = "left"
    """It removed or blocked the bot, or is deleted."""
    NEVER_STARTED = "never started"
    """A person who never wrote to the bot."""
    A_BOT = "a bot"
    """Another bot."""
    NOT_FOUND = "not found"
    """No chat that the bot knows."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The chat takes no messages: it left, or never was one that does."""

    why: str = ""
    how: Absence = Absence.LEFT


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat has another id now."""

    chat: int


@dataclass(frozen=True, slots=True)
class NoTopic:
    """The topic is deleted; the chat is there."""


@dataclass(frozen=True, slots=True)
class BadMarkup:
    """The text's markup was refused."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """An edit that changes nothing: as good as done."""


@dataclass(frozen=True, slots=True)
class NotFound:
    """The message to be edited is not there."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Handed over, and no answer that tells whether it arrived."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Not sent: `before` said no."""


Outcome = Sent | Refusal | Later | Gone | Moved | NoTopic | BadMarkup | Unchanged | NotFound | Unknown | Withdrawn

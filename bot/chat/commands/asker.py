"""Who asks, and where."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


async def _nobody() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Asker:
    """A person in a chat. `manages` tells whether he is an admin of the group; it is asked only when it matters."""

    person: int
    chat: int
    topic: int = 0
    language: str = "en"
    group: bool = False
    called: bool = False
    """Whether the bot is spoken to by name: then a group means it without a slash, too."""
    update: int | None = None
    """The number of the chat's event that asks; an act is done once for each."""
    manages: Callable[[], Awaitable[bool]] = _nobody
    name: str = ""
    """The person's, as the chat's server gave it: data."""
    title: str = ""
    """The group's."""
    own: bool = True
    """Whether he typed the words himself; what is forwarded, or comes by way of another bot, is somebody else's."""
    in_chat: bool = True
    """False on a command line, where nothing can be pushed."""

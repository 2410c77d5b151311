"""A morning's digests in many chats: what every one of them must end as, whatever happened on the way."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from bot.render import plain
from tests.botapi import Posted
from tests.end_to_end.program import World
from tests.faults.world import ledger, prepare, until

T = TypeVar("T")

DAY = "2015-01-05"
HEADING = "Daily Tech · Monday, 5 January 2015"
EVENING_BEFORE, MORNING = "2015-01-05 20:00", "2015-01-06 08:10"
NOT_KNOWN = "I cannot tell whether the digest of Monday, 5 January 2015 reached this chat."

MOST_UNCERTAIN = 30
"""What the promise allows of one death, however many chats there are."""

WITHIN = 40.0
"""Seconds that something may take on a machine that does other things too."""


async def prepared(here: World, kept: Path) -> tuple[Path, Path]:
    """Two stores as an evening leaves them, every chat subscribed: without the day's figures, and with them."""
    await prepare(here, EVENING_BEFORE)
    cold, warm = kept / "cold", kept / "warm"
    shutil.copytree(here.folder, cold)
    await prepare(here, MORNING, DAY)
    shutil.copytree(here.folder, warm)
    return cold, warm


def rows(here: World, day: str = DAY) -> dict[int, dict[str, Any]]:
    """Where each chat's digest of a day stands in the ledger; nothing in a store that was only begun."""
    try:
        found = ledger(here)
    except sqlite3.OperationalError:
        return {}
    return {row["chat"]: row for row in found if (row["first"], row["length"], row["part"]) == (day, 1, 1)}


def told(here: World) -> str:
    """How each chat's digest stands and what was posted there, a line each: for whoever reads of a failure."""
    found = rows(here)
    return "\n".join(
        f"{chat}: {found[chat]['state'] if chat in found else 'not planned'} {[text[:50] for text in here.texts(chat)]}"
        for chat in here.chats
    )


def digests(here: World, chat: int, heading: str = HEADING) -> list[Posted]:
    """The digests of the day in a chat."""
    return [posted for posted in here.telegram.sent(chat) if plain(posted.text).startswith(heading)]


def asked(here: World, chat: int) -> list[Posted]:
    """The lines in a chat that say that nobody knows, with their button."""
    return [posted for posted in here.telegram.sent(chat) if plain(posted.text).startswith(NOT_KNOWN)]


def in_state(here: World, *states: str) -> list[int]:
    """The chats whose digest is in one of these states."""
    return [chat for chat, row in rows(here).items() if row["state"] in states]


def at_rest(here: World) -> bool:
    """Whether every chat's digest has ended, and every chat has been told what it is owed."""
    found = rows(here)
    ended = all(row["state"] in ("sent", "uncertain") and row["told"] for row in found.values())
    return ended and set(found) == set(here.chats)


async def until_at_rest(here: World) -> None:
    await until(lambda: at_rest(here), "every chat has its digest or a line", WITHIN)


def laws(here: World, most_lines: int = 1, chats: Iterable[int] | None = None) -> Counter[str]:
    """Each chat has one digest, or stands as uncertain and was told so; never two digests, never no word.

    A line is repeated until it is confirmed: after a death in its midst it may stand there once more.
    """
    found, counts = rows(here), Counter[str]()
    for chat in here.chats if chats is None else chats:
        state, there, lines = found[chat]["state"], digests(here, chat), asked(here, chat)
        said = f"chat {chat}, {state}: {[plain(posted.text) for posted in here.telegram.sent(chat)]}"
        assert len(there) <= 1, said
        if state == "sent":
            assert len(there) == 1, said
            assert not lines, said
            assert found[chat]["message_id"] == there[0].message_id, said
        else:
            assert state == "uncertain", said
            assert 1 <= len(lines) <= most_lines, said
            assert [label for row in lines[-1].buttons for label, _ in row] == ["Send again"], said
        assert len(here.texts(chat)) == len(there) + len(lines), said
        counts.update(["messages", "uncertain"] if state == "uncertain" else ["messages"])
    assert counts["uncertain"] <= MOST_UNCERTAIN * max(1, most_lines), told(here)
    return counts


async def pressed(here: World, chats: Iterable[int], people: Sequence[int]) -> None:
    """*Send again* pressed in these chats by these people, all at once; until each of them has his answer."""
    answers: dict[int, int] = {}
    for chat in chats:
        line, again = next((posted, _offered(posted)[0]) for posted in here.telegram.sent(chat) if _offered(posted))
        answers[chat] = len(here.telegram.called("editMessageText", chat)) + len(people)
        for person in people:
            here.telegram.press(chat, person, line.message_id, again)

    def answered() -> bool:
        return all(len(here.telegram.called("editMessageText", chat)) >= number for chat, number in answers.items())

    await until(answered, "each press is answered", WITHIN)


def _keyboards(posted: Posted) -> list[dict[str, Any]]:
    """Those that ever stood under a message, the first one first."""
    return [keyboard for keyboard in (*(markup for _, _, markup in posted.edits), posted.markup) if keyboard]


def _offered(posted: Posted) -> list[str]:
    """The commands that *Send again* ever stood for under a message."""
    buttons = [button for keyboard in _keyboards(posted) for row in keyboard["inline_keyboard"] for button in row]
    return [button["callback_data"] for button in buttons if button["text"] == "Send again"]


async def together(*works: Awaitable[T]) -> list[T]:
    """Do all of it side by side, each to its end. Raises AssertionError with every failure."""
    ends = await asyncio.gather(*works, return_exceptions=True)
    failures = [end for end in ends if isinstance(end, BaseException)]
    if failures:
        raise AssertionError(f"{len(failures)} of {len(ends)}:\n" + "\n\n".join(map(str, failures))) from failures[0]
    return [end for end in ends if not isinstance(end, BaseException)]

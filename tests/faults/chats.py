"""Chats that leave, move, lose a topic or fail for ever in the midst of a broadcast: the others never notice."""

from __future__ import annotations

import math
import signal
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

from bot.render import plain
from tests.botapi import Hang, Limits, api_error, retry_after
from tests.botapi.faults import Action
from tests.end_to_end.program import world
from tests.faults.matrix import Fault
from tests.faults.morning import DAY, EVENING_BEFORE, HEADING, MORNING, WITHIN, in_state, rows, told
from tests.faults.upheaval import TOPIC, TUESDAY, WEDNESDAY, Upheaval
from tests.faults.world import prepare, until
from tests.house import ADMIN, china


async def _upheaval(rng: Random, folder: Path) -> Counter[str]:
    """Three mornings: in the first it happens, in the second it lasts; before the third two of the chats come back.

    By then Monday's figures are others: its digests are put right, wherever they can be.
    """
    revised = {date.fromisoformat(DAY): china("2015-01-08 08:00")}
    async with world(folder, rng.randint(16, 26), revised=revised) as here:
        n = rng.randint(1, len(here.chats))
        what = Upheaval(here, rng, n, n + rng.randint(0, 6) if rng.random() < 0.5 else math.inf)
        await _evening(what)
        await _first_morning(what)
        for notice in what.notices:
            here.telegram.updates.again(notice)
        staying = len(here.chats) - len(what.gone)
        await _morning_after(what, "2015-01-07", TUESDAY, staying)
        for chat in what.back:
            here.telegram.member_update(chat, "member")
        await _morning_after(what, "2015-01-08", WEDNESDAY, staying + len(what.back))
        bot = await here.start("run", now="2015-01-08 09:00")
        await until(what.heard, "the admins have heard of all", WITHIN)
        await until(what.put_right, "what was sent is put right", WITHIN)
        await here.end(bot, signal.SIGTERM)
        counts = {"chats": len(here.chats), "gone": len(what.gone), "moved": len(what.movers), "topics deleted": 2}
        return Counter({**counts, "uncertain": what.judge()})


async def _evening(what: Upheaval) -> None:
    """Every chat is subscribed, two of them in a topic."""
    here = what.here
    await prepare(here, EVENING_BEFORE)
    bot = await here.start("run", now=EVENING_BEFORE)
    await here.until_menu()
    for chat in what.topical:
        here.telegram.say(chat, ADMIN, "/unsubscribe")
        here.telegram.say(chat, ADMIN, "/subscribe", thread=TOPIC)
    await until(lambda: all(len(here.texts(chat)) == 2 for chat in what.topical), "topics subscribed", WITHIN)
    await here.end(bot, signal.SIGTERM)


async def _first_morning(what: Upheaval) -> None:
    """A broadcast in which it happens, and what another process makes of what is left."""
    here, moving = what.here, {place for chat in what.movers for place in what.places[chat]}
    here.telegram.watch = what.watch
    what.bot = await here.start("run", now="2015-01-06 08:29:59")

    def ended() -> bool:
        """Of a chat that moves while it waits for its turn, the next look a minute later brings it."""
        here_now = set(in_state(here, "sent", "uncertain", "skipped")) - moving
        return len(here_now) == len(here.chats) - len(what.movers)

    await until(lambda: what.killed or ended(), "the digests of all that did not move", WITHIN)
    await here.end(what.bot, what.rng.choice([signal.SIGTERM, signal.SIGKILL]))
    bot = await here.start("run", now="2015-01-06 08:34")
    await until(lambda: not in_state(here, "planned", "sending", "failed"), "the first morning's end", WITHIN)
    await here.end(bot, signal.SIGTERM)


async def _morning_after(what: Upheaval, date: str, heading: str, number: int) -> None:
    """A morning on which so many chats get their digest."""
    bot = await what.here.start("run", now=f"{date} 08:29:59")

    def arrived() -> bool:
        return sum(len(what.found(chat, heading)) for chat in what.here.chats) >= number

    await until(arrived, f"{number} digests: {heading}", WITHIN)
    await what.here.end(bot, signal.SIGTERM)


FAILURES: dict[str, Action] = {
    "says nothing": Hang(),
    "asks to wait": retry_after(10_072),
    "has an error": api_error(500, "Internal Server Error"),
    "refuses": api_error(400, "Bad Request: something that nobody has heard of"),
    "has blocked the bot": api_error(403, "Forbidden: bot was blocked by the user"),
}


async def _one_of_many(rng: Random, folder: Path) -> Counter[str]:
    """300 chats, private ones and groups, of which one fails; Telegram's own limits are enforced."""
    async with world(folder, 150) as here:
        people = range(2001, 2151)
        here.chats = rng.sample([*here.chats, *people], 300)
        for person in people:
            here.telegram.chat(person)
        await prepare(here, EVENING_BEFORE)
        await prepare(here, MORNING, DAY)
        here.telegram.limits = Limits()
        ill, how = rng.choice(here.chats), rng.choice([*FAILURES])
        here.telegram.fault("sendMessage", FAILURES[how], chat=ill, times=None)
        bot = await here.start("run", now="2015-01-06 08:29:59")
        well = {chat for chat in here.chats if chat != ill}
        await until(lambda: set(in_state(here, "sent")) == well, f"299 of 300, one {how}", WITHIN)
        await here.end(bot, signal.SIGKILL)
        for chat in well:
            (digest,) = here.telegram.sent(chat)
            assert plain(digest.text).startswith(HEADING)
            assert "Late: " not in plain(digest.text)
            assert len(here.telegram.called("sendMessage", chat)) == 1, "never more than Telegram allows"
        assert not here.telegram.sent(ill), told(here)
        state = {"says nothing": "sending", "has blocked the bot": "skipped"}.get(how, "failed")
        assert rows(here)[ill]["state"] == state, rows(here)[ill]
        return Counter({"chats": 300, "on time": len(well)})


FAULTS: tuple[Fault, ...] = (
    Fault(
        "403, chat deleted, topic deleted, migration in mid-broadcast",
        "paused, and the admins told once; fallen back to the chat; moved once; others unharmed",
        _upheaval,
    ),
    Fault("1 of 300 chats failing", "299 on time, without one 429 where Telegram's limits are enforced", _one_of_many),
)

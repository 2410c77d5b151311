"""Chats that leave, move, lose a topic or fail for ever in the midst of a broadcast: the others never notice."""

from __future__ import annotations

import math
import signal
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bot.render import plain
from tests.botapi import Call, Hang, Limits, Step, api_error, retry_after
from tests.botapi.faults import Action
from tests.end_to_end.nursery import nursery
from tests.end_to_end.program import Running, World, world
from tests.faults.matrix import Fault
from tests.faults.morning import EVENING_BEFORE, HEADING, MORNING, WITHIN, asked, digests, in_state, rows, told
from tests.faults.world import prepare, until
from tests.house import ADMIN

TOPIC = 5
TOPIC_GONE = "The topic of this digest is gone, so it comes here."
TUESDAY, WEDNESDAY = "Daily Tech · Tuesday, 6 January 2015", "Daily Tech · Wednesday, 7 January 2015"


@dataclass
class Upheaval:
    """What happens to nine chats of a world when the n-th message of a broadcast arrives."""

    here: World
    rng: Random
    n: int
    dies_at: float
    """The message with which the bot is killed; infinite if it is not."""
    bot: Running | None = None
    arrived: int = 0
    before: dict[int, int] = field(default_factory=dict)
    """Calls to each chat until then."""

    def __post_init__(self) -> None:
        self.blocked, self.deleted, self.deactivated, self.kicked, self.left, *rest = self.rng.sample(
            self.here.chats, 9
        )
        self.topical, self.movers = rest[:2], rest[2:]
        self.moved = {old: old - 1_000_000 for old in self.movers}
        self.notices: tuple[int, ...] = ()
        for chat in self.topical:
            self.here.telegram.chat(chat, topics=[TOPIC])

    @property
    def killed(self) -> bool:
        """Whether it comes so far that the bot is killed: of those that are gone nobody knows whether one is tried."""
        return self.dies_at <= len(self.here.chats) - len(self.gone)

    @property
    def gone(self) -> tuple[int, ...]:
        return self.blocked, self.deleted, self.deactivated, self.kicked, self.left

    async def watch(self, step: Step, call: Call) -> None:
        """Bring it about with the n-th message, and the bot's end with its own."""
        if step is not Step.ARRIVED or call.method != "sendMessage":
            return
        self.arrived += 1
        if self.arrived == self.n:
            self.before = {chat: len(self.here.telegram.called("sendMessage", chat)) for chat in self.here.chats}
            self._now()
        if self.arrived == self.dies_at and self.bot is not None:
            self.bot.send_signal(signal.SIGKILL)

    def _now(self) -> None:
        telegram, chats = self.here.telegram, self.here.telegram.world.chats
        chats[self.blocked].bot = "kicked"
        chats[self.deactivated].deactivated = True
        telegram.fault(None, api_error(400, "Bad Request: chat not found"), chat=self.deleted, times=None)
        telegram.member_update(self.kicked, "kicked")
        telegram.member_update(self.left, "left")
        for chat in self.topical:
            chats[chat].topics.clear()
        told, silent = self.movers
        self.notices = telegram.migrate(told, self.moved[told])
        # Of the other one no notice comes: only the refusal of a message says where it is.
        telegram.chat(self.moved[silent])
        chats[silent].moved_to = self.moved[silent]


async def _upheaval(rng: Random, folder: Path) -> Counter[str]:
    """Three mornings: in the first it happens, in the second it lasts, before the third two of the chats come back."""
    async with nursery(folder) as forks, world(folder, rng.randint(16, 26), nursery=forks) as here:
        n = rng.randint(1, len(here.chats))
        what = Upheaval(here, rng, n, n + rng.randint(0, 6) if rng.random() < 0.5 else math.inf)
        await _evening(what)
        here.telegram.watch = what.watch
        await _first_morning(what)
        here.telegram.updates.again(what.notices[0])
        here.telegram.updates.again(what.notices[1])
        await _morning_after(here, "2015-01-07", TUESDAY, len(here.chats) - len(what.gone))
        for chat in (what.kicked, what.left):
            here.telegram.member_update(chat, "member")
        await _morning_after(here, "2015-01-08", WEDNESDAY, len(here.chats) - len(what.gone) + 2, what)
        return _judged(what)


async def _first_morning(what: Upheaval) -> None:
    """A broadcast in which it happens, and what another process makes of what is left."""
    here = what.here
    what.bot = await here.start("run", now="2015-01-06 08:29:59")

    def ended() -> int:
        """Chats whose digests have ended; of a chat that moved meanwhile, the next look brings it."""
        return len(set(in_state(here, "sent", "uncertain", "skipped")) - set(what.movers) - set(what.moved.values()))

    if what.killed:
        await here.end(what.bot, within=WITHIN)
    else:
        await until(lambda: ended() == len(here.chats) - len(what.movers), "all that did not move", WITHIN)
        await here.end(what.bot, what.rng.choice([signal.SIGTERM, signal.SIGKILL]))
    bot = await here.start("run", now="2015-01-06 08:34")
    await until(lambda: not in_state(here, "planned", "sending", "failed"), "the first morning's end", WITHIN)
    await here.end(bot, signal.SIGTERM)


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


async def _morning_after(here: World, date: str, heading: str, number: int, last: Upheaval | None = None) -> None:
    """A morning on which so many chats get their digest; on the last the admins have heard of all."""
    bot = await here.start("run", now=f"{date} 08:29:59")

    def arrived() -> int:
        return sum(len(digests(here, chat, heading)) for chat in here.telegram.world.chats)

    try:
        await until(lambda: arrived() >= number, f"{number} digests: {heading}", WITHIN)
        if last is not None:
            await until(lambda: len(_notices(here)) >= len(last.gone) + 2, "every notice", WITHIN)
    finally:
        ended = await here.end(bot, signal.SIGTERM)
    assert arrived() == number, f"{told(here)}\n{ended.err}"


def _notices(here: World) -> list[str]:
    """What admins were told of chats."""
    return [text for text in here.texts(ADMIN) if "Chat -" in text]


def _judged(what: Upheaval) -> Counter[str]:
    here, killed = what.here, what.killed
    uncertain = 0
    for chat in here.chats:
        places = [chat, *([what.moved[chat]] if chat in what.moved else [])]
        there = [
            [posted for place in places for posted in digests(here, place, h)] for h in (HEADING, TUESDAY, WEDNESDAY)
        ]
        lines = [posted for place in places for posted in asked(here, place)]
        said = f"{what.n} of {len(here.chats)}, killed at {what.dies_at}\n{places}: {[[plain(p.text)[:60] for p in here.telegram.sent(place)] for place in places]}"
        back = chat in (what.kicked, what.left)
        expected = [0, int(back)] if chat in what.gone else [1, 1]
        assert [len(posted) for posted in there[1:]] == expected, said
        assert len(there[0]) <= 1, said
        assert killed or not lines, said
        assert there[0] or lines or chat in what.gone, said
        uncertain += bool(lines)
        refused = len(here.telegram.called("sendMessage", chat)) - len(here.telegram.sent(chat))
        if chat in (*what.gone, *what.movers):
            assert refused <= 1 + killed, f"{refused} refused\n{said}"
        if chat in what.movers:
            assert [posted.chat for day in there[1:] for posted in day] == [what.moved[chat]] * 2, said
        if chat in what.topical:
            assert all(posted.thread is None and TOPIC_GONE in posted.text for day in there[1:] for posted in day), said
        if chat in what.gone:
            _announced(here, chat, back=back, most=1 + killed)
    counts = {"chats": len(here.chats), "gone": len(what.gone), "moved": len(what.movers), "topics deleted": 2}
    return Counter({**counts, "uncertain": uncertain})


def _announced(here: World, chat: int, *, back: bool, most: int) -> None:
    """The admins hear of each chat that is gone, and of each that is back, once."""
    notices = [text for text in _notices(here) if f"Chat {chat}" in text]
    assert 1 <= sum("removed or blocked the bot" in text for text in notices) <= most, notices
    assert sum("gets its digests again" in text for text in notices) == back, notices


FAILURES: dict[str, Action] = {
    "says nothing": Hang(),
    "asks to wait": retry_after(10_072),
    "has an error": api_error(500, "Internal Server Error"),
    "refuses": api_error(400, "Bad Request: something that nobody has heard of"),
    "has blocked the bot": api_error(403, "Forbidden: bot was blocked by the user"),
}


async def _one_of_many(rng: Random, folder: Path) -> Counter[str]:
    """300 chats, private ones and groups, of which one fails; Telegram's own limits are enforced."""
    async with nursery(folder) as forks, world(folder, 150, nursery=forks) as here:
        people = range(2001, 2151)
        here.chats = rng.sample([*here.chats, *people], 300)
        for person in people:
            here.telegram.chat(person)
        await prepare(here, EVENING_BEFORE)
        await prepare(here, MORNING, "2015-01-05")
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

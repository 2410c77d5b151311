"""WeChat late, unreachable or not to be understood: a digest waits, goes out provisional, and is put right in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, time
from pathlib import Path
from random import Random
from typing import Any

from bot.core.days import ONE_DAY
from bot.render import plain
from bot.wechat.simulator import EVERYWHERE, FOREVER, Altered, Body, CutOff, Html, NotComputed
from bot.wechat.simulator.faults import Answer
from tests.end_to_end.program import World
from tests.faults import refusals
from tests.faults.matrix import Fault
from tests.faults.wire import Line, Wire, wire
from tests.faults.world import (
    LOOKS,
    ask,
    digests,
    hurried,
    ledger,
    mornings,
    only,
    others,
    prepare,
    quiet,
    running,
    said,
    states,
    until,
)

DAY = date(2015, 1, 5)
NEXT = DAY + ONE_DAY
READERS = "24,140 readers"
"""What the simulated account has on that day."""

EARLY = time(8, 33)
"""When figures come that the next try finds; the one after the deadline finds those of `OVERDUE`."""
OVERDUE = time(11, 33)

GARBAGE: tuple[Answer, ...] = (
    *(CutOff(), Html(200), Html(403), Body([]), Body(None)),
    *(Body({"list": None}), Body({"list": "none"}), Body({"list": [[]]}), Body({"errcode": "x"})),
)

WAITS = "it waits; past the deadline it goes out provisional, and is edited when the figures come"


@asynccontextmanager
async def wired(folder: Path, **simulated: Any) -> AsyncIterator[tuple[World, Line]]:
    """A world whose WeChat is behind a wire."""
    async with mornings(folder, **simulated) as here, wire(here.wechat_url) as line:
        here.wechat_url = line.url
        yield here, line


async def late(here: World, mend: Callable[[], None], early: bool, day: date = DAY) -> Counter[str]:
    """A morning without figures: they come before the deadline or after it."""
    chat, due = here.chats[0], day + ONE_DAY
    async with running(here, f"{due} 08:29:59.300"):
        await until(lambda: states(here, str(day)) == [("planned", "waiting")], "a digest that waits")
        assert not here.texts(chat)
    if early:
        mend()
        async with running(here, f"{due} 08:35:10"):
            await until(lambda: digests(here, chat), "the digest that waited")
        text = said(only(digests(here, chat)))
        assert "Provisional" not in text
        assert "Late:" not in text
        assert not others(here, chat)
        return Counter({"digests that waited for figures": 1})
    async with running(here, f"{due} 11:30:05"):
        await until(lambda: digests(here, chat), "the provisional digest")
    assert "⚠ Provisional" in said(only(digests(here, chat)))
    assert not others(here, chat)
    mend()
    async with running(here, f"{due} 11:36:00"):
        await until(lambda: others(here, chat), "the reply that tells of the figures")
        await quiet()
    corrected(here, day, "11:36", edits=1, reply=True)
    assert "Provisional" not in said(only(digests(here, chat)))
    return Counter({"digests that waited for figures": 1, "provisional ones edited": 1})


def corrected(here: World, day: date, at: str, *, edits: int, reply: bool) -> None:
    """The day's one digest was edited so often, and then last; the headline moved, or not, and has one reply."""
    heading = f"{day.day} {day:%B} {day.year}"
    digest = only([posted for posted in digests(here, here.chats[0]) if heading in said(posted).splitlines()[0]])
    assert len(digest.edits) == edits, [plain(text) for text, _, _ in digest.edits]
    lines = said(digest).splitlines()
    assert any(line.startswith("Corrected at ") and f"{at}:" in line for line in lines), lines
    replies = others(here, here.chats[0])
    assert [posted.reply_to for posted in replies] == [digest.message_id] * reply, replies
    # None is on its way either.
    assert len([row for row in ledger(here) if row["first"] == str(day) and row["part"] > 1]) == reply


async def server_errors(dice: Random, folder: Path) -> Counter[str]:
    status = dice.choice((500, 502, 503, 504))
    async with mornings(folder) as here:
        await prepare(here, f"{DAY} 20:00")
        here.simulator.faults.add(dice.choice((EVERYWHERE, "getuserread")), Html(status), times=FOREVER)
        counts = await late(here, here.simulator.faults.clear, dice.random() < 0.5)
        assert READERS in said(only(digests(here, here.chats[0])))
        return counts


async def resets(dice: Random, folder: Path) -> Counter[str]:
    async with wired(folder) as (here, line):
        await prepare(here, f"{DAY} 20:00")
        line.state = dice.choice((Wire.CUT_BEFORE, Wire.CUT_AFTER, Wire.CUT_WITHIN))
        counts = await late(here, line.mend, dice.random() < 0.5)
        assert READERS in said(only(digests(here, here.chats[0])))
        return counts + Counter({"connections reset": line.hurt})


async def garbage(dice: Random, folder: Path) -> Counter[str]:
    answer = dice.choice(GARBAGE)
    async with wired(folder) as (here, line):
        await prepare(here, f"{DAY} 20:00", "2015-01-04")
        noise = dice.random() < 0.3
        line.state = Wire.NOISE if noise else Wire.WHOLE
        if not noise:
            here.simulator.faults.add("getuserread", answer, times=FOREVER)

        def mend() -> None:
            here.simulator.faults.clear()
            line.mend()

        counts = await late(here, mend, dice.random() < 0.5)
        assert READERS in said(only(digests(here, here.chats[0])))
        return counts


async def dribble(dice: Random, folder: Path) -> Counter[str]:
    """An answer that never comes to an end is given up; the archive and the way out do not wait for it."""
    async with wired(folder) as (here, line):
        await prepare(here, f"{DAY} 20:00", "2015-01-01")
        here.begin = hurried(LOOKS, "wechat.client.LONGEST_CALL = 0.15")
        line.state = dice.choice((Wire.DRIP, Wire.SILENCE))

        def mend() -> None:
            line.mend()
            here.begin = hurried(LOOKS)

        counts = await late(here, mend, dice.random() < 0.5)
        line.state = Wire.DRIP
        hurt = line.hurt
        async with running(here, "2015-01-07 08:29:59.300"):
            await until(lambda: line.hurt > hurt, "a call to WeChat")
            await ask(here, "/reads 2015-01-01", within=3)
        return counts + Counter({"answers from the archive meanwhile": 1})


async def not_ready(dice: Random, folder: Path) -> Counter[str]:
    early = dice.random() > 0.5
    async with mornings(folder, late={DAY: EARLY if early else OVERDUE}) as here:
        await prepare(here, f"{DAY} 20:00")
        counts = await late(here, lambda: None, early)
        assert READERS in said(only(digests(here, here.chats[0])))
        return counts


async def empty(dice: Random, folder: Path) -> Counter[str]:
    early = dice.random() > 0.5
    times = {DAY: EARLY if early else OVERDUE}
    async with mornings(folder, late=times, not_computed=NotComputed.EMPTY) as here:
        await prepare(here, f"{DAY} 20:00")
        counts = await late(here, lambda: None, early)
        assert READERS in said(only(digests(here, here.chats[0])))
        return counts


async def delayed(dice: Random, folder: Path) -> Counter[str]:
    early = dice.random() > 0.5
    day = date(2026, 11, 23)
    async with mornings(folder, delayed_until=EARLY if early else OVERDUE) as here:
        await prepare(here, f"{day} 20:00")
        counts = await late(here, lambda: None, early, day)
        async with running(here, f"{day + ONE_DAY} 11:50:00"):
            answer = await ask(here, f"/report {day}")
        digest = said(only(digests(here, here.chats[0])))
        assert answer.splitlines()[1] in digest.splitlines(), (answer, digest)
        return counts


async def revised(dice: Random, folder: Path) -> Counter[str]:
    """Each revision edits the one message; the first that moves the headline by 5 % has one reply, and no other has."""
    first, sign = dice.randrange(10_000, 40_000, 200), dice.choice((1, -1))
    limit = first // 20
    async with mornings(folder) as here:
        await prepare(here, f"{DAY} 20:00")
        readers = first

        def change(answer: dict[str, Any]) -> dict[str, Any]:
            for row in answer.get("list", ()):
                if row["ref_date"] == str(DAY) and row["user_source"] == 99999999:
                    row["int_page_read_user"] = readers
            return answer

        here.simulator.faults.add("getuserread", Altered(change), times=FOREVER)
        async with running(here, f"{NEXT} 08:29:59.300"):
            await until(lambda: digests(here, here.chats[0]), "the digest")
            await quiet()
        assert not only(digests(here, here.chats[0])).edits, "edited, and no figure had changed"
        revisions = (
            (f"{NEXT} 12:30:05", limit - 1, False),
            ("2015-01-07 08:15:10", limit, True),
            ("2015-01-08 08:15:10", 2 * limit, True),
        )
        for edits, (now, moved, reply) in enumerate(revisions, 1):
            readers = first + sign * moved
            async with running(here, now):
                figure = f"{readers:,} readers"
                await until(lambda f=figure: f in said(digests(here, here.chats[0])[0]), f"{figure} at {now}")  # type: ignore[misc]
                await until(lambda r=reply: len(others(here, here.chats[0])) >= r, "the reply")  # type: ignore[misc]
                await quiet()
            corrected(here, DAY, now[11:16], edits=edits, reply=reply)
        return Counter({"revisions edited": 3, "replies to them": 1})


FAULTS: tuple[Fault, ...] = (
    Fault("WeChat: 5xx", WAITS, server_errors),
    Fault("WeChat: connections reset", WAITS, resets),
    Fault("WeChat: slow-loris", f"{WAITS}; questions and the way out do not wait", dribble),
    Fault("WeChat: garbage for JSON", WAITS, garbage),
    Fault("WeChat: 61503, then data", WAITS, not_ready),
    Fault("WeChat: `is_delay` true, then false", WAITS, delayed),
    Fault("WeChat: an empty day, then a full one", WAITS, empty),
    Fault(
        "WeChat: a day is revised",
        "the same message is edited; one reply, the first time that the headline has moved by 5 %",
        revised,
    ),
    *refusals.FAULTS,
)

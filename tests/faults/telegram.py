"""Telegram answers badly, or asks to wait: what is sent again, what is uncertain, and what waits."""

from __future__ import annotations

import signal
import socket
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from bot.render import plain
from tests.botapi import (
    Accept,
    Answer,
    Call,
    Hang,
    Noise,
    Reset,
    Step,
    api_error,
    cut_off,
    html_page,
    no_result,
    retry_after,
)
from tests.botapi.faults import Action
from tests.end_to_end.program import World, world
from tests.faults import chats
from tests.faults.matrix import Fault
from tests.faults.morning import (
    EVENING_BEFORE,
    MORNING,
    WITHIN,
    asked,
    digests,
    in_state,
    laws,
    pressed,
    rows,
    told,
    until_at_rest,
)
from tests.faults.world import hurried, prepare, until
from tests.house import china

IN_A_HURRY = hurried("chat.telegram.request.SILENCE = 1.5")
"""Silence counts as such after 20 s; here that would be most of the time."""

NOT_TAKEN: dict[str, Action] = {
    "an internal error": api_error(500, "Internal Server Error"),
    "an error of Telegram's own gateway": api_error(502, "Bad Gateway"),
    "too many, without a time": api_error(429, "Too Many Requests"),
    "a refusal": api_error(400, "Bad Request: something that nobody has heard of"),
}
"""Refused in the Bot API's own words: not delivered, so it is sent again."""

BAD_ANSWERS: dict[str, Answer | Reset | Hang | Noise] = {
    "silence": Hang(),
    "a reset": Reset(),
    "noise": Noise(),
    "an answer cut off": cut_off(),
    "an acceptance without a message": no_result(),
    "half an acceptance": Answer(200, b'{"ok":true,"result":{"message_id":7,'),
    "a page": html_page(200),
    "a proxy's page": html_page(502),
    "a proxy's page that forbids": html_page(403),
    "a proxy's page that finds nothing": html_page(404),
}
"""Answers that do not tell whether the message arrived: it is uncertain, whether it did or not."""


async def _unclear(rng: Random, folder: Path) -> Counter[str]:
    """No connection at first; then, in one broadcast, each way in which an answer goes wrong in a chat of its own."""
    number = len(NOT_TAKEN) + 2 * len(BAD_ANSWERS) + 1
    async with world(folder, number + rng.randint(4, 10)) as here:
        await prepare(here, EVENING_BEFORE)
        await _unreachable(here)
        here.begin = IN_A_HURRY
        ill = rng.sample(here.chats, number)
        repeated, before, after, unmarked = _ordered(here, ill)
        unconfirmed = rng.sample([*before, *after], 3)
        for chat in unconfirmed:
            here.telegram.fault("sendMessage", Accept(rng.choice([*BAD_ANSWERS.values()])), chat=chat)
        bot = await here.start("run", now="2015-01-06 08:33")
        await until(
            lambda: len(in_state(here, "sent", "uncertain")) == len(here.chats) - len(repeated), "the rest", WITHIN
        )
        assert set(in_state(here, "failed")) == set(repeated), told(here)
        uncertain = {*before, *after}

        def known() -> bool:
            """Each of them has its line, and the bot has written down which of these were confirmed."""
            row = rows(here)
            heard = all(row[chat]["told"] for chat in uncertain.difference(unconfirmed))
            return heard and all(asked(here, chat) for chat in uncertain)

        await until(known, "each uncertain chat is told", WITHIN)
        await here.end(bot, rng.choice([signal.SIGTERM, signal.SIGKILL]))
        bot = await here.start("run", now="2015-01-06 08:40")
        await until_at_rest(here)
        counts = laws(here, most_lines=2)
        assert set(in_state(here, "uncertain")) == uncertain, told(here)
        assert [chat for chat in here.chats if len(asked(here, chat)) == 2] == sorted(unconfirmed, reverse=True), told(
            here
        )
        assert [len(digests(here, chat)) for chat in (*before, *after)] == [0] * len(before) + [1] * len(after), told(
            here
        )
        assert not digests(here, unmarked)[0].entities, "refused markup goes out as plain text"
        await pressed(here, [*before, *after], (11, 12))
        await here.end(bot, signal.SIGTERM)
    expected = Counter(dict.fromkeys(here.chats, 1)) + Counter(after)
    assert Counter({chat: len(digests(here, chat)) for chat in here.chats}) == expected, told(here)
    return counts + Counter({"answers gone wrong": number, "repeated": len(repeated)})


async def _unreachable(here: World) -> None:
    """Nobody listens where Telegram should be: nothing was delivered for certain, so nothing is uncertain."""
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    ended = await here.verb("morning", now="2015-01-06 08:31", TELEGRAM__API_URL=f"http://127.0.0.1:{port}")
    assert ended.status == 1, ended
    assert set(in_state(here, "failed")) == set(here.chats), told(here)


def _ordered(here: World, ill: list[int]) -> tuple[list[int], list[int], list[int], int]:
    """A chat for each fault: those to send it to again, where it did not arrive, where it did; one without markup."""
    unmarked, *left = ill
    here.telegram.fault("sendMessage", api_error(400, "Bad Request: can't parse entities: too odd"), chat=unmarked)
    repeated, before, after = ([left.pop() for _ in kinds] for kinds in (NOT_TAKEN, BAD_ANSWERS, BAD_ANSWERS))
    for chat, refusal in zip(repeated, NOT_TAKEN.values(), strict=True):
        here.telegram.fault("sendMessage", refusal, chat=chat)
    for chat, answer in zip(before, BAD_ANSWERS.values(), strict=True):
        here.telegram.fault("sendMessage", answer, chat=chat)
    for chat, answer in zip(after, BAD_ANSWERS.values(), strict=True):
        here.telegram.fault("sendMessage", Accept(answer), chat=chat)
    return repeated, before, after, unmarked


class Arrivals:
    """When each chat's messages arrived, by WeChat's clock: it is never behind the program's."""

    def __init__(self, here: World) -> None:
        self._here = here
        self._at: dict[int, list[datetime]] = {}
        here.telegram.watch = self._watch

    async def _watch(self, step: Step, call: Call) -> None:
        if step is Step.ARRIVED and call.method == "sendMessage" and call.chat is not None:
            self._at.setdefault(call.chat, []).append(self._here.wechat_clock.now())

    def of(self, chat: int) -> list[datetime]:
        return self._at.get(chat, [])


async def _asked_to_wait(rng: Random, folder: Path) -> Counter[str]:
    """Three chats ask for 1 s, 300 s and 3 h; the bot is stopped or killed while two of them wait."""
    async with world(folder, rng.randint(8, 16)) as here:
        await prepare(here, EVENING_BEFORE)
        await prepare(here, MORNING, "2015-01-05")
        arrivals = Arrivals(here)
        moment, minutes, hours = waits = rng.sample(here.chats, 3)
        for chat, seconds in zip(waits, (1, 300, 10_800), strict=True):
            here.telegram.fault("sendMessage", retry_after(seconds), chat=chat)
        bot = await here.start("run", now="2015-01-06 08:29:59")
        await until(lambda: len(in_state(here, "sent")) == len(here.chats) - 2, "all but those who wait longer", WITHIN)
        await here.end(bot, rng.choice([signal.SIGTERM, signal.SIGKILL]))
        first, second = arrivals.of(moment)
        assert second - first >= timedelta(seconds=1), "a second has passed"
        wishes = {}
        for chat, seconds in ((minutes, 300), (hours, 10_800)):
            wishes[chat] = datetime.fromisoformat(rows(here)[chat]["retry_after"])
            assert abs(wishes[chat] - arrivals.of(chat)[0] - timedelta(seconds=seconds)) < timedelta(seconds=10)
        await _too_early(here, rng, wishes[minutes])
        for chat in (minutes, hours):
            await _in_time(here, rng, chat, wishes[chat], arrivals)
        late = [chat for chat in here.chats if "Late: " in plain(digests(here, chat)[0].text)]
        assert late == [hours], told(here)
        return laws(here) + Counter({"waits kept": 3})


async def _too_early(here: World, rng: Random, wish: datetime) -> None:
    """A run by hand tries at once what failed, but not what Telegram itself wants later."""
    before = len(here.telegram.called("sendMessage"))
    now = wish - timedelta(seconds=rng.randint(60, 280))
    ended = await here.verb("morning", now=_said(now))
    assert ended.out == "Digests of 2015-01-05: nothing to send.\n", ended
    assert len(here.telegram.called("sendMessage")) == before


async def _in_time(here: World, rng: Random, chat: int, wish: datetime, arrivals: Arrivals) -> None:
    """A process that starts just before the time waits for it."""
    bot = await here.start("run", now=_said(wish - timedelta(seconds=1.5)))
    await until(lambda: chat in in_state(here, "sent"), "the digest that waited", WITHIN)
    await here.end(bot, rng.choice([signal.SIGTERM, signal.SIGKILL]))
    assert len(arrivals.of(chat)) == 2, told(here)
    assert arrivals.of(chat)[1] >= wish, f"{arrivals.of(chat)[1]} is before {wish}"


def _said(instant: datetime) -> str:
    return instant.astimezone(china("2015-01-06").tzinfo).replace(tzinfo=None).isoformat(" ")


FAULTS: tuple[Fault, ...] = (
    Fault(
        "time-out, reset, garbage before and after accepting",
        "what was refused in Telegram's words is sent again; what nobody can know is uncertain, and says so",
        _unclear,
    ),
    Fault(
        "429 with retry_after 1 s, 300 s, 3 h, across a restart",
        "kept; no send before its time; other chats go on",
        _asked_to_wait,
    ),
    *chats.FAULTS,
)

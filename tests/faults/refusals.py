"""WeChat refuses for ever: the admins are told once, and once when it is over; the archive answers meanwhile."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.wechat.endpoints import ENDPOINTS
from bot.wechat.simulator import FOREVER
from tests.end_to_end.program import World
from tests.faults.matrix import Fault, Run
from tests.faults.world import ask, digests, ledger, mornings, others, prepare, quiet, running, said, states, until
from tests.house import ADMIN

DAY, NEXT = "2015-01-05", "2015-01-06"
ARCHIVED = ("2015-01-01", "2015-01-04")
"""A day that is final, and one that WeChat may still revise."""

CLASSIC = json.dumps({"demo": {"name": "Daily Tech", "app_id": "wxdemo", "app_secret": "s3cret", "source": "classic"}})


@dataclass(frozen=True, slots=True)
class Refusal:
    """How WeChat refuses, and what an admin is told to do."""

    begin: Callable[[World], None]
    end: Callable[[World], None]
    says: tuple[str, ...]
    over: str
    """When the bot finds that it is over: an instant in +08:00."""
    waits: bool = True
    """Whether the digest waits; for figures that will not come it does not."""


def _datacube(code: int) -> Callable[[World], None]:
    def begin(here: World) -> None:
        for endpoint in ENDPOINTS:
            here.simulator.faults.add(endpoint.name, code, times=FOREVER)

    return begin


def _token(here: World) -> None:
    here.simulator.faults.add("stable_token", 40164, times=FOREVER)


def _mended(here: World) -> None:
    here.simulator.faults.clear()


def _spent(here: World) -> None:
    here.simulator.quota = 0


def _spendable(here: World) -> None:
    here.simulator.quota = None


def _retired(here: World) -> None:
    here.simulator.retired = "classic"


def _served(here: World) -> None:
    here.simulator.retired = ()


SOON = f"{NEXT} 08:41:00"
REFUSALS = {
    "45009": Refusal(_spent, _spendable, ("Daily Tech", "midnight"), "2015-01-07 00:10:00"),
    "40164": Refusal(_token, _mended, ("Daily Tech", "203.0.113.7", "whitelist"), SOON),
    "48001": Refusal(_datacube(48001), _mended, ("Daily Tech", "verified", "permissions"), SOON),
    "47009": Refusal(_retired, _served, ("Daily Tech", "archive"), "2015-01-14 08:29:59.300", waits=False),
    "40001": Refusal(_datacube(40001), _mended, ("Daily Tech", "AppSecret"), SOON),
}


def refused(refusal: Refusal) -> Run:
    """A morning, a restart and an end of it."""

    async def play(dice: Random, folder: Path) -> Counter[str]:
        day = dice.choice(ARCHIVED)
        async with mornings(folder) as here:
            await prepare(here, f"{DAY} 20:00", *ARCHIVED)
            refusal.begin(here)
            async with running(here, f"{NEXT} 08:29:59.300"):
                await until(lambda: notices(here), "a notice to the admin")
                answer = await ask(here, f"/reads {day}")
                await quiet()
            assert "readers" in answer.splitlines()[1], answer
            (notice,) = notices(here)
            assert all(word in notice for word in refusal.says), notice
            await _meanwhile(here, refusal)
            assert len(notices(here)) == 1, notices(here)
            refusal.end(here)
            async with running(here, refusal.over):
                await until(lambda: len(notices(here)) > 1, "a notice that it is over")
                await until(lambda: "readers" in _newest(here), "the figures")
                await quiet()
            assert len(notices(here)) == 2, notices(here)
            assert "Daily Tech" in notices(here)[1], notices(here)
            assert _of_day(here) == 1
            return Counter({"notices of a streak": 1, "of its end": 1, "answers from the archive": 1})

    return play


async def _meanwhile(here: World, refusal: Refusal) -> None:
    """A restart, and another try: nothing new is said."""
    waiting = [state for state, _ in states(here, DAY)] == ["planned"]
    assert waiting is refusal.waits, states(here, DAY)
    tried = ledger(here)[0]["next_try"]
    async with running(here, f"{NEXT} 08:35:10"):
        if refusal.waits:
            await until(lambda: ledger(here)[0]["next_try"] != tried, "the next try")
        await quiet()
    assert _of_day(here) == (not refusal.waits)


def _newest(here: World) -> str:
    """The last digest of the chat."""
    return said(digests(here, here.chats[0])[-1]) if digests(here, here.chats[0]) else ""


def _of_day(here: World) -> int:
    """How many digests of the day the chat has."""
    return sum("5 January 2015" in said(posted).splitlines()[0] for posted in digests(here, here.chats[0]))


def notices(here: World) -> list[str]:
    """What stands in the admin's chat and is neither a digest nor an answer."""
    return [said(posted) for posted in others(here, ADMIN)]


async def clock_off(dice: Random, folder: Path) -> Counter[str]:
    """By our clock a day is over that by WeChat's is not."""
    day = dice.choice(ARCHIVED)
    async with mornings(folder) as here:
        await prepare(here, f"{DAY} 20:00", *ARCHIVED)
        for now, theirs in ((f"{NEXT} 00:20:00", f"{DAY} 23:20:00"), (f"{NEXT} 00:40:00", f"{DAY} 23:40:00")):
            async with running(here, now, theirs=theirs):
                assert "NTP" in await ask(here, f"/reads {DAY}")
                await until(lambda: notices(here), "a notice to the admin")
                assert "readers" in (await ask(here, f"/reads {day}")).splitlines()[1]
                await quiet()
            (notice,) = notices(here)
            assert "60 minutes" in notice, notice
            assert "NTP" in notice, notice
        async with running(here, f"{NEXT} 08:29:59.300"):
            await until(lambda: len(notices(here)) > 1, "a notice that it is over")
            await until(lambda: digests(here, here.chats[0]), "the digest")
            await quiet()
        assert len(notices(here)) == 2, notices(here)
        assert len(digests(here, here.chats[0])) == 1
        return Counter({"notices of a streak": 1, "of its end": 1, "answers from the archive": 2})


MUST = "one clear notice to the admins and one when it is over, also across a restart; the archive answers"
FAULTS: tuple[Fault, ...] = (
    *(Fault(f"WeChat: {code} for ever", MUST, refused(refusal)) for code, refusal in REFUSALS.items()),
    Fault("our clock an hour ahead of WeChat's", MUST, clock_off),
)

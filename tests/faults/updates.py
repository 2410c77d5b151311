"""What people asked for, delivered again by Telegram since the bot was killed before it could confirm it."""

from __future__ import annotations

import shutil
import signal
from collections import Counter
from pathlib import Path
from random import Random

from tests.botapi import Step
from tests.end_to_end.program import world
from tests.faults.matrix import Fault
from tests.faults.morning import WITHIN, at_rest, digests, in_state, prepared, together, told
from tests.faults.requests import PRESSER, Requests
from tests.faults.world import until

ROUNDS = 6
"""How often the bot is killed for each seed."""


async def _twice(rng: Random, folder: Path) -> Counter[str]:
    """Killed while it answers five people at once, each of whom is then heard once more; all rounds side by side."""
    home = folder / "evening"
    home.mkdir()
    async with world(home, 5) as here:
        _, warm = await prepared(here, folder)
    homes = [folder / f"morning {number}" for number in range(ROUNDS)]
    return sum(await together(*(_round(Random(rng.random()), home, warm) for home in homes)), Counter[str]())


async def _round(rng: Random, folder: Path, kept: Path) -> Counter[str]:
    shutil.copytree(kept, folder)
    method = rng.choice(["sendMessage", "sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates"])
    step = Step.ANSWERED if method == "getUpdates" else rng.choice([*Step])
    at = (method, step, 1 if method == "getUpdates" else rng.randint(1, 4))
    async with world(folder, 5) as here:
        requests = Requests(here, at, rng.choice([0.0, rng.uniform(0, 0.01), rng.uniform(0, 0.1)]))
        requests.bot = bot = await here.start("run", now="2015-01-06 08:30:01")
        await until(lambda: at_rest(here), "a digest, or a line", WITHIN)
        assert set(in_state(here, "uncertain")) == set(requests.uncertain), told(here)
        requests.ask()
        await until(lambda: bot.returncode is not None or requests.answered(), "answers, or the end", WITHIN)
        await here.end(bot, signal.SIGKILL)
        requests.deliver_again()
        bot = await here.start("run", now="2015-01-06 08:40")
        try:
            await until(lambda: requests.answered() and at_rest(here), "each is answered", WITHIN)
        except AssertionError as error:
            ended = await here.end(bot, signal.SIGKILL)
            raise AssertionError(f"{error}\n{requests.told()}\n{told(here)}\n{ended.err}") from error
        requests.judge()
        left = in_state(here, "uncertain")
        await _the_rest(requests, left)
        await here.end(bot, signal.SIGTERM)
    return Counter({"updates": len(requests.updates), "kill points": 1, "pressed once more": len(left)})


async def _the_rest(requests: Requests, chats: list[int]) -> None:
    """The buttons that stand now bring what is left, once."""
    here = requests.here
    before = {chat: len(digests(here, chat)) for chat in chats}
    for chat in chats:
        found = requests.button(chat)
        assert found is not None, told(here)
        here.telegram.press(chat, PRESSER, found[0].message_id, found[1])
    await until(lambda: not in_state(here, "uncertain", "sending"), "what was left", WITHIN)
    assert {chat: len(digests(here, chat)) for chat in chats} == {chat: n + 1 for chat, n in before.items()}, told(here)


FAULTS: tuple[Fault, ...] = (
    Fault("a Telegram update delivered twice (after a crash)", "acts once, and is answered truly", _twice),
)

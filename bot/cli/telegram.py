"""The verbs' way into Telegram: a sender alone, or the whole bot."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress

from bot.app import open_app, seed_chats
from bot.chat.telegram.face import TelegramBot, TelegramFace, WrongToken, make_bot, name_of, reach
from bot.chat.telegram.sender import TelegramSender
from bot.cli.settings import token_of
from bot.cli.starting import told
from bot.core.errors import StoreTrouble, TelegramTrouble
from bot.schedule import Schedule
from bot.settings import Settings

LAST_ANSWERS = 5.0
"""Seconds that answers under way get when the bot stops."""

log = logging.getLogger(__name__)


def bot_of(settings: Settings) -> TelegramBot:
    """The bot of the settings, not started yet. Raises SettingsWrong without a token."""
    return make_bot(token_of(settings), settings.telegram.api_url, settings.telegram.proxy)


@asynccontextmanager
async def pushing(settings: Settings) -> AsyncIterator[TelegramSender]:
    """A sender, without answering anybody. Raises WrongToken; an unreachable Telegram is each message's own matter."""
    bot = bot_of(settings)
    try:
        try:
            await reach(bot)
        except WrongToken:
            raise
        except TelegramTrouble as error:
            log.warning("%s", error)
        yield TelegramSender(bot)
    finally:
        await bot.shutdown()


async def serving(settings: Settings, stop: asyncio.Event) -> None:
    """The bot, until `stop`. Raises StoreTrouble, SettingsWrong, WrongToken, Deaf."""
    bot = bot_of(settings)
    sender = TelegramSender(bot)
    new = not settings.store.path.exists()
    async with open_app(settings, verb="run", sender=sender, bot_name=lambda: name_of(bot)) as app:
        if settings.clock.start:
            log.warning("the clock of this program started at %s: a rehearsal", settings.clock.start.isoformat())
        await seed_chats(app)
        # Before anybody can press a button: what is claimed from now on is not a dead process's.
        settled = await app.delivery.settle()
        if settled:
            log.warning("%s digests were being sent when the last process ended; their chats are asked", settled)
        with suppress(StoreTrouble):  # what it cannot write now is looked for again by the schedule
            # Before anybody can say anything: what fell due while the bot was away is owed whatever is wished next.
            await app.delivery.plan()
        await told(app, new=new)
        face = TelegramFace(bot, sender, app.conversation)
        schedule = Schedule(app.delivery, app.upkeep, app.clock, lives=app.lives, go_on=app.backfills.go_on)
        try:
            await _until(stop, face.start())
            if not stop.is_set():
                schedule.start()
                await _until(stop, face.listen())
        finally:
            log.info("stopping: what is in flight gets 10 s")
            await schedule.stop(10)
            with suppress(TimeoutError):
                await asyncio.wait_for(face.stop(), LAST_ANSWERS)


async def _until(stop: asyncio.Event, work: Coroutine[None, None, None]) -> None:
    """Do the work, unless it is told to stop before it is done."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if working.done():
        working.result()
    else:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)

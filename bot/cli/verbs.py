"""The verbs. Each opens the program, does its work and tells how it ended."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Coroutine
from datetime import date, datetime
from pathlib import Path

from bot import logs
from bot.app import App, clock_of, open_app, seed_chats
from bot.catalogue import translate
from bot.chat.commands import Asker
from bot.chat.console import CHAT, ConsoleSender, talk, text_of
from bot.cli.asking import answered
from bot.cli.settings import settings_of
from bot.cli.stopping import told_to_stop
from bot.clock import RunningClock
from bot.core.asking import when
from bot.core.days import CHINA, ONE_DAY, Span, at_china, wechat_today, yesterday
from bot.core.errors import N_, Remark
from bot.core.naming import Setting
from bot.core.periods import Cadence
from bot.delivery import Tally
from bot.i18n import GAPS, listed, tell
from bot.settings import Settings, load
from bot.subscriptions import Subscription
from bot.wechat.simulator import Simulator

Words = argparse.Namespace


async def demo(words: Words) -> int:
    """The main job, with nothing to set up: the digest, then a prompt."""
    logs.configure("WARNING", "text", debug=words.debug)
    language, today = words.language, wechat_today(datetime.now().astimezone())
    day = words.date or today - ONE_DAY
    when(day.isoformat(), today)
    clock = RunningClock(at_china(words.date + ONE_DAY if words.date else today, 12, 30), rehearsal=False)
    with tempfile.TemporaryDirectory(prefix="morning-reads-") as folder:
        settings = Settings.model_validate(
            {
                "accounts": {
                    "demo": {"name": translate(N_("Daily Tech"), language), "app_id": "wxdemo", "app_secret": "demo"}
                },
                "language": language,
                "telegram": {"admins": [CHAT]},
                "store": {"path": str(Path(folder) / "demo.sqlite")},
            }
        )
        transport = Simulator(clock, seed=1).transport()
        sender = ConsoleSender(_shown)
        async with open_app(
            settings, verb="demo", clock=clock, transport=transport, sender=sender, notes=(N_("made-up figures"),)
        ) as app:
            # As if the chat had chosen the hour at which the demo begins: its digest is on time.
            at, zone = clock.now().astimezone(CHINA).time().replace(second=0, microsecond=0), settings.morning.timezone
            await app.subscriptions.put(Subscription(CHAT, 0, at, zone, clock.now(), language=language))
            tally = await app.delivery.morning(day)
            if sys.stdin is None or sys.stdout is None:  # nobody can ask, or nobody reads the answers
                return 0 if tally.sent else 1
            at_terminal = sys.stdin.isatty()
            if at_terminal:
                hint = N_("Ask it something: /reads 2015-01-05, /top last week, /help. Ctrl-D ends.")
                print(translate(hint, language), end="\n\n")
            await talk(app.conversation, _console(app, in_chat=True), prompt="> " if at_terminal else "")
            return 0 if tally.sent else 1


def _shown(text: str) -> None:
    """Print a message that is pushed; once nobody reads it any more, nothing, which is no trouble of the message's."""
    try:
        print(text, end="\n\n", flush=True)
    except BrokenPipeError:
        sys.stdout = None


def _console(app: App, *, in_chat: bool) -> Asker:
    admins = sorted(app.settings.telegram.admins)
    person = CHAT if in_chat or not admins else admins[0]
    return Asker(person, person, language=app.settings.language, in_chat=in_chat)


async def ask(words: Words) -> int:
    """One command, answered on standard output."""
    settings = settings_of(words, quiet=True)
    # Whoever may start the program on its own store may ask: the console's person is one of the admins here.
    telegram = settings.telegram.model_copy(update={"admins": [*settings.telegram.admins, CHAT]})
    async with open_app(settings.model_copy(update={"telegram": telegram})) as app:
        asker = Asker(CHAT, CHAT, language=settings.language, in_chat=False)
        return await answered(app.conversation, " ".join(words.text), asker, words.chart)


async def morning(words: Words) -> int:
    """The morning's work once, now."""
    settings = settings_of(words)
    clock = clock_of(settings)
    day = words.date or yesterday(clock.now())
    when(day.isoformat(), wechat_today(clock.now()))
    if words.dry_run:
        return await _dry_run(settings, day)
    if words.plan:
        from bot.cli.filling import morning_plan

        async with open_app(settings, clock=clock, keep=False) as app:
            return await morning_plan(app, words, Span.day(day))
    from bot.cli.telegram import pushing

    stop = told_to_stop()
    async with pushing(settings) as sender, open_app(settings, verb="morning", clock=clock, sender=sender) as app:
        await seed_chats(app)
        tally = await _unless(stop, app, _morning(app, day, provisional=words.provisional))
        subscribed = _subscribed(app)
    if tally is None:
        stopped = Remark(N_("Digests of {day}: stopped. Run it again: nothing is sent twice."), day=str(day))
        print(tell(stopped, settings.language), file=sys.stderr)
        return 1
    print(_ended(tally, day, settings.language, app.people.called))
    if not subscribed:
        print(tell(_NOBODY, settings.language))
    return 1 if tally.failed or tally.uncertain or tally.waiting else 0


def _ended(tally: Tally, day: date, language: str, called: Callable[[int], str]) -> str:
    counts = (
        (tally.sent, N_("{n} sent")),
        (tally.failed, N_("{n} failed")),
        (tally.uncertain, N_("{n} uncertain")),
        (tally.waiting, N_("{n} waiting for WeChat's figures")),
    )
    told = listed((tell(Remark(words, n=n), language) for n, words in counts if n), language)
    what = told or translate(N_("nothing to send"), language)
    ended = tell(Remark(N_("Digests of {day}: {what}."), day=str(day), what=what), language)
    if tally.first is None:
        return ended
    chat, why = tally.first
    return ended + GAPS[language] + tell(Remark(N_("Chat {chat}: {why}"), chat=called(chat), why=why), language)


_NOBODY = Remark(
    N_("No chat has a daily digest. Say /subscribe to the bot in a chat, or list chats in {setting}."),
    setting=Setting("telegram.chats"),
)


def _subscribed(app: App) -> bool:
    return any(subscription.cadence is Cadence.DAILY for subscription in app.subscriptions.all())


async def _morning(app: App, day: date, *, provisional: bool) -> Tally:
    """The digests first, then what can wait: the lives of the last weeks' articles."""
    tally = await app.delivery.morning(day, provisional=provisional)
    await app.lives()
    return tally


async def _unless(stop: asyncio.Event, app: App, work: Coroutine[None, None, Tally]) -> Tally | None:
    """The work's end; None if it was told to stop: then nothing more is claimed, and what is in flight gets 10 s."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if working.done():
        return working.result()
    app.delivery.stop()
    await app.delivery.idle(10)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    return None


async def _dry_run(settings: Settings, day: date) -> int:
    async with open_app(settings, keep=False) as app:
        await seed_chats(app)
        shown = await app.delivery.preview(day)
        for subscription, message in shown:
            where = N_("chat {chat}, topic {topic}") if subscription.topic else N_("chat {chat}")
            place = tell(
                Remark(where, chat=app.people.called(subscription.chat), topic=subscription.topic), settings.language
            )
            print(f"--- {place}\n{text_of(message, buttons=True)}\n")
        if not shown:
            print(translate(N_("No chat would get anything."), settings.language))
        if not _subscribed(app):
            print(tell(_NOBODY, settings.language))
    return 0


async def run(words: Words) -> int:
    """The bot, until it is told to stop."""
    from bot.cli.telegram import serving

    settings = settings_of(words)
    await serving(settings, told_to_stop())
    return 0


async def check(words: Words) -> int:
    """Every part, and what to do about what fails."""
    from bot.cli.check import look

    return await look(settings_of(words, quiet=True))


async def backfill(words: Words) -> int:
    """Missing days into the archive."""
    from bot.cli.filling import backfill

    return await backfill(words)


async def bring_in(words: Words) -> int:
    """Files into the archive."""
    from bot.cli.exchange import bring_in

    return await bring_in(words)


async def send_out(words: Words) -> int:
    """What the archive holds, into a file."""
    from bot.cli.exchange import send_out

    return await send_out(words)


async def simulator(words: Words) -> int:
    """The simulated WeChat API over HTTP."""
    from bot.clock import SystemClock
    from bot.wechat.simulator.server import serve

    logs.configure("WARNING", "text", debug=words.debug)
    start = os.environ.get("MORNING_READS_CLOCK__START")
    clock = clock_of(load({"MORNING_READS_CLOCK__START": start})) if start else SystemClock()
    await serve(
        Simulator(clock, seed=words.seed, retired="classic" if words.retire_classics else (), quota=words.quota),
        words.host,
        words.port,
        lambda url: print(translate(_SERVED, words.language).format(url=url), flush=True),
    )
    return 0


_SERVED = N_("The simulated WeChat API is at {url}")

VERBS: dict[str, Callable[[Words], Coroutine[None, None, int]]] = {
    "demo": demo,
    "run": run,
    "morning": morning,
    "ask": ask,
    "backfill": backfill,
    "import": bring_in,
    "export": send_out,
    "check": check,
    "simulator": simulator,
}

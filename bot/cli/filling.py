"""`backfill`: missing days into the archive, with a progress bar; and plans of calls, printed before they are made."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Sequence

from tqdm import tqdm

from bot.accounts import Account
from bot.app import App, open_app
from bot.catalogue import translate
from bot.cli.settings import settings_of
from bot.cli.stopping import told_to_stop
from bot.collect import Purpose
from bot.collect.backfill import Backfill, Progress
from bot.collect.plan import Call
from bot.core.asking import when
from bot.core.days import Span, wechat_today
from bot.core.errors import N_
from bot.core.ports import ALL
from bot.i18n import say
from bot.render import Renderer
from bot.reports import REPORT, Question

NAMED = 40
"""Calls of a plan that are named one by one; of a longer one, only how many for each interface."""


async def backfill(words: argparse.Namespace) -> int:
    """Fetch what is missing, the newest days first; it may be stopped and started again."""
    settings = settings_of(words, quiet=True)
    async with open_app(settings, verb=None if words.plan else "backfill", keep=not words.plan) as app:
        today = wechat_today(app.clock.now())
        ends = [when(day.isoformat(), today) for day in (words.first, words.last)]
        span = Span(min(end.first for end in ends), max(end.last for end in ends))
        accounts = app.accounts.of(words.account or ALL)
        work = Backfill(app.collect, app.archive, app.clock)
        if words.plan:
            for account in accounts:
                print(plan_page(app, account, await work.plan(account, span)))
            return 0
        stop, status = told_to_stop(), 0
        for account in accounts:
            status = max(status, await _fill(app, account, work, span, stop)) if not stop.is_set() else 1
        return status


async def _fill(app: App, account: Account, work: Backfill, span: Span, stop: asyncio.Event) -> int:
    bar = tqdm(
        desc=account.name,
        unit=translate(N_(" days"), app.settings.language),
        total=0,
        disable=not sys.stderr.isatty(),
        file=sys.stderr,
    )
    last = Progress(0)

    def told(progress: Progress) -> None:
        nonlocal last
        last = progress
        bar.total = progress.total
        bar.set_postfix_str(str(progress.day or ""), refresh=False)
        bar.update(progress.done - bar.n)

    working, stopping = asyncio.create_task(work.run(account, span, told)), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopped = not working.done()
        working.cancel()
        await asyncio.gather(working, return_exceptions=stopped)
    finally:
        stopping.cancel()
        bar.close()
    return _said(app, account, span, last, stopped=stopped)


def _said(app: App, account: Account, span: Span, progress: Progress, *, stopped: bool) -> int:
    language = app.settings.language
    trouble = say(progress.trouble, language) if progress.trouble else None
    text = _page(app, "backfill", account=account.name, span=span, progress=progress, ended=True, trouble=trouble)
    done = progress.left == 0 and not progress.withdrawn
    print(text, file=sys.stdout if done else sys.stderr)
    if stopped or progress.left:
        print(_page(app, "go_on", stopped=stopped), file=sys.stderr)
    return 0 if done else 1


async def morning_plan(app: App, words: argparse.Namespace, span: Span) -> int:
    """The calls that a morning's digests need now, and those for lives after them."""
    for account in app.accounts.of(ALL):
        needs = REPORT.needs(Question(span))
        calls = await app.collect.plan(account, needs, Purpose.DIGEST)
        titles = await app.collect.title_calls(account, needs)
        print(plan_page(app, account, [*calls, *await app.collect.life_calls(account)], titles))
    return 0


def plan_page(app: App, account: Account, calls: Sequence[Call], titles: int = 0) -> str:
    """Calls as a person reads them; `titles` is how many more may follow until the top articles have theirs."""
    counts = Counter(call.endpoint.name for call in calls)
    left = {name: app.collect.fetching.budget.left(account.key, name, all_of_it=False) for name in counts}
    more = len(calls) > NAMED
    return _page(
        app, "plan", account=account.name, titles=titles, calls=calls[:NAMED], more=more, counts=counts, left=left
    )


def _page(app: App, template: str, **view: object) -> str:
    settings = app.settings
    return Renderer(settings.templates.path).plain(template, settings.language, **view)

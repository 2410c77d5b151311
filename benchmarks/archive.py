"""A span of archived days read and aggregated cold, of both generations: `python -m benchmarks.archive`.

Every day holds the account's reply and eight articles, as the simulator writes them, in a store on disk. For every
measurement the store is opened anew and the program remembers nothing; opening is not counted. The reference is what
nobody can do without: one select for each interface, and Python's own JSON.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sqlite3
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.app import open_app
from bot.clock import RunningClock
from bot.collect import Need
from bot.core.days import FIRST_DAY, SUCCESSORS_FROM, Span, at_china
from bot.core.facts import DayFacts, Named, Part, Reply
from bot.core.metrics import COUNTS
from bot.core.totals import over
from bot.reports.articles import gained, order
from bot.reports.base import Facts, Question
from bot.reports.top import ranking
from bot.settings import Settings
from bot.store.file import open_store
from bot.wechat.endpoints import ARTICLE_READ, ARTICLE_SHARE, ARTICLE_SUMMARY, BIZ_SUMMARY, USER_READ, Endpoint
from bot.wechat.simulator.account import Account as SimulatedAccount
from bot.wechat.simulator.articles import nature
from bot.wechat.simulator.asked import Asked, Row
from bot.wechat.simulator.long_life import read_on
from bot.wechat.simulator.rows import ROWS

YEAR = 365
LONG = 4_000
ARTICLES = 8
ROUNDS = {YEAR: 15, LONG: 3}
TARGET_MS = 50.0
TARGET_LINEAR = 1.3
KEY = "demo"


@dataclass(frozen=True, slots=True)
class Form:
    """One generation's archive, and what a year's list of articles is made from in it."""

    name: str
    first: date
    account: Endpoint
    articles: tuple[Endpoint, ...]
    part: Part
    """What is read besides the account's days."""
    rank: Callable[[Facts], Sequence[object]]

    def span(self, days: int) -> Span:
        """So many days from the first one on."""
        return Span(self.first, self.first + timedelta(days=days - 1))


CLASSIC = Form("classic", FIRST_DAY, USER_READ, (ARTICLE_SUMMARY,), Part.LEADERS, lambda facts: ranking(facts).articles)
SUCCESSOR = Form(
    "successor",
    SUCCESSORS_FROM,
    BIZ_SUMMARY,
    (ARTICLE_READ, ARTICLE_SHARE),
    Part.ARTICLES,
    lambda facts: order(gained(facts.spanned), "comments"),
)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'best of several, ms':26}{'reference':>11}{'ours':>9}{'ratio':>8}{'ms a day':>10}")
        return max(asyncio.run(measured(form, Path(folder) / f"{form.name}.sqlite")) for form in (CLASSIC, SUCCESSOR))


async def measured(form: Form, path: Path) -> int:
    """One generation's lines; 1 if it misses a target."""
    await write(form, path)
    best = {}
    for days, rounds in ROUNDS.items():
        times = [(reference(form, path, days), await ours(form, path, days)) for _ in range(rounds)]
        bare, best[days] = (min(column) for column in zip(*times, strict=True))
        name, ratio = f"{form.name}, {days:,} days", best[days] / bare
        print(f"{name:26}{bare:11.1f}{best[days]:9.1f}{ratio:8.2f}{best[days] / days:10.4f}")
    linear = (best[LONG] / LONG) / (best[YEAR] / YEAR)
    print(f"{'':26}to reach {TARGET_MS:.0f} ms a year; per day {linear:.2f} × as much over {LONG:,} days, to reach 1.3")
    return 0 if best[YEAR] <= TARGET_MS and linear <= TARGET_LINEAR else 1


def reference(form: Form, path: Path, days: int) -> float:
    """Milliseconds of the same rows' select and JSON."""
    span = form.span(days)
    gc.collect()
    with closing(sqlite3.connect(path)) as conn:
        start = time.perf_counter()
        for endpoint in (form.account, *form.articles):
            ends = [f"{KEY}|{endpoint.name}|{day}" for day in (span.first, span.last)]
            rows = conn.execute("SELECT value FROM archive WHERE key BETWEEN ? AND ?", ends)
            assert len([json.loads(value) for (value,) in rows]) == days
        return (time.perf_counter() - start) * 1000


async def ours(form: Form, path: Path, days: int) -> float:
    """Milliseconds from the question to totals and ranking, by a program that has just opened its store."""
    span = form.span(days)
    clock = RunningClock(at_china(form.span(LONG).last + timedelta(days=30), 12))
    async with open_app(settings_of(path), verb="benchmark", clock=clock) as app:
        (account,) = app.accounts
        gc.collect()
        start = time.perf_counter()
        snapshot = await app.collect.look(account, [Need(Part.ACCOUNT, span), Need(form.part, span)])
        facts = Facts(KEY, Question(span), snapshot.days(span))
        totals = {metric.name: over(facts.spanned, metric.name) for metric in COUNTS}
        articles = form.rank(facts)
        spent = (time.perf_counter() - start) * 1000
    check(facts.days, totals, articles)
    return spent


def settings_of(path: Path) -> Settings:
    return Settings.model_validate(
        {"accounts": {KEY: {"app_id": "wx", "app_secret": "s"}}, "store": {"path": str(path)}}
    )


def check(days: Mapping[date, DayFacts], totals: Mapping[str, object], articles: Sequence[object]) -> None:
    """What was measured is the whole work."""
    assert all(day.ready and day.account and len(day.articles) == ARTICLES for day in days.values())
    assert all(article.title for day in days.values() for article in day.articles)
    assert totals["readers"]
    assert len(articles) > len(days)


async def write(form: Form, path: Path) -> None:
    """The days of a generation, and how their articles are called, through the store."""
    store = open_store(path)
    try:
        span = form.span(LONG)
        for month in span.chunks(30):
            days = [replies(form, day) for day in month]
            await store.archive.keep([reply for day in days for reply in day])
            await store.archive.name(KEY, {msgid: name for day in month for msgid, name in titles(form, day).items()})
    finally:
        store.close()


def replies(form: Form, day: date) -> list[Reply]:
    """The account's row, and eight articles' rows of each interface."""
    at = at_china(day + timedelta(days=3), 12, 30)
    own = {endpoint: _rows(endpoint, day) for endpoint in form.articles}
    ids = [row["msgid"] for row in own[form.articles[0]]][:ARTICLES]
    articles = {endpoint: [row for row in rows if row["msgid"] in ids] for endpoint, rows in own.items()}
    return [
        _reply(e, day, at, rows)
        for e, rows in ({form.account: ROWS[form.account.name](_asked(day))} | articles).items()
    ]


def _rows(endpoint: Endpoint, day: date) -> list[Row]:
    """A day's rows; after a holiday there are too few of them, and those of a week before stand in."""
    before = ROWS[endpoint.name](_asked(day - timedelta(days=7)))
    return [*ROWS[endpoint.name](_asked(day)), *(row | {"ref_date": str(day)} for row in before)]


def _reply(endpoint: Endpoint, day: date, at: datetime, rows: list[Row]) -> Reply:
    return Reply(KEY, endpoint.name, day, at, at, {"list": rows})


def titles(form: Form, day: date) -> dict[str, Named]:
    """As getarticletotaldetail tells them; the classics' rows have titles of their own."""
    if form is CLASSIC:
        return {}
    read = [nature(article) for article, _ in read_on(_asked(day).account, day)][:ARTICLES]
    return {kind.msgid: Named(kind.title, kind.url) for kind in read}


def _asked(day: date) -> Asked:
    return Asked(SimulatedAccount(1, "wxdemo"), day, day)


if __name__ == "__main__":
    raise SystemExit(main())

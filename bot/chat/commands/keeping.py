"""`/coverage` and `/backfill`: what the archive holds, and filling it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Any

from bot.accounts import Account
from bot.backfills import Wish
from bot.chat.commands.asker import Asker
from bot.chat.commands.base import House, Words
from bot.collect.coverage import Coverage, DayCover, Hold, coverage
from bot.core.asking import span_words, when
from bot.core.days import FIRST_DAY, ONE_DAY, Span
from bot.core.errors import N_, Refused
from bot.core.facts import Generation, Part
from bot.core.message import Button, Message
from bot.core.ports import ALL
from bot.reports.buttons import A_ROW, ALL_ACCOUNTS, neighbours

MONTHS = 3
"""Months of the calendar, unless days are named."""

GAPS = 8
"""Gaps that are named."""

LOOK_EVERY = 5.0
"""Seconds between two edits of a progress message: far below what a group may get."""


async def cover(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """Which days are held, by which source, for good or not, and the gaps. Without days, of the whole archive."""
    words, after = words.paged()
    named = when(words.text, house.today) if words.rest else None
    scope, line = house.scope(asker, words), f"/coverage {span_words(named)}" if named else "/coverage"
    accounts = house.accounts.of(scope, line)
    shown = [await _covered(house, account, named) for account in accounts]
    text, told, left = house.renderer.cut("coverage", asker.language, {"accounts": shown}, after)
    filling = await _filling(house, asker, shown[0], accounts[0]) if len(shown) == 1 else ()
    beside = _elsewhere(house, asker, named, scope, line, after)
    yield Message(text, (*beside, *house.further(asker, line, told, left), *filling))


def _elsewhere(
    house: House, asker: Asker, named: Span | None, scope: str, line: str, after: int
) -> Iterator[tuple[Button, ...]]:
    """The days beside those that were named, and the other accounts."""
    beside = neighbours(named, house.today - ONE_DAY, asker.language) if named else ()
    days = [Button(label, f"/coverage {span_words(span)}{house.tail(scope)}") for label, span in beside]
    if scope != ALL and len(house.accounts) > 1:
        days.append(Button(house.renderer.text(ALL_ACCOUNTS, asker.language), f"{line} @{ALL}"))
    if days:
        yield tuple(days)
    if scope == ALL and len(house.accounts) > 1:
        yield tuple(Button(f"@{one.key}", f"{line} @{one.key}") for one in list(house.accounts)[after : after + A_ROW])


async def _covered(house: House, account: Account, named: Span | None) -> dict[str, Any]:
    yesterday = house.today - ONE_DAY
    found = await coverage(house.archive, account, named or Span(FIRST_DAY, yesterday))
    if named is None:
        found = _from_the_first(found)
    span = Span(found.days[0].day, found.days[-1].day)
    gaps = found.gaps
    return {
        "name": account.name,
        "span": span,
        "held": len(found.days) - found.count(Hold.NONE),
        "final": found.count(Hold.FINAL),
        "open": found.count(Hold.WHOLE),
        "partly": found.count(Hold.SOME),
        "no_articles": found.lacking(Part.ARTICLES),
        "no_account": found.lacking(Part.ACCOUNT),
        "classic": found.of(Generation.CLASSIC),
        "successor": found.of(Generation.SUCCESSOR),
        "imported": found.imported,
        "gaps": gaps[::-1][:GAPS],
        "more_gaps": max(0, len(gaps) - GAPS),
        "calendar": _calendar(found, None if named else MONTHS),
    }


def _from_the_first(found: Coverage) -> Coverage:
    """The days from the first one held on; the last month, if none is."""
    first = next((n for n, day in enumerate(found.days) if day.hold is not Hold.NONE), -30)
    return Coverage(found.days[first:])


def _calendar(found: Coverage, months: int | None) -> list[dict[str, Any]]:
    """The days by month, the newest months last."""
    by_month: dict[date, list[DayCover]] = {}
    for day in found.days:
        by_month.setdefault(day.day.replace(day=1), []).append(day)
    lines = [{"first": first, "days": days} for first, days in by_month.items()]
    return lines[-months:] if months else lines


async def _filling(
    house: House, asker: Asker, shown: dict[str, Any], account: Account
) -> tuple[tuple[Button, ...], ...]:
    """To an admin in a chat: the newest gap as a button that fills it."""
    if not shown["gaps"] or not asker.in_chat or not house.people.admin(asker.person):
        return ()
    gap = shown["gaps"][0]
    if not await house.backfills.backfill.can_fetch(account, gap):
        return ()
    words = gap.first.isoformat() if gap.single else f"{gap.first}..{gap.last}"
    label = house.renderer.text(N_("Fetch what is missing"), asker.language)
    return ((Button(label, f"/backfill {words} @{account.key}"),),)


async def backfill(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """Fetch the missing days of a span; the answer tells how far it came until it ends. For admins."""
    if not words.rest:
        raise Refused(N_("Which days?"), N_("Say /backfill 2015-01-01..2015-12-31."))
    span = _span(words.text, house.today)
    accounts = house.accounts.of(words.scope or ALL, f"/backfill {span_words(span)}")
    if len(accounts) > 1:
        raise Refused(N_("Which account?"), N_("Add one of {keys}."), keys=house.accounts.named)
    wish = Wish(accounts[0].key, span, asker.chat, asker.topic, asker.language)
    run = await house.backfills.wish(wish)
    await house.note(asker, "backfill", what=f"{span.first}..{span.last} @{wish.account}")
    run.watched = True
    try:
        last = ""
        while not run.ended:
            await asyncio.wait({run.task}, timeout=LOOK_EVERY if last else 0.5)
            message = house.backfills.page(wish, run)
            if message.text != last:
                last = message.text
                yield message
    finally:
        run.watched = False


def _span(text: str, today: date) -> Span:
    """The days that are named; longer than a question may be, and from the first day on if they begin before it."""
    first, dots, last = text.partition("..")
    if not dots:
        return when(text, today)
    ends = [when(part.strip(), today) for part in (first, last)]
    return Span(min(end.first for end in ends), max(end.last for end in ends))

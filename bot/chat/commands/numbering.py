"""Which article a number means: the n-th of the last list here, of a day's list, or of yesterday's top."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.accounts import Account
from bot.chat.commands.asker import Asker
from bot.chat.commands.base import House, Words
from bot.core.days import ONE_DAY, Span
from bot.core.errors import N_, Refused
from bot.core.metrics import BY_NAME as METRICS
from bot.core.ports import ALL, DIGEST, State
from bot.delivery.rules import span_of
from bot.lists import Shown
from bot.reports import LISTING, REPORT, TOP, Question
from bot.reports.base import MORE


@dataclass(frozen=True, slots=True)
class Found:
    """An article of an account."""

    account: Account
    msgid: str


async def numbered(
    house: House, asker: Asker, words: Words, n: int, span: Span | None
) -> tuple[list[Found], Span | None]:
    """The n-th of a list, of several accounts side by side one of each; and the days that the list is about.

    The list is that of the days, if any are said; else the last one here; else yesterday's top. What a search found
    is about no days. Raises Refused.
    """
    shown = await _meant(house, asker, words, span)
    if shown.articles:
        return [_searched(house, words, shown, n)], None
    metric = METRICS.get(shown.metric) if shown.metric else None
    ranked = await house.composer.listed(LISTING[shown.report], Question(shown.span, metric, shown.count), shown.scope)
    found = [Found(account, articles[n - 1].msgid) for account, articles in ranked if 1 <= n <= len(articles)]
    if not found:
        raise _no_number(n, max((len(articles) for _, articles in ranked), default=0), longer=span is None)
    return found, shown.span


async def _meant(house: House, asker: Asker, words: Words, span: Span | None) -> Shown:
    """The list whose number is said. In a list of all accounts, each account's articles have numbers of their own."""
    last = await _last_list(house, asker)
    if last is not None and words.scope not in (None, ALL, last.scope):
        last = replace(last, scope=words.scope or ALL) if last.scope == ALL else None
    if last is not None and (span is None or (last.report and last.span == span)):
        return last if span is None else replace(last, report=TOP.name, count=MORE)
    yesterday = Span.day(house.today - ONE_DAY)
    return Shown(
        house.clock.now(), house.scope(asker, words), span or yesterday, TOP.name, count=MORE if span else None
    )


def _searched(house: House, words: Words, shown: Shown, n: int) -> Found:
    """The n-th of what a search found, in which the articles of all accounts are numbered together."""
    if not 1 <= n <= len(shown.articles):
        raise _no_number(n, len(shown.articles), longer=True)
    key, msgid = shown.articles[n - 1]
    if words.scope not in (None, ALL, key):
        raise Refused(
            N_("Number {n} of the last list here is an article of @{key}."), N_("Say /article {n}."), n=n, key=key
        )
    return Found(house.accounts.of(key)[0], msgid)


def _no_number(n: int, shown: int, *, longer: bool) -> Refused:
    if longer:
        return Refused(
            N_("The last list here has no number {n}: it shows {shown}."),
            N_("Say /top 50 for a longer one, or words of the title."),
            n=n,
            shown=shown,
        )
    return Refused(
        N_("The list of these days has no number {n}: it has {shown}."),
        N_("Say a number that it has, or words of the title."),
        n=n,
        shown=shown,
    )


async def _last_list(house: House, asker: Asker) -> Shown | None:
    """What was asked for last, or the digest that came since; None if its account or report is not there any more."""
    if not asker.in_chat:
        return None
    last = house.lists.last(asker.chat, asker.topic)
    receipts = await house.delivery.receipts(asker.chat, asker.topic)
    sent = [r for r in receipts if r.state is State.SENT and r.sent_at and r.key.part == DIGEST]
    newest = max(sent, key=lambda row: row.sent_at or row.due, default=None)
    if newest is not None and newest.sent_at and (last is None or newest.sent_at > last.at):
        last = Shown(newest.sent_at, newest.key.scope, span_of(newest), REPORT.name)
    if last is None or (last.report and last.report not in LISTING):
        return None
    keys = {key for key, _ in last.articles} or {last.scope}
    return last if all(key == ALL or key in house.accounts for key in keys) else None

"""Why there are no figures, although WeChat answered or because it did not."""

from __future__ import annotations

from datetime import datetime

from bot.accounts import Account, Source
from bot.core.days import SUCCESSORS_FROM, Span, final_from
from bot.core.errors import N_, MorningReadsError, NoLongerServed, NotReady, WeChatTrouble
from bot.reports.base import Facts


def nothing(facts: Facts, account: Account, trouble: MorningReadsError | None, now: datetime) -> MorningReadsError:
    """The reason for an account's days of which nothing can be shown; `trouble` is what went wrong on the way."""
    if isinstance(trouble, NoLongerServed) and trouble.code:
        return _withdrawn(facts.question.span, account)
    if trouble is not None:
        return trouble
    if now < final_from(facts.question.span.last):
        return NotReady()
    return WeChatTrouble(
        N_("WeChat holds no figures of {account} for these days."),
        N_("Nothing was read then, or the account was not there yet."),
        account=facts.account,
    )


def _withdrawn(span: Span, account: Account) -> NoLongerServed:
    """What can be done about days whose interface WeChat has withdrawn."""
    if span.last < SUCCESSORS_FROM or account.source is not Source.CLASSIC:
        return NoLongerServed(first=SUCCESSORS_FROM)
    return NoLongerServed(
        N_("WeChat no longer serves the classic interfaces for {account}."),
        N_("Set its source to `auto`: their successors have the days from {first} on."),
        account=account.name,
        first=SUCCESSORS_FROM,
    )

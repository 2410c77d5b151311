"""What becomes of a row: pure functions from a row and how its sending ended to the row as it is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.core.due import LATE_AFTER, due, due_days
from bot.core.ports import (
    BadMarkup,
    DeliveryKey,
    DeliveryRow,
    Gone,
    Later,
    Moved,
    NoTopic,
    Outcome,
    Refusal,
    Sent,
    State,
    Unknown,
)
from bot.subscriptions import DAILY, Subscription

PAUSES = tuple(timedelta(minutes=m) for m in (1, 2, 5, 10, 20, 30))
"""Between tries of a row that failed; the last one repeats."""

WAIT = timedelta(minutes=5)
"""Between tries while WeChat has not finished the day."""

WAITING, OVERDUE, TOO_OLD, GONE = "waiting", "overdue", "too old", "gone"
"""Reasons that the program acts upon; all others are for reading."""

REMEMBERED = timedelta(days=400)
"""How far back a missed day is still named."""


def pause(attempts: int) -> timedelta:
    """How long to wait after so many tries."""
    return PAUSES[min(max(attempts, 1), len(PAUSES)) - 1]


def due_of(subscription: Subscription, day: date) -> datetime:
    """When a day falls due for a subscription."""
    return due(day, subscription.at, subscription.zone_info)


def row_of(subscription: Subscription, day: date) -> DeliveryRow:
    """A new row: planned, not tried yet."""
    key = DeliveryKey(DAILY, subscription.scope, day, 1, subscription.chat, subscription.topic)
    return DeliveryRow(key, State.PLANNED, due_of(subscription, day))


def fallen_due(subscription: Subscription, after: datetime, now: datetime, catch_up: timedelta) -> list[DeliveryRow]:
    """New rows for the days that fell due after an instant; those past the limit are left out, and owed a line."""
    days = due_days(max(after, now - REMEMBERED), now, subscription.at, subscription.zone_info)
    return [aged(row_of(subscription, day), now, catch_up) for day in days]


def aged(row: DeliveryRow, now: datetime, catch_up: timedelta) -> DeliveryRow:
    """The row as it is; or, once it is older than the limit, left out and owed a line."""
    if now - row.due < catch_up:
        return row
    return replace(row, state=State.SKIPPED, reason=TOO_OLD, told=False, next_try=None)


def may_try(row: DeliveryRow, now: datetime, *, by_hand: bool) -> bool:
    """Whether its pauses are over; a run by hand respects only the wish of the chat's own server."""
    if row.retry_after is not None and now < row.retry_after:
        return False
    return by_hand or row.next_try is None or now >= row.next_try


def is_late(row: DeliveryRow, now: datetime) -> bool:
    """Whether a digest that goes out now is late, for any reason but missing figures."""
    if row.reason in (WAITING, OVERDUE) and row.next_try is not None:
        # It waited for figures up to its last try; what came after that is the bot's own absence.
        return now - max(row.next_try, row.due) > LATE_AFTER
    return now - row.due > LATE_AFTER


def waiting(row: DeliveryRow, now: datetime, deadline: timedelta | None) -> DeliveryRow:
    """A row whose figures are not ready: tried again soon; past the deadline its chat is owed a line, once.

    A run by hand has no deadline: whoever started it reads how it ended.
    """
    overdue = deadline is not None and now >= row.due + deadline
    told = row.told if row.reason == OVERDUE or not overdue else False
    return replace(row, reason=OVERDUE if overdue else WAITING, next_try=now + WAIT, told=told)


def ended(row: DeliveryRow, outcome: Outcome, now: datetime, figures: str, *, provisional: bool) -> DeliveryRow:
    """A claimed row after its sending: `row` is as it was before the claim."""
    tried = replace(row, attempts=row.attempts + 1, told=True, next_try=None, retry_after=None)
    failed = replace(tried, state=State.FAILED, next_try=now + pause(tried.attempts))
    match outcome:
        case Sent(message_id):
            return replace(
                tried,
                state=State.SENT,
                message_id=message_id,
                sent_at=now,
                figures=figures,
                provisional=provisional,
                reason=None,
            )
        case Unknown(why):
            return replace(tried, state=State.UNCERTAIN, reason=why or None, told=False, figures=figures)
        case Later(seconds, asked):
            wish = now + timedelta(seconds=seconds)
            return replace(
                failed,
                retry_after=wish if asked else None,
                next_try=wish if asked else max(failed.next_try or wish, wish),
                reason="asked to wait" if asked else "not delivered",
            )
        case Gone(_):
            return replace(failed, reason=GONE, next_try=None)
        case Refusal(why):
            return replace(failed, reason=why)
        case Moved() | NoTopic() | BadMarkup():
            return replace(failed, reason=type(outcome).__name__, next_try=now)
        case _:
            return replace(failed, reason=f"unexpected: {type(outcome).__name__}")


def mark(day: date) -> str:
    """What the buttons of a pushed daily digest carry, so that a press proves that it arrived."""
    return f"d{day:%Y%m%d}"


def marked_day(text: str) -> date | None:
    """The day of a pushed digest's mark."""
    try:
        return date.fromisoformat(text[1:]) if text.startswith("d") else None
    except ValueError:
        return None

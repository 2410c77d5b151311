"""What becomes of a row: pure functions from a row and how its sending ended to the row as it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import takewhile

from bot.core.days import Span, at_china
from bot.core.due import LATE_AFTER, due
from bot.core.outcomes import Absence, BadMarkup, Gone, Later, Moved, NoTopic, Outcome, Refusal, Sent, Unknown
from bot.core.periods import Cadence, falling_due
from bot.core.ports import CHART, DIGEST, DeliveryKey, DeliveryRow, State
from bot.subscriptions import Subscription

PAUSES = tuple(timedelta(minutes=m) for m in (1, 2, 5, 10, 20, 30))
"""Between tries of a row that failed; the last one repeats."""

WAIT = timedelta(minutes=5)
"""Between tries while WeChat has not finished the figures."""

LONG_WAIT = timedelta(minutes=30)
"""Between them once they are so late that minutes do not matter."""

VERY_LATE = timedelta(hours=12)

WAITING, TOO_OLD, GONE = "waiting", "too old", "gone"
"""Reasons that the program acts upon; all others are for reading."""

REFUSED = "refused: "
"""How the reason of a row begins that the chat's server refused for good."""

ASKED_TO_WAIT, NOT_DELIVERED = "asked to wait", "not delivered"
"""Other reasons, as they end."""

REMEMBERED = timedelta(days=390)
"""How far back a missed digest is still named; the ledger holds its row some days longer."""

FOLDED_AFTER = timedelta(days=400)
"""After so long a digest is counted only."""

CATCH_UP: Mapping[str, timedelta] = {Cadence.WEEKLY: timedelta(days=3), Cadence.MONTHLY: timedelta(days=7)}
"""How late a digest may still go out; of a daily one the settings say it."""


Group = tuple[Span, str]
"""A period and a scope: what is drafted once."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says, as the ledger keeps it."""

    figures: str = ""
    """A hash of the figures."""
    shown: str | None = None
    as_of: datetime | None = None
    provisional: bool = False


def pause(attempts: int) -> timedelta:
    """How long to wait after so many tries."""
    return PAUSES[min(max(attempts, 1), len(PAUSES)) - 1]


def row_of(subscription: Subscription, span: Span, instant: datetime | None = None) -> DeliveryRow:
    """A new row: planned, not tried yet. `instant` is when it falls due, where that is known."""
    chat, topic = subscription.chat, subscription.topic
    key = DeliveryKey(subscription.cadence, subscription.scope, span.first, len(span), chat, topic, DIGEST)
    instant = instant or due(span.last, subscription.at, subscription.zone_info)
    return DeliveryRow(key, State.PLANNED, instant)


def with_charts(rows: Iterable[tuple[DeliveryRow, Subscription]]) -> list[DeliveryRow]:
    """New rows of digests, and beside each that is to be sent, where a chart is wished, the row of that."""
    planned = []
    for row, subscription in rows:
        planned.append(row)
        if subscription.chart and row.state is State.PLANNED:
            planned.append(replace(row, key=replace(row.key, part=CHART)))
    return planned


def span_of(row: DeliveryRow) -> Span:
    """The period that a row is about."""
    return Span(row.key.first, row.key.first + timedelta(days=row.key.length - 1))


def fallen_due(subscription: Subscription, after: datetime, now: datetime, catch_up: timedelta) -> list[DeliveryRow]:
    """New rows for the periods that fell due after an instant; those past the limit are left out, and owed a line."""
    s = subscription
    coming = falling_due(s.cadence, max(after, now - REMEMBERED), s.at, s.zone_info, s.weekdays)
    fallen = takewhile(lambda one: one[1] <= now, coming)
    # What began before that may be folded away: planned anew, a digest would be sent or missed twice.
    begins = (now - REMEMBERED).date()
    return [aged(row_of(s, span, instant), now, catch_up) for span, instant in fallen if span.first > begins]


def limit(row: DeliveryRow, daily: timedelta) -> timedelta:
    """How late it may still go out by itself."""
    return CATCH_UP.get(row.key.report, daily)


def aged(row: DeliveryRow, now: datetime, catch_up: timedelta) -> DeliveryRow:
    """The row as it is; or, once it is older than the limit, left out and owed a line. `catch_up` is of daily ones."""
    if now - row.due < limit(row, catch_up):
        return row
    return replace(row, state=State.SKIPPED, reason=TOO_OLD, told=False, next_try=None)


def may_try(row: DeliveryRow, now: datetime, *, by_hand: bool) -> bool:
    """Whether its pauses are over; a run by hand respects only the wish of the chat's own server."""
    if row.retry_after is not None:
        return now >= row.retry_after
    return by_hand or passed(row.next_try, now)


def passed(instant: datetime | None, now: datetime) -> bool:
    """Whether a pause of ours is over; one that lies further ahead than any was kept under a clock since set back."""
    return instant is None or not timedelta(0) < instant - now <= LONG_WAIT


def is_late(row: DeliveryRow, now: datetime) -> bool:
    """Whether a digest that goes out now is late, for any reason but missing figures."""
    if waited(row) and row.next_try is not None:
        # It waited for figures up to its last try; what came after that is the bot's own absence.
        return now - max(row.next_try, row.due) > LATE_AFTER
    return now - row.due > LATE_AFTER


def waiting(row: DeliveryRow, now: datetime) -> DeliveryRow:
    """A row whose figures are not ready: tried again soon."""
    return replace(row, reason=WAITING, next_try=now + wait(row, now))


def wait(row: DeliveryRow, now: datetime) -> timedelta:
    """How long to wait before WeChat is asked for the figures of a digest again."""
    return WAIT if now < row.due + VERY_LATE else LONG_WAIT


def correctable_until(span: Span) -> datetime:
    """Until when a digest is put right: noon in +08:00 of the fourth day after, when its last day is asked last."""
    return at_china(span.last + timedelta(days=4), 12)


def ended(row: DeliveryRow, outcome: Outcome, now: datetime, content: Content) -> DeliveryRow:
    """A claimed row after its sending: `row` is as it was before the claim.

    One that nobody tries by itself is as it was if the attempt brought nothing, but for the server's own wish.
    """
    after = _ended(row, outcome, now, content)
    if after.state is State.FAILED and row.state in (State.UNCERTAIN, State.SKIPPED):
        return replace(row, retry_after=after.retry_after)
    return after


def _ended(row: DeliveryRow, outcome: Outcome, now: datetime, content: Content) -> DeliveryRow:
    tried = replace(row, attempts=row.attempts + 1, told=True, next_try=None, retry_after=None)
    said = replace(
        tried,
        figures=content.figures,
        shown=content.shown,
        as_of=content.as_of,
        provisional=content.provisional,
        reason=None,
    )
    failed = replace(tried, state=State.FAILED, next_try=now + pause(tried.attempts))
    match outcome:
        case Sent(message_id):
            return replace(said, state=State.SENT, message_id=message_id, sent_at=now)
        case Unknown(why):
            # Nobody is told of a lost reply: what it says stands in the digest itself.
            return replace(said, state=State.UNCERTAIN, reason=why or None, told=row.key.part != DIGEST)
        case Later(seconds, asked):
            wish = now + timedelta(seconds=seconds)
            return replace(
                failed,
                retry_after=wish if asked else None,
                next_try=wish if asked else max(failed.next_try or wish, wish),
                reason=_since_waiting(row, ASKED_TO_WAIT if asked else NOT_DELIVERED),
            )
        case Gone(_, how):
            return replace(failed, reason=absent(how), next_try=None)
        case Refusal(why):
            return replace(failed, reason=f"{REFUSED}{why}")
        case Moved() | NoTopic() | BadMarkup():
            return replace(failed, reason=_since_waiting(row, type(outcome).__name__), next_try=now)
        case _:
            return replace(failed, reason=f"unexpected: {type(outcome).__name__}")


def absent(how: Absence) -> str:
    """The reason of a row whose chat takes no messages."""
    return GONE if how is Absence.LEFT else f"{how}, {GONE}"


def _since_waiting(row: DeliveryRow, why: str) -> str:
    """A reason that remembers that the row had waited for figures: what is late for that is not called late."""
    return f"{WAITING}, {why}" if waited(row) else why


def waited(row: DeliveryRow) -> bool:
    """Whether a row waited for figures before its last try."""
    return row.reason is not None and row.reason.startswith(WAITING)


def mark(key: DeliveryKey) -> str:
    """What the buttons of a pushed digest carry, so that a press proves that it arrived."""
    return f"{key.report[0]}{key.first:%Y%m%d}"


def marked(text: str) -> tuple[Cadence, date] | None:
    """The cadence and the first day of a pushed digest's mark."""
    try:
        cadence = next(one for one in Cadence if text[:1] == one[0])
        return cadence, date.fromisoformat(text[1:])
    except (StopIteration, ValueError):
        return None

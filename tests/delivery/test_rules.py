"""What becomes of a row, by how its sending ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.days import Span
from bot.core.outcomes import BadMarkup, Gone, Later, Moved, NoTopic, Outcome, Refusal, Sent, Unknown
from bot.core.periods import Cadence
from bot.core.ports import REPLY, DeliveryRow, State
from bot.delivery import rules
from bot.delivery.rules import Content
from bot.subscriptions import Subscription
from tests.house import TEAM, china

SUBSCRIPTION = Subscription(TEAM, 0, time(8, 30), "Asia/Shanghai", china("2015-01-01 00:00"))
DAY = date(2015, 1, 5)
ROW = rules.row_of(SUBSCRIPTION, Span.day(DAY))
NOW = china("2015-01-06 08:31")
LIMIT = timedelta(hours=24)


def ended(outcome: Outcome, row: DeliveryRow = ROW) -> DeliveryRow:
    return rules.ended(row, outcome, NOW, Content("figures", "{}", NOW))


@pytest.mark.parametrize(
    ("outcome", "state", "told"),
    [
        (Sent(5), State.SENT, True),
        (Unknown("ReadTimeout"), State.UNCERTAIN, False),
        (Later(5), State.FAILED, True),
        (Later(300, asked=True), State.FAILED, True),
        (Gone(), State.FAILED, True),
        (Refusal("no"), State.FAILED, True),
        (Moved(-2), State.FAILED, True),
        (NoTopic(), State.FAILED, True),
        (BadMarkup(), State.FAILED, True),
    ],
)
def test_only_what_may_have_arrived_is_uncertain_and_only_then_is_the_chat_owed_a_line(
    outcome: Outcome, state: State, told: bool
) -> None:
    row = ended(outcome)
    assert (row.state, row.told, row.attempts) == (state, told, 1)


def test_a_sent_row_keeps_message_time_and_the_hash_of_its_figures() -> None:
    row = ended(Sent(5))
    assert (row.message_id, row.sent_at, row.figures, row.next_try, row.reason) == (5, NOW, "figures", None, None)
    assert (row.shown, row.as_of, row.provisional) == ("{}", NOW, False)


def test_nobody_is_told_of_a_reply_that_may_have_arrived() -> None:
    reply = replace(ROW, key=replace(ROW.key, part=REPLY))
    assert (ended(Unknown(), reply).state, ended(Unknown(), reply).told) == (State.UNCERTAIN, True)


def test_the_wish_of_the_chats_server_is_kept_apart_from_our_own_pause() -> None:
    asked, ours = ended(Later(10_072, asked=True)), ended(Later(5))
    assert asked.retry_after == NOW + timedelta(seconds=10_072)
    assert ours.retry_after is None
    assert ours.next_try == NOW + rules.pause(1)


def test_a_run_by_hand_ignores_our_pauses_but_not_the_servers_wish() -> None:
    ours, asked = ended(Later(5)), ended(Later(300, asked=True))
    assert rules.may_try(ours, NOW, by_hand=True)
    assert not rules.may_try(ours, NOW, by_hand=False)
    assert not rules.may_try(asked, NOW, by_hand=True)
    assert rules.may_try(asked, NOW + timedelta(seconds=300), by_hand=False)


def test_a_chat_that_left_is_not_tried_again_by_time() -> None:
    assert ended(Gone()).next_try is None
    assert ended(Gone()).reason == rules.GONE


@given(st.integers(0, 50))
def test_pauses_never_shrink(attempts: int) -> None:
    assert rules.pause(attempts) <= rules.pause(attempts + 1)


@given(st.dates(date(2014, 12, 1), date(2100, 1, 1)), st.sampled_from(Cadence))
def test_a_mark_names_cadence_and_first_day(day: date, cadence: Cadence) -> None:
    key = replace(ROW.key, first=day, report=cadence)
    assert rules.marked(rules.mark(key)) == (cadence, day)


@pytest.mark.parametrize("text", ["", "d", "x20150105", "d2015", "dxxxxxxxx"])
def test_a_mark_of_another_form_names_no_digest(text: str) -> None:
    assert rules.marked(text) is None


def test_late_is_more_than_a_quarter_of_an_hour_after_due_unless_figures_were_missing() -> None:
    assert not rules.is_late(ROW, ROW.due + timedelta(minutes=15))
    assert rules.is_late(ROW, ROW.due + timedelta(minutes=15, seconds=1))
    waited = replace(ROW, reason=rules.WAITING, next_try=ROW.due + timedelta(hours=2))
    assert not rules.is_late(waited, ROW.due + timedelta(hours=2))
    assert rules.is_late(waited, ROW.due + timedelta(hours=3))


def test_older_than_the_limit_is_left_out_and_named() -> None:
    assert rules.aged(ROW, ROW.due + LIMIT - timedelta(seconds=1), LIMIT) is ROW
    old = rules.aged(ROW, ROW.due + LIMIT, LIMIT)
    assert (old.state, old.reason, old.told) == (State.SKIPPED, rules.TOO_OLD, False)


@pytest.mark.parametrize(("cadence", "days"), [(Cadence.DAILY, 1), (Cadence.WEEKLY, 3), (Cadence.MONTHLY, 7)])
def test_a_longer_period_may_be_later(cadence: Cadence, days: int) -> None:
    row = replace(ROW, key=replace(ROW.key, report=cadence))
    assert rules.aged(row, ROW.due + timedelta(days=days, seconds=-1), LIMIT) is row
    assert rules.aged(row, ROW.due + timedelta(days=days), LIMIT).state is State.SKIPPED


def test_figures_are_waited_for_by_minutes_and_after_half_a_day_by_half_hours() -> None:
    early = rules.waiting(ROW, ROW.due)
    late = rules.waiting(ROW, ROW.due + rules.VERY_LATE)
    assert early.next_try == ROW.due + rules.WAIT
    assert late.next_try == ROW.due + rules.VERY_LATE + rules.LONG_WAIT
    assert {row.state for row in (early, late)} == {State.PLANNED}


def test_a_row_is_remembered_longer_than_a_missed_digest_is_named() -> None:
    assert rules.REMEMBERED + timedelta(days=7) < rules.FOLDED_AFTER


@given(st.integers(0, 60 * 24 * 40), st.integers(1, 60 * 24 * 40))
def test_every_day_falls_due_in_exactly_one_look(first: int, second: int) -> None:
    start = china("2015-01-06 00:00")
    middle, end = start + timedelta(minutes=first), start + timedelta(minutes=first + second)
    whole = rules.fallen_due(SUBSCRIPTION, start, end, timedelta(days=999))
    halves = [
        *rules.fallen_due(SUBSCRIPTION, start, middle, timedelta(days=999)),
        *rules.fallen_due(SUBSCRIPTION, middle, end, timedelta(days=999)),
    ]
    assert [row.key for row in halves] == [row.key for row in whole]

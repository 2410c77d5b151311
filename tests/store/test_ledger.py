"""The laws of the Ledger, in memory and on disk."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.ports import CHART, DIGEST, REPLY, DeliveryKey, DeliveryRow, Ledger, State

from .samples import DAY, NOON, key, planned

CLAIMABLE = (State.PLANNED, State.FAILED, State.UNCERTAIN, State.SKIPPED)


async def test_planning_twice_adds_once_and_changes_nothing(ledger: Ledger) -> None:
    assert await ledger.plan([planned(), planned(key(chat=5))]) == 2
    assert await ledger.plan([planned(reason="again"), planned(key(part=2))]) == 1
    assert await ledger.get(key()) == planned()


async def test_the_same_key_twice_in_one_plan_is_one_row_the_first(ledger: Ledger) -> None:
    assert await ledger.plan([planned(), planned(reason="again")]) == 1
    assert await ledger.get(key()) == planned()


async def test_every_part_of_the_key_makes_another_message(ledger: Ledger) -> None:
    others = [
        key(report="weekly"),
        key(scope="daily"),
        key(first=DAY + timedelta(days=1)),
        replace(key(), length=7),
        key(chat=5),
        key(topic=9),
        key(part=2),
    ]
    assert await ledger.plan([planned(k) for k in (key(), *others)]) == 1 + len(others)


async def test_a_key_that_was_never_planned_has_no_row(ledger: Ledger) -> None:
    assert await ledger.get(key()) is None
    assert not await ledger.claim(key(), attempt=0)


async def test_of_fifty_concurrent_claims_one_gets_the_row(ledger: Ledger) -> None:
    await ledger.plan([planned()])
    got = await asyncio.gather(*(ledger.claim(key(), attempt=0) for _ in range(50)))
    assert sorted(got) == [False] * 49 + [True]
    assert await ledger.get(key()) == planned(state=State.SENDING, attempts=1)


async def test_a_claim_at_another_attempt_than_the_row_s_gets_nothing(ledger: Ledger) -> None:
    await ledger.plan([planned(attempts=2, state=State.UNCERTAIN)])
    assert not await ledger.claim(key(), attempt=1)
    assert not await ledger.claim(key(), attempt=3)
    assert await ledger.claim(key(), attempt=2)


@pytest.mark.parametrize("state", list(State))
async def test_only_what_is_planned_failed_uncertain_or_skipped_can_be_claimed(ledger: Ledger, state: State) -> None:
    await ledger.plan([planned(state=state)])
    assert await ledger.claim(key(), attempt=0) == (state in CLAIMABLE)


async def test_a_claim_changes_state_and_attempts_and_nothing_else(ledger: Ledger) -> None:
    row = planned(state=State.UNCERTAIN, attempts=1, reason="no answer", told=False, told_attempts=2, told_next=NOON)
    await ledger.plan([row])
    await ledger.claim(key(), attempt=1)
    assert await ledger.get(key()) == replace(row, state=State.SENDING, attempts=2)


async def test_one_update_acts_once_whatever_it_asks_for(ledger: Ledger) -> None:
    other = key(chat=5)
    await ledger.plan([planned(), planned(other)])
    assert await ledger.claim(key(), attempt=0, update=77)
    await ledger.settle(planned(state=State.UNCERTAIN, attempts=1))
    assert not await ledger.claim(key(), attempt=1, update=77)
    assert not await ledger.claim(other, attempt=0, update=77)
    assert await ledger.get(other) == planned(other)
    assert await ledger.claim(other, attempt=0, update=78)


async def test_an_update_that_got_nothing_has_not_acted(ledger: Ledger) -> None:
    await ledger.plan([planned()])
    assert not await ledger.claim(key(), attempt=9, update=77)
    assert await ledger.claim(key(), attempt=0, update=77)


async def test_settling_writes_every_field(ledger: Ledger) -> None:
    row = DeliveryRow(
        key=key(),
        state=State.SENT,
        due=NOON,
        attempts=3,
        next_try=NOON + timedelta(minutes=1),
        retry_after=NOON + timedelta(minutes=2),
        message_id=2**40,
        sent_at=NOON + timedelta(microseconds=1),
        figures="a1b2",
        shown='{"reads":1}',
        as_of=NOON + timedelta(minutes=3),
        corrected_at=NOON + timedelta(minutes=4),
        provisional=True,
        by_hand=True,
        reason="编辑部 'quoted'",
        told=False,
        told_attempts=4,
        told_next=NOON + timedelta(days=1),
    )
    await ledger.plan([planned(), planned(key(chat=5))])
    await ledger.settle(row)
    assert await ledger.get(key()) == row
    assert await ledger.get(key(chat=5)) == planned(key(chat=5))


async def test_an_older_copy_settles_nothing(ledger: Ledger) -> None:
    seen = planned()
    await ledger.plan([seen])
    assert await ledger.settle(planned(state=State.FAILED, attempts=1), was=seen)
    assert not await ledger.settle(planned(state=State.SKIPPED), was=seen)
    assert not await ledger.settle(planned(state=State.SKIPPED), was=planned(state=State.FAILED, attempts=2))
    assert await ledger.get(key()) == planned(state=State.FAILED, attempts=1)
    assert await ledger.settle(planned(state=State.SENT, attempts=1), was=planned(state=State.FAILED, attempts=1))


async def test_settling_a_key_that_is_not_there_makes_no_row_and_is_logged(
    ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        await ledger.settle(planned(state=State.SENT))
    assert await ledger.rows() == []
    assert "no row to settle" in caplog.text


async def test_what_a_dead_process_left_in_sending_becomes_uncertain_and_owed_a_line_now(ledger: Ledger) -> None:
    left = planned(state=State.SENDING, attempts=2, told_attempts=3, told_next=NOON)
    others = [planned(key(chat=n), state=state) for n, state in enumerate(State) if state is not State.SENDING]
    await ledger.plan([left, *others])
    assert await ledger.settle_dead() == 1
    assert await ledger.get(key()) == planned(state=State.UNCERTAIN, attempts=2, told=False)
    assert await ledger.settle_dead() == 0
    assert [row for row in await ledger.rows() if row.key != key()] == sorted(others, key=lambda row: row.key)


async def test_nobody_is_told_of_a_chart_or_a_reply_that_was_lost(ledger: Ledger) -> None:
    parts = [planned(key(part=part), state=State.SENDING, told_attempts=3) for part in (DIGEST, CHART, REPLY)]
    await ledger.plan(parts)
    assert await ledger.settle_dead() == 3
    lost = {row.key.part: row for row in await ledger.rows(states=[State.UNCERTAIN])}
    assert {part: row.told for part, row in lost.items()} == {DIGEST: False, CHART: True, REPLY: True}
    assert {row.told_attempts for row in lost.values()} == {0}


async def test_a_chat_s_rows_move_once_and_what_is_there_already_stays(ledger: Ledger) -> None:
    both, one = key(chat=-5), key(chat=-5, part=2)
    there = planned(key(chat=-1005), state=State.SENT, message_id=9)
    await ledger.plan([planned(both), planned(one, reason="kept"), there, planned(key(chat=1))])
    assert await ledger.move(-5, -1005) == 1
    assert await ledger.move(-5, -1005) == 0
    assert await ledger.get(there.key) == there
    assert await ledger.get(both) == planned(both)
    assert await ledger.get(one) is None
    assert await ledger.get(replace(one, chat=-1005)) == planned(replace(one, chat=-1005), reason="kept")
    assert await ledger.get(key(chat=1)) is not None


async def test_a_row_that_moves_leaves_the_old_chats_message_behind(ledger: Ledger) -> None:
    """In the new chat that number belongs to another message, which would be put right in its place."""
    sent = planned(key(chat=-5), state=State.SENT, message_id=9, shown="{}")
    await ledger.plan([sent])
    await ledger.move(-5, -1005)
    moved = await ledger.get(replace(sent.key, chat=-1005))
    assert moved is not None
    assert (moved.state, moved.message_id, moved.shown) == (State.SENT, None, None)


async def test_moving_a_chat_to_itself_moves_nothing(ledger: Ledger) -> None:
    await ledger.plan([planned()])
    assert await ledger.move(key().chat, key().chat) == 0
    assert await ledger.get(key()) == planned()


async def test_rows_come_oldest_day_first_and_within_a_day_as_they_fall_due(ledger: Ledger) -> None:
    older = planned(key(first=DAY - timedelta(days=1), chat=9), due=NOON + timedelta(days=2))
    late = planned(key(chat=1), due=NOON + timedelta(microseconds=1))
    early = planned(key(chat=2), due=NOON)
    early_too = planned(key(chat=3), due=NOON)
    await ledger.plan([late, early_too, early, older])
    assert await ledger.rows() == [older, early, early_too, late]


async def test_filters_narrow_each_other(ledger: Ledger) -> None:
    a = planned(key(chat=1), state=State.UNCERTAIN, told=False)
    b = planned(key(chat=2), state=State.FAILED, shown="")
    c = planned(key(chat=1, first=DAY + timedelta(days=1)), state=State.SKIPPED, told=False)
    await ledger.plan([a, b, c])
    assert await ledger.rows(states={State.UNCERTAIN, State.FAILED}) == [a, b]
    assert await ledger.rows(day=DAY) == [a, b]
    assert await ledger.rows(chat=1) == [a, c]
    assert await ledger.rows(untold=True) == [a, c]
    assert await ledger.rows(shown=True) == [b]
    assert await ledger.rows(shown=True, chat=1) == []
    assert await ledger.rows(states=[State.SKIPPED], chat=1, untold=True, day=DAY + timedelta(days=1)) == [c]
    assert await ledger.rows(states=[State.SKIPPED], chat=1, untold=True, day=DAY) == []


async def test_instants_come_back_aware_and_equal(ledger: Ledger) -> None:
    local = datetime(2026, 11, 24, 12, tzinfo=timezone(timedelta(hours=8)))
    await ledger.plan([planned(due=local)])
    row = await ledger.get(key())
    assert row is not None
    assert row.due == local
    assert row.due.tzinfo is not None


INSTANTS = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001 - Hypothesis adds the zone itself
    max_value=datetime(9998, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-3, minutes=-30))]),
)
COUNTS = st.integers(0, 2**31)
LENGTHS = st.integers(1, 366)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
KEYS = st.builds(
    DeliveryKey,
    report=TEXTS,
    scope=TEXTS,
    first=st.dates(),
    length=LENGTHS,
    chat=st.integers(-(2**52), 2**52),
    topic=COUNTS,
    part=COUNTS,
)
ROWS = st.builds(
    DeliveryRow,
    key=KEYS,
    state=st.sampled_from(State),
    due=INSTANTS,
    attempts=COUNTS,
    next_try=st.none() | INSTANTS,
    retry_after=st.none() | INSTANTS,
    message_id=st.none() | COUNTS,
    sent_at=st.none() | INSTANTS,
    figures=st.none() | TEXTS,
    shown=st.none() | TEXTS,
    as_of=st.none() | INSTANTS,
    corrected_at=st.none() | INSTANTS,
    provisional=st.booleans(),
    reason=st.none() | TEXTS,
    told=st.booleans(),
    told_attempts=COUNTS,
    told_next=st.none() | INSTANTS,
)


@given(row=ROWS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_row_comes_back_as_it_was(ledger: Ledger, row: DeliveryRow) -> None:
    await ledger.plan([replace(row, state=State.PLANNED)])
    await ledger.settle(row)
    assert await ledger.get(row.key) == row


async def test_a_reason_in_half_an_emoji_still_settles(ledger: Ledger) -> None:
    await ledger.plan([planned()])
    await ledger.settle(planned(state=State.FAILED, reason="bad \ud83d"))
    row = await ledger.get(key())
    assert row is not None
    assert row.state is State.FAILED

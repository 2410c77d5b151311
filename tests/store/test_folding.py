"""Rows of long ago are counted and gone; what is still open stays, however old."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.errors import StoreUnusable
from bot.core.ports import DeliveryRow, Ledger, State
from bot.store import rows as store_rows
from bot.store.file import Store
from bot.store.memory import MemoryLedger

from .samples import DAY, key, planned

OLD = DAY - timedelta(days=401)
LIMIT = OLD + timedelta(days=1)
ENDED = {State.SENT, State.SKIPPED, State.UNCERTAIN}


def row(state: State, chat: int = 1, first: int = 0, **fields: object) -> DeliveryRow:
    return planned(key(chat=chat, first=OLD + timedelta(days=first)), state=state, **fields)


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("state", list(State))
async def test_what_ended_is_counted_by_chat_and_state_and_gone_and_what_is_open_stays(
    ledger: Ledger, state: State, told: bool
) -> None:
    await ledger.plan([row(state, told=told), row(state, chat=2, told=told), row(state, first=1, told=told)])
    ended = state in ENDED and told
    assert await ledger.fold(LIMIT) == (2 if ended else 0)
    assert await ledger.folded(1) == ({state: 1} if ended else {})
    assert [one.key.chat for one in await ledger.rows()] == ([1] if ended else [1, 2, 1])


async def test_what_is_folded_again_is_added_and_folding_twice_counts_once(ledger: Ledger) -> None:
    await ledger.plan([row(State.SENT, first=n) for n in range(5)])
    assert [await ledger.fold(OLD + timedelta(days=n)) for n in (2, 2, 3)] == [2, 0, 1]
    assert await ledger.folded(1) == {State.SENT: 3}
    assert len(await ledger.rows()) == 2


async def test_a_chat_that_has_another_id_takes_its_count_along_once(ledger: Ledger) -> None:
    await ledger.plan([row(State.SENT), row(State.SENT, chat=-100), row(State.SKIPPED, first=-1), row(State.SENT, 3)])
    await ledger.fold(LIMIT)
    assert await ledger.move(1, -100) == 0
    assert await ledger.move(1, -100) == 0
    assert await ledger.move(-100, -100) == 0
    assert await ledger.folded(1) == {}
    assert await ledger.folded(-100) == {State.SENT: 2, State.SKIPPED: 1}
    assert await ledger.folded(3) == {State.SENT: 1}


async def test_a_day_of_long_ago_that_is_planned_by_hand_after_folding_is_a_new_row(ledger: Ledger) -> None:
    await ledger.plan([row(State.SENT)])
    await ledger.fold(LIMIT)
    assert await ledger.get(row(State.SENT).key) is None
    assert await ledger.plan([row(State.PLANNED, by_hand=True)]) == 1


ROWS = st.lists(
    st.builds(row, st.sampled_from(State), st.integers(1, 3), st.integers(-3, 3), told=st.booleans()),
    unique_by=lambda one: one.key,
)


@given(rows=ROWS, days=st.lists(st.integers(-4, 5), max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_row_is_lost_between_what_is_there_and_what_is_counted(
    rows: list[DeliveryRow], days: list[int]
) -> None:
    ledger = MemoryLedger()
    await ledger.plan(rows)
    for day in days:
        await ledger.fold(OLD + timedelta(days=day))
    left = await ledger.rows()
    for chat in (1, 2, 3):
        total = Counter(one.state for one in left if one.key.chat == chat)
        total.update(await ledger.folded(chat))
        assert total == Counter(one.state for one in rows if one.key.chat == chat)


async def test_a_folding_that_fails_counts_nothing_and_loses_nothing(store: Store) -> None:
    await store.ledger.plan([row(State.SENT), row(State.SKIPPED, chat=2)])
    for trigger in ("BEFORE DELETE ON ledger", "BEFORE INSERT ON folded WHEN new.chat = 2"):
        store.ledger._conn.execute(f"CREATE TRIGGER no {trigger} BEGIN SELECT RAISE(FAIL, 'no'); END")
        with pytest.raises(StoreUnusable):
            await store.ledger.fold(LIMIT)
        store.ledger._conn.execute("DROP TRIGGER no")
        assert await store.ledger.folded(1) == {}
        assert len(await store.ledger.rows()) == 2
    assert await store.ledger.fold(LIMIT) == 2


async def test_of_acts_the_newest_stay_by_when_they_acted(store: Store) -> None:
    """Telegram may begin its numbers anew: the highest ones need not be the newest."""
    kept = store_rows.ACTS_KEPT
    conn = store.ledger._conn
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {kept}) SELECT"
    conn.execute(f"INSERT INTO acts (update_id, at) {numbers} i + 1000000, '2020-01-01T00:00:00.000Z' FROM n")
    await store.ledger.plan([planned()])
    assert await store.ledger.claim(key(), attempt=0, update=7)
    await store.ledger.fold(LIMIT)
    assert conn.execute("SELECT count(*), min(update_id) FROM acts").fetchone() == (kept, 7)
    await store.ledger.settle(planned(state=State.UNCERTAIN, attempts=1))
    assert not await store.ledger.claim(key(), attempt=1, update=7)


async def test_an_act_that_may_come_again_acts_once_after_folding_too(ledger: Ledger) -> None:
    await ledger.plan([planned()])
    assert await ledger.claim(key(), attempt=0, update=7)
    await ledger.settle(planned(state=State.UNCERTAIN, attempts=1))
    await ledger.fold(DAY + timedelta(days=1000))
    await ledger.plan([planned()])
    held = await ledger.get(key())
    assert held is not None
    assert not await ledger.claim(key(), attempt=held.attempts, update=7)


def test_what_may_be_corrected_is_found_without_reading_the_whole_ledger(store: Store) -> None:
    for where in ("shown IS NOT NULL", "told = 0"):
        plan = store.ledger._conn.execute(f"EXPLAIN QUERY PLAN SELECT * FROM ledger WHERE {where}").fetchall()
        assert "INDEX" in str(plan)

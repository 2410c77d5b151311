"""Ledger rows that cannot be read: what they stand for is never sent by itself again, and nobody is left out."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core.days import end_of
from bot.core.ports import CHART, DeliveryKey, DeliveryRow, State
from bot.store.file import Store, open_store

from .samples import DAY, NOON, key, planned

FULL = planned(
    state=State.SENT, attempts=3, message_id=9, sent_at=NOON, figures="a1", shown="{}", as_of=NOON, corrected_at=NOON
)
WHOLE = planned(key(chat=5))
BROKEN = {
    "state": ["'sent'||'!'", "''", "x'73656e74'", "5"],
    "due": ["'noon'", "''", "'2026-11-24T04:00:00'", "5", "'2026-13-24T04:00:00+00:00'", "CAST(x'32e5' AS TEXT)"],
    "attempts": ["'three'", "1.5", "x'33'"],
    "next_try": ["'soon'", "5", "x'00'"],
    "retry_after": ["'2026-11-24'"],
    "message_id": ["'nine'", "9.5"],
    "sent_at": ["'x'"],
    "figures": ["5.5||''||x'ff'", "x'ff'"],
    "provisional": ["'yes'"],
    "reason": ["CAST(x'e697' AS TEXT)", "x'00'"],
    "by_hand": ["'no'"],
    "told": ["'no'"],
    "told_attempts": ["'x'"],
    "told_next": ["'x'"],
    "shown": ["x'7b7d'"],
    "as_of": ["'0001-01-01T00:00:00+08:00'"],
    "corrected_at": ["'x'"],
}


def spoil(path: Path, column: str, value: str, where: str = "chat != 5") -> None:
    with closing(sqlite3.connect(path)) as conn:
        conn.execute(f"UPDATE ledger SET {column} = {value} WHERE {where}")
        conn.commit()


def spoiled(path: Path, column: str, value: str, row: DeliveryRow = FULL) -> None:
    with closing(open_store(path)) as store:
        asyncio.run(store.ledger.plan([row, WHOLE]))
    spoil(path, column, value)


@pytest.mark.parametrize(("column", "value"), [(name, value) for name, values in BROKEN.items() for value in values])
async def test_in_its_place_stands_an_uncertain_row_whose_chat_is_asked(path: Path, column: str, value: str) -> None:
    await asyncio.to_thread(spoiled, path, column, value)
    with closing(open_store(path)) as store:
        rows = {row.key: row for row in await store.ledger.rows()}
        instead = rows.pop(key())
        assert rows == {WHOLE.key: WHOLE}
        assert instead == DeliveryRow(
            key(),
            State.UNCERTAIN,
            end_of(DAY) if column == "due" else NOON,
            attempts=0 if column == "attempts" else 3,
            reason="its row could not be read",
            told=False,
        )
        assert [(aside.table, aside.key) for aside in store.aside()] == [
            ("ledger", "digest|all|2026-11-23|1|-100123|0|1")
        ]
        assert await store.ledger.plan([planned()]) == 0
        assert await store.ledger.rows(untold=True) == [instead]
        assert await store.ledger.claim(key(), attempt=instead.attempts, update=77)  # Send again


def first_sight(store: Store, door: str) -> Any:
    narrowed: dict[str, dict[str, Any]] = {
        "day": {"day": DAY},
        "chat": {"chat": key().chat},
        "untold": {"untold": True},
        "uncertain": {"states": [State.UNCERTAIN]},
    }
    return store.ledger.get(key()) if door == "get" else store.ledger.rows(**narrowed[door])


@pytest.mark.parametrize("door", ["get", "day", "chat", "untold", "uncertain"])
@pytest.mark.parametrize(("column", "value"), [("state", "'lost'"), ("told", "'no'")])
async def test_it_is_found_by_whoever_looks_first_also_by_what_cannot_be_read(
    path: Path, door: str, column: str, value: str
) -> None:
    await asyncio.to_thread(spoiled, path, column, value)
    with closing(open_store(path)) as store:
        found = await first_sight(store, door)
        [row] = [found] if door == "get" else [row for row in found if row.key == key()]
        assert (row.state, row.told) == (State.UNCERTAIN, False)


async def test_what_was_there_is_kept_column_by_column(path: Path) -> None:
    await asyncio.to_thread(spoiled, path, "reason", "x'ff00'")
    with closing(open_store(path)) as store:
        await store.ledger.rows()
    with closing(sqlite3.connect(path)) as conn:
        [(source, where, value)] = conn.execute("SELECT source, key, value FROM aside").fetchall()
    assert (source, where) == ("ledger", "digest|all|2026-11-23|1|-100123|0|1")
    raw = json.loads(value)
    assert raw["reason"] == "ff00"
    assert {raw["state"], raw["message_id"], raw["shown"], raw["chat"]} == {"sent", 9, "{}", -100123}


async def test_it_is_put_aside_once_and_what_stands_for_it_goes_its_way(path: Path) -> None:
    await asyncio.to_thread(spoiled, path, "state", "'lost'")
    with closing(open_store(path)) as store:
        [uncertain] = await store.ledger.rows(untold=True)
        sent = replace(uncertain, state=State.SENT, told=True)
        assert await store.ledger.settle(sent, was=uncertain)
    with closing(open_store(path)) as again:
        assert await again.ledger.get(key()) == sent
        assert len(again.aside()) == 1


async def test_of_a_chart_or_a_reply_nobody_is_asked(path: Path) -> None:
    chart = replace(FULL, key=key(part=CHART))
    await asyncio.to_thread(spoiled, path, "sent_at", "'x'", chart)
    with closing(open_store(path)) as store:
        row = await store.ledger.get(chart.key)
        assert row is not None
        assert (row.state, row.told) == (State.UNCERTAIN, True)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("first", "'yesterday'"),
        ("first", "20261123"),
        ("first", "'2026-11-2'"),
        ("scope", "CAST(x'61e5' AS TEXT)"),
        ("scope", "x'616c6c'"),
        ("report", "x'00'"),
        ("chat", "'the editors'"),
        ("topic", "0.5"),
        ("length", "'day'"),
        ("part", "x'31'"),
    ],
)
async def test_what_has_no_key_that_can_be_read_is_put_aside_and_leaves_no_row(
    path: Path, column: str, value: str
) -> None:
    await asyncio.to_thread(spoiled, path, column, value)
    with closing(open_store(path)) as store:
        assert await store.ledger.rows() == [WHOLE]
        assert [aside.table for aside in store.aside()] == ["ledger"]
    with closing(sqlite3.connect(path)) as conn:
        assert conn.execute("SELECT count(*) FROM ledger").fetchone() == (1,)


async def test_a_row_that_reads_alike_but_for_its_bytes_stays(path: Path) -> None:
    """A key is found again as exactly what it is: text, bytes, or bytes that were meant as text."""
    values = ("'a'", "x'61'", "CAST(x'61ff' AS TEXT)", "x'61ff'")
    keep = planned(key(scope="a"))
    with closing(open_store(path)) as store:
        await store.ledger.plan([planned(key(scope=str(n))) for n in range(4)])
    for n, value in enumerate(values):
        await asyncio.to_thread(spoil, path, "scope", value, f"scope = '{n}'")
    with closing(open_store(path)) as store:
        assert await store.ledger.rows() == [keep]
        assert len(store.aside()) == 3


@pytest.mark.parametrize("length", [0, -3, 367, 2**60])
async def test_a_length_that_no_period_has_is_a_key_that_nobody_can_read(path: Path, length: int) -> None:
    await asyncio.to_thread(spoiled, path, "due", "'x'", replace(FULL, key=replace(key(), length=length)))
    with closing(open_store(path)) as store:
        assert FULL.key.chat not in [row.key.chat for row in await store.ledger.rows()]
        assert len(store.aside()) == 1


async def test_who_may_only_read_leaves_it_out_and_names_it(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    await asyncio.to_thread(spoiled, path, "state", "'lost'")
    with closing(open_store(path, read_only=True)) as reader:
        assert await reader.ledger.rows() == [WHOLE]
        assert await reader.ledger.get(key()) is None
        assert caplog.text.count("digest|all|2026-11-23|1|-100123|0|1") == len(caplog.records) == 2
        assert reader.aside() == []


async def test_on_a_full_disk_it_stays_where_it_is_and_is_not_sent(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await asyncio.to_thread(spoiled, path, "due", "'x'", replace(FULL, shown="x" * 200_000))
    with closing(open_store(path)) as store:
        store.ledger._conn.execute("VACUUM")
        store.ledger._conn.execute("PRAGMA max_page_count = 1")
        assert await store.ledger.rows() == [WHOLE]
        assert "cannot be read stays where it is" in caplog.text
        assert store.aside() == []
        assert await store.ledger.plan([planned()]) == 0
        store.ledger._conn.execute("PRAGMA max_page_count = 100000")
        assert len(await store.ledger.rows()) == 2
        assert len(store.aside()) == 1


async def test_a_key_from_another_program_does_not_hide_the_rest(path: Path) -> None:
    """Any text is a report's name, and any number a part: the ledger keeps what it does not know."""
    other = DeliveryRow(DeliveryKey("hourly", "", DAY, 3, 0, -1, 99), State.PLANNED, NOON - timedelta(days=9999))
    with closing(open_store(path)) as store:
        await store.ledger.plan([other, WHOLE])
        assert await store.ledger.rows() == [other, WHOLE]
        assert store.aside() == []

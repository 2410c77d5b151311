"""Days, names and things of a shelf that somebody else wrote, or spoiled: put aside and named; the rest is there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.days import Span
from bot.core.ports import Mark
from bot.store.file import Store, open_store

from .samples import DAY, NAMED, NOON, reply

BROKEN = (
    "substr(value, 1, 40)",
    "CAST(x'7b22e5' AS TEXT)",
    "x'8004950b'",
    "NULL",
    "'[1]'",
    """'{"list": []}'""",
    "replace(value, '+00:00', '')",
    "json_set(value, '$.complete_at', 'noon')",
    "json_set(value, '$.fetched_at', 5)",
    "json_set(value, '$.fetched_at', '0001-01-01T00:00:00+08:00')",
    "json_set(value, '$.origin', 5)",
    "json_set(value, '$.body', 'text')",
    "replace(hex(zeroblob(50000)), '00', '[')",
)
DAYS = dict(zip(BROKEN, Span(DAY - timedelta(days=len(BROKEN)), DAY - timedelta(days=1)), strict=True))
KEYS = [f"daily|getuserread|{day}" for day in DAYS.values()]
ASKED = ("daily", "getuserread", Span(min(DAYS.values()), DAY))
ASIDE = "SELECT source, key, value FROM aside ORDER BY key"


@pytest.fixture
async def spoiled(path: Path, store: Store) -> dict[str, object]:
    """What cannot be read in an archive, by key, with one whole day beside it; and one thing of a shelf."""
    await store.archive.keep([reply(day) for day in (*DAYS.values(), DAY)])
    await store.shelf("chats").put("7", {})
    store.close()
    with closing(sqlite3.connect(path)) as conn:
        for (value, _), where in zip(DAYS.items(), KEYS, strict=True):
            conn.execute(f"UPDATE archive SET value = {value} WHERE key = ?", (where,))
        conn.execute("INSERT INTO shelf_chats VALUES ('8', '{')")
        conn.commit()
        conn.text_factory = bytes
        found = conn.execute("SELECT key, value FROM archive").fetchall()
    return {key.decode(): value for key, value in found if key.decode() in KEYS}


async def test_what_cannot_be_read_is_put_aside_once_as_it_is_and_named_and_the_rest_is_there(
    path: Path, spoiled: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    with closing(open_store(path)) as again:
        assert again.aside() == []
        assert await again.archive.held(*ASKED) == {DAY: reply()}
        assert all(where in caplog.text for where in KEYS)
        assert again.shelf("chats").items() == {"7": {}}
        named = [("archive", where) for where in KEYS] + [("shelf_chats", "8")]
        assert [(aside.table, aside.key) for aside in again.aside()] == named
        caplog.clear()
        assert await again.archive.held(*ASKED) == {DAY: reply()}
        assert caplog.text == ""
        new = reply(min(DAYS.values()))
        await again.archive.keep([new])
        assert await again.archive.held(*ASKED) == {new.day: new, DAY: reply()}
    with closing(open_store(path)) as later:
        assert [(aside.table, aside.key) for aside in later.aside()] == named
    with closing(sqlite3.connect(path)) as conn:
        conn.text_factory = bytes
        kept = conn.execute("SELECT key, value FROM aside WHERE source = 'archive'").fetchall()
        assert {key.decode(): value for key, value in kept} == spoiled
        assert conn.execute("SELECT key FROM shelf_chats").fetchall() == [(b"7",)]


@pytest.mark.parametrize("door", ["held", "marks", "each"])
async def test_every_way_of_reading_meets_the_same_rows(path: Path, spoiled: dict[str, object], door: str) -> None:
    with closing(open_store(path)) as again:
        asked = {
            "held": again.archive.held(*ASKED),
            "marks": again.archive.marks(*ASKED),
            "each": again.archive.each(*ASKED, lambda one: one),
        }
        got = await asked.pop(door)
        for other in asked.values():
            other.close()
        mark = Mark(NOON, NOON + timedelta(hours=1), 1)
        assert got == {DAY: mark if door == "marks" else reply()}
        assert [aside.key for aside in again.aside()] == KEYS


async def test_who_may_only_read_leaves_them_out_names_them_and_puts_nothing_aside(
    path: Path, spoiled: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    with closing(open_store(path, read_only=True)) as reader:
        assert await reader.archive.held(*ASKED) == {DAY: reply()}
        assert await reader.archive.marks(*ASKED) == {DAY: Mark(NOON, NOON + timedelta(hours=1), 1)}
        assert reader.shelf("chats").items() == {"7": {}}
        assert all(caplog.text.count(where) == 2 for where in KEYS)
        assert reader.aside() == []
    with closing(open_store(path)) as writer:
        await writer.archive.held(*ASKED)
        with closing(open_store(path, read_only=True)) as reader:
            assert reader.aside() == writer.aside() != []


async def test_on_a_full_disk_they_are_left_out_until_there_is_room(
    path: Path, spoiled: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    with closing(open_store(path)) as again:
        again._archive_table.ask("PRAGMA max_page_count = 1")
        assert await again.archive.held(*ASKED) == {DAY: reply()}
        assert "nothing can be put aside now" in caplog.text
        assert again.aside() == []
        again._archive_table.ask("PRAGMA max_page_count = 100000")
        assert await again.archive.held(*ASKED) == {DAY: reply()}
        assert [aside.key for aside in again.aside()] == KEYS


async def test_a_reply_that_can_be_read_stays_whatever_comes_of_making_something_of_it(store: Store) -> None:
    """The archive outlives the parser: what it raises is no fault of what is kept."""
    yesterday = DAY - timedelta(days=1)
    await store.archive.keep([reply(), reply(yesterday)])
    days = {yesterday: 1}
    span = Span(yesterday, DAY)
    assert await store.archive.each("daily", "getuserread", span, lambda one: days[one.day]) == days
    assert store.aside() == []
    assert list(await store.archive.held("daily", "getuserread", span)) == [yesterday, DAY]


async def test_a_number_that_only_python_takes_for_json_is_held_and_marked(store: Store) -> None:
    odd = reply(body={"list": [{"finish_rate": float("inf")}]})
    await store.archive.keep([odd])
    assert await store.archive.held("daily", "getuserread", Span.day(DAY)) == {DAY: odd}
    assert await store.archive.marks("daily", "getuserread", Span.day(DAY)) == {DAY: Mark(NOON, odd.asked_at, 1)}


@pytest.mark.parametrize("looked_at", [False, True])
async def test_a_name_that_cannot_be_read_is_put_aside_and_a_new_one_takes_its_place(
    store: Store, caplog: pytest.LogCaptureFixture, looked_at: bool
) -> None:
    broken = [
        "{",
        "NULL",
        "[1]",
        "{}",
        '{"title":5,"url":null,"published":null}',
        '{"title":"","url":"","published":"x"}',
    ]
    msgids = [f"{n}_1" for n in range(len(broken))]
    await store.archive.name("daily", dict.fromkeys([*msgids, "whole"], NAMED))
    for msgid, value in zip(msgids, broken, strict=True):
        store._names_table.ask("UPDATE names SET value = ? WHERE key = ?", (value, f"daily|{msgid}"))
    if looked_at:
        assert await store.archive.names("daily", [*msgids, "whole"]) == {"whole": NAMED}
    untitled = replace(NAMED, title=None)
    await store.archive.name("daily", dict.fromkeys(msgids, untitled))
    assert await store.archive.names("daily", msgids) == dict.fromkeys(msgids, untitled)
    assert all(f"daily|{msgid}" in caplog.text for msgid in msgids)
    kept = store._names_table.ask(ASIDE)
    assert kept == [("names", f"daily|{msgid}", value) for msgid, value in zip(msgids, broken, strict=True)]
    assert [aside.key for aside in store.aside()] == [f"daily|{msgid}" for msgid in msgids]

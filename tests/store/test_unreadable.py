"""Rows that somebody else wrote, or spoiled: left out one by one and named in the log; the rest is there."""

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


async def test_a_row_that_cannot_be_read_is_left_out_and_named_and_the_rest_is_there(
    path: Path, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    broken = {
        "substr(value, 1, 40)",
        "CAST(x'7b22e5' AS TEXT)",
        "x'8004950b'",
        "NULL",
        "'[1]'",
        """'{"list": []}'""",
        "replace(value, '+00:00', '')",
        "json_set(value, '$.complete_at', 'noon')",
        "json_set(value, '$.fetched_at', 5)",
        "json_set(value, '$.origin', 5)",
        "json_set(value, '$.body', 'text')",
    }
    days = dict(zip(sorted(broken), Span(DAY - timedelta(days=len(broken)), DAY - timedelta(days=1)), strict=True))
    await store.archive.keep([reply(day) for day in (*days.values(), DAY)])
    await store.shelf("chats").put("7", {})
    store.close()
    with closing(sqlite3.connect(path)) as conn:
        for value, day in days.items():
            conn.execute(f"UPDATE archive SET value = {value} WHERE key = ?", (f"daily|getuserread|{day}",))
        conn.execute("INSERT INTO shelf_chats VALUES ('8', '{')")
        conn.commit()
    asked = ("daily", "getuserread", Span(min(days.values()), DAY))
    with closing(open_store(path)) as again:
        assert await again.archive.held(*asked) == {DAY: reply()}
        assert all(f"daily|getuserread|{day}" in caplog.text for day in days.values())
        assert await again.archive.marks(*asked) == {DAY: Mark(NOON, NOON + timedelta(hours=1), 1)}
        assert again.shelf("chats").items() == {"7": {}}
        await again.archive.keep([replace(reply(min(days.values())), asked_at=NOON)])
        assert min(days.values()) in await again.archive.held(*asked)


async def test_a_number_that_only_python_takes_for_json_is_held_and_marked(store: Store) -> None:
    odd = reply(body={"list": [{"finish_rate": float("inf")}]})
    await store.archive.keep([odd])
    assert await store.archive.held("daily", "getuserread", Span.day(DAY)) == {DAY: odd}
    assert await store.archive.marks("daily", "getuserread", Span.day(DAY)) == {DAY: Mark(NOON, odd.asked_at, 1)}


async def test_a_name_that_cannot_be_read_is_left_out_and_named_and_a_new_one_takes_its_place(
    store: Store, caplog: pytest.LogCaptureFixture
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
    assert await store.archive.names("daily", [*msgids, "whole"]) == {"whole": NAMED}
    assert all(f"daily|{msgid}" in caplog.text for msgid in msgids)
    untitled = replace(NAMED, title=None)
    await store.archive.name("daily", dict.fromkeys(msgids, untitled))
    assert await store.archive.names("daily", msgids) == dict.fromkeys(msgids, untitled)

"""The laws of Archive and Shelf, in memory and on disk."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.core.days import Span
from bot.core.facts import Named
from bot.core.ports import Archive, Mark, Shelf
from bot.store.file import Store

from .samples import DAY, NAMED, NOON, reply

WEEK = Span(DAY - timedelta(days=6), DAY)


async def test_what_is_kept_is_held_field_by_field(archive: Archive) -> None:
    await archive.keep([reply()])
    assert await archive.held("daily", "getuserread", Span.day(DAY)) == {DAY: reply()}


async def test_held_gives_exactly_the_days_of_the_span_oldest_first(archive: Archive) -> None:
    days = [DAY - timedelta(days=n) for n in range(9)]
    await archive.keep([reply(day) for day in days])
    assert list(await archive.held("daily", "getuserread", WEEK)) == list(WEEK)


async def test_what_is_made_of_each_reply_stands_under_its_day_and_other_days_are_left_out(archive: Archive) -> None:
    days = [DAY, DAY - timedelta(days=6), DAY - timedelta(days=7)]
    await archive.keep([reply(day) for day in days])
    made = await archive.each("daily", "getuserread", WEEK, lambda one: (one.day, one.body))
    assert made == {day: (day, reply(day).body) for day in days[:2]}
    assert list(made) == [DAY - timedelta(days=6), DAY]


async def test_other_accounts_and_endpoints_are_not_held_here(archive: Archive) -> None:
    await archive.keep([reply(account="daily2"), reply(endpoint="getuserreadhour"), reply(account="dail")])
    assert await archive.held("daily", "getuserread", WEEK) == {}


async def test_a_newer_reply_takes_the_place_of_the_one_held(archive: Archive) -> None:
    newer = replace(reply(body={"list": []}), fetched_at=NOON + timedelta(days=1))
    await archive.keep([reply()])
    await archive.keep([newer])
    assert await archive.held("daily", "getuserread", WEEK) == {DAY: newer}


async def test_keeping_nothing_is_no_error(archive: Archive) -> None:
    await archive.keep([])


@pytest.mark.parametrize("title", ["早安", "half an emoji \ud83d", "nul \0", 'quote " and \u2028'])
async def test_any_title_that_json_can_carry_comes_back(archive: Archive, title: str) -> None:
    await archive.keep([reply(body={"list": [{"title": title}]})])
    held = await archive.held("daily", "getuserread", WEEK)
    assert held[DAY].rows == [{"title": title}]


async def test_a_body_changed_after_keeping_does_not_change_what_is_held(archive: Archive) -> None:
    body: dict[str, Any] = {"list": [{"n": 1}]}
    await archive.keep([reply(body=body)])
    body["list"].clear()
    assert (await archive.held("daily", "getuserread", WEEK))[DAY].rows == [{"n": 1}]


async def test_days_far_apart_keep_their_order(archive: Archive) -> None:
    days = [date(2014, 12, 1), date(2015, 1, 5), DAY]
    await archive.keep([reply(day) for day in reversed(days)])
    assert list(await archive.held("daily", "getuserread", Span(days[0], days[-1]))) == days


@pytest.mark.parametrize("origin", [None, "2015.csv", "数据 1.xlsx", "not utf-8 \udcff"])
async def test_the_file_that_brought_a_reply_is_told_with_it(archive: Archive, origin: str | None) -> None:
    brought = replace(reply(), origin=origin)
    await archive.keep([brought])
    assert await archive.held("daily", "getuserread", WEEK) == {DAY: brought}
    assert await archive.marks("daily", "getuserread", WEEK) == {DAY: Mark(NOON, brought.asked_at, 1, origin)}


@pytest.mark.parametrize(("body", "rows"), [({}, 0), ({"list": None}, 0), ({"list": []}, 0), ({"list": [{}] * 9}, 9)])
async def test_a_mark_counts_rows(archive: Archive, body: dict[str, Any], rows: int) -> None:
    await archive.keep([reply(body=body)])
    assert (await archive.marks("daily", "getuserread", WEEK))[DAY].rows == rows


async def test_marks_are_of_the_days_that_are_held_oldest_first_and_of_nothing_else(archive: Archive) -> None:
    days = [DAY - timedelta(days=n) for n in range(0, 12, 2)]
    await archive.keep([reply(day) for day in days])
    await archive.keep([reply(account="daily2"), reply(endpoint="getuserreadhour"), reply(account="dail")])
    marks = await archive.marks("daily", "getuserread", WEEK)
    assert list(marks) == list(await archive.held("daily", "getuserread", WEEK)) == days[3::-1]


async def test_an_article_is_called_as_it_was_named_last_in_its_own_account(archive: Archive) -> None:
    await archive.name("daily", {"1_1": NAMED, "1_2": NAMED})
    await archive.name("daily2", {"1_1": Named("other", "https://other", None)})
    renamed = Named("晚安", "https://mp.weixin.qq.com/s/2", DAY - timedelta(days=1))
    await archive.name("daily", {"1_2": renamed})
    assert await archive.names("daily", ["1_1", "1_2", "1_3"]) == {"1_1": NAMED, "1_2": renamed}


@pytest.mark.parametrize("field", ["title", "url", "published"])
async def test_what_a_telling_leaves_open_stays_as_it_was(archive: Archive, field: str) -> None:
    unknown = Named(None, None, None)
    told = replace(unknown, **{field: getattr(NAMED, field)})
    await archive.name("daily", {"1_1": NAMED, "1_2": told, "1_3": unknown})
    await archive.name("daily", {"1_1": replace(NAMED, **{field: None}), "1_2": unknown})
    assert await archive.names("daily", ["1_1", "1_2", "1_3"]) == {"1_1": NAMED, "1_2": told, "1_3": unknown}


async def test_tellings_at_the_same_time_lose_nothing_of_each_other(archive: Archive) -> None:
    parts = (Named("早安", None), Named(None, "https://1"), Named(None, None, DAY))
    await asyncio.gather(*(archive.name("daily", {str(n): part}) for n in range(10) for part in parts))
    whole = Named("早安", "https://1", DAY)
    assert await archive.names("daily", [str(n) for n in range(10)]) == {str(n): whole for n in range(10)}


@pytest.mark.parametrize("text", ["早安", "half an emoji \ud83d", "nul \0", 'quote " and | and \u2028', ""])
async def test_any_title_and_any_msgid_come_back(archive: Archive, text: str) -> None:
    await archive.name("daily", {text: Named(text, text)})
    await archive.name("daily", {text: Named(None, None, DAY)})
    assert await archive.names("daily", [text]) == {text: Named(text, text, DAY)}


async def test_thousands_of_articles_are_named_and_asked_for_at_once(archive: Archive) -> None:
    many = {f"26500{n}_{n % 8}": Named(f"title {n}", None) for n in range(5_000)}
    await archive.name("daily", many)
    assert await archive.names("daily", [*many, "unknown"]) == many


async def test_the_catalogue_of_an_account_has_all_its_articles_and_no_other_accounts(archive: Archive) -> None:
    many = {f"26500{n}_{n % 8}": Named(f"晨读 {n}", None) for n in range(50)}
    await archive.name("daily", many)
    for other in ("daily2", "dail", "daily_", "daily-x"):
        await archive.name(other, {"1_1": Named(other, None)})
    assert await archive.catalogue("daily") == many
    assert await archive.catalogue("daily2") == {"1_1": Named("daily2", None)}
    assert await archive.catalogue("none") == {}


async def test_an_sqlite_that_takes_few_arguments_a_statement_is_enough(store: Store) -> None:
    store._names_table._dict.conn._conn.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 999)
    many = {str(n): NAMED for n in range(2_000)}
    await store.archive.name("daily", many)
    assert await store.archive.names("daily", many) == many


async def test_naming_nothing_and_asking_for_nothing_is_no_error(archive: Archive) -> None:
    await archive.name("daily", {})
    assert await archive.names("daily", []) == {}


async def test_a_shelf_gives_what_was_put_and_nothing_of_another_key(shelf: Shelf) -> None:
    await shelf.put("7", {"name": "编辑部", "topics": [1, 2]})
    assert shelf.get("7") == {"name": "编辑部", "topics": [1, 2]}
    assert shelf.get("8") is None


async def test_a_shelf_s_items_are_as_they_were_when_asked_for(shelf: Shelf) -> None:
    await shelf.put("7", {"n": 1})
    items = shelf.items()
    await shelf.put("8", {"n": 2})
    assert items == {"7": {"n": 1}}
    assert shelf.items() == {"7": {"n": 1}, "8": {"n": 2}}


async def test_a_thing_changed_after_putting_does_not_change_the_shelf(shelf: Shelf) -> None:
    thing: dict[str, Any] = {"topics": [1]}
    await shelf.put("7", thing)
    thing["topics"].append(2)
    assert shelf.get("7") == {"topics": [1]}


async def test_dropping_forgets_and_dropping_again_is_no_error(shelf: Shelf) -> None:
    await shelf.put("7", {"n": 1})
    await shelf.drop("7")
    await shelf.drop("7")
    assert shelf.get("7") is None
    assert shelf.items() == {}


async def test_of_concurrent_puts_the_last_one_asked_for_stays(shelf: Shelf) -> None:
    await asyncio.gather(*(shelf.put("7", {"n": n}) for n in range(50)))
    assert shelf.get("7") == {"n": 49}


async def test_what_json_does_not_know_is_refused_and_changes_nothing(shelf: Shelf) -> None:
    await shelf.put("7", {"n": 1})
    with pytest.raises(TypeError):
        await shelf.put("7", {"n": NOON})
    assert shelf.get("7") == {"n": 1}

"""The laws of ready and final, one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.collect.rules import Held, Purpose, is_final, is_ready, read, to_ask, to_keep
from bot.core.facts import Reply
from bot.wechat.endpoints import ARTICLE_SUMMARY, ARTICLE_TOTAL, USER_READ
from tests.house import china

DAY = date(2015, 1, 5)
ROWS: Mapping[str, object] = {"list": [{"ref_date": "2015-01-05", "user_source": 99999999, "int_page_read_user": 5}]}
EMPTY: Mapping[str, object] = {"list": []}


def reply(at: str, body: Mapping[str, object] = ROWS, endpoint: str = "getuserread") -> Reply:
    return to_keep(None, Reply("demo", endpoint, DAY, china(at), china(at), body))


def held(at: str, body: Mapping[str, object] = ROWS) -> Held:
    return read(USER_READ, reply(at, body), ())


def asks(one: Held | None, at: str, purpose: Purpose = Purpose.QUESTION) -> bool:
    return to_ask(one, DAY, ready=is_ready(one, one), purpose=purpose, now=china(at))


@pytest.mark.parametrize(
    ("at", "final"),
    [("2015-01-08 11:59", False), ("2015-01-08 12:00", True), ("2020-01-01 00:00", True)],
)
def test_a_day_is_final_when_asked_at_or_after_noon_of_the_third_day_following(at: str, final: bool) -> None:
    assert is_final(USER_READ, DAY, china(at)) is final
    assert is_final(ARTICLE_SUMMARY, DAY, china(at)) is final


def test_an_articles_life_is_final_after_its_last_day() -> None:
    assert not is_final(ARTICLE_TOTAL, DAY, china("2015-01-12 12:00"))
    assert is_final(ARTICLE_TOTAL, DAY, china("2015-01-13 12:00"))


@pytest.mark.parametrize(
    ("at", "body", "ready"),
    [
        ("2015-01-06 07:59", ROWS, False),
        ("2015-01-06 08:00", ROWS, True),
        ("2015-01-06 12:00", EMPTY, False),
        ("2015-01-08 12:00", EMPTY, True),
    ],
)
def test_ready_needs_the_account_row_asked_after_eight_or_a_final_day(
    at: str, body: Mapping[str, object], ready: bool
) -> None:
    one = held(at, body)
    assert is_ready(one, one) is ready


def test_other_replies_are_ready_if_fetched_at_or_after_the_account_row() -> None:
    account = held("2015-01-06 08:30")
    for at, ready in (("2015-01-06 08:29", False), ("2015-01-06 08:30", True), ("2015-01-06 09:00", True)):
        other = read(ARTICLE_SUMMARY, reply(at, EMPTY, "getarticlesummary"), ())
        assert is_ready(other, account) is ready


def test_asking_the_account_row_again_does_not_make_the_others_unready() -> None:
    first = reply("2015-01-06 08:30")
    again = to_keep(first, replace(first, fetched_at=china("2015-01-06 15:00"), asked_at=china("2015-01-06 15:00")))
    other = read(ARTICLE_SUMMARY, reply("2015-01-06 08:31", EMPTY, "getarticlesummary"), ())
    assert is_ready(other, read(USER_READ, again, ()))


def test_an_answer_is_ready_also_where_the_clock_was_set_back_since_the_last_one() -> None:
    again = to_keep(reply("2015-01-06 09:30"), reply("2015-01-06 09:10"))
    row = read(USER_READ, again, ())
    assert is_ready(row, row)
    assert is_ready(held("2015-01-06 09:11"), row)


def test_only_the_account_row_makes_a_day_complete() -> None:
    assert reply("2015-01-06 08:30").complete_at == china("2015-01-06 08:30")
    assert reply("2015-01-06 08:30", endpoint="getarticlesummary").complete_at is None
    assert reply("2015-01-06 07:59").complete_at is None
    assert reply("2015-01-06 08:30", EMPTY).complete_at is None


def test_an_empty_answer_never_takes_the_place_of_rows() -> None:
    first = reply("2015-01-06 08:30")
    kept = to_keep(first, reply("2015-01-08 12:00", EMPTY))
    assert kept.body == ROWS
    assert kept.fetched_at == first.fetched_at
    assert kept.asked_at == china("2015-01-08 12:00")


def test_a_newer_answer_takes_the_place_of_an_older_one() -> None:
    newer: Mapping[str, object] = {"list": [{"ref_date": "2015-01-05", "int_page_read_user": 6}]}
    assert to_keep(reply("2015-01-06 08:30"), reply("2015-01-06 12:30", newer)).body == newer
    assert to_keep(reply("2015-01-06 08:30", EMPTY), reply("2015-01-06 12:30")).body == ROWS


def test_what_is_not_held_is_asked_for() -> None:
    assert all(asks(None, "2015-01-06 08:30", purpose) for purpose in Purpose)


def test_a_final_day_is_never_asked_for_again() -> None:
    final = held("2015-01-08 12:00")
    assert not any(asks(final, "2026-01-01 00:00", purpose) for purpose in Purpose)


def test_a_question_asks_a_ready_day_again_after_six_hours() -> None:
    ready = held("2015-01-06 08:30")
    assert not asks(ready, "2015-01-06 14:30")
    assert asks(ready, "2015-01-06 14:31")


def test_a_question_asks_an_unready_day_again_after_ten_minutes() -> None:
    unready = held("2015-01-06 07:00")
    assert not asks(unready, "2015-01-06 07:10")
    assert asks(unready, "2015-01-06 07:11")


def test_a_copy_from_the_future_is_asked_for_again() -> None:
    assert asks(held("2015-01-06 09:00"), "2015-01-06 08:30")


def test_a_digest_asks_for_what_is_not_ready_and_for_nothing_else() -> None:
    assert asks(held("2015-01-06 07:00"), "2015-01-06 08:30", Purpose.DIGEST)
    assert not asks(held("2015-01-06 08:00"), "2015-01-07 08:00", Purpose.DIGEST)


@pytest.mark.parametrize(
    ("asked", "now", "again"),
    [
        ("2015-01-06 08:30", "2015-01-06 12:29", False),
        ("2015-01-06 08:30", "2015-01-06 12:30", True),
        ("2015-01-06 12:30", "2015-01-07 08:00", False),
        ("2015-01-06 12:30", "2015-01-07 08:15", True),
        ("2015-01-07 08:15", "2015-01-08 08:15", True),
        ("2015-01-08 08:15", "2015-01-09 08:15", True),
        ("2015-01-09 08:15", "2015-01-20 08:15", False),
    ],
)
def test_upkeep_asks_at_half_past_twelve_and_on_the_next_three_mornings(asked: str, now: str, again: bool) -> None:
    assert asks(held(asked), now, Purpose.UPKEEP) is again


def test_age_is_counted_from_the_asking_not_from_the_body() -> None:
    kept = to_keep(reply("2015-01-06 08:30"), reply("2015-01-06 14:00", EMPTY))
    assert not asks(read(USER_READ, kept, ()), "2015-01-06 19:00")
    assert datetime.fromisoformat("2015-01-06T14:00:00+08:00") == kept.asked_at

"""An article lives for 30 days: its first week is the classics', the rest is dealt out of what old articles gain."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given

from bot.wechat.endpoints import ALL_SOURCES
from bot.wechat.simulator.account import Account
from bot.wechat.simulator.articles import gain, nature, old_articles, sent_on
from bot.wechat.simulator.asked import Asked
from bot.wechat.simulator.long_life import LIFE, late
from bot.wechat.simulator.rows import article_total
from bot.wechat.simulator.successor_rows import article_read, article_share, article_total_detail, biz_summary
from bot.wechat.simulator.tallies import NONE
from tests.examples import some
from tests.wechat.simulator.successor_questions import DEMO, NEWEST, anywhere, details_of, questions

PEOPLE = ("read_user", "share_user", "zaikan_user", "like_user", "collection_user", "read_subscribe_user")


@anywhere
@given(questions)
def test_articles_past_a_week_share_out_what_old_ones_gained_together(asked: Asked) -> None:
    old, aged = old_articles(asked.account, asked.day), late(asked.account, asked.day)
    gains = [found.gain for found in aged.values()]
    for part in ("reads", "original", "shares", "favourites"):
        whole = getattr(old, part)
        assert sum(getattr(g, part).times for g in gains) <= whole.times
        assert all(getattr(g, part).people <= whole.people for g in gains)
    for source, whole in old.sources.items():
        assert sum(g.sources.get(source, NONE).times for g in gains) <= whole.times
    for article, found in aged.items():
        assert 7 <= (asked.day - article.day).days < LIFE
        assert sum(part.times for part in found.gain.sources.values()) == found.gain.reads.times
        assert max(found.reactions.likes, found.reactions.hearts) <= found.gain.reads.people


@anywhere
@given(questions)
def test_lives_never_fall_and_have_a_row_a_day_for_30_days(asked: Asked) -> None:
    for row in article_total_detail(asked):
        details = row["detail_list"]
        length = min(LIFE, (NEWEST - asked.day).days + 1)
        assert [detail["stat_date"] for detail in details] == [str(asked.day + timedelta(n)) for n in range(length)]
        for before, after in pairwise(details):
            assert all(after[key] >= before[key] for key in (*PEOPLE, "comment_count", "praise_money"))
            assert after["read_delivery_rate"] >= before["read_delivery_rate"]
        for detail in details:
            assert all(detail[key] <= detail["read_user"] for key in PEOPLE)


@anywhere
@given(questions)
def test_a_lifes_first_week_is_the_classics(asked: Asked) -> None:
    lives = {row["msgid"]: row["detail_list"][:7] for row in article_total_detail(asked)}
    assert {msgid: [(d["stat_date"], d["read_user"], d["share_user"], d["collection_user"]) for d in life]
            for msgid, life in lives.items()} == {
        row["msgid"]: [
            (d["stat_date"], d["int_page_read_user"], d["share_user"], d["add_to_fav_user"]) for d in row["details"]
        ]
        for row in article_total(asked)
    }  # fmt: skip


@some(0.2)
@given(questions)
def test_a_life_grows_by_no_more_than_the_readers_of_each_day(asked: Asked) -> None:
    for row in article_total_detail(asked):
        before = {"read_user": 0, "share_user": 0}
        for detail in row["detail_list"]:
            day = replace(asked, day=date.fromisoformat(detail["stat_date"]))
            for rows, key in ((article_read, "read_user"), (article_share, "share_user")):
                today = details_of(rows(day)).get(row["msgid"], {key: 0})[key]
                assert detail[key] - before[key] <= today <= detail[key]
            before = detail


@some(0.2)
@given(questions)
def test_the_account_has_the_comments_of_its_articles_and_at_least_the_likes_of_each(asked: Asked) -> None:
    gained: Counter[str] = Counter()
    account = biz_summary(asked)[0]["detail"]
    for lag in range(LIFE):
        for row in article_total_detail(replace(asked, day=asked.day - timedelta(days=lag), newest=asked.day)):
            today = row["detail_list"][-1]
            before = row["detail_list"][-2] if lag else Counter()
            gained["comment_count"] += today["comment_count"] - before["comment_count"]
            for key in ("like_user", "zaikan_user"):
                assert today[key] - before[key] <= account[key]
    assert gained["comment_count"] <= account["comment_count"]
    assert max(account["like_user"], account["zaikan_user"]) <= account["read_user"]


@anywhere
@given(questions)
def test_rates_are_fractions_and_all_readers_leave_somewhere(asked: Asked) -> None:
    for row in article_total_detail(asked):
        for detail in row["detail_list"]:
            assert 0 <= detail["read_delivery_rate"] <= 1
            assert 0 <= detail["read_finish_rate"] <= 1
            exits = detail["read_jump_position"]
            if not detail["read_user"]:
                continue
            assert [place["position"] for place in exits] == [1, 2, 3, 4, 5]
            assert sum(place["rate"] for place in exits) == pytest.approx(1)
            assert min(place["rate"] for place in exits) >= 0
            assert detail["read_finish_rate"] <= exits[-1]["rate"] + 1e-6
            assert 0 < detail["read_avg_activetime"] < 10


@anywhere
@given(questions)
def test_what_is_delivered_and_read_are_readers_from_the_message_among_those_it_reached(asked: Asked) -> None:
    targets = {row["msgid"]: row["details"][0]["target_user"] for row in article_total(asked)}
    for row in article_total_detail(asked):
        for detail in row["detail_list"]:
            scenes = {s["scene_desc"]: s["user_count"] for s in detail["read_user_source"]}
            delivered = min(1, scenes.get("公众号消息", 0) / targets[row["msgid"]])
            assert detail["read_delivery_rate"] == pytest.approx(delivered, abs=1e-6)


def test_what_nobody_read_has_neither_rates_nor_exits() -> None:
    small = Account(1, "wxdemo", 30)
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(120)]
    lives = [row["detail_list"] for day in days for row in article_total_detail(Asked(small, day, day))]
    unread = [life[0] for life in lives if not life[0]["read_user"]]
    assert unread
    for detail in unread:
        assert detail["read_user_source"] == [{"user_count": 0, "scene_desc": ALL_SOURCES}]
        assert detail["read_jump_position"] == []
        assert {key: value for key, value in detail.items() if "rate" in key or "activetime" in key} == {
            "read_delivery_rate": 0.0,
            "read_finish_rate": 0.0,
            "read_avg_activetime": 0.0,
        }


def test_of_an_unfinished_day_old_articles_miss_their_part_too() -> None:
    day = date(2026, 8, 20)
    partly = Account(1, "wxdemo", unfinished=((day, 900),))
    whole, part = old_articles(DEMO, day).reads, old_articles(partly, day).reads
    assert part.times / whole.times == pytest.approx(0.9, abs=0.001)
    single = [sum(found.gain.reads.times for found in late(who, day).values()) for who in (DEMO, partly)]
    assert single[1] / single[0] == pytest.approx(0.9, abs=0.01)
    before = day - timedelta(days=1)
    assert old_articles(partly, before) == old_articles(DEMO, before)


def test_reading_fades_after_a_week_but_goes_on_up_to_the_thirtieth_day() -> None:
    days = [date(2026, 3, 1) + timedelta(days=n) for n in range(60)]
    readers: Counter[int] = Counter()
    for day in days:
        for article, found in late(DEMO, day).items():
            readers[(day - article.day).days] += found.gain.reads.people
    assert set(readers) == set(range(7, LIFE))
    assert readers[7] > 2 * readers[14] > 4 * readers[24] > 0
    sixth = sum(gain(article, 6).reads.people for day in days for article in sent_on(DEMO, day - timedelta(days=6)))
    assert readers[7] < sixth


def test_an_article_that_was_withdrawn_is_not_read_after_its_week() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(120)]
    gone = [article for day in days for article in sent_on(DEMO, day) if nature(article).withdrawn < 7]
    assert gone
    for article in gone:
        assert article not in late(DEMO, article.day + timedelta(days=8))


def test_readers_react_as_those_of_an_editorial_account_do() -> None:
    rows = [
        row for n in range(60) for row in article_total_detail(Asked(DEMO, date(2026, 3, 1) + timedelta(n), NEWEST))
    ]
    lives = [row["detail_list"][-1] for row in rows]
    for key, low, high in (
        ("like_user", 0.005, 0.04),
        ("zaikan_user", 0.001, 0.02),
        ("comment_count", 0.0002, 0.004),
        ("read_subscribe_user", 0.0005, 0.006),
    ):
        assert low < sum(d[key] for d in lives) / sum(d["read_user"] for d in lives) < high
    tipped = [life["praise_money"] for life in lives if life["praise_money"]]
    assert 0 < len(tipped) < len(lives)
    assert 100 <= min(tipped) <= max(tipped) < 100_000
    assert min(life["read_delivery_rate"] for life in lives) > 0.005

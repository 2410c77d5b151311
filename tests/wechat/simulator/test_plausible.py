"""The demo's account looks like one that an editorial team could run."""

import re
from collections import Counter
from datetime import date, timedelta
from statistics import mean, median

import pytest

from bot.wechat.simulator.account import Account, followers
from bot.wechat.simulator.account_days import account_day, hours
from bot.wechat.simulator.articles import alive_on, gain, nature, sent_on
from bot.wechat.simulator.titles import PATTERNS

DEMO = Account(1, "wxdemo")
DAYS = [date(2015, 1, 1) + timedelta(days=n) for n in range(364)]


def readers(day: date) -> int:
    return account_day(DEMO, day).reads.people


def test_tens_of_thousands_read_it_on_a_day() -> None:
    assert 150_000 < followers(DEMO, DAYS[0]) < 250_000
    usual = sorted(readers(day) for day in DAYS)
    assert 20_000 < median(usual) < 60_000
    assert usual[0] > 5_000
    assert usual[-1] < followers(DEMO, DAYS[-1])


def test_a_day_differs_from_the_same_weekday_before_by_some_percent_to_some_tens() -> None:
    changes = sorted(abs(readers(day) / readers(day - timedelta(days=7)) - 1) for day in DAYS)
    assert 0.05 < median(changes) < 0.30
    assert changes[len(changes) * 9 // 10] < 0.80


def test_weekends_are_quieter() -> None:
    week = mean(readers(day) for day in DAYS if day.weekday() < 5)
    end = mean(readers(day) for day in DAYS if day.weekday() >= 5)
    assert end < 0.8 * week


def test_most_days_have_one_to_four_articles_and_some_none() -> None:
    counts = Counter(len(sent_on(DEMO, day)) for day in DAYS)
    assert set(counts) == {0, 1, 2, 3, 4}
    assert 0 < counts[0] < 0.1 * len(DAYS)


def test_an_article_is_read_mostly_on_its_first_day() -> None:
    some = [article for day in DAYS for article in sent_on(DEMO, day)]
    life = [sum(gain(article, lag).reads.times for article in some) for lag in range(7)]
    shares = [part / sum(life) for part in life]
    assert shares == pytest.approx([0.60, 0.20, 0.08, 0.05, 0.03, 0.02, 0.02], abs=0.015)


def test_once_in_a_while_an_article_is_withdrawn_and_hardly_opened_any_more() -> None:
    some = [article for day in DAYS for article in sent_on(DEMO, day)]
    gone = [article for article in some if nature(article).withdrawn < 7]
    assert 0 < len(gone) < 0.05 * len(some)
    assert all(gain(article, 6).reads.times < 3 for article in gone)


@pytest.mark.parametrize("peak", [8, 12, 21])
def test_people_read_in_the_morning_at_lunch_and_in_the_evening(peak: int) -> None:
    by_hour = [mean(hours(DEMO, day)[hour].total.reads.times for day in DAYS[:28]) for hour in range(24)]
    assert by_hour[peak] > 1.1 * by_hour[(peak + 2) % 24]
    assert by_hour[peak] > 5 * by_hour[3]


def test_look_and_search_come_with_2018() -> None:
    assert not {6, 7} & account_day(DEMO, date(2017, 12, 31)).sources.keys()
    assert {6, 7} <= account_day(DEMO, date(2018, 1, 1)).sources.keys()


def test_msgids_and_addresses_are_unique_and_name_their_place_in_the_message() -> None:
    some = [nature(article) for day in DAYS for article in sent_on(DEMO, day)]
    assert len({kind.msgid for kind in some}) == len({kind.url for kind in some}) == len(some)
    assert all(re.fullmatch(r"\d+_[1-8]", kind.msgid) for kind in some)


def test_titles_are_many_and_some_need_escaping() -> None:
    assert len(set(PATTERNS)) == len(PATTERNS) >= 60
    assert all(any(mark in pattern for pattern in PATTERNS) for mark in ("&", "<", "“", "🎉"))
    some = [nature(article).title for day in DAYS for article in sent_on(DEMO, day)]
    assert not any("{" in title for title in some)
    assert len(set(some)) > 0.8 * len(some)
    assert any(title.isascii() for title in some)


def test_the_titles_read_in_one_week_differ() -> None:
    for day in DAYS:
        titles = [nature(article).title for article in alive_on(DEMO, day)]
        assert len(set(titles)) == len(titles)

"""Figures, changes, days and errors in words."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import dates, i18n
from bot.core.errors import N_, NN_, Refused, Remark
from bot.core.facts import Figures
from bot.core.metrics import METRICS, Metric, Unit
from bot.core.totals import Change


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (110, 100, "▲ 10 %"),
        (1099, 1000, "▲ 9.9 %"),
        (10_996, 10_000, "▲ 10 %"),
        (97, 100, "▼ 3.0 %"),
        (100_001, 100_000, "no change"),
        (5, 5, "no change"),
        (5, 0, "–"),
        (0, 0, "no change"),
        (0, 5, "▼ 100 %"),
    ],
)
def test_changes_have_one_decimal_below_ten_percent_and_none_above(now: int, before: int, words: str) -> None:
    assert i18n.change(Change(now, before), "en") == words


@given(st.integers(-(10**6), 10**6), st.integers(1, 10**6))
def test_a_change_always_says_its_direction(now: int, before: int) -> None:
    words = i18n.change(Change(now, before), "en")
    assert words == "no change" or words[0] == ("▲" if now > before else "▼")


@pytest.mark.parametrize(
    ("value", "metric", "words"),
    [
        (1, "savers", "1 saver"),
        (1, "favourites", "1 favourite"),
        (0, "shares", "0 shares"),
        (23_676, "readers", "23,676 readers"),
        (1.0, "sharers", "1.0 sharer"),
        (45_524.4, "readers", "45,524 readers"),
        (2.25, "savers", "2.2 savers"),
    ],
)
def test_figures_are_exact_and_bear_their_unit(value: float, metric: str, words: str) -> None:
    assert i18n.amount(value, metric, "en") == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-11-16", "2026-11-22", "16–22 November 2026"),
        ("2026-10-30", "2026-11-02", "30 October – 2 November 2026"),
        ("2025-12-30", "2026-01-02", "30 December 2025 – 2 January 2026"),
    ],
)
def test_spans_in_words(first: str, last: str, words: str) -> None:
    assert dates.day_range(date.fromisoformat(first), date.fromisoformat(last), "en") == words


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_language_says_days_figures_and_errors(language: str) -> None:
    assert dates.long_day(date(2015, 1, 5), language)
    assert dates.short_day(date(2015, 1, 5), language)
    sentence, step = i18n.say(Refused(N_("{day} is not over."), "", day=date(2015, 1, 5)), language)
    assert "2015" in sentence
    assert step == ""


@pytest.mark.parametrize("metric", [m for m in METRICS if m.unit in (Unit.PEOPLE, Unit.TIMES)], ids=lambda m: m.name)
def test_one_is_singular_and_all_others_are_plural(metric: Metric) -> None:
    one, two, many = (i18n.amount(n, metric.name, "en") for n in (1, 2, 1_000))
    single = {"pieces published": "piece published", "followers won": "follower won"}
    assert one == f"1 {single.get(metric.title, metric.title[:-1])}"
    assert two == f"2 {metric.title}"
    assert many == f"1,000 {metric.title}"


def test_money_fractions_and_minutes_are_told_in_their_own_forms() -> None:
    assert i18n.amount(361, "tips", "en") == "3.61 yuan in tips"
    assert i18n.amount(0.6304348, "finish_rate", "en") == "63 % read to the end"
    assert i18n.amount(0.0271002, "delivery_rate", "en") == "2.7 % of those it was delivered to"
    assert i18n.amount(0.0, "finish_rate", "en") == "0 % read to the end"
    assert i18n.amount(1.0588236, "stay", "en") == "1.1 minutes on average"


def test_figures_in_a_row_leave_out_what_is_not_given() -> None:
    figures = Figures(readers=1, shares=0, favourites=3)
    assert i18n.amounts(figures, "readers", "reads", "shares", language="en") == "1 reader · 0 shares"
    assert i18n.amounts(figures, "savers", "shares", "favourites", language="en", zeros=False) == "3 favourites"


def test_an_unknown_change_is_a_dash() -> None:
    assert i18n.change(None, "en") == "–"


def test_people_over_days_have_a_name_of_their_own() -> None:
    assert i18n.person_days(315_000, "readers", "en") == "315,000 reader-days"


def test_a_day_has_its_weekday_and_an_instant_its_zone() -> None:
    moment = datetime.fromisoformat("2015-01-06T00:31:00+00:00")
    assert dates.long_day(date(2015, 1, 5), "en") == "Monday, 5 January 2015"
    assert dates.hour(moment, ZoneInfo("Asia/Shanghai")) == "08:31"
    assert dates.instant(moment, ZoneInfo("Europe/Berlin"), "en") == "6 January 2015, 01:31"


def test_an_error_says_its_days_in_words_and_its_parameters_as_they_are() -> None:
    error = Refused(N_("{day} and {words}."), N_("Ask {words}."), day=date(2015, 1, 5), words="{day} %s")
    assert i18n.say(error, "en") == ("5 January 2015 and {day} %s.", "Ask {day} %s.")


def test_chinese_days_have_blanks_between_figures_and_characters() -> None:
    day = date(2015, 1, 5)
    assert dates.long_day(day, "zh") == "2015 年 1 月 5 日 星期一"
    assert dates.plain_day(day, "zh") == "2015 年 1 月 5 日"
    assert (dates.day_before(day, "zh"), dates.week_before(day, "zh")) == ("前一日", "上周同日")
    assert (dates.day_before(day, "en"), dates.week_before(day, "en")) == ("Monday", "last Monday")
    assert dates.short_day(day, "zh") == "5 日 周一"
    assert dates.month(day, "zh") == "2015 年 1 月"
    moment = datetime.fromisoformat("2015-01-06T00:31:00+00:00")
    assert dates.instant(moment, ZoneInfo("Asia/Shanghai"), "zh") == "2015 年 1 月 6 日 08:31"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-11-16", "2026-11-22", "2026 年 11 月 16 日至 22 日"),
        ("2026-10-30", "2026-11-02", "2026 年 10 月 30 日至 11 月 2 日"),
        ("2025-12-30", "2026-01-02", "2025 年 12 月 30 日至 2026 年 1 月 2 日"),
    ],
)
def test_spans_in_chinese_say_once_what_both_ends_share(first: str, last: str, words: str) -> None:
    assert dates.day_range(date.fromisoformat(first), date.fromisoformat(last), "zh") == words


def test_chinese_figures_have_their_label_first_and_no_blank_before_the_percent_sign() -> None:
    assert i18n.amount(45_524, "readers", "zh") == "阅读人数 45,524"
    assert i18n.amount(0.6304348, "finish_rate", "zh") == "完读率 63%"
    assert [i18n.amount(n, "stay", "zh") for n in (1.2, 0.5)] == ["平均停留时长 1 分 12 秒", "平均停留时长 30 秒"]
    assert i18n.change(Change(112, 100), "zh") == "▲ 12%"
    assert i18n.change(Change(5, 5), "zh") == "持平"
    assert i18n.person_days(315_000, "readers", "zh") == "逐日相加 315,000（同一人每天各算一次）"
    assert i18n.metric_names(["reads", "shares", "favourites"], "zh") == "阅读次数、分享次数和收藏次数"
    assert i18n.weekday_names([1, 2, 3, 4, 5], "zh") == "周一至周五"
    assert i18n.listed(["@a", "@b"], "zh") == "@a、@b"


def test_only_marked_words_are_translated_never_data() -> None:
    error = Refused(N_("There is no account @{key} here."), N_("Known: {keys}."), key="Help", keys=("Help", "reads"))
    assert i18n.say(error, "zh") == ("这里没有公众号 @Help。", "现有：Help、reads。")
    assert i18n.sentences(error, "zh") == "这里没有公众号 @Help。现有：Help、reads。"
    assert i18n.sentences(error, "en") == "There is no account @Help here. Known: Help, reads."


def test_a_remark_is_said_with_its_parts_in_the_language() -> None:
    remark = Remark(N_("{where}: {why}."), where=Remark(N_("line {n}"), n=3), why=N_("it is empty"))
    assert i18n.tell(remark, "zh") == "第 3 行：它是空的。"
    assert str(remark) == i18n.tell(remark, "en") == "line 3: it is empty."
    assert i18n.tell(Remark(*NN_("{n} row", "{n} rows"), n=1_234), "en") == "1,234 rows"


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (0, "0", "0"),
        (950, "950", "950"),
        (2_000, "2K", "2,000"),
        (12_300, "12.3K", "1.2万"),
        (1_200_000, "1.2M", "120万"),
        (250_000_000, "250M", "2.5亿"),
        (-40_000, "-40K", "-4万"),
        (0.25, "0.25", "0.25"),
    ],
)
def test_figures_of_an_axis_are_short(value: float, english: str, chinese: str) -> None:
    assert (i18n.short_figure(value, "en"), i18n.short_figure(value, "zh")) == (english, chinese)

"""Articles, account days, hours, scenes and lives agree, on any day of any account of any size."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.wechat.endpoints import TOTAL_SOURCE
from bot.wechat.simulator import account, account_days, articles, long_life, reactions
from bot.wechat.simulator.account import Account
from bot.wechat.simulator.account_days import HOURS, Four, all_sources
from bot.wechat.simulator.articles import WINDOW
from bot.wechat.simulator.asked import Asked
from bot.wechat.simulator.rows import (
    ROWS,
    THRESHOLD,
    article_summary,
    article_total,
    user_read,
    user_read_hour,
    user_share,
    user_share_hour,
)
from bot.wechat.simulator.tallies import Tally, split
from tests.examples import some

METRICS = ("int_page_read", "ori_page_read", "share", "add_to_fav")

accounts = st.builds(
    Account,
    st.integers(1, 9),
    st.from_regex(r"wx[0-9a-f]{4,16}", fullmatch=True),
    st.sampled_from((30, 1_000, 200_000, 5_000_000)),
)
days = st.dates(date(2014, 12, 1), date(2026, 11, 23))


def question(who: Account, day: date, old: bool, counted: int) -> Asked:
    """About a day of which all is counted, or less."""
    return Asked(replace(who, unfinished=((day, counted),)), day, date(2026, 11, 23), old)


questions = st.builds(question, accounts, days, st.booleans(), st.sampled_from((1000, 960, 864)))
anywhere = some(0.4)


def added(rows: Iterable[dict[str, Any]], key: str) -> int:
    return sum(row[key] for row in rows)


def total_of(asked: Asked) -> dict[str, Any]:
    """The account's day: the present form has a row for it."""
    return user_read(Asked(asked.account, asked.day, asked.newest))[-1]


@anywhere
@given(questions)
def test_people_never_exceed_times(asked: Asked) -> None:
    def check(row: dict[str, Any]) -> None:
        for key, value in row.items():
            if key.endswith("_user") and key != "target_user":
                stem = key.removesuffix("user")
                times = row.get(f"{stem}count", row.get(f"{stem}cnt"))
                assert (value == 0) == (times == 0), key
                assert value <= times, key
            for detail in value if key == "details" else ():
                check(detail)

    for make in ROWS.values():
        for row in make(asked):
            check(row)


@anywhere
@given(questions)
def test_the_account_reads_what_its_articles_are_read_and_some_more(asked: Asked) -> None:
    whole, single = total_of(asked), article_summary(asked)
    for metric in METRICS:
        assert whole[f"{metric}_count"] >= added(single, f"{metric}_count")
        assert all(whole[f"{metric}_user"] >= row[f"{metric}_user"] for row in single)
    assert whole["share_user"] <= whole["int_page_read_user"]


@anywhere
@given(questions)
def test_the_accounts_readers_are_at_most_those_of_its_articles_and_of_its_old_ones(asked: Asked) -> None:
    gains = [articles.gain(a, (asked.day - a.day).days) for a in articles.alive_on(asked.account, asked.day)]
    old = articles.old_articles(asked.account, asked.day)
    assert total_of(asked)["int_page_read_user"] <= sum(g.reads.people for g in gains) + old.reads.people
    assert total_of(asked)["int_page_read_count"] == sum(g.reads.times for g in gains) + old.reads.times


@anywhere
@given(questions)
def test_the_times_of_all_sources_are_the_days_and_their_people_cover_it(asked: Asked) -> None:
    *sources, whole = user_read(Asked(asked.account, asked.day, asked.newest))
    assert whole["user_source"] == TOTAL_SOURCE
    for metric in ("int_page_read", "share"):
        assert added(sources, f"{metric}_count") == whole[f"{metric}_count"]
        assert added(sources, f"{metric}_user") >= whole[f"{metric}_user"]
        assert all(row[f"{metric}_user"] <= whole[f"{metric}_user"] for row in sources)


@anywhere
@given(questions)
def test_the_shares_of_all_scenes_are_the_days(asked: Asked) -> None:
    whole, scenes = total_of(asked), user_share(asked)
    assert added(scenes, "share_count") == whole["share_count"]
    assert added(scenes, "share_user") >= whole["share_user"]
    assert all(row["share_user"] <= whole["share_user"] for row in scenes)


@anywhere
@given(questions)
def test_the_hours_add_up_to_the_day_by_source(asked: Asked) -> None:
    by_source = defaultdict(list)
    for row in user_read_hour(asked):
        by_source[row.get("user_source")].append(row)
    day = {row.get("user_source"): row for row in user_read(asked)}
    for source in day.keys() | by_source.keys():
        for metric in METRICS:
            if f"{metric}_count" in by_source[source][0]:
                assert added(by_source[source], f"{metric}_count") == day[source][f"{metric}_count"]
                assert added(by_source[source], f"{metric}_user") >= day[source][f"{metric}_user"]
                assert all(row[f"{metric}_user"] <= day[source][f"{metric}_user"] for row in by_source[source])


@anywhere
@given(questions)
def test_an_hours_row_of_all_sources_is_its_sources_together(asked: Asked) -> None:
    by_hour = defaultdict(list)
    for row in user_read_hour(Asked(asked.account, asked.day, asked.newest)):
        by_hour[row["ref_hour"]].append(row)
    for *sources, whole in by_hour.values():
        assert whole["user_source"] == TOTAL_SOURCE
        assert added(sources, "int_page_read_count") == whole["int_page_read_count"]
        people = [row["int_page_read_user"] for row in sources]
        assert max(people) <= whole["int_page_read_user"] <= sum(people)


@anywhere
@given(st.integers(1, 10**5), st.integers(0, 10**4), st.lists(st.integers(1, 99), min_size=1, max_size=7))
def test_the_hours_over_all_sources_cover_the_days_people_however_few_come_twice(
    people: int, again: int, weights: list[int]
) -> None:
    day = Tally(people, people + again)
    parts = {
        source: [Four(hour) for hour in split(part, {n: 1 + (n * source) % 7 for n in HOURS}).values()]
        for source, part in split(day, dict(enumerate(weights))).items()
    }
    found = [hour.reads for hour in all_sources(parts, Four(day))]
    assert sum(hour.times for hour in found) == day.times
    assert sum(hour.people for hour in found) >= day.people
    for n, hour in enumerate(found):
        sources = [hours[n].reads.people for hours in parts.values()]
        assert max(sources) <= hour.people <= min(sum(sources), day.people)


@anywhere
@given(questions)
def test_the_hours_of_shares_add_up_to_the_scenes_and_to_the_hours_of_reading(asked: Asked) -> None:
    by_scene: dict[int, int] = defaultdict(int)
    by_hour: dict[int, int] = defaultdict(int)
    for row in user_share_hour(asked):
        by_scene[row["share_scene"]] += row["share_count"]
        by_hour[row["ref_hour"]] += row["share_count"]
    assert by_scene == {row["share_scene"]: row["share_count"] for row in user_share(asked)}
    reading = user_read_hour(Asked(asked.account, asked.day, asked.newest))
    assert by_hour == {
        row["ref_hour"]: row["share_count"]
        for row in reading
        if row["user_source"] == TOTAL_SOURCE and row["share_count"]
    }


@anywhere
@given(questions)
def test_a_life_grows_by_what_each_days_summary_says(asked: Asked) -> None:
    for row in article_total(asked):
        before = dict.fromkeys(row["details"][0], 0)
        for detail in row["details"]:
            day = date.fromisoformat(detail["stat_date"])
            summary = article_summary(Asked(asked.account, day, asked.newest))
            gained = next((found for found in summary if found["msgid"] == row["msgid"]), None)
            for metric in METRICS:
                times, people = f"{metric}_count", f"{metric}_user"
                if gained is not None:
                    assert detail[times] - before[times] == gained[times]
                    assert detail[people] - before[people] <= gained[people] <= detail[people]
                assert detail[people] >= before[people]
            if gained is None:
                assert detail["int_page_read_user"] - before["int_page_read_user"] < THRESHOLD
            before = detail


@anywhere
@given(questions)
def test_lives_never_fall_and_their_parts_add_up(asked: Asked) -> None:
    for row in article_total(asked):
        details = row["details"]
        assert [detail["stat_date"] for detail in details] == [
            str(asked.day + timedelta(days=n)) for n in range(min(WINDOW, (asked.newest - asked.day).days + 1))
        ]
        for before, after in pairwise(details):
            assert all(after[key] >= before[key] for key in before if key != "stat_date")
        for detail in details:
            read = [key for key in detail if key.startswith("int_page_from_") and key.endswith("_count")]
            assert sum(detail[key] for key in read) == detail["int_page_read_count"]
            shared = [key for key in detail if key.startswith("feed_share_from_") and key.endswith("_cnt")]
            assert sum(detail[key] for key in shared) <= detail["share_count"]
            assert detail["int_page_read_user"] <= detail["target_user"] or asked.account.followers < 1000


@anywhere
@given(questions)
def test_an_articles_day_has_a_row_only_from_three_on(asked: Asked) -> None:
    present = {row["msgid"] for row in article_summary(asked)}
    for article in articles.alive_on(asked.account, asked.day):
        g = articles.gain(article, (asked.day - article.day).days)
        weight = g.reads.people + g.original.people + g.shares.people + g.shares.times + g.favourites.times
        assert (articles.nature(article).msgid in present) == (weight >= 3)


def test_the_threshold_leaves_out_some_rows_and_keeps_others() -> None:
    small = Account(1, "wxsmall", 100)
    asked = [Asked(small, date(2016, 3, 1) + timedelta(days=n), date(2026, 1, 1)) for n in range(60)]
    shown = sum(len(article_summary(question)) for question in asked)
    alive = sum(len(articles.alive_on(small, question.day)) for question in asked)
    assert 0 < shown < alive


@some(0.2)  # each forgets all it knows, and asks all anew
@given(accounts, st.lists(days, min_size=2, max_size=4), st.randoms())
def test_a_day_is_the_same_whatever_was_asked_before(who: Account, some: list[date], chance: Any) -> None:
    def ask(order: list[tuple[str, date]]) -> dict[tuple[str, date], Any]:
        for module in (account, articles, account_days, reactions, long_life):
            for thing in vars(module).values():
                if hasattr(thing, "cache_clear"):
                    thing.cache_clear()
        return {(name, day): ROWS[name](Asked(who, day, date(2026, 11, 23))) for name, day in order}

    order = [(name, day) for name in ROWS for day in some]
    first = ask(order)
    chance.shuffle(order)
    assert ask(order) == first


def test_another_seed_or_app_id_has_other_figures() -> None:
    day = date(2015, 1, 5)
    worlds = [Account(1, "wxdemo"), Account(2, "wxdemo"), Account(1, "wxother")]
    for make in ROWS.values():
        assert len({str(make(Asked(who, day, date(2026, 11, 23)))) for who in worlds}) == 3


def test_the_figures_of_a_seed_stay_what_they_are_from_version_to_version() -> None:
    """Whoever changes the model changes what everybody with this seed has seen: on purpose, then."""
    total = total_of(Asked(Account(1, "wxdemo"), date(2015, 1, 5), date(2026, 11, 23)))
    assert (total["int_page_read_user"], total["int_page_read_count"]) == (24140, 31710)

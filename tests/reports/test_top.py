"""What `/top` makes of a day's and of several days' articles."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.facts import Figures
from bot.core.metrics import DAILY, METRICS
from bot.reports import TOP
from bot.reports.base import MORE
from bot.reports.top import TopView, build
from tests.reports.facts import MONDAY, article, day_of, facts

SUNDAY = date(2015, 1, 4)


def titles(view: TopView) -> list[str]:
    return [one.title for one in view.articles]


def test_of_a_day_the_most_readers_come_first_and_the_unknown_last() -> None:
    rows = (article("1", "some", readers=5), article("2", "unknown"), article("3", "most", readers=9))
    assert titles(build(facts(day_of(articles=rows)))) == ["most", "some", "unknown"]


def test_equals_stand_in_the_order_of_their_titles() -> None:
    rows = tuple(article(str(n), title, readers=5) for n, title in enumerate("cab"))
    assert titles(build(facts(day_of(articles=rows)))) == ["a", "b", "c"]


def test_over_days_times_add_up_and_people_are_left_out_also_of_an_article_of_one_day() -> None:
    days = (
        day_of(SUNDAY, articles=(article("1", "twice", SUNDAY, readers=5, reads=6, shares=None, sharers=1),)),
        day_of(
            articles=(article("1", "twice", readers=7, reads=8, shares=2), article("2", "once", readers=1, reads=1))
        ),
    )
    view = build(facts(*days, first=SUNDAY))
    assert [one.figures for one in view.articles] == [Figures(reads=14, shares=2), Figures(reads=1)]
    assert view.metric == "reads"


def test_an_articles_newest_title_and_link_are_shown_and_without_any_its_msgid() -> None:
    days = (
        day_of(
            SUNDAY, articles=(article("1", "old", SUNDAY), article("2", "kept", SUNDAY), article("3", None, SUNDAY))
        ),
        day_of(articles=(article("1", "new"), article("2", None), article("3", None))),
    )
    assert sorted(titles(build(facts(*days, first=SUNDAY)))) == ["3", "kept", "new"]


@pytest.mark.parametrize("metric", DAILY, ids=lambda m: m.name)
def test_a_span_never_ranks_by_people(metric: object) -> None:
    name = getattr(metric, "name", "")
    days = (day_of(SUNDAY), day_of(articles=(article("1"),)))
    assert build(facts(*days, first=SUNDAY, metric=name)).metric in {m.name for m in METRICS if m.unit.adds_up}
    assert build(facts(day_of(), metric=name)).metric == name


@pytest.mark.parametrize(("count", "shown"), [(None, 10), (3, 3), (50, 50), (500, MORE)])
def test_so_many_are_shown_and_the_others_counted(count: int | None, shown: int) -> None:
    rows = tuple(article(str(n), readers=n) for n in range(60))
    view = build(facts(day_of(articles=rows), count=count))
    assert (len(view.articles), view.more) == (shown, 60 - shown)


def test_a_shorter_list_counts_one_more_and_keeps_at_least_one() -> None:
    view = build(facts(day_of(articles=(article("1", readers=2), article("2", readers=1)))))
    shorter = view.shorter()
    assert shorter is not None
    assert (titles(shorter), shorter.more) == (["1"], 1)
    assert shorter.shorter() is None


def test_an_empty_list_is_an_answer_only_of_a_finished_day() -> None:
    unfinished = day_of()
    assert TOP.known(unfinished)
    assert not TOP.known(type(unfinished)(MONDAY, held=unfinished.held))
    assert TOP.known(type(unfinished)(MONDAY, held=unfinished.held, articles=(article("1"),)))
    assert not TOP.known(type(unfinished)(MONDAY, ready=True))


def test_the_days_whose_articles_are_known_are_counted() -> None:
    assert build(facts(day_of(), first=date(2015, 1, 3))).known == 1

"""One article: its day and its life stand side by side, and only like is compared with like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from bot.collect import Need
from bot.core.days import FIRST_DAY, SUCCESSORS_FROM, Span
from bot.core.facts import ArticleLife, DayFacts, Figures, LifeDay, Part
from bot.reports import ARTICLE, Question
from bot.reports.article import ArticleView, build, needs
from bot.reports.base import Facts, Piece
from bot.reports.lives import LEAST, course, readers_by_age
from tests.reports.facts import BREAK, CLASSIC, MONDAY, article, day_of, life, newer

PUBLISHED = BREAK + timedelta(days=20)


def told(*days: DayFacts, msgid: str = "9_1", on: date = PUBLISHED, published: date | None = PUBLISHED) -> ArticleView:
    """What is told of an article; days not given hold nothing."""
    question = Question(Span.day(on), article=Piece(msgid, published=published))
    wanted = {day for need in needs(question) for day in need.span}
    held = {day: DayFacts(day) for day in wanted} | {day.day: day for day in days}
    return build(Facts("Daily Tech", question, held))


def test_the_day_and_the_life_are_told_apart_and_neither_is_made_of_the_other() -> None:
    row = article("9_1", "Title", PUBLISHED, readers=70, sharers=3)
    view = told(newer(PUBLISHED, articles=(row,), lives=(life("9_1", 100, 130, day=PUBLISHED),)))
    assert view.gained == Figures(readers=70, sharers=3)
    assert view.since == Figures(readers=130, followers_won=2)
    assert (view.until, view.published, view.title) == (PUBLISHED + timedelta(days=1), PUBLISHED, "Title")


def test_what_is_not_listed_or_not_told_is_none_and_never_zero() -> None:
    empty = told(day_of(PUBLISHED, held=frozenset({Part.ARTICLES})))
    assert (empty.gained, empty.day_known, empty.since, empty.ages, empty.origins) == (None, True, None, (), ())
    assert empty.title == "9_1", "called by its msgid"
    assert not told(DayFacts(PUBLISHED)).day_known


def test_an_article_published_on_a_day_that_nobody_told_is_found_among_the_lives() -> None:
    other = PUBLISHED - timedelta(days=3)
    view = told(newer(other, lives=(life("9_1", 5, 6, day=other),)), published=None)
    assert (view.published, view.since) == (other, Figures(readers=6, followers_won=2))


def test_where_the_days_readers_came_from_is_told_before_where_all_of_them_did() -> None:
    reached = life("9_1", 100, day=PUBLISHED)
    stats = (replace(reached.stats[0], read_from={"moments": (60, None), "search": (0, None), "friends": (None, 7)}),)
    day = newer(PUBLISHED, lives=(replace(reached, stats=stats),))
    assert (told(day).origins, told(day).origins_of_day) == ((("moments", 60),), False)
    with_day = replace(day, article_sources={"9_1": {"search": 4, "moments": 9, "other": None}})
    assert (told(with_day).origins, told(with_day).origins_of_day) == ((("moments", 9), ("search", 4)), True)


curves = st.lists(st.integers(0, 10**7), min_size=1, max_size=30).map(sorted)


def lives_of(many: Sequence[Sequence[int]], day: date = BREAK) -> list[ArticleLife]:
    return [life(f"{n}_1", *curve, day=day + timedelta(days=n % 5)) for n, curve in enumerate(many)]


@given(curves, st.lists(curves, max_size=8))
def test_the_usual_is_the_median_of_the_others_at_the_same_age_or_not_told(
    own: list[int], others: list[list[int]]
) -> None:
    ages = course(life("own", *own, day=PUBLISHED), lives_of(others))
    assert [(age.age, age.readers) for age in ages] == list(enumerate(own))
    for age in ages:
        reached = [curve[age.age] for curve in others if age.age < len(curve)]
        assert age.usual == (median(reached) if len(reached) >= LEAST else None)
        assert age.times is None if not age.usual else age.times == own[age.age] / age.usual


@given(curves, st.lists(curves, min_size=LEAST, max_size=6), st.integers(1, 9))
def test_the_usual_never_hangs_on_the_article_itself_nor_on_the_order(
    own: list[int], others: list[list[int]], factor: int
) -> None:
    kept = lives_of(others)
    one = course(life("own", *own, day=PUBLISHED), kept)
    more = course(life("own", *(n * factor for n in own), day=PUBLISHED), [*reversed(kept), life("own", *own)])
    assert [age.usual for age in one] == [age.usual for age in more]


@given(st.lists(st.none() | st.integers(0, 10**7), min_size=1, max_size=30))
def test_a_day_without_readers_is_a_gap_in_the_course(reached: list[int | None]) -> None:
    stats = tuple(LifeDay(BREAK + timedelta(days=n), None, Figures(readers=r)) for n, r in enumerate(reached))
    gapped = replace(life("9_1", 1), stats=stats)
    assert readers_by_age(gapped) == {n: readers for n, readers in enumerate(reached) if readers is not None}
    assert [age.readers for age in course(gapped, ())] == reached


def test_articles_of_the_other_interfaces_are_not_compared_with() -> None:
    others = [replace(one, source=CLASSIC) for one in lives_of([[10, 20]] * 5)]
    assert all(age.usual is None for age in course(life("own", 7, 9, day=PUBLISHED), others))


@given(st.dates(FIRST_DAY, date(2026, 11, 23)), st.none() | st.dates(FIRST_DAY, date(2026, 11, 23)))
def test_no_day_before_wechats_first_is_asked_and_only_its_own_life_is_asked_anew(
    day: date, published: date | None
) -> None:
    wanted = needs(Question(Span.day(day), article=Piece("9_1", published=published)))
    assert all(need.span.first >= FIRST_DAY for need in wanted)
    fresh = {need.span for need in wanted if need.part is Part.LIVES and not need.once}
    assert fresh == ({Span.day(published)} if published else set())
    assert sum(len(need.span) for need in wanted if need.part is Part.LIVES) <= 31
    assert Need(Part.ARTICLES, Span.day(day)) in wanted


def test_the_chart_is_its_cumulative_life_beside_the_usual_one_with_gaps() -> None:
    assert ARTICLE.chart is not None
    others = tuple(life(f"{n}_1", 10 * n, 20 * n, day=PUBLISHED - timedelta(days=2)) for n in (1, 2, 3))
    reached = life("9_1", 100, 130, 140, day=PUBLISHED)
    day = newer(PUBLISHED, lives=(reached,))
    before = newer(PUBLISHED - timedelta(days=2), lives=others)
    chart = ARTICLE.chart(told(day, before), "en")
    assert chart is not None
    assert [series.values for series in chart.series] == [(100, 130, 140), (20.0, 40.0, None)]
    assert [series.quiet for series in chart.series] == [False, True]
    assert chart.labels[0] == "Fri 21"
    assert chart.title == "title 9_1"
    alone = ARTICLE.chart(told(day), "en")
    assert alone is not None
    assert len(alone.series) == 1, "too few others are no usual article"
    assert ARTICLE.chart(told(newer(PUBLISHED, lives=(life("9_1", 5, day=PUBLISHED),))), "en") is None


@given(st.integers(1, 30))
def test_the_last_day_of_a_life_is_always_told_in_words_and_the_first_week_whole(days: int) -> None:
    view = told(newer(PUBLISHED, lives=(life("9_1", *range(days), day=PUBLISHED),)))
    assert view.told[-1] == view.ages[-1]
    assert view.told[:8] == view.ages[:8]


def test_a_list_of_a_classic_day_leaves_out_what_was_hardly_read_and_says_so() -> None:
    assert told(day_of(MONDAY), on=MONDAY, published=MONDAY).threshold
    assert not told(newer(SUCCESSORS_FROM), on=SUCCESSORS_FROM, published=SUCCESSORS_FROM).threshold

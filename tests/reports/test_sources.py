"""`/sources`: parts of reads, which add up, or readers against all readers, who do not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.days import Span
from bot.core.facts import DayFacts, Figures, Part, Provenance, SourceDay
from bot.core.totals import Change
from bot.render import Renderer, plain
from bot.reports.base import Facts, Question
from bot.reports.sources import SourcesView, build, needs
from tests.reports.facts import BEFORE, BREAK, CLASSIC, MONDAY, SUCCESSOR, account, day_of, facts

RENDERER = Renderer()
NAMES = st.sampled_from(["conversation", "moments", "friends", "search", "9", "新来源"])
PARTS = st.dictionaries(NAMES, st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), min_size=1)


def told(
    day: date, sources: Mapping[str, tuple[int | None, int | None]], by: Provenance = CLASSIC, **figures: int | None
) -> DayFacts:
    """A day by source: readers and reads."""
    rows = tuple(SourceDay(day, name, Figures(readers=a, reads=b), by) for name, (a, b) in sources.items())
    held = frozenset({Part.ACCOUNT, Part.SOURCES})
    return day_of(day, account=account(day, by, **figures or {"readers": 100, "reads": 150}), sources=rows, held=held)


def spanned(*days: DayFacts, first: date) -> Facts:
    """A span, and whatever days are given before it."""
    span = Span(first, days[-1].day)
    wanted = {day for need in needs(Question(span)) for day in need.span}
    return Facts("Daily Tech", Question(span), {d: DayFacts(d) for d in wanted} | {day.day: day for day in days})


def text(view: SourcesView) -> str:
    return plain(RENDERER.page("sources", "en", view=view))


@given(PARTS)
def test_parts_of_reads_are_a_whole_and_the_most_comes_first(sources: dict[str, tuple[int, int]]) -> None:
    view = build(facts(told(MONDAY, sources)))
    assert {o.name: (o.readers, o.reads) for o in view.origins} == sources
    assert [o.reads for o in view.origins] == sorted((reads for _, reads in sources.values()), reverse=True)
    if any(reads for _, reads in sources.values()):
        assert sum(o.part or 0 for o in view.origins) == pytest.approx(100)


@given(st.lists(PARTS, min_size=2, max_size=5))
def test_over_a_span_reads_add_up_and_readers_never(days: list[dict[str, tuple[int, int]]]) -> None:
    given_days = [told(MONDAY + timedelta(days=n), sources) for n, sources in enumerate(days)]
    for origin in build(spanned(*given_days, first=MONDAY)).origins:
        of_it = [sources[origin.name] for sources in days if origin.name in sources]
        assert origin.reads == sum(reads for _, reads in of_it)
        assert origin.readers == pytest.approx(sum(readers for readers, _ in of_it) / len(of_it))
        assert (origin.days or len(days)) == len(of_it)


def test_where_only_people_are_counted_each_source_is_told_against_all_readers() -> None:
    sources = {"conversation": (80, None), "moments": (60, None), "新来源": (None, None)}
    view = build(facts(told(BREAK, sources, SUCCESSOR, readers=100)))
    assert [(o.name, o.part) for o in view.origins] == [("conversation", 80), ("moments", 60), ("新来源", None)]
    assert "the account's messages 80 % · 80 readers\nMoments 60 % · 60 readers\n新来源 –\n" in text(view)
    assert "Percent of the day's readers. Who comes from two places counts in both." in text(view)


def test_a_source_that_is_told_on_few_days_says_so_and_is_told_against_the_readers_of_those() -> None:
    days = [
        told(BREAK, {"moments": (50, None), "search": (20, None)}, SUCCESSOR, readers=100),
        told(BREAK + timedelta(days=1), {"moments": (50, None)}, SUCCESSOR, readers=900),
    ]
    view = build(spanned(*days, first=BREAK))
    assert "Moments 10 % · 50 readers a day\n" in text(view)
    assert "Search 20 % · 20 readers a day (on 1 of these days)\n" in text(view)


def test_a_number_that_the_documents_do_not_list_is_shown_as_it_is() -> None:
    assert "\nsource 9 100 % · 5 reads · 4 readers\n" in text(build(facts(told(MONDAY, {"9": (4, 5)}))))


def test_a_span_is_compared_with_the_one_before_it_by_the_mean_of_its_known_days() -> None:
    days = [told(MONDAY + timedelta(days=n), {"moments": (5, 10) if n < 0 else (10, 20)}) for n in range(-7, 7)]
    view = build(spanned(*days, first=MONDAY))
    assert view.origins[0].changes == (Change(20, 10),)
    assert "Where they came from, against 29 December 2014 – 4 January 2015" in text(view)
    assert "Moments 100 % · 140 reads ▲ 100 % · 10 readers a day" in text(view)


def test_no_source_is_compared_with_a_few_days_of_the_span_before_and_it_says_how_few_they_are() -> None:
    days = [told(MONDAY + timedelta(days=n), {"moments": (10, 20)}) for n in range(-2, 33)]
    for length in (7, 33):
        view = build(spanned(*days[: length + 2], first=MONDAY))
        assert (view.against, view.origins[0].changes) == (None, ())
        assert text(view).count("No percentage: ") == 1
        assert f"{length} of {length} days count in 5" in text(view)
        assert f", 2 of {length} in " in text(view)


def test_days_of_two_families_do_not_compare_and_are_not_put_together() -> None:
    alone = build(facts(told(BEFORE, {"moments": (50, 60)}), told(BREAK, {"moments": (70, None)}, SUCCESSOR)))
    assert alone.origins[0].changes == ()
    old, new = told(BEFORE, {"moments": (50, 60)}), told(BREAK, {"moments": (70, None)}, SUCCESSOR)
    both = build(spanned(old, new, first=BEFORE))
    assert [(o.readers, o.reads) for o in both.origins] == [(70, None)]
    assert both.left_out == Span.day(BEFORE)
    assert [(o.readers, o.reads) for o in both.earlier] == [(50, 60)]
    assert "Moments 70 % · 70 readers a day\n" in text(both)
    assert "31 October, counted otherwise\nMoments 100 % · 60 reads · 50 readers a day\n" in text(both)
    short = both.shorter()
    assert short is not None
    assert (len(short.origins), short.earlier) == (1, ())
    assert "These sources leave out 31 October 2025, counted otherwise." in text(short)


def test_a_day_without_sources_says_that_wechat_does_not_tell() -> None:
    assert "WeChat does not tell where these readers came from." in text(build(facts(told(MONDAY, {}))))


def test_shorter_leaves_out_the_weakest_source() -> None:
    view = build(facts(told(MONDAY, {"moments": (5, 9), "search": (1, 1)}))).shorter()
    assert view
    assert [origin.name for origin in view.origins] == ["moments"]
    assert "and 1 more" in text(view)
    assert view.shorter() is None


def test_nothing_before_wechats_first_day_is_asked_for() -> None:
    first = min(need.span.first for need in needs(Question(Span(date(2014, 12, 3), date(2014, 12, 9)))))
    assert first == date(2014, 12, 3)

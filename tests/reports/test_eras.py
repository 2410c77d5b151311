"""Two generations of figures in the reports: what is left out, what is added, and what is never compared."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.core.days import Span
from bot.core.facts import ArticleLife, DayFacts, Figures, Generation, LifeDay, Part, Rates
from bot.core.metrics import BY_NAME
from bot.core.totals import People
from bot.render import Renderer, plain
from bot.reports import reads, report, shares, top
from bot.reports.base import View
from tests.reports.facts import EVERYTHING, SUCCESSOR, account, article, day_of, facts

BREAK = date(2025, 11, 1)
BEFORE, WEEK_BEFORE = BREAK - timedelta(days=1), BREAK - timedelta(days=7)
PEOPLE = {"readers": 100, "sharers": 10, "savers": 5, "likes": 7, "hearts": 3, "comments": 2}


def newer(day: date = BREAK, **says: Any) -> DayFacts:
    """A day as the successors serve it."""
    says = {"never": frozenset({Part.SCENES}), "generation": Generation.SUCCESSOR} | says
    return day_of(day, held=EVERYTHING - {Part.SCENES}, **says)


def counted(day: date = BREAK, **figures: int | None) -> DayFacts:
    given: dict[str, Any] = figures or PEOPLE
    return newer(day, account=account(day, SUCCESSOR, **given))


def older(day: date = BEFORE, **figures: int | None) -> DayFacts:
    given: dict[str, Any] = figures or {
        "readers": 90,
        "reads": 120,
        "sharers": 9,
        "shares": 12,
        "savers": 4,
        "favourites": 5,
    }
    return day_of(day, account=account(day, **given))


def words(template: str, view: View) -> str:
    return plain(Renderer().page(template, "en", view=view))


def life(msgid: str, *reached: int, day: date = BREAK) -> ArticleLife:
    """An article's readers day by day since it was published."""
    stats = tuple(
        LifeDay(
            day + timedelta(days=n),
            None,
            Figures(readers=readers, followers_won=n + 1),
            {},
            Rates(finish_rate=0.5 + n / 100),
        )
        for n, readers in enumerate(reached)
    )
    return ArticleLife(day, msgid, f"title {msgid}", None, stats, SUCCESSOR)


def test_a_digest_leaves_out_what_is_not_given_and_shows_what_is_added() -> None:
    text = words("report", report.build(facts(counted())))
    assert "100 readers" in text
    assert "10 sharers" in text
    assert "5 savers" in text
    assert "7 likes · 3 hearts · 2 comments" in text
    assert "0 reads" not in text
    assert "reads:" not in text
    assert text.count("Since 1 November 2025") == 1
    assert "Since 1 November 2025 WeChat gives no reads, shares and favourites." in text
    assert "Where it was shared is not known." not in text


def test_a_classic_digest_says_nothing_of_what_it_never_had() -> None:
    text = words("report", report.build(facts(older())))
    assert "likes" not in text
    assert "savers" not in text
    assert "2025 WeChat" not in text


def test_across_the_break_no_change_is_shown_and_one_footnote_says_why() -> None:
    view = report.build(facts(older(WEEK_BEFORE), older(BEFORE), counted()))
    text = words("report", view)
    assert [(one.day, one.week) for one in view.figures] == [(None, None)] * 3
    assert "100 readers – on Friday · – on last Saturday" in text
    notes = [line for line in text.splitlines() if line.startswith("–") or "since 1 November" in line.lower()]
    assert notes == [
        "– does not compare with 31 October 2025, 25 October 2025: since 1 November 2025 WeChat counts otherwise, "
        "and gives no reads, shares and favourites"
    ]


def test_a_week_after_the_break_only_the_day_before_compares() -> None:
    day = BREAK + timedelta(days=2)
    view = report.build(facts(older(day - timedelta(days=7)), counted(day - timedelta(days=1)), counted(day)))
    assert view.figures[0].day is not None
    assert view.figures[0].week is None
    assert view.limits.otherwise == (day - timedelta(days=7),)
    assert view.limits.unknown == ()


def test_a_span_over_the_break_says_on_how_many_days_times_are_counted() -> None:
    view = reads.build(facts(older(BEFORE - timedelta(days=1)), older(), counted(), first=BEFORE - timedelta(days=1)))
    totals = {total.name: total for total in view.totals}
    assert (totals["reads"].value, totals["reads"].days) == (240, 2)
    assert totals["readers"].days is None
    assert isinstance(totals["readers"].value, People)
    text = words("reads", view)
    assert "240 reads (on 2 of these days)" in text
    assert "the days before and after do not compare" in text


@pytest.mark.parametrize(("build", "template"), [(reads.build, "reads"), (shares.build, "shares")])
def test_a_figure_that_is_not_given_is_never_zero(build: Any, template: str) -> None:
    view = build(facts(counted()))
    assert {one.name for one in view.figures} <= set(PEOPLE) | {"original_readers"}
    assert " 0 reads" not in words(template, view)
    assert " 0 shares" not in words(template, view)


def test_of_shares_it_is_said_that_their_places_are_not_told_any_more() -> None:
    assert "WeChat does not tell where shares went" in words("shares", shares.build(facts(counted())))
    assert "does not tell" not in words("shares", shares.build(facts(older())))


def test_a_successors_day_ranks_by_readers_with_what_its_articles_have_reached_so_far() -> None:
    rows = (article("1", "one", BREAK, readers=9, sharers=2), article("2", None, BREAK, readers=20))
    since = {"1": LifeDay(BREAK, None, Figures(followers_won=3), {}, Rates(finish_rate=0.634))}
    text = words("top", top.build(facts(newer(articles=rows, since=since))))
    assert text.index("1. 2\n20 readers") < text.index("2. one\n9 readers · 2 sharers")
    assert "2 sharers · 63 % read to the end · 3 followers won so far" in text


def test_over_days_without_times_articles_rank_by_the_readers_they_had_reached_by_the_last_day() -> None:
    days = [newer(lives=(life("a", 50, 60, 70),)), newer(BREAK + timedelta(days=1))]
    days[1] = newer(BREAK + timedelta(days=1), lives=(life("b", 65, 90, day=BREAK + timedelta(days=1)),))
    view = top.build(facts(*days, first=BREAK))
    assert [(one.title, one.figures.readers) for one in view.articles] == [("title b", 65), ("title a", 60)]
    assert view.reached
    text = words("top", view)
    assert "Articles of these days by the readers that they had by 2 November 2025" in text
    assert "so far" not in text


def test_over_the_break_the_classic_days_are_named_as_left_out() -> None:
    view = top.build(
        facts(
            day_of(BEFORE, articles=(article("old", "old", BEFORE, reads=999),)),
            newer(lives=(life("a", 5),)),
            first=BEFORE,
        )
    )
    assert [one.title for one in view.articles] == ["title a"]
    assert view.left_out == Span.day(BEFORE)
    assert "31 October 2025: counted otherwise, and left out here." in words("top", view)


@pytest.mark.parametrize(
    ("asked", "ranked"),
    [("shares", "sharers"), ("reads", "readers"), ("favourites", "readers"), ("sharers", "sharers")],
)
def test_a_metric_that_is_not_given_falls_to_its_people_and_says_so(asked: str, ranked: str) -> None:
    rows = (article("1", "one", BREAK, readers=9, sharers=2),)
    view = top.build(facts(newer(articles=rows), metric=asked))
    assert view.metric == ranked
    said = f"WeChat gives no {BY_NAME[asked].title} here, so {ranked} are ranked."
    assert (said in words("top", view)) is (asked != ranked)


def test_over_days_the_people_of_any_shared_metric_can_be_ranked_by() -> None:
    assert (
        top.build(facts(newer(lives=()), newer(BREAK + timedelta(days=1)), first=BREAK, metric="favourites")).metric
        == "savers"
    )


def test_an_empty_day_is_told_without_the_classics_threshold() -> None:
    assert "three times" not in words("top", top.build(facts(newer())))
    assert "three times" in words("top", top.build(facts(day_of(BEFORE))))

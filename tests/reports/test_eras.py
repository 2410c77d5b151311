"""Two generations of figures in the reports: what is left out, what is added, and what is never compared."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import i18n
from bot.core.days import ONE_DAY, Span
from bot.core.facts import ArticleLife, Figures, Generation, LifeDay, Part, Rates
from bot.core.metrics import BY_NAME, COUNTS, RANKED, Metric
from bot.core.totals import People
from bot.render import Renderer, plain
from bot.reports import reads, report, shares, top
from bot.reports.base import Facts, View
from tests.reports.facts import (
    BEFORE,
    BREAK,
    CLASSIC,
    MONDAY,
    SUCCESSOR,
    WEEK_BEFORE,
    account,
    article,
    counted,
    day_of,
    facts,
    life,
    newer,
    older,
)

IN_2026 = date(2026, 11, 23)
RENDERER = Renderer()
BUILDS: dict[str, Callable[[Facts], View]] = {
    "report": report.build,
    "reads": reads.build,
    "shares": shares.build,
    "top": top.build,
}


def words(template: str, view: View) -> str:
    return plain(RENDERER.page(template, "en", view=view))


def test_a_digest_leaves_out_what_is_not_given_and_shows_what_is_added() -> None:
    text = words("report", report.build(facts(counted(IN_2026))))
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
    assert "100 readers\n" in text
    notes = [line for line in text.splitlines() if "since 1 November" in line]
    assert notes == [
        "Not compared with 31 October 2025, 25 October 2025: since 1 November 2025 WeChat counts otherwise, "
        "and gives no reads, shares and favourites"
    ]


def test_days_before_the_break_that_nobody_kept_are_not_compared_for_the_same_reason() -> None:
    view = report.build(facts(counted()))
    assert (view.limits.otherwise, view.limits.unknown) == ((BEFORE, WEEK_BEFORE), ())
    assert "no figures of" not in words("report", view)


def test_days_after_the_break_that_nobody_kept_are_named_as_unknown() -> None:
    view = report.build(facts(counted(IN_2026)))
    assert (view.limits.otherwise, len(view.limits.unknown)) == ((), 2)


def test_a_week_after_the_break_only_the_day_before_compares() -> None:
    day = BREAK + timedelta(days=2)
    view = report.build(facts(older(day - timedelta(days=7)), counted(day - timedelta(days=1)), counted(day)))
    assert view.figures[0].day is not None
    assert view.figures[0].week is None
    assert view.limits.otherwise == (day - timedelta(days=7),)
    assert view.limits.unknown == ()


def test_a_span_of_which_only_the_newer_days_are_known_has_a_dash_and_no_count_for_times() -> None:
    view = reads.build(facts(counted(), first=BEFORE))
    assert {total.name: (total.value, total.of) for total in view.totals}["reads"] == (None, None)
    text = words("reads", view)
    assert "reads: –\n" in text
    assert "1 of 2 days are known" in text


def test_a_span_over_the_break_says_of_which_days_each_figure_is() -> None:
    """Times of the days that have them; people counted in two ways have no mean in common, so the newer ones'."""
    first = BEFORE - timedelta(days=1)
    view = reads.build(facts(older(first), older(), counted(), first=first))
    totals = {total.name: total for total in view.totals}
    assert (totals["reads"].value, totals["reads"].of) == (240, Span(first, BEFORE))
    people = totals["readers"]
    assert isinstance(people.value, People)
    assert (people.value.mean, people.value.best_day, people.of) == (100, BREAK, Span.day(BREAK))
    text = words("reads", view)
    assert "240 reads (30–31 October 2025)" in text
    assert "100 readers a day · best 100 on 1 November 2025 · 100 reader-days (1 November 2025)" in text
    assert "the days before and after do not compare" in text


KNOWN = st.dictionaries(st.sampled_from([m.name for m in COUNTS]), st.integers(1, 10**6))


@given(KNOWN, KNOWN, st.booleans(), st.booleans())
def test_what_is_not_given_is_never_shown_as_zero(
    whole: dict[str, int], one: dict[str, int], new: bool, span: bool
) -> None:
    """Whatever few of its figures a day of either generation has, and over the break."""
    last, source = (BREAK, SUCCESSOR) if new else (BEFORE, CLASSIC)
    rows = (article("1", "one", last, source, **one),)
    lives = (ArticleLife(last, "1", "one", None, (LifeDay(last, None, Figures(**one)),), source),)
    day = day_of(
        last, account=account(last, source, **whole), articles=rows, lives=lives, since={"1": lives[0].stats[0]}
    )
    asked = facts(older(BEFORE - ONE_DAY), day, first=BEFORE - ONE_DAY if span else None)
    for template, build in BUILDS.items():
        text = words(template, build(asked))
        assert not re.search(r"(?<![\d,.])0 (?!or is not known)", text), text


def test_of_shares_it_is_said_once_that_they_or_their_places_are_not_told_any_more() -> None:
    without_shares = words("shares", shares.build(facts(counted())))
    assert without_shares.lower().count("since 1 november 2025 wechat") == 1
    assert "gives no shares" in without_shares
    without_places = day_of(BEFORE, account=older().account, never=frozenset({Part.SCENES}))
    assert "WeChat does not tell where shares went" in words("shares", shares.build(facts(without_places)))
    assert "does not tell" not in words("shares", shares.build(facts(older())))


def test_a_successors_day_ranks_by_readers_with_what_its_articles_have_reached_so_far() -> None:
    rows = (
        article("1", "one", BREAK, SUCCESSOR, readers=9, sharers=2),
        article("2", None, BREAK, SUCCESSOR, readers=20),
    )
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


def test_an_article_whose_title_no_life_tells_shows_its_msgid() -> None:
    untitled = replace(life("2247483650_1", 5), title=None)
    view = top.build(facts(newer(lives=(untitled,)), newer(BREAK + ONE_DAY), first=BREAK))
    assert [one.title for one in view.articles] == ["2247483650_1"]


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
    assert "This list leaves out the articles of 31 October 2025: they are counted otherwise." in words("top", view)


@pytest.mark.parametrize(
    ("asked", "ranked"),
    [("shares", "sharers"), ("reads", "readers"), ("favourites", "savers"), ("sharers", "sharers"), ("likes", "likes")],
)
def test_a_metric_that_is_not_given_falls_to_its_people_and_says_so(asked: str, ranked: str) -> None:
    rows = (article("1", "one", BREAK, SUCCESSOR, readers=9, sharers=2),)
    view = top.build(facts(newer(articles=rows), metric=asked))
    assert view.metric == ranked
    said = f"WeChat gives no {BY_NAME[asked].title} here, so {ranked} are ranked."
    assert (said in words("top", view)) is (asked != ranked)


@pytest.mark.parametrize("metric", RANKED, ids=lambda m: m.name)
@pytest.mark.parametrize("first", [None, BREAK - ONE_DAY, BREAK])
def test_what_a_generation_does_not_give_is_said_and_all_that_it_gives_is_ranked_by(
    metric: Metric, first: date | None
) -> None:
    """Of a classic day and span, and of the successors'; `first` of None is a classic day."""
    last = BREAK + ONE_DAY if first == BREAK else BEFORE
    view = top.build(facts(day_of(last - ONE_DAY), day_of(last), first=first and last - ONE_DAY, metric=metric.name))
    text = words("top", view)
    generation = Generation.SUCCESSOR if first == BREAK else Generation.CLASSIC
    assert BY_NAME[view.metric].given_by(generation)
    assert (f"WeChat gives no {metric.title} here" in text) is not metric.given_by(generation)
    assert metric.given_by(generation) or view.asked == metric.name


def gave(msgid: str, **figures: int) -> ArticleLife:
    """An article of that day that has reached these figures by its end."""
    stat = LifeDay(BREAK, None, Figures(**figures), {}, Rates(finish_rate=figures.get("likes", 0) / 100))
    return ArticleLife(BREAK, msgid, msgid, None, (stat,), SUCCESSOR)


@pytest.mark.parametrize("metric", ["likes", "hearts", "comments", "followers_won", "tips", "savers", "finish_rate"])
@pytest.mark.parametrize("span", [False, True])
def test_articles_rank_by_whatever_their_lives_tell(metric: str, span: bool) -> None:
    few, many = (dict.fromkeys(Figures._fields, n) for n in (3, 4))
    lives = (gave("few", **few | {"readers": 99}), gave("many", **many), gave("none", readers=500))
    rows = tuple(article(life.msgid, life.msgid, BREAK, SUCCESSOR, readers=9, sharers=2) for life in lives)
    days = [newer(articles=rows, lives=lives), newer(BREAK + ONE_DAY)]
    view = top.build(facts(*(days if span else days[:1]), first=BREAK, metric=metric))
    assert [one.title for one in view.articles] == ["many", "few"]
    text = words("top", view)
    title = BY_NAME[metric].title
    assert (f"Articles published on this day by the {title} that they had by its end" in text) is not span
    assert (f"Articles of these days by the {title} that they had by 2 November 2025" in text) is span
    assert i18n.amount(0.04 if metric == "finish_rate" else 4, metric, "en") in text
    assert "so far" not in text
    assert "WeChat gives no" not in text


def test_of_a_metric_that_no_article_has_any_of_it_is_not_said_that_there_are_no_articles() -> None:
    view = top.build(facts(newer(lives=(gave("one", readers=5),)), metric="comments"))
    assert "comments: none of these articles has any." in words("top", view)
    unlisted = top.build(facts(newer(), metric="comments"))
    assert "WeChat lists no article that was published on this day." in words("top", unlisted)


def test_over_days_the_people_of_any_shared_metric_can_be_ranked_by() -> None:
    assert (
        top.build(facts(newer(lives=()), newer(BREAK + timedelta(days=1)), first=BREAK, metric="favourites")).metric
        == "savers"
    )


def test_articles_that_a_file_tells_with_times_rank_by_them_though_the_accounts_day_has_none() -> None:
    rows = (article("1", "read", BREAK, readers=5, reads=9), article("2", "seen", BREAK, readers=8, reads=8))
    view = top.build(facts(newer(account=account(BREAK, SUCCESSOR, readers=9), articles=rows), metric="reads"))
    assert (view.metric, view.asked) == ("reads", None)
    assert [one.title for one in view.articles] == ["read", "seen"]


def test_sharers_alone_make_no_list_of_the_most_read() -> None:
    """Readers and sharers come from two interfaces, of which one may fail."""
    rows = (article("1", "one", BREAK, SUCCESSOR, sharers=1),)
    half = day_of(BREAK, held=frozenset({Part.ACCOUNT}), account=account(BREAK, SUCCESSOR, readers=9), articles=rows)
    for template in ("top", "report"):
        text = words(template, BUILDS[template](facts(half)))
        assert "The articles are not known." in text
        assert "sharer" not in text.partition("\n\n")[2]
        assert "lists no article" not in text
    assert [one.title for one in top.build(facts(half, metric="sharers")).articles] == ["one"]


def test_readers_alone_are_listed_and_what_is_missing_is_said() -> None:
    rows = (article("1", "one", BREAK, SUCCESSOR, readers=5),)
    text = words("top", top.build(facts(day_of(BREAK, held=frozenset({Part.ACCOUNT}), articles=rows))))
    assert "1. one\n5 readers\n" in text
    assert "Some of these articles' figures are not known." in text
    assert "days are known" not in text
    assert "not known" not in words("top", top.build(facts(newer(articles=rows))))


def test_what_a_life_does_not_say_is_left_out_of_its_line() -> None:
    rows = (article("1", "one", BREAK, SUCCESSOR, readers=9),)
    for stat in (LifeDay(BREAK, None, Figures()), LifeDay(BREAK, None, Figures(followers_won=0))):
        text = words("top", top.build(facts(newer(articles=rows, since={"1": stat}))))
        assert "so far" not in text
        assert "won" not in text


def test_an_empty_day_is_told_without_the_classics_threshold() -> None:
    assert "three times" not in words("top", top.build(facts(newer())))
    assert "three times" in words("top", top.build(facts(day_of(BEFORE))))


def test_a_day_that_no_figure_compares_with_is_left_out_of_all_lines() -> None:
    last_week = day_of(MONDAY - timedelta(days=7), account=account(MONDAY - timedelta(days=7), readers=5, reads=8))
    text = words("reads", reads.build(facts(last_week, day_of(account=account(readers=10, reads=12)))))
    assert "10 readers ▲ 100 % on last Monday\n" in text
    assert "12 reads ▲ 50 %\n" in text
    assert "No figures of 4 January 2015 to compare with" in text
    alone = words("reads", reads.build(facts(day_of(account=account(readers=10, reads=12)))))
    assert "10 readers\n12 reads\n" in alone

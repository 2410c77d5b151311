"""What articles rank by in days of either generation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot import i18n
from bot.core.days import ONE_DAY, Span
from bot.core.facts import ArticleLife, Figures, Generation, LifeDay, Part, Rates
from bot.core.metrics import BY_NAME, RANKED, Metric
from bot.reports import report, top
from bot.reports.base import Facts
from tests.reports.facts import (
    BEFORE,
    BREAK,
    SUCCESSOR,
    account,
    article,
    day_of,
    facts,
    life,
    newer,
)
from tests.reports.pages import BUILDS, words


def test_a_successors_day_ranks_by_readers_and_says_apart_what_its_articles_have_reached_since_publishing() -> None:
    rows = (
        article("1", "one", BREAK, SUCCESSOR, readers=9, sharers=2),
        article("2", None, BREAK, SUCCESSOR, readers=20),
    )
    since = {"1": LifeDay(BREAK, None, Figures(readers=900, followers_won=3), {}, Rates(finish_rate=0.634))}
    text = words("top", top.build(facts(newer(articles=rows, since=since))))
    assert text.index("1. 2\n20 readers") < text.index("2. one\n9 readers · 2 sharers")
    assert "9 readers · 2 sharers\nSince publishing: 900 readers · 63 % read to the end · 3 followers won" in text
    digest = words("report", report.build(facts(newer(articles=rows, since=since)))).splitlines()
    assert digest[-2:] == ["2. one 9 readers · 2 sharers", "Since publishing: finish rate 2. 63 %; followers won 2. 3"]


def test_over_days_without_times_articles_rank_by_the_readers_they_had_reached_by_the_last_day() -> None:
    days = [newer(lives=(life("a", 50, 60, 70),)), newer(BREAK + timedelta(days=1))]
    days[1] = newer(BREAK + timedelta(days=1), lives=(life("b", 65, 90, day=BREAK + timedelta(days=1)),))
    view = top.build(facts(*days, first=BREAK))
    assert [(one.title, one.figures.readers) for one in view.articles] == [("title b", 65), ("title a", 60)]
    assert view.reached
    text = words("top", view)
    assert "Articles of these days by the readers that they had by 2 November 2025" in text
    assert "Since publishing" not in text


def test_an_article_whose_title_no_life_tells_shows_its_msgid() -> None:
    untitled = replace(life("2247483650_1", 5), title=None)
    view = top.build(facts(newer(lives=(untitled,)), newer(BREAK + ONE_DAY), first=BREAK))
    assert [one.title for one in view.articles] == ["2247483650_1"]


def over(metric: str | None = None, olds: int = 1) -> Facts:
    """Two days over the break: so many classic articles, the last one the most read, and one of the successors."""
    rows = tuple(article(f"old{n}", f"old {n}", BEFORE, reads=900 + n) for n in range(olds))
    return facts(day_of(BEFORE, articles=rows), newer(lives=(life("a", 5),)), first=BEFORE, metric=metric)


def test_over_the_break_both_parts_have_a_list_each_with_its_days_and_its_measure() -> None:
    view = top.build(over(olds=7))
    assert [one.title for one in view.articles] == ["title a"]
    assert view.left_out == Span.day(BEFORE)
    assert words("top", view) == (
        "Daily Tech · 31 October – 1 November 2025\n"
        "Articles of 1 November by the readers that they had by 1 November\n"
        "\n"
        "1. title a\n"
        "5 readers · 50 % read to the end · 1 follower won\n"
        "\n"
        "31 October, counted otherwise: by reads\n"
        "– old 6 906 reads\n"
        "– old 5 905 reads\n"
        "– old 4 904 reads\n"
        "– old 3 903 reads\n"
        "– old 2 902 reads"
    )


def test_a_digest_over_the_break_has_both_lists_and_gives_up_the_second_first() -> None:
    view = report.build(over(olds=7))
    assert (
        "1. title a 5 readers · 50 % read to the end · 1 follower won\n\n31 October, counted otherwise: by reads\n"
        in (text := words("report", view))
    )
    assert text.endswith("– old 6 906 reads\n– old 5 905 reads\n– old 4 904 reads\n– old 3 903 reads")
    for _ in range(4):
        view = view.shorter() or view
    assert (len(view.articles), view.earlier) == (1, ())
    assert "This list leaves out the articles of 31 October 2025" in words("report", view)


def test_where_room_is_short_the_second_list_goes_first_and_what_is_left_out_is_named() -> None:
    view = top.build(over()).shorter()
    assert view is not None
    assert [one.title for one in view.articles] == ["title a"]
    assert "This list leaves out the articles of 31 October 2025: they are counted otherwise." in words("top", view)
    assert view.shorter() is None


def test_what_the_classics_never_had_ranks_no_list_of_theirs() -> None:
    assert top.build(over("comments")).earlier == ()
    assert [one.title for one in top.build(over("readers")).earlier] == ["old 0"]


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
    assert "Since publishing" not in text
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

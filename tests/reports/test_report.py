"""What the digest makes of a day, and of a span."""

from __future__ import annotations

from datetime import date

from bot.core.days import Span
from bot.core.facts import Part
from bot.reports import REPORT, Question
from bot.reports.report import USUAL, build, needs
from tests.reports.facts import MONDAY, account, article, day_of, facts

SUNDAY = date(2015, 1, 4)
ROWS = tuple(article(str(n), readers=9 - n, reads=n) for n in range(6))


def test_it_asks_for_the_day_itself_and_only_the_accounts_rows_of_the_days_before() -> None:
    wanted = [(need.part, need.span) for need in needs(Question(Span.day(MONDAY)))]
    assert wanted == [
        (Part.ACCOUNT, Span.day(SUNDAY)),
        (Part.ACCOUNT, Span.day(date(2014, 12, 29))),
        (Part.ACCOUNT, Span.day(MONDAY)),
        (Part.ARTICLES, Span.day(MONDAY)),
        (Part.SCENES, Span.day(MONDAY)),
    ]
    assert Part.LEADERS in {need.part for need in needs(Question(Span(SUNDAY, MONDAY)))}


def test_it_has_the_five_figures_and_the_first_articles_by_readers() -> None:
    view = build(facts(day_of(account=account(readers=9), articles=ROWS)))
    assert [one.name for one in view.figures] == ["readers", "reads", "sharers", "shares", "favourites"]
    assert [one.title for one in view.articles] == ["0", "1", "2", "3"]
    assert view.more == len(ROWS) - USUAL


def test_of_a_span_the_articles_rank_by_reads() -> None:
    view = build(facts(day_of(account=account(readers=9), articles=ROWS), first=SUNDAY))
    assert [one.title for one in view.articles] == ["5", "4", "3", "2"]
    assert (view.figures, view.known) == ((), 1)


def test_what_was_never_fetched_is_not_taken_for_empty() -> None:
    held = day_of(account=account(readers=9), held=frozenset({Part.ACCOUNT}))
    view = build(facts(held))
    assert (view.articles_known, view.scenes_known) == (False, False)
    assert build(facts(day_of(account=account(readers=9)))).articles_known


def test_it_can_be_cut_down_to_no_article_at_all() -> None:
    view = build(facts(day_of(account=account(readers=9), articles=ROWS)))
    for left in (3, 2, 1, 0):
        shorter = view.shorter()
        assert shorter is not None
        assert (len(shorter.articles), shorter.more) == (left, 6 - left)
        view = shorter
    assert view.shorter() is None


def test_without_any_figures_there_is_no_digest() -> None:
    assert not REPORT.known(day_of())
    assert not REPORT.known(day_of(articles=ROWS))
    assert REPORT.known(day_of(articles=ROWS, held=frozenset({Part.ARTICLES})))
    assert REPORT.known(day_of(account=account()))

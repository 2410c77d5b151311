"""Articles joined by msgid: one reply's readers with another's sharers, and figures with titles."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.collect.joining import joined, leading, named
from bot.core.facts import ArticleDay, ArticleLife, Figures, Generation, LifeDay, Named, Provenance
from tests.house import china

DAY = date(2026, 11, 23)
SOURCE = Provenance(Generation.SUCCESSOR, "getarticleread", china("2026-11-24 12:30"))
NOTHING = Figures()


def article(
    msgid: str,
    figures: Figures = NOTHING,
    *,
    title: str | None = None,
    url: str | None = None,
) -> ArticleDay:
    return ArticleDay(DAY, msgid, title, url, figures, SOURCE)


def test_readers_of_one_reply_are_joined_with_sharers_of_another() -> None:
    read = [article("1_1", Figures(readers=9)), article("1_2", Figures(readers=5))]
    shared = [article("1_2", Figures(sharers=2)), article("1_1", Figures(sharers=3))]
    assert [(a.msgid, a.figures) for a in joined([read, shared])] == [
        ("1_1", Figures(readers=9, sharers=3)),
        ("1_2", Figures(readers=5, sharers=2)),
    ]


def test_an_article_that_one_reply_alone_has_is_there_and_what_the_other_says_of_it_is_unknown() -> None:
    found = joined([[article("1_1", Figures(readers=9))], [article("2_1", Figures(sharers=2))]])
    assert [(a.msgid, a.figures.readers, a.figures.sharers) for a in found] == [("1_1", 9, None), ("2_1", None, 2)]


def test_what_the_first_reply_gives_stands_and_nothing_is_ever_added_up() -> None:
    first = article("1_1", Figures(readers=9, sharers=0), title="a")
    second = article("1_1", Figures(readers=7, sharers=3, savers=1), title="b", url="https://b")
    (found,) = joined([[first], [second]])
    assert found.figures == Figures(readers=9, sharers=0, savers=1)
    assert (found.title, found.url) == ("a", "https://b")


def test_ids_are_joined_whole() -> None:
    assert len(joined([[article("11_1")], [article("1_11")], [article("11_1")]])) == 2


@pytest.mark.parametrize(
    ("own", "held", "shown"),
    [
        ((None, None), Named("t", "https://t"), ("t", "https://t")),
        (("own", None), Named("t", "https://t"), ("own", "https://t")),
        (("own", "https://own"), Named("t", "https://t"), ("own", "https://own")),
        ((None, None), Named(None, None, DAY), (None, None)),
        ((None, None), None, (None, None)),
    ],
    ids=str,
)
def test_an_article_is_called_as_its_own_reply_says_or_else_as_it_is_known(
    own: tuple[str | None, str | None], held: Named | None, shown: tuple[str | None, str | None]
) -> None:
    found = named(article("1_1", title=own[0], url=own[1]), {"1_1": held} if held else {})
    assert (found.title, found.url) == shown


def test_a_life_is_called_so_too_and_keeps_everything_else() -> None:
    life = ArticleLife(DAY, "1_1", None, None, (LifeDay(DAY, 9, Figures(readers=5)),), SOURCE, notified=True)
    assert named(life, {"1_1": Named("t", "https://t")}) == replace(life, title="t", url="https://t")
    assert named(replace(life, title="own"), {"1_1": Named("t", None)}).title == "own"


def test_the_leading_articles_are_those_with_the_most_readers_and_unknown_ones_come_last() -> None:
    articles = [article(f"{n}_1", Figures(readers=n)) for n in range(1, 13)]
    unknown = article("0_1", Figures(sharers=99))
    assert [a.msgid for a in leading([unknown, *articles])] == [f"{n}_1" for n in range(12, 2, -1)]
    assert leading([unknown, articles[0]], 2)[-1] is unknown

"""Articles are found by words of their titles, however they are typed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.collect.titles import Titles, folded, good
from bot.core.facts import Named

NAMES = {
    "1_1": "马航丢画记",
    "2_1": "12月27日 DiLi日报",
    "3_1": "12月28日 DiLi日报",
    "4_1": "The Slow Web, and why it matters",
    "5_1": "=HYPERLINK(“http://x”) <b>Ｃafé</b>",
    "6_1": "报",
}
TITLES = Titles({msgid: Named(title, None, date(2015, 1, n)) for n, (msgid, title) in enumerate(NAMES.items(), 1)})


@pytest.mark.parametrize(
    ("typed", "msgids"),
    [
        ("马航", ["1_1"]),
        ("丢画", ["1_1"]),
        ("马航丢话记", ["1_1"]),
        ("slow web", ["4_1"]),
        ("SLOWWEB", ["4_1"]),
        ("why it maters", ["4_1"]),
        ("dili", ["3_1", "2_1"]),
        ("12月27日", ["2_1"]),
        ("cafe\u0301", ["5_1"]),
        ("=hyperlink", ["5_1"]),
        ("something else altogether", []),
    ],
)
def test_words_find_the_titles_that_have_them_the_newest_first(typed: str, msgids: list[str]) -> None:
    assert [match.msgid for match in good(TITLES.like(typed))] == msgids


def test_a_title_of_one_letter_is_not_in_every_word() -> None:
    assert good(TITLES.like("日报报社晨报简报"))[:1] == []


@given(st.text())
def test_whatever_is_typed_is_looked_for_in_peace(typed: str) -> None:
    matches = TITLES.like(typed)
    assert [m.score for m in matches] == sorted((m.score for m in matches), reverse=True)
    assert bool(folded(typed)) or not matches


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=20), st.data())
def test_a_whole_title_finds_itself(titles: list[str], data: st.DataObject) -> None:
    names = {f"{n}_1": Named(title, None, date(2015, 1, 1) + timedelta(days=n)) for n, title in enumerate(titles)}
    title = data.draw(st.sampled_from(titles))
    if folded(title):
        best = {folded(match.title) for match in good(Titles(names).like(title)) if match.score == 100}
        assert folded(title) in best

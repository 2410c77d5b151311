"""Words that fit, titles that stay whole, templates that cannot run away."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.exceptions import SecurityError
from markupsafe import escape

from bot import i18n
from bot.core.errors import N_, Refused
from bot.core.message import TEXT_LIMIT, utf16_length
from bot.core.totals import Change
from bot.render import Renderer, cells, cut_title, fits, plain
from bot.wechat.simulator import FOREVER, Altered
from tests.house import open_house


@given(st.text(max_size=200), st.integers(8, 80))
def test_a_title_is_one_line_and_never_wider_than_its_width(title: str, width: int) -> None:
    cut = cut_title(title, width)
    assert "\n" not in cut
    assert cells(cut) <= width
    if cells(" ".join(title.split())) <= width:
        assert cut == " ".join(title.split())


def test_a_latin_title_is_cut_at_a_word_and_a_chinese_one_where_it_must() -> None:
    assert cut_title("Why nobody talks about street food any more these days", 30) == "Why nobody talks about street…"
    assert cut_title("夜市回来了，杭州的烟火气也回来了", 12) == "夜市回来了…"


@given(st.text())
def test_plain_of_an_escaped_text_is_the_text(text: str) -> None:
    assert plain(f"<b>{escape(text)}</b>") == text


@given(st.text(min_size=1))
def test_what_fits_is_counted_after_tags_and_entities(text: str) -> None:
    html = f"<b>{escape(text)}</b>"
    assert fits(html, utf16_length(text))
    assert not fits(html, utf16_length(text) - 1)


async def test_the_longest_list_of_the_longest_titles_is_cut_to_fit_and_says_how_many_are_left() -> None:
    def many(answer: object) -> object:
        row = {"ref_date": "2015-01-05", "int_page_read_count": 10**9, "share_user": 10**9, "share_count": 10**9}
        extra = {"add_to_fav_user": 10**9, "ori_page_read_user": 10**9, "add_to_fav_count": 10**9}
        return {
            "list": [
                row | extra | {"msgid": f"{n}_1", "title": "&<🎉" * 60, "int_page_read_user": 10**9 + n}
                for n in range(70)
            ]
        }

    async with open_house() as house:
        house.simulator.faults.add("getarticlesummary", Altered(many), times=FOREVER)
        message = (await house.said("/top 2015-01-05 50"))[-1]
        digest = (await house.said("/report 2015-01-05"))[-1]
    assert utf16_length(plain(message.text)) <= TEXT_LIMIT
    assert "more" in plain(message.text)
    assert message.text.count("<b>") == message.text.count("</b>")
    assert fits(digest.text)


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (110, 100, "▲ 10 %"),
        (1099, 1000, "▲ 9.9 %"),
        (10_996, 10_000, "▲ 10 %"),
        (97, 100, "▼ 3.0 %"),
        (100_001, 100_000, "no change"),
        (5, 5, "no change"),
        (5, 0, "–"),
        (0, 5, "▼ 100 %"),
    ],
)
def test_changes_have_one_decimal_below_ten_percent_and_none_above(now: int, before: int, words: str) -> None:
    assert i18n.change(Change(now, before), "en") == words


@given(st.integers(-(10**6), 10**6), st.integers(1, 10**6))
def test_a_change_always_says_its_direction(now: int, before: int) -> None:
    words = i18n.change(Change(now, before), "en")
    assert words == "no change" or words[0] == ("▲" if now > before else "▼")


@pytest.mark.parametrize(
    ("value", "metric", "words"),
    [
        (1, "savers", "1 saver"),
        (0, "shares", "0 shares"),
        (23_676, "readers", "23,676 readers"),
        (1.0, "sharers", "1.0 sharer"),
        (45_524.4, "readers", "45,524 readers"),
        (2.25, "savers", "2.2 savers"),
    ],
)
def test_figures_are_exact_and_bear_their_unit(value: float, metric: str, words: str) -> None:
    assert i18n.amount(value, metric, "en") == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-11-16", "2026-11-22", "16–22 November 2026"),
        ("2026-10-30", "2026-11-02", "30 October – 2 November 2026"),
        ("2025-12-30", "2026-01-02", "30 December 2025 – 2 January 2026"),
    ],
)
def test_spans_in_words(first: str, last: str, words: str) -> None:
    assert i18n.day_range(date.fromisoformat(first), date.fromisoformat(last), "en") == words


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_language_says_days_figures_and_errors(language: str) -> None:
    assert i18n.long_day(date(2015, 1, 5), language)
    assert i18n.short_day(date(2015, 1, 5), language)
    sentence, step = i18n.say(Refused(N_("{day} is not over."), "", day=date(2015, 1, 5)), language)
    assert "2015" in sentence
    assert step == ""


def test_an_operators_template_takes_the_place_of_ours_and_runs_in_a_sandbox(tmp_path: Path) -> None:
    (tmp_path / "progress.html.j2").write_text("Wait for {{ accounts|join }}")
    (tmp_path / "error.html.j2").write_text("{{ ''.__class__.__mro__ }}")
    renderer = Renderer(tmp_path)
    assert renderer.page("progress", "en", accounts=["Daily"]) == "Wait for Daily"
    assert "I do not know" in renderer.page("unknown", "en", word="x", near="")
    with pytest.raises(SecurityError):
        renderer.page("error", "en", sentence="", step="")

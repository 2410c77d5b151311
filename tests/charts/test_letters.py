"""The letters of charts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts.letters import cut, legible, parted, width


@pytest.mark.parametrize(
    ("words", "drawn"),
    [
        ("马航丢画记 Škoda Ежедневник", "马航丢画记 Škoda Ежедневник"),
        ("𠮷野家", "〓野家"),
        ("謝謝", "〓〓"),
        ("👩‍💻 done", "〓〓 done"),
        ("▲ 12 % · – …", "▲ 12 % · – …"),
        (" a\n\tb\x00c\u3000d ", "a b c d"),
        ("\ud83d", "〓"),
        ("❤️", "❤"),
    ],
)
def test_what_no_font_has_is_drawn_as_lacking(words: str, drawn: str) -> None:
    assert legible(words) == drawn


def test_a_chinese_character_is_an_em_wide() -> None:
    assert width("马航", 30) == pytest.approx(60, abs=0.01)
    assert 0 < width("i", 30) < width("m", 30) < 30


def test_a_title_is_cut_at_a_word_where_there_is_one() -> None:
    assert cut("The quick brown fox jumps", 30, 270) == "The quick brown…"
    assert cut("马航丢画记", 30, 100) == "马航…"
    assert cut("马航丢画记", 30, 151) == "马航丢画记"


@given(st.text(max_size=60).map(legible), st.floats(40, 900))
def test_a_cut_title_fits(words: str, room: float) -> None:
    assert width(cut(words, 30, room), 30) <= room + 30


@given(st.text(max_size=60).map(legible), st.floats(40, 900))
def test_no_letter_is_lost_where_a_line_ends(words: str, room: float) -> None:
    first, rest = parted(words, 30, room)
    assert (first + rest).replace(" ", "") == words.replace(" ", "")

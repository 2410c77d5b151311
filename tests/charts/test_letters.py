"""The letters of charts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts.letters import cut, legible, parted, runs, width


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


@pytest.mark.parametrize("words", ["say “yes”", "it’s", "a ‘b’, and “c ‘d’ e”", "12 · 5 %", "日报 · 2015"])
def test_marks_of_latin_text_are_no_wider_than_latin_letters(words: str) -> None:
    without = "".join(char for char in words if char not in "“”‘’·")
    marks = len(words) - len(without)
    assert width(words, 100) - width(without, 100) < marks * width("m", 100) * 0.7


@pytest.mark.parametrize("words", ["他说“iPhone”很好", "“iPhone 发布会”", "‘中’"])
def test_quotation_marks_of_chinese_text_are_as_wide_as_its_characters(words: str) -> None:
    without = "".join(char for char in words if char not in "“”‘’")
    assert width(words, 100) - width(without, 100) == pytest.approx(200, abs=1)


@given(st.text("ab “”‘’中，", max_size=30))
def test_pieces_of_a_line_are_together_the_line_and_as_wide(words: str) -> None:
    assert "".join(piece for piece, _ in runs(words)) == words
    assert sum(width(piece, 30) for piece, _ in runs(words)) == pytest.approx(width(words, 30))

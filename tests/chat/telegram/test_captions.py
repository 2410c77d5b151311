"""A text that is to fit below a picture."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.telegram.captions import caption
from bot.core.message import CAPTION_LIMIT, utf16_length
from bot.render import plain
from tests.botapi.markup import parse_html


def test_what_fits_stays_as_it_is_and_markup_counts_nothing() -> None:
    text = f"<b>{'x' * 600}</b>\n{'&lt;' * 423}"
    assert caption(text) == text


def test_too_much_is_cut_between_its_lines_and_its_markup_stays() -> None:
    cut = caption("\n".join(f"<b>Line {n}</b> of many" for n in range(100)))
    assert cut.startswith("<b>Line 0</b> of many\n")
    assert cut.endswith(" of many\n…")
    assert 1000 < utf16_length(plain(cut)) <= CAPTION_LIMIT


def test_one_long_line_becomes_plain_and_is_cut_at_a_word() -> None:
    assert caption("<i>alpha &amp; beta gamma</i>", 14) == "alpha &amp; beta…"


def test_a_tag_that_spans_lines_is_never_left_open() -> None:
    assert caption("<blockquote>one\ntwo\nthree</blockquote>", 9) == "one\ntwo…"


@given(st.text(st.sampled_from("a中😀<>& \n"), max_size=60), st.integers(5, 30))
def test_whatever_is_cut_fits_and_is_telegrams_html(words: str, limit: int) -> None:
    html = "\n".join(f"<b>{line.replace('&', '&amp;').replace('<', '&lt;')}</b>" for line in words.split("\n"))
    text, _ = parse_html(caption(html, limit))
    assert utf16_length(text) <= limit

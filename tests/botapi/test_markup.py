"""Telegram's HTML: what the server takes, what it refuses, and how it counts."""

from __future__ import annotations

import pytest

from tests.botapi.errors import ApiError
from tests.botapi.markup import parse_html, units


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<b>x</b>", "bold"),
        ("<strong>x</strong>", "bold"),
        ("<i>x</i>", "italic"),
        ("<em>x</em>", "italic"),
        ("<u>x</u>", "underline"),
        ("<ins>x</ins>", "underline"),
        ("<s>x</s>", "strikethrough"),
        ("<strike>x</strike>", "strikethrough"),
        ("<del>x</del>", "strikethrough"),
        ("<code>x</code>", "code"),
        ("<pre>x</pre>", "pre"),
        ("<tg-spoiler>x</tg-spoiler>", "spoiler"),
        ('<span class="tg-spoiler">x</span>', "spoiler"),
        ("<blockquote>x</blockquote>", "blockquote"),
        ("<blockquote expandable>x</blockquote>", "expandable_blockquote"),
    ],
)
def test_every_tag_makes_its_entity(html: str, kind: str) -> None:
    assert parse_html(html) == ("x", [{"offset": 0, "length": 1, "type": kind}])


def test_a_link_keeps_its_decoded_address() -> None:
    text, entities = parse_html('see <a href="https://example.org/?a=1&amp;b=2">this</a>')
    assert text == "see this"
    assert entities == [{"offset": 4, "length": 4, "type": "text_link", "url": "https://example.org/?a=1&b=2"}]


def test_code_with_a_language_belongs_to_its_pre() -> None:
    _, entities = parse_html('<pre><code class="language-python">x</code></pre>')
    assert entities == [{"offset": 0, "length": 1, "type": "pre", "language": "python"}]


def test_entities_are_counted_in_utf16_after_decoding() -> None:
    text, entities = parse_html("😀&lt;<b>中&#x1F600;</b>&quot;")
    assert text == '😀<中😀"'
    assert entities == [{"offset": 3, "length": 3, "type": "bold"}]
    assert units(text) == 7


def test_white_space_around_falls_away_and_entities_move_along() -> None:
    assert parse_html("\n <b>x </b> \n") == ("x", [{"offset": 0, "length": 1, "type": "bold"}])


@pytest.mark.parametrize(
    "html",
    [
        "<b>x",
        "x</b>",
        "<b><i>x</b></i>",
        "<table>x</table>",
        "<br>",
        "<span>x</span>",
        "<tg-emoji>x</tg-emoji>",
        "a < b",
        "Q&A",
        "&nbsp;",
        "&#0;",
        "&#xD800;",
        "&#99999999;",
        "&lt",
        '<a href="https://example.org>x</a>',
        "<b>x</b>" * 101,
    ],
)
def test_what_is_not_telegrams_html_is_refused(html: str) -> None:
    with pytest.raises(ApiError, match=r"^Bad Request: can't parse entities: ") as refused:
        parse_html(html)
    assert refused.value.code == 400


def test_a_hundred_entities_are_taken() -> None:
    assert len(parse_html("<b>x</b>" * 100)[1]) == 100

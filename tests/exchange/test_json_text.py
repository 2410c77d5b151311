"""JSON read value by value is the JSON that was written, wherever the pieces end."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exchange import json_text
from bot.exchange.json_text import JsonText
from bot.exchange.taken import Unusable

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


class Dripping(io.StringIO):
    """A text that comes a few characters at a time."""

    def __init__(self, text: str, drops: int) -> None:
        super().__init__(text)
        self.drops = drops

    def read(self, size: int | None = -1, /) -> str:
        return super().read(self.drops)


@given(st.lists(VALUES, max_size=5), st.integers(1, 7), st.booleans(), st.sampled_from([None, 2]))
def test_a_list_comes_item_by_item(values: list[Any], drops: int, ascii_: bool, indent: int | None) -> None:
    text = JsonText(Dripping(f"\n {json.dumps(values, ensure_ascii=ascii_, indent=indent)} ", drops))
    assert list(text.items()) == values
    text.end()


@given(st.dictionaries(st.text(), VALUES, max_size=5), st.integers(1, 7))
def test_an_object_comes_key_by_key(things: dict[str, Any], drops: int) -> None:
    text = JsonText(Dripping(json.dumps(things), drops))
    assert {key: text.value() for key in text.keys()} == things  # noqa: SIM118 - a text, not a mapping


@given(st.lists(VALUES, min_size=1, max_size=5), st.integers(1, 7))
def test_values_stand_one_after_the_other(values: list[Any], drops: int) -> None:
    text = JsonText(Dripping("\n".join(map(json.dumps, values)), drops))
    found = []
    while text.next():
        found.append(text.value())
    assert found == values


@given(st.lists(VALUES, min_size=1, max_size=3), st.data(), st.integers(1, 7))
def test_what_is_cut_anywhere_is_refused(values: list[Any], data: st.DataObject, drops: int) -> None:
    written = json.dumps(values)
    cut = written[: data.draw(st.integers(1, len(written) - 1))]
    with pytest.raises(Unusable, match="no whole JSON"):
        list(JsonText(Dripping(cut, drops)).items())


@pytest.mark.parametrize("wrong", ["[1,]", "[1 2]", "[1}", "[nul]", '["a" "b"]', "[" * 100_000, '[{"a" 1}]'])
def test_what_is_no_json_is_refused(wrong: str) -> None:
    with pytest.raises(Unusable, match="no whole JSON"):
        list(JsonText(io.StringIO(wrong)).items())


def test_what_is_wrong_is_refused_without_reading_on() -> None:
    text = io.StringIO(f"[1, oops, {'1, ' * json_text.PIECE}")
    with pytest.raises(Unusable):
        list(JsonText(text).items())
    assert text.tell() <= 2 * json_text.PIECE


def test_a_value_that_no_reply_has_is_refused_before_it_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "LONGEST", 1000)
    text = io.StringIO('["' + "a" * (4 * json_text.PIECE))
    with pytest.raises(Unusable, match="longer than 1000 characters"):
        list(JsonText(text).items())
    assert text.tell() <= 2 * json_text.PIECE

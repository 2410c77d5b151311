"""Messages know Telegram's limits, and no chat."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.message import BUTTON_BYTES, Button, Message, pushed_mark, utf16_length


@given(st.text())
def test_length_counts_utf16_units(text: str) -> None:
    assert utf16_length(text) == sum(2 if ord(char) > 0xFFFF else 1 for char in text)


@pytest.mark.parametrize("command", ["", "x" * (BUTTON_BYTES + 1), "é" * 33])
def test_a_button_that_telegram_would_refuse_cannot_be_made(command: str) -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        Button("x", command)


def test_a_pushed_digests_buttons_tell_its_mark_and_still_their_command() -> None:
    message = Message("x", ((Button("Top", "/top 2015-01-05 @daily"),),)).pushed_as("d20150105")
    data = message.buttons[0][0].command
    assert pushed_mark(data) == ("/top 2015-01-05 @daily", "d20150105")
    assert pushed_mark("/top 2015-01-05") == ("/top 2015-01-05", None)

"""A long text is read in its encoding, whatever stands where one piece ends."""

from __future__ import annotations

import io

import pytest

from bot.exchange.taken import Unusable
from bot.exchange.text import PIECE, text_of


def read(content: bytes) -> str:
    with text_of(io.BytesIO(content)) as text:
        return text.read()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("before", range(3))
def test_a_character_may_lie_across_two_pieces(encoding: str, before: int) -> None:
    text = "a" * before + "早安，\n" * (PIECE // 4)
    assert read(text.encode(encoding)) == text


def test_an_odd_byte_far_behind_costs_one_character() -> None:
    content = "早安".encode() * (PIECE // 4)
    assert read(content + b"\xff" + content).count("\ufffd") == 1


def test_what_is_no_text_only_far_behind_is_no_text() -> None:
    with pytest.raises(Unusable):
        read(b"date,readers\n" * (PIECE // 8) + b"\x89\x01\xff\xff" * 10)

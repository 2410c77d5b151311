"""Whatever is typed gets an answer or a deliberate silence; `python -m tests.generated` plays 10,000 messages."""

from __future__ import annotations

from tests.generated.messages import LONGEST, Messages
from tests.generated.talk import NOW, through_conversation, through_telegram
from tests.house import china


async def test_whatever_is_typed_gets_an_answer_or_a_deliberate_silence() -> None:
    told = await through_conversation(seed=2, count=200)
    assert told.failures == []
    assert told.answers > 80
    assert told.silences > 20
    assert told.answers > told.refused > 50


async def test_no_answer_to_whatever_is_typed_is_refused_by_telegram() -> None:
    told = await through_telegram(seed=3, count=30)
    assert told.failures == []
    assert told.answers + told.silences == 30
    assert told.answers > 20


def test_the_same_seed_is_the_same_messages_such_as_telegram_hands_on() -> None:
    today = china(NOW).date()
    one, other = Messages(5, today), Messages(5, today)
    drawn = [one.next() for _ in range(500)]
    assert drawn == [other.next() for _ in range(500)]
    assert all(1 <= len(text) <= LONGEST and text.strip() for text in drawn)
    assert any(len(text) == LONGEST for text in drawn)

"""What the dialogues look at in an answer."""

from __future__ import annotations

from bot.core.message import Message


def commands(message: Message) -> list[str]:
    """What its buttons stand for, row by row."""
    return [button.command for row in message.buttons for button in row]

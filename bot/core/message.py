"""What the bot says, before any chat knows of it: text, rows of buttons, and how it was meant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

CAPTION_LIMIT = 1024
"""Telegram's limit of the text of a message with attachments, in UTF-16 units, counted after entities."""

TEXT_LIMIT = 4096
"""Telegram's limit of a text, in UTF-16 units, counted after entities."""

BUTTON_BYTES = 64
"""Telegram's limit of a button's data, in UTF-8 bytes."""

PUSHED = " ^"
"""Stands in a pushed digest's buttons between the command and the mark of the digest."""


class Kind(StrEnum):
    """How a message was meant; a command line turns it into an exit status."""

    ANSWER = "answer"
    PROGRESS = "progress"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Button:
    """A label and the command that a press stands for."""

    label: str
    command: str

    def __post_init__(self) -> None:
        if not 1 <= len(self.command.encode()) <= BUTTON_BYTES:
            raise ValueError(f"a button's command must have 1 to {BUTTON_BYTES} bytes: {self.command!r}")


class Form(StrEnum):
    """What an attachment is: a picture is seen in the chat, a document is kept."""

    PICTURE = "picture"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    """As it is saved: `daily-2015-01.xlsx`."""
    content: bytes
    form: Form = Form.PICTURE


@dataclass(frozen=True, slots=True)
class Message:
    """One message: Telegram HTML, rows of buttons, and attachments, whose caption the text is then.

    A message with attachments is always a new one, and never takes the place of another.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    kind: Kind = Kind.ANSWER
    attachments: tuple[Attachment, ...] = ()
    silent: bool = False
    """Whether it arrives without a sound."""
    apart: bool = False
    """Whether it leaves alone what is there already: a word of progress before a picture, which comes below, or a no to
    one person about what all others still use."""

    def pushed_as(self, mark: str) -> Message:
        """The same message whose buttons tell that they stand under the pushed digest of this mark."""
        rows = tuple(tuple(Button(b.label, f"{b.command}{PUSHED}{mark}") for b in row) for row in self.buttons)
        return replace(self, buttons=rows)


def pushed_mark(command: str) -> tuple[str, str | None]:
    """A button's data as the command and, under a pushed digest, that digest's mark."""
    text, found, mark = command.partition(PUSHED)
    return (text, mark) if found else (command, None)


def utf16_length(text: str) -> int:
    """The length of a text in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2

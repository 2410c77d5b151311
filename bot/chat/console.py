"""The console face: the same conversation at a prompt, with no chat behind it."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bot.chat.commands import Asker, Conversation
from bot.chat.saving import saved
from bot.core.errors import MorningReadsError
from bot.core.message import Button, Kind, Message, pushed_mark
from bot.core.outcomes import Outcome, Refusal, Sent, Withdrawn
from bot.core.ports import Before
from bot.render import cells, plain

CHAT = 1
"""The one chat of a console, and its one person."""

EXIT_STATUS = {Kind.ANSWER: 0, Kind.PROGRESS: 0, Kind.REFUSED: 2, Kind.FAILED: 1}


def text_of(message: Message, *, buttons: bool = False) -> str:
    """A message as plain text; its buttons as the commands that they stand for."""
    lines = [plain(message.text)]
    if buttons:
        lines += ["   ".join(map(_as_text, row)) for row in message.buttons]
    return "\n".join(lines)


def _as_text(button: Button) -> str:
    colon = "：" if cells(button.label[-1:]) > 1 else ": "
    return f"[ {button.label}{colon}{pushed_mark(button.command)[0]} ]"


class ConsoleSender:
    """A Sender that prints: what is posted arrives."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._posted = 0

    async def send(
        self,
        chat: int,
        message: Message,
        *,
        topic: int = 0,
        before: Before | None = None,
        reply_to: int | None = None,
    ) -> Outcome:
        """Print a message."""
        if before is not None and not await before():
            return Withdrawn()
        self._posted += 1
        self._show(text_of(message, buttons=True))
        return Sent(self._posted)

    async def edit(self, chat: int, message_id: int, message: Message) -> Outcome:
        """Print what takes the place of an earlier message."""
        self._show(text_of(message, buttons=True))
        return Sent(message_id)


class NoSender:
    """A Sender for verbs that push nothing."""

    async def send(
        self,
        chat: int,
        message: Message,
        *,
        topic: int = 0,
        before: Before | None = None,
        reply_to: int | None = None,
    ) -> Outcome:
        """Refuse."""
        return Refusal("no chat here")

    async def edit(self, chat: int, message_id: int, message: Message) -> Outcome:
        """Refuse."""
        return Refusal("no chat here")


async def ask(conversation: Conversation, text: str, asker: Asker) -> Message | None:
    """The last word of an answer; what only tells of progress is left out."""
    last = None
    async for message in conversation.answer(text, asker):
        last = message
    return last


async def talk(conversation: Conversation, asker: Asker, source: int = 0, prompt: str = "") -> None:
    """Answer one command a line until there are no more; `prompt` stands before each at a terminal.

    `source` is a file descriptor: 0 is standard input.
    """
    lines = _lines(source)
    while True:
        print(prompt, end="", flush=True)
        line = await lines.get()
        if line is None or line in _ENOUGH:
            return
        if line:
            speaks = replace(asker, language=conversation.house.language_of(asker.chat))
            message = await ask(conversation, line, speaks)
            print("\n" + _with_files(conversation, message, speaks) + "\n" if message else "", flush=True)


def _with_files(conversation: Conversation, message: Message, asker: Asker) -> str:
    """A message as text; what it carries is written here, with a line that says where."""
    text = text_of(message, buttons=True)
    if not message.attachments:
        return text
    try:
        paths = [saved(attachment, Path()) for attachment in message.attachments]
    except MorningReadsError as error:
        return f"{text}\n{plain(conversation.error(error, asker.language).text)}"
    return f"{text}\n{where(conversation, paths, asker.language)}"


def where(conversation: Conversation, paths: Sequence[Path], language: str) -> str:
    """The line that says where files were written."""
    return conversation.house.renderer.plain("saved", language, paths=[str(path) for path in paths])


_ENOUGH = frozenset({"exit", "quit", "/exit", "/quit"})


def _lines(source: int) -> asyncio.Queue[str | None]:
    """The lines of a file descriptor as they come, then None.

    Read by a thread of its own that nobody waits for: a prompt can then be left with Ctrl-C. It reads past Python's
    buffered standard input, whose lock a thread that is left behind would hold at the end of the process.
    """
    loop, lines = asyncio.get_running_loop(), asyncio.Queue[str | None]()

    def put(line: str | None) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody is listening any more
            loop.call_soon_threadsafe(lines.put_nowait, line)

    def read() -> None:
        rest = b""
        with suppress(OSError):  # there is no standard input
            while data := os.read(source, 65536):
                *whole, rest = (rest + data).split(b"\n")
                for line in whole:
                    put(line.decode(errors="replace").strip())
        if rest:
            put(rest.decode(errors="replace").strip())
        put(None)

    threading.Thread(target=read, name="console", daemon=True).start()
    return lines

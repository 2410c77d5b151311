"""What was probably meant by words that are not understood, as commands that a button can carry."""

from __future__ import annotations

import difflib
import re
from datetime import date
from typing import TypeVar

from bot.chat.commands.base import Command, Words
from bot.chat.commands.hearing import called
from bot.chat.commands.questions import asks_for_picture
from bot.chat.commands.table import BY_NAME
from bot.core.asking import TODAY, folded, nearest, span_words
from bot.core.days import Span
from bot.core.errors import MorningReadsError, Refused, StillToday, UnknownAccount
from bot.core.message import BUTTON_BYTES

E = TypeVar("E", bound=MorningReadsError)

FEW = 3
"""Words that are looked through for days where no command is near; talk is longer."""


def led_on(error: E, command: Command, words: Words) -> E:
    """An error with the same command of the nearest days, or account, that can be asked for, if it knows of any."""
    if isinstance(error, UnknownAccount) and error.nearest and not error.instead:
        line = _line(command.name, words.text, error.nearest)
        error.instead = (line,) if line else ()
    if isinstance(error, Refused) and error.near and not error.instead:
        said = str(error.params.get("words", ""))
        line = _line(command.name, _put_right(words.text, said, error.near), words.scope)
        error.instead = (line,) if line else ()
    return error


def _put_right(text: str, wrong: str, near: tuple[Span, ...]) -> str:
    """What was said, with the days in the place of the words that were not understood."""
    if len(near) > 1 or not wrong or text.count(wrong) != 1:
        return _said(near)
    return text.replace(wrong, _said(near))


def _said(near: tuple[Span, ...]) -> str:
    return " vs ".join(span_words(span) for span in near)


def _line(name: str, text: str, scope: str | None) -> str:
    line = " ".join(part for part in (f"/{name}", text, f"@{scope}" if scope else "") if part)
    return line if len(line.encode()) <= BUTTON_BYTES else ""


def before_today(error: StillToday, words: Words) -> Words | None:
    """The words with yesterday's date in the place of the word for today; None if that word is not there.

    Of a comparison both sides are put, since "today vs yesterday" is yesterday against the day before.
    """
    text = folded(words.text)
    found = re.search("|".join(sorted(TODAY, key=len, reverse=True)), text, re.IGNORECASE)
    if found is None or not error.near:
        return None
    if len(error.near) > 1:
        put = _said(error.near) + (" chart" if asks_for_picture(text) else "")
    else:
        put = f"{text[: found.start()]} {_said(error.near)} {text[found.end() :]}"
    return Words(tuple(put.split()), words.scope)


def perhaps(text: str, words: Words, today: date) -> tuple[str, str]:
    """The name of the command that is nearest to a line, and the whole of it as it may be meant; empty for none."""
    first = folded(text).split()[:1]
    known = called()
    near = (
        difflib.get_close_matches(first[0].lstrip("/").partition("@")[0].lower(), list(known), 1, 0.7) if first else []
    )
    name = known[near[0]] if near else ""
    rest = words.rest if name and words.rest[:1] != tuple(first) else words.rest[1:] if name else words.rest
    days = nearest(" ".join(rest), today) if name or len(rest) <= FEW else None
    if name and BY_NAME[name].chat_only:
        return name, ""
    if not name and days is None:
        return "", ""
    takes_days = "when" in BY_NAME[name or "report"].usage
    return name, _line(name or "report", span_words(days) if days and takes_days else "", words.scope)

"""The short lines, without figures, that say what became of a digest that did not simply arrive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot import i18n
from bot.core.asking import span_words
from bot.core.errors import N_
from bot.core.message import Button, Message
from bot.core.ports import ALL, DeliveryRow, State
from bot.delivery.rules import span_of
from bot.render import Renderer
from bot.reports.buttons import span_label

SHOWN = 8
"""Missed days that get a button of their own: the newest."""

SEND_AGAIN = N_("Send again")


@dataclass(frozen=True, slots=True)
class Line:
    """One line to one chat and topic, and the rows that it settles once it is confirmed."""

    chat: int
    topic: int
    message: Message
    rows: tuple[DeliveryRow, ...]
    older: Message | None = None
    """What an older line about the same becomes: it asks no more."""
    late: Message | None = None
    """What the line itself becomes if the digest arrived while the line was on its way."""


def owed_lines(rows: Iterable[DeliveryRow], renderer: Renderer, languages: Mapping[int, str]) -> list[Line]:
    """The lines owed for these rows: one for each uncertain digest, one for all that were missed."""
    missed: defaultdict[tuple[int, int], list[DeliveryRow]] = defaultdict(list)
    lines = []
    for row in rows:
        if row.state is State.SKIPPED:
            missed[row.key.chat, row.key.topic].append(row)
        elif row.state is State.UNCERTAIN:
            lines.append(_uncertain(row, renderer, languages.get(row.key.chat, "en")))
    return lines + [_missed(group, renderer, languages.get(chat, "en")) for (chat, _), group in missed.items()]


def _uncertain(row: DeliveryRow, renderer: Renderer, language: str) -> Line:
    text = renderer.page("uncertain", language, period=span_of(row))
    line = _line(row, Message(text, ((_again(row, i18n.translate(SEND_AGAIN, language)),),)), (row,))
    return replace(line, older=Message(text), late=settled_line(row, renderer, language, "already"))


def settled_line(row: DeliveryRow, renderer: Renderer, language: str, what: str) -> Message:
    """What becomes of the line about an uncertain digest once that has arrived: the same as the answer to a press."""
    return Message(renderer.page("resent", language, what=what, span=span_of(row)))


def _missed(rows: list[DeliveryRow], renderer: Renderer, language: str) -> Line:
    rows = sorted(rows, key=lambda row: span_of(row).last)
    text = renderer.page("missed", language, periods=[span_of(row) for row in rows])
    each = [_again(row, span_label(span_of(row), language)) for row in rows[-SHOWN:]]
    buttons = tuple(tuple(each[n : n + 4]) for n in range(0, len(each), 4))
    return _line(rows[0], Message(text, buttons), tuple(rows))


def again_command(row: DeliveryRow) -> str:
    """What *Send again* stands for: this digest, at this attempt."""
    scope = "" if row.key.scope == ALL else f" @{row.key.scope}"
    return f"/resend {span_words(span_of(row))} #{row.attempts}{scope}"


def _again(row: DeliveryRow, label: str) -> Button:
    return Button(label, again_command(row))


def _line(row: DeliveryRow, message: Message, rows: tuple[DeliveryRow, ...]) -> Line:
    return Line(row.key.chat, row.key.topic, message, rows)

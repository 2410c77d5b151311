"""`ask`: one command, answered on standard output; what the answer carries is written here."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.chat.commands import Asker, Conversation
from bot.chat.console import EXIT_STATUS, ask, text_of, where
from bot.chat.saving import saved, saved_as
from bot.core.errors import N_, Refused
from bot.core.message import Attachment, Form, Kind, Message
from bot.reports import REPORTS

CHART = "chart"
"""The word that asks for a picture, behind any report's command."""


async def answered(conversation: Conversation, text: str, asker: Asker, chart: str | None) -> int:
    """Ask, print and write; the exit status. Raises Refused for a chart that there is not, MorningReadsError."""
    message = await ask(conversation, text, asker)
    if message is None:
        return 0
    if message.kind is not Kind.ANSWER:
        print(text_of(message), file=sys.stderr)
        return EXIT_STATUS[message.kind]
    pictures = await _pictures(conversation, text, asker, message) if chart else ()
    print(text_of(message), flush=True)
    paths = saved_as(pictures, Path(chart)) if chart else []
    paths += [saved(one, Path()) for one in message.attachments if one not in pictures]
    if paths:
        print(where(conversation, paths, asker.language))
    return 0


async def _pictures(conversation: Conversation, text: str, asker: Asker, message: Message) -> tuple[Attachment, ...]:
    """The answer's pictures: those that it carries already, else of the same question with `chart` behind it."""
    if not message.attachments:
        message = await ask(conversation, f"{text} {CHART}", asker) or message
    pictures = tuple(one for one in message.attachments if one.form is Form.PICTURE)
    if not pictures:
        drawn = tuple(f"/{report.name}" for report in REPORTS if report.chart is not None)
        raise Refused(N_("This answer has no chart."), N_("Charts come with {drawn}."), drawn=drawn)
    return pictures

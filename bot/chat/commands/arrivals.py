"""Strangers: one neutral line to them, and to the admins a word, with which they can let them in."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator

from bot.chat.commands.asker import Asker
from bot.chat.commands.base import House, Words
from bot.chat.commands.inviting import welcome
from bot.core.errors import N_, StoreTrouble
from bot.core.message import Button, Kind, Message
from bot.people import clean
from bot.people.entries import NOBODY
from bot.people.invitations import mark_of

log = logging.getLogger(__name__)

MAYBE = re.compile(r"[A-Za-z0-9_-]{22}")
"""What may have been an invitation's token; which of them were, nobody can tell any more."""

LET_IN, KEEP_OUT = N_("Let it in"), N_("Keep it out")


async def met(house: House, asker: Asker, name: str | None, words: Words) -> AsyncIterator[Message]:
    """What a stranger gets: a welcome for an invitation; else one neutral line, once an hour a chat and once a link."""
    welcomed = False
    if name == "start":
        try:
            async for message in welcome(house, asker, words):
                welcomed = True
                yield message
        except StoreTrouble as error:
            # What is wrong with the store is not for strangers.
            log.error("an invitation could not be looked at: %s", error)
    link = mark_of(words.rest[0])[:8] if name == "start" and words.rest and MAYBE.fullmatch(words.rest[0]) else ""
    if welcomed or not house.people.hint(asker.chat, link):
        return
    text = house.renderer.page("stranger", asker.language, person=str(asker.person), chat=str(asker.chat))
    yield Message(text, kind=Kind.REFUSED)
    if name == "start" and not asker.group and asker.person not in NOBODY:
        await _tell_admins(house, asker)


async def introduced(house: House, asker: Asker, *, channel: bool) -> AsyncIterator[Message]:
    """What the bot says in a group to which `asker` added it; in a channel nothing. The admins are asked."""
    let_in, by_admin = house.people.let_in(asker.chat), house.people.admin(asker.person)
    # Whoever adds and removes it again and again gets one word an hour.
    if not channel and (house.people.hint(asker.chat) or by_admin):
        text = house.renderer.page(
            "introduction", asker.language, let_in=let_in, by_admin=by_admin, chat=str(asker.chat)
        )
        yield Message(text, _first_steps(house, asker, let_in=let_in, by_admin=by_admin))
    if not let_in and (channel or not by_admin):
        await _tell_admins(house, asker, channel=channel)


def _first_steps(house: House, asker: Asker, *, let_in: bool, by_admin: bool) -> tuple[tuple[Button, ...], ...]:
    word = house.renderer.text
    if let_in:
        subscribe = Button(word(N_("Subscribe"), asker.language), "/subscribe")
        return ((subscribe, Button(word(N_("Help"), asker.language), "/help")),)
    return ((Button(word(LET_IN, asker.language), f"/allow {asker.chat}"),),) if by_admin else ()


async def _tell_admins(house: House, asker: Asker, *, channel: bool = False) -> None:
    """Ask the admins, each in his private chat, whether to let a stranger in: of each stranger once."""
    whose = asker.chat if asker.group else asker.person
    name, title = clean(asker.name), clean(asker.title)
    try:
        wanted = await house.people.announce(whose, title if asker.group else name, channel=channel)
    except StoreTrouble as error:
        log.error("a stranger could not be noted: %s", error)
        return
    if wanted:
        await asyncio.gather(*(_ask(house, admin, asker, whose) for admin in sorted(house.people.admins)))


async def _ask(house: House, admin: int, asker: Asker, whose: int) -> None:
    language = house.language_of(admin)
    text = house.renderer.page(
        "stranger_asks",
        language,
        group=asker.group,
        name=clean(asker.name),
        person=str(asker.person),
        title=clean(asker.title),
        chat=str(asker.chat),
    )
    word = house.renderer.text
    buttons = ((Button(word(LET_IN, language), f"/allow {whose}"), Button(word(KEEP_OUT, language), f"/deny {whose}")),)
    outcome = await house.delivery.sender.send(admin, Message(text, buttons))
    log.info("a stranger, told to admin %s: %s", admin, type(outcome).__name__)

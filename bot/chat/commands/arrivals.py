"""Strangers: one line to them, and to the admins a word, with which they can let them in."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

from bot.chat.commands.asker import Asker
from bot.chat.commands.base import House, Words
from bot.chat.commands.inviting import LET_IN, choice, tell_maker, too_late, welcome
from bot.core.errors import N_, StoreTrouble
from bot.core.message import Button, Kind, Message
from bot.people import clean
from bot.people.entries import NOBODY

log = logging.getLogger(__name__)


async def met(house: House, asker: Asker, name: str | None, words: Words) -> AsyncIterator[Message]:
    """What a stranger gets: a welcome for an invitation; else one line, once an hour a chat.

    It is neutral, and says so of an invitation that came too late: who guesses learns no more than before.
    """
    welcomed = False
    if name == "start":
        try:
            async for message in welcome(house, asker, words):
                welcomed = True
                yield message
        except StoreTrouble as error:
            # What is wrong with the store is not for strangers.
            log.error("an invitation could not be looked at: %s", error)
    if welcomed or not house.people.hint(asker.chat):
        return
    late = house.people.invitations.past(words.rest[0]) if name == "start" and words.rest else None
    if late is not None:
        yield too_late(house, asker, late)
        if await tell_maker(house, asker, late):
            return  # he has the buttons to let him in
    else:
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
    outcome = await house.delivery.sender.send(admin, Message(text, choice(house, whose, language)))
    log.info("a stranger, told to admin %s: %s", admin, type(outcome).__name__)

"""`/allow` and `/deny`: who is let in, by id."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

from bot.chat.commands.asker import Asker
from bot.chat.commands.base import House, Words
from bot.chat.commands.inviting import WORDS, greeting, in_private
from bot.chat.commands.subscribing import usual
from bot.core.errors import N_, Refused
from bot.core.message import Button, Message
from bot.core.naming import Setting
from bot.people import Entry, Role, clean
from bot.people.entries import NOBODY, ROLES

log = logging.getLogger(__name__)

_HOW = N_("Say /allow 777, /allow 777 admin, or /allow -100123 for a group.")


async def allow(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """Let a person or a chat in; without an id, the list of who is."""
    if words.scope and not words.rest:
        raise Refused(N_("“{words}” is not an id."), _HOW, words=f"@{words.scope}"[:40])
    if not words.rest:
        in_private(asker)
        yield _listed(house, asker, words.paged()[1])
        return
    whose, role = _meant(words)
    people = house.people
    if whose in people.founders or people.listed(whose):
        named = people.called(whose)
        raise Refused(N_("The settings let {id} in already."), N_("/allow lists who is let in."), id=named)
    held = people.entry(whose)
    if held is None or role not in (None, held.role):
        entry = _entry(house, asker, whose, role)
        await people.allow(entry)
        await house.note(asker, "allowed", id=str(whose), name=entry.name, role=entry.role.value)
    # Its digests that rested go on, and owe nothing for that time.
    await house.delivery.plan()
    yield _answer(house, asker, whose, was=held is not None and role in (None, held.role))
    if held is None:
        await _greet(house, asker, whose)


async def _greet(house: House, asker: Asker, whose: int) -> None:
    """Say hello to whom the bot has met. In a channel nobody can say /subscribe: it gets a daily digest."""
    entry = house.people.entry(whose)
    if house.people.channel(whose):
        await house.subscriptions.seed([whose], usual(house, whose))
    elif entry is not None and house.people.met(whose) and whose != asker.chat:
        hello = greeting(house, house.language_of(whose), entry.role, entry.name)
        outcome = await house.delivery.sender.send(whose, hello)
        log.info("a first message to %s: %s", whose, type(outcome).__name__)


def _entry(house: House, asker: Asker, whose: int, role: Role | None) -> Entry:
    name = house.people.name_of(whose) or (clean(asker.title) if whose == asker.chat and asker.group else "")
    role = role or (Role.GROUP if whose < 0 else Role.READER)
    return Entry(whose, role, name, house.clock.now(), asker.person, clean(asker.name))


async def deny(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """Let a person or a chat in no more; its digests rest."""
    if not words.rest:
        raise Refused(N_("Whom?"), N_("Say /deny 777. Who is let in stands in /allow."))
    whose, role = _meant(words)
    people = house.people
    if role is not None:
        raise Refused(N_("Who is let in no more has no role."), N_("Say /deny {id}."), id=str(whose))
    if whose in people.founders:
        raise Refused(
            N_("{id} is an admin by the settings."),
            N_("Only {setting} changes that."),
            id=people.called(whose),
            setting=Setting("telegram.admins"),
        )
    if people.listed(whose):
        raise Refused(
            N_("The settings let {id} in."),
            N_("Take it out of {setting}."),
            id=people.called(whose),
            setting=Setting("telegram.chats"),
        )
    await house.delivery.plan()  # what fell due so far is owed
    name = people.name_of(whose)
    gone = await people.deny(whose)
    if gone is not None:
        await house.delivery.plan()
        await house.note(asker, "denied", id=str(whose), name=gone.name)
    text = house.renderer.page(
        "denied", asker.language, id=str(whose), name=name, was=gone is not None, group=whose < 0
    )
    back = Button(house.renderer.text(N_("Let it in"), asker.language), f"/allow {whose}")
    yield Message(text, ((back,),))


def _meant(words: Words) -> tuple[int, Role | None]:
    """The id and the role in the words. Raises Refused."""
    first, *rest = words.rest or ("",)
    digits = first.removeprefix("-")
    if not (digits.isdecimal() and digits.isascii() and 1 <= len(digits) <= 15):
        raise Refused(N_("“{words}” is not an id."), _HOW, words=words.text[:40])
    whose, role = int(first), WORDS.get(" ".join(rest).lower())
    if rest and role is None:
        raise Refused(N_("“{words}” is not a role."), _HOW, words=" ".join(rest)[:40])
    if whose == 0 or whose in NOBODY:
        raise Refused(N_("{id} is no person: others share that id."), _HOW, id=first)
    if role is not None and (role is Role.GROUP) != (whose < 0):
        raise Refused(N_("A group has no role, and a person is no group."), _HOW)
    return whose, role


def _answer(house: House, asker: Asker, whose: int, *, was: bool) -> Message:
    entry = house.people.entry(whose)
    here = whose == asker.chat
    text = house.renderer.page(
        "allowed",
        asker.language,
        entry=entry,
        name=house.people.name_of(whose),
        role=ROLES[entry.role] if entry else "",
        was=was,
        here=here,
    )
    word = house.renderer.text
    not_so = Button(word(N_("Take the access back"), asker.language), f"/deny {whose}")
    subscribe = Button(word(N_("Subscribe"), asker.language), "/subscribe")
    return Message(text, ((subscribe, not_so) if here else (not_so,),))


def _listed(house: House, asker: Asker, after: int) -> Message:
    text, told, left = house.renderer.cut(
        "people",
        asker.language,
        {
            "entries": house.people.entries(),
            "founders": [house.people.called(one) for one in sorted(house.people.founders)],
            "chats": [house.people.called(one) for one in sorted(house.people.listed_chats)],
        },
        after,
        named=house.people.name_of,
        roles=ROLES,
        open=len(house.people.invitations.open()),
        zone=house.zone_of(asker.chat, asker.topic),
    )
    word = house.renderer.text
    audit = Button(word(N_("Who changed what"), asker.language), "/audit")
    row = (Button(word(N_("Open invitations"), asker.language), "/invite open"), audit)
    return Message(text, (*house.further(asker, "/allow", told, left), row))

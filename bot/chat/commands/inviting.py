"""`/invite`, and what comes of it: a link that lets in one person, or one group."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import replace

from bot.chat.commands.asker import Asker
from bot.chat.commands.base import House, Words
from bot.core.days import ONE_DAY
from bot.core.errors import N_, Refused, StoreTrouble
from bot.core.message import Button, Kind, Message
from bot.dates import plain_day
from bot.people import Entry, Invitation, Role, clean
from bot.people.entries import NOBODY, ROLES
from bot.people.invitations import mark_of
from bot.reports.base import LABELS

log = logging.getLogger(__name__)

WORDS = {
    **{role.value: role for role in Role},
    "读者": Role.READER,
    "管理员": Role.ADMIN,
    "群": Role.GROUP,
    "群组": Role.GROUP,
}
REVOKE, OPEN = {"revoke", "撤销"}, {"open", "list", "列表"}

LET_IN, KEEP_OUT = N_("Let it in"), N_("Keep it out")

NOTE = 60
"""Characters of a note that are kept."""

SHOWN = 10
"""Open invitations that are listed, each with a button."""


def in_private(asker: Asker) -> None:
    """What is said here is not for a group to read. Raises Refused."""
    if asker.group:
        raise Refused(N_("That is not for a group to read."), N_("Say it to me in a private chat."))


async def invite(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """Make an invitation; list those that are open; revoke one."""
    in_private(asker)
    first, rest = (words.rest[0].lower(), words.rest[1:]) if words.rest else ("", ())
    if first in REVOKE:
        yield await _revoke(house, asker, rest)
    elif first in OPEN and not rest:
        yield _listed(house, asker, None)
    else:
        role = WORDS.get(first)
        yield await _made(house, asker, role or Role.READER, clean(" ".join(rest if role else words.rest))[:NOTE])


async def _made(house: House, asker: Asker, role: Role, note: str) -> Message:
    token, made = await house.people.invitations.make(role, note, asker.person, clean(asker.name))
    await house.note(asker, "invited", invitation=made.short, role=role.value, note=note)
    name = house.bot_name()
    start = "startgroup" if role is Role.GROUP else "start"
    text = house.renderer.page(
        "invitation",
        asker.language,
        one=made,
        role=ROLES[role],
        link=f"https://t.me/{name}?{start}={token}" if name else "",
        token=token,
        zone=house.zone_of(asker.chat, asker.topic),
    )
    word = house.renderer.text
    revoke = Button(word(N_("Revoke"), asker.language), f"/invite revoke {made.short}")
    return Message(text, ((revoke, Button(word(N_("Open invitations"), asker.language), "/invite open")),))


async def _revoke(house: House, asker: Asker, named: tuple[str, ...]) -> Message:
    found = house.people.invitations.named(named[0]) if len(named) == 1 else None
    if found is None:
        raise Refused(N_("No such invitation is open."), N_("/invite open lists them."))
    await house.people.invitations.drop(found)
    await house.note(asker, "revoked", invitation=found.short, role=found.role.value, note=found.note)
    return _listed(house, asker, found)


def _listed(house: House, asker: Asker, revoked: Invitation | None) -> Message:
    every = house.people.invitations.open()
    text = house.renderer.page(
        "invitations",
        asker.language,
        revoked=revoked,
        invitations=every[:SHOWN],
        more=max(0, len(every) - SHOWN),
        roles=ROLES,
        zone=house.zone_of(asker.chat, asker.topic),
    )
    label = house.renderer.text(N_("Revoke"), asker.language)
    return Message(
        text, tuple((Button(f"{label} {one.short}", f"/invite revoke {one.short}"),) for one in every[:SHOWN])
    )


async def welcome(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """Let in whoever brings an invitation, with a first message; nothing, if it is none or gives him nothing new.

    Raises StoreTrouble.
    """
    if not words.rest or not asker.in_chat:
        return
    token, whose = words.rest[0], asker.chat if asker.group else asker.person

    def newcomer(invitation: Invitation) -> Entry | None:
        return _newcomer(house, asker, invitation)

    used = await house.people.use(token, newcomer)
    entry = house.people.entry(whose)
    # Telegram may bring the same word twice; whoever came in by it is welcome twice.
    if used is None and (entry is None or entry.invitation != mark_of(token)):
        return
    role = entry.role if entry else Role.READER
    if used is not None:
        by = used.by_name or str(used.by)
        await house.note(asker, "joined", invitation=used.short, by=by, role=role.value)
    yield greeting(house, asker.language, role, clean(asker.name))
    if used is not None and entry is not None:
        await _tell(house, used, entry)


def _newcomer(house: House, asker: Asker, invitation: Invitation) -> Entry | None:
    """The entry of one who uses an invitation; None for whom it is not meant, or who needs none."""
    people, now = house.people, house.clock.now()
    person = Entry(asker.person, invitation.role, clean(asker.name), now, invitation.by, invitation.by_name)
    person = replace(person, invitation=invitation.mark)
    if invitation.role is Role.GROUP:
        group = replace(person, id=asker.chat, name=clean(asker.title))
        return group if asker.group and not people.let_in(asker.chat) else None
    if asker.group or asker.person in NOBODY or people.admin(asker.person):
        return None
    return person if invitation.role is Role.ADMIN or not people.let_in(asker.person) else None


def greeting(house: House, language: str, role: Role, name: str) -> Message:
    """The first message to whom is let in."""
    word = house.renderer.text
    digest = Button(word(LABELS["report"], language), f"/report {house.today - ONE_DAY}")
    subscribe, more = Button(word(N_("Subscribe"), language), "/subscribe"), Button(word(N_("Help"), language), "/help")
    text = house.renderer.page("welcome", language, role=role.value, name=name)
    return Message(text, ((digest, subscribe, more),))


async def _tell(house: House, used: Invitation, entry: Entry) -> None:
    """Whoever made the invitation learns who came in by it."""
    language = house.language_of(used.by)
    text = house.renderer.page("came_in", language, entry=entry, role=ROLES[entry.role], note=used.note)
    undo = Button(house.renderer.text(N_("Take the access back"), language), f"/deny {entry.id}")
    await house.delivery.sender.send(used.by, Message(text, ((undo,),)))


def too_late(house: House, asker: Asker, late: Invitation) -> Message:
    """What is said to whoever brings an invitation that was used, or has expired."""
    until = late.until.astimezone(house.zone_of(asker.chat)).date()
    text = house.renderer.page(
        "late_invitation", asker.language, used=late.used is not None, until=plain_day(until, asker.language)
    )
    return Message(text, kind=Kind.REFUSED)


async def tell_maker(house: House, asker: Asker, late: Invitation) -> bool:
    """Let whoever made such an invitation know, of each once; whether he was told now."""
    try:
        if late.by == asker.person or not await house.people.invitations.tell(late):
            return False
    except StoreTrouble as error:
        log.error("an invitation could not be written down: %s", error)
        return False
    language, whose = house.language_of(late.by), asker.chat if asker.group else asker.person
    name = clean(asker.title if asker.group else asker.name)
    text = house.renderer.page("came_late", language, one=late, used=late.used is not None, name=name, id=str(whose))
    buttons = () if house.people.let_in(whose) else choice(house, whose, language)
    await house.delivery.sender.send(late.by, Message(text, buttons))
    return True


def choice(house: House, whose: int, language: str) -> tuple[tuple[Button, ...], ...]:
    """The buttons that let a stranger in, or keep him out."""
    word = house.renderer.text
    return ((Button(word(LET_IN, language), f"/allow {whose}"), Button(word(KEEP_OUT, language), f"/deny {whose}")),)

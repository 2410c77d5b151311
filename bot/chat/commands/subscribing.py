"""`/subscribe`, `/unsubscribe`, `/status`: what comes to this chat by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, time

from bot.chat.commands.asker import Asker
from bot.chat.commands.base import House, Words
from bot.collect import Need
from bot.core.asking import hour_of
from bot.core.days import Span, yesterday
from bot.core.due import next_due
from bot.core.errors import N_, Refused
from bot.core.facts import Part
from bot.core.message import Button, Message
from bot.core.ports import ALL
from bot.subscriptions import DAILY, Subscription


async def _must_manage(house: House, asker: Asker) -> None:
    """Only a group's admins change what comes to it. Raises Refused."""
    if asker.group and not house.people.admin(asker.person) and not await asker.manages():
        raise Refused(N_("Only an admin of this group changes its digests."), N_("Please ask one of them."))


async def subscribe(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """A daily digest in this chat and topic, from now on; or another hour for it."""
    held = house.subscriptions.of(asker.chat, asker.topic)
    live = held if held is not None and held.paused is None else None
    # What is not said stays as it is.
    at = _hour(words, live.at if live else house.at)
    scope = words.scope or _kept_scope(house, live)
    house.accounts.of(scope)
    if not house.people.let_in(asker.chat):
        raise Refused(
            N_("This chat is not let in, so no digest can come here."),
            N_("Add {chat} to MORNING_READS_TELEGRAM__CHATS first."),
            chat=str(asker.chat),
        )
    await _must_manage(house, asker)
    now = house.clock.now()
    if live is not None:
        # Another scope is another digest: it owes nothing of the days before it was wished for.
        new = replace(live, at=at, scope=scope, since=live.since if scope == live.scope else now)
    else:
        new = Subscription(asker.chat, asker.topic, at, house.composer.zone.key, now, scope, asker.language)
    await house.subscriptions.put(new)
    yield _confirmed(house, asker, new, changed=live is not None)


def _kept_scope(house: House, live: Subscription | None) -> str:
    """The account of the digest that comes already, as long as it is there; else all."""
    keys = {account.key for account in house.accounts}
    return live.scope if live is not None and live.scope in keys else ALL


def _confirmed(house: House, asker: Asker, new: Subscription, *, changed: bool) -> Message:
    now = house.clock.now()
    coming = next_due(now, new.at, new.zone_info)
    text = house.renderer.page(
        "subscribed",
        asker.language,
        changed=changed,
        at=new.at.strftime("%H:%M"),
        scope="" if new.scope == ALL else new.scope,
        zone=new.zone,
        zone_info=new.zone_info,
        next=coming,
        early=coming.astimezone(new.zone_info).time() != new.at,
    )
    tail = "" if new.scope == ALL else f" @{new.scope}"
    label = house.renderer.text(N_("Yesterday's digest"), asker.language)
    return Message(text, ((Button(label, f"/report {yesterday(now)}{tail}"),),))


def _hour(words: Words, default: time) -> time:
    rest = [word for word in words.rest if word.lower() != DAILY]
    if not rest:
        return default
    at = hour_of(rest[0]) if len(rest) == 1 else None
    if at is None:
        an_hour = len(rest) == 1 and rest[0][:1].isdecimal()
        sentence = (
            N_("“{words}” is not a time of day.")
            if an_hour
            else N_("“{words}” is not something that can be subscribed to.")
        )
        raise Refused(sentence, N_("Say /subscribe, or with another hour /subscribe 08:30."), words=words.text[:40])
    return at


async def unsubscribe(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """No more digests in this chat and topic."""
    await _must_manage(house, asker)
    held = house.subscriptions.of(asker.chat, asker.topic)
    if held is not None:
        await house.subscriptions.drop(held)
    yield Message(house.renderer.page("unsubscribed", asker.language, was=held is not None))


async def status(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """What comes here and when, how the last digest fared, and how fresh the archive is."""
    now = house.clock.now()
    held = house.subscriptions.of(asker.chat, asker.topic)
    accounts = []
    for account in house.accounts:
        day, as_of = await _newest(house, account.key)
        accounts.append({"name": account.name, "day": day, "as_of": as_of})
    yield Message(
        house.renderer.page(
            "status",
            asker.language,
            let_in=house.people.let_in(asker.chat),
            in_chat=asker.in_chat,
            chat=str(asker.chat),
            subscription=held,
            scope="" if held is None or held.scope == ALL else held.scope,
            next=next_due(now, held.at, held.zone_info) if held else None,
            last=await house.delivery.last(asker.chat, asker.topic),
            accounts=accounts,
            zone=house.composer.zone,
            notes=house.composer.notes,
        )
    )


async def _newest(house: House, key: str) -> tuple[date | None, datetime | None]:
    """The newest of the last eight days that is held of an account, and when it was fetched."""
    last = yesterday(house.clock.now())
    span = Span(last, last).shift(-7)
    span = Span(span.first, last)
    account = house.accounts.of(key)[0]
    facts = (await house.collect.look(account, [Need(Part.ACCOUNT, span)])).days(span)
    known = [day for day in facts.values() if day.account is not None]
    return (known[-1].day, known[-1].fetched_at) if known else (None, None)

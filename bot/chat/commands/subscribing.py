"""`/subscribe`, `/unsubscribe`, `/pause`: what comes to this chat by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.chat.commands.asker import Asker
from bot.chat.commands.base import House, Words
from bot.chat.commands.wishes import Wished, cadence_of, read, written
from bot.core.asking import span_words, until
from bot.core.days import CHINA, yesterday
from bot.core.due import local_instant
from bot.core.errors import N_, NotAllowed, Refused
from bot.core.message import Button, Message
from bot.core.periods import WEEK, Cadence, falling_due, latest
from bot.core.ports import ALL
from bot.delivery.agenda import OPEN
from bot.delivery.rules import row_of
from bot.subscriptions import ASKED, Subscription

SHOWN = 3
"""Coming digests that a confirmation names."""

EARLIEST = time(8)
"""In +08:00: before, no figures are ready."""

YESTERDAYS = {
    Cadence.DAILY: N_("Yesterday's digest"),
    Cadence.WEEKLY: N_("Last week's digest"),
    Cadence.MONTHLY: N_("Last month's digest"),
}


@dataclass(frozen=True, slots=True)
class Coming:
    """A subscription as pages show it."""

    cadence: str
    at: str
    zone_info: ZoneInfo
    scope: str
    """Empty for all accounts."""
    weekdays: tuple[int, ...]
    """Empty for every day."""
    paused: bool
    wakes: datetime | None
    next: tuple[datetime, ...]
    early: bool
    """Whether one of the next cannot come as early as was wished."""

    @property
    def zone(self) -> str:
        """Its zone by name."""
        return self.zone_info.key


async def coming(house: House, subscription: Subscription) -> Coming:
    """What comes of a subscription, and when next; what the chat has already does not come again."""
    s, following = subscription, []
    for span, instant in falling_due(s.cadence, house.clock.now(), s.at, s.zone_info, s.weekdays):
        held = await house.delivery.ledger.get(row_of(s, span, instant).key)
        if held is None or held.state in OPEN:
            following.append(instant)
        if len(following) == SHOWN:
            break
    return Coming(
        s.cadence.value,
        s.at.strftime("%H:%M"),
        s.zone_info,
        "" if s.scope == ALL else s.scope,
        () if s.weekdays == WEEK else tuple(sorted(s.weekdays)),
        s.paused is not None,
        s.wakes,
        tuple(following),
        any(
            one.astimezone(CHINA).time() == EARLIEST and one.astimezone(s.zone_info).time() != s.at for one in following
        ),
    )


async def must_manage(house: House, asker: Asker) -> None:
    """Only a group's admins change what comes to it. Raises Refused."""
    if asker.group and not house.people.admin(asker.person) and not await asker.manages():
        raise NotAllowed(N_("Only an admin of this group changes its digests."), N_("Please ask one of them."))


async def subscribe(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """A digest in this chat and topic, from now on; or another hour, zone or days for it. It wakes what rests."""
    wished = read(words.rest)
    here = house.subscriptions.here(asker.chat, asker.topic)
    cadence = wished.cadence or Cadence.DAILY
    scope = words.scope or _scope(house, asker, [s for s in here if s.cadence is cadence])
    house.accounts.of(scope)
    if wished.weekdays and cadence is not Cadence.DAILY:
        raise Refused(
            N_("Only a daily digest has days of the week."),
            N_("A weekly one comes once its week is over, a monthly one once its month is."),
        )
    if not house.people.let_in(asker.chat):
        raise Refused(
            N_("This chat is not let in, so no digest can come here."),
            N_("An admin of the bot lets it in with /allow {chat}."),
            chat=str(asker.chat),
        )
    await must_manage(house, asker)
    await house.delivery.plan()
    resting = [s for s in here if s.paused is not None]
    if resting and not words.rest and words.scope is None:
        await _wake(house, resting)
        await house.note(asker, "woke", what=_named(resting))
        yield await _confirmed(house, asker, house.subscriptions.here(asker.chat, asker.topic)[0], changed=False)
        return
    held = next((s for s in here if (s.cadence, s.scope) == (cadence, scope)), None)
    new = _wished(house, held or usual(house, asker.chat, asker.topic, cadence, scope), wished)
    await house.subscriptions.put(new)
    await house.note(asker, "subscribed", what=f"{_named([new])} {new.at:%H:%M} {new.zone}")
    yield await _confirmed(house, asker, new, changed=held is not None and held.paused is None)


def _scope(house: House, asker: Asker, held: Sequence[Subscription]) -> str:
    """Whose digest is meant where nobody says it: the one that comes already, else what the chat asks about."""
    keys = {account.key for account in house.accounts} | {ALL}
    scopes = [s.scope for s in held if s.scope in keys]
    if not held and (chosen := house.preferences.of(asker.chat).scope) in keys:
        return chosen or ALL
    return scopes[0] if len(scopes) == 1 else ALL


def usual(house: House, chat: int, topic: int = 0, cadence: Cadence = Cadence.DAILY, scope: str = ALL) -> Subscription:
    """A subscription of which nothing was said: as the chat chose, else as the program has it."""
    chosen = house.preferences.of(chat)
    return Subscription(
        chat,
        topic,
        house.hour_of(chat),
        house.zone_of(chat, topic).key,
        house.clock.now(),
        scope,
        house.language_of(chat),
        cadence=cadence,
        silent=bool(chosen.silent),
        chart=bool(chosen.chart),
    )


def _named(subscriptions: Sequence[Subscription]) -> str:
    """How the list of changes names them."""
    return ", ".join(s.cadence.value if s.scope == ALL else f"{s.cadence.value} @{s.scope}" for s in subscriptions)


def _wished(house: House, held: Subscription, wished: Wished) -> Subscription:
    """A subscription as it is wished now: what is not said stays as it is."""
    weekdays, now = wished.weekdays or held.weekdays, house.clock.now()
    new = replace(
        held, at=wished.at or held.at, zone=wished.zone or held.zone, weekdays=weekdays, paused=None, until=None
    )
    if held.paused is not None:
        return replace(new, since=now)
    if weekdays != held.weekdays:
        # Days of the week that were not wanted before owe nothing of their past: only from this morning on.
        today = now.astimezone(new.zone_info).date()
        return replace(new, since=max(held.since, local_instant(today, time(0), new.zone_info)))
    return new


async def _wake(house: House, resting: Sequence[Subscription]) -> None:
    for subscription in resting:
        await house.subscriptions.put(replace(subscription, paused=None, until=None, since=house.clock.now()))


async def _confirmed(house: House, asker: Asker, new: Subscription, *, changed: bool) -> Message:
    now = house.clock.now()
    others = [s for s in house.subscriptions.here(asker.chat, asker.topic) if s.key != new.key]
    text, told, left = house.renderer.cut(
        "subscribed",
        asker.language,
        {"others": [await coming(house, s) for s in others]},
        changed=changed,
        one=await coming(house, new),
        zone=new.zone_info,
    )
    days = span_words(latest(new.cadence, yesterday(now)))
    label = house.renderer.text(YESTERDAYS[new.cadence], asker.language)
    row = (Button(label, f"/report {days}{house.tail(new.scope)}"),)
    return Message(text, (row, *house.further(asker, "/status", told, left)))


async def unsubscribe(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """No more digests in this chat and topic; with words, not that one."""
    cadence = cadence_of(words.rest)
    await must_manage(house, asker)
    here = house.subscriptions.here(asker.chat, asker.topic)
    ended = [s for s in here if cadence in (None, s.cadence) and words.scope in (None, s.scope)]
    for subscription in ended:
        await house.subscriptions.drop(subscription)
    if ended:
        await house.note(asker, "unsubscribed", what=_named(ended))
    left = [await coming(house, s) for s in house.subscriptions.here(asker.chat, asker.topic)]
    back = [_again(house, s, ended, asker.language) for s in ended]
    text, told, unsaid = house.renderer.cut("unsubscribed", asker.language, {"back": back, "left": left})
    yield Message(text, house.further(asker, "/status", told, unsaid))


def _again(house: House, s: Subscription, ended: Sequence[Subscription], language: str) -> str:
    """The command that brings back what was ended: what goes without saying is not said."""
    plain = usual(house, s.chat, s.topic, s.cadence, s.scope)
    # The first that is back tells where the chat lives: of several zones each is named.
    zones = {plain.zone, *(one.zone for one in ended)}
    wish = Wished(
        s.cadence if s.cadence is not Cadence.DAILY else None,
        s.at if s.at != plain.at else None,
        s.zone if len(zones) > 1 else None,
        s.weekdays if s.weekdays != WEEK else None,
    )
    return " ".join(filter(None, ("/subscribe", written(wish, language)))) + house.tail(s.scope)


async def pause(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """Everything that comes here rests, until a day or until it is woken."""
    # "Tomorrow" is that of whoever reads the digests, as the instant at which they wake is.
    today = house.clock.now().astimezone(house.digest_zone(asker.chat, asker.topic)).date()
    day = until(words.text, today) if words.rest else None
    await must_manage(house, asker)
    await house.delivery.plan()
    here = house.subscriptions.here(asker.chat, asker.topic)
    for subscription in here:
        await house.subscriptions.put(replace(subscription, paused=ASKED, until=day))
    await house.delivery.rest(asker.chat, asker.topic, ASKED)
    if here:
        await house.note(asker, "paused", what=f"{_named(here)} {day or ''}")
    text = house.renderer.page("paused", asker.language, was=bool(here), until=day)
    label = house.renderer.text(N_("Go on now"), asker.language)
    yield Message(text, ((Button(label, "/subscribe"),),) if here else ())

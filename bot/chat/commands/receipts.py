"""`/status` and `/deliveries`: what comes here, how it fared, how fresh the figures are, and what is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.accounts import Account
from bot.chat.commands.asker import Asker
from bot.chat.commands.base import House, Words
from bot.chat.commands.subscribing import coming
from bot.collect import Need
from bot.core.days import Span, yesterday
from bot.core.facts import Part
from bot.core.message import Button, Message
from bot.core.ports import Aside, DeliveryRow, State
from bot.delivery.lines import SEND_AGAIN, again_command
from bot.delivery.rules import span_of
from bot.reports.buttons import span_label
from bot.wechat.endpoints import ENDPOINTS

SHOWN = 14
"""Deliveries that are listed: two weeks of daily ones."""

ASIDE = 5
"""Unreadable entries of the store that are named; more are counted."""

LOOKED_BACK = 7
"""Days before yesterday in which the newest figures are looked for."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One delivery as a page shows it."""

    row: DeliveryRow
    span: Span
    link: str | None
    """Of the message, where Telegram has links: supergroups and channels."""


async def deliveries(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """The last digests of this chat: how each ended, when, after how many attempts, and how fresh it was."""
    _, after = words.paged()
    rows = (await house.delivery.receipts(asker.chat, asker.topic))[after:]
    shown = [Receipt(row, span_of(row), link_of(row)) for row in rows[:SHOWN]]
    folded = await house.delivery.ledger.folded(asker.chat)
    text = house.renderer.page(
        "deliveries",
        asker.language,
        receipts=shown,
        subscribed=bool(house.subscriptions.here(asker.chat, asker.topic)),
        more=len(rows) - len(shown),
        folded=sum(folded.values()),
        zone=house.digest_zone(asker.chat, asker.topic),
    )
    unsure = [row for row in rows[:SHOWN] if row.state is State.UNCERTAIN]
    label = house.renderer.text(SEND_AGAIN, asker.language)
    again = [(Button(f"{label}: {span_label(span_of(r), asker.language)}", again_command(r)),) for r in unsure[:3]]
    left = len(rows) - len(shown)
    yield Message(text, (*again, *house.further(asker, "/deliveries", after + len(shown), left)))


def link_of(row: DeliveryRow) -> str | None:
    """Where a message can be opened: t.me/c takes a supergroup's id without its mark -100 (Telegram, deep links)."""
    if row.state is State.UNCERTAIN or row.message_id is None or not str(row.key.chat).startswith("-100"):
        return None
    topic = f"{row.key.topic}/" if row.key.topic else ""
    return f"https://t.me/c/{str(row.key.chat)[4:]}/{topic}{row.message_id}"


async def status(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """What comes here and when, how the last digest fared, how fresh the archive is, and what is wrong."""
    now = house.clock.now()
    last = await house.delivery.receipts(asker.chat, asker.topic)
    aside = await house.aside()
    unread = [Aside("subscriptions", ":".join(map(str, key)), now) for key in sorted(house.subscriptions.unread())]
    aside = [*aside, *unread]
    # What is wrong with other chats, and this server's address, are for who can do something about it.
    full = house.in_full(asker)
    _, after = words.paged()
    text, told, left = house.renderer.cut(
        "status",
        asker.language,
        {
            "subscriptions": [await coming(house, s) for s in house.subscriptions.here(asker.chat, asker.topic)],
            "accounts": [await _account(house, account) for account in house.accounts],
            "troubles": house.delivery.notices.open(),
        },
        after,
        well=not house.delivery.notices.open(),
        let_in=house.people.let_in(asker.chat),
        in_chat=asker.in_chat,
        chat=str(asker.chat),
        last=Receipt(last[0], span_of(last[0]), None) if last else None,
        full=full,
        whose=house.delivery.notices.whose,
        aside=aside[:ASIDE],
        more_aside=max(0, len(aside) - ASIDE),
        zone=house.digest_zone(asker.chat, asker.topic),
        notes=house.composer.notes,
    )
    yield Message(text, house.further(asker, "/status", told, left))


async def _account(house: House, account: Account) -> dict[str, object]:
    """How fresh an account's figures are, and how many calls are left today of the interface that has the fewest."""
    day, as_of = await newest(house, account)
    budget = house.collect.fetching.budget
    left = min(budget.left(account.key, endpoint.name, all_of_it=True) for endpoint in ENDPOINTS)
    return {"name": account.name, "day": day, "as_of": as_of, "left": left, "daily": budget.daily}


async def newest(house: House, account: Account) -> tuple[date | None, datetime | None]:
    """The newest of the last days that is held of an account, and when it was fetched."""
    last = yesterday(house.clock.now())
    span = Span(last - timedelta(days=LOOKED_BACK), last)
    facts = (await house.collect.look(account, [Need(Part.ACCOUNT, span)])).days(span)
    known = [day for day in facts.values() if day.account is not None]
    return (known[-1].day, known[-1].fetched_at) if known else (None, None)

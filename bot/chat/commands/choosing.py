"""`/accounts`: the team's official accounts, and which of them this chat asks about unless it says otherwise."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bot.accounts import Account
from bot.chat.commands.asker import Asker
from bot.chat.commands.base import House, Words
from bot.chat.commands.chosen import EVERY, apply
from bot.chat.commands.receipts import newest
from bot.core.errors import N_, MorningReadsError, NotAllowed, Refused
from bot.core.message import Button, Message
from bot.core.ports import ALL
from bot.i18n import say

A_ROW = 4
BUTTONS = 12
"""Three rows, as many as a phone shows well; any other account is chosen by typing its key."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One account as the list shows it."""

    name: str
    key: str
    source: str
    day: date | None
    """The newest of the last days that is held."""
    as_of: datetime | None
    troubles: tuple[tuple[str, str], ...]
    """What WeChat refuses now: sentences with their next steps; none of them for people who cannot act."""
    well: bool


async def choose(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """The accounts; with a key, this chat asks about that one from now on, with `all` about all of them."""
    words, after = words.paged()
    wished = "" if after else words.scope or words.text.lower()
    if wished:
        await _choose(house, asker, ALL if wished in EVERY else wished)
    accounts, chosen = house.accounts.of(ALL), house.scope(asker, Words())
    text, told, left = house.renderer.cut(
        "accounts",
        asker.language,
        {"accounts": [await _listed(house, account, asker) for account in accounts]},
        after,
        several=len(accounts) > 1,
        name=next((account.name for account in accounts if account.key == chosen), ""),
        now=bool(wished),
        zone=house.zone_of(asker.chat, asker.topic),
    )
    choices = _buttons(house, asker, accounts[after:], chosen) if len(accounts) > 1 and asker.in_chat else ()
    yield Message(text, (*choices, *house.further(asker, "/accounts", told, left)))


async def _choose(house: House, asker: Asker, scope: str) -> None:
    """Keep the choice. Raises Refused."""
    house.accounts.of(scope, "/accounts")
    if not asker.in_chat:
        raise Refused(N_("Only a chat can choose an account."), N_("Here, a word @{key} does."), key=scope)
    if asker.group and not house.people.admin(asker.person) and not await asker.manages():
        raise NotAllowed(
            N_("Only an admin of this group chooses what it asks about."),
            N_("A word @{key} in a question chooses for that one alone."),
            key=scope,
        )
    await apply(house, asker, "account", {"scope": scope})


async def _listed(house: House, account: Account, asker: Asker) -> Listed:
    day, as_of = await newest(house, account)
    standing = [one for one in house.collect.fetching.health.standing() if one.account == account.key]
    # A sentence may name this server's address: it is for whoever can do something about it.
    full = house.in_full(asker)
    said = _once(one.trouble for one in standing) if full else ()
    troubles = tuple(say(trouble, asker.language) for trouble in said)
    return Listed(account.name, account.key, account.source.value, day, as_of, troubles, not standing)


def _once(troubles: Iterable[MorningReadsError]) -> list[MorningReadsError]:
    return list({str(trouble): trouble for trouble in troubles}.values())


def _buttons(house: House, asker: Asker, accounts: tuple[Account, ...], chosen: str) -> tuple[tuple[Button, ...], ...]:
    """One for each account, and one for all; the chosen one is marked."""
    every = house.renderer.text(N_("All"), asker.language)
    keys = [(f"@{account.key}", account.key) for account in accounts[: BUTTONS - 1]]
    row = [Button(f"✓ {label}" if key == chosen else label, f"/accounts {key}") for label, key in [*keys, (every, ALL)]]
    return tuple(tuple(row[start : start + A_ROW]) for start in range(0, len(row), A_ROW))

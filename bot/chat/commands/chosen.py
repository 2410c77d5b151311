"""What a chat's choice becomes: a value out of words, and what comes to the chat already follows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import time
from typing import Any

from bot.chat.commands.asker import Asker
from bot.chat.commands.base import House
from bot.chat.commands.zones import zone_named
from bot.core.asking import hour_of
from bot.core.errors import N_, Refused
from bot.core.periods import Cadence
from bot.core.ports import ALL
from bot.subscriptions import Subscription

DEFAULT = {"default", "默认"}
"""As the program has it."""

_LANGUAGES = {"en": "en", "english": "en", "英文": "en", "英语": "en", "zh": "zh", "chinese": "zh", "中文": "zh"}
_YES = {"on", "yes", "开", "是"}
_NO = {"off", "no", "关", "否"}
EVERY = {ALL, "全部", "所有"}
"""What a person may say for all accounts side by side."""

Value = str | time | bool | None

Chosen = dict[str, Any]
"""Fields of a Preference and their values."""


def value_of(house: House, name: str, words: str) -> Chosen:
    """The field of a Preference that the words set, and its value. Raises Refused."""
    field, read = _FIELDS[name]
    return {field: None if words.lower() in DEFAULT else read(house, words)}


def _language(house: House, words: str) -> str:
    if (code := _LANGUAGES.get(words.lower())) is None:
        raise Refused(
            N_("“{words}” is no language that I speak."),
            N_("Say /settings language en, or /settings language zh."),
            words=words[:40],
        )
    return code


def _zone(house: House, words: str) -> str:
    if (zone := zone_named(words)) is None:
        raise Refused(
            N_("“{words}” is not a time zone that I know."),
            N_("Zones look like Asia/Shanghai or America/New_York."),
            words=words[:40],
        )
    return zone


def _hour(house: House, words: str) -> time:
    if (at := hour_of(words)) is None:
        raise Refused(N_("“{words}” is not a time of day."), N_("Say /settings hour 08:30."), words=words[:40])
    return at


def _account(house: House, words: str) -> str:
    named = next((account.key for account in house.accounts if account.name.lower() == words.lower()), words)
    scope = ALL if words.lower() in EVERY else named.lower().removeprefix("@")
    house.accounts.of(scope, "/settings account")
    return scope


def _switch(house: House, words: str) -> bool:
    if words.lower() in _YES | _NO:
        return words.lower() in _YES
    raise Refused(N_("“{words}” is neither on nor off."), N_("Say on or off."), words=words[:40])


_FIELDS: Mapping[str, tuple[str, Callable[[House, str], Value]]] = {
    "language": ("language", _language),
    "zone": ("zone", _zone),
    "hour": ("at", _hour),
    "account": ("scope", _account),
    "silent": ("silent", _switch),
    "chart": ("chart", _switch),
}


async def apply(house: House, asker: Asker, name: str, chosen: Chosen) -> bool:
    """Keep what a chat chose, and who chose it; what comes to it already follows. Whether that changed anything.

    Choices first: should the process end in the middle, what comes next is as the chat wishes, and choosing it once
    more does the rest.
    """
    # What fell due so far is owed at its old hour; what the new one makes due is due now.
    await house.delivery.plan()
    before = house.preferences.of(asker.chat)
    after = replace(before, **chosen)
    await house.preferences.put(asker.chat, after)
    for held in house.subscriptions.all():
        if held.chat == asker.chat and (new := _follows(house, held, chosen)) != held:
            await house.subscriptions.put(new)
    if after != before:
        await house.note(asker, "set", what=name, value=_said(chosen))
    return after != before


def _said(chosen: Chosen) -> str:
    value = next(iter(chosen.values()))
    if isinstance(value, bool):
        return "on" if value else "off"
    return "default" if value is None else f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _follows(house: House, held: Subscription, chosen: Chosen) -> Subscription:
    """A subscription of a chat that chose this; a weekly or monthly one keeps its own hour."""
    usual: dict[str, Any] = {
        "language": house.language,
        "zone": house.composer.zone.key,
        "at": house.at,
        "silent": False,
        "chart": False,
    }
    kept = {"at"} if held.cadence is not Cadence.DAILY else set()
    changes: dict[str, Any] = {
        field: usual[field] if value is None else value
        for field, value in chosen.items()
        if field in usual and field not in kept
    }
    return replace(held, **changes)

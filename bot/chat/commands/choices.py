"""`/settings`: what this chat chooses for itself, with buttons that a person could type."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from bot.chat.commands.asker import Asker
from bot.chat.commands.base import House, Words
from bot.chat.commands.chosen import apply, value_of
from bot.chat.commands.subscribing import must_manage, usual
from bot.core.errors import N_, Refused
from bot.core.message import Button, Message
from bot.core.periods import Cadence
from bot.core.ports import ALL
from bot.preferences import Preference

LANGUAGES = {"en": "English", "zh": "中文"}
"""Each in its own words."""

ZONES = (
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Asia/Singapore",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
    "UTC",
)
HOURS = ("08:00", "08:30", "09:00", "09:30", "10:00", "12:00", "18:00", "21:00")

NAMES: Mapping[str, str] = {
    "language": "language",
    "语言": "language",
    "zone": "zone",
    "时区": "zone",
    "timezone": "zone",
    "hour": "hour",
    "时间": "hour",
    "time": "hour",
    "小时": "hour",
    "account": "account",
    "accounts": "account",
    "账号": "account",
    "silent": "silent",
    "静音": "silent",
    "chart": "chart",
    "图": "chart",
    "图表": "chart",
}
"""What may be set, by how people may call it."""

Rows = tuple[tuple[Button, ...], ...]


async def settings(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """What this chat chose; one of its choices; or another choice, which what comes here already follows."""
    name = NAMES.get(words.rest[0].lower()) if words.rest else None
    if words.rest and name is None:
        raise Refused(
            N_("“{words}” is nothing that can be set."),
            N_("/settings shows what can, with buttons."),
            words=words.rest[0][:40],
        )
    value = words.rest[1:] or ((words.scope,) if words.scope else ())
    if name is None or not value:
        yield _page(house, asker, name)
        return
    await must_manage(house, asker)
    changed = await apply(house, asker, name, value_of(house, name, " ".join(value)))
    yield _page(house, replace(asker, language=house.language_of(asker.chat)), None, changed=name if changed else "")


def _page(house: House, asker: Asker, asks: str | None, *, changed: str = "") -> Message:
    chosen, account = house.preferences.of(asker.chat), None
    if chosen.scope not in (None, ALL):
        account = next((one.name for one in house.accounts if one.key == chosen.scope), None)
    at, at_zone = _hour(house, asker)
    text = house.renderer.page(
        "settings",
        asker.language,
        asks=asks,
        changed=changed,
        speaks=house.language_of(asker.chat),
        languages=LANGUAGES,
        zone=house.zone_of(asker.chat, asker.topic).key,
        at=at,
        at_zone=at_zone,
        account=account,
        several=len(house.accounts) > 1,
        silent=bool(chosen.silent),
        chart=bool(chosen.chart),
        group=asker.group,
    )
    return Message(text, _options(house, asker, asks, chosen) if asks else _overview(house, asker, chosen))


def _hour(house: House, asker: Asker) -> tuple[str, str]:
    """When the daily digest comes here, or would: the hour, and the zone in which it is meant."""
    daily = (s for s in house.subscriptions.here(asker.chat, asker.topic) if s.cadence is Cadence.DAILY)
    one = next(daily, None) or usual(house, asker.chat, asker.topic)
    return f"{one.at:%H:%M}", one.zone


def _overview(house: House, asker: Asker, chosen: Preference) -> Rows:
    def button(label: str, command: str) -> Button:
        return Button(house.renderer.text(label, asker.language), f"/settings {command}")

    language = house.language_of(asker.chat)
    tongues = tuple(
        Button(f"✓ {words}" if code == language else words, f"/settings language {code}")
        for code, words in LANGUAGES.items()
    )
    accounts = (button(N_("Account"), "account"),) if len(house.accounts) > 1 else ()
    sound = button(N_("With a sound"), "silent off") if chosen.silent else button(N_("Without a sound"), "silent on")
    chart = button(N_("No chart"), "chart off") if chosen.chart else button(N_("With a chart"), "chart on")
    return tongues, (button(N_("Zone"), "zone"), button(N_("Hour"), "hour"), *accounts), (sound, chart)


def _options(house: House, asker: Asker, asks: str, chosen: Preference) -> Rows:
    """The usual answers, the present one marked, and the way back."""
    options, now = _answers(house, asker, asks, chosen)
    buttons = [Button(f"✓ {label}" if key == now else label, f"/settings {asks} {key}") for label, key in options]
    back = Button("◀ " + house.renderer.text(N_("Settings"), asker.language), "/settings")
    return (*_rows(buttons, 4 if asks == "hour" else 2), (back,))


def _answers(house: House, asker: Asker, asks: str, chosen: Preference) -> tuple[list[tuple[str, str]], str]:
    """The usual answers, each as it is told and as it is typed; and the present one, as it is typed."""
    tell = partial(house.renderer.text, language=asker.language)
    match asks:
        case "language":
            return [(words, code) for code, words in LANGUAGES.items()], house.language_of(asker.chat)
        case "silent":
            return [(tell(N_("With a sound")), "off"), (tell(N_("Without a sound")), "on")], _switch(chosen.silent)
        case "chart":
            return [(tell(N_("With a chart")), "on"), (tell(N_("No chart")), "off")], _switch(chosen.chart)
        case "zone":
            return [(zone, zone) for zone in ZONES], house.zone_of(asker.chat, asker.topic).key
        case "hour":
            return [(hour, hour) for hour in HOURS], _hour(house, asker)[0]
    keys = [(account.name[:30], account.key) for account in list(house.accounts)[:20]]
    return [(tell(N_("All")), ALL), *keys], chosen.scope or ALL


def _switch(on: bool | None) -> str:
    return "on" if on else "off"


def _rows(buttons: Sequence[Button], width: int) -> Rows:
    return tuple(tuple(buttons[n : n + width]) for n in range(0, len(buttons), width))

"""`/audit`: who changed what, and when."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from bot.chat.commands.asker import Asker
from bot.chat.commands.base import House, Words
from bot.chat.commands.choices import LANGUAGES
from bot.chat.commands.inviting import in_private
from bot.core.errors import N_, Refused
from bot.core.message import Button, Message
from bot.core.periods import Cadence
from bot.core.ports import ALL
from bot.i18n import translate
from bot.people import Act
from bot.people.audit import WORDS
from bot.people.entries import ROLES
from bot.render import cut_title

A_PAGE = 10

LONG = 160
"""Cells of what was done, on its line."""

_SWITCH = {"on": N_("on"), "off": N_("off")}

SET: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "language": (N_("language"), LANGUAGES),
    "zone": (N_("zone"), {}),
    "hour": (N_("hour"), {}),
    "account": (N_("account"), {ALL: N_("all")}),
    "silent": (N_("silent"), _SWITCH),
    "chart": (N_("chart"), _SWITCH),
}
"""What was set, and to what, by how the store has it; any other value is data."""

USUAL = {"default": N_("default")}

CADENCES = {Cadence.DAILY: N_("daily"), Cadence.WEEKLY: N_("weekly"), Cadence.MONTHLY: N_("monthly")}

_CADENCE = re.compile(rf"(?<![\w@-])({'|'.join(Cadence)})(?![\w-])")
"""A cadence as the store has it, which an account's key may be too."""


@dataclass(frozen=True, slots=True)
class Line:
    """An act as a page shows it."""

    act: Act
    title: str
    """The chat's; what it is called now where nothing was known then."""
    words: str


async def audit(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """The newest acts, or those from a number down."""
    in_private(asker)
    if len(words.rest) > 1 or any(not (w.isdecimal() and w.isascii() and len(w) < 12) for w in words.rest):
        raise Refused(N_("“{words}” is not a number in the list."), N_("Say /audit to see it."), words=words.text[:40])
    upto = int(words.rest[0]) if words.rest else None
    acts = house.audit.page(upto, A_PAGE + 1)
    named = house.people.name_of
    lines = [Line(act, act.title or named(act.chat), _words(act, asker.language, named)) for act in acts[:A_PAGE]]
    zone = house.zone_of(asker.chat, asker.topic)
    text, shown, _ = house.renderer.cut("audit", asker.language, {"lines": lines}, zone=zone)
    word, row = house.renderer.text, []
    if upto is not None and lines:
        row.append(Button("◀ " + word(N_("newer"), asker.language), _newer(house, upto)))
    if len(acts) > shown:
        row.append(Button(word(N_("older"), asker.language) + " ▶", f"/audit {acts[shown].number}"))
    yield Message(text, (tuple(row),) if row else ())


def _newer(house: House, upto: int) -> str:
    newest = house.audit.page(None, 1)
    return "/audit" if not newest or upto + A_PAGE >= newest[0].number else f"/audit {upto + A_PAGE}"


def _words(act: Act, language: str, named: Callable[[int], str]) -> str:
    sentence = translate(WORDS.get(act.what, "{}"), language)
    try:
        said = sentence.format(act.what, **_params(act, language, named))
    except (KeyError, IndexError, ValueError):  # written by another version
        said = " ".join([act.what, *act.params.values()])
    return cut_title(said, LONG).rstrip(":：")


def _params(act: Act, language: str, named: Callable[[int], str]) -> dict[str, str]:
    """What an act's sentence is filled with: words of ours in the language of whoever reads, data as it is."""
    params, said = dict(act.params), partial(translate, language=language)
    role = next((ROLES[role] for role in ROLES if role == params.get("role")), "")
    if act.what == "set":
        name, values = SET[params["what"]]
        value = params["value"]
        params |= {"what": said(name), "value": said(values.get(value, USUAL.get(value, ""))) or value}
    elif "what" in params:
        listed = params["what"].replace(", ", said(N_(", ")))
        params["what"] = _CADENCE.sub(lambda found: said(CADENCES[Cadence(found[0])]), listed)
    if "id" in params:
        name = params.get("name") or named(int(params["id"]))
        params["who"] = f"{name} ({params['id']})" if name else params["id"]
    return params | {"role": said(role)}

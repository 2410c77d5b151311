"""`/audit`: who changed what, and when."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from bot.chat.commands.asker import Asker
from bot.chat.commands.base import House, Words
from bot.chat.commands.inviting import in_private
from bot.core.errors import N_, Refused
from bot.core.message import Button, Message
from bot.i18n import translate
from bot.people import Act
from bot.people.audit import WORDS
from bot.people.entries import ROLES

A_PAGE = 10


@dataclass(frozen=True, slots=True)
class Line:
    """An act as a page shows it."""

    act: Act
    words: str


async def audit(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """The newest acts, or those from a number down."""
    in_private(asker)
    if len(words.rest) > 1 or any(not (w.isdecimal() and w.isascii() and len(w) < 12) for w in words.rest):
        raise Refused(N_("“{words}” is no number of an act."), N_("Say /audit."), words=words.text[:40])
    upto = int(words.rest[0]) if words.rest else None
    acts = house.audit.page(upto, A_PAGE + 1)
    lines = [Line(act, _words(act, asker.language)) for act in acts[:A_PAGE]]
    text = house.renderer.page("audit", asker.language, lines=lines, zone=house.zone_of(asker.chat, asker.topic))
    word, row = house.renderer.text, []
    if upto is not None and lines:
        row.append(Button("◀ " + word(N_("newer"), asker.language), _newer(house, upto)))
    if len(acts) > A_PAGE:
        row.append(Button(word(N_("older"), asker.language) + " ▶", f"/audit {acts[A_PAGE].number}"))
    yield Message(text, (tuple(row),) if row else ())


def _newer(house: House, upto: int) -> str:
    newest = house.audit.page(None, 1)
    return "/audit" if not newest or upto + A_PAGE >= newest[0].number else f"/audit {upto + A_PAGE}"


def _words(act: Act, language: str) -> str:
    role = next((ROLES[role] for role in ROLES if role == act.params.get("role")), "")
    sentence = translate(WORDS.get(act.what, "{}"), language)
    try:
        said = sentence.format(act.what, **{**act.params, "role": translate(role, language)})
    except (KeyError, IndexError, ValueError):  # written by another version
        said = " ".join([act.what, *act.params.values()])
    return " ".join(said.split()).rstrip(":：")

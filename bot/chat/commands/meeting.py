"""`/start` and `/help`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence

from bot.chat.commands.asker import Asker
from bot.chat.commands.base import Command, House, Words
from bot.chat.commands.inviting import tell_maker, too_late, welcome
from bot.core.days import ONE_DAY
from bot.core.errors import N_
from bot.core.message import Button, Message
from bot.reports.base import LABELS


async def start(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """A greeting and the first steps; to whom an invitation gives more than he has, another one.

    Whoever brings one that came too late is told so.
    """
    welcomed = False
    async for message in welcome(house, asker, words):
        welcomed = True
        yield message
    if welcomed:
        return
    late = house.people.invitations.past(words.rest[0]) if words.rest else None
    if late is not None:
        yield too_late(house, asker, late)
        await tell_maker(house, asker, late)
        return
    digest = Button(house.renderer.text(LABELS["report"], asker.language), f"/report {house.today - ONE_DAY}")
    more = Button(house.renderer.text(N_("Help"), asker.language), "/help")
    yield Message(house.renderer.page("start", asker.language), ((digest, more),))


def help_about(commands: Callable[[], Sequence[Command]]) -> Callable[[House, Asker, Words], AsyncIterator[Message]]:
    """The handler that lists the commands of the table it stands in, or explains the one that is named."""

    async def answer(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
        asked = words.text.lower().removeprefix("/")
        about = next((c for c in commands() if asked in (c.name, *map(str.lower, c.aliases))), None)
        if about is not None:
            yield Message(house.renderer.page("explained", asker.language, command=about))
            return
        admin = house.people.admin(asker.person) and not asker.group
        listed = [c for c in commands() if c.listed and (asker.in_chat or not c.chat_only) and (admin or not c.admins)]
        keys = house.accounts.named
        yield Message(house.renderer.page("help", asker.language, commands=listed, accounts=keys))

    return answer

"""`/trend` and `/compare`: figures of some days beside those of others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from bot.chat.commands.asker import Asker
from bot.chat.commands.base import House, Words
from bot.chat.commands.questions import read
from bot.core.errors import N_, Refused
from bot.core.message import Message
from bot.core.metrics import OF_ACCOUNTS
from bot.reports import COMPARE, TREND, Question, Report
from bot.reports.sides import previous
from bot.reports.trend import USUAL, stretched


async def trend(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """`/trend [metric] [when]`: the readers of the last 30 days, unless other figures or days are named."""
    question = read(words.text, house.today, among=OF_ACCOUNTS, usual=f"{USUAL}d")
    async for message in _answer(house, asker, words, TREND, replace(question, span=stretched(question.span))):
        yield message


async def compare(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """`/compare A vs B`; without a second span, against the days before the first. Raises Refused if there are none."""
    question = read(words.text, house.today, against=True)
    against = question.against or previous(question.span)
    if against is None:
        raise Refused(
            N_("WeChat has no figures before {first}, so there is nothing to compare with."),
            N_("Name the other days: /compare 2015-01 vs 2015-02."),
            first=question.span.first,
        )
    async for message in _answer(house, asker, words, COMPARE, replace(question, against=against)):
        yield message


async def _answer(
    house: House, asker: Asker, words: Words, report: Report, question: Question
) -> AsyncIterator[Message]:
    zone, (words, after) = house.zone_of(asker.chat, asker.topic), words.paged()
    question = replace(question, after=after)
    scope, full = house.scope(asker, words), house.in_full(asker)
    async for message in house.composer.answer(report, question, scope, asker.language, zone, full=full):
        yield message

"""`/report`, `/reads`, `/shares`, `/top`: a report about the days that the words name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from bot.chat.commands.asker import Asker
from bot.chat.commands.base import House, Words
from bot.core.asking import when
from bot.core.errors import N_, NotADate, Refused
from bot.core.message import Message
from bot.core.metrics import BY_NAME as METRICS
from bot.core.metrics import DAILY, Metric
from bot.reports import TOP, Question, Report
from bot.reports.base import MORE


def ask(report: Report) -> Callable[[House, Asker, Words], AsyncIterator[Message]]:
    """The handler of a report's command."""

    async def answer(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
        question = read(words, house, ranked=report is TOP)
        zone = house.zone_of(asker.chat)
        async for message in house.composer.answer(report, question, house.scope(asker, words), asker.language, zone):
            yield message

    return answer


def read(words: Words, house: House, *, ranked: bool) -> Question:
    """The question in the words: days, and for a ranked list a metric and a number. Raises Refused."""
    rest, metric, count = list(words.rest), None, None
    if ranked:
        metric, rest = _metric(rest)
        count, rest = _count(rest)
    try:
        return Question(when(" ".join(rest), house.today), metric, count)
    except NotADate as error:
        if not ranked:
            raise
        metrics = ", ".join(row.name for row in DAILY)
        raise Refused(
            N_("“{words}” is neither a date nor a metric nor a number from 1 to {most}."),
            N_("Metrics: {metrics}. Dates look like 2015-01-05 or last week."),
            metrics=metrics,
            most=MORE,
            **error.params,
        ) from None


def _metric(words: list[str]) -> tuple[Metric | None, list[str]]:
    found = next((word for word in words if METRICS.get(word.lower()) in DAILY), None)
    if found is None:
        return None, words
    return METRICS[found.lower()], [word for word in words if word is not found]


def _count(words: list[str]) -> tuple[int | None, list[str]]:
    """A bare number from 1 to 50, unless it belongs to words like "past 7 days"."""
    for n, word in enumerate(words):
        if word.isdecimal() and 1 <= int(word) <= MORE and "days" not in words[n + 1 : n + 2]:
            return int(word), words[:n] + words[n + 1 :]
    return None, words

"""`/report`, `/reads`, `/shares`, `/top`: a report about the days that the words name; how words become a question."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import date

from bot.chat.commands.asker import Asker
from bot.chat.commands.base import House, Words
from bot.core.asking import A_NUMBER, compared, measure_in, names_days, nearest, number, when
from bot.core.errors import N_, NotADate, Refused
from bot.core.message import Message
from bot.core.metrics import RANKED, Metric
from bot.lists import Shown
from bot.reports import LISTING, TOP, Question, Report
from bot.reports.base import MORE


def ask(report: Report) -> Callable[[House, Asker, Words], AsyncIterator[Message]]:
    """The handler of a report's command."""

    async def answer(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
        ranked, (words, after) = report is TOP, words.paged()
        question = read(words.text, house.today, among=RANKED if ranked else (), counted=ranked)
        question = replace(question, after=after)
        zone, scope = house.zone_of(asker.chat, asker.topic), house.scope(asker, words)
        full = house.in_full(asker)
        async for message in house.composer.answer(report, question, scope, asker.language, zone, full=full):
            yield message
        if report.name in LISTING and asker.in_chat:
            metric = question.metric.name if question.metric else None
            shown = Shown(house.clock.now(), scope, question.span, report.name, metric, question.count)
            await house.lists.showed(asker.chat, asker.topic, shown)

    return answer


def read(
    text: str,
    today: date,
    *,
    among: Sequence[Metric] = (),
    counted: bool = False,
    against: bool = False,
    usual: str = "",
) -> Question:
    """The question in the words: days, and if the command takes them a metric among these, a number, and other days.

    `counted` takes a number from 1 to 50, `against` a second span (`A vs B`); `usual` are the days if none are said,
    else yesterday. `chart` as the last word asks for a picture. Raises Refused, whose `near` is the
    nearest reading of the days.
    """
    picture, asked_for = asks_for_picture(text), without_picture(text)
    metric, rest = measure_in(asked_for, among)
    count, rest = _count(rest, today) if counted else (None, rest)
    try:
        if against:
            asked = compared(rest or usual, today)
            return Question(asked.span, metric, count, asked.against, picture=picture)
        return Question(when(rest or usual, today), metric, count, picture=picture)
    except NotADate as error:
        if not among:
            raise
        raise _neither(error, among, counted=counted) from None


def asks_for_picture(text: str) -> bool:
    """Whether the last word asks for a picture."""
    return _PICTURE.search(text) is not None


def without_picture(text: str) -> str:
    """The words without a last one that asks for a picture."""
    return _PICTURE.sub("", text)


def _neither(error: NotADate, among: Sequence[Metric], *, counted: bool) -> Refused:
    """What else than days the words might have been."""
    sentence = (
        N_("“{words}” is neither a date nor a metric nor a number from 1 to {most}.")
        if counted
        else N_("“{words}” is neither a date nor a metric.")
    )
    step = N_("Metrics: {metrics}. Dates look like 2015-01-05 or last week.")
    metrics = tuple(row.title for row in among)
    return Refused(sentence, step, metrics=metrics, most=MORE, **error.params).but(*error.near)


def _count(text: str, today: date) -> tuple[int | None, str]:
    """A bare number from 1 to 50 that is not part of the days: of "5 Jan" and "past 7 days" it is."""
    apart = _AFTER_WEEK.fullmatch(text)
    if not text or (names_days(text, today) and not (apart and names_days(apart[1], today))):
        return None, text
    words = text.split()
    ways = [
        (number(found[1]), " ".join(words[:n] + words[n + 1 :]))
        for n, word in enumerate(words[:_FEW])
        if (found := _NUMBER.fullmatch(word)) and 1 <= number(found[1]) <= MORE
    ]
    for count, rest in ways:
        if not rest or names_days(rest, today):
            return count, rest
    return next((way for way in ways if nearest(way[1], today)), (None, text))


_NUMBER = re.compile(rf"(?:top|前)?({A_NUMBER})(?:篇|条|个|名|大)?", re.IGNORECASE)
_AFTER_WEEK = re.compile(r"(.*(?:周|星期|礼拜))\s+\d{1,2}")
"""A week and, apart from it, a number: in "上周 5" it is one, in "上周5" Friday."""
_PICTURE = re.compile(r"(?:(?:^|\s+)chart|\s*图表?)\s*$", re.IGNORECASE)
_FEW = 12
"""Words among which a number is looked for."""

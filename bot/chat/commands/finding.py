"""`/article`: which article is meant: by its number in a list, by its msgid, or by words of its title."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.accounts import Account, Source
from bot.chat.commands import questions
from bot.chat.commands.asker import Asker
from bot.chat.commands.base import House, Words
from bot.chat.commands.numbering import Found, numbered
from bot.collect.eras import preferred
from bot.collect.listed import last_listed
from bot.collect.rules import LIFE_DAYS
from bot.collect.titles import Match, good
from bot.core.asking import names_days, span_words, when
from bot.core.days import ONE_DAY, Span
from bot.core.errors import N_, Refused
from bot.core.message import BUTTON_BYTES, Button, Kind, Message
from bot.core.ports import ALL
from bot.lists import Shown
from bot.render import cut_title
from bot.reports import ARTICLE, TOP, Question
from bot.reports.base import MORE, Piece

OFFERED = 8
"""Articles of which one may be chosen."""

LABEL_CELLS = 28

EXACT = 100.0
"""How near a title is that has all that was typed."""

_NUMBER = re.compile(r"\d{1,2}")
_MSGID = re.compile(r"\d{5,20}(?:_\d{1,3})?|\d{1,20}_\d{1,3}")
_WORDS_OF_DAYS = 6
"""Words of which days behind a number are made at most."""


async def article(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """One article; several that may be meant, to choose from; the top of days that no title has. Raises Refused."""
    accounts = house.accounts.of(house.scope(asker, words))
    picture, said = _picture(words.rest)
    text = " ".join(said)
    if not text:
        raise Refused(N_("Which article?"), N_("Say its number in the last list, or words of its title: /article 1."))
    meant = await _pointed_at(house, asker, words, said)
    if meant is None:
        matches, nearest = await _titled(house, accounts, text)
        if names_days(text, house.today) and not any(match.score == EXACT for _, match in matches):
            async for message in questions.ask(TOP)(house, asker, words):
                yield message
            return
        if len(matches) != 1:
            yield await _offer(house, asker, words, matches, nearest)
            return
        meant = [Found(matches[0][0], matches[0][1].msgid)], None
    found, span = meant
    if len(found) > 1:
        yield await _offer(house, asker, words, [await _known(house, one) for one in found], span=span)
        return
    async for message in _told(house, asker, found[0], span, picture=picture):
        yield message


def _picture(rest: tuple[str, ...]) -> tuple[bool, tuple[str, ...]]:
    """Whether a picture is asked for by the last word, and the others; a title may end with that letter."""
    picture = len(rest) > 1 and rest[-1].lower() in ("chart", "图", "图表")
    return picture, rest[:-1] if picture else rest


async def _pointed_at(
    house: House, asker: Asker, words: Words, said: tuple[str, ...]
) -> tuple[list[Found], Span | None] | None:
    """The article of an msgid or a number, and the days that are asked about; None where only a title is left."""
    accounts = house.accounts.of(house.scope(asker, words))
    whole = " ".join(said)
    if not _NUMBER.fullmatch(whole) and (found := await _of_id(house, accounts, whole)):
        return found, None
    text, days = _before_days(said, house.today)
    # With days an id comes first, as buttons write it, also one of a file that looks like a number.
    found = await _of_id(house, accounts, text) if days else []
    if not found and not (_NUMBER.fullmatch(text) and int(text) <= MORE):
        return None
    span = _span(words, text, days, house.today) if days else None
    return (found, span) if found else await numbered(house, asker, words, int(text), span)


async def _of_id(house: House, accounts: Sequence[Account], text: str) -> list[Found]:
    """The article that is called so by its id, of the accounts asked about that know it.

    A file may have brought ids of any form; one of WeChat's form need not be known, and is the first account's then.
    """
    known = [one for one in accounts if text in (await house.collect.titles(one)).names]
    unknown = accounts[:1] if _MSGID.fullmatch(text) and not names_days(text, house.today) else ()
    return [Found(one, text) for one in known or unknown]


def _before_days(said: tuple[str, ...], today: date) -> tuple[str, str]:
    """What stands before days, as buttons or as people write them, and the days; none of what is days as a whole."""
    if names_days(" ".join(said), today):
        return " ".join(said), ""
    cuts = range(max(1, len(said) - _WORDS_OF_DAYS), len(said))
    days = next((" ".join(said[cut:]) for cut in cuts if names_days(" ".join(said[cut:]), today)), "")
    return " ".join(said).removesuffix(days).rstrip(), days


def _span(words: Words, text: str, days: str, today: date) -> Span:
    """The days behind a number or an id. Raises Refused, with the same of the nearest days that can be had."""
    try:
        return when(days, today)
    except Refused as error:
        key = f" @{words.scope}" if words.scope else ""
        error.instead = tuple(f"/article {text} {span_words(span)}{key}" for span in error.near[:1])
        raise


async def _told(
    house: House, asker: Asker, found: Found, span: Span | None, *, picture: bool
) -> AsyncIterator[Message]:
    name = (await house.collect.titles(found.account)).names.get(found.msgid)
    piece = Piece(found.msgid, name.title, name.url, name.published) if name else Piece(found.msgid)
    newest = house.today - ONE_DAY
    if name and name.published is None:
        listed = await last_listed(house.archive, found.account.key, found.msgid, newest)
        piece = replace(piece, listed=listed)
        span = Span.day(listed) if listed and span is None else span
    day = _day_told(piece.published, span, newest, found.account.source)
    question = Question(Span.day(day), article=piece, picture=picture)
    scope = found.account.key if len(house.accounts) > 1 else ALL
    zone, full = house.zone_of(asker.chat), house.in_full(asker)
    async for message in house.composer.answer(ARTICLE, question, scope, asker.language, zone, full=full):
        yield message


def _day_told(published: date | None, span: Span | None, newest: date, source: Source) -> date:
    """The day whose gains are told: the one that is asked about.

    Of several or none it is the last one while WeChat follows the article, then that of publishing.
    """
    day = min(span.last, newest) if span else newest
    if published is None or (span is not None and span.single):
        return day
    followed = published + timedelta(days=LIFE_DAYS[preferred(day, source)] - 1)
    return day if published <= day <= followed else min(published, newest)


Choice = tuple[Account, Match]


async def _titled(house: House, accounts: Sequence[Account], text: str) -> tuple[list[Choice], list[Choice]]:
    """The articles that may be meant, and the nearest one if none is."""
    every: list[Choice] = []
    for account in accounts:
        titles = await house.collect.titles(account)
        every += [(account, match) for match in await asyncio.to_thread(titles.like, text)]
    every.sort(key=lambda choice: -choice[1].score)
    kept = good([match for _, match in every])
    return every[: len(kept)], every[:1]


async def _known(house: House, found: Found) -> Choice:
    name = (await house.collect.titles(found.account)).names.get(found.msgid)
    title = (name.title if name else None) or found.msgid
    return found.account, Match(found.msgid, title, name.published if name else None, 100.0)


async def _offer(
    house: House,
    asker: Asker,
    words: Words,
    matches: Sequence[Choice],
    nearest: Sequence[Choice] = (),
    *,
    span: Span | None = None,
) -> Message:
    """A short list to choose from; of none that is near enough, the nearest, with a plain sentence."""
    shown = list(matches[:OFFERED] or nearest)
    text = house.renderer.page(
        "matches",
        asker.language,
        words=words.text[:40],
        articles=[match for _, match in shown],
        accounts=[account.name for account, _ in shown] if len({account.key for account, _ in shown}) > 1 else [],
        found=bool(matches),
        more=max(0, len(matches) - OFFERED),
    )
    if matches and asker.in_chat:
        listed = tuple((account.key, match.msgid) for account, match in shown)
        found = Shown(house.clock.now(), house.scope(asker, words), Span.day(house.today - ONE_DAY), articles=listed)
        await house.lists.showed(asker.chat, asker.topic, found)
    return Message(text, _choices(house, shown, span), Kind.ANSWER if matches else Kind.REFUSED)


def _choices(house: House, shown: Sequence[Choice], span: Span | None) -> tuple[tuple[Button, ...], ...]:
    """A button for each: by number, or by title if there is one only; about the day that was asked about."""
    row, day = [], f" {span.last}" if span and span.single else ""
    for n, (account, match) in enumerate(shown, 1):
        scope = account.key if len(house.accounts) > 1 else ""
        command = f"/article {match.msgid}{day}{f' @{scope}' if scope else ''}"
        if len(command.encode()) <= BUTTON_BYTES:
            row.append(Button(str(n) if len(shown) > 1 else cut_title(match.title, LABEL_CELLS), command))
    return tuple(tuple(row[start : start + 4]) for start in range(0, len(row), 4))

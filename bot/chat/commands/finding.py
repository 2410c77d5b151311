"""`/article`: which article is meant: by its number in the last list, by its msgid, or by words of its title."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.accounts import Account
from bot.chat.commands.asker import Asker
from bot.chat.commands.base import House, Words
from bot.collect.rules import LIFE_DAYS
from bot.collect.titles import Match, good
from bot.core.days import ONE_DAY, Span
from bot.core.errors import N_, Refused
from bot.core.facts import Generation
from bot.core.message import BUTTON_BYTES, Button, Kind, Message
from bot.core.metrics import BY_NAME as METRICS
from bot.core.ports import ALL, DIGEST, State
from bot.delivery.rules import span_of
from bot.lists import Shown
from bot.render import cut_title
from bot.reports import ARTICLE, LISTING, REPORT, TOP, Question
from bot.reports.base import MORE, Piece

OFFERED = 8
"""Articles of which one may be chosen."""

LABEL_CELLS = 28

_MSGID = re.compile(r"\d{5,20}(?:_\d{1,3})?|\d{1,20}_\d{1,3}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Found:
    """An article of an account."""

    account: Account
    msgid: str


async def article(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """One article; several that may be meant, to choose from. Raises Refused."""
    scope = house.scope(asker, words)
    accounts = house.accounts.of(scope)
    picture, said = _picture(words.rest)
    rest, day = _day(said)
    text = " ".join(rest)
    if not text:
        raise Refused(N_("Which article?"), N_("Say its number in the last list, or words of its title: /article 1."))
    if text.isdecimal() and int(text) <= MORE:
        found, day = await _numbered(house, asker, words, int(text))
    elif _MSGID.fullmatch(text):
        found = await _by_msgid(house, accounts, text)
    else:
        found = []
        matches, nearest = await _titled(house, accounts, " ".join(said))
        if len(matches) != 1:
            yield await _offer(house, asker, words, matches, nearest)
            return
        found = [Found(matches[0][0], matches[0][1].msgid)]
        day = None
    if len(found) > 1:
        yield await _offer(house, asker, words, [await _known(house, one) for one in found], [])
        return
    async for message in _told(house, asker, found[0], day, picture=picture):
        yield message


def _picture(rest: tuple[str, ...]) -> tuple[bool, tuple[str, ...]]:
    """Whether a picture is asked for by the last word, and the others; a title may end with that letter."""
    picture = len(rest) > 1 and rest[-1].lower() in ("chart", "图", "图表")
    return picture, rest[:-1] if picture else rest


def _day(rest: tuple[str, ...]) -> tuple[tuple[str, ...], date | None]:
    """A day behind a number or msgid, as buttons write it."""
    if len(rest) == 2 and _DAY.fullmatch(rest[1]) and (rest[0].isdecimal() or _MSGID.fullmatch(rest[0])):
        try:
            return rest[:1], date.fromisoformat(rest[1])
        except ValueError:
            return rest, None
    return rest, None


async def _told(house: House, asker: Asker, found: Found, day: date | None, *, picture: bool) -> AsyncIterator[Message]:
    name = (await house.collect.titles(found.account)).names.get(found.msgid)
    piece = Piece(found.msgid, name.title, name.url, name.published) if name else Piece(found.msgid)
    question = Question(
        Span.day(_day_told(piece.published, day, house.today - ONE_DAY)), article=piece, picture=picture
    )
    scope = found.account.key if len(house.accounts) > 1 else ALL
    async for message in house.composer.answer(
        ARTICLE, question, scope, asker.language, house.zone_of(asker.chat, asker.topic)
    ):
        yield message


def _day_told(published: date | None, day: date | None, newest: date) -> date:
    """The day whose gains are told: the one named; else the newest while WeChat follows it, then that of publishing."""
    day = min(day, newest) if day else newest
    if published is None:
        return day
    followed = published + timedelta(days=LIFE_DAYS[Generation.CLASSIC] - 1)
    return day if published <= day <= followed else min(published, newest)


async def _numbered(house: House, asker: Asker, words: Words, n: int) -> tuple[list[Found], date | None]:
    """The n-th of the last list here, else of yesterday's top; of several accounts side by side, one of each."""
    last = await _last_list(house, asker)
    if last is None or (words.scope and words.scope not in (last.scope, ALL)):
        last = Shown(house.clock.now(), house.scope(asker, words), Span.day(house.today - ONE_DAY), TOP.name)
    if last.articles:
        lists = [[Found(one, msgid) for key, msgid in last.articles for one in house.accounts.of(key)]]
    else:
        metric = METRICS.get(last.metric) if last.metric else None
        question = Question(last.span, metric, last.count)
        ranked = await house.composer.listed(LISTING[last.report], question, last.scope)
        lists = [[Found(account, article.msgid) for article in articles] for account, articles in ranked]
    found = [one[n - 1] for one in lists if n <= len(one)]
    if not found:
        raise Refused(
            N_("The last list here has no number {n}: it shows {shown}."),
            N_("Say /top 50 for a longer one, or words of the title."),
            n=n,
            shown=max((len(one) for one in lists), default=0),
        )
    return found, last.span.last


async def _last_list(house: House, asker: Asker) -> Shown | None:
    """What was asked for last, or the digest that came since; None if its account or report is not there any more."""
    if not asker.in_chat:
        return None
    last = house.lists.last(asker.chat, asker.topic)
    receipts = await house.delivery.receipts(asker.chat, asker.topic)
    sent = [r for r in receipts if r.state is State.SENT and r.sent_at and r.key.part == DIGEST]
    newest = max(sent, key=lambda row: row.sent_at or row.due, default=None)
    if newest is not None and newest.sent_at and (last is None or newest.sent_at > last.at):
        last = Shown(newest.sent_at, newest.key.scope, span_of(newest), REPORT.name)
    if last is None or (last.report and last.report not in LISTING):
        return None
    keys = {key for key, _ in last.articles} or {last.scope}
    return last if all(key == ALL or key in house.accounts for key in keys) else None


async def _by_msgid(house: House, accounts: Sequence[Account], msgid: str) -> list[Found]:
    """The article of an msgid: of the accounts asked about that know it, else of the first one."""
    known = [one for one in accounts if msgid in (await house.collect.titles(one)).names]
    return [Found(one, msgid) for one in known or accounts[:1]]


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
    house: House, asker: Asker, words: Words, matches: Sequence[Choice], nearest: Sequence[Choice]
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
        scope, span = house.scope(asker, words), Span.day(house.today - ONE_DAY)
        await house.lists.showed(asker.chat, asker.topic, Shown(house.clock.now(), scope, span, articles=listed))
    return Message(text, _choices(house, shown), Kind.ANSWER if matches else Kind.REFUSED)


def _choices(house: House, shown: Sequence[Choice]) -> tuple[tuple[Button, ...], ...]:
    """A button for each: by number, or by title if there is one only."""
    row = []
    for n, (account, match) in enumerate(shown, 1):
        scope = account.key if len(house.accounts) > 1 else ""
        command = f"/article {match.msgid}{f' @{scope}' if scope else ''}"
        if len(command.encode()) <= BUTTON_BYTES:
            row.append(Button(str(n) if len(shown) > 1 else cut_title(match.title, LABEL_CELLS), command))
    return tuple(tuple(row[start : start + 4]) for start in range(0, len(row), 4))

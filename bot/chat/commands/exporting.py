"""`/export`: what is known of some days as a file: the articles as CSV, or a workbook with a sheet for each fact.

A CSV is one table, since phones open no archive of several: the articles' days, and beside them what each has since
publishing. Titles and notes are in the language of the chat, and `import` takes the file back in each.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from bot import i18n
from bot.accounts import Account
from bot.chat.commands.asker import Asker
from bot.chat.commands.base import House, Words
from bot.collect import Need, Purpose, Snapshot
from bot.core.asking import span_words, when
from bot.core.days import Span
from bot.core.errors import N_, MorningReadsError, Refused
from bot.core.facts import Part
from bot.core.message import Attachment, Button, Form, Kind, Message
from bot.core.ports import ALL
from bot.exchange.facts import ARTICLES, TABLES
from bot.exchange.making import CSV, XLSX, Order
from bot.exchange.notes import NOTES
from bot.i18n import say, tell

_FORMATS = {"csv": CSV, "xlsx": XLSX, "excel": XLSX, "表格": XLSX}

_OTHER_FORMATS = frozenset({"json", "pdf", "xls", "ods", "tsv", "txt", "xml", "html", "word", "docx", "zip", "png"})
_STEP = N_("Say xlsx for a workbook of everything, or csv for the articles alone.")

DETAILED = 31
"""Days up to which articles' lives and hours are fetched too, and hours go along: of a year they are most of a file."""

NAMED = 8
"""Accounts that are named; more are counted."""

LARGEST = 50_000_000
"""Bytes of a file that Telegram takes."""

_ALWAYS = (Part.ACCOUNT, Part.SOURCES, Part.ARTICLES, Part.SCENES)
_IN_DETAIL = (Part.LIVES, Part.READ_HOURS, Part.SHARE_HOURS)


@dataclass(frozen=True, slots=True)
class Wish:
    """Which days of whom, as what."""

    span: Span
    form: str
    accounts: Sequence[Account]
    scope: str

    @property
    def needs(self) -> list[Need]:
        """What is fetched for it, as for a question."""
        parts = _ALWAYS if self.form == XLSX else (Part.ACCOUNT, Part.ARTICLES)
        more = _IN_DETAIL if self.form == XLSX else (Part.LIVES,)
        return [Need(part, self.span) for part in (*parts, *(more if self.detailed else ()))]

    @property
    def detailed(self) -> bool:
        """Whether it is told by the hour too."""
        return len(self.span) <= DETAILED

    @property
    def name(self) -> str:
        """Of the file: `daily-2015-01.xlsx`."""
        whose = self.accounts[0].key if len(self.accounts) == 1 else ALL
        return f"{whose}-{span_words(self.span).replace('..', '_')}.{self.form}"


async def export(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """A file of what is known of the days; what is missing is fetched before, as for a question."""
    wish = read(house, asker, words)
    looks = [await house.collect.look(account, wish.needs) for account in wish.accounts]
    asks = any(look.to_ask(Purpose.QUESTION, house.clock.now()) for look in looks)
    names = [account.name for account in wish.accounts]
    if asks:
        text = house.renderer.page("progress", asker.language, accounts=names)
        yield Message(text, kind=Kind.PROGRESS, apart=True)
    ensured = await asyncio.gather(
        *(
            house.collect.ensure(account, wish.needs, Purpose.QUESTION, look)
            for account, look in zip(wish.accounts, looks, strict=True)
        )
    )
    if asks or len(wish.span) * len(wish.accounts) > DETAILED:
        text = house.renderer.page("exporting", asker.language, name=wish.name)
        yield Message(text, kind=Kind.PROGRESS, apart=True)
    trouble = next((one for _, troubles in ensured for one in troubles), None)
    yield await _file(house, asker, wish, [snapshot for snapshot, _ in ensured], trouble)


def read(house: House, asker: Asker, words: Words) -> Wish:
    """The wish in the words: days, and a format. Raises Refused."""
    forms = list(dict.fromkeys(form for word in words.rest if (form := _FORMATS.get(word.lower())))) or [XLSX]
    others = [word for word in words.rest if word.lower() in _OTHER_FORMATS]
    rest = " ".join(word for word in words.rest if word.lower() not in _OTHER_FORMATS | _FORMATS.keys())
    scope, tail = house.scope(asker, words), f" @{words.scope}" if words.scope else ""
    try:
        span = when(rest, house.today)
    except Refused as error:
        # The nearest days, as the kind of file that was wished.
        error.instead = tuple(f"{_line(near, forms[0])}{tail}" for near in error.near[:1])
        raise
    if others or len(forms) > 1:
        refused = Refused(_NOT_ONE, _STEP) if not others else Refused(_NO_SUCH, _STEP, form=others[0].upper())
        refused.instead = tuple(f"{_line(span, form)}{tail}" for form in (XLSX, CSV))
        raise refused
    return Wish(span, forms[0], house.accounts.of(scope, _line(span, forms[0])), scope)


_NO_SUCH, _NOT_ONE = (
    N_("There are no {form} files here."),
    N_("Those are two kinds of file, and there is one at a time."),
)


def _line(span: Span, form: str) -> str:
    return f"/export {span_words(span)} {form}"


async def _file(
    house: House, asker: Asker, wish: Wish, looks: Sequence[Snapshot], trouble: MorningReadsError | None
) -> Message:
    zone = house.zone_of(asker.chat, asker.topic)
    days = [look.day(day) for look in looks for day in wish.span]
    as_of = min((day.fetched_at for day in days if day.fetched_at), default=None)
    view = {
        "names": _named(wish.accounts, asker.language),
        "span": wish.span,
        "form": wish.form,
        "detailed": wish.detailed,
        "known": sum(day.account is not None for day in days),
        "days": len(days),
        "as_of": as_of,
        "zone": zone,
        "notes": house.composer.notes,
        "trouble": say(trouble, asker.language)[0] if trouble else None,
    }
    about = house.renderer.plain("export_notes", asker.language, **view)
    content, rows = await house.workshop.made(_order(wish, about.splitlines(), asker.language))
    if not rows:
        raise trouble or MorningReadsError(
            N_("The archive holds nothing of {first} to {last}."),
            N_("See /coverage for the days that it holds."),
            first=wish.span.first,
            last=wish.span.last,
        )
    if len(content) > LARGEST:
        raise Refused(
            N_("That would be a file of {size} MB, and Telegram takes {most}."),
            N_("Ask for fewer days or one account; `morning-reads export` writes files of any size."),
            size=len(content) // 1_000_000,
            most=LARGEST // 1_000_000,
        )
    text = house.renderer.page("exported", asker.language, rows=rows, **view)
    return Message(
        text, _buttons(wish, house.tail(wish.scope)), attachments=(Attachment(wish.name, content, Form.DOCUMENT),)
    )


def _named(accounts: Sequence[Account], language: str) -> str:
    """Whose figures they are, in what a caption has room for."""
    names, more = i18n.listed((account.name for account in accounts[:NAMED]), language), len(accounts) - NAMED
    return names if more <= 0 else i18n.translate(N_("{names} and {n} more"), language).format(names=names, n=more)


def _order(wish: Wish, about: Sequence[str], language: str) -> Order:
    accounts = [account.key for account in wish.accounts]
    if wish.form == CSV:
        return Order(CSV, [ARTICLES.name], accounts, wish.span, language=language)
    tables = [table.name for table in TABLES if wish.detailed or not table.by_the_hour]
    notes = [*about[1:], *(tell(note, language) for note in NOTES)]
    return Order(XLSX, tables, accounts, wish.span, about[0], notes, language)


def _buttons(wish: Wish, tail: str) -> tuple[tuple[Button, ...], ...]:
    """The same as the other kind of file."""
    other, label = (CSV, "CSV") if wish.form == XLSX else (XLSX, "XLSX")
    return ((Button(label, f"{_line(wish.span, other)}{tail}"),),)

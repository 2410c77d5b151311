"""`import` and `export`: files into the archive, and what the archive holds into files."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from bot.accounts import Accounts
from bot.app import App, Rooms, memory_rooms, open_app
from bot.catalogue import translate
from bot.cli.settings import settings_of
from bot.core.days import FIRST_DAY, Span, yesterday
from bot.core.errors import N_, NN_, Marked, MorningReadsError, Refused, Remark, WrongWords
from bot.core.ports import ALL
from bot.exchange.apart import Limits
from bot.exchange.bringing import Brought, bring
from bot.exchange.facts import BY_NAME, TABLES
from bot.exchange.notes import NOTES
from bot.exchange.sending import file_at, send_csv, send_json, send_xlsx
from bot.exchange.taken import Taken, Whose
from bot.i18n import figure, tell
from bot.settings import Settings
from bot.store.file import open_store

NAMED = 20
"""Things left out that are named one by one, for each file."""

STANDARD_OUTPUT = "-"


async def bring_in(words: argparse.Namespace) -> int:
    """Take in each file, one after the other; 1 if one could not be used or something was left out."""
    settings = settings_of(words)
    whole = True
    async with open_app(settings, verb=None if words.dry_run else "import") as app:
        ids = {account.app_id: key for key, account in settings.accounts.items()}
        whose = whose_of(app.accounts, ids, words.account)
        keeper = None if words.dry_run else app.collect
        for file in words.files:
            brought = await bring(Path(file), whose, app.clock.now(), app.archive, keeper, Limits())
            whole &= brought.whole
            show(file, brought, app.accounts, settings.language, dry_run=words.dry_run)
    return 0 if whole else 1


def whose_of(accounts: Accounts, ids: Mapping[str, str], asked: str | None) -> Whose:
    """Whose figures files hold, which may call an account by its key, its name or its AppID (`ids`: keys by AppID).

    Raises Refused for an account that is not set up.
    """
    asked = asked.removeprefix("@").lower() if asked else None
    if asked is not None:
        accounts.of(asked)
    keys = {**ids, **{account.name: account.key for account in accounts}, **{one.key: one.key for one in accounts}}
    only = next((account.key for account in accounts), None) if len(accounts) == 1 else None
    return Whose(asked or only, keys, forced=asked is not None)


def show(file: str, brought: Brought, accounts: Accounts, language: str, *, dry_run: bool) -> None:
    """What came of a file on standard output, what was left out on standard error."""
    taken, said = brought.taken, partial(tell, language=language)
    if dry_run:
        print(file)
        for line in _taken_for(taken, language):
            print(f"  {line}")
    if taken.parts:
        found = translate(N_("; "), language).join(map(said, _found(brought, dry_run=dry_run)))
        told = said(Remark(N_("{why}."), why=found))
        print(f"  {told}" if dry_run else said(Remark(_OF, file=file, what=told)), flush=True)
    if not dry_run and (left_out := [title for part in taken.parts for title, what in part.columns if what is None]):
        print(f"  {said(Remark(_LEFT_OUT, titles=tuple(left_out)))}")
    unknown = sorted(brought.accounts - {account.key for account in accounts})
    for note in (*taken.notes, *(Remark(_NOT_SET_UP, key=key) for key in unknown)):
        print(f"  {said(note)}")
    for problem in taken.problems[:NAMED]:
        print(said(Remark(_IN if "where" in problem.params else _OF, file=file, what=problem)), file=sys.stderr)
    if (more := len(taken.problems) + taken.unnamed - NAMED) > 0:
        left = Remark(N_("and {n} more."), n=figure(more, language))
        print(said(Remark(_OF, file=file, what=left)), file=sys.stderr)


_OF, _IN = N_("{file}: {what}"), N_("{file}, {what}")
_LEFT_OUT = N_("Columns that are not known were left out: {titles}.")
_NOT_SET_UP = N_("Account {key} is not set up here; its days answer once it is.")


def _taken_for(taken: Taken, language: str) -> Iterator[str]:
    """What each part of a file and each of its columns is taken for, a line each."""
    for part in taken.parts:
        words = N_("taken for: {what} (sheet {sheet})") if part.sheet else N_("taken for: {what}")
        yield tell(Remark(words, what=_marked(part.what), sheet=part.sheet), language)
        for title, what in part.columns:
            told = _marked(what or N_("not understood, left out"))
            yield "  " + tell(Remark(N_("{title}: {what}"), title=title, what=told), language)
    for sheet in taken.passed_over:
        yield tell(
            Remark(N_("passed over: sheet {sheet}, which has no row of titles that I know"), sheet=sheet), language
        )


def _marked(words: Remark | str) -> Remark | Marked:
    return words if isinstance(words, Remark) else Marked(words)


def _found(brought: Brought, *, dry_run: bool) -> list[Remark]:
    rows = sum(part.rows for part in brought.taken.parts)
    if not brought.days:
        return [Remark(N_("nothing in it can be taken"))]
    first, last = min(brought.days), max(brought.days)
    ends = {"first": str(first), "last": str(last)}
    about = N_("{rows} about {days}, {first}") if first == last else N_("{rows} about {days}, {first} to {last}")
    said = [Remark(about, rows=_counted(rows, *ROWS), days=_days(brought.days), **ends)]
    if dry_run:
        said.append(Remark(N_("nothing is kept yet")))
    if not brought.written and not brought.outranked:
        said.append(Remark(N_("all of it is held already")))
    if brought.changed:
        words = N_("of {days} an earlier file's figures are added to or changed")
        said.append(Remark(words, days=_days(brought.changed)))
    if brought.outranked:
        words = N_("of {days} WeChat's own figures are held, which stand")
        said.append(Remark(words, days=_days(brought.outranked)))
    return said


ROWS = NN_("{n} row", "{n} rows")
REPLIES = NN_("{n} reply", "{n} replies")
DAYS = NN_("{n} day", "{n} days")


def _days(days: Collection[date]) -> Remark:
    return _counted(len(days), *DAYS)


def _counted(number: int, one: str, many: str) -> Remark:
    return Remark(one, many, n=number)


async def send_out(words: argparse.Namespace) -> int:
    """Write what is held of the days; a file is there under its name only when all of it is."""
    settings = settings_of(words)
    path = _path(words)
    # The archive alone: whatever else of the store is damaged, its figures can be brought away.
    with closing(await asyncio.to_thread(lambda: open_store(settings.store.path, read_only=True))) as store:
        return await _sent_out(words, settings, path, memory_rooms(store.archive))


async def _sent_out(words: argparse.Namespace, settings: Settings, path: Path, rooms: Rooms) -> int:
    async with open_app(settings, rooms=rooms) as app:
        accounts = [account.key for account in app.accounts.of(words.account or ALL)]
        span = _held_span(words, app.clock.now())
        to_stdout = words.output == STANDARD_OUTPUT
        try:
            with nullcontext(sys.stdout.buffer) if to_stdout else file_at(path) as out:
                written = await _send(out, words, accounts, span, app)
                out.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise MorningReadsError(
                N_("{path} cannot be written: {reason}."),
                N_("Choose another place with --output."),
                path=path,
                reason=error.strerror or type(error).__name__,
            ) from None
    what = _counted(written, *(REPLIES if words.format == "json" else ROWS))
    counted = Remark(N_("{what} of {first} to {last}."), what=what, first=str(span.first), last=str(span.last))
    told = tell(counted if to_stdout else Remark(_OF, file=str(path), what=counted), settings.language)
    print(told, file=sys.stderr if to_stdout else sys.stdout)
    return 0


def _path(words: argparse.Namespace) -> Path:
    """Where the export goes. Raises WrongWords for what cannot be meant."""
    if words.format == "xlsx" and words.output == STANDARD_OUTPUT:
        raise WrongWords(N_("A workbook cannot go to standard output."), N_("Give a file with --output."))
    if words.format == "json" and words.table:
        raise WrongWords(N_("A JSON export holds everything."), N_("Leave out --table, or export csv or xlsx."))
    first, last = sorted((words.first, words.last))
    path = Path(words.output or f"morning-reads-{first}-{last}.{words.format}")
    if words.output != STANDARD_OUTPUT and path.exists() and not words.force:
        raise WrongWords(
            N_("{path} is there already."), N_("Give another --output, or --force to write over it."), path=path
        )
    return path


def _held_span(words: argparse.Namespace, now: datetime) -> Span:
    """The days asked for that can be held at all, whichever end was named first. Raises Refused if there are none."""
    first, last = sorted((words.first, words.last))
    first, last = max(first, FIRST_DAY), min(last, yesterday(now))
    if last < first:
        raise Refused(
            N_("There can be no figures of these days."),
            N_("Days from {first} to {last} can be asked for."),
            first=str(FIRST_DAY),
            last=str(yesterday(now)),
        )
    return Span(first, last)


async def _send(out: BinaryIO, words: argparse.Namespace, accounts: Sequence[str], span: Span, app: App) -> int:
    if words.format == "json":
        written = await send_json(out, accounts, span, app.archive, app.clock.now())
    elif words.format == "csv":
        written = await send_csv(out, BY_NAME[words.table or "articles"], accounts, span, app.archive)
    else:
        tables = [BY_NAME[words.table]] if words.table else TABLES
        notes = [tell(note, app.settings.language) for note in NOTES]
        language = app.settings.language
        written = await send_xlsx(out, tables, accounts, span, app.archive, language=language, notes=notes)
    if not written:
        raise MorningReadsError(
            N_("The archive holds nothing of {first} to {last}."),
            N_("See /coverage for the days that it holds."),
            first=str(span.first),
            last=str(span.last),
        )
    return written

"""`import` and `export`: files into the archive, and what the archive holds into files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from bot.accounts import Accounts
from bot.app import App, open_app
from bot.cli.settings import settings_of
from bot.core.days import FIRST_DAY, Span, yesterday
from bot.core.errors import MorningReadsError, Refused, WrongWords
from bot.core.ports import ALL
from bot.exchange.bringing import Brought, bring
from bot.exchange.facts import BY_NAME, TABLES
from bot.exchange.sending import file_at, send_csv, send_json, send_xlsx
from bot.exchange.taken import Part, Whose

NAMED = 20
"""Things left out that are named one by one, for each file."""

STANDARD_OUTPUT = "-"


async def bring_in(words: argparse.Namespace) -> int:
    """Take in each file, one after the other; 1 if one could not be used or something was left out."""
    settings = settings_of(words)
    whole = True
    async with open_app(settings, verb=None if words.dry_run else "import") as app:
        whose = whose_of(app.accounts, words.account)
        keeper = None if words.dry_run else app.collect
        for file in words.files:
            brought = await bring(Path(file), whose, app.clock.now(), app.archive, keeper)
            whole &= brought.whole
            tell(file, brought, app.accounts, dry_run=words.dry_run)
    return 0 if whole else 1


def whose_of(accounts: Accounts, asked: str | None) -> Whose:
    """Whose figures files hold that do not say it. Raises Refused for an account that is not set up."""
    asked = asked.removeprefix("@").lower() if asked else None
    if asked is not None:
        accounts.of(asked)
    keys = {account.name: account.key for account in accounts} | {account.key: account.key for account in accounts}
    only = next((account.key for account in accounts), None) if len(accounts) == 1 else None
    return Whose(asked or only, keys, forced=asked is not None)


def tell(file: str, brought: Brought, accounts: Accounts, *, dry_run: bool) -> None:
    """What came of a file on standard output, what was left out on standard error."""
    taken = brought.taken
    if dry_run:
        print(file)
        for part in taken.parts:
            print(f"  taken for: {_what(part)}")
            for title, what in part.columns:
                print(f"    {title}: {what or 'not understood, left out'}")
        for sheet in taken.passed_over:
            print(f"  passed over: sheet {sheet}, which has no row of titles that I know")
    if taken.parts:
        lead = "  " if dry_run else f"{file}: "
        print(f"{lead}{'; '.join(_found(brought, dry_run=dry_run))}.", flush=True)
    unknown = brought.accounts - {account.key for account in accounts}
    notes = [*taken.notes, *(f"Account {key} is not set up here; its days answer once it is." for key in unknown)]
    for note in notes:
        print(f"  {note}")
    for problem in taken.problems[:NAMED]:
        print(f"{file}, {problem}" if _is_place(problem) else f"{file}: {problem}", file=sys.stderr)
    if (more := len(taken.problems) - NAMED) > 0:
        print(f"{file}: and {more:,} more.", file=sys.stderr)


def _what(part: Part) -> str:
    return f"{part.what} (sheet {part.sheet})" if part.sheet else part.what


def _is_place(problem: str) -> bool:
    return problem.startswith(("line ", "row ", "sheet "))


def _found(brought: Brought, *, dry_run: bool) -> list[str]:
    rows = sum(part.rows for part in brought.taken.parts)
    if not brought.days:
        return ["nothing in it can be taken"]
    first, last = min(brought.days), max(brought.days)
    span = f"{first}" if first == last else f"{first} to {last}"
    said = [f"{_counted(rows, 'row')} about {_counted(len(brought.days), 'day')}, {span}"]
    if dry_run:
        said.append(f"to be kept as {', '.join(sorted(brought.endpoints))}")
    if not brought.written and not brought.outranked:
        said.append("all of it is held already")
    if brought.changed:
        days = _counted(len(brought.changed), "day")
        said.append(f"of {days} an earlier file's figures are added to or changed")
    if brought.outranked:
        days = _counted(len(brought.outranked), "day")
        said.append(f"of {days} WeChat's own figures are held, which stand")
    return said


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


async def send_out(words: argparse.Namespace) -> int:
    """Write what is held of the days; a file is there under its name only when all of it is."""
    settings = settings_of(words)
    path = _path(words)
    async with open_app(settings) as app:
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
                "{path} cannot be written: {reason}.",
                "Choose another place with --output.",
                path=path,
                reason=error.strerror or type(error).__name__,
            ) from None
    one, many = ("reply", "replies") if words.format == "json" else ("row", "rows")
    counted = f"{written:,} {one if written == 1 else many} of {span.first} to {span.last}."
    print(counted if to_stdout else f"{path}: {counted}", file=sys.stderr if to_stdout else sys.stdout)
    return 0


def _path(words: argparse.Namespace) -> Path:
    """Where the export goes. Raises WrongWords for what cannot be meant."""
    if words.format == "xlsx" and words.output == STANDARD_OUTPUT:
        raise WrongWords("A workbook cannot go to standard output.", "Give a file with --output.")
    if words.format == "json" and words.table:
        raise WrongWords("A JSON export holds everything.", "Leave out --table, or export csv or xlsx.")
    first, last = sorted((words.first, words.last))
    path = Path(words.output or f"morning-reads-{first}-{last}.{words.format}")
    if words.output != STANDARD_OUTPUT and path.exists() and not words.force:
        raise WrongWords("{path} is there already.", "Give another --output, or --force to write over it.", path=path)
    return path


def _held_span(words: argparse.Namespace, now: datetime) -> Span:
    """The days asked for that can be held at all, whichever end was named first. Raises Refused if there are none."""
    first, last = sorted((words.first, words.last))
    first, last = max(first, FIRST_DAY), min(last, yesterday(now))
    if last < first:
        raise Refused(
            "There can be no figures of these days.",
            "Days from {first} to {last} can be asked for.",
            first=FIRST_DAY,
            last=yesterday(now),
        )
    return Span(first, last)


async def _send(out: BinaryIO, words: argparse.Namespace, accounts: Sequence[str], span: Span, app: App) -> int:
    if words.format == "json":
        written = await send_json(out, accounts, span, app.archive, app.clock.now())
    elif words.format == "csv":
        written = await send_csv(out, BY_NAME[words.table or "articles"], accounts, span, app.archive)
    else:
        tables = [BY_NAME[words.table]] if words.table else TABLES
        written = await send_xlsx(out, tables, accounts, span, app.archive)
    if not written:
        raise MorningReadsError(
            "The archive holds nothing of {first} to {last}.",
            "See /coverage for the days that it holds.",
            first=span.first,
            last=span.last,
        )
    return written

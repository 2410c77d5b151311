"""The words of the command line. Only the standard library, and little of it: `--help` is to be quick."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from typing import NoReturn

from bot import __version__

EXAMPLES = """examples:
  morning-reads demo                     the main job, with nothing to set up
  morning-reads ask /reads 2015-01-05    one question, one answer
  morning-reads check                    is everything set up right?
  morning-reads run                      the bot
"""


class Wrong(Exception):
    """The words cannot be understood: one sentence and its next step."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One sentence and its next step in place of the usage."""
        raise Wrong(f"{message[:1].upper()}{message[1:]}. See `{self.prog} --help`.")


def _common(*, top: bool) -> _Parser:
    """`--config` and `--debug`, before or after the verb; after it they must not reset what stood before."""
    common = _Parser(add_help=False)
    default = None if top else argparse.SUPPRESS
    common.add_argument("--config", metavar="FILE", default=default, help="settings file (else morning-reads.toml)")
    common.add_argument(
        "--debug",
        action="store_true",
        default=False if top else argparse.SUPPRESS,
        help="log everything and show tracebacks",
    )
    return common


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2015-01-05") from None


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 0 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of calls")
    return int(text)


def parser() -> argparse.ArgumentParser:
    """All verbs with their words."""
    top = _Parser(
        prog="morning-reads",
        description="Morning Reads: the statistics of WeChat Official Account articles, in Telegram, every morning.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[_common(top=True)],
    )
    top.add_argument("--version", action="version", version=f"morning-reads {__version__}")
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True)
    after = _common(top=False)

    def verb(name: str, what: str) -> argparse.ArgumentParser:
        return verbs.add_parser(name, help=what, description=what[:1].upper() + what[1:] + ".", parents=[after])

    demo = verb("demo", "yesterday's digest of a made-up account, then a prompt; needs no settings")
    demo.add_argument("--date", type=_day, metavar="D", help="the digest of this day instead")
    verb("run", "the bot: answers in Telegram, and the digest every morning")
    morning = verb("morning", "the morning's work once, now")
    morning.add_argument("--date", type=_day, metavar="D", help="the digests of this day; else of yesterday")
    morning.add_argument("--provisional", action="store_true", help="send also what WeChat has not finished, marked so")
    morning.add_argument("--dry-run", action="store_true", help="print what each chat would get, send nothing")
    morning.add_argument("--plan", action="store_true", help="print the calls to WeChat that it needs, make none")
    ask = verb("ask", "one command, answered here: morning-reads ask /reads 2015-01-05")
    ask.add_argument("text", nargs="+", metavar="TEXT", help="what one would say in the chat; files are written here")
    ask.add_argument("--chart", metavar="FILE", help="write the answer's chart, too, as a PNG")
    backfill = verb("backfill", "missing days into the archive, the newest first; may be stopped and started again")
    backfill.add_argument("first", type=_day, metavar="FROM", help="the first day")
    backfill.add_argument("last", type=_day, metavar="TO", help="the last day")
    backfill.add_argument("--account", metavar="A", help="of this account alone, by its key")
    backfill.add_argument("--plan", action="store_true", help="print the calls to WeChat that it needs, make none")
    verb("check", "look at every part and say what to do about what fails")
    bring_in = verb("import", "files into the archive: WeChat's replies, tables (CSV, XLSX), an export")
    bring_in.add_argument("files", nargs="+", metavar="FILE", help="JSON, CSV or XLSX")
    bring_in.add_argument("--account", metavar="A", help="whose figures these are, by its key; exports say it")
    bring_in.add_argument("--dry-run", action="store_true", help="show what each column is taken for, keep nothing")
    export = verb("export", "what the archive holds, into a file")
    export.add_argument("first", type=_day, metavar="FROM", help="the first day, like 2015-01-05")
    export.add_argument("last", type=_day, metavar="TO", help="the last day")
    formats = "json: everything, to be imported again; csv: one table; xlsx: a sheet for each"
    export.add_argument("--format", required=True, choices=["csv", "xlsx", "json"], help=formats)
    export.add_argument("--account", metavar="A", help="of this account alone, by its key")
    export.add_argument("--output", metavar="FILE", help="else morning-reads-FROM-TO here; - is standard output")
    tables = ["account", "articles", "sources", "scenes", "hours", "lives"]
    export.add_argument("--table", choices=tables, help="this table alone (csv: articles)")
    export.add_argument("--force", action="store_true", help="write over a file that is there")
    simulator = verb("simulator", "the WeChat API, simulated, over HTTP")
    simulator.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    simulator.add_argument("--port", type=_port, default=8089, help="port to listen on (8089)")
    simulator.add_argument("--seed", type=int, default=1, help="another number, other figures (1)")
    simulator.add_argument("--retire-classics", action="store_true", help="answer the classic interfaces with 47009")
    simulator.add_argument("--quota", type=_count, metavar="N", help="calls for each account, interface and day")
    return top


def parse(argv: Sequence[str] | None = None) -> argparse.Namespace | None:
    """The words, read; None when they were only about help. Raises Wrong."""
    try:
        return parser().parse_args(argv)
    except SystemExit:
        return None

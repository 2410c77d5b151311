"""The words of the command line. Only the standard library, and little of it: `--help` is to be quick.

They go through the standard library's gettext, as argparse's own do, in the language of the terminal's locale.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from gettext import gettext as _
from typing import NoReturn

from bot import __version__


def _examples() -> str:
    examples = {
        "demo": _("the main job, with nothing to set up"),
        "ask /reads 2015-01-05": _("one question, one answer"),
        "check": _("is everything set up right?"),
        "run": _("the bot"),
    }
    lines = [f"  morning-reads {words:<24} {what}" for words, what in examples.items()]
    return "\n".join([_("examples:"), *lines, ""])


class Wrong(Exception):
    """The words cannot be understood: one sentence and its next step."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One sentence and its next step in place of the usage."""
        sentence = message[:1].upper() + message[1:]
        raise Wrong(_("{sentence}. See `{prog} --help`.").format(sentence=sentence, prog=self.prog))


def _common(*, top: bool) -> _Parser:
    """`--config` and `--debug`, before or after the verb; after it they must not reset what stood before."""
    common = _Parser(add_help=False)
    default = None if top else argparse.SUPPRESS
    common.add_argument("--config", metavar="FILE", default=default, help=_("settings file (else morning-reads.toml)"))
    common.add_argument(
        "--debug",
        action="store_true",
        default=False if top else argparse.SUPPRESS,
        help=_("log everything and show tracebacks"),
    )
    return common


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("{words} is not a date like 2015-01-05").format(words=repr(text))) from None


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(_("{words} is not a port from 0 to 65535").format(words=repr(text)))
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(_("{words} is not a number of calls").format(words=repr(text)))
    return int(text)


def parser() -> argparse.ArgumentParser:
    """All verbs with their words."""
    top = _Parser(
        prog="morning-reads",
        description=_("Morning Reads: the statistics of WeChat Official Account articles, in Telegram, every morning."),
        epilog=_examples(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[_common(top=True)],
    )
    shown = _("show program's version number and exit")
    top.add_argument("--version", action="version", version=f"morning-reads {__version__}", help=shown)
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True)
    after = _common(top=False)

    def verb(name: str, what: str) -> argparse.ArgumentParser:
        return verbs.add_parser(
            name, help=what, description=_("{sentence}.").format(sentence=what[:1].upper() + what[1:]), parents=[after]
        )

    demo = verb("demo", _("yesterday's digest of a made-up account, then a prompt; needs no settings"))
    demo.add_argument("--date", type=_day, metavar="D", help=_("the digest of this day instead"))
    verb("run", _("the bot: answers in Telegram, and the digest every morning"))
    morning = verb("morning", _("the morning's work once, now"))
    morning.add_argument("--date", type=_day, metavar="D", help=_("the digests of this day; else of yesterday"))
    morning.add_argument(
        "--provisional", action="store_true", help=_("send also what WeChat has not finished, marked so")
    )
    morning.add_argument("--dry-run", action="store_true", help=_("print what each chat would get, send nothing"))
    morning.add_argument("--plan", action="store_true", help=_("print the calls to WeChat that it needs, make none"))
    ask = verb("ask", _("one command, answered here: morning-reads ask /reads 2015-01-05"))
    ask.add_argument(
        "text", nargs="+", metavar="TEXT", help=_("what one would say in the chat; files are written here")
    )
    ask.add_argument("--chart", metavar="FILE", help=_("write the answer's chart, too, as a PNG"))
    backfill = verb("backfill", _("missing days into the archive, the newest first; may be stopped and started again"))
    backfill.add_argument("first", type=_day, metavar="FROM", help=_("the first day"))
    backfill.add_argument("last", type=_day, metavar="TO", help=_("the last day"))
    backfill.add_argument("--account", metavar="A", help=_("of this account alone, by its key"))
    backfill.add_argument("--plan", action="store_true", help=_("print the calls to WeChat that it needs, make none"))
    verb("check", _("look at every part and say what to do about what fails"))
    bring_in = verb("import", _("files into the archive: WeChat's replies, tables (CSV, XLSX, XLS), an export"))
    bring_in.add_argument("files", nargs="+", metavar="FILE", help=_("JSON, CSV, XLSX or XLS"))
    bring_in.add_argument("--account", metavar="A", help=_("whose figures these are, by its key; exports say it"))
    bring_in.add_argument("--dry-run", action="store_true", help=_("show what each column is taken for, keep nothing"))
    export = verb("export", _("what the archive holds, into a file"))
    export.add_argument("first", type=_day, metavar="FROM", help=_("the first day, like 2015-01-05"))
    export.add_argument("last", type=_day, metavar="TO", help=_("the last day"))
    formats = _("json: everything, to be imported again; csv: one table; xlsx: a sheet for each")
    export.add_argument("--format", required=True, choices=["csv", "xlsx", "json"], help=formats)
    export.add_argument("--account", metavar="A", help=_("of this account alone, by its key"))
    export.add_argument("--output", metavar="FILE", help=_("else morning-reads-FROM-TO here; - is standard output"))
    hours = ["hours", "hours-by-source", "hours-by-scene"]
    tables = ["account", "articles", "sources", "scenes", *hours, "lives"]
    export.add_argument("--table", choices=tables, help=_("this table alone (csv: articles)"))
    export.add_argument("--force", action="store_true", help=_("write over a file that is there"))
    simulator = verb("simulator", _("the WeChat API, simulated, over HTTP"))
    simulator.add_argument("--host", default="127.0.0.1", help=_("address to listen on (127.0.0.1)"))
    simulator.add_argument("--port", type=_port, default=8089, help=_("port to listen on (8089)"))
    simulator.add_argument("--seed", type=int, default=1, help=_("another number, other figures (1)"))
    simulator.add_argument("--retire-classics", action="store_true", help=_("answer the classic interfaces with 47009"))
    simulator.add_argument("--quota", type=_count, metavar="N", help=_("calls for each account, interface and day"))
    return top


def parse(argv: Sequence[str] | None = None) -> argparse.Namespace | None:
    """The words, read; None when they were only about help. Raises Wrong."""
    try:
        return parser().parse_args(argv)
    except SystemExit:
        return None

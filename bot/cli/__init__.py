"""The command line: words in, exit status out. A failure is one sentence and its next step, never a traceback."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence

from bot.cli.words import Wrong, parse
from bot.core.errors import MorningReadsError


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the words say. 0 done, 1 the work failed, 2 the words or the settings are wrong."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows no "▲" shows a "?" in its place, and not a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        words = parse(argv)
    except Wrong as wrong:
        print(wrong, file=sys.stderr)
        return 2
    if words is None:
        return 0
    try:
        return run(words)
    except MorningReadsError as error:
        if words.debug:
            raise
        print(error, file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        # A prompt and a server are left that way; other work was not done.
        print()
        return 0 if words.verb in ("demo", "run", "simulator") else 1
    except BrokenPipeError:
        # Whoever read the output has enough; flushing the rest at exit would complain.
        sys.stdout = None
        return 0
    except Exception as error:
        if words.debug:
            raise
        print(
            f"Something went wrong here ({type(error).__name__}). Run it again with --debug to see where.",
            file=sys.stderr,
        )
        return 1


def run(words: argparse.Namespace) -> int:
    """Import the verb's part and run it: `--help` stays quick."""
    import asyncio

    from bot.cli.verbs import VERBS

    return asyncio.run(VERBS[words.verb](words))

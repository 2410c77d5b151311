"""The command line: words in, exit status out. A failure is one sentence and its next step, never a traceback."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from bot.catalogue import of_the_terminal, speak, translate
from bot.cli.words import Wrong, parse
from bot.core.errors import N_, MorningReadsError, SettingsWrong, StoreDamaged


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the words say. 0 done, 1 the work failed, 2 the words or the settings are wrong."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows no "▲" shows a "?" in its place, and not a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    status = 0
    try:
        status = _status(argv)
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()  # what is short meets a closed pipe here, and not at Python's own end
    except BrokenPipeError:
        # Whoever read the output has enough; flushing the rest at exit would complain.
        sys.stdout = sys.stderr = None
    return status


def _status(argv: Sequence[str] | None) -> int:
    speak(language := of_the_terminal(os.environ))
    try:
        words = parse(argv)
    except Wrong as wrong:
        print(wrong, file=sys.stderr)
        return 2
    if words is None:
        return 0
    words.language = language
    try:
        return run(words)
    except MorningReadsError as error:
        if words.debug:
            raise
        print(_told(_explained(error), words.language), file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        # A prompt and a server are left that way; other work was not done.
        print()
        return 0 if words.verb in ("demo", "run", "simulator") else 1
    except BrokenPipeError:
        raise
    except Exception as error:
        if words.debug:
            raise
        print(translate(_DEFECT, words.language).format(kind=type(error).__name__), file=sys.stderr)
        return 1


_DEFECT = N_("Something went wrong here ({kind}). Run it again with --debug to see where.")


def _explained(error: MorningReadsError) -> MorningReadsError:
    if not isinstance(error, StoreDamaged):
        return error
    from bot.store.survey import explained

    return explained(error)


def _told(error: MorningReadsError, language: str) -> str:
    from bot.i18n import sentences

    more = error.more if isinstance(error, SettingsWrong) else ()
    return "\n".join(sentences(one, language) for one in (error, *more))


def run(words: argparse.Namespace) -> int:
    """Import the verb's part and run it: `--help` stays quick."""
    import asyncio

    from bot.cli.verbs import VERBS

    return asyncio.run(VERBS[words.verb](words))

"""The words of every language: gettext catalogues beside the code. English stands in the source.

The standard library alone, so that the command line's `--help` stays quick. What is compiled (`.mo`) stands beside its
source (`.po`): with it, `--help` takes 0.11 s in Chinese, as in English; Babel's reader of sources would double that.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "zh")
"""What the bot speaks; the first is that of the source."""

DOMAIN = "morning_reads"
FOLDER = Path(__file__).parent / "locale"


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; where it has no words, the English ones stand."""
    return gettext.translation(DOMAIN, FOLDER, [language], fallback=True)


def translate(words: str, language: str) -> str:
    """Marked words in a language."""
    return catalogue(language).gettext(words) if words else ""


def of_the_terminal(environment: Mapping[str, str]) -> str:
    """The language that a terminal's locale asks for, as gettext reads it; English for one that is not spoken here."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            asked = [one.partition(".")[0].partition("_")[0].lower() for one in value.split(":")]
            return next((one for one in asked if one in LANGUAGES), LANGUAGES[0])
    return LANGUAGES[0]


def speak(language: str) -> None:
    """Let the standard library's own gettext, and argparse with it, speak the language of the terminal."""
    gettext.bindtextdomain(DOMAIN, FOLDER)
    gettext.textdomain("messages" if language == LANGUAGES[0] else DOMAIN)

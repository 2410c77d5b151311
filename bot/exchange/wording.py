"""What columns and sheets of an export are called in the language of whoever gets it; `columns` knows them all again.

In English a column is called by its name, which is what the command line's CSV has in every language.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.catalogue import translate
from bot.core.errors import N_
from bot.core.metrics import METRICS, Metric, Unit
from bot.i18n import LANGUAGES

_UNITS = {
    Unit.FEN: (" (fen)", N_("{title} (fen)")),
    Unit.FRACTION: (" (fraction)", N_("{title} (fraction)")),
    Unit.MINUTES: (" (minutes)", N_("{title} (minutes)")),
}

SINCE = " since publishing"
"""What the name of a column ends with whose figures count from publishing on, beside those of a day."""

UNTIL = "until" + SINCE
"""The day up to which they count."""

UNTITLED = N_("(no title given by WeChat)")
"""Stands where a title would."""

TOTAL = N_("total")

NOTES_TITLE = N_("Notes")

_TOLD: Mapping[str, str] = {
    "account": N_("account"),
    "date": N_("date"),
    "msgid": N_("msgid"),
    "title": N_("title"),
    "url": N_("url"),
    "source": N_("source"),
    "scene": N_("scene"),
    "hour": N_("hour (0 to 23)"),
    "published": N_("published on"),
    "counted until": N_("counted until"),
    "notified": N_("notified"),
    "delivered": N_("delivered"),
    UNTIL: N_("since publishing, until"),
    "generation": N_("generation"),
    "origin": N_("origin"),
    "fetched at (UTC)": N_("fetched at (UTC)"),
}


def name_of(metric: Metric) -> str:
    """A metric's column: the bot's term, which tells people from times; other units stand behind it."""
    return metric.title + (_UNITS[metric.unit][0] if metric.unit in _UNITS else "")


_METRICS = {name_of(metric): metric for metric in METRICS}

NAMES = (*_TOLD, *_METRICS, *(name + SINCE for name in (*_METRICS, "delivered")))
"""Every column that an export may have."""


def titled(name: str, language: str) -> str:
    """A column's title."""
    if name in _TOLD:
        return translate(_TOLD[name], language)
    if name.endswith(SINCE):
        title = titled(name.removesuffix(SINCE), language)
        return translate(N_("{title} since publishing"), language).format(title=title)
    metric = _METRICS[name]
    title = translate(metric.title, language)
    return translate(_UNITS[metric.unit][1], language).format(title=title) if metric.unit in _UNITS else title


def titles(name: str) -> tuple[str, ...]:
    """A column's titles in all languages."""
    return tuple(dict.fromkeys(titled(name, language) for language in LANGUAGES))


_ALL_UNTITLED = frozenset(translate(UNTITLED, language) for language in LANGUAGES)


def given(title: str | None) -> str | None:
    """A title that was read; None for the words that stand where there is none."""
    return None if title in _ALL_UNTITLED else title

"""Figures, lists and errors in the language of a chat.

Every word that a person reads passes through here, through the catalogue or through a template's `trans`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from babel.dates import get_day_names
from babel.lists import format_list

from bot.catalogue import LANGUAGES as LANGUAGES
from bot.catalogue import catalogue
from bot.catalogue import translate as translate
from bot.core.errors import N_, Marked, MorningReadsError, Remark
from bot.core.facts import Figures
from bot.core.metrics import BY_NAME, Unit
from bot.core.origins import ORIGINS, UNLISTED
from bot.core.totals import Change
from bot.dates import LOCALES, plain_day

GAPS = {"en": " ", "zh": ""}
"""What stands between two sentences."""


def say(error: MorningReadsError, language: str) -> tuple[str, str]:
    """An error's sentence and next step in a language."""
    return _filled(error.sentence, error.params, language), _filled(error.step, error.params, language)


def sentences(error: MorningReadsError, language: str) -> str:
    """An error's sentence and next step in a language, in one line."""
    return GAPS[language].join(filter(None, say(error, language)))


def tell(words: Remark | str, language: str) -> str:
    """A remark, or marked words, in a language."""
    if not isinstance(words, Remark):
        return translate(words, language)
    if words.many and isinstance(n := words.params.get("n"), int):
        said = catalogue(language).ngettext(words.words, words.many, n)
        return said.format(**words.params | {"n": figure(n, language)})
    return _filled(words.words, words.params, language)


def _filled(words: str, params: Mapping[str, object], language: str) -> str:
    return translate(words, language).format(**{key: _param(value, language) for key, value in params.items()})


def _param(value: object, language: str) -> object:
    """A parameter as it is said: days and marked words in the language, all that is data as it stands."""
    if isinstance(value, date):
        return plain_day(value, language)
    if isinstance(value, tuple):
        return listed((_param(item, language) for item in value), language)
    if isinstance(value, Remark):
        return tell(value, language)
    return translate(value, language) if isinstance(value, Marked) else value


def listed(items: Iterable[object], language: str) -> str:
    """Things in a row: `daily, weekly`."""
    return translate(N_(", "), language).join(str(item) for item in items)


def figure(value: float, language: str) -> str:
    """A figure, exact, with thousands separators; means have no decimals from 10 on.

    English and Chinese group alike, and a long list has a hundred figures: Babel would take most of an answer's time.
    """
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 10 else f"{value:,.1f}"
    return f"{value:,}"


_SHORT = {
    "en": ((1e9, "B"), (1e6, "M"), (1e3, "K")),
    "zh": ((1e8, "亿"), (1e4, "万")),
}


def short_figure(value: float, language: str) -> str:
    """A figure on a chart's axis: `12.3K`, `1.2万`, exact below; nowhere else are figures shortened."""
    for size, sign in _SHORT[language]:
        if abs(value) >= size:
            return f"{value / size:.1f}".removesuffix(".0") + sign
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def percent(value: float, language: str) -> str:
    """The size of a percentage: `59 %`, with one decimal below ten."""
    size = abs(value)
    shown = f"{size:.1f}" if round(size, 1) < 10 else f"{size:.0f}"
    return f"{'0' if shown == '0.0' else shown}{_PERCENT[language]}"


_PERCENT = {"en": " %", "zh": "%"}


def amount(value: float, metric: str, language: str) -> str:
    """A figure with its unit in words: `23,676 readers`, `1 saver`, `63 % read to the end`."""
    row = BY_NAME[metric]
    words = catalogue(language).ngettext(row.one, row.many, 1 if value == 1 else 2)
    return words.format(n=bare(value, metric, language))


def bare(value: float, metric: str, language: str) -> str:
    """A figure as its unit is written, without words: `23,676`, `63 %`."""
    return _FORMS.get(BY_NAME[metric].unit, figure)(value, language)


def _yuan(fen: float, language: str) -> str:
    return f"{fen / 100:,.2f}"


def _fraction(value: float, language: str) -> str:
    return percent(value * 100, language)


def _minutes(value: float, language: str) -> str:
    """`1.2`; in Chinese, where a tenth of a minute is nothing that anybody says, `1 分 12 秒`."""
    if language != "zh":
        return f"{value:,.1f}"
    minutes, seconds = divmod(round(value * 60), 60)
    return f"{minutes:,} 分 {seconds} 秒" if minutes else f"{seconds} 秒"


_FORMS = {Unit.FEN: _yuan, Unit.FRACTION: _fraction, Unit.MINUTES: _minutes}
"""Units whose figures are not told as they stand."""


def amounts(figures: Figures, *metrics: str, language: str, zeros: bool = True) -> str:
    """Those of a list of figures that are given, in one line: `122 sharers · 994 shares`."""
    given = ((figures[metric], metric) for metric in metrics)
    return " · ".join(amount(n, metric, language) for n, metric in given if n is not None and (n or zeros))


def person_days(value: int, metric: str, language: str) -> str:
    """A sum of people over days, under a name of its own: `315,000 reader-days`."""
    return translate(BY_NAME[metric].over_days, language).format(n=figure(value, language))


def metric_name(metric: str, language: str) -> str:
    """`readers`."""
    return translate(BY_NAME[metric].title, language)


def weekday_names(days: Sequence[int], language: str) -> str:
    """`Mon, Tue and Wed`, or `Mon to Fri` for three or more in a row; days as ISO numbers them."""
    names = get_day_names("abbreviated", locale=LOCALES[language])
    first, last = days[0], days[-1]
    if len(days) > 2 and last - first + 1 == len(days):
        return translate(N_("{first} to {last}"), language).format(first=names[first - 1], last=names[last - 1])
    return format_list([names[day - 1] for day in days], locale=LOCALES[language])


def metric_names(metrics: Sequence[str], language: str) -> str:
    """`reads, shares and favourites`."""
    return format_list([metric_name(metric, language) for metric in metrics], locale=LOCALES[language])


def origin_name(origin: str, language: str) -> str:
    """Where readers come from: `Moments`; a number that the documents do not list is `source 9`, a label stays."""
    if origin in ORIGINS:
        return translate(ORIGINS[origin], language)
    return translate(UNLISTED, language).format(number=origin) if origin.isdecimal() else origin


_NO_CHANGE = N_("no change")


def change(value: Change | None, language: str) -> str:
    """`▲ 12 %`, `▼ 3.1 %`, `no change` when rounding hides it, `–` when it cannot be said."""
    if value is None:
        return "–"
    if value.now == value.before:
        return translate(_NO_CHANGE, language)
    if value.percent is None:
        return "–"
    if round(abs(value.percent), 1) == 0:
        return translate(_NO_CHANGE, language)
    size = percent(value.percent, language)
    return f"▲ {size}" if value.percent > 0 else f"▼ {size}"

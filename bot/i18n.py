"""Figures, days, lists and errors in the language of a chat.

Every word that a person reads passes through here, through the catalogue or through a template's `trans`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_day_names
from babel.lists import format_list

from bot.catalogue import LANGUAGES as LANGUAGES
from bot.catalogue import catalogue
from bot.catalogue import translate as translate
from bot.core.days import Span
from bot.core.errors import N_, Marked, MorningReadsError, Remark
from bot.core.facts import Figures
from bot.core.metrics import BY_NAME, Unit
from bot.core.origins import ORIGINS, UNLISTED
from bot.core.totals import Change

_LOCALES = {"en": "en_GB", "zh": "zh_Hans_CN"}

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
    names = get_day_names("abbreviated", locale=_LOCALES[language])
    first, last = days[0], days[-1]
    if len(days) > 2 and last - first + 1 == len(days):
        return translate(N_("{first} to {last}"), language).format(first=names[first - 1], last=names[last - 1])
    return format_list([names[day - 1] for day in days], locale=_LOCALES[language])


def metric_names(metrics: Sequence[str], language: str) -> str:
    """`reads, shares and favourites`."""
    return format_list([metric_name(metric, language) for metric in metrics], locale=_LOCALES[language])


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


_PATTERNS = {
    "en": {
        "long": "EEEE, d MMMM y",
        "plain": "d MMMM y",
        "of_a_year": "d MMMM",
        "long_of_a_year": "EEEE, d MMMM",
        "day_before": "EEEE",
        "week_before": "'last' EEEE",
        "short": "E d",
        "month": "MMM y",
        "instant": "d MMMM y, HH:mm",
    },
    "zh": {
        "long": "y 年 M 月 d 日 EEEE",
        "plain": "y 年 M 月 d 日",
        "of_a_year": "M 月 d 日",
        "long_of_a_year": "M 月 d 日 EEEE",
        "day_before": "'前一日'",
        "week_before": "'上周同日'",
        "short": "d 日 EEE",
        "month": "y 年 M 月",
        "instant": "y 年 M 月 d 日 HH:mm",
    },
}
"""Babel's patterns of days. In Chinese a blank stands between figures and characters."""


def _day(day: date, pattern: str, language: str) -> str:
    return format_date(day, _PATTERNS[language][pattern], locale=_LOCALES[language])


@lru_cache(1024)
def long_day(day: date, language: str) -> str:
    """`Monday, 5 January 2015`."""
    return _day(day, "long", language)


@lru_cache(1024)
def plain_day(day: date, language: str) -> str:
    """`5 January 2015`."""
    return _day(day, "plain", language)


@lru_cache(1024)
def day_before(day: date, language: str) -> str:
    """What the day before another one is called beside its figure: `Sunday`, in Chinese `前一日`."""
    return _day(day, "day_before", language)


@lru_cache(1024)
def week_before(day: date, language: str) -> str:
    """What the same weekday a week before is called: `last Monday`, in Chinese `上周同日`."""
    return _day(day, "week_before", language)


@lru_cache(1024)
def short_day(day: date, language: str) -> str:
    """`Mon 5`, for a button."""
    return _day(day, "short", language)


@lru_cache(1024)
def month(day: date, language: str) -> str:
    """`Jan 2015`, for a button."""
    return _day(day, "month", language)


@lru_cache(1024)
def axis_day(day: date, language: str) -> str:
    """`5 Jan`, below an axis."""
    return format_date(day, "d MMM" if language == "en" else "M月d日", locale=_LOCALES[language])


@lru_cache(1024)
def axis_month(day: date, language: str) -> str:
    """`Jan`, below an axis."""
    return format_date(day, "MMM" if language == "en" else "M月", locale=_LOCALES[language])


@lru_cache(1024)
def day_range(first: date, last: date, language: str) -> str:
    """`16–22 November 2026`: what both ends have in common is said once."""
    if language == "zh":
        same_month = (first.year, first.month) == (last.year, last.month)
        shorter = f"{last.day} 日" if same_month else _day(last, "of_a_year", language)
        return f"{plain_day(first, language)}至 {shorter if first.year == last.year else plain_day(last, language)}"
    if first.year != last.year:
        return f"{plain_day(first, language)} – {plain_day(last, language)}"
    if first.month != last.month:
        return f"{_day(first, 'of_a_year', language)} – {plain_day(last, language)}"
    return f"{first.day}–{plain_day(last, language)}"


def within(part: Span | date, whole: Span, language: str) -> str:
    """A day or some days of a span, without the year that stands in its own words: `25–31 October`, `4 November`."""
    days = part if isinstance(part, Span) else Span.day(part)
    if not _of_one_year(whole):
        return plain_day(days.first, language) if days.single else day_range(days.first, days.last, language)
    first, last = (_day(day, "of_a_year", language) for day in (days.first, days.last))
    if days.single:
        return first
    if days.first.month != days.last.month:
        return f"{first}{_TO[language]}{last}"
    return f"{first}至 {days.last.day} 日" if language == "zh" else f"{days.first.day}–{last}"


def long_within(day: date, whole: Span, language: str) -> str:
    """A day of a span with its weekday, without the year that stands in the span's words: `Tuesday, 4 November`."""
    return _day(day, "long_of_a_year" if _of_one_year(whole) else "long", language)


def _of_one_year(span: Span) -> bool:
    """Whether day and month say which of its days is meant."""
    return span.first.year == span.last.year or len(span) <= 365


_TO = {"en": " – ", "zh": "至 "}


def span(days: Span, language: str) -> str:
    """`16–22 November 2026`, or `last week: 16–22 November 2026` where it was called so."""
    dates = day_range(days.first, days.last, language)
    if not days.called or days.single:
        return dates
    name = translate(days.called, language).format(days=len(days))
    return translate(N_("{name}: {days}"), language).format(name=name, days=dates)


def hour(instant: datetime, zone: ZoneInfo) -> str:
    """`08:31`, in a zone."""
    return f"{instant.astimezone(zone):%H:%M}"


def instant(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """`5 January 2015, 08:31`, in a zone."""
    return format_datetime(moment, _PATTERNS[language]["instant"], tzinfo=zone, locale=_LOCALES[language])

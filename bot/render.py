"""Views → words: Jinja2 templates to Telegram's HTML, and that HTML to plain text for a terminal."""

from __future__ import annotations

import logging
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache, partial
from html import escape, unescape
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cachetools import LRUCache
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from bot import dates, i18n
from bot.catalogue import catalogue, translate
from bot.core.days import Span
from bot.core.message import TEXT_LIMIT, Message, utf16_length

TITLE_CELLS = 44
"""About one line of a phone, in cells of a Latin letter; a Chinese character takes two."""

SECTIONS = 512
"""Words of views that are remembered."""

ENTITIES = 100
"""Telegram's limit of bold, italic and linked places in one text."""

log = logging.getLogger(__name__)

_BLANK_LINES = re.compile(r"\n\s*\n\s*")
_PACKAGE = Path(__file__).parent


def templates_path() -> Path:
    """Where the templates lie: beside the package in a wheel, at the top level in a checkout."""
    inside = _PACKAGE / "_templates"
    return inside if inside.is_dir() else _PACKAGE.parent / "templates"


class Cut(NamedTuple):
    """A text that lists, as far as one message takes it."""

    text: str
    told: int
    """How many of each list were told of up to here."""
    left: int
    """How many of the longest list are not."""


class Renderer:
    """Templates by name, in any language.

    `own` is a folder of the operator's templates; they run sandboxed, and where one fails the built-in one speaks, so
    that no digest is missing for a slip in it.
    """

    def __init__(self, own: Path | None = None) -> None:
        self._own = own
        self._own_environments: dict[str, Environment] = {}
        self._sections: LRUCache[tuple[str, str, Hashable, str], Markup] = LRUCache(SECTIONS)

    def page(self, template: str, language: str, **view: object) -> str:
        """The words of a template, as Telegram HTML without blank lines at either end."""
        return _clean(_BLANK_LINES.sub("\n\n", self._words(template, language, view)).strip())

    def plain(self, template: str, language: str, **view: object) -> str:
        """The words of a template as plain text, for whatever is no chat: a terminal, a workbook."""
        return plain(self.page(template, language, **view))

    def cut(
        self, template: str, language: str, lists: Mapping[str, Sequence[object]], after: int = 0, **view: object
    ) -> Cut:
        """The words of a template that lists without bound, as one message takes them.

        The template is given each list under its name, and as `more_NAME` how many of it are left out. `after` leaves
        out so many in front, which an earlier message told; the template is given that number, too.
        """
        lists = {name: things[after:] for name, things in lists.items()}

        def page(count: int) -> str:
            shown = {name: things[:count] for name, things in lists.items()}
            more = {f"more_{name}": max(0, len(things) - count) for name, things in lists.items()}
            return self.page(template, language, after=after, **shown, **more, **view)

        longest = max(map(len, lists.values()))
        whole = page(longest)
        if fits(whole):
            return Cut(whole, after + longest, 0)
        count = bisect_left(range(longest), True, key=lambda n: not fits(page(n + 1)))
        left = max(longest - count, 0)
        return Cut(page(count), after + count, left)

    def _words(self, template: str, language: str, view: Mapping[str, object]) -> str:
        name = f"{template}.html.j2"
        if self._own:
            try:
                return self.environment(language, own=True).get_template(name).render(**view)
            except Exception as error:
                log.error("your template of %s cannot be used, ours is: %s: %s", name, type(error).__name__, error)
        return self.environment(language).get_template(name).render(**view)

    def section(self, template: str, language: str, view: Hashable) -> Markup:
        """The words of a view. They follow from it alone and are remembered: a team asks the same questions."""
        # A span may be called otherwise ("last week") and be the same.
        key = (template, language, view, getattr(getattr(view, "span", None), "called", ""))
        words = self._sections.get(key)
        if words is None:
            words = self._sections[key] = Markup(self.page(template, language, view=view))  # noqa: S704 - a template's
        return words

    def text(self, words: str, language: str) -> str:
        """Marked words (a button's label) in a language."""
        return translate(words, language)

    def environment(self, language: str, *, own: bool = False) -> Environment:
        """Where the templates of a language run; the operator's, in a sandbox, before the built-in ones if `own`."""
        if not own:
            return _built_in(language)
        if language not in self._own_environments:
            self._own_environments[language] = _make(language, self._own)
        return self._own_environments[language]


@cache
def _built_in(language: str) -> Environment:
    """The same for every renderer of a process: reading and compiling templates takes most of a first answer's time."""
    return _make(language, None)


def _make(language: str, own: Path | None) -> Environment:
    kind = SandboxedEnvironment if own else Environment
    folders = [folder for folder in (own, templates_path()) if folder]
    environment = kind(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    environment.policies["ext.i18n.trimmed"] = True
    environment.globals["gap"] = i18n.GAPS[language]
    environment.filters.update(_filters(language))
    return environment


_IN_A_LANGUAGE = (
    i18n.amount,
    i18n.amounts,
    i18n.bare,
    i18n.change,
    i18n.figure,
    dates.instant,
    i18n.listed,
    dates.long_day,
    dates.long_within,
    i18n.metric_name,
    i18n.metric_names,
    dates.month,
    i18n.percent,
    i18n.origin_name,
    i18n.person_days,
    dates.plain_day,
    dates.short_day,
    dates.day_before,
    dates.week_before,
    i18n.weekday_names,
    dates.within,
)


def _filters(language: str) -> Mapping[str, object]:
    return {
        **{function.__name__: partial(function, language=language) for function in _IN_A_LANGUAGE},
        "title": cut_title,
        "words": partial(translate, language=language),
        "hour": dates.hour,
        "span": partial(_span, language=language),
        "spans": lambda spans: i18n.listed((_span(span, language) for span in spans), language),
    }


def _span(span: Span, language: str) -> str:
    return dates.plain_day(span.first, language) if span.single else dates.span(span, language)


def _clean(words: str) -> str:
    """The words as UTF-8 can say them: half of a pair, as a title cut elsewhere may end with, becomes a mark."""
    try:
        words.encode()
    except UnicodeEncodeError:
        return words.encode("utf-8", "replace").decode()
    return words


def cells(text: str) -> int:
    """The width of a text in cells of a terminal or, roughly, of a phone."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


@lru_cache(4096)
def cut_title(title: str, width: int = TITLE_CELLS) -> str:
    """A title on one line: whole where it fits, else cut at a word with "…"."""
    title = " ".join(title.translate(_TURNING).split())
    if any(unicodedata.bidirectional(char) in ("R", "AL") for char in title):
        return f"\u2068{_cut(title, width)}\u2069"  # what is written from the right stays apart from what stands beside
    return _cut(title, width)


_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Signs that turn the direction of writing round, also of what stands behind a title."""


def _cut(title: str, width: int) -> str:
    if cells(title) <= width:
        return title
    kept, room = "", width - 1
    for char in title:
        room -= cells(char)
        if room < 0:
            break
        kept += char
    whole_words = title[len(kept)] == " "
    head, blank, _ = (kept, " ", "") if whole_words else kept.rpartition(" ")
    # A Chinese title has no blanks; one far to the left would cut away most of it.
    return (head if blank and cells(head) > width // 2 else kept).rstrip(" ,，、:：·-–—") + "…"


_TAG = re.compile(r"<[^<>]*>")


def plain(html: str) -> str:
    """Telegram HTML as plain text."""
    return unescape(_TAG.sub("", html))


def bare(message: Message) -> Message:
    """The same message without any markup, for a chat that refuses ours."""
    return replace(message, text=escape(plain(message.text), quote=False))


def fits(html: str, limit: int = TEXT_LIMIT) -> bool:
    """Whether Telegram takes a text: its length in UTF-16 units counts after tags and entities, of which few may be."""
    return utf16_length(plain(html)) <= limit and html.count("<") - html.count("</") <= ENTITIES


def below(reason: str, html: str, limit: int = TEXT_LIMIT) -> str:
    """A reason, and below it a text; one that does not fit there is cut by whole lines, but for its last one.

    Every line of a template closes what it opens.
    """
    lines, cut = html.split("\n"), 0
    while True:
        kept = [*lines[: len(lines) - 1 - cut], "…", lines[-1]] if cut else lines
        text = "\n".join([reason, "", *kept])
        if fits(text, limit):
            return text
        cut += 1
        if cut >= len(lines):
            return reason


def zone(name: str) -> ZoneInfo:
    """A zone by its IANA name. Raises KeyError or ValueError for an unknown one (as zoneinfo does)."""
    return ZoneInfo(name)

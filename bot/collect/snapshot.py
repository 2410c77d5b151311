"""What the archive holds of the days that a report wants, at one moment."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from bot.accounts import Source
from bot.collect.eras import ACCOUNT_ROWS, BREAK, asked, candidates, field_of, forbidden, preferred
from bot.collect.joining import joined, named
from bot.collect.rules import Held, Need, Purpose, is_ready, to_ask
from bot.core.days import Span, ready_from
from bot.core.facts import AccountDay, ArticleDay, ArticleLife, DayFacts, LifeDay, Named, Part, SceneDay
from bot.core.totals import times
from bot.wechat.endpoints import ENDPOINTS, Endpoint

Spot = tuple[str, date]
"""An endpoint's name and a day."""

_ERAS = sorted({date.min, BREAK, *(endpoint.first_day for endpoint in ENDPOINTS)})
"""The first days from which on other interfaces serve, or are preferred: all days of one have the same."""


def families(part: Part, day: date, source: Source) -> list[tuple[Endpoint, ...]]:
    """Where a part of a day may be held: the preferred family first."""
    return _families(part, _ERAS[bisect_right(_ERAS, day) - 1], source)


@cache
def _families(part: Part, era: date, source: Source) -> list[tuple[Endpoint, ...]]:
    return candidates(part, era, source)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Parsed replies by endpoint and day, for the needs of one account."""

    needs: Sequence[Need]
    held: Mapping[Spot, Held]
    source: Source = Source.AUTO
    withdrawn: frozenset[str] = frozenset()
    """Endpoints that WeChat serves this account no longer."""
    names: Mapping[str, Named] = field(default_factory=dict)
    """How articles are called whose own reply does not say it."""
    since: Mapping[date, Mapping[str, LifeDay]] = field(default_factory=dict)
    """By day and msgid, the leading articles' figures since publishing."""
    _days: dict[date, DayFacts] = field(default_factory=dict, compare=False, repr=False)
    """The days that were put together before."""
    _articles: dict[date, tuple[ArticleDay, ...]] = field(default_factory=dict, compare=False, repr=False)
    """The articles of days that were joined before."""
    _opened: list[list[tuple[Need, Endpoint, date]]] = field(default_factory=list, compare=False, repr=False)

    def to_ask(self, purpose: Purpose, now: datetime) -> list[tuple[Endpoint, date]]:
        """The days that WeChat is to be asked about now, by endpoint."""
        return [(e, day) for e, day in self._wanted(purpose, now) if not self._refused(e)]

    def refused(self, purpose: Purpose, now: datetime) -> list[tuple[Endpoint, date]]:
        """The days that would be asked about, were their endpoint served or allowed."""
        return [(e, day) for e, day in self._wanted(purpose, now) if self._refused(e)]

    def _refused(self, endpoint: Endpoint) -> bool:
        return endpoint.name in self.withdrawn or forbidden(endpoint, self.source)

    def _wanted(self, purpose: Purpose, now: datetime) -> list[tuple[Endpoint, date]]:
        found = {(e, day): None for need, e, day in self._open() if self._to_ask(need, e, day, purpose, now)}
        return list(found)

    def _open(self) -> list[tuple[Need, Endpoint, date]]:
        """What is not held for good, put together once: of most days that are asked about it is nothing."""
        if not self._opened:
            self._opened.append(
                [
                    (need, endpoint, day)
                    for need in self.needs
                    for day in need.span
                    for endpoint in asked(need.part, day, self.source)
                    if (held := self.held.get((endpoint.name, day))) is None or not held.final
                ]
            )
        return self._opened[0]

    def _to_ask(self, need: Need, endpoint: Endpoint, day: date, purpose: Purpose, now: datetime) -> bool:
        held = self.held.get((endpoint.name, day))
        if need.once and held is not None:
            return False
        ready = self._ready(endpoint, day)
        if _is_life(need, endpoint):
            if self._tells(need, endpoint, day):
                return False
            ready = False  # it was told before the span's last day was over
        return to_ask(held, day, ready=ready, purpose=purpose, now=now)

    def _tells(self, need: Need, endpoint: Endpoint, day: date) -> bool:
        """Whether a life tells what was reached by the span's last day: whatever comes after it does not matter."""
        held = self.held.get((endpoint.name, day))
        return held is not None and not held.delayed and (held.final or held.asked_at >= ready_from(need.span.last))

    def _ready(self, endpoint: Endpoint, day: date) -> bool:
        account = self.held.get((ACCOUNT_ROWS[endpoint.generation].name, day))
        return is_ready(self.held.get((endpoint.name, day)), account)

    def _told(self, part: Part, endpoint: Endpoint, day: date) -> bool:
        """Whether a reply is ready for a part: withdrawn, it is the last word; a life must reach the span's end."""
        if self._refused(endpoint) and part is not Part.ACCOUNT:
            return True
        if part is not Part.LEADERS:
            return self._ready(endpoint, day)
        lives = [n for n in self.needs if n.part is part and day in n.span and _is_life(n, endpoint)]
        return all(self._tells(n, endpoint, day) for n in lives) if lives else self._ready(endpoint, day)

    def chosen(self, part: Part, day: date) -> tuple[Endpoint, ...]:
        """The endpoints that a part of a day is answered from: the preferred family's, if it holds the day at all."""
        some = None
        for endpoints in families(part, day, self.source):
            held = [h for e in endpoints if (h := self.held.get((e.name, day)))]
            if any(h.rows for h in held):
                return endpoints
            some = some or (endpoints if held else None)
        return some or asked(part, day, self.source)

    def day(self, day: date) -> DayFacts:
        """The facts of one day."""
        if day not in self._days:
            self._days[day] = self._day(day)
        return self._days[day]

    def _day(self, day: date) -> DayFacts:
        says: dict[str, Any] = {}
        whole, ready, never, replies = set(), set(), set(), []
        chosen = {n.part: self.chosen(n.part, day) for n in self.needs if n.span.first <= day <= n.span.last}
        for part, endpoints in chosen.items():
            held = [h for e in endpoints if (h := self.held.get((e.name, day)))]
            replies += held
            if not held and all(self._refused(e) for e in asked(part, day, self.source)):
                never.add(part)
            if endpoints and len(held) == len(endpoints):
                whole.add(part)
                if all(self._told(part, endpoint, day) for endpoint in endpoints):
                    ready.add(part)
            if held:
                name = field_of(part, endpoints[0])
                says[name] = self._said(part, day, name, held)
        account = says.get("account")
        says["account"] = _with_shares(account, says.get("scenes", ()))
        rows = chosen.get(Part.ACCOUNT) or self.chosen(Part.ACCOUNT, day)
        files = {h.file: None for h in replies if h.file}
        return DayFacts(
            day,
            ready=bool(rows) and self._ready(rows[0], day),
            since=self.since.get(day, {}),
            held=frozenset(whole),
            parts_ready=frozenset(ready),
            never=frozenset(never),
            generation=account.source.generation if account else preferred(day, self.source),
            fetched_at=_oldest([h for h in replies if not h.final] or replies),
            final=bool(replies) and all(h.final for h in replies),
            files=tuple(files),
            **says,
        )

    def _said(self, part: Part, day: date, name: str, held: Sequence[Held]) -> Any:
        if part is Part.ARTICLES:
            return self.articles(day)
        parts = [h.says[name] for h in held]
        if name == "lives":
            return tuple(named(life, self.names) for life in parts[0]) if self.names else parts[0]
        return self._titled(parts) if name == "articles" else parts[0]

    def articles(self, day: date) -> tuple[ArticleDay, ...]:
        """The articles of a day, as far as they are held; some of them may have no title yet."""
        if day not in self._articles:
            self._articles[day] = self._titled(self._articles_said(day))
        return self._articles[day]

    def unnamed(self, day: date, *, links: bool) -> set[str]:
        """The articles of a day, by msgid, that no reply about it calls by title, or with `links` gives a link of."""
        parts = self._articles_said(day)
        missing = {a.msgid for articles in parts for a in articles if not a.title or (links and not a.url)}
        if missing and len(parts) > 1:
            titled = {a.msgid for articles in parts for a in articles if a.title}
            linked = {a.msgid for articles in parts for a in articles if a.url or not links}
            missing -= titled & linked
        return missing | {life.msgid for life in self._lives_said(day) if not life.title}

    def _titled(self, said: Sequence[Sequence[ArticleDay]]) -> tuple[ArticleDay, ...]:
        articles = joined(said)
        return tuple(named(a, self.names) for a in articles) if self.names else tuple(articles)

    def _articles_said(self, day: date) -> list[Sequence[ArticleDay]]:
        held = (self.held.get((e.name, day)) for e in self.chosen(Part.ARTICLES, day))
        return [one.says["articles"] for one in held if one and "articles" in one.says]

    def _lives_said(self, day: date) -> Sequence[ArticleLife]:
        held = (self.held.get((e.name, day)) for e in self.chosen(Part.LIVES, day))
        return next((one.says["lives"] for one in held if one and "lives" in one.says), ())

    def days(self, span: Span) -> dict[date, DayFacts]:
        """The facts of every day of a span."""
        return {day: self.day(day) for day in span}


def _is_life(need: Need, endpoint: Endpoint) -> bool:
    return need.part is Part.LEADERS and field_of(need.part, endpoint) == "lives"


def _oldest(replies: Sequence[Held]) -> datetime | None:
    return min((held.fetched_at for held in replies), default=None)


def _with_shares(account: AccountDay | None, scenes: Sequence[SceneDay]) -> AccountDay | None:
    """The account's day; its shares from the scenes where its own row gives none, and is of their generation."""
    if account is None or account.figures.shares is not None or not scenes:
        return account
    if account.source.generation is not scenes[0].source.generation:
        return account
    shares = times(scene.shares for scene in scenes)
    return replace(account, figures=account.figures._replace(shares=shares))

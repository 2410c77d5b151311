"""What the archive holds of the days that a report wants, at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from bot.accounts import Source
from bot.collect.eras import ACCOUNT_ROWS, asked, candidates, field_of, forbidden, preferred
from bot.collect.joining import joined, named
from bot.collect.rules import Held, Need, Purpose, is_ready, to_ask
from bot.core.days import Span, ready_from
from bot.core.facts import AccountDay, ArticleDay, DayFacts, LifeDay, Named, Part, SceneDay
from bot.core.totals import times
from bot.wechat.endpoints import Endpoint

Spot = tuple[str, date]
"""An endpoint's name and a day."""


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
        told = need.part is Part.LEADERS and field_of(need.part, endpoint) == "lives"
        if told and held is not None and held.asked_at >= ready_from(need.span.last):
            return False  # what a life reached by the span's last day is known, whatever comes after it
        return to_ask(held, day, ready=self._ready(endpoint, day), purpose=purpose, now=now)

    def _ready(self, endpoint: Endpoint, day: date) -> bool:
        account = self.held.get((ACCOUNT_ROWS[endpoint.generation].name, day))
        return is_ready(self.held.get((endpoint.name, day)), account)

    def chosen(self, part: Part, day: date) -> tuple[Endpoint, ...]:
        """The endpoints that a part of a day is answered from: the preferred family's, if it holds the day at all."""
        families = candidates(part, day, self.source)
        with_rows = (f for f in families if any(h.rows for e in f if (h := self.held.get((e.name, day)))))
        some = (f for f in families if any((e.name, day) in self.held for e in f))
        return next(with_rows, None) or next(some, None) or asked(part, day, self.source)

    def day(self, day: date) -> DayFacts:
        """The facts of one day."""
        if day not in self._days:
            self._days[day] = self._day(day)
        return self._days[day]

    def _day(self, day: date) -> DayFacts:
        says: dict[str, Any] = {}
        whole, ready, never, replies = set(), set(), set(), []
        for part in {need.part: None for need in self.needs if day in need.span}:
            endpoints = self.chosen(part, day)
            held = [h for e in endpoints if (h := self.held.get((e.name, day)))]
            replies += held
            if not held and not asked(part, day, self.source):
                never.add(part)
            if endpoints and len(held) == len(endpoints):
                whole.add(part)
                if all(self._ready(endpoint, day) for endpoint in endpoints):
                    ready.add(part)
            if held:
                name = field_of(part, endpoints[0])
                says[name] = self._said(name, held)
        account = says.get("account")
        says["account"] = _with_shares(account, says.get("scenes", ()))
        rows = self.chosen(Part.ACCOUNT, day)
        files = {h.file: None for h in replies if h.file}
        return DayFacts(
            day,
            ready=bool(rows) and self._ready(rows[0], day),
            since=self.since.get(day, {}),
            held=frozenset(whole),
            parts_ready=frozenset(ready),
            never=frozenset(never),
            generation=account.source.generation if account else preferred(day, self.source),
            fetched_at=min((h.fetched_at for h in replies), default=None),
            files=tuple(files),
            **says,
        )

    def _said(self, name: str, held: Sequence[Held]) -> Any:
        parts = [h.says[name] for h in held]
        if name == "articles":
            return self._titled(parts)
        return parts[0]

    def articles(self, day: date) -> Sequence[ArticleDay]:
        """The articles of a day, as far as they are held; some of them may have no title yet."""
        held = [h for e in self.chosen(Part.ARTICLES, day) if (h := self.held.get((e.name, day)))]
        said = [h.says["articles"] for h in held if "articles" in h.says]
        return self._titled(said)

    def _titled(self, said: Sequence[Sequence[ArticleDay]]) -> tuple[ArticleDay, ...]:
        return tuple(named(article, self.names) for article in joined(said))

    def days(self, span: Span) -> dict[date, DayFacts]:
        """The facts of every day of a span."""
        return {day: self.day(day) for day in span}


def _with_shares(account: AccountDay | None, scenes: Sequence[SceneDay]) -> AccountDay | None:
    """The account's day; its shares from the scenes where its own row gives none, and is of their generation."""
    if account is None or account.figures.shares is not None or not scenes:
        return account
    if account.source.generation is not scenes[0].source.generation:
        return account
    shares = times(scene.shares for scene in scenes)
    return replace(account, figures=replace(account.figures, shares=shares))

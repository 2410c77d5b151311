"""What the archive holds of the days that a report wants, at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.collect.rules import Held, Need, Purpose, is_ready, to_ask
from bot.core.days import Span
from bot.core.facts import AccountDay, DayFacts, SceneDay
from bot.core.totals import times
from bot.wechat.endpoints import USER_READ, Endpoint

Spot = tuple[str, date]
"""An endpoint's name and a day."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Parsed replies by endpoint and day, for the needs of one account."""

    needs: Sequence[Need]
    held: Mapping[Spot, Held]

    def to_ask(self, purpose: Purpose, now: datetime) -> list[tuple[Endpoint, date]]:
        """The days that WeChat is to be asked about now, by endpoint."""
        return [
            (need.endpoint, day)
            for need in self.needs
            for day in need.span
            if to_ask(
                self.held.get((need.endpoint.name, day)), day, ready=self._ready(need, day), purpose=purpose, now=now
            )
        ]

    def _ready(self, need: Need, day: date) -> bool:
        return is_ready(self.held.get((need.endpoint.name, day)), self._account(day))

    def _account(self, day: date) -> Held | None:
        return self.held.get((USER_READ.name, day))

    def day(self, day: date) -> DayFacts:
        """The facts of one day."""
        account = self._account(day)
        here = {need.endpoint.name: h for need in self.needs if (h := self.held.get((need.endpoint.name, day)))}
        says: dict[str, Any] = {}
        for held in here.values():
            says.update(held.says)
        says["account"] = _with_shares(says.get("account"), says.get("scenes", ()))
        return DayFacts(
            day,
            ready=is_ready(account, account),
            held=frozenset(here),
            fetched_at=min((held.fetched_at for held in here.values()), default=None),
            parts_ready=frozenset(name for name, held in here.items() if is_ready(held, account)),
            **says,
        )

    def days(self, span: Span) -> dict[date, DayFacts]:
        """The facts of every day of a span."""
        return {day: self.day(day) for day in span}


def _with_shares(account: AccountDay | None, scenes: Sequence[SceneDay]) -> AccountDay | None:
    """The account's day; its shares from the scenes where its own row gives none."""
    if account is None or account.figures.shares is not None or not scenes:
        return account
    shares = times(scene.shares for scene in scenes)
    return replace(account, figures=replace(account.figures, shares=shares))

"""What a digest showed, in few words; and what has changed since. Figures are compared, never texts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.core.totals import People
from bot.reports.draft import Changed, Correction, Draft, Moment
from bot.reports.report import DigestView

MOVED = 0.05
"""A headline that moves by this part of itself, or more, is worth a message of its own: edits make no sound."""


@dataclass(frozen=True, slots=True)
class ShownAccount:
    """One account's part of a digest."""

    account: str
    """Its key; a name may change."""
    figures: Mapping[str, int] = field(default_factory=dict)
    """Headline figures by metric, the first one first; of a span, people are the mean of a day."""
    articles: str = ""
    """A hash of the figures of the top articles."""
    since: Mapping[str, list[float | None]] = field(default_factory=dict)
    """What the top articles had reached since publishing by the digest's day, by msgid."""

    @property
    def headline(self) -> str | None:
        """The name of the most important figure."""
        return next(iter(self.figures), None)


@dataclass(frozen=True, slots=True)
class Shown:
    """A whole digest, and what it said about its circumstances."""

    accounts: tuple[ShownAccount, ...]
    late_since: datetime | None = None
    topic_gone: bool = False

    def to_json(self) -> str:
        """As the ledger keeps it."""
        late = self.late_since.isoformat() if self.late_since else None
        return json.dumps(asdict(replace(self, late_since=None)) | {"late_since": late}, ensure_ascii=False)


def kept(text: str | None) -> Shown | None:
    """As it was kept; None if nothing is known of what was shown."""
    try:
        thing: dict[str, Any] = json.loads(text or "null")
        late = thing["late_since"]
        return Shown(
            tuple(ShownAccount(**account) for account in thing["accounts"]),
            datetime.fromisoformat(late) if late else None,
            thing["topic_gone"],
        )
    except (KeyError, TypeError, ValueError):
        return None


def shown_of(draft: Draft, moment: Moment) -> Shown:
    """What a draft shows."""
    accounts = (
        _account(section.key, section.view) if isinstance(section.view, DigestView) else ShownAccount(section.key)
        for section in draft.sections
    )
    return Shown(tuple(accounts), moment.late_since, moment.topic_gone)


def _account(key: str, view: DigestView) -> ShownAccount:
    said = {f.name: f.value for f in view.figures}
    said |= {t.name: round(t.value.mean) if isinstance(t.value, People) else t.value for t in view.totals}
    articles = [article.figures for article in view.articles]
    return ShownAccount(
        key,
        {metric: value for metric, value in said.items() if value is not None},
        _hash(articles),
        {article.msgid: list(article.since) for article in view.articles if article.since and not view.reached},
    )


def figures_of(draft: Draft) -> str:
    """A hash of what a draft shows: equal figures, equal hash, whatever the words and names."""
    return _hash([(section.key, _details(section.view)) for section in draft.sections])


def _details(view: object) -> object:
    if not isinstance(view, DigestView):
        return None
    compared = [(f.name, f.value, *((c.now, c.before) if c else () for c in (f.day, f.week))) for f in view.figures]
    # How articles are called is learnt all the time and corrects nothing; what they have reached, `outgrown` compares.
    articles = [article.figures for article in view.articles]
    scenes = [(scene.name, scene.part) for scene in view.scenes]
    totals = [(t.name, t.value, *((t.change.now, t.change.before) if t.change else ())) for t in view.totals]
    return compared, totals, view.reactions, articles, scenes


def _hash(thing: object) -> str:
    return hashlib.sha256(repr(thing).encode()).hexdigest()[:16]


def lost(before: Shown, now: Shown) -> bool:
    """Whether anything that was shown is not known any more: then what stands in the chat is the better."""
    known = {one.account: one.figures for one in now.accounts}
    return any(not one.figures.keys() <= known.get(one.account, {}).keys() for one in before.accounts)


def outgrown(before: Shown, now: Shown) -> bool:
    """Whether what was said of an article since its publishing is another now; what is new corrects nothing."""
    known = {one.account: one.since for one in now.accounts}
    return any(
        known.get(one.account, {}).get(msgid, said) != said
        for one in before.accounts
        for msgid, said in one.since.items()
    )


def first_shown(before: str | None, now: str | None) -> str | None:
    """What a digest that was put right showed first, as the ledger keeps it: corrections are told against that.

    Since publishing, only the newest word counts.
    """
    first, newest = kept(before), kept(now)
    if first is None or newest is None:
        return now
    since = {one.account: one.since for one in newest.accounts}
    accounts = tuple(replace(one, since=since.get(one.account, {})) for one in first.accounts)
    return replace(first, accounts=accounts).to_json()


def corrections(before: Shown, now: Shown, names: Mapping[str, str]) -> tuple[Correction, ...]:
    """What changed, account by account; none for one that shows what it showed. `names` are the accounts'."""
    known = {one.account: one for one in before.accounts}
    found = (
        _correction(known.get(one.account, ShownAccount(one.account)), one, names.get(one.account, one.account))
        for one in now.accounts
    )
    return tuple(one for one in found if one.figures or one.articles)


def _correction(before: ShownAccount, now: ShownAccount, name: str) -> Correction:
    changed = tuple(
        Changed(name, before.figures.get(name), value)
        for name, value in now.figures.items()
        if before.figures.get(name) != value
    )
    moved = any(one.name == now.headline and _far(one) for one in changed)
    articles = bool(now.articles) and before.articles != now.articles
    return Correction(name, changed, articles, moved, not before.figures)


def _far(changed: Changed) -> bool:
    return changed.before is None or abs(changed.now - changed.before) >= MOVED * max(changed.before, 1)

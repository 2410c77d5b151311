"""The one path ensure → facts → build → render, for an answer and for a digest alike."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.accounts import Account, Accounts, Source
from bot.collect import Collect, Purpose, Snapshot
from bot.core.days import SUCCESSORS_FROM, Span, final_from
from bot.core.errors import N_, MorningReadsError, NoLongerServed, NotReady, StoreTrouble, WeChatTrouble
from bot.core.facts import Provenance
from bot.core.message import Button, Kind, Message
from bot.core.ports import ALL, Clock
from bot.i18n import say
from bot.render import Renderer, fits
from bot.reports.base import Facts, Question, Report, View
from bot.reports.buttons import buttons
from bot.reports.report import REPORT

DIGEST_LINES = 14
"""A digest of one account is read in a glance."""


@dataclass(frozen=True, slots=True)
class Section:
    """One account's part of a message: a view, or the reason why there is none."""

    account: str
    template: str
    view: View | None
    trouble: MorningReadsError | None
    """Why there is no view; with a view, why it could not be made fresher."""
    ready: bool
    """Whether everything that it shows is finished."""
    solid: bool
    """Whether at least the account's own figures are."""
    as_of: datetime | None
    files: tuple[Provenance, ...] = ()
    """The files that figures come from, where they are not WeChat's live answer."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A message before it is put into words: what each account has to say."""

    report: Report
    question: Question
    scope: str
    sections: tuple[Section, ...]

    @property
    def ready(self) -> bool:
        """Whether every account's figures are finished."""
        return all(section.ready for section in self.sections)

    @property
    def solid(self) -> bool:
        """Whether any account's own figures are finished: enough to go out with at the deadline."""
        return any(section.solid for section in self.sections)

    @property
    def has_figures(self) -> bool:
        """Whether any account has something to show."""
        return any(section.view for section in self.sections)

    @property
    def figures(self) -> str:
        """A hash of what is shown; equal figures, equal hash, whatever the words."""
        return hashlib.sha256(repr([(s.account, s.view) for s in self.sections]).encode()).hexdigest()[:16]

    def without_unready(self) -> Draft:
        """The same with the unfinished accounts named only: figures that may be wrong are not shown."""
        return replace(self, sections=tuple(s if s.solid else _unfinished(s) for s in self.sections))


def _unfinished(section: Section) -> Section:
    return replace(section, view=None, trouble=section.trouble or NotReady())


@dataclass(frozen=True, slots=True)
class Moment:
    """What a pushed digest says about the circumstances under which it comes."""

    late_since: datetime | None = None
    """When it was due, if it is late."""
    provisional: bool = False
    topic_gone: bool = False


@dataclass(frozen=True, slots=True)
class Composer:
    """Questions and days → messages. `notes` stand in every footer (a rehearsal clock)."""

    collect: Collect
    accounts: Accounts
    renderer: Renderer
    clock: Clock
    zone: ZoneInfo
    notes: tuple[str, ...] = ()

    async def answer(
        self, report: Report, question: Question, scope: str | None, language: str
    ) -> AsyncIterator[Message]:
        """The answer to a question; before it, if WeChat has to be asked, a word that this takes a moment.

        Raises Refused for an unknown account, StoreTrouble if what was fetched cannot be kept.
        """
        accounts = self.accounts.of(scope or ALL)
        needs = report.needs(question)
        looks = [await self.collect.look(account, needs) for account in accounts]
        if any(look.to_ask(Purpose.QUESTION, self.clock.now()) for look in looks):
            text = self.renderer.page("progress", language, accounts=[account.name for account in accounts])
            yield Message(text, kind=Kind.PROGRESS)
        draft = await self._draft(report, question, scope or ALL, accounts, Purpose.QUESTION, looks)
        yield self.words(draft, language, self.zone)

    async def draft_digest(self, day: date, scope: str, purpose: Purpose = Purpose.DIGEST) -> Draft:
        """What the digest of a day has to say. Raises Refused for an account that is no longer there."""
        question = Question(Span.day(day))
        return await self._draft(REPORT, question, scope, self.accounts.of(scope), purpose)

    async def _draft(
        self,
        report: Report,
        question: Question,
        scope: str,
        accounts: Sequence[Account],
        purpose: Purpose,
        looks: Sequence[Snapshot | None] = (),
    ) -> Draft:
        looks = looks or [None] * len(accounts)
        parts = (self._section(report, question, a, purpose, look) for a, look in zip(accounts, looks, strict=True))
        # One account needs no task of its own, and an answer from memory has no time to lose.
        sections = await asyncio.gather(*parts) if len(accounts) > 1 else [await part for part in parts]
        return Draft(report, question, scope, tuple(sections))

    async def _section(
        self, report: Report, question: Question, account: Account, purpose: Purpose, look: Snapshot | None
    ) -> Section:
        needs = report.needs(question)
        troubles: tuple[MorningReadsError, ...]
        try:
            snapshot, troubles = await self.collect.ensure(account, needs, purpose, look)
        except StoreTrouble as error:
            snapshot, troubles = await self.collect.look(account, needs), (error,)
        days = {day: snapshot.day(day) for day in {day for need in needs for day in need.span}}
        facts = Facts(account.name, question, days)
        shown = any(report.known(day) for day in facts.spanned)
        parts = {need.part for need in needs}
        ready = all(day.ready and parts - day.never <= day.parts_ready for day in facts.spanned)
        trouble: MorningReadsError | None
        trouble = next((t for t in troubles if self._concerns(t, snapshot, question.span, purpose)), None)
        if not shown:
            trouble = self._nothing(facts, account, trouble)
        view = report.build(facts) if shown else None
        solid = all(day.ready for day in facts.spanned)
        files = tuple({file: None for day in facts.spanned for file in day.files}) if view else ()
        return Section(account.name, report.name, view, trouble, ready, solid, _as_of(facts), files)

    def _concerns(self, trouble: MorningReadsError, snapshot: Snapshot, span: Span, purpose: Purpose) -> bool:
        """Whether it is about the days that are shown; a withdrawn interface may only have had those beside them."""
        if isinstance(trouble, WeChatTrouble) and trouble.span is not None:
            return trouble.span.first <= span.last and span.first <= trouble.span.last
        refused = snapshot.refused(purpose, self.clock.now()) if isinstance(trouble, NoLongerServed) else None
        return refused is None or any(day in span for _, day in refused)

    def _nothing(self, facts: Facts, account: Account, trouble: MorningReadsError | None) -> MorningReadsError:
        """Why there are no figures, although WeChat answered or because it did not."""
        if isinstance(trouble, NoLongerServed) and trouble.code:
            return _withdrawn(facts.question.span, account)
        if trouble is not None:
            return trouble
        if self.clock.now() < final_from(facts.question.span.last):
            return NotReady()
        return WeChatTrouble(
            N_("WeChat holds no figures of {account} for these days."),
            N_("Nothing was read then, or the account was not there yet."),
            account=facts.account,
        )

    def words(
        self,
        draft: Draft,
        language: str,
        zone: ZoneInfo,
        *,
        moment: Moment = Moment(),
        lines: int | None = None,
    ) -> Message:
        """A draft as a message that fits: with fewer articles, if it has to."""
        views = [section.view for section in draft.sections]
        shortened = False
        while True:
            text = self._page(draft, views, language, zone, moment)
            if fits(text) and (lines is None or text.count("\n") < lines):
                break
            if not _shorten(views):
                break
            shortened = True
        kind = Kind.ANSWER if draft.has_figures else Kind.FAILED
        return Message(text, self._buttons(draft, views, language, shortened), kind)

    def _page(
        self,
        draft: Draft,
        views: Sequence[View | None],
        language: str,
        zone: ZoneInfo,
        moment: Moment,
    ) -> str:
        sections = [
            {
                "account": section.account,
                "words": self.renderer.section(section.template, language, view) if view else None,
                "trouble": say(section.trouble, language) if section.trouble else None,
                "ready": section.ready,
            }
            for section, view in zip(draft.sections, views, strict=True)
        ]
        as_of = min((s.as_of for s in draft.sections if s.view and s.as_of), default=None)
        today = self.clock.now().astimezone(zone).date()
        return self.renderer.page(
            "page",
            language,
            sections=sections,
            span=draft.question.span,
            as_of=as_of,
            as_of_today=as_of is not None and as_of.astimezone(zone).date() == today,
            zone=zone,
            notes=self.notes,
            files=_files(draft),
            moment=moment,
        )

    def _buttons(
        self, draft: Draft, views: Sequence[View | None], language: str, shortened: bool
    ) -> tuple[tuple[Button, ...], ...]:
        more = shortened or any(getattr(view, "more", 0) for view in views if draft.report.name == "top")
        scope = None if draft.scope == ALL else draft.scope
        return buttons(draft.report, draft.question, scope, self.clock.now(), language, more=more)


def _as_of(facts: Facts) -> datetime | None:
    """How old the oldest figures are that may still change; of a span that is final, its last day's."""
    young = [day.fetched_at for day in facts.spanned if day.fetched_at and not day.final]
    return min(young, default=facts.day.fetched_at)


def _withdrawn(span: Span, account: Account) -> NoLongerServed:
    """What can be done about days whose interface WeChat has withdrawn."""
    if span.last < SUCCESSORS_FROM or account.source is not Source.CLASSIC:
        return NoLongerServed(first=SUCCESSORS_FROM)
    return NoLongerServed(
        N_("WeChat no longer serves the classic interfaces for {account}."),
        N_("Set its source to `auto`: their successors have the days from {first} on."),
        account=account.name,
        first=SUCCESSORS_FROM,
    )


def _files(draft: Draft) -> list[tuple[str, datetime]]:
    """The files that figures come from, each with when it was last brought in."""
    brought: dict[str, datetime] = {}
    for file in (file for section in draft.sections for file in section.files):
        brought[file.origin] = max(file.fetched_at, brought.get(file.origin, file.fetched_at))
    return sorted(brought.items())


def _shorten(views: list[View | None]) -> bool:
    """Take one article from the longest list; False when nothing can be left out."""
    order = sorted(range(len(views)), key=lambda n: -len(getattr(views[n], "articles", ())))
    for n in order:
        view = views[n]
        shorter = view.shorter() if view else None
        if shorter is not None:
            views[n] = shorter
            return True
    return False

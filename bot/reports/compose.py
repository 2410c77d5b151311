"""The one path ensure → facts → build → render, for an answer and for a digest alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot.accounts import Account, Accounts
from bot.collect import Collect, Need, Purpose, Snapshot
from bot.core.days import Span
from bot.core.errors import (
    MorningReadsError,
    NoLongerServed,
    NotReady,
    OperatorNeeded,
    QuotaUsedUp,
    StoreTrouble,
    TokenRejected,
    WeChatTrouble,
)
from bot.core.message import CAPTION_LIMIT, TEXT_LIMIT, Button, Kind, Message
from bot.core.ports import ALL, Clock
from bot.i18n import say
from bot.render import Renderer, fits
from bot.reports.articles import Article
from bot.reports.base import Facts, Question, Report, View
from bot.reports.buttons import Around, Under, buttons, command_of
from bot.reports.draft import ORDINARY, Draft, Moment, Section
from bot.reports.fitting import a_line_each, shorten, shortest
from bot.reports.pictures import Easel, captioned, drawable
from bot.reports.reasons import nothing
from bot.reports.report import REPORT

HELPLESS = (OperatorNeeded, TokenRejected, QuotaUsedUp, NoLongerServed)
"""Troubles that waiting for some hours does not end."""

DIGEST_LINES = 14
"""A digest of one account is read in a glance."""

FILES = 5
"""Files that are named as where figures come from; more are counted."""


@dataclass(frozen=True, slots=True)
class Composer:
    """Questions and days → messages. `notes` stand in every footer (a rehearsal clock)."""

    collect: Collect
    accounts: Accounts
    renderer: Renderer
    clock: Clock
    zone: ZoneInfo
    notes: tuple[str, ...] = ()
    commands: frozenset[str] = frozenset()
    """What can be said: buttons lead to nothing else."""
    easel: Easel = field(default_factory=Easel)

    async def answer(
        self,
        report: Report,
        question: Question,
        scope: str | None,
        language: str,
        zone: ZoneInfo | None = None,
        *,
        full: bool = False,
    ) -> AsyncIterator[Message]:
        """The answer to a question; before it, if WeChat has to be asked, a word that this takes a moment.

        `zone` is the chat's, where it chose one: what the footer's hours are told in; `full` tells what admins alone
        are told.

        Raises Refused for an unknown account, StoreTrouble if what was fetched cannot be kept.
        """
        accounts = self.accounts.of(scope or ALL, command_of(report, question))
        needs = report.needs(question)
        looks = [await self.collect.look(account, needs) for account in accounts]
        if any(look.to_ask(Purpose.QUESTION, self.clock.now()) for look in looks):
            text = self.renderer.page("progress", language, accounts=[account.name for account in accounts])
            # A picture comes below: what a button was pressed under stays as it is.
            yield Message(text, kind=Kind.PROGRESS, apart=question.picture)
        draft = await self._draft(report, question, scope or ALL, accounts, Purpose.QUESTION, looks)
        draft = draft if full else draft.outward()
        if question.after:
            draft = draft.largest_first(question.after)
        at = zone or self.zone
        pictures = await self.easel.pictures(draft, language, at, self.notes) if question.picture else ()
        if pictures:
            below = self.words(captioned(draft, language), language, at, limit=CAPTION_LIMIT)
            yield replace(below, attachments=pictures)
        else:
            # A picture that failed is another matter: its reason is in the log.
            undrawn = question.picture and not drawable(draft, language)
            yield self.words(draft, language, at, undrawn=undrawn)

    async def listed(self, report: Report, question: Question, scope: str) -> list[tuple[Account, tuple[Article, ...]]]:
        """The articles that a report numbers, account by account. Raises Refused."""
        accounts = self.accounts.of(scope)
        draft = await self._draft(report, question, scope, accounts, Purpose.QUESTION)
        views = [section.view for section in draft.sections]
        return [(one, getattr(view, "articles", ())) for one, view in zip(accounts, views, strict=True)]

    async def draft_digest(
        self, span: Span, scope: str, purpose: Purpose | None = Purpose.DIGEST, *, picture: bool = False
    ) -> Draft:
        """What the digest of a period has to say; without a purpose, of what is held alone.

        With a `picture` it holds what `easel` draws, too. Raises Refused for an account that is no longer there.
        """
        return await self._draft(REPORT, Question(span, picture=picture), scope, self.accounts.of(scope), purpose)

    async def _draft(
        self,
        report: Report,
        question: Question,
        scope: str,
        accounts: Sequence[Account],
        purpose: Purpose | None,
        looks: Sequence[Snapshot | None] = (),
    ) -> Draft:
        looks = looks or [None] * len(accounts)
        parts = (self._section(report, question, a, purpose, look) for a, look in zip(accounts, looks, strict=True))
        # One account needs no task of its own, and an answer from memory has no time to lose.
        sections = await asyncio.gather(*parts) if len(accounts) > 1 else [await part for part in parts]
        return Draft(report, question, scope, tuple(sections))

    async def _section(
        self, report: Report, question: Question, account: Account, purpose: Purpose | None, look: Snapshot | None
    ) -> Section:
        needs = report.needs(question)
        snapshot, troubles = await self._facts(account, needs, purpose, look)
        days = {day: snapshot.day(day) for day in {day for need in needs for day in need.span}}
        facts = Facts(account.name, question, days)
        shown = report.told(facts) if report.told else any(report.known(day) for day in facts.spanned)
        ready = all(
            day.ready and {need.part for need in needs if day.day in need.span} - day.never <= day.parts_ready
            for day in facts.told
        )
        concerns = (t for t in troubles if self._concerns(t, snapshot, question.spans, purpose or Purpose.DIGEST))
        # What stands refused meanwhile is only the reason for what is missing.
        trouble = next(concerns, None) if purpose or not shown else None
        if not shown:
            trouble = nothing(facts, account, trouble, self.clock.now())
            # Nobody waits for what will not come.
            ready = ready or isinstance(trouble, NoLongerServed)
        view = report.build(facts) if shown else None
        files = tuple({file: None for day in facts.told for file in day.files}) if view else ()
        failed = not ready and isinstance(trouble, HELPLESS)
        return Section(account.key, account.name, report.name, view, trouble, ready, failed, _as_of(facts), files)

    async def _facts(
        self, account: Account, needs: Sequence[Need], purpose: Purpose | None, look: Snapshot | None
    ) -> tuple[Snapshot, tuple[MorningReadsError, ...]]:
        if purpose is None:
            refused = tuple(s.trouble for s in self.collect.fetching.health.standing() if s.account == account.key)
            return look or await self.collect.look(account, needs), refused
        try:
            return await self.collect.ensure(account, needs, purpose, look)
        except StoreTrouble as error:
            return await self.collect.look(account, needs), (error,)

    def _concerns(
        self, trouble: MorningReadsError, snapshot: Snapshot, spans: Sequence[Span], purpose: Purpose
    ) -> bool:
        """Whether it is about the days that are shown; a withdrawn interface may only have had those beside them."""
        if isinstance(trouble, WeChatTrouble) and trouble.span is not None:
            return any(trouble.span.first <= span.last and span.first <= trouble.span.last for span in spans)
        refused = snapshot.refused(purpose, self.clock.now()) if isinstance(trouble, NoLongerServed) else None
        return refused is None or any(day in span for _, day in refused for span in spans)

    def words(
        self,
        draft: Draft,
        language: str,
        zone: ZoneInfo,
        *,
        moment: Moment = ORDINARY,
        lines: int | None = None,
        limit: int = TEXT_LIMIT,
        undrawn: bool = False,
    ) -> Message:
        """A draft as a message that fits: with fewer articles, if it has to, or with no more than a line an account.

        `undrawn` says that the picture that was asked for would be empty.
        """
        page = partial(self._page, language=language, zone=zone, moment=moment, undrawn=undrawn)

        def fit(text: str) -> bool:
            return fits(text, limit) and (lines is None or text.count("\n") < lines)

        views, told = [section.view for section in draft.sections], None
        text, shortened = page(draft, views), False
        if not fit(text) and len(views) > 1 and not fit(page(draft, [shortest(view) for view in views])):
            draft = draft.largest_first()
            views = [section.view for section in draft.sections]
            text, told = a_line_each(partial(page, draft, brief=True), views, fit)
        else:
            while not fit(text) and shorten(views):
                text, shortened = page(draft, views), True
        kind = Kind.ANSWER if draft.has_figures else Kind.FAILED
        return Message(text, self._buttons(draft, views, language, shortened, told), kind)

    def _page(
        self,
        draft: Draft,
        views: Sequence[View | None],
        *,
        language: str,
        zone: ZoneInfo,
        moment: Moment,
        undrawn: bool = False,
        brief: bool = False,
        changes: bool = True,
    ) -> str:
        """The words of as many accounts as there are views, the first ones; `brief` of each no more than a line."""
        sections = [
            {
                "account": section.account,
                "words": self.renderer.section(section.template, language, view) if view else None,
                "lead": view.lead() if view and brief else None,
                # That a day is not finished is said by its mark; why it could not be had anew would say it twice.
                "trouble": say(section.trouble, language)
                if section.trouble and not (view and not section.ready and isinstance(section.trouble, NotReady))
                else None,
                "ready": section.ready,
            }
            for section, view in zip(draft.sections, views, strict=False)
        ]
        as_of, files = draft.as_of, _files(draft)
        today = self.clock.now().astimezone(zone).date()
        return self.renderer.page(
            "page",
            language,
            sections=sections,
            more=len(draft.sections) - len(sections),
            brief=brief,
            changes=changes,
            span=draft.question.span,
            against=draft.question.against,
            as_of=as_of,
            as_of_today=as_of is not None and as_of.astimezone(zone).date() == today,
            zone=zone,
            notes=self.notes,
            files=files[:FILES],
            more_files=max(0, len(files) - FILES),
            moment=moment,
            refused=any(s.trouble and not s.ready and not isinstance(s.trouble, NotReady) for s in draft.sections),
            corrected_that_day=_same_day(moment.corrected_at, moment.sent_at, zone),
            pushed=moment is not ORDINARY,
            undrawn=undrawn and draft.has_figures,
        )

    def _buttons(
        self, draft: Draft, views: Sequence[View | None], language: str, shortened: bool, told: int | None
    ) -> tuple[tuple[Button, ...], ...]:
        listed = any(hasattr(view, "articles") for view in views)
        more = (
            listed
            and told is None
            and (shortened or any(getattr(view, "more", 0) for view in views if draft.report.name == "top"))
        )
        articles = tuple(one.msgid for one in getattr(views[0], "articles", ())) if len(views) == 1 else ()
        shown = (section.key for section in draft.sections)
        keys = tuple(dict.fromkeys((*shown, *(account.key for account in self.accounts))))
        around = Around(draft.scope, keys, self.commands, self.clock.now(), language)
        picture = draft.question.picture or not drawable(draft, language)
        published = self._published(draft, views[0])
        left = 0 if told is None else len(views) - told
        under = Under(articles, more, picture, published, left, draft.question.after + len(views) - left)
        return buttons(draft.report, draft.question, around, under)

    @staticmethod
    def _published(draft: Draft, view: View | None) -> date | None:
        """When the article that is asked about was published, as far as the view or the question tells."""
        piece = draft.question.article
        return getattr(view, "published", None) or (piece.published if piece else None)


def _as_of(facts: Facts) -> datetime | None:
    """How old the oldest figures are that may still change; of a span that is final, its last day's."""
    young = [day.fetched_at for day in facts.told if day.fetched_at and not day.final]
    return min(young, default=facts.day.fetched_at)


def _files(draft: Draft) -> list[tuple[str, datetime]]:
    """The files that figures come from, each with when it was last brought in."""
    brought: dict[str, datetime] = {}
    for file in (file for section in draft.sections for file in section.files):
        brought[file.origin] = max(file.fetched_at, brought.get(file.origin, file.fetched_at))
    return sorted(brought.items())


def _same_day(one: datetime | None, other: datetime | None, zone: ZoneInfo) -> bool:
    return one is not None and other is not None and one.astimezone(zone).date() == other.astimezone(zone).date()

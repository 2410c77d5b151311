"""A message before it is put into words: what each account has to say, and under which circumstances it comes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.errors import MorningReadsError, outward
from bot.core.facts import Provenance
from bot.core.metrics import BY_NAME, Unit
from bot.reports.base import Question, Report, View


@dataclass(frozen=True, slots=True)
class Section:
    """One account's part of a message: a view, or the reason why there is none."""

    key: str
    """The account's key."""
    account: str
    """The account's name."""
    template: str
    view: View | None
    trouble: MorningReadsError | None
    """Why there is no view; with a view, why it could not be made fresher."""
    ready: bool
    """Whether everything that it shows is finished."""
    failed: bool
    """Whether waiting does not help: somebody has to do something before it can be."""
    as_of: datetime | None
    files: tuple[Provenance, ...] = ()
    """The files that figures come from, where they are not WeChat's live answer."""

    @property
    def size(self) -> float:
        """Its first figure; less than any, if it has none."""
        lead = self.view.lead() if self.view else None
        return lead.value if lead else -1


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
    def waits(self) -> bool:
        """Whether it is worth waiting: an account that failed leaves the others on time."""
        return not self.has_figures or any(not section.ready and not section.failed for section in self.sections)

    @property
    def has_figures(self) -> bool:
        """Whether any account has something to show."""
        return any(section.view for section in self.sections)

    @property
    def as_of(self) -> datetime | None:
        """How old the oldest figures are."""
        return min((s.as_of for s in self.sections if s.view and s.as_of), default=None)

    @property
    def names(self) -> dict[str, str]:
        """The accounts' names by key."""
        return {section.key: section.account for section in self.sections}

    def largest_first(self, after: int = 0) -> Draft:
        """The accounts by their first figures, those without one last; so many in front left out, if there are more."""
        ordered = sorted(self.sections, key=lambda section: section.size, reverse=True)
        return replace(self, sections=tuple(ordered[after:] or ordered))

    def outward(self) -> Draft:
        """The same for all who may ask: without what admins alone are told."""
        sections = (replace(one, trouble=outward(one.trouble)) if one.trouble else one for one in self.sections)
        return replace(self, sections=tuple(sections))

    def only(self, keys: Collection[str]) -> Draft:
        """The same with these accounts alone."""
        return replace(self, sections=tuple(section for section in self.sections if section.key in keys))


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure that is another now; None was not known."""

    name: str
    before: int | None
    now: int

    @property
    def people(self) -> bool:
        """Whether it counts people, whose figure over a span is the mean of a day."""
        return BY_NAME[self.name].unit is Unit.PEOPLE


@dataclass(frozen=True, slots=True)
class Correction:
    """What is another in one account's part."""

    account: str
    figures: tuple[Changed, ...]
    articles: bool
    """Whether the top articles changed."""
    moved: bool
    """Whether the headline moved by so much that a message of its own says so."""
    new: bool
    """Whether there were no figures before."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a pushed digest says about the circumstances under which it comes."""

    late_since: datetime | None = None
    """When it was due, if it is late."""
    provisional: bool = False
    topic_gone: bool = False
    sent_at: datetime | None = None
    """When it was sent, if it is put right now."""
    corrected_at: datetime | None = None
    """When what was sent was put right."""
    corrections: tuple[Correction, ...] = ()
    """What changed then; none if it was only in details."""
    given_up: bool = False
    """Whether WeChat never finished the figures."""


ORDINARY = Moment()
"""On time and whole."""

"""A digest's words in a chat, and what the ledger keeps of what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot import dates
from bot.core.message import CAPTION_LIMIT, Button, Message
from bot.core.periods import left_out
from bot.core.ports import ALL, DeliveryRow
from bot.delivery import rules
from bot.delivery.rules import Content
from bot.reports import DIGEST_LINES, Composer, Draft, Moment
from bot.reports.draft import Correction
from bot.reports.pictures import captioned
from bot.reports.shown import figures_of, shown_of
from bot.subscriptions import Subscription


@dataclass(frozen=True)
class Wording:
    """Drafts → what a chat gets."""

    composer: Composer

    def words(self, draft: Draft, row: DeliveryRow, subscription: Subscription, moment: Moment) -> Message:
        """The message; under it, beside where it leads on, the days whose digests the chat did not want."""
        lines = DIGEST_LINES if len(draft.sections) == 1 else None
        zone, language = subscription.zone_info, subscription.language
        message = self.composer.words(draft, language, zone, moment=moment, lines=lines)
        days = self._days_between(row, subscription)
        buttons = (*message.buttons, days) if days else message.buttons
        return replace(message, buttons=buttons, silent=subscription.silent).pushed_as(rules.mark(row.key))

    def _days_between(self, row: DeliveryRow, subscription: Subscription) -> tuple[Button, ...]:
        scope = "" if row.key.scope == ALL else f" @{row.key.scope}"
        s = subscription
        return tuple(
            Button(dates.short_day(day, s.language), f"/report {day}{scope}")
            for day in left_out(row.key.first, s.at, s.zone_info, s.weekdays)
        )

    async def chart(self, row: DeliveryRow, subscription: Subscription) -> Message | None:
        """A digest's chart with the few words that stand below it; None if there is nothing to draw."""
        draft = await self.composer.draft_digest(rules.span_of(row), row.key.scope, picture=True)
        language = subscription.language
        pictures = await self.composer.easel.pictures(draft, language, subscription.zone_info, self.composer.notes)
        if not pictures:
            return None
        below = self.composer.words(captioned(draft, language), language, subscription.zone_info, limit=CAPTION_LIMIT)
        return replace(below, buttons=(), attachments=pictures)

    def reply(self, moved: Sequence[Correction], draft: Draft, subscription: Subscription) -> Message:
        """The short message about headlines that moved."""
        span, several = draft.question.span, len(draft.sections) > 1
        cut = self.composer.renderer.cut
        text = cut("correction", subscription.language, {"moved": moved}, span=span, several=several).text
        return Message(text, silent=subscription.silent)

    def content(self, draft: Draft, moment: Moment) -> Content:
        """What the ledger keeps of it."""
        shown = shown_of(draft, moment).to_json()
        return Content(figures_of(draft), shown, draft.as_of, moment.provisional)

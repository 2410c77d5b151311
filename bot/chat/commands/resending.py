"""`/resend`: the digest of a day, a week or a month once more, where it is not certain that it arrived."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.chat.commands.asker import Asker
from bot.chat.commands.base import House, Words
from bot.core.asking import span_words, when
from bot.core.errors import N_, Refused
from bot.core.message import Button, Kind, Message
from bot.core.periods import is_period
from bot.delivery import Resent, Wish
from bot.delivery.lines import SEND_AGAIN
from bot.reports.base import LABELS


async def resend(house: House, asker: Asker, words: Words) -> AsyncIterator[Message]:
    """`/resend [when] [#attempt]`; with an attempt (a button's), only if none was made since."""
    rest = [word for word in words.rest if not word.startswith("#")]
    attempts = [word[1:] for word in words.rest if word.startswith("#")]
    if any(not attempt.isdecimal() for attempt in attempts) or len(attempts) > 1:
        raise Refused(N_("“{words}” is not a digest."), N_("Say /resend 2015-01-05."), words=words.text[:40])
    span = when(" ".join(rest), house.today)
    if not is_period(span):
        raise Refused(
            N_("No digest is about these days."),
            N_("Say /resend with a day, a week from Monday to Sunday, or a month: /resend 2015-01-05."),
        )
    attempt = int(attempts[0]) if attempts else None
    what = await house.delivery.resend(Wish(asker.chat, asker.topic, span, words.scope, attempt, asker.update))
    if what is Resent.SENT:
        await house.note(asker, "resent", what=span_words(span))
    kind = Kind.FAILED if what in (Resent.FAILED, Resent.UNKNOWN, Resent.WAITING) else Kind.ANSWER
    scope = f" @{words.scope}" if words.scope else ""
    label = house.renderer.text(LABELS["report"], asker.language)
    report = Button(label, f"/report {span_words(span)}{scope}")
    buttons = ((report,),) if what in (Resent.ALREADY, Resent.NEVER) else ()
    if attempt is not None and what in (Resent.FAILED, Resent.WAITING):
        # This answer takes the place of the line that was pressed, and with it of its button.
        again = house.renderer.text(SEND_AGAIN, asker.language)
        buttons = ((Button(again, f"/resend {span_words(span)} #{attempt}{scope}"),),)
    yield Message(house.renderer.page("resent", asker.language, what=what.value, span=span), buttons, kind)

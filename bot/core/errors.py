"""The tree of what can go wrong. Each error is one plain sentence and its next step, to be said as they stand.

MorningReadsError
├─ WrongWords            the words or the settings are wrong (exit status 2)
│  ├─ SettingsWrong
│  └─ Refused            a question that cannot be answered: an unknown word or account, a day that is not over
│     ├─ NotADate
│     ├─ StillToday
│     └─ UnknownAccount
├─ StoreTrouble
│  ├─ StoreHeld          another process has the store
│  └─ StoreUnusable
│     └─ StoreDamaged
├─ TelegramTrouble
└─ WeChatTrouble
   ├─ RetrySoon          busy, unreachable, 5xx, too many a minute
   ├─ TokenRejected      refused even after one refresh
   ├─ NotReady           WeChat has not finished the day
   ├─ QuotaUsedUp
   ├─ OperatorNeeded     somebody has to change something at WeChat
   ├─ Permanent          asking again will not help
   │  └─ NoLongerServed   WeChat has withdrawn the interface (47009)
   ├─ ClockApart         our clock and WeChat's differ, so that the days are refused
   └─ NotUnderstood      the answer had no shape that we know
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Self

from bot.core.days import Span
from bot.core.naming import Setting


class Marked(str):
    """Words of ours, to be translated when they are said; a text that is data never is."""

    __slots__ = ()


def N_(words: str) -> Marked:  # noqa: N802 - gettext's own name for "words to be translated later"
    """Mark words for the catalogue; they are translated when said."""
    return Marked(words)


def NN_(one: str, many: str) -> tuple[Marked, Marked]:  # noqa: N802 - as above, with a plural
    """Mark words of one and of many as one entry of the catalogue."""
    return Marked(one), Marked(many)


class Remark:
    """Marked words and what they are filled with, to be said in the language of whoever reads them."""

    def __init__(self, words: str, many: str = "", /, **params: object) -> None:
        self.words = words
        self.many = many
        """The words for more than one `n`, if they differ."""
        self.params = params

    def __str__(self) -> str:
        plural = self.many and self.params["n"] != 1
        return (self.many if plural else self.words).format(**_in_english(self.params))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Remark) and (self.words, self.params) == (other.words, other.params)

    def __hash__(self) -> int:
        return hash(self.words)


def _in_english(params: Mapping[str, object]) -> dict[str, object]:
    return {key: ", ".join(map(str, it)) if isinstance(it, tuple) else it for key, it in params.items()}


class MorningReadsError(Exception):
    """Something that a person is told: a sentence and a next step, with named parameters.

    A parameter is data and stays as it is, but for days, several things (a tuple), marked words and remarks.
    """

    exit_status = 1
    sentence: str = N_("Something went wrong here.")
    step: str = N_("Please try again; the log says more.")
    always: ClassVar[Mapping[str, object]] = {}
    """Parameters that need not be given."""
    instead: tuple[str, ...] = ()
    """Commands that may have been meant, the nearest first: a button each."""

    def __init__(self, sentence: str | None = None, step: str | None = None, **params: object) -> None:
        self.sentence = sentence if sentence is not None else type(self).sentence
        self.step = step if step is not None else type(self).step
        self.params = {**type(self).always, **params}
        super().__init__(str(self))

    def __str__(self) -> str:
        return " ".join(part for part in (self.sentence, self.step) if part).format(**_in_english(self.params))


class WrongWords(MorningReadsError):
    """What a person typed, or set, is wrong."""

    exit_status = 2


class SettingsWrong(WrongWords):
    """A setting is unknown, missing or not of its form."""

    more: Sequence[SettingsWrong] = ()
    """What else is wrong with the settings."""


class Refused(WrongWords):
    """A question that is understood as not answerable, with the reason."""

    near: tuple[Span, ...] = ()
    """The nearest days that can be asked for; of a comparison, both spans. Empty if none are near."""

    def but(self, *near: Span | None) -> Self:
        """The same with the nearest days that can be asked for."""
        self.near = tuple(span for span in near if span is not None)
        return self


class NotAllowed(Refused):
    """A wish of somebody who may not have it; what others see stays as it is."""


class NotADate(Refused):
    """Words that name no day."""

    sentence = N_("“{words}” is not a date that I know.")
    step = N_("Dates look like 2015-01-05, 1/5, yesterday, last week, 7d, 2015-01 or 2015-01-01..2015-01-31.")


class StillToday(Refused):
    """Today, by that word: yesterday is the nearest that can be told."""

    sentence = N_("{day} is not over yet: WeChat counts whole days, in China time.")
    step = N_("The newest day that can be asked for is {newest}.")


class UnknownAccount(Refused):
    """No account has this key; `nearest` is the key of one that may have been meant."""

    sentence = N_("There is no account @{key} here.")
    step = N_("Known: {keys}.")

    nearest: str | None = None


class StoreTrouble(MorningReadsError):
    """The store cannot do its work."""


class StoreHeld(StoreTrouble):
    """Another process owns the store."""


class StoreUnusable(StoreTrouble):
    """The store's file cannot be opened, read or written."""

    sentence = N_("The store at {path} cannot be used: {reason}.")
    step = N_("Check the folder's permissions and free space, or set {setting}.")
    always: ClassVar[Mapping[str, object]] = {"setting": Setting("store.path")}


class StoreDamaged(StoreUnusable):
    """What the disk gives back is not what was written there; the rest of the store may well be read."""

    sentence = N_("The store at {path} is damaged.")
    step = N_("`morning-reads check` says what of it can still be read, and the way back.")
    always: ClassVar[Mapping[str, object]] = {**StoreUnusable.always, "reason": N_("it is damaged")}


class TelegramTrouble(MorningReadsError):
    """Telegram cannot be used at all."""


class WeChatTrouble(MorningReadsError):
    """WeChat did not give the figures. `code` is its errcode, if it gave one; `rid` its request id."""

    sentence = N_("WeChat did not give the figures.")

    def __init__(
        self,
        sentence: str | None = None,
        step: str | None = None,
        *,
        code: int | None = None,
        rid: str | None = None,
        **params: object,
    ) -> None:
        self.code = code
        self.rid = rid
        self.span: Span | None = None
        """The days that the call was about, if it was about days."""
        super().__init__(sentence, step, code=code, **params)


def outward(error: MorningReadsError) -> MorningReadsError:
    """An error as all who may ask hear it: where the server stands in the network is for its admins alone."""
    if "{address}" not in error.step:
        return error
    step = N_("The bot's admins are told how to mend that; please ask again later.")
    return MorningReadsError(error.sentence, step, **error.params)


class RetrySoon(WeChatTrouble):
    """Busy or out of reach; the same call may go through in a moment."""

    sentence = N_("WeChat cannot be reached right now.")
    step = N_("Please ask again in a few minutes.")


class TokenRejected(WeChatTrouble):
    """The token was refused, also after one refresh."""


class NotReady(WeChatTrouble):
    """The day is over, but WeChat has not finished its figures."""

    sentence = N_("WeChat has not finished the figures of this day yet.")
    step = N_("They usually come between 08:00 and noon, China time.")


class QuotaUsedUp(WeChatTrouble):
    """The day's calls to this interface are used up."""


class OperatorNeeded(WeChatTrouble):
    """Somebody has to change something in WeChat's console or in the settings."""


class Permanent(WeChatTrouble):
    """WeChat refuses this call for good."""


class NoLongerServed(Permanent):
    """The only interface that has these days is withdrawn for the account."""

    sentence = N_("WeChat no longer serves figures for days before {first}, and this day is not in the archive.")
    step = N_("If you have an export of them, an admin can bring it in with `morning-reads import FILE`.")


class ClockApart(WeChatTrouble):
    """WeChat refuses the days, and its clock differs from ours: nothing is wrong with the days themselves."""

    sentence = N_("WeChat refuses the days, and its clock differs from this host's by {minutes} minutes.")
    step = N_("Set the host's clock (NTP), then ask again.")


class NotUnderstood(WeChatTrouble):
    """The answer had no shape that we know; nothing of it was kept."""

    sentence = N_("WeChat's answer was not understood.")
    step = N_("What the archive holds is unchanged; please ask again later.")

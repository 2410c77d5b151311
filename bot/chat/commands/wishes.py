"""The words behind `/subscribe`, read and written: how often, at which hour, in which zone, on which days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from bot.chat.commands.zones import zone_named
from bot.core.asking import hour_of
from bot.core.errors import N_, Refused
from bot.core.periods import WEEK, Cadence

_CADENCES = {
    **{cadence.value: cadence for cadence in Cadence},
    "每天": Cadence.DAILY,
    "每日": Cadence.DAILY,
    "每周": Cadence.WEEKLY,
    "每月": Cadence.MONTHLY,
    "日报": Cadence.DAILY,
    "周报": Cadence.WEEKLY,
    "月报": Cadence.MONTHLY,
}

_EVERY_DAY = frozenset({"每天", "每日"})
"""What says a cadence, and of which days too."""

_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHINESE = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_DAYS = {name: n for names in (_ENGLISH, _CHINESE) for n, name in enumerate(names, 1)}
_SETS = {
    "weekdays": frozenset(range(1, 6)),
    "工作日": frozenset(range(1, 6)),
    "everyday": WEEK,
    "weekend": frozenset({6, 7}),
    "weekends": frozenset({6, 7}),
    "周末": frozenset({6, 7}),
}


@dataclass(frozen=True, slots=True)
class Wished:
    """What was said; None was not."""

    cadence: Cadence | None = None
    at: time | None = None
    zone: str | None = None
    weekdays: frozenset[int] | None = None


def read(words: tuple[str, ...]) -> Wished:
    """The wish in the words. Raises Refused for one that is none."""
    said: dict[str, object] = {}
    for word in _joined(words):
        name, value = _meant(word)
        if name == "at" and word.isdecimal() and said.get("cadence") in (Cadence.WEEKLY, Cadence.MONTHLY):
            raise Refused(N_("“{words}” is not a time of day."), _STEP, words=word)  # or a day of the week or month?
        if name in said:
            raise Refused(
                N_("“{words}” has two hours, zones, cadences or sets of days."), _STEP, words=" ".join(words)[:40]
            )
        said[name] = value
    if "weekdays" not in said and any(word in _EVERY_DAY for word in words):
        said["weekdays"] = WEEK
    return Wished(**said)  # type: ignore[arg-type]  # names and values come from _meant alone


def _joined(words: tuple[str, ...]) -> Iterator[str]:
    """The words, with those together that name one thing: `7:30 pm`, `New York`, `早上 八点`, `mon, wed`."""
    text = _BEHIND_COMMA.sub(r"\1", " ".join(words))
    words, n = tuple(word for word in text.split() if word.lower() not in _SAYS_NOTHING), 0
    while n < len(words):
        for many in (3, 2):
            one = " ".join(words[n : n + many])
            if n + many <= len(words) and (hour_of(one) or zone_named(one)):
                break
        else:
            many, one = 1, words[n]
        yield one
        n += many


_BEHIND_COMMA = re.compile(r"([,，、])\s+")
_SAYS_NOTHING = frozenset({"at", "on", "every"})


_SPOKEN = {
    "en": (_ENGLISH, "-", ","),
    "zh": (_CHINESE, "至", "、"),
}
"""Days of the week in a language, with what stands between two ends and between two days."""

_NAMES = {"zh": {Cadence.DAILY: "每天", Cadence.WEEKLY: "每周", Cadence.MONTHLY: "每月"}}
"""How often, in a language; elsewhere by its own name."""


def written(wished: Wished, language: str) -> str:
    """The words that say a wish, as `read` understands them."""
    names, to, comma = _SPOKEN[language]
    days = sorted(wished.weekdays or ())
    neighbours = len(days) > 2 and days[-1] - days[0] + 1 == len(days)
    parts = (
        _NAMES.get(language, {}).get(wished.cadence, wished.cadence.value) if wished.cadence else "",
        f"{wished.at:%H:%M}" if wished.at else "",
        (to if neighbours else comma).join(names[day - 1] for day in (days[:: len(days) - 1] if neighbours else days)),
        wished.zone or "",
    )
    return " ".join(filter(None, parts))


def cadence_of(words: tuple[str, ...]) -> Cadence | None:
    """The cadence alone, where nothing else may be said. Raises Refused."""
    wished = read(words)
    if wished != Wished(wished.cadence):
        raise Refused(N_("“{words}” is no kind of digest."), N_("Say daily, weekly or monthly."), words=" ".join(words))
    return wished.cadence


_STEP = N_("Say /subscribe, or for example /subscribe daily 08:30 mon-fri Asia/Shanghai, or /subscribe weekly.")


def _meant(word: str) -> tuple[str, object]:
    low = word.lower()
    if low in _CADENCES:
        return "cadence", _CADENCES[low]
    if (days := weekdays_of(low)) is not None:
        return "weekdays", days
    if (zone := zone_named(word)) is not None:
        return "zone", zone
    if (at := hour_of(word)) is not None:
        return "at", at
    if word[:1].isdecimal():
        raise Refused(N_("“{words}” is not a time of day."), _STEP, words=word[:40])
    if "/" in word:
        raise Refused(
            N_("“{words}” is not a time zone that I know."),
            N_("Zones look like Asia/Shanghai or America/New_York."),
            words=word[:40],
        )
    raise Refused(N_("“{words}” is not something that can be subscribed to."), _STEP, words=word[:40])


def weekdays_of(words: str) -> frozenset[int] | None:
    """Days of the week as ISO numbers them: `mon-fri`, `mon,wed`, `weekdays`, `周一至周五`; None for anything else."""
    if words in _SETS:
        return _SETS[words]
    days: set[int] = set()
    for part in re.split(r"[,，、]", words):
        ends = [_day(end) for end in re.split(r"[-–至到]", part)]
        if len(ends) > 2 or None in ends:
            return None
        first, last = ends[0] or 0, ends[-1] or 0
        days |= {(n - 1) % 7 + 1 for n in range(first, last + 1 if last >= first else last + 8)}
    return frozenset(days)


def _day(name: str) -> int | None:
    full = {"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 7}
    return _DAYS.get(name) or full.get(name) or {"周天": 7, "tues": 2, "thur": 4, "thurs": 4}.get(name)

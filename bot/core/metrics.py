"""Every figure the bot knows: its name, its unit, and with the unit the rule for adding it up.

Names and field names follow the datacube interfaces' shared metric fields (`int_page_read_user` and so on).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.core.errors import N_


class Unit(StrEnum):
    """What a figure counts. Only times add up; people add up over nothing."""

    PEOPLE = "people"
    TIMES = "times"

    @property
    def adds_up(self) -> bool:
        """Whether figures of this unit may be summed over days, articles and accounts."""
        return self is Unit.TIMES


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure of an article or an account."""

    name: str
    unit: Unit
    classic: str
    """The field's name in the classic endpoints."""
    one: str
    many: str
    """Its words, with `{n}` for the figure."""
    title: str
    """Its name alone."""
    over_days: str = ""
    """The words for a sum over days: of people, they must not be those of people."""
    aliases: tuple[str, ...] = ()
    """Further words by which a person may ask for it."""


METRICS: tuple[Metric, ...] = (
    Metric(
        "readers",
        Unit.PEOPLE,
        "int_page_read_user",
        N_("{n} reader"),
        N_("{n} readers"),
        N_("readers"),
        N_("{n} reader-days"),
    ),
    Metric("reads", Unit.TIMES, "int_page_read_count", N_("{n} read"), N_("{n} reads"), N_("reads")),
    Metric(
        "original_readers",
        Unit.PEOPLE,
        "ori_page_read_user",
        N_("{n} original reader"),
        N_("{n} original readers"),
        N_("original readers"),
        N_("{n} original-reader-days"),
    ),
    Metric(
        "original_reads",
        Unit.TIMES,
        "ori_page_read_count",
        N_("{n} original read"),
        N_("{n} original reads"),
        N_("original reads"),
    ),
    Metric(
        "sharers", Unit.PEOPLE, "share_user", N_("{n} sharer"), N_("{n} sharers"), N_("sharers"), N_("{n} sharer-days")
    ),
    Metric("shares", Unit.TIMES, "share_count", N_("{n} share"), N_("{n} shares"), N_("shares")),
    Metric(
        "savers", Unit.PEOPLE, "add_to_fav_user", N_("{n} saver"), N_("{n} savers"), N_("savers"), N_("{n} saver-days")
    ),
    Metric(
        "favourites",
        Unit.TIMES,
        "add_to_fav_count",
        N_("{n} favourite"),
        N_("{n} favourites"),
        N_("favourites"),
        aliases=("favorites", "favs", "saves"),
    ),
)

BY_NAME: dict[str, Metric] = {name: metric for metric in METRICS for name in (metric.name, *metric.aliases)}

"""Every figure the bot knows: its name, its unit, and with the unit the rule for adding it up.

Names and field names follow the datacube interfaces' shared metric fields (`int_page_read_user` and so on).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
    aliases: tuple[str, ...] = ()
    """Further words by which a person may ask for it."""


METRICS: tuple[Metric, ...] = (
    Metric("readers", Unit.PEOPLE, "int_page_read_user"),
    Metric("reads", Unit.TIMES, "int_page_read_count"),
    Metric("original_readers", Unit.PEOPLE, "ori_page_read_user"),
    Metric("original_reads", Unit.TIMES, "ori_page_read_count"),
    Metric("sharers", Unit.PEOPLE, "share_user"),
    Metric("shares", Unit.TIMES, "share_count"),
    Metric("savers", Unit.PEOPLE, "add_to_fav_user"),
    Metric("favourites", Unit.TIMES, "add_to_fav_count", ("favorites", "favs", "saves")),
)

BY_NAME: dict[str, Metric] = {name: metric for metric in METRICS for name in (metric.name, *metric.aliases)}

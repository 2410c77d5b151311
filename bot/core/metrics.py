"""Every figure the bot knows: its name, its unit, and with the unit the rule for adding it up.

Field names are the datacube interfaces': the classics' shared metric fields (`int_page_read_user` and so on), and the
successors' (getbizsummary, getarticletotaldetail).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.core.errors import N_, NN_
from bot.core.facts import Generation


class Unit(StrEnum):
    """What a figure counts. Times and money add up; people, fractions and minutes add up over nothing."""

    PEOPLE = "people"
    TIMES = "times"
    FEN = "fen"
    """A hundredth of a yuan."""
    FRACTION = "fraction"
    """From 0 to 1."""
    MINUTES = "minutes"

    @property
    def adds_up(self) -> bool:
        """Whether figures of this unit may be summed over days, articles and accounts."""
        return self in (Unit.TIMES, Unit.FEN)

    @property
    def counts(self) -> bool:
        """Whether its figures are whole numbers of something (`Figures`), and not measured (`Rates`)."""
        return self not in (Unit.FRACTION, Unit.MINUTES)


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure of an article or an account."""

    name: str
    unit: Unit
    classic: str | None
    """The field's name in the classic endpoints; None where they do not have it."""
    successor: str | None
    """The field's name in the successors."""
    one: str
    many: str
    """Its words, with `{n}` for the figure."""
    title: str
    """Its name alone."""
    over_days: str = ""
    """The words for a sum over days: of people, they must not be those of people."""
    aliases: tuple[str, ...] = ()
    """Further words by which a person may ask for it."""

    def given_by(self, generation: Generation) -> bool:
        """Whether a family of interfaces has this figure at all."""
        return (self.classic if generation is Generation.CLASSIC else self.successor) is not None


METRICS: tuple[Metric, ...] = (
    Metric(
        "readers",
        Unit.PEOPLE,
        "int_page_read_user",
        "read_user",
        *NN_("{n} reader", "{n} readers"),
        N_("readers"),
        N_("{n} reader-days"),
    ),
    Metric("reads", Unit.TIMES, "int_page_read_count", None, *NN_("{n} read", "{n} reads"), N_("reads")),
    Metric(
        "original_readers",
        Unit.PEOPLE,
        "ori_page_read_user",
        "redirect_ori_page_user",
        *NN_("{n} original reader", "{n} original readers"),
        N_("original readers"),
        N_("{n} original-reader-days"),
    ),
    Metric(
        "original_reads",
        Unit.TIMES,
        "ori_page_read_count",
        None,
        *NN_("{n} original read", "{n} original reads"),
        N_("original reads"),
    ),
    Metric(
        "sharers",
        Unit.PEOPLE,
        "share_user",
        "share_user",
        *NN_("{n} sharer", "{n} sharers"),
        N_("sharers"),
        N_("{n} sharer-days"),
    ),
    Metric("shares", Unit.TIMES, "share_count", None, *NN_("{n} share", "{n} shares"), N_("shares")),
    Metric(
        "savers",
        Unit.PEOPLE,
        "add_to_fav_user",
        "collection_user",
        *NN_("{n} saver", "{n} savers"),
        N_("savers"),
        N_("{n} saver-days"),
    ),
    Metric(
        "favourites",
        Unit.TIMES,
        "add_to_fav_count",
        None,
        *NN_("{n} favourite", "{n} favourites"),
        N_("favourites"),
        aliases=("favorites", "favs", "saves"),
    ),
    Metric("likes", Unit.PEOPLE, None, "like_user", *NN_("{n} like", "{n} likes"), N_("likes"), N_("{n} like-days")),
    Metric(
        "hearts",
        Unit.PEOPLE,
        None,
        "zaikan_user",
        *NN_("{n} heart", "{n} hearts"),
        N_("hearts"),
        N_("{n} heart-days"),
    ),
    Metric("comments", Unit.TIMES, None, "comment_count", *NN_("{n} comment", "{n} comments"), N_("comments")),
    Metric(
        "published",
        Unit.TIMES,
        None,
        "send_page_count",
        *NN_("{n} piece published", "{n} pieces published"),
        N_("pieces published"),
    ),
    Metric(
        "followers_won",
        Unit.PEOPLE,
        None,
        "read_subscribe_user",
        *NN_("{n} follower won", "{n} followers won"),
        N_("followers won"),
        N_("{n} follower-days"),
    ),
    Metric("tips", Unit.FEN, None, "praise_money", *NN_("{n} yuan in tips", "{n} yuan in tips"), N_("tips")),
    Metric(
        "delivery_rate",
        Unit.FRACTION,
        None,
        "read_delivery_rate",
        *NN_("{n} of those it was delivered to", "{n} of those it was delivered to"),
        N_("delivery rate"),
    ),
    Metric(
        "finish_rate",
        Unit.FRACTION,
        None,
        "read_finish_rate",
        *NN_("{n} read to the end", "{n} read to the end"),
        N_("finish rate"),
    ),
    Metric(
        "stay",
        Unit.MINUTES,
        None,
        "read_avg_activetime",
        *NN_("{n} minute on average", "{n} minutes on average"),
        N_("average stay"),
    ),
)

COUNTS: tuple[Metric, ...] = tuple(metric for metric in METRICS if metric.unit.counts)
"""The figures of `Figures`, in its order."""

RATES: tuple[Metric, ...] = tuple(metric for metric in METRICS if not metric.unit.counts)
"""The figures of `Rates`, in its order."""

DAILY: tuple[Metric, ...] = tuple(metric for metric in METRICS if metric.classic is not None)
"""What an article's day may be ranked by: the shared metrics."""

BY_NAME: dict[str, Metric] = {name: metric for metric in METRICS for name in (metric.name, *metric.aliases)}

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
    """Further words that mean it alone, in a table's title too."""
    asked: tuple[str, ...] = ()
    """Words by which people ask for it, some looser than a table's title may be: `阅读` is reads."""

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
        asked=("reader", "读者", "读者数", "阅读人数", "阅读用户数", "阅读的人"),
    ),
    Metric(
        "reads",
        Unit.TIMES,
        "int_page_read_count",
        None,
        *NN_("{n} read", "{n} reads"),
        N_("reads"),
        asked=("read", "views", "阅读次数", "阅读量", "阅读数", "阅读"),
    ),
    Metric(
        "original_readers",
        Unit.PEOPLE,
        "ori_page_read_user",
        "redirect_ori_page_user",
        *NN_("{n} original reader", "{n} original readers"),
        N_("original readers"),
        N_("{n} original-reader-days"),
        asked=("original reader", "阅读原文人数", "原文阅读人数", "原文人数"),
    ),
    Metric(
        "original_reads",
        Unit.TIMES,
        "ori_page_read_count",
        None,
        *NN_("{n} original read", "{n} original reads"),
        N_("original reads"),
        asked=("original read", "阅读原文次数", "原文阅读次数", "阅读原文", "原文次数", "原文"),
    ),
    Metric(
        "sharers",
        Unit.PEOPLE,
        "share_user",
        "share_user",
        *NN_("{n} sharer", "{n} sharers"),
        N_("sharers"),
        N_("{n} sharer-days"),
        asked=("sharer", "分享人数", "转发人数", "分享的人"),
    ),
    Metric(
        "shares",
        Unit.TIMES,
        "share_count",
        None,
        *NN_("{n} share", "{n} shares"),
        N_("shares"),
        asked=("share", "shared", "分享次数", "分享量", "分享数", "分享", "转发次数", "转发量", "转发数", "转发"),
    ),
    Metric(
        "savers",
        Unit.PEOPLE,
        "add_to_fav_user",
        "collection_user",
        *NN_("{n} saver", "{n} savers"),
        N_("savers"),
        N_("{n} saver-days"),
        asked=("saver", "收藏人数"),
    ),
    Metric(
        "favourites",
        Unit.TIMES,
        "add_to_fav_count",
        None,
        *NN_("{n} favourite", "{n} favourites"),
        N_("favourites"),
        aliases=("favorites", "favs", "saves"),
        asked=("favourite", "favorite", "fav", "saved", "收藏次数", "收藏量", "收藏数", "收藏"),
    ),
    Metric(
        "likes",
        Unit.PEOPLE,
        None,
        "like_user",
        *NN_("{n} like", "{n} likes"),
        N_("likes"),
        N_("{n} like-days"),
        asked=("like", "liked", "点赞人数", "点赞数", "点赞", "赞"),
    ),
    Metric(
        "hearts",
        Unit.PEOPLE,
        None,
        "zaikan_user",
        *NN_("{n} heart", "{n} hearts"),
        N_("hearts"),
        N_("{n} heart-days"),
        asked=("heart", "在看人数", "在看数", "在看", "爱心"),
    ),
    Metric(
        "comments",
        Unit.TIMES,
        None,
        "comment_count",
        *NN_("{n} comment", "{n} comments"),
        N_("comments"),
        asked=("comment", "commented", "留言数", "留言", "评论数", "评论"),
    ),
    Metric(
        "published",
        Unit.TIMES,
        None,
        "send_page_count",
        *NN_("{n} piece published", "{n} pieces published"),
        N_("pieces published"),
        asked=("发表篇数", "发布篇数", "群发篇数", "篇数"),
    ),
    Metric(
        "followers_won",
        Unit.PEOPLE,
        None,
        "read_subscribe_user",
        *NN_("{n} follower won", "{n} followers won"),
        N_("followers won"),
        N_("{n} follower-days"),
        asked=("followers", "new followers", "阅读后关注人数", "阅读后关注", "新增关注"),
    ),
    Metric(
        "tips",
        Unit.FEN,
        None,
        "praise_money",
        *NN_("{n} yuan in tips", "{n} yuan in tips"),
        N_("tips"),
        asked=("赞赏金额", "赞赏"),
    ),
    Metric(
        "delivery_rate",
        Unit.FRACTION,
        None,
        "read_delivery_rate",
        *NN_("{n} of those it was delivered to", "{n} of those it was delivered to"),
        N_("delivery rate"),
        asked=("送达阅读率", "送达率"),
    ),
    Metric(
        "finish_rate",
        Unit.FRACTION,
        None,
        "read_finish_rate",
        *NN_("{n} read to the end", "{n} read to the end"),
        N_("finish rate"),
        asked=("完读率", "阅读完成率"),
    ),
    Metric(
        "stay",
        Unit.MINUTES,
        None,
        "read_avg_activetime",
        *NN_("{n} minute on average", "{n} minutes on average"),
        N_("average stay"),
        asked=("平均停留时长", "停留时长"),
    ),
)

COUNTS: tuple[Metric, ...] = tuple(metric for metric in METRICS if metric.unit.counts)
"""The figures of `Figures`, in its order."""

RATES: tuple[Metric, ...] = tuple(metric for metric in METRICS if not metric.unit.counts)
"""The figures of `Rates`, in its order."""

DAILY: tuple[Metric, ...] = tuple(metric for metric in METRICS if metric.classic is not None)
"""The shared metrics: what the classic interfaces give of an article's day, of a source and of an hour."""

RANKED: tuple[Metric, ...] = tuple(
    m for m in METRICS if m.name == "finish_rate" or (m in COUNTS and m.name != "published")
)
"""What articles may be ranked by: all that is counted of an article, and how many read it to the end."""

BY_NAME: dict[str, Metric] = {name: metric for metric in METRICS for name in (metric.name, *metric.aliases)}

OF_ACCOUNTS: tuple[Metric, ...] = tuple(metric for metric in COUNTS if metric.name not in ("followers_won", "tips"))
"""What an account's day may have: all that is counted but what is told of articles alone."""

REACTIONS: tuple[str, ...] = ("likes", "hearts", "comments")
"""What readers did beside reading, sharing and saving: what the successors add, of a day in one line."""

TIMES_OF: dict[str, str] = {
    "readers": "reads",
    "original_readers": "original_reads",
    "sharers": "shares",
    "savers": "favourites",
}
"""How often people did it, by those who did."""

PEOPLE_OF: dict[str, str] = {times: people for people, times in TIMES_OF.items()}
"""Who did it, by how often it was done."""

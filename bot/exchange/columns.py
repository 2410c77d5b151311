"""What the columns of a table mean: one row for each thing that a table may tell, and every title that it goes by.

To teach the bot another title, add it here. Titles are compared without case, blanks, underscores and full-width
forms; a unit in brackets is taken off if the title is not known with it. Field names are WeChat's own; the Chinese
titles are those of the console's tables as operators keep them (日 × 渠道, 单篇内容, 数据趋势概况).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.core.errors import N_, Remark
from bot.core.metrics import BY_NAME
from bot.exchange import wording


@dataclass(frozen=True, slots=True)
class Column:
    """One thing that a table tells."""

    key: str
    """What it is: the name of a metric, or `day`, `title` and the like."""
    what: Remark | str
    """What a person is told that it was taken for."""
    titles: tuple[str, ...]
    factor: Decimal = Decimal(1)
    """What a figure is multiplied by to be in the bot's unit."""

    @property
    def is_figure(self) -> bool:
        """Whether it holds figures of an article or an account."""
        return self.key in BY_NAME or self.key == DELIVERED


DELIVERED = "delivered"
"""People a message was delivered to (`target_user`): of lives alone, and no metric."""

PART = "part"
"""A part of the readers, by sex, age or place: of lives alone, and not kept."""

_HUNDREDTH, _HUNDRED = Decimal("0.01"), Decimal(100)
_PERCENT, _MINUTES = N_("{metric}, in percent"), N_("{metric}, in minutes")


def _figure(name: str, *titles: str, factor: Decimal = Decimal(1), also: str | None = None) -> Column:
    """A metric: by its name, its words and WeChat's field names, and by these titles besides."""
    metric = BY_NAME[name]
    what = Remark(also, metric=metric.title) if also else metric.title
    if factor != 1:
        return Column(name, what, titles, factor)
    fields = tuple(field for field in (metric.classic, metric.successor) if field)
    return Column(name, what, (name, metric.title, *fields, *metric.aliases, *titles))


COLUMNS: tuple[Column, ...] = (
    Column("day", N_("the day"), ("date", "day", "ref_date", "日期", "时间", "数据日期")),
    Column(
        "stat",
        N_("the day up to which the row counts"),
        ("stat_date", "counted until", "统计日期", "统计时间", "截至日期", "截止日期", "采集日期"),
    ),
    # "published" is a day here, and not the metric of that name, whose title is "pieces published".
    Column(
        "publish_day",
        N_("the day of publishing"),
        ("published", "publish_date", "published on", "发表日期", "发表时间", "发布日期", "发布时间",
         "群发日期", "群发时间", "推送时间", "发文时间", "发文日期", "推送日期"),
    ),
    Column("msgid", N_("the article's msgid"), ("msgid", "msg_id", "消息id", "图文id")),
    Column("title", N_("the article's title"), ("title", "内容标题", "标题", "文章标题", "图文标题", "article")),
    Column("url", N_("the article's link"), ("url", "content_url", "link", "内容url", "内容链接", "链接", "文章链接")),
    Column("source", N_("where readers came from"), ("source", "user_source", "渠道", "来源", "流量来源", "阅读来源")),
    Column("article_source", N_("where one article's readers came from"), ("传播渠道",)),
    Column("scene", N_("where it was shared to"), ("scene", "share_scene", "分享场景", "分享渠道")),
    Column(
        PART,
        N_("which part of the readers"),
        ("性别", "年龄", "年龄段", "年龄区间", "地域", "地区", "省份", "省份/直辖市", "城市", "国家", "终端", "机型",
         "gender", "sex", "age", "place", "region", "province", "city", "country", "device"),
    ),
    Column("hour", N_("the hour"), ("hour", "ref_hour", "小时", "时段", "钟点")),
    Column(
        "account",
        N_("the account"),
        ("account", "公众号", "公众号名称", "账号", "帐号", "appid", "wechat_name", "account_name", "公众号id"),
    ),
    Column("generation", N_("which interfaces the row is from"), ("generation",)),
    Column("notified", N_("whether followers were notified"), ("notified", "是否通知")),
    Column("origin", N_("where it was from (not used)"), ("origin",)),
    Column("fetched", N_("when it was fetched (not used)"), ("fetched at", "fetched at (utc)")),
    _figure("readers", "阅读人数", "总阅读人数", "图文页阅读人数", "图文总阅读人数", "图文阅读人数", "阅读用户数",
            "阅读(人)"),
    _figure("reads", "阅读次数", "总阅读次数", "图文页阅读次数", "图文总阅读次数", "图文阅读次数", "阅读量",
            "阅读数", "阅读(次)"),
    _figure(
        "original_readers", "阅读原文人数", "跳转阅读原文人数", "原文页阅读人数", "原文阅读人数", "点击阅读原文人数",
    ),
    _figure("original_reads", "阅读原文次数", "跳转阅读原文次数", "原文页阅读次数", "原文阅读次数", "点击阅读原文次数"),
    _figure("sharers", "分享人数", "总分享人数", "转发人数", "分享转发人数", "分享(人)"),
    _figure("shares", "分享次数", "总分享次数", "转发次数", "分享转发次数", "分享(次)"),
    _figure("savers", "收藏人数", "微信收藏人数", "总收藏人数", "收藏(人)"),
    _figure("favourites", "收藏次数", "微信收藏次数", "总收藏次数", "favourite", "收藏(次)"),
    _figure("likes", "点赞人数", "点赞", "点赞数", "拇指赞人数", "拇指赞"),
    _figure("hearts", "在看人数", "在看", "在看数", "爱心人数", "爱心赞人数", "爱心", "爱心赞"),
    _figure("comments", "留言数", "评论数", "留言", "评论", "留言条数", "评论条数"),
    _figure("published", "群发篇数", "发表篇数", "发布篇数", "篇数"),
    _figure("followers_won", "阅读后关注人数", "阅读后关注", "新增关注人数", "带来关注人数"),
    _figure("tips", "tips (fen)", "赞赏(分)", "赞赏金额(分)", also=N_("{metric}, in fen")),
    _figure("tips", "tips (yuan)", "赞赏(元)", "赞赏金额(元)", factor=_HUNDRED, also=N_("{metric}, in yuan")),
    Column(DELIVERED, N_("people it was delivered to"), ("delivered", "target_user", "送达人数")),
    _figure("delivery_rate", "delivery rate (fraction)", "送达阅读率", "送达完成率"),
    _figure("delivery_rate", "delivery rate (%)", "送达阅读率(%)", factor=_HUNDREDTH, also=_PERCENT),
    _figure("finish_rate", "finish rate (fraction)", "阅读完成率", "完读率"),
    _figure("finish_rate", "finish rate (%)", "阅读完成率(%)", "完读率(%)", factor=_HUNDREDTH, also=_PERCENT),
    _figure("stay", "average stay (minutes)", "平均停留时长(分钟)", "平均停留时长(分)", also=_MINUTES),
    _figure("stay", "平均停留时长(s)", "平均停留时长(秒)", factor=Decimal(1) / 60, also=N_("{metric}, in seconds")),
)  # fmt: skip


_STAT = next(column for column in COLUMNS if column.key == "stat")


def plain(title: str) -> str:
    """A title as titles are compared."""
    return re.sub(r"[\s_\-‐·:]+", "", unicodedata.normalize("NFKC", title)).casefold()


def _titles() -> dict[str, Column]:
    known: dict[str, Column] = {}
    for column in COLUMNS:
        for title in column.titles:
            known.setdefault(plain(title), column)
    # What an export calls its columns in any language is known again.
    for name in wording.NAMES:
        since = Column(name, N_("a figure since publishing (not used)"), ()) if wording.SINCE in name else None
        for title in wording.titles(name):
            known.setdefault(plain(title), since or known[plain(name)])
    return known


_BY_TITLE = _titles()
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")


def column_of(title: object) -> Column | None:
    """What a column of this title tells; None if the title is not known."""
    if not isinstance(title, str) or not title.strip():
        return None
    compared = plain(title)
    return _BY_TITLE.get(compared) or _BY_TITLE.get(_BRACKETS.sub("", compared))


def told_since_publishing(titles: Sequence[object], columns: Sequence[Column | None]) -> list[Column | None]:
    """The columns of a table whose figures are totals (`总…`) beside a day of publishing: its other day is the one up
    to which they count, whatever it is called. A total is never what one day brought."""
    keys = {column.key for column in columns if column}
    totals = any(
        column is not None and column.is_figure and plain(str(title)).startswith("总")
        for title, column in zip(titles, columns, strict=True)
    )
    if not totals or "publish_day" not in keys or "stat" in keys:
        return list(columns)
    return [_STAT if column is not None and column.key == "day" else column for column in columns]


def columns_of(titles: Sequence[object]) -> list[Column | None]:
    """What each column of a header row tells; of two that tell the same, the first."""
    found: list[Column | None] = []
    seen: set[str] = set()
    for title in titles:
        column = column_of(title)
        if column is not None and column.key in seen:
            column = None
        if column is not None:
            seen.add(column.key)
        found.append(column)
    return found

"""What kind of table it is, by the columns that it has; and which tables cannot be used, and why."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

from bot.core.errors import N_
from bot.core.metrics import BY_NAME
from bot.exchange.columns import DELIVERED
from bot.exchange.taken import Unusable


class Kind(Enum):
    """What one row of a table tells. The value is what a person reads."""

    ACCOUNT = N_("the account's figures, day by day")
    ARTICLES = N_("articles' figures, day by day")
    SOURCES = N_("where the account's readers came from, day by day")
    SCENES = N_("where it was shared to, day by day")
    HOURS = N_("the account's figures, hour by hour")
    LIVES = N_("articles' figures since publishing, by the day up to which they count")


SINCE_PUBLISHING = frozenset({DELIVERED, "finish_rate", "delivery_rate", "stay", "followers_won", "tips"})
"""What WeChat tells of an article since publishing alone: where one stands, its neighbours are such figures too."""

_CUMULATIVE = N_(
    "its figures are totals since publishing, and no column says up to which day they count (add one with the title "
    "统计日期 or stat_date); a total is not what a day brought"
)
_NO_DAY = N_("no column says which day a row is about")
_NO_FIGURES = N_("no column holds figures that I know")
_ARTICLE_HOURS = N_("figures of single articles by hour are not kept")
_WHICH_ARTICLE = N_("it tells where the readers of one article came from, and no column says which article")


def kind_of(keys: Collection[str]) -> Kind:
    """The kind of a table with these columns (`Column.key`) that hold something. Raises Unusable."""
    article = "title" in keys or "msgid" in keys
    if not any(key in BY_NAME or key == DELIVERED for key in keys):
        raise Unusable(_NO_FIGURES)
    if "day" not in keys and "stat" not in keys:
        raise Unusable(_CUMULATIVE if "publish_day" in keys else _NO_DAY)
    if "hour" in keys:
        if article:
            raise Unusable(_ARTICLE_HOURS)
        return Kind.HOURS
    if article:
        if "stat" not in keys and "generation" not in keys and not SINCE_PUBLISHING.isdisjoint(keys):
            raise Unusable(_CUMULATIVE)
        lives = "stat" in keys and ("publish_day" in keys or "day" in keys)
        return Kind.LIVES if lives else Kind.ARTICLES
    if "article_source" in keys:
        raise Unusable(_WHICH_ARTICLE)
    if "scene" in keys:
        return Kind.SCENES
    return Kind.SOURCES if "source" in keys else Kind.ACCOUNT

"""The account's figures as rows of the successor endpoints, key by key as WeChat writes them.

Source: the endpoints' field tables and samples. They count people, but for `comment_count` and
`send_page_count` (times) and `praise_money` (fen); rates are fractions, `read_avg_activetime` is in minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import pairwise

from bot.wechat.endpoints import (
    ALL_SOURCES,
    ARTICLE_READ,
    ARTICLE_SHARE,
    ARTICLE_TOTAL_DETAIL,
    BIZ_SUMMARY,
    SOURCE_LABELS,
    SOURCES,
)
from bot.wechat.simulator.account_days import account_day
from bot.wechat.simulator.articles import CONVERSATION, Article, nature, sent_on
from bot.wechat.simulator.asked import Asked, Row
from bot.wechat.simulator.dice import Dice
from bot.wechat.simulator.gains import Gain
from bot.wechat.simulator.long_life import Found, long_life, read_on
from bot.wechat.simulator.reactions import Reactions, account_reactions, taste
from bot.wechat.simulator.tallies import NONE

_NOTIFIED, _QUIET = 0, 1
"""`publish_type` of an article that followers were notified of, and of one that was published without."""

_LABELS = {number: label for label, name in SOURCE_LABELS.items() for number, n in SOURCES.items() if n == name}

_DIGITS = 7


def _read(gained: Gain) -> Row:
    """Readers, and where they came from; a scene without any is left out."""
    sources = [(label, gained.sources.get(number, NONE).people) for number, label in _LABELS.items()]
    scenes = [(ALL_SOURCES, gained.reads.people), *sources]
    return {
        "read_user": gained.reads.people,
        "read_user_source": [
            {"user_count": people, "scene_desc": label} for label, people in scenes if people or label == ALL_SOURCES
        ],
    }


def _reacted(gained: Gain, reacted: Reactions) -> Row:
    return {
        "share_user": gained.shares.people,
        "zaikan_user": reacted.hearts,
        "like_user": reacted.likes,
        "comment_count": reacted.comments,
        "collection_user": gained.favourites.people,
    }


def article_read(asked: Asked) -> list[Row]:
    """The readers of each article up to 30 days old that anybody read on the day."""
    return [
        {"ref_date": str(asked.day), "msgid": nature(article).msgid, "detail": _read(gained)}
        for article, gained in read_on(asked.account, asked.day)
    ]


def article_share(asked: Asked) -> list[Row]:
    """The sharers of each article up to 30 days old that anybody shared on the day."""
    return [
        {
            "ref_date": str(asked.day),
            "msgid": nature(article).msgid,
            "detail": {"share_user": gained.shares.people},
        }
        for article, gained in read_on(asked.account, asked.day)
        if gained.shares.people
    ]


def biz_summary(asked: Asked) -> list[Row]:
    """The account's day over all its content."""
    gained = account_day(asked.account, asked.day)
    detail = {
        **_read(gained),
        **_reacted(gained, account_reactions(asked.account, asked.day)),
        "redirect_ori_page_user": gained.original.people,
        "send_page_count": len(sent_on(asked.account, asked.day)),
    }
    return [{"ref_date": str(asked.day), "detail": detail}]


def article_total_detail(asked: Asked) -> list[Row]:
    """The articles published on the day, each with its cumulative figures day by day."""
    rows = []
    for article in sent_on(asked.account, asked.day):
        kind = nature(article)
        head: Row = {
            "ref_date": str(asked.day),
            "msgid": kind.msgid,
            "publish_type": _QUIET if kind.quiet else _NOTIFIED,
        }
        if asked.titles:
            head |= {"title": kind.title, "content_url": kind.url}
        days = long_life(article, asked.newest)
        rows.append({**head, "detail_list": [_detail(article, day, found) for day, found in days]})
    return rows


def _detail(article: Article, day: date, found: Found) -> Row:
    gained, reacted = found
    return {
        "stat_date": str(day),
        **_read(gained),
        **_reacted(gained, reacted),
        "praise_money": reacted.tips,
        "read_subscribe_user": reacted.followers,
        **_rates(article, day, gained),
    }


def _rates(article: Article, day: date, gained: Gain) -> Row:
    """How it was read: of those it was delivered to, the part that read it from the message, and so on."""
    kind, target = taste(article), nature(article).target
    dice = article.account.dice("rates", article.day, article.index, day)
    wobble = dice.uniform(0.98, 1.02)
    anybody = 1.0 if gained.reads.people else 0.0
    finished = kind.finished * wobble * anybody
    delivered = gained.sources.get(CONVERSATION, NONE).people / target if target else 0.0
    return {
        "read_delivery_rate": round(min(1.0, delivered), _DIGITS),
        "read_finish_rate": round(finished, _DIGITS),
        "read_avg_activetime": round(kind.stay * wobble * anybody, _DIGITS),
        "read_jump_position": _exits(dice, finished) if anybody else [],
    }


def _exits(dice: Dice, finished: float) -> list[Mapping[str, float]]:
    """Where readers leave: whoever reads to the end does so in the last fifth, and most others in the first."""
    weights = [8 * dice.uniform(0.8, 1.2), *(dice.uniform(0.7, 1.3) for _ in range(4))]
    left = [0.0]
    for weight in weights[:-1]:
        left.append(left[-1] + (1 - finished) * weight / sum(weights))
    edges = [round(edge, _DIGITS) for edge in [*left, 1.0]]
    return [
        {"position": n, "rate": round(after - before, _DIGITS)} for n, (before, after) in enumerate(pairwise(edges), 1)
    ]


SUCCESSOR_ROWS: dict[str, Callable[[Asked], list[Row]]] = {
    ARTICLE_READ.name: article_read,
    ARTICLE_SHARE.name: article_share,
    BIZ_SUMMARY.name: biz_summary,
    ARTICLE_TOTAL_DETAIL.name: article_total_detail,
}
"""Who makes the rows of a successor."""

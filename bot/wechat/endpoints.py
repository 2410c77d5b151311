"""The interfaces of WeChat's datacube, a row each; client, simulator, parser and tests derive from these rows.

Source: the interfaces' own pages, and the older overview table for the spans. A call is legal when its span
has at most `longest_span` days and ends at most yesterday in +08:00; otherwise WeChat answers 61501.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.core.days import FIRST_DAY, SUCCESSORS_FROM
from bot.core.facts import Generation


class Grain(StrEnum):
    """What one row of a reply stands for."""

    ARTICLE_DAY = "article × day"
    ARTICLE_LIFE = "article, cumulative by day"
    ACCOUNT_SOURCE_DAY = "account × day × source"
    ACCOUNT_SOURCE_HOUR = "account × day × hour × source"
    ACCOUNT_SCENE_DAY = "account × day × share scene"
    ACCOUNT_SCENE_HOUR = "account × day × hour × share scene"
    ACCOUNT_DAY = "account × day"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One interface."""

    name: str
    path: str
    longest_span: int
    """In days, both ends included."""
    grain: Grain
    first_day: date = FIRST_DAY
    generation: Generation = Generation.CLASSIC


ARTICLE_SUMMARY = Endpoint("getarticlesummary", "/datacube/getarticlesummary", 1, Grain.ARTICLE_DAY)
ARTICLE_TOTAL = Endpoint("getarticletotal", "/datacube/getarticletotal", 1, Grain.ARTICLE_LIFE)
USER_READ = Endpoint("getuserread", "/datacube/getuserread", 3, Grain.ACCOUNT_SOURCE_DAY)
USER_READ_HOUR = Endpoint("getuserreadhour", "/datacube/getuserreadhour", 1, Grain.ACCOUNT_SOURCE_HOUR)
USER_SHARE = Endpoint("getusershare", "/datacube/getusershare", 7, Grain.ACCOUNT_SCENE_DAY)
USER_SHARE_HOUR = Endpoint("getusersharehour", "/datacube/getusersharehour", 1, Grain.ACCOUNT_SCENE_HOUR)


def _successor(name: str, longest_span: int, grain: Grain) -> Endpoint:
    return Endpoint(name, f"/datacube/{name}", longest_span, grain, SUCCESSORS_FROM, Generation.SUCCESSOR)


ARTICLE_READ = _successor("getarticleread", 1, Grain.ARTICLE_DAY)
ARTICLE_SHARE = _successor("getarticleshare", 1, Grain.ARTICLE_DAY)
BIZ_SUMMARY = _successor("getbizsummary", 30, Grain.ACCOUNT_DAY)
ARTICLE_TOTAL_DETAIL = _successor("getarticletotaldetail", 1, Grain.ARTICLE_LIFE)

ENDPOINTS: tuple[Endpoint, ...] = (
    ARTICLE_SUMMARY,
    ARTICLE_TOTAL,
    USER_READ,
    USER_READ_HOUR,
    USER_SHARE,
    USER_SHARE_HOUR,
    ARTICLE_READ,
    ARTICLE_SHARE,
    BIZ_SUMMARY,
    ARTICLE_TOTAL_DETAIL,
)

BY_NAME: dict[str, Endpoint] = {endpoint.name: endpoint for endpoint in ENDPOINTS}

TOTAL_SOURCE = 99999999
"""`user_source` of the row that stands for all sources together."""

SOURCES: dict[int, str] = {
    0: "conversation",
    1: "friends",
    2: "moments",
    3: "weibo",
    4: "history",
    5: "other",
    6: "look",
    7: "search",
}
"""`user_source`: where a read came from (getuserread)."""

ALL_SOURCES = "全部"
"""`scene_desc` of the figure that stands for all sources together."""

SOURCE_LABELS: dict[str, str] = {
    "公众号消息": "conversation",
    "聊天会话": "friends",
    "朋友圈": "moments",
    "公众号主页": "history",
    "其他": "other",
    "推荐": "look",
    "搜一搜": "search",
}
"""`scene_desc`: the same sources as the successors call them (read_user_source), by the nearest classic one."""

SCENES: dict[int, str] = {1: "friends", 2: "moments", 3: "weibo", 255: "elsewhere"}
"""`share_scene`: where a share went (getusershare)."""

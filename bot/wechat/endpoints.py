"""The interfaces of WeChat's datacube, a row each; client, simulator, parser and tests derive from these rows.

Source: the interfaces' own pages, and the older overview table for the spans. A call is legal when its span
has at most `longest_span` days and ends at most yesterday in +08:00; otherwise WeChat answers 61501.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.core.days import FIRST_DAY
from bot.core.facts import Generation


class Grain(StrEnum):
    """What one row of a reply stands for."""

    ARTICLE_DAY = "article × day"
    ARTICLE_LIFE = "article, cumulative by day"
    ACCOUNT_SOURCE_DAY = "account × day × source"
    ACCOUNT_SOURCE_HOUR = "account × day × hour × source"
    ACCOUNT_SCENE_DAY = "account × day × share scene"
    ACCOUNT_SCENE_HOUR = "account × day × hour × share scene"


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

ENDPOINTS: tuple[Endpoint, ...] = (
    ARTICLE_SUMMARY,
    ARTICLE_TOTAL,
    USER_READ,
    USER_READ_HOUR,
    USER_SHARE,
    USER_SHARE_HOUR,
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

SCENES: dict[int, str] = {1: "friends", 2: "moments", 3: "weibo", 255: "elsewhere"}
"""`share_scene`: where a share went (getusershare)."""

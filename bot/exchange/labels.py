"""What sources and scenes are called in tables, and what WeChat calls them in either generation."""

from __future__ import annotations

from bot.exchange.columns import plain
from bot.wechat.endpoints import ALL_SOURCES, SCENES, SOURCE_LABELS, SOURCES, TOTAL_SOURCE

_OLDER_NAMES = {
    "公众号会话": "conversation",
    "好友转发": "friends",
    "腾讯微博": "weibo",
    "历史消息": "history",
    "历史消息页": "history",
    "其它": "other",
    "看一看": "look",
    "看一看精选": "look",
    "搜一搜搜索": "search",
}
"""As the classics' pages and the console of their time have it."""

_SOURCE_NUMBERS = {term: number for number, term in SOURCES.items()}
_SOURCES = {
    **{plain(term): number for term, number in _SOURCE_NUMBERS.items()},
    **{plain(label): _SOURCE_NUMBERS[term] for label, term in (SOURCE_LABELS | _OLDER_NAMES).items()},
    **{plain(label): TOTAL_SOURCE for label in (ALL_SOURCES, "all", "全部渠道", "合计")},
}
_LABELS = {_SOURCE_NUMBERS[term]: label for label, term in SOURCE_LABELS.items()} | {TOTAL_SOURCE: ALL_SOURCES}

_SCENE_NUMBERS = {term: number for number, term in SCENES.items()}
_SCENES = {
    **{plain(term): number for term, number in _SCENE_NUMBERS.items()},
    **{
        plain(label): _SCENE_NUMBERS[term]
        for label, term in {
            "好友转发": "friends",
            "聊天会话": "friends",
            "朋友圈": "moments",
            "腾讯微博": "weibo",
            "其他": "elsewhere",
            "其它": "elsewhere",
        }.items()
    },
}


def source_number(called: str) -> int | str:
    """A source as getuserread has it: its number; one that nobody lists stays as it is called."""
    return int(called) if _is_number(called) else _SOURCES.get(plain(called), called)


def source_label(called: str) -> str:
    """A source as getbizsummary has it: its Chinese label; one that nobody lists stays as it is called."""
    number = source_number(called)
    return _LABELS.get(number, called) if isinstance(number, int) else number


def scene_number(called: str) -> int | str:
    """A share scene as getusershare has it: its number; one that nobody lists stays as it is called."""
    return int(called) if _is_number(called) else _SCENES.get(plain(called), called)


def _is_number(called: str) -> bool:
    return called.isascii() and called.isdecimal() and len(called) < 12

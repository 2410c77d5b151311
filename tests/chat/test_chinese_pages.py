"""Every page in Chinese: no English word is left, and marks and blanks are set by rule."""

from __future__ import annotations

import re
from functools import cache

import pytest

from bot.app import seed_chats
from bot.chat.commands import Asker
from bot.core.outcomes import Gone, Unknown
from bot.render import Renderer, _built_in, cut_title, plain, templates_path
from bot.wechat.simulator import FOREVER, Errcode
from tests.chat.test_chinese import STRANGER, Chinese, chinese
from tests.house import ADMIN, TEAM

SAID_AS_IT_STANDS = re.compile(
    r"Daily Tech|Morning Reads|Telegram|AppID|AppSecret|CSV|XLSX|MORNING_READS_\w+|@\w+|[A-Z]\w+/[A-Z]\w+|"
    r"\b[0-9a-f]{8}\b|/[a-z]+(?: [a-z]+)*|daily|weekly|monthly|"
    r"\[[^\]]*\]|[\w-]+\.(?:csv|xlsx|sqlite)|\bid\b|\bIP\b|`[^`]*`|HH:MM|"
    r"<[^<>]*>(?: vs <[^<>]*>)?|1月5日|近7天|“[^”]*”"
)
"""Names, addresses, commands, files, and what a person may type or has typed."""

NOT_HERE = {
    "check.html.j2": "of the command line: tests/cli",
    "go_on.html.j2": "of the command line: tests/cli",
    "plan.html.j2": "of the command line: tests/cli",
    "saved.html.j2": "of the command line: tests/cli",
}

EVERYTHING = (
    "谢谢",
    *(
        "/start",
        "/help",
        "/help trend",
        "/report",
        "/reads",
        "/reads 上周",
        "/shares",
        "/shares 7d",
        "/top",
        "/top 收藏次数 7d",
    ),
    *("/hours", "/hours 7d", "/sources", "/sources 7d", "/trend", "/compare 上周 vs 上上周", "/accounts", "/export 7d"),
    *("/trend 7d 图", "/subscribe 每周", "/subscribe", "/status", "/deliveries", "/resend 2015-01-05", "/pause 7d"),
    *("/pause", "/coverage", "/unsubscribe 每月", "/unsubscribe", "/unsubscribe", "/pause", "不知道", "/reads 2999"),
    *("/backfill 2015-01-01..2015-01-03", "/report 2025-11-03", "/reads 2025-11", "/top 2025-11-03"),
    *(
        "/hours 2025-11-03",
        "/hours 2015-01-05",
        "/report 2015-01",
        "/reads bla",
        "/article 1",
        "/article xyzzy",
        "/article 的",
    ),
)


@pytest.fixture
def titles(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The titles of articles that pages show: data, and as WeChat has them."""
    found: set[str] = set()

    def kept(title: str) -> str:
        found.add(shown := cut_title(title))
        return shown

    monkeypatch.setattr("bot.render.cut_title", kept)
    # Templates hold their filters: they are made anew with this one.
    monkeypatch.setattr("bot.render._built_in", cache(_built_in.__wrapped__))
    return found


@pytest.fixture
async def pages(monkeypatch: pytest.MonkeyPatch, titles: set[str]) -> dict[str, list[str]]:
    """Every page that is rendered, by its template; as plain text without titles."""
    found: dict[str, list[str]] = {}
    page = Renderer.page

    def kept(self: Renderer, template: str, language: str, **view: object) -> str:
        words = page(self, template, language, **view)
        assert language == "zh", template
        found.setdefault(f"{template}.html.j2", []).append(words)
        return words

    monkeypatch.setattr(Renderer, "page", kept)
    async with chinese("2025-12-02 12:30") as house:
        await ask_everything(house)
        await let_people_in(house)
    async with chinese("2015-01-06 08:00") as house:
        await bad_mornings(house)
    return {template: [_without(titles, words) for words in all_of_it] for template, all_of_it in found.items()}


def _without(titles: set[str], page: str) -> str:
    text = re.sub(r"(?:邀请码：|/start )[\w-]+", "–", plain(page))
    for title in sorted(titles, key=len, reverse=True):
        text = text.replace(title, "–")
    return SAID_AS_IT_STANDS.sub("–", text)


async def let_people_in(house: Chinese) -> None:
    """An invitation that is used, a group that asks and is let in, and what is kept of it all."""
    (message,) = await house.said("/invite")
    token = re.search(r"start[= ](\S+)", plain(message.text))
    assert token is not None
    for person in (20, 21):
        await house.said(f"/start {token[1]}", person=person, chat=person, name="小王")
    asker = Asker(STRANGER, -500, language="zh", group=True, name="小李", title="新闻部")
    assert [message async for message in house.app.conversation.joined(asker, channel=False)]
    for question in ("/allow -500", "/allow", "/invite open", "/audit", "/deny 20", "/settings", "/settings hour"):
        await house.said(question)


async def ask_everything(house: Chinese) -> None:
    for question in EVERYTHING:
        await house.said(question)
    await house.said("/start", person=STRANGER, chat=STRANGER)


async def bad_mornings(house: Chinese) -> None:
    """Provisional, corrected, uncertain, missed, failed, and well again."""
    house.simulator.faults.add("*", Errcode(61503), times=FOREVER)
    await seed_chats(house.app)
    house.clock.pass_by(hours=4)
    await house.app.delivery.wake()
    house.simulator.faults.clear()
    for _ in range(4):
        house.clock.pass_by(hours=3)
        await house.app.upkeep()
        await house.app.delivery.wake()
    house.sender.outcomes = [Unknown()]
    house.clock.pass_by(hours=24)
    await house.app.delivery.wake()
    house.clock.pass_by(days=4)
    await house.app.delivery.wake()
    house.simulator.faults.add("*", Errcode(40125), times=FOREVER)
    house.clock.pass_by(days=1)
    await house.app.delivery.wake()
    await house.said("/status")
    house.simulator.faults.clear()
    house.sender.outcomes = [Gone()]
    house.clock.pass_by(days=1)
    await house.app.delivery.wake()
    await house.said("/deliveries", chat=TEAM)
    await house.said("/status", chat=ADMIN)


async def test_chinese_pages_have_no_english_word_left_and_set_marks_and_blanks_by_rule(
    pages: dict[str, list[str]],
) -> None:
    assert {path.name for path in templates_path().glob("*.html.j2")} - pages.keys() == NOT_HERE.keys()
    lines = [(template, line) for template, some in pages.items() for page in some for line in page.splitlines()]
    assert [line for line in lines if re.search(r"[A-Za-z]{2,}", line[1])] == []
    wide = "\u4e00-\u9fff"
    for rule in (rf"[{wide}][,;:!?()]", rf"[{wide}][0-9]|[0-9][{wide}]", r"[。，；：！？、] \S"):
        assert [line for line in lines if re.search(rule, line[1])] == [], rule

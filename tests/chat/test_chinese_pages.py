"""Every page in Chinese: no English word is left, and marks and blanks are set by rule."""

from __future__ import annotations

import re

import pytest

from bot.app import seed_chats
from bot.core.ports import Gone, Unknown
from bot.render import Renderer, plain, templates_path
from bot.wechat.simulator import FOREVER, Errcode
from tests.chat.test_chinese import STRANGER, Chinese, chinese
from tests.house import ADMIN, TEAM

SAID_AS_IT_STANDS = re.compile(
    r"Daily Tech|Morning Reads|Telegram|AppID|AppSecret|CSV|XLSX|MORNING_READS_\w+|@\w+|[A-Z]\w+/[A-Z]\w+|/[a-z]+|"
    r"\[[^\]]*\]|[\w-]+\.(?:csv|xlsx|sqlite)|\bid\b|\bIP\b|`[^`]*`|HH:MM|"
    r"<[^<>]*>|1月5日|近7天|“[^”]*”"
)
"""Names, addresses, commands, files, and what a person may type or has typed."""

NOT_HERE = {
    "check.html.j2": "of the command line: tests/cli",
    "go_on.html.j2": "of the command line: tests/cli",
    "plan.html.j2": "of the command line: tests/cli",
    "saved.html.j2": "of the command line: tests/cli",
}

EVERYTHING = (
    *("/start", "/help", "/report", "/reads", "/reads 上周", "/shares", "/shares 7d", "/top", "/top 收藏次数 7d"),
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
def pages(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Every page that is rendered, by its template."""
    found: dict[str, list[str]] = {}
    page = Renderer.page

    def kept(self: Renderer, template: str, language: str, **view: object) -> str:
        words = page(self, template, language, **view)
        assert language == "zh", template
        found.setdefault(f"{template}.html.j2", []).append(words)
        return words

    monkeypatch.setattr(Renderer, "page", kept)
    return found


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


def english_left(page: str) -> set[str]:
    """Latin words of a page that are no names; lines of articles, which bear their titles, are left aside."""
    lines = [line for line in plain(page).splitlines() if not re.match(r"\d+\. ", line)]
    return set(re.findall(r"[A-Za-z]{2,}", SAID_AS_IT_STANDS.sub(" ", "\n".join(lines))))


async def test_no_page_in_chinese_has_an_english_word_left(pages: dict[str, list[str]]) -> None:
    async with chinese("2025-12-02 12:30") as house:
        await ask_everything(house)
    async with chinese("2015-01-06 08:00") as house:
        await bad_mornings(house)
    left = {template: english_left(page) for template, all_of_it in pages.items() for page in all_of_it}
    assert {template: words for template, words in left.items() if words} == {}
    rendered = {path.name for path in templates_path().glob("*.html.j2")}
    assert rendered - pages.keys() == NOT_HERE.keys()


async def test_chinese_pages_set_their_marks_and_blanks_by_rule(pages: dict[str, list[str]]) -> None:
    wide = "\u4e00-\u9fff"
    async with chinese("2025-12-02 12:30") as house:
        await ask_everything(house)
    async with chinese("2015-01-06 08:00") as house:
        await bad_mornings(house)
    for template, all_of_it in pages.items():
        for line in (line for page in all_of_it for line in plain(page).splitlines()):
            if re.match(r"\d+\. ", line):
                continue
            shown = SAID_AS_IT_STANDS.sub("x", line)
            assert not re.search(rf"[{wide}][,;:!?()]", shown), (template, line)
            assert not re.search(rf"[{wide}][0-9]|[0-9][{wide}]", shown), (template, line)
            assert not re.search(r"[。，；：！？、] ", shown), (template, line)

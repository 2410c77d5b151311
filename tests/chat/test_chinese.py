"""The same conversation in Chinese, question → answer: read it like a manual."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.app import seed_chats
from bot.core.message import Message
from bot.render import plain
from bot.wechat.simulator import FOREVER, Errcode
from tests.house import TEAM, House, house_settings, open_house

STRANGER = 999


class Chinese(House):
    """A house whose chats speak Chinese."""

    async def said(self, text: str, **who: Any) -> list[Message]:
        return await super().said(text, language="zh", **who)


@asynccontextmanager
async def chinese(now: str = "2015-01-06 12:30", **more: Any) -> AsyncIterator[Chinese]:
    async with open_house(now, settings=house_settings(language="zh", **more)) as house:
        yield Chinese(house.app, house.clock, house.simulator, house.sender, house.rooms)


async def test_the_digest() -> None:
    async with chinese() as house:
        message = (await house.said("/report"))[-1]
    assert plain(message.text) == (
        "Daily Tech · 2015 年 1 月 5 日 星期一\n"
        "阅读人数 24,140 较前一日 ▲ 144% · 较上周同日 ▼ 39%\n"
        "阅读次数 31,710 ▲ 157% · ▼ 40%\n"
        "分享人数 826 ▲ 215% · ▼ 33%\n"
        "分享次数 1,185 ▲ 224% · ▼ 37%\n"
        "收藏次数 211 ▲ 164% · ▼ 37%\n"
        "分享去向 好友 59% · 朋友圈 29% · 其他 12%\n"
        "\n"
        "文章排行\n"
        "1. 28%的人选了它：关于宠物经济的投票结果出炉 阅读人数 10,801 · 分享次数 609\n"
        "2. 十问网络文学：账单到底由谁来付 阅读人数 4,783 · 分享次数 165\n"
        "3. 实测｜4款冰雪运动产品，谁更值得买？ 阅读人数 3,711 · 分享次数 138\n"
        "4. 露营的冬天过去了吗？ 阅读人数 969 · 分享次数 43\n"
        "截至 12:30 · Asia/Shanghai"
    )
    labels = [[button.label for button in row] for row in message.buttons]
    assert labels[0] == ["◀ 4 日 周日"]
    assert labels[-2:] == [["前 10", "时段", "图"], ["导出", "来源"]]


async def test_a_word_about_the_asking_comes_first() -> None:
    async with chinese() as house:
        first, *_ = await house.said("/reads")
    assert first.text == "正在向微信查询：Daily Tech……"


async def test_reads_of_a_day_and_of_a_week() -> None:
    async with chinese("2015-01-13 12:30") as house:
        assert (await house.say("阅读 1月5日")).startswith(
            "Daily Tech · 2015 年 1 月 5 日 星期一\n阅读人数 24,140 较前一日 ▲ 144% · 较上周同日 ▼ 39%\n"
        )
        week = await house.say("/reads 上周")
    assert week.startswith("Daily Tech · 上周：2015 年 1 月 5 日至 11 日\n")
    assert "日均阅读人数 28,905 较前一周 ▼ 5.6% · 最高 40,899（1 月 6 日）\n" in week
    assert "\n阅读次数 265,365" in week


async def test_shares_and_where_they_went() -> None:
    async with chinese() as house:
        answer = await house.say("/shares")
    assert "分享去向\n好友 59% · 分享次数 702 · 分享人数 539\n朋友圈 29% · " in answer


async def test_top_articles() -> None:
    async with chinese() as house:
        answer = await house.say("/top 阅读次数 近7天 2")
    assert answer.startswith(
        "Daily Tech · 最近 7 天：2014 年 12 月 30 日至 2015 年 1 月 5 日\n按阅读次数排行的文章\n\n1. "
    )
    assert "另有 28 篇\n" in answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "/reads 2014-11-01",
            "微信没有 2014 年 12 月 1 日之前的数据。请问这一天或之后的日子。",
        ),
        (
            "/reads 2015-01-06",
            "2015 年 1 月 6 日还没有结束，微信按北京时间统计一整天。现在最晚可以问 2015 年 1 月 5 日。",
        ),
        (
            "/reads @nobody",
            "这里没有公众号 @nobody。现有：@demo。",
        ),
        (
            "/subscribe 25:00",
            "“25:00”不是一天中的时间。请写 /subscribe，或者例如 /subscribe 每天 08:30 工作日 Asia/Shanghai、"
            "/subscribe 每周。",
        ),
        (
            "/repot",
            "没看懂“/repot”。是不是想说 /report？发送 /help 查看全部命令。",
        ),
        (
            "/backfill",
            "要补取哪些日子？例如 /backfill 2015-01-01..2015-12-31。",
        ),
    ],
)
async def test_what_cannot_be_answered_is_one_sentence_and_the_next_step(question: str, answer: str) -> None:
    async with chinese() as house:
        assert await house.say(question) == answer


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        (
            Errcode(40125),
            "微信说“Daily Tech”的 AppSecret 不对。请从公众号后台（设置与开发 → 基本配置）重新复制到设置里。",
        ),
        (Errcode(45009), "“Daily Tech”今天的接口调用次数已经用完。次数在北京时间零点恢复，在那之前仍可查询存档。"),
        (Errcode(-1), "微信系统繁忙。请过几分钟再问。"),
        (Errcode(61503), "微信还没有算完这一天的数据。一般在北京时间 08:00 到中午之间完成。"),
    ],
)
async def test_what_goes_wrong_at_wechat_is_said_in_chinese(fault: Errcode, answer: str) -> None:
    async with chinese() as house:
        house.simulator.faults.add("*", fault, times=FOREVER)
        assert answer in await house.say("/reads")


async def test_subscribing_and_its_end() -> None:
    async with chinese() as house:
        assert await house.say("/subscribe 08:30 工作日") == (
            "已订阅：每天 08:30 发送 · Asia/Shanghai · 周一至周五。\n"
            "接下来：2015 年 1 月 7 日 08:30 · 2015 年 1 月 8 日 08:30 · 2015 年 1 月 9 日 08:30"
        )
        assert (
            await house.say("/pause 7d")
            == "2015 年 1 月 13 日 星期二之前这里不再收到报告。想提前恢复，发送 /subscribe。"
        )
        assert await house.say("/unsubscribe") == "这里不再收到报告。发送 /subscribe 周一至周五 恢复。"


async def test_what_comes_by_itself_speaks_the_chats_language() -> None:
    async with chinese("2015-01-06 08:00") as house:
        await seed_chats(house.app)
        house.clock.pass_by(minutes=30)
        await house.app.delivery.wake()
        (digest,) = house.sender.texts(TEAM)
    assert digest.startswith("Daily Tech · 2015 年 1 月 5 日 星期一\n阅读人数 24,140")


async def test_status() -> None:
    async with chinese() as house:
        await house.say("/subscribe")
        await house.say("/reads")
        assert await house.say("/status") == (
            "状态\n"
            "报告：每天 08:30 发送 · Asia/Shanghai；下一份 2015 年 1 月 7 日 08:30\n"
            "Daily Tech：数据到 2015 年 1 月 5 日 星期一，2015 年 1 月 6 日 12:30 取得 · 今天还剩 998 / 1,000 次调用\n"
            "没有故障。"
        )


async def test_help() -> None:
    async with chinese() as house:
        answer = await house.say("/help")
    assert answer.startswith("可以问什么\n/report [时间] – 某一天的日报\n/reads [时间] – 阅读人数和阅读次数\n")
    assert "人数和次数是不同的数字：阅读人数数的是人，阅读次数数的是次。" in answer


async def test_a_stranger_gets_one_neutral_line() -> None:
    async with chinese() as house:
        answer = await house.say("/start", person=STRANGER, chat=STRANGER)
    assert answer == "这个机器人只为一个团队服务。你的 id：999 · 这个会话：999。管理员可以让你加入。"

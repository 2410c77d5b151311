"""All commands, a row each: menu, `/help`, README and tests derive from them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.commands import (
    admitting,
    auditing,
    choices,
    choosing,
    exporting,
    finding,
    inviting,
    keeping,
    meeting,
    questions,
    receipts,
    resending,
    spans,
    subscribing,
)
from bot.chat.commands.base import Command
from bot.core.errors import N_
from bot.reports import HOURS, READS, REPORT, SHARES, SOURCES, TOP


def _all() -> Sequence[Command]:
    return COMMANDS


COMMANDS: tuple[Command, ...] = (
    Command(
        "report",
        N_("[when]"),
        N_("the digest of a day"),
        questions.ask(REPORT),
        aliases=(
            "digest",
            "daily report",
            "daily digest",
            "weekly report",
            "weekly digest",
            "monthly report",
            "monthly digest",
            "日报",
            "简报",
            "周报",
            "月报",
            "报告",
            "概况",
        ),
        example=N_("/report last week"),
    ),
    Command(
        "reads",
        N_("[when]"),
        N_("readers and reads"),
        questions.ask(READS),
        aliases=("阅读",),
        example=N_("/reads yesterday"),
    ),
    Command(
        "shares",
        N_("[when]"),
        N_("sharers, shares and where they went"),
        questions.ask(SHARES),
        aliases=("分享", "转发"),
        example=N_("/shares last week"),
    ),
    Command(
        "top",
        N_("[metric] [when] [n]"),
        N_("the articles that were read most"),
        questions.ask(TOP),
        aliases=("popular", "ranking", "热门", "排行", "排行榜", "排名", "榜单", "最热", "最多", "most read"),
        example=N_("/top shares last week 5"),
    ),
    Command(
        "hours",
        N_("[when]"),
        N_("reads and shares by hour of the day"),
        questions.ask(HOURS),
        aliases=("hourly", "小时", "时段", "分时"),
        example=N_("/hours yesterday"),
    ),
    Command(
        "sources",
        N_("[when]"),
        N_("where readers came from"),
        questions.ask(SOURCES),
        aliases=(
            "traffic",
            "come from",
            "came from",
            "流量来源",
            "来源",
            "渠道",
            "从哪来",
            "从哪里来",
            "从哪儿来",
            "哪来的",
        ),
        example=N_("/sources last week"),
    ),
    Command(
        "trend",
        N_("[metric] [when]"),
        N_("one figure over weeks, beside the weeks before"),
        spans.trend,
        aliases=("trends", "趋势", "走势"),
        example=N_("/trend reads 30d"),
    ),
    Command(
        "compare",
        N_("<when> vs <when>"),
        N_("the figures of some days beside those of others"),
        spans.compare,
        aliases=("comparison", "对比", "比较"),
        example=N_("/compare last week vs previous"),
    ),
    Command(
        "article",
        N_("<n | msgid | words>"),
        N_("one article: its day and its life"),
        finding.article,
        aliases=("文章",),
        example=N_("/article 1"),
    ),
    Command(
        "export",
        N_("[when] [csv|xlsx]"),
        N_("the figures as a file"),
        exporting.export,
        aliases=("download", "导出", "下载"),
        example=N_("/export last week xlsx"),
    ),
    Command(
        "accounts",
        N_("[key|all]"),
        N_("the official accounts, and which one is asked about here"),
        choosing.choose,
        aliases=("账号", "帐号", "公众号列表"),
    ),
    Command(
        "subscribe",
        N_("[daily|weekly|monthly] [HH:MM] [days] [zone]"),
        N_("a digest here, by itself"),
        subscribing.subscribe,
        chat_only=True,
        aliases=("订阅",),
        example=N_("/subscribe daily 09:00 mon-fri"),
    ),
    Command(
        "unsubscribe",
        N_("[daily|weekly|monthly]"),
        N_("no more digests here"),
        subscribing.unsubscribe,
        chat_only=True,
        aliases=("退订", "取消订阅"),
        example=N_("/unsubscribe weekly"),
    ),
    Command(
        "pause", N_("[until]"), N_("no digests here for a while"), subscribing.pause, chat_only=True, aliases=("暂停",)
    ),
    Command(
        "resend",
        N_("[when]"),
        N_("a digest that did not arrive"),
        resending.resend,
        chat_only=True,
        aliases=("重发", "补发"),
        example=N_("/resend yesterday"),
    ),
    Command(
        "deliveries",
        "",
        N_("how the last digests here fared"),
        receipts.deliveries,
        chat_only=True,
        aliases=("推送记录", "发送记录"),
    ),
    Command(
        "coverage",
        N_("[when]"),
        N_("which days the archive holds, and the gaps"),
        keeping.cover,
        aliases=("覆盖", "数据范围"),
        example=N_("/coverage last month"),
    ),
    Command(
        "backfill",
        N_("<when>"),
        N_("fetch missing days, for admins"),
        keeping.backfill,
        chat_only=True,
        admins=True,
        aliases=("补数据", "回填"),
        example=N_("/backfill last month"),
    ),
    Command(
        "status",
        "",
        N_("what comes here, how fresh the figures are, and what is wrong"),
        receipts.status,
        aliases=("状态",),
    ),
    Command(
        "settings",
        N_("[language|zone|hour|account|silent|chart] [value]"),
        N_("language, zone, hour and more of this chat"),
        choices.settings,
        chat_only=True,
        aliases=("设置",),
        example=N_("/settings zone Asia/Tokyo"),
    ),
    Command(
        "invite",
        N_("[reader|admin|group] [note]"),
        N_("a link that lets somebody in, for admins"),
        inviting.invite,
        chat_only=True,
        admins=True,
        aliases=("邀请",),
        example=N_("/invite reader"),
    ),
    Command(
        "allow",
        N_("[id] [reader|admin]"),
        N_("let somebody in; who is, for admins"),
        admitting.allow,
        chat_only=True,
        admins=True,
        aliases=("允许", "放行"),
    ),
    Command(
        "deny",
        N_("<id>"),
        N_("let somebody in no more, for admins"),
        admitting.deny,
        chat_only=True,
        admins=True,
        aliases=("拒绝",),
    ),
    Command(
        "audit",
        "",
        N_("who changed what, for admins"),
        auditing.audit,
        chat_only=True,
        admins=True,
        aliases=("操作记录",),
    ),
    Command("help", "", N_("this list"), meeting.help_about(_all), aliases=("帮助", "菜单", "?")),
    Command("start", "", N_("the first steps"), meeting.start, listed=False, aliases=("开始",)),
)

BY_NAME: dict[str, Command] = {command.name: command for command in COMMANDS}


def menu(*, admin: bool = False) -> list[tuple[str, str]]:
    """Name and description of each listed command, for a chat's menu: of an admin's private chat, or of any."""
    return [(command.name, command.help) for command in COMMANDS if command.listed and (admin or not command.admins)]

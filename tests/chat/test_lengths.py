"""Whatever there is many of: every answer is one that Telegram takes, and says how much it leaves out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.errors import TelegramTrouble
from bot.core.message import CAPTION_LIMIT, TEXT_LIMIT
from bot.delivery import notices
from bot.people import Entry, Role
from bot.render import fits
from bot.settings import Settings
from bot.subscriptions import Subscription
from bot.wechat.simulator import FOREVER, Errcode
from tests.house import ADMIN, House, open_house

MANY = 60
NAMES = [f"{n:02d} names of many letters" for n in range(MANY)]
KEYS = [f"account-number{n:02d}" for n in range(MANY)]

QUESTIONS = (
    *("/report 2015-01-05", "/sources 2015-01-05", "/export 2015-01-05 csv", "/article the", "/article 1"),
    *("/accounts", "/coverage", "/coverage 2014-12..2015-01-05", "/status", "/deliveries", "/help", "/settings"),
    *("/settings account", "/settings account @nobody", "/reads @nobody", "/backfill 2015-01-01", "/resend"),
    *("/allow", "/invite open", "/subscribe weekly", "/unsubscribe monthly", "/audit"),
)
FAILING = ("/report 2015-01-03", "/export 2015-01-03 csv", "/accounts", "/coverage", "/status")
"""Of which WeChat gives nothing."""


async def _many(house: House) -> None:
    """Sixty accounts have been set up; now as many people, groups, invitations, digests here, and failures."""
    inside, now = house.app.conversation.house, house.clock.now()
    gone = TelegramTrouble("it has removed or blocked the bot, so its digests rest.", "They go on once it is back.")
    for n, name in enumerate(NAMES):
        person, group = 8_000_000_000 + n, -1_008_000_000_000 - n
        await inside.people.allow(Entry(person, Role.READER, name, now - timedelta(days=n), ADMIN, name, "0" * 64))
        await inside.people.allow(Entry(group, Role.GROUP, name, now, ADMIN, name))
        await inside.people.invitations.make(Role.READER, name, ADMIN, name)
        await inside.subscriptions.put(Subscription(ADMIN, 0, inside.at, "Asia/Shanghai", now, KEYS[n]))
        await inside.audit.add(person, name, group, name, "paused", what=", ".join(f"daily @{key}" for key in KEYS))
        await house.app.delivery.notices.begin(notices.CHAT, str(group), gone)


async def _too_long(house: House, questions: tuple[str, ...], language: str) -> list[str]:
    answers = [(question, await house.said(question, language=language)) for question in questions]
    limits = {True: CAPTION_LIMIT, False: TEXT_LIMIT}
    return [q for q, messages in answers for m in messages if not fits(m.text, limits[bool(m.attachments)])]


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_no_answer_is_longer_than_telegram_takes_however_many_accounts_and_people_there_are(
    language: str,
) -> None:
    accounts = {
        key: {"name": name, "app_id": f"wx{key}", "app_secret": "s"} for key, name in zip(KEYS, NAMES, strict=True)
    }
    admins, chats = [ADMIN, *range(9_000_000_000, 9_000_000_060)], list(range(-1_009_000_000_060, -1_009_000_000_000))
    telegram = {"admins": admins, "chats": chats}
    async with open_house(settings=Settings.model_validate({"accounts": accounts, "telegram": telegram})) as house:
        await _many(house)
        assert await _too_long(house, QUESTIONS, language) == []
        house.simulator.faults.add("*", Errcode(40164), times=FOREVER)
        assert await _too_long(house, FAILING, language) == []


async def test_what_an_answer_leaves_out_it_counts() -> None:
    accounts = {key: {"name": key, "app_id": f"wx{key}", "app_secret": "s"} for key in KEYS}
    settings = Settings.model_validate({"accounts": accounts, "telegram": {"admins": [ADMIN]}})
    async with open_house(settings=settings) as house:
        await _many(house)
        listed = (await house.say("/allow")).splitlines()
        shown = sum(" · since" in line or "since 6 January" in line for line in listed)
        assert f"and {2 * MANY - shown} more" in listed
        for page in ("/accounts", "/coverage", "/status"):
            assert any(line.startswith("and ") for line in (await house.say(page)).splitlines()), page
        first = (await house.said("/audit"))[-1]
        told = first.text.count(" – ")
        assert [b.command for row in first.buttons for b in row] == [f"/audit {MANY - told}"], "none is skipped"

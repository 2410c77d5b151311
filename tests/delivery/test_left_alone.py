"""What is put right, and what is left alone."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.app import seed_chats
from bot.core.message import Message
from bot.core.outcomes import Unknown
from bot.core.ports import DeliveryRow
from bot.delivery.wording import Wording
from bot.reports import Composer, Draft, Moment
from bot.settings import Settings
from bot.subscriptions import Subscription
from tests.delivery.revising import later, revise
from tests.delivery.team import DAY, ONE, subscribed, texts, wake
from tests.house import ADMIN, TEAM, FakeSender, House, house_settings, memory_rooms, open_house


async def test_figures_that_were_lost_since_do_not_take_the_place_of_those_that_were_shown() -> None:
    rooms = memory_rooms()
    async with open_house("2015-01-06 08:00", rooms=rooms) as house:
        await seed_chats(house.app)
        await wake(house, minutes=30)
    kept = rooms.archive._replies  # type: ignore[attr-defined]
    for key in [key for key in kept if key[1:] == ("getuserread", DAY)]:
        del kept[key]
    async with open_house("2015-01-06 09:00", rooms=rooms) as again:
        await wake(again, minutes=1)
        assert again.sender.edited == []


@pytest.mark.parametrize(
    "accounts",
    [
        {"demo": "Daily Tech", "other": "Other"},
        {"demo": "Another name"},
    ],
    ids=["one more", "renamed"],
)
async def test_another_account_or_another_name_puts_nothing_right(accounts: dict[str, str]) -> None:
    rooms = memory_rooms()
    async with open_house("2015-01-06 08:00", rooms=rooms) as house:
        await seed_chats(house.app)
        await wake(house, minutes=30)
    named = {key: {"name": name, "app_id": f"wx{key}", "app_secret": "s"} for key, name in accounts.items()}
    settings = Settings.model_validate({"accounts": named, "telegram": {"admins": [ADMIN], "chats": [TEAM]}})
    async with open_house("2015-01-06 10:00", rooms=rooms, settings=settings) as again:
        await wake(again, minutes=1)
        await again.say("/report 2015-01-05")
        await wake(again, minutes=1)
        assert again.sender.edited == []
        assert again.sender.texts(TEAM) == []


async def test_digests_of_an_account_that_is_gone_are_left_as_they_are_and_said_once_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rooms = memory_rooms()
    async with open_house("2015-01-06 08:00", rooms=rooms, settings=house_settings(("demo", "other"))) as house:
        await subscribed(house, ONE, replace(ONE, scope="other"))
        await wake(house, minutes=30)
    async with open_house("2015-01-06 10:00", rooms=rooms) as again:
        for _ in range(3):
            await wake(again, minutes=1)
        assert again.sender.edited == []
    assert caplog.text.count("are not put right any more") == 1
    assert "Traceback" not in caplog.text


async def test_who_unsubscribed_gets_no_new_message_about_a_correction(house: House) -> None:
    await wake(house, minutes=30)
    await house.say("/unsubscribe", chat=TEAM)
    revise(house, 5_000)
    await later(house, hours=4)
    await wake(house, minutes=1)
    assert len(house.sender.edited) == 1
    assert len(texts(house)) == 1


async def test_a_chat_that_was_away_is_put_right_when_it_is_back() -> None:
    settings = house_settings(telegram={"admins": [ADMIN], "chats": [TEAM, -55]})
    async with open_house("2015-01-06 08:00", settings=settings) as house:
        await seed_chats(house.app)
        await wake(house, minutes=30)
        await house.app.delivery.left(-55)
        revise(house, 100)
        await later(house, hours=4)
        await house.app.delivery.back(-55)
        await wake(house, minutes=10)
        assert sorted(chat for chat, _, _ in house.sender.edited) == [TEAM, -55]


async def test_an_edit_that_is_never_answered_is_made_again_ever_more_seldom(house: House) -> None:
    await wake(house, minutes=30)
    house.sender.ends = [Unknown()] * 50
    revise(house, 100)
    await later(house, hours=4)
    for _ in range(120):
        await wake(house, minutes=1)
    assert len(house.sender.edited) < 10


async def test_an_edit_that_breaks_leaves_the_other_chats_put_right_and_is_tried_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.say("/subscribe")
    await wake(house, minutes=30)
    words = Wording.words

    def broken(self: Wording, draft: Draft, row: DeliveryRow, subscription: Subscription, moment: Moment) -> Message:
        if row.key.chat == TEAM:
            raise RuntimeError("a slip in a template")
        return words(self, draft, row, subscription, moment)

    revise(house, 100)
    with monkeypatch.context() as slip:
        slip.setattr(Wording, "words", broken)
        await later(house, hours=4)
        assert [chat for chat, _, _ in house.sender.edited] == [ADMIN]
    await wake(house, minutes=1)
    assert [chat for chat, _, _ in house.sender.edited] == [ADMIN, TEAM]


async def test_a_digest_that_cannot_be_looked_at_for_a_moment_is_looked_at_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wake(house, minutes=30)
    revise(house, 100)

    async def broken(*_: object) -> Draft:
        raise RuntimeError("a slip")

    with monkeypatch.context() as slip:
        slip.setattr(Composer, "draft_digest", broken)
        await later(house, hours=4)
    await wake(house, minutes=1)
    assert len(house.sender.edited) == 1


async def test_a_reply_that_hangs_holds_up_no_other() -> None:
    release = asyncio.Event()

    async def hangs(chat: int, message: Message, topic: int) -> None:
        if chat == -200 and message.text.startswith("Corrected"):
            await release.wait()

    settings = house_settings(telegram={"admins": [ADMIN], "chats": [TEAM, -200]})
    async with open_house("2015-01-06 08:00", settings=settings, sender=FakeSender(meanwhile=hangs)) as house:
        await seed_chats(house.app)
        await wake(house, minutes=30)
        revise(house, 5_000)
        looking = asyncio.create_task(later(house, hours=4))
        async with asyncio.timeout(5):
            while len(texts(house)) < 2:  # noqa: ASYNC110 - it is another task's message that is waited for
                await asyncio.sleep(0.01)
        release.set()
        await looking
        assert len(texts(house, -200)) == 2

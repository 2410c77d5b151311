"""What comes by itself: subscribing, its end, and how it stands, as people see it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import seed_chats
from bot.core.message import Message
from bot.people import ANONYMOUS_ADMIN
from tests.house import ADMIN, TEAM, House, house_settings, open_house

STRANGER = 999
TWO = house_settings(("demo", "other"))
WHY = "WeChat's figures are ready only from 08:00 on, Beijing time, so it never comes earlier."


async def yes() -> bool:
    return True


def commands(message: Message) -> list[str]:
    return [button.command for row in message.buttons for button in row]


async def mornings(house: House, days: int = 1) -> list[str]:
    """Let so many days pass; what came to the admin's chat meanwhile."""
    before = len(house.sender.posted)
    for _ in range(days):
        house.clock.pass_by(days=1)
        await house.app.delivery.wake()
    return house.sender.texts(ADMIN)[before:]


async def test_subscribing_tells_the_next_time_and_offers_yesterdays() -> None:
    async with open_house() as house:
        message = (await house.said("/subscribe"))[-1]
        assert message.text == (
            "The digest will come here daily at 08:30 · Asia/Shanghai.\n"
            "Next: 7 January 2015, 08:30 · 8 January 2015, 08:30 · 9 January 2015, 08:30"
        )
        assert commands(message) == ["/report 2015-01-05"]
        assert "now comes here daily at 07:15" in await house.say("/subscribe daily 7:15")


async def test_an_hour_before_eight_in_china_says_why_the_digest_is_never_earlier() -> None:
    async with open_house() as house:
        answer = await house.say("/subscribe 07:15")
    assert "Next: 7 January 2015, 08:00 · " in answer
    assert WHY in answer


@pytest.mark.parametrize(
    ("words", "early"),
    [
        ("07:00", True),
        ("weekly 07:59", True),
        ("08:00", False),
        ("07:15 Europe/London", False),
        ("18:00 America/New_York", True),
        ("19:00 America/New_York", False),
    ],
)
async def test_why_none_comes_earlier_is_said_in_the_confirmation_and_in_the_status(words: str, early: bool) -> None:
    async with open_house() as house:
        for answer in (await house.say(f"/subscribe {words}"), await house.say("/status")):
            assert answer.count(WHY) == early
        await house.say("/pause")
        assert WHY not in await house.say("/status"), "what rests comes not at all"


async def test_it_is_said_too_where_a_later_one_alone_cannot_come_as_early_as_was_wished() -> None:
    async with open_house("2015-03-28 12:30") as house:  # in London the clocks change on 29 March
        answer = await house.say("/subscribe 00:30 Europe/London")
    assert "Next: 29 March 2015, 00:30 · 30 March 2015, 01:00 · 31 March 2015, 01:00" in answer
    assert WHY in answer


async def test_a_wrong_hour_is_called_one() -> None:
    async with open_house() as house:
        assert "“25:00” is not a time of day." in await house.say("/subscribe 25:00")


@pytest.mark.parametrize("words", ["hourly", "soon", "mon-"])
async def test_what_cannot_be_subscribed_to_is_refused(words: str) -> None:
    async with open_house() as house:
        assert "is not something that can be subscribed to" in await house.say(f"/subscribe {words}")


async def test_only_a_groups_admins_change_what_comes_to_it() -> None:
    async with open_house() as house:
        group = {"chat": TEAM, "group": True}
        assert "Only an admin" in await house.say("/subscribe", person=STRANGER, **group)
        assert "Only an admin" in await house.say("/unsubscribe", person=STRANGER, **group)
        assert "will come here" in await house.say("/subscribe", person=STRANGER, manages=yes, **group)
        assert "No more digests" in await house.say("/unsubscribe", person=ANONYMOUS_ADMIN, manages=yes, **group)


async def test_an_admin_cannot_subscribe_a_chat_that_was_not_let_in() -> None:
    async with open_house() as house:
        answer = await house.say("/subscribe", chat=-77, group=True)
    assert (
        answer == "This chat is not let in, so no digest can come here. An admin of the bot lets it in with /allow -77."
    )


async def test_status_tells_what_comes_what_went_and_how_fresh_it_is() -> None:
    async with open_house("2015-01-06 08:00") as house:
        await seed_chats(house.app)
        assert "Digest: none here." in await house.say("/status")
        before = await house.say("/status", chat=TEAM)
        house.clock.pass_by(minutes=30)
        await house.app.delivery.wake()
        after = await house.say("/status", chat=TEAM)
    assert "Digest: daily at 08:30 · Asia/Shanghai, next 6 January 2015, 08:30" in before
    assert "Daily Tech: no figures of the last days are held" in before
    assert "Last: Monday, 5 January 2015, sent 6 January 2015, 08:30" in after
    assert "Daily Tech: figures up to Monday, 5 January 2015, as of 6 January 2015, 08:30" in after


async def test_a_digest_that_was_never_due_can_be_read_all_the_same() -> None:
    async with open_house() as house:
        assert "/report shows its figures" in await house.say("/resend 2015-01-04")
        assert "is not a digest" in await house.say("/resend 2015-01-04 #x")
        assert "No digest is about these days" in await house.say("/resend 3d")


async def test_what_only_a_chat_can_say_is_refused_elsewhere() -> None:
    async with open_house() as house:
        (message,) = await house.said("/subscribe", in_chat=False)
        assert message.text == "Only a chat can say /subscribe. Say it to the bot there."
        assert "/subscribe" not in await house.say("/help", in_chat=False)


async def test_subscribing_twice_is_no_second_digest() -> None:
    async with open_house() as house:
        await house.say("/subscribe")
        await house.say("/subscribe")
        assert len(await mornings(house, 2)) == 2


async def test_a_digest_of_one_account_alone_is_said_so() -> None:
    async with open_house(settings=TWO) as house:
        message = (await house.said("/subscribe @other"))[-1]
        status = await house.say("/status")
        (digest,) = await mornings(house)
    assert "daily at 08:30 · Asia/Shanghai · @other." in message.text
    assert commands(message) == ["/report 2015-01-05 @other"]
    assert "daily at 08:30 · Asia/Shanghai · @other, next 7 January 2015, 08:30" in status
    assert digest.startswith("Other · Tuesday, 6 January 2015")
    assert "Daily Tech" not in digest


async def test_the_confirmation_of_all_accounts_leads_to_all_of_them_also_where_the_chat_chose_one() -> None:
    async with open_house(settings=TWO) as house:
        await house.say("/accounts demo")
        message = (await house.said("/subscribe @all"))[-1]
        assert commands(message) == ["/report 2015-01-05 @all"]
        assert (await house.say(commands(message)[0])).count("Monday, 5 January 2015") == 2


async def test_what_is_not_said_stays_as_it_is() -> None:
    async with open_house(settings=TWO) as house:
        await house.say("/subscribe @other 07:15")
        assert "now comes here daily at 09:45" in await house.say("/subscribe 09:45")
        assert "@other" in await house.say("/status")
        assert "will come here daily at 08:30 · Asia/Shanghai · @demo" in await house.say("/subscribe @demo")


async def test_another_account_owes_nothing_of_the_days_before_it_was_wished_for() -> None:
    async with open_house(settings=TWO) as house:
        await house.say("/subscribe")
        await mornings(house, 5)
        await house.say("/subscribe @other")
        before = len(house.sender.posted)
        await house.app.delivery.wake()
        assert house.sender.texts(ADMIN)[before:] == []
        both = await mornings(house)
    assert sorted(digest.partition(" · Sunday, 11 January 2015")[0] for digest in both) == ["Daily Tech", "Other"]


async def test_subscribing_an_unknown_account_changes_nothing() -> None:
    async with open_house() as house:
        assert "There is no account @nope here." in await house.say("/subscribe @nope")
        assert house.app.subscriptions.all() == []


async def test_unsubscribing_ends_it_and_says_whether_there_was_one() -> None:
    async with open_house() as house:
        assert await house.say("/unsubscribe") == "No digest comes here. /subscribe brings one every morning."
        await house.say("/subscribe")
        assert await house.say("/unsubscribe") == "No more digests come here. /subscribe brings it back."
        assert await mornings(house) == []
        assert "Digest: none here." in await house.say("/status")


async def test_the_end_of_several_names_the_command_that_brings_back_each() -> None:
    async with open_house() as house:
        for words in ("07:00 mon-fri", "weekly", "monthly 09:15"):
            await house.say(f"/subscribe {words}")
        assert await house.say("/unsubscribe weekly") == (
            "That one comes no more. /subscribe weekly brings it back.\n"
            "Still coming: daily at 07:00 · Asia/Shanghai · Mon to Fri.\n"
            "Still coming: monthly at 09:15 · Asia/Shanghai."
        )
        assert await house.say("/unsubscribe") == (
            "No more digests come here. To have one back:\n/subscribe 07:00 mon-fri\n/subscribe monthly 09:15"
        )


ENDED = st.lists(
    st.tuples(
        st.sampled_from(["daily", "weekly", "monthly"]),
        st.sampled_from(["", "08:30", "07:05", "23:59"]),
        st.sampled_from(["", "Asia/Shanghai", "Europe/London", "UTC"]),
        st.sampled_from(["", "mon-fri", "mon,wed", "sat,sun", "tue", "mon-wed,fri"]),
        st.sampled_from(["", "@demo", "@other", "@all"]),
    ),
    min_size=1,
    max_size=5,
)


@given(ENDED, st.booleans(), st.sampled_from(["", "/settings zone Europe/Berlin", "/accounts other"]))
async def test_the_commands_that_the_end_names_bring_back_what_was_there(
    wishes: list[tuple[str, ...]], zh: bool, chosen: str
) -> None:
    async with open_house(settings=TWO) as house:
        for words in ("/language zh" if zh else "", chosen):
            await house.say(words or "/help")
        for cadence, at, zone, weekdays, scope in wishes:
            daily = weekdays if cadence == "daily" else ""
            await house.say(" ".join(filter(None, ("/subscribe", cadence, at, zone, daily, scope))))
        before = sorted(house.app.subscriptions.all(), key=repr)
        ended = (await house.said("/unsubscribe"))[-1].text
        assert house.app.subscriptions.all() == []
        for command in re.findall("<code>(.*?)</code>", ended):
            await house.say(command)
        assert sorted(house.app.subscriptions.all(), key=repr) == before


async def test_a_topic_has_a_digest_of_its_own() -> None:
    async with open_house() as house:
        topic = {"chat": TEAM, "group": True, "topic": 5}
        await house.say("/subscribe 07:00", **topic)
        assert "Digest: daily at 07:00" in await house.say("/status", **topic)
        assert "Digest: none here." in await house.say("/status", **(topic | {"topic": 6}))
        assert "No digest comes here." in await house.say("/unsubscribe", chat=TEAM, group=True)
        assert "No more digests" in await house.say("/unsubscribe", **topic)


async def test_a_chat_that_left_and_speaks_again_has_its_digest_back() -> None:
    async with open_house() as house:
        await house.say("/subscribe")
        await house.app.delivery.left(ADMIN)
        assert "Digest: daily at 08:30" in await house.say("/status")
        assert len(await mornings(house)) == 1


async def test_status_promises_nothing_to_a_chat_that_is_no_longer_let_in() -> None:
    async with open_house() as first:
        await first.say("/subscribe", chat=TEAM, group=True)
    delisted = house_settings(telegram={"admins": [ADMIN], "chats": []})
    async with open_house(settings=delisted, rooms=first.rooms) as house:
        status = await house.say("/status", chat=TEAM, group=True)
    assert (
        f"This chat is not let in: no digest can come here. An admin of the bot lets it in with /allow {TEAM}."
        in status
    )
    assert "08:30" not in status

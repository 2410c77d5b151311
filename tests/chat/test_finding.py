"""One article: by its number in the last list, by its msgid, by words of its title; read it like a manual."""

from __future__ import annotations

from bot.app import memory_rooms
from bot.core.message import Kind, Message
from bot.render import plain
from bot.wechat.simulator import FOREVER, Altered, Body, Errcode
from tests.chat.said import commands
from tests.house import TEAM, House, house_settings, open_house

LATER = "2015-01-12 12:30"
BOTH = house_settings(("demo", "other"))


def second_line(message: Message) -> str:
    return plain(message.text).splitlines()[1]


async def titles(house: House, question: str, **who: object) -> list[str]:
    """What a list shows, by its numbers."""
    lines = (await house.say(question, **who)).splitlines()
    return [line.partition(". ")[2].partition(" …")[0] for line in lines if line[:1].isdecimal() and ". " in line[:4]]


async def test_an_articles_day_and_its_life_stand_side_by_side() -> None:
    async with open_house(LATER) as house:
        await house.said("/top 2015-01-05 3")
        message = (await house.said("/article 2"))[-1]
    assert plain(message.text) == (
        "Daily Tech · Monday, 5 January 2015\n"
        "十问网络文学：账单到底由谁来付\n"
        "published Monday, 5 January 2015\n"
        "\n"
        "On 5 January 2015\n"
        "4,783 readers · 5,327 reads · 134 sharers · 165 shares\n"
        "15 savers · 17 favourites\n"
        "\n"
        "Since publishing, up to 11 January 2015\n"
        "8,292 readers · 9,516 reads · 239 sharers · 294 shares\n"
        "28 savers · 31 favourites\n"
        "delivered to 175,565 people\n"
        "WeChat counts the two apart, so the days need not add up to what it has since publishing.\n"
        "\n"
        "Readers by the end of each day (the usual article at that age)\n"
        "Mon 5 4,783 (6,036)\n"
        "Tue 6 6,602 (7,662)\n"
        "Wed 7 7,341 (8,506)\n"
        "Thu 8 7,787 (8,984)\n"
        "Fri 9 8,021 (9,153)\n"
        "Sat 10 8,146 (9,287)\n"
        "Sun 11 8,292 (9,480) 0.9 times the usual\n"
        "\n"
        "Where its readers came from, up to 11 January 2015\n"
        "the account's messages 3,976 · Moments 2,352 · the account's page 914 · chats and forwards 835"
        " · elsewhere 607\n"
        "as of 12:30 · Asia/Shanghai"
    )
    assert commands(message)[0] == "/article 1483279489_2 2015-01-06"


async def test_the_same_question_again_asks_wechat_nothing() -> None:
    async with open_house(LATER) as house:
        await house.said("/article 1")
        before = len(house.simulator.calls)
        (answer,) = await house.said("/article 1")
        assert answer.kind is Kind.ANSWER
        assert len(house.simulator.calls) == before


async def test_hours_later_only_its_own_life_is_asked_anew_and_what_is_usual_is_as_it_was() -> None:
    async with open_house(LATER) as house:
        await house.said("/top 2015-01-11")
        await house.said("/article 1")
        house.clock.pass_by(hours=7)
        before = [call.name for call in house.simulator.calls].count("getarticletotal")
        await house.said("/article 1")
        assert [call.name for call in house.simulator.calls].count("getarticletotal") == before + 1


async def test_a_number_is_that_of_the_last_list_here_after_a_restart_too() -> None:
    rooms = memory_rooms()
    async with open_house(LATER, rooms=rooms) as house:
        shown = await titles(house, "/top shares 2015-01-05 5")
        await house.said("/reads 2015-01-06")
    async with open_house(LATER, rooms=rooms) as house:
        assert shown[3] in await house.say("/article 4")
        other = await titles(house, "/top 2015-01-07 5", chat=TEAM)
        assert other[0] in await house.say("/article 1", chat=TEAM), "each chat has a list of its own"
        assert shown[0] in await house.say("/article 1")
        topic = await titles(house, "/top 2015-01-08 5", chat=TEAM, topic=3)
        assert topic[0] in await house.say("/article 1", chat=TEAM, topic=3), "and each topic"
        assert other[0] in await house.say("/article 1", chat=TEAM)


async def test_without_a_list_a_number_is_that_of_yesterdays_top() -> None:
    async with open_house() as house:
        first = (await titles(house, "/top 2015-01-05", chat=TEAM))[0]
        assert first in await house.say("/article 1")
        assert first in await house.say("/article 1", in_chat=False)
        assert (await house.say("/article 11")) == (
            "The last list here has no number 11: it shows 10. Say /top 50 for a longer one, or words of the title."
        )


async def test_a_pushed_digest_is_a_list_and_the_newest_of_both_counts() -> None:
    async with open_house("2015-01-06 07:00") as house:
        await house.said("/subscribe 08:30", chat=TEAM)
        await house.said("/top 2015-01-01", chat=TEAM)
        house.clock.pass_by(hours=2)
        await house.app.delivery.wake()
        digest = house.sender.posted[-1][2]
        assert "Top articles" in digest.text
        first = (await house.said("/article 1", chat=TEAM))[-1]
        assert second_line(first)[:12] in plain(digest.text)
        house.clock.pass_by(minutes=5)
        older = await titles(house, "/top 2015-01-01 3", chat=TEAM)
        assert older[1] in await house.say("/article 2", chat=TEAM)


async def test_words_of_a_title_find_it_also_with_a_slip() -> None:
    async with open_house(LATER) as house:
        await house.said("/top 2015-01-05")
        for words in ("十问网络文学", "账单到底由谁来付", "十问网落文学"):
            assert second_line((await house.said(f"/article {words}"))[-1]) == "十问网络文学：账单到底由谁来付"


async def test_several_that_may_be_meant_are_offered_and_numbered() -> None:
    async with open_house(LATER) as house:
        all_are_called_alike(house)
        await house.said("/top 2015-01-05 50")
        message = (await house.said("/article weekly"))[-1]
        assert message.kind is Kind.ANSWER
        lines = plain(message.text).splitlines()
        assert lines[0] == "Which of these? “weekly”"
        assert lines[1].startswith("1. Weekly ")
        assert [button.label for row in message.buttons for button in row] == list("12345678")
        chosen = (await house.said(commands(message)[2]))[-1]
        third = (await house.said("/article 3"))[-1]
        assert second_line(chosen) == second_line(third) == lines[3].removeprefix("3. ").partition(" · ")[0]


def _weekly(body: dict[str, object]) -> dict[str, object]:
    rows = body["list"]
    assert isinstance(rows, list)
    return {"list": [{**row, "title": f"Weekly {row['msgid']}: =1+1 <b>\u202e&"} for row in rows]}


def all_are_called_alike(house: House) -> None:
    for name in ("getarticlesummary", "getarticletotal"):
        house.simulator.faults.add(name, Altered(_weekly), times=FOREVER)


async def test_a_title_is_data_in_every_place() -> None:
    async with open_house(LATER) as house:
        all_are_called_alike(house)
        await house.said("/top 2015-01-05 50")
        offered = (await house.said("/article <b>weekly</b>"))[-1]
        assert "“&lt;b&gt;weekly&lt;/b&gt;”" in offered.text
        assert "<b>Weekly" in offered.text
        assert "=1+1 &lt;b&gt;&amp;</b>" in offered.text, "what turns the direction of writing round is left out"


async def test_none_that_is_near_enough_is_one_plain_sentence_with_the_nearest_as_a_button() -> None:
    async with open_house(LATER) as house:
        await house.said("/top 2015-01-05")
        (message,) = await house.said("/article 账本由大家")
        assert message.kind is Kind.REFUSED
        assert plain(message.text).startswith(
            "No article is called “账本由大家”; this one comes nearest.\n十问网络文学"
        )
        assert commands(message) == ["/article 1483279489_2"]


async def test_before_any_title_is_known_that_is_said() -> None:
    async with open_house() as house:
        (message,) = await house.said("/article something")
        assert message.kind is Kind.REFUSED
        assert message.text == (
            "No article is called “something”. Titles are known of the days that were asked for or fetched."
        )
        assert (await house.say("/article")).startswith("Which article? Say its number in the last list")


async def test_an_article_whose_title_is_unknown_is_called_by_its_msgid() -> None:
    async with open_house(LATER) as house:
        message = (await house.said("/article 2247483660_1 2015-01-05"))[-1]
    assert plain(message.text) == (
        "Daily Tech · Monday, 5 January 2015\n"
        "2247483660_1\n"
        "\n"
        "WeChat does not list it for 5 January 2015: it was hardly read then, or is too old.\n"
        "What it has since publishing is not known.\n"
        "as of 12:30 · Asia/Shanghai"
    )


async def test_of_two_accounts_side_by_side_a_number_is_asked_back() -> None:
    async with open_house(settings=BOTH) as house:
        await house.said("/top 2015-01-05 3")
        message = (await house.said("/article 1"))[-1]
        assert [command.split()[-1] for command in commands(message)] == ["@demo", "@other"]
        assert plain(message.text).splitlines()[1].endswith(" · Daily Tech")
        chosen = (await house.said(commands(message)[1]))[-1]
        assert plain(chosen.text).startswith("Other · Monday, 5 January 2015")
        assert all("@" in command for command in commands(chosen))


async def test_the_newer_interfaces_tell_how_it_was_read_and_where_its_readers_came_from() -> None:
    async with open_house("2026-11-24 12:30") as house:
        await house.said("/top 2026-11-20")
        answer = await house.say("/article 1")
    assert "Since publishing, up to 23 November 2026" in answer
    assert " read to the end · " in answer
    assert " followers won" in answer
    assert "Where its readers of 20 November 2026 came from\n" in answer
    assert "reads" not in answer.split("Where")[0].replace("already", "").replace("readers", "")


async def test_lives_that_cannot_be_had_leave_the_day_and_say_so() -> None:
    async with open_house(LATER) as house:
        house.simulator.faults.add("getarticletotal", Errcode(48001), times=FOREVER)
        await house.said("/top 2015-01-05")
        answer = await house.say("/article 1")
    assert "10,801 readers · 12,328 reads" in answer
    assert "What it has since publishing is not known." in answer


async def test_nothing_at_all_is_told_with_the_reason() -> None:
    async with open_house(LATER) as house:
        for name in ("getarticlesummary", "getarticletotal", "getuserread"):
            house.simulator.faults.add(name, Errcode(48001), times=FOREVER)
        message = (await house.said("/article 2247483660_1"))[-1]
    assert message.kind is Kind.FAILED
    assert "does not let Daily Tech read its figures" in plain(message.text)


async def test_an_empty_life_is_told_as_unknown_never_as_zero() -> None:
    async with open_house(LATER) as house:
        house.simulator.faults.add("getarticletotal", Body({"list": []}), times=FOREVER)
        await house.said("/top 2015-01-05")
        answer = await house.say("/article 1")
    assert "What it has since publishing is not known." in answer
    assert " 0 readers" not in answer


async def test_its_life_as_a_picture_is_asked_for_with_the_last_word() -> None:
    async with open_house(LATER) as house:
        await house.said("/top 2015-01-05")
        words = (await house.said("/article 2"))[-1]
        (picture,) = await house.said(next(command for command in commands(words) if command.endswith("chart")))
        assert [attachment.name for attachment in picture.attachments] == ["demo-article-2015-01-05.png"]
        assert not any("chart" in command for command in commands(picture))
        assert picture.buttons[0][0].label == "Tue 6 ▶", "nor one to a day before it was published"
        assert (await house.said("/article 图"))[-1].attachments == (), "a letter of a title, alone"


async def test_a_button_of_last_year_is_answered_by_a_bot_that_started_just_now() -> None:
    async with open_house(LATER) as house:
        old = commands((await house.said("/top 2015-01-05"))[-1]) + commands((await house.said("/article 1"))[-1])
    async with open_house("2016-01-12 12:30") as house:
        for command in old:
            assert (await house.said(command))[-1].kind is Kind.ANSWER, command

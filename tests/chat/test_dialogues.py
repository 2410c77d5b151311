"""Question → answer, as people see it: read it like a manual."""

from __future__ import annotations

import httpx
import pytest

from bot.app import seed_chats
from bot.core.message import Kind, Message
from bot.people import ANONYMOUS_ADMIN
from bot.render import plain
from bot.wechat.simulator import FOREVER, Altered, Body, Errcode, Html
from tests.house import TEAM, house_settings, open_house

STRANGER = 999


def commands(message: Message) -> list[str]:
    return [button.command for row in message.buttons for button in row]


async def yes() -> bool:
    return True


# ---- figures ----------------------------------------------------------------------------------------------------


async def test_reads_of_a_day() -> None:
    async with open_house() as house:
        assert await house.say("/reads 2015-01-05") == (
            "Daily Tech · Monday, 5 January 2015\n"
            "24,140 readers ▲ 144 % on Sunday · ▼ 39 % on last Monday\n"
            "31,710 reads ▲ 157 % · ▼ 40 %\n"
            "238 original readers ▲ 297 % · ▼ 31 %\n"
            "335 original reads ▲ 309 % · ▼ 33 %\n"
            "162 savers ▲ 145 % · ▼ 34 %\n"
            "211 favourites ▲ 164 % · ▼ 37 %\n"
            "as of 12:30 · Asia/Shanghai"
        )


async def test_a_word_about_the_asking_comes_first_and_only_if_wechat_is_asked() -> None:
    async with open_house() as house:
        first, second = [await house.said("/reads 2015-01-05") for _ in range(2)]
    assert [message.kind for message in first] == [Kind.PROGRESS, Kind.ANSWER]
    assert first[0].text == "Asking WeChat for Daily Tech …"
    assert [message.kind for message in second] == [Kind.ANSWER]


async def test_the_digest_is_read_in_fourteen_lines() -> None:
    async with open_house("2026-11-24 12:30") as house:
        lines = (await house.say("/report 2015-01-05")).splitlines()
    assert len(lines) <= 14
    assert lines[0] == "Daily Tech · Monday, 5 January 2015"
    assert lines[6].startswith("Shared to friends 59 % · Moments 29 % · elsewhere 12 %")
    assert lines[8] == "Top articles"
    assert lines[9].endswith("10,801 readers · 609 shares")
    assert lines[-1] == "as of 12:30 · Asia/Shanghai"


async def test_shares_tell_where_they_went() -> None:
    async with open_house() as house:
        answer = await house.say("/shares 2015-01-05")
    assert "1,185 shares ▲ 224 % · ▼ 37 %" in answer
    assert "friends 59 % · 702 shares · 539 sharers" in answer


async def test_a_span_adds_times_and_never_people() -> None:
    async with open_house("2026-11-24 12:30") as house:
        answer = await house.say("/reads last week")
    assert answer.startswith("Daily Tech · 16–22 November 2026\n")
    assert "readers a day · best 50,874 on 17 November 2026 · 209,499 reader-days" in answer
    assert "273,343 reads\n" in answer


async def test_top_of_a_day_ranks_by_readers_of_a_span_by_reads() -> None:
    async with open_house("2026-11-24 12:30") as house:
        day, span = await house.say("/top 2015-01-05 2"), await house.say("/top last week 2")
    assert "Top articles by readers" in day
    assert "10,801 readers · 12,328 reads · 497 sharers · 609 shares" in day
    assert "and 14 more" in day
    assert "Top articles by reads" in span
    assert "readers" not in span


async def test_top_by_another_metric_and_n_in_any_order() -> None:
    async with open_house("2026-11-24 12:30") as house:
        answers = {await house.say(f"/top {words}") for words in ("shares 2015-01-05 3", "3 2015-01-05 shares")}
        assert "Top articles by reads" in await house.say("/top readers last week")
    assert len(answers) == 1
    assert "Top articles by shares" in answers.pop()


async def test_the_documented_article_with_all_its_figures() -> None:
    async with open_house("2014-12-20 12:30", documented=True) as house:
        answer = await house.say("/top 2014-12-08")
    assert "1. 12月27日 DiLi日报\n" in answer
    assert "23,676 readers · 25,615 reads · 122 sharers · 994 shares" in answer
    assert "1 saver · 3 favourites · 29 original readers · 34 original reads" in answer


async def test_a_title_is_text_whatever_is_in_it() -> None:
    def titled(answer: dict[str, list[dict[str, object]]]) -> object:
        answer["list"][0]["title"] = '<b>&"马航'
        return answer

    async with open_house() as house:
        house.simulator.faults.add("getarticlesummary", Altered(titled), times=FOREVER)
        message = (await house.said("/top 2015-01-05"))[-1]
        text = await house.say("/top 2015-01-05")
    assert "&lt;b&gt;&amp;&#34;马航" in message.text
    assert '<b>&"马航' in text


async def test_an_article_without_a_title_shows_its_msgid_and_its_link_if_there_is_one() -> None:
    row = {
        "ref_date": "2015-01-05",
        "msgid": "10_1",
        "int_page_read_user": 5,
        "url": "https://mp.weixin.qq.com/s/x?a=1&b",
    }
    async with open_house() as house:
        house.simulator.faults.add("getarticlesummary", Body({"list": [row]}))
        message = (await house.said("/top 2015-01-05"))[-1]
    assert '<a href="https://mp.weixin.qq.com/s/x?a=1&amp;b">10_1</a>' in message.text


async def test_what_is_not_given_is_a_dash_and_never_zero() -> None:
    row = {"ref_date": "2015-01-05", "int_page_read_count": 7}
    async with open_house() as house:
        house.simulator.faults.add("getuserread", Body({"list": [row]}), times=FOREVER)
        answer = await house.say("/reads 2015-01-05")
    assert "readers: –" in answer
    assert "7 reads – on Sunday · – on last Monday" in answer
    assert "0 " not in answer.replace("2015", "").replace(":30", "")


async def test_the_first_day_has_nothing_to_be_compared_with_and_says_so() -> None:
    async with open_house() as house:
        message = (await house.said("/reads 2014-12-01"))[-1]
    assert "– on Sunday · – on last Monday" in message.text
    assert "– no figures of 30 November 2014, 24 November 2014 to compare with" in message.text
    assert commands(message)[0] == "/reads 2014-12-02"


async def test_no_article_is_said_as_such() -> None:
    async with open_house() as house:
        house.simulator.faults.add("getarticlesummary", Body({"list": []}), times=FOREVER)
        assert "WeChat lists no article" in await house.say("/report 2015-01-05")
        assert "WeChat lists no article" in await house.say("/top 2015-01-05")


# ---- days -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["yesterday", "昨天", "1/5", "1月5日", "20150105", ""])
async def test_days_in_many_words(words: str) -> None:
    async with open_house() as house:
        assert (await house.say(f"/reads {words}")).startswith("Daily Tech · Monday, 5 January 2015")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("someday", "“someday” is not a date that I know. Dates look like 2015-01-05, 1/5, yesterday"),
        ("2014-11-30", "WeChat has no figures before 1 December 2014."),
        ("today", "6 January 2015 is not over yet: WeChat counts whole days, in China time."),
        ("2015-02-01", "The newest day that can be asked for is 5 January 2015."),
    ],
)
async def test_days_that_cannot_be_had_are_refused_with_the_reason(words: str, answer: str) -> None:
    async with open_house() as house:
        (message,) = await house.said(f"/reads {words}")
        assert house.simulator.calls == type(house.simulator.calls)(maxlen=10_000)
    assert answer in message.text
    assert message.kind is Kind.REFUSED


# ---- accounts ---------------------------------------------------------------------------------------------------


async def test_two_accounts_stand_one_under_the_other_and_a_key_chooses() -> None:
    async with open_house(settings=house_settings(("demo", "other"))) as house:
        both, one = await house.say("/reads 2015-01-05"), (await house.said("/reads @other 2015-01-05"))[-1]
    assert both.count("Monday, 5 January 2015") == 2
    assert one.text.startswith("<b>Other · Monday, 5 January 2015</b>")
    assert all(command.endswith("@other") for command in commands(one))


async def test_an_unknown_account_is_refused_by_name() -> None:
    async with open_house() as house:
        assert await house.say("/reads @blah") == "There is no account @blah here. Known: @demo."


async def test_without_an_account_the_next_step_is_said() -> None:
    async with open_house(settings=house_settings(())) as house:
        assert "No official account is set up yet." in await house.say("/reads")


# ---- buttons ----------------------------------------------------------------------------------------------------


async def test_buttons_lead_to_the_days_beside_and_to_the_other_reports() -> None:
    async with open_house("2026-11-24 12:30") as house:
        message = (await house.said("/report 2015-01-05"))[-1]
    labels = [[button.label for button in row] for row in message.buttons]
    assert labels == [["◀ Sun 4", "Tue 6 ▶"], ["Top", "Reads", "Shares"]]
    assert commands(message)[:2] == ["/report 2015-01-04", "/report 2015-01-06"]


async def test_every_button_is_a_command_that_is_answered() -> None:
    async with open_house("2026-11-24 12:30") as house:
        for question in ("/report 2015-01-05", "/top shares last week 3", "/reads 2015-01"):
            for command in commands((await house.said(question))[-1]):
                assert (await house.said(command))[-1].kind is Kind.ANSWER, command


async def test_there_is_no_button_to_a_day_that_is_not_over() -> None:
    async with open_house() as house:
        assert commands((await house.said("/report 2015-01-05"))[-1])[0] == "/report 2015-01-04"
        assert not any("01-06" in command for command in commands((await house.said("/report"))[-1]))


async def test_more_leads_to_the_longest_list() -> None:
    async with open_house("2026-11-24 12:30") as house:
        message = (await house.said("/top 2015-01-05 2"))[-1]
        assert "/top 2015-01-05 50" in commands(message)
        longest = (await house.said("/top 2015-01-05 50"))[-1]
    assert "/top 2015-01-05 50" not in commands(longest)


# ---- meeting ----------------------------------------------------------------------------------------------------


async def test_start_and_help_always_answer() -> None:
    async with open_house() as house:
        assert "every morning" in await house.say("/start")
        assert "every morning" in await house.say("/start payload")
        help_text = await house.say("/help")
    assert "/top [metric] [when] [n] – the articles that were read most" in help_text


async def test_unknown_words_get_a_friendly_pointer() -> None:
    async with open_house() as house:
        assert await house.say("hello") == "I do not know “hello”. /help lists what I can tell."
        assert "Did you mean /reads?" in await house.say("/raeds")
        assert "Did you mean /reads?" in await house.say("reeds 2015-01-05")


async def test_a_command_needs_no_slash_in_private_and_may_name_the_bot() -> None:
    async with open_house() as house:
        assert (await house.say("reads 2015-01-05")).startswith("Daily Tech")
        assert (await house.say("/READS@morning_bot 2015-01-05")).startswith("Daily Tech")


async def test_a_group_talks_among_itself() -> None:
    async with open_house() as house:
        assert await house.said("top of the morning", chat=TEAM, group=True) == []
        assert (await house.say("/reads 2015-01-05", chat=TEAM, group=True)).startswith("Daily Tech")


async def test_strangers_get_one_neutral_line_an_hour() -> None:
    line = "This bot serves one team. Your id: 999 · this chat: 999. An admin can let you in."
    async with open_house() as house:
        stranger = {"person": STRANGER, "chat": STRANGER}
        assert await house.say("/start", **stranger) == line
        assert await house.say("/reads 2015-01-05", **stranger) == ""
        house.clock.pass_by(hours=1)
        assert await house.say("hello", **stranger) == line
        assert await house.said("hello", person=STRANGER, chat=-5, group=True) == []
        assert list(house.simulator.calls) == []


async def test_every_member_of_a_chat_that_was_let_in_may_ask() -> None:
    async with open_house() as house:
        assert "readers" in await house.say("/reads", person=STRANGER, chat=TEAM, group=True)


# ---- digests ----------------------------------------------------------------------------------------------------


async def test_subscribing_tells_the_next_time_and_offers_yesterdays() -> None:
    async with open_house() as house:
        message = (await house.said("/subscribe"))[-1]
        assert message.text == "The daily digest will come here at 08:30 · Asia/Shanghai.\nNext: 7 January 2015, 08:30."
        assert commands(message) == ["/report 2015-01-05"]
        assert "now comes here at 07:15" in await house.say("/subscribe daily 7:15")


@pytest.mark.parametrize("words", ["weekly", "25:00", "8:30 9:30", "soon"])
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
        answer == "This chat is not let in, so no digest can come here. Add -77 to MORNING_READS_TELEGRAM__CHATS first."
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
        assert "One digest at a time" in await house.say("/resend last week")


async def test_what_only_a_chat_can_say_is_refused_elsewhere() -> None:
    async with open_house() as house:
        (message,) = await house.said("/subscribe", in_chat=False)
        assert message.text == "Only a chat can say /subscribe. Say it to the bot there."
        assert "/subscribe" not in await house.say("/help", in_chat=False)


# ---- what goes wrong --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Errcode(40125), "WeChat says that the AppSecret of Daily Tech is wrong."),
        (
            Errcode(40164, "invalid ip 203.0.113.7, not in whitelist"),
            "Add 203.0.113.7 to the IP whitelist of Daily Tech",
        ),
        (Errcode(48001), "WeChat does not let Daily Tech read its figures."),
        (Errcode(45009), "WeChat's daily number of calls is used up for Daily Tech."),
        (Errcode(47009), "WeChat no longer serves these figures for Daily Tech."),
        (Errcode(61503), "WeChat has not finished the figures of this day yet."),
        (Errcode(-1), "WeChat is busy."),
        (Html(200), "WeChat's answer was not understood."),
        (Html(503), "WeChat cannot be reached right now."),
    ],
)
async def test_what_goes_wrong_at_wechat_is_one_sentence_and_the_next_step(
    fault: Errcode | Html, sentence: str
) -> None:
    async with open_house() as house:
        house.simulator.faults.add("getuserread", fault, times=FOREVER)
        message = (await house.said("/reads 2015-01-05"))[-1]
    assert plain(message.text).startswith("Daily Tech · Monday, 5 January 2015\nWeChat")
    assert sentence in plain(message.text)
    assert message.kind is Kind.FAILED


async def test_what_is_held_answers_while_wechat_does_not() -> None:
    async with open_house() as house:
        await house.say("/reads 2015-01-05")
        house.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER)
        house.clock.pass_by(hours=7)
        answer = await house.say("/reads 2015-01-05")
    assert "24,140 readers" in answer
    assert "Could not be asked anew: WeChat does not let Daily Tech read its figures." in answer


async def test_a_day_of_which_wechat_holds_nothing_is_said_so() -> None:
    async with open_house("2015-02-06 12:30") as house:
        house.simulator.faults.add("getuserread", Body({"list": []}), times=FOREVER)
        answer = await house.say("/reads 2015-01-05")
    assert "WeChat holds no figures of Daily Tech for these days." in answer


async def test_a_wechat_out_of_reach_is_no_traceback() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route")

    async with open_house(transport=httpx.MockTransport(refuse)) as house:
        assert "WeChat cannot be reached right now." in await house.say("/reads 2015-01-05")


async def test_one_account_that_fails_leaves_the_other_its_answer() -> None:
    async with open_house(settings=house_settings(("demo", "other"))) as house:
        house.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER, app_id="wxother")
        message = (await house.said("/reads 2015-01-05"))[-1]
    assert "24,140 readers" in message.text
    assert "WeChat does not let Other read its figures." in message.text
    assert message.kind is Kind.ANSWER

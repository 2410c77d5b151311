"""Figures, question → answer, as people see them: read it like a manual."""

from __future__ import annotations

from bot.core.message import Kind
from bot.wechat.simulator import FOREVER, Altered, Body
from tests.chat.said import commands
from tests.house import open_house


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
    async with open_house("2015-01-13 12:30") as house:
        answer = await house.say("/reads last week")
    assert answer.startswith("Daily Tech · last week: 5–11 January 2015\n")
    assert "28,905 readers a day ▼ 5.6 % on the week before · best 40,899 on 6 January\n" in answer
    assert "265,365 reads ▼ 5.1 %\n" in answer


async def test_top_of_a_day_ranks_by_readers_of_a_span_by_reads() -> None:
    async with open_house("2015-01-13 12:30") as house:
        day, span = await house.say("/top 2015-01-05 2"), await house.say("/top last week 2")
    assert "Top articles by readers" in day
    assert "10,801 readers · 12,328 reads · 497 sharers · 609 shares" in day
    assert "and 14 more" in day
    assert "Top articles by reads" in span
    assert "readers" not in span


async def test_top_by_another_metric_and_n_in_any_order() -> None:
    async with open_house("2015-01-13 12:30") as house:
        answers = {await house.say(f"/top {words}") for words in ("shares 2015-01-05 3", "3 2015-01-05 shares")}
        swapped = await house.say("/top readers last week")
        few = await house.say("/top original_reads 2015-01-05")
    assert "Top articles by reads" in swapped
    assert "People do not add up over days, so times are ranked." in swapped
    listed = few.splitlines()[2:-1]
    assert sum("original reads" in line for line in listed) == sum(
        line.count(". ") and line[0].isdigit() for line in listed
    )
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
    assert "7 reads\n" in answer
    assert "0 " not in answer.replace("2015", "").replace(":30", "")


async def test_the_first_day_has_nothing_to_be_compared_with_and_says_so() -> None:
    async with open_house() as house:
        message = (await house.said("/reads 2014-12-01"))[-1]
    assert "– on" not in message.text
    assert "No figures of 30 November 2014, 24 November 2014 to compare with" in message.text
    assert commands(message)[0] == "/reads 2014-12-02"


async def test_no_article_is_said_as_such() -> None:
    async with open_house() as house:
        house.simulator.faults.add("getarticlesummary", Body({"list": []}), times=FOREVER)
        assert "WeChat lists no article" in await house.say("/report 2015-01-05")
        assert "WeChat lists no article" in await house.say("/top 2015-01-05")


async def test_a_span_of_which_some_days_are_missing_says_how_many_are_known() -> None:
    def one_day_less(answer: dict[str, list[dict[str, object]]]) -> object:
        return {"list": [row for row in answer["list"] if row["ref_date"] != "2015-01-02"]}

    async with open_house("2015-02-06 12:30") as house:
        house.simulator.faults.add("getuserread", Altered(one_day_less), times=FOREVER)
        assert "2 of 3 days are known" in await house.say("/reads 2015-01-01..2015-01-03")


async def test_the_digest_of_a_span_has_totals_and_its_articles_by_reads() -> None:
    async with open_house() as house:
        lines = (await house.say("/report 2014-12")).splitlines()
    assert lines[:3] == [
        "Daily Tech · 1–31 December 2014",
        "31,941 readers a day · best 48,513 on 19 December",
        "1,292,877 reads",
    ]
    assert lines[8] == "Top articles"
    assert lines[9].endswith("31,992 reads · 2,381 shares")
    assert not any("readers" in line for line in lines[9:])


async def test_a_figure_after_none_has_a_dash_and_its_reason() -> None:
    def no_favourites_before(answer: dict[str, list[dict[str, object]]]) -> object:
        zero = {"add_to_fav_count": 0}
        return {"list": [row if row["ref_date"] == "2015-01-05" else row | zero for row in answer["list"]]}

    async with open_house() as house:
        house.simulator.faults.add("getuserread", Altered(no_favourites_before), times=FOREVER)
        answer = await house.say("/reads 2015-01-05")
        before = await house.say("/reads 2015-01-04")
    assert "211 favourites – · –\n– before it was 0 or is not known\n" in answer
    assert "0 favourites no change · no change\nas of" in before


async def test_a_small_account_has_one_reader_and_one_share() -> None:
    row = {"ref_date": "2015-01-05", "int_page_read_user": 1, "int_page_read_count": 1, "share_user": 1}
    row |= {"share_count": 1, "add_to_fav_user": 1, "add_to_fav_count": 1}
    async with open_house() as house:
        house.simulator.faults.add("getarticlesummary", Body({"list": [row | {"msgid": "1_1", "title": "x"}]}))
        answer = await house.say("/top 2015-01-05")
    assert "1 reader · 1 read · 1 sharer · 1 share\n1 saver · 1 favourite\n" in answer

"""The list of who changed what, where and when."""

from __future__ import annotations

from tests.chat.newcomers import bob, invited
from tests.chat.said import commands
from tests.house import TEAM, house_settings, open_house


async def test_the_list_of_changes_says_who_changed_what_where() -> None:
    async with open_house() as house:
        who = {"name": "Ann"}
        assert await house.say("/audit") == "Who changed what\nNothing was changed yet.\nAsia/Shanghai"
        await house.say("/allow 20 admin", **who)
        await house.say("/subscribe 09:00", **bob())
        await house.say("/settings silent on", chat=TEAM, group=True, title="Team", **who)
        await house.say("/backfill 2015-01-05", **who)
        await house.say("/accounts demo", **who)
        await house.say("/pause", **bob())
        await house.say("/unsubscribe", **bob())
        await house.say("/deny 20", **who)
        assert await house.say("/audit") == (
            "Who changed what\n"
            "8. 6 January 2015, 12:30 · Ann (7) – let in no more: Bob (20)\n"
            "7. 6 January 2015, 12:30 · Bob (20) – ended: daily\n"
            "6. 6 January 2015, 12:30 · Bob (20) – paused: daily\n"
            "5. 6 January 2015, 12:30 · Ann (7) – set account to demo\n"
            "4. 6 January 2015, 12:30 · Ann (7) – asked for a backfill: 2015-01-05..2015-01-05 @demo\n"
            "3. 6 January 2015, 12:30 · Ann (7) · Team (-100) – set silent to on\n"
            "2. 6 January 2015, 12:30 · Bob (20) – subscribed: daily 09:00 Asia/Shanghai\n"
            "1. 6 January 2015, 12:30 · Ann (7) – let in Bob (20): admin\n"
            "Asia/Shanghai"
        )


async def test_in_chinese_the_list_has_no_word_of_ours_in_english_and_leaves_data_as_it_is() -> None:
    async with open_house(settings=house_settings(("demo", "daily"))) as house:
        for line in ("language zh", "zone UTC", "silent on", "account all", "hour 10:00", "hour default"):
            await house.say(f"/settings {line}")
        for line in ("/accounts daily", "/subscribe weekly 09:00 @daily", "/subscribe @all", "/pause"):
            await house.say(line)
        said = [line.partition(" – ")[2] for line in (await house.say("/audit")).splitlines()[1:-1]]
    assert said == [
        "暂停：每天、每周 @daily",
        "订阅：每天 08:30 UTC",
        "订阅：每周 @daily 09:00 UTC",
        "设置账号：daily",
        "设置时间：默认",
        "设置时间：10:00",
        "设置账号：全部",
        "设置静音：开",
        "设置时区：UTC",
        "设置语言：中文",
    ]


async def test_the_list_is_turned_page_by_page_and_its_pages_stand() -> None:
    async with open_house() as house:
        for n in range(100, 125):
            await house.say(f"/allow {n}")
        (newest,) = await house.said("/audit")
        assert commands(newest) == ["/audit 15"]
        await house.say("/allow 200")
        (older,) = await house.said("/audit 15")
        assert commands(older) == ["/audit 25", "/audit 5"]
        assert "15. " in older.text
        assert "16. " not in older.text
        (oldest,) = await house.said("/audit 5")
        assert commands(oldest) == ["/audit 15"]
        assert oldest.text.count("let in") == 5


async def test_names_are_data() -> None:
    async with open_house() as house:
        token = await invited(house)
        evil = bob() | {"name": "<b>{0}%(x)s{{ 7 }}"}
        (hello,) = await house.said(f"/start {token}", **evil)
        assert "Welcome, &lt;b&gt;{0}%(x)s{{ 7 }}!" in hello.text
        (listed,) = await house.said("/allow")
        assert "&lt;b&gt;{0}%(x)s{{ 7 }} (20)" in listed.text
        await house.say("/deny 20")
        assert "let in no more: <b>{0}%(x)s{{ 7 }} (20)" in await house.say("/audit")

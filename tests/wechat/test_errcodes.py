"""Every errcode that WeChat documents, as the sentence and the step that a person reads who asked for a day."""

from __future__ import annotations

import pytest

from bot.wechat.errcodes import CODES
from bot.wechat.simulator import FOREVER, Errcode
from tests.house import open_house

DOCUMENTED = (
    -1, 40001, 40002, 40013, 40014, 40125, 40164, 40243, 41001, 41002, 41004, 42001, 42007, 43002, 44002, 45009, 45011,
    47001, 47009, 48001, 48004, 48006, 50001, 50002, 61003, 61004, 61005, 61006, 61007, 61008, 61009, 61010, 61011,
    61012, 61013, 61014, 61015, 61016, 61017, 61018, 61020, 61021, 61023, 61024, 61500, 61501, 61502, 61503, 89501,
    89503, 89506, 89507,
)  # fmt: skip
"""All numbers that the datacube pages, the table of return codes and the token pages name for our calls."""

BASIC = "Settings → Basic configuration"
SOON = "Please ask again in a few minutes."
MIDNIGHT = "It starts anew at midnight, China time; until then the archive still answers."
NOTICES = "Look at the notices in WeChat's console."

SAID: tuple[tuple[tuple[int, ...], str, str], ...] = (
    ((-1,), "WeChat is busy.", SOON),
    ((45011,), "WeChat gets too many calls this minute.", SOON),
    (
        (40001, 40014, 42001),
        "WeChat refuses the access token of Daily Tech, also a fresh one.",
        "Either the AppSecret in the settings is wrong, or another program fetches tokens for the same account: "
        "give only one of them the AppSecret, and run `morning-reads check`.",
    ),
    (
        (61503,),
        "WeChat has not finished the figures of this day yet.",
        "They usually come between 08:00 and noon, China time.",
    ),
    ((45009,), "WeChat's daily number of calls is used up for Daily Tech.", MIDNIGHT),
    (
        (48006,),
        "WeChat's daily number of calls is used up for Daily Tech, and cannot be cleared again this month.",
        MIDNIGHT,
    ),
    (
        (40125,),
        "WeChat says that the AppSecret of Daily Tech is wrong.",
        f"Copy it anew from WeChat's console ({BASIC}) into the settings.",
    ),
    (
        (40013,),
        "WeChat does not know the AppID of Daily Tech.",
        f"Copy it anew from WeChat's console ({BASIC}) into the settings.",
    ),
    (
        (41002, 41004),
        "WeChat got no AppID or no AppSecret for Daily Tech.",
        "Set both under MORNING_READS_ACCOUNTS in the settings, and run `morning-reads check`.",
    ),
    (
        (61024, 61502),
        "The AppID of Daily Tech is not that of an official account.",
        "Under MORNING_READS_ACCOUNTS in the settings stands the account's own, not a platform's or a mini program's.",
    ),
    (
        (40164,),
        "WeChat does not know this server's address yet.",
        f"Add 203.0.113.7 to the IP whitelist of Daily Tech ({BASIC}), then ask again.",
    ),
    (
        (61004,),
        "WeChat does not know this server's address as one of the platform's.",
        "Add 203.0.113.7 to the platform's list of addresses, then ask again.",
    ),
    ((40243,), "The AppSecret of Daily Tech is frozen.", f"Thaw it in WeChat's console ({BASIC})."),
    (
        (48001,),
        "WeChat does not let Daily Tech read its figures.",
        "The account must be verified and have the data interface: see its list of permissions.",
    ),
    ((48004,), "WeChat has banned this interface for Daily Tech.", NOTICES),
    ((50001, 50002), "WeChat restricts Daily Tech.", NOTICES),
    (
        (61003, 61007, 61016, 61017, 61018, 61021, 61023, 42007),
        "Daily Tech no longer lets the platform read its figures.",
        "Its administrator must authorize the platform again, with mass sending and notification.",
    ),
    (
        (61009, 61010),
        "The authorization of Daily Tech was not completed in time.",
        "Its administrator must begin it again, from the platform's link.",
    ),
    (
        (61011,),
        "WeChat does not accept the platform.",
        "Compare its AppID and AppSecret in the settings with those of WeChat's open platform, and its state there.",
    ),
    ((61005, 61006), "WeChat's verify ticket has run out.", "The next one comes within 10 minutes."),
    (
        (89501, 89503),
        "WeChat waits for the administrator of Daily Tech to confirm this server.",
        "The administrator finds the request on the phone; then ask again.",
    ),
    (
        (89506, 89507),
        "The administrator of Daily Tech refused this server.",
        "WeChat asks again after 1 to 24 hours.",
    ),
    (
        (47009,),
        "WeChat no longer serves figures for days before 1 November 2025, and this day is not in the archive.",
        "If you have an export of them, an admin can bring it in with `morning-reads import FILE`.",
    ),
    (
        (61500, 61501),
        "WeChat refuses the days that were asked for.",
        "If the host's clock is right, please report it with the line in the log.",
    ),
)

BUGS = (40002, 41001, 43002, 44002, 47001, 61008, 61012, 61013, 61014, 61015, 61020)

SENTENCES = {code: (sentence, step) for codes, sentence, step in SAID for code in codes} | {
    code: (
        f"WeChat refuses the call (its number {code}).",
        "This is a fault of the bot: please report it with the line in the log.",
    )
    for code in BUGS
}

HEADING = "Daily Tech · Monday, 5 January 2015"


def test_the_table_of_words_has_every_documented_number_once_and_no_other() -> None:
    assert sorted(SENTENCES) == sorted(DOCUMENTED)
    numbers = [number for row in CODES for number in row.numbers]
    assert sorted(numbers) == sorted(DOCUMENTED)


@pytest.mark.parametrize("code", DOCUMENTED)
async def test_a_person_who_asked_for_a_day_reads_what_is_wrong_and_what_to_do(code: int) -> None:
    async with open_house("2026-11-24 12:30") as house:
        house.simulator.faults.add("getuserread", Errcode(code), times=FOREVER)
        assert (await house.say("/reads 2015-01-05")).splitlines() == [HEADING, " ".join(SENTENCES[code])]


@pytest.mark.parametrize("code", [code for code in DOCUMENTED if code != 47009])
async def test_the_same_is_said_when_it_is_the_token_that_is_not_given(code: int) -> None:
    async with open_house("2026-11-24 12:30") as house:
        house.simulator.faults.add("stable_token", Errcode(code), times=FOREVER)
        assert (await house.say("/reads 2015-01-05")).splitlines() == [HEADING, " ".join(SENTENCES[code])]


async def test_a_number_that_nobody_documents_is_named_and_blamed_on_nobody() -> None:
    async with open_house("2026-11-24 12:30") as house:
        house.simulator.faults.add("getuserread", Errcode(99_999), times=FOREVER)
        said = await house.say("/reads 2015-01-05")
    assert said.splitlines()[1:] == [
        "WeChat refuses the call (its number 99999). Please report it with the line in the log."
    ]


async def test_when_no_address_is_named_the_step_is_still_a_sentence() -> None:
    async with open_house("2026-11-24 12:30") as house:
        house.simulator.faults.add("stable_token", Errcode(40164, "invalid ip, not in whitelist"), times=FOREVER)
        said = await house.say("/reads 2015-01-05")
    assert f"Add this server's address to the IP whitelist of Daily Tech ({BASIC}), then ask again." in said

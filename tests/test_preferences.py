"""What chats chose for themselves: kept, moved, and set aside where it cannot be read."""

from __future__ import annotations

from datetime import time

import pytest

from bot.preferences import NONE, Preference, Preferences
from bot.store.memory import MemoryShelf
from tests.house import TEAM, open_house

CHOSEN = Preference("zh", "Europe/Berlin", time(7, 5), "demo", True, False)


async def kept(preference: Preference = CHOSEN) -> tuple[Preferences, MemoryShelf]:
    shelf = MemoryShelf()
    some = Preferences(shelf)
    await some.put(TEAM, preference)
    return some, shelf


@pytest.mark.parametrize("preference", [NONE, CHOSEN, Preference(at=time(0)), Preference(silent=False, chart=True)])
async def test_choices_come_back_as_they_were_put_also_after_a_restart(preference: Preference) -> None:
    some, shelf = await kept(preference)
    assert some.of(TEAM) == preference
    assert Preferences(shelf).of(TEAM) == preference


async def test_a_chat_that_chose_nothing_has_nothing() -> None:
    some, _ = await kept()
    assert some.of(5) == NONE
    assert NONE.zone_info is None


async def test_a_changed_choice_is_seen_at_once() -> None:
    some, _ = await kept()
    assert some.of(TEAM).language == "zh"
    await some.put(TEAM, Preference(language="en"))
    assert some.of(TEAM) == Preference(language="en")


async def test_choices_move_with_their_chat_once_and_overwrite_none() -> None:
    some, _ = await kept()
    await some.put(-2_000, Preference(language="en"))
    await some.move(TEAM, -1_000)
    await some.move(TEAM, -1_000)
    assert (some.of(TEAM), some.of(-1_000)) == (NONE, CHOSEN)
    await some.move(-1_000, -2_000)
    assert some.of(-2_000) == Preference(language="en")


async def test_a_chat_that_moves_keeps_what_it_chose() -> None:
    async with open_house() as house:
        await house.app.conversation.house.preferences.put(TEAM, CHOSEN)
        await house.app.delivery.moved(TEAM, -1_000)
        assert house.app.conversation.house.language_of(-1_000) == "zh"


@pytest.mark.parametrize("broken", [{"zone": "Mars/Olympus"}, {"at": "8"}, {"colour": "red"}, {"language": "tlh"}])
async def test_what_cannot_be_read_counts_for_nothing_and_is_logged(
    broken: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    some, shelf = await kept()
    await shelf.put(str(TEAM), broken)
    assert some.of(TEAM) == NONE
    assert str(TEAM) in caplog.text


async def test_the_hours_of_an_answer_are_told_in_the_chats_zone() -> None:
    async with open_house() as house:
        await house.app.conversation.house.preferences.put(TEAM, Preference(zone="Europe/Berlin"))
        answer = await house.say("/reads 2015-01-05", chat=TEAM, group=True)
        assert answer.endswith("as of 05:30 · Europe/Berlin")
        assert (await house.say("/reads 2015-01-05")).endswith("as of 12:30 · Asia/Shanghai")


async def test_who_speaks_a_language_of_its_own_is_told_of_also_under_its_new_id_and_of_nobody_else() -> None:
    async with open_house() as house:
        some, told = house.app.conversation.house.preferences, []

        async def spoken_to(chat: int) -> None:
            told.append(chat)

        await some.put(TEAM, CHOSEN)
        await some.put(-2_000, Preference(zone="UTC"))
        assert some.speaking() == [TEAM]
        some.spoken_to = spoken_to
        for old, new in ((TEAM, -1_000), (TEAM, -1_000), (-2_000, -3_000)):
            await house.app.delivery.moved(old, new)
        assert told == [-1_000]

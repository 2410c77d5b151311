"""Added to groups, let in by links and presses, over real HTTP on loopback."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pytest

from bot.catalogue import LANGUAGES
from bot.chat.commands import menu
from bot.chat.telegram import membership
from bot.i18n import translate
from bot.preferences import Preference
from tests.botapi.world import BOT_NAME
from tests.chat.telegram.polling import Here, polling
from tests.house import ADMIN, TEAM, open_house

EVE, BOB, GROUP = 30, 20, -1_000_500


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(membership, "PATIENCE", 0.2)


async def quiet(here: Here) -> None:
    """Until nothing more would be said."""
    await asyncio.sleep(0.5)


def add(here: Here, chat: int = GROUP, user: int = EVE) -> None:
    here.server.chat(chat, title="News room", bot="left")
    here.server.member_update(chat, "member", user=user)


async def test_a_link_for_one_person_lets_him_in_and_says_so_to_who_made_it() -> None:
    async with polling() as here:
        here.server.say(ADMIN, ADMIN, "/invite")
        (text,) = await here.said(ADMIN)
        link = re.search(rf"https://t\.me/{BOT_NAME}\?start=(\S+)", text)
        assert link is not None
        here.server.say(BOB, BOB, f"/start {link[1]}")
        assert (await here.said(BOB))[0].startswith("Welcome, Person 20!")
        assert (await here.said(ADMIN, count=2))[1] == "Person 20 (20) came in by your invitation: reader."
        here.server.say(EVE, EVE, f"/start {link[1]}")
        assert (await here.said(EVE))[0].startswith("This invitation was used already.")


async def test_a_link_for_a_group_adds_and_lets_in_with_one_word_and_no_question() -> None:
    async with polling() as here:
        here.server.say(ADMIN, ADMIN, "/invite group")
        (text,) = await here.said(ADMIN)
        link = re.search(r"\?startgroup=(\S+)", text)
        assert link is not None
        add(here)
        here.server.say(GROUP, EVE, f"/start@{BOT_NAME} {link[1]}")
        await here.said(ADMIN, count=2)
        await quiet(here)
        assert [text[:29] for text in here.texts(GROUP)] == ["Hello! This group is let in: "]
        assert here.texts(ADMIN)[1:] == ["News room (-1000500) came in by your invitation: group."]


async def test_added_by_a_stranger_the_admin_lets_it_in_from_his_own_chat() -> None:
    async with polling() as here:
        add(here)
        (hello,) = await here.said(GROUP)
        assert "This chat: -1000500. An admin of the bot was asked" in hello
        (asked,) = await here.said(ADMIN)
        assert asked == "Person 30 (30) added me to News room (-1000500), which is not let in."
        (posted,) = here.server.sent(ADMIN)
        here.server.press(ADMIN, ADMIN, posted.message_id, "/allow -1000500")
        await here.said(GROUP, count=2)
        await here.server.until(lambda: here.texts(ADMIN) == ["News room (-1000500) is let in: group."])
        here.server.say(GROUP, EVE, "/reads 2015-01-05")
        await here.server.until(lambda: any("24,140 readers" in text for text in here.texts(GROUP)))


async def test_added_by_an_admin_his_one_press_there_suffices_and_nobody_elses() -> None:
    async with polling() as here:
        add(here, user=ADMIN)
        await here.said(GROUP)
        (posted,) = here.server.sent(GROUP)
        here.server.press(GROUP, EVE, posted.message_id, "/allow -1000500")
        await here.server.until(lambda: all(answer is not None for answer in here.server.queries.values()))
        assert "one press lets this chat" in here.texts(GROUP)[0]
        here.server.press(GROUP, ADMIN, posted.message_id, "/allow -1000500")
        await here.server.until(lambda: here.texts(GROUP)[0].startswith("This chat is let in"))
        assert here.texts(ADMIN) == []


async def test_added_again_or_promoted_it_does_not_introduce_itself_again() -> None:
    async with polling() as here:
        add(here)
        await here.said(ADMIN)
        here.server.member_update(GROUP, "administrator", user=EVE)
        here.server.member_update(GROUP, "left", user=EVE)
        here.server.member_update(GROUP, "member", user=EVE)
        await quiet(here)
        assert (len(here.texts(GROUP)), len(here.texts(ADMIN))) == (1, 1)


async def test_added_to_a_group_that_is_let_in_it_says_a_short_hello() -> None:
    async with polling() as here:
        here.server.member_update(TEAM, "left", user=EVE)
        here.server.member_update(TEAM, "member", user=EVE)
        (hello,) = await here.said(TEAM)
        assert "/subscribe for a digest every morning" in hello
        await quiet(here)
        assert here.texts(ADMIN) == []


async def test_a_settings_page_is_one_message_edited_by_each_press() -> None:
    async with polling() as here:
        here.server.say(ADMIN, ADMIN, "/settings")
        await here.said(ADMIN)
        (posted,) = here.server.sent(ADMIN)
        for n, data in enumerate(("zone", "zone UTC", "language zh"), 1):
            here.server.press(ADMIN, ADMIN, posted.message_id, f"/settings {data}")
            await here.server.until(lambda n=n: len(posted.edits) == n)  # type: ignore[misc]
        assert "UTC" in posted.text
        assert len(here.server.sent(ADMIN)) == 1


@pytest.mark.parametrize(("person", "may"), [(50, True), (51, False)])
async def test_a_groups_own_admin_changes_its_settings(person: int, may: bool) -> None:
    async with polling() as here:
        here.server.member(TEAM, person, "administrator" if may else "member")
        here.server.say(TEAM, person, "/settings language zh")
        await here.said(TEAM)
        assert (here.house.app.conversation.house.language_of(TEAM) == "zh") is may


def menus(here: Here) -> dict[tuple[str, str], list[str]]:
    published: dict[tuple[str, str], list[dict[str, Any]]] = here.server.menus.published
    return {place: [command["command"] for command in commands] for place, commands in published.items()}


async def test_an_admins_menu_has_what_only_he_may_say_and_comes_and_goes_with_his_role() -> None:
    scope = {person: json.dumps({"chat_id": person, "type": "chat"}, sort_keys=True) for person in (ADMIN, BOB)}
    everybody, admins = [name for name, _ in menu()], [name for name, _ in menu(admin=True)]
    assert set(admins) - set(everybody) == {"invite", "allow", "deny", "audit", "backfill"}
    async with polling() as here:
        for code in ("", *LANGUAGES):
            assert menus(here)["default", code] == everybody
            assert menus(here)[scope[ADMIN], code] == admins
            assert (scope[BOB], code) not in menus(here)
        here.server.say(ADMIN, ADMIN, "/allow 20 admin")
        await here.said(ADMIN)
        assert menus(here)[scope[BOB], ""] == admins
        here.server.say(ADMIN, ADMIN, "/deny 20")
        await here.said(ADMIN, count=2)
        assert all((scope[BOB], code) not in menus(here) for code in ("", *LANGUAGES))


@pytest.mark.parametrize("chat", [ADMIN, TEAM])
async def test_a_chat_that_chooses_a_language_has_its_menu_in_that_language_at_once(chat: int) -> None:
    async with polling() as here:
        scope = json.dumps({"chat_id": chat, "type": "chat"}, sort_keys=True)
        own = [(name, translate(what, "zh")) for name, what in menu(admin=chat == ADMIN)]
        here.server.say(chat, ADMIN, "/settings language zh")
        await here.server.until(lambda: bool(here.server.sent(chat)))
        for code in ("", *LANGUAGES):
            published = here.server.menus.published[scope, code]
            assert [(command["command"], command["description"]) for command in published] == own
        here.server.say(chat, ADMIN, "/settings language default")
        await here.server.until(lambda: len(here.server.sent(chat)) == 2)
        assert ((scope, "en") in here.server.menus.published) is (chat == ADMIN)


async def test_a_start_publishes_anew_the_menus_of_chats_that_chose_a_language_and_asks_about_no_others() -> None:
    own = [(name, translate(what, "zh")) for name, what in menu()]
    async with open_house() as before:
        await before.app.conversation.house.preferences.put(TEAM, Preference("zh"))
        await before.app.conversation.house.preferences.put(-2_000, Preference(zone="UTC"))
    async with polling(rooms=before.rooms) as here:
        scopes = [json.dumps({"chat_id": chat, "type": "chat"}, sort_keys=True) for chat in (TEAM, -2_000)]
        await here.server.until(lambda: all((scopes[0], code) in here.server.menus.published for code in LANGUAGES))
        published = here.server.menus.published[scopes[0], ""]
        assert [(command["command"], command["description"]) for command in published] == own
        assert scopes[1] not in {scope for scope, _ in here.server.menus.published}
        assert not here.server.called("deleteMyCommands")


async def test_a_group_that_moves_has_its_menu_in_its_language_under_its_new_id() -> None:
    async with polling() as here:
        await here.house.app.conversation.house.preferences.put(TEAM, Preference("zh"))
        here.server.migrate(TEAM, -1_000_100)
        scope = json.dumps({"chat_id": -1_000_100, "type": "chat"}, sort_keys=True)
        await here.server.until(lambda: (scope, "zh") in here.server.menus.published)

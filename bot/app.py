"""The one composition root: opens everything, closes everything, wires the edges. Every part can be replaced."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx

from bot.accounts import Account, Accounts, Source
from bot.backfills import Backfills
from bot.bell import Bell, BelledShelf
from bot.chat.commands import COMMANDS, Conversation
from bot.chat.commands.base import House
from bot.chat.console import NoSender
from bot.clock import RunningClock, SystemClock
from bot.collect import Collect
from bot.collect.backfill import Backfill
from bot.collect.budget import Budget
from bot.collect.fetching import Fetching
from bot.collect.health import Health
from bot.collect.reading import Reading
from bot.collect.withdrawn import Withdrawn
from bot.core.errors import N_, StoreTrouble
from bot.core.ports import Archive, Aside, Clock, Ledger, Sender, Shelf
from bot.delivery import Delivery
from bot.delivery.notices import Notices
from bot.exchange.making import Workshop
from bot.lists import Lists
from bot.people import Audit, Invitations, People
from bot.preferences import Preferences
from bot.render import Renderer
from bot.reports import Composer
from bot.settings import AccountSettings, Settings
from bot.store.beside import Beside, BesideArchive, BesideShelf
from bot.store.file import open_store
from bot.store.lock import StoreLock
from bot.store.memory import MemoryArchive, MemoryLedger, MemoryShelf
from bot.subscriptions import Subscription, Subscriptions
from bot.wechat.client import WeChatClient
from bot.wechat.tokens import Credentials, TokenAuth

MEETING = 5.0
"""Seconds that a verb waits for one that holds the store only while it writes."""

COLLECTED = (10_000, 20, 20)
"""After how many new objects Python looks for cycles. Facts are many and have none: at its usual pace, a fifth of the
time of reading years of days would go into looking through them again."""

REHEARSAL = N_("rehearsal clock")


@dataclass(frozen=True, slots=True)
class Rooms:
    """The store, as the ports that the others see."""

    archive: Archive
    ledger: Ledger
    shelf: Callable[[str], Shelf]
    aside: Callable[[], Sequence[Aside]] = tuple
    """What of the store could not be read."""
    path: Path | None = None
    """Where all of it lies, if that is on disk."""


@dataclass(frozen=True, slots=True)
class App:
    """Everything, wired."""

    settings: Settings
    clock: Clock
    accounts: Accounts
    archive: Archive
    collect: Collect
    backfills: Backfills
    people: People
    subscriptions: Subscriptions
    delivery: Delivery
    conversation: Conversation

    async def upkeep(self) -> bool:
        """Ask the last days of every account again; whether all went well."""
        troubles = await asyncio.gather(*(self.collect.upkeep(account) for account in self.accounts))
        return not any(troubles)

    async def lives(self) -> bool:
        """Ask the lives of every account's articles that are due; whether all went well."""
        troubles = await asyncio.gather(*(self.collect.lives(account) for account in self.accounts))
        return not any(troubles)


def clock_of(settings: Settings) -> SystemClock:
    """The program's clock, as the settings say."""
    return RunningClock(settings.clock.start) if settings.clock.start else SystemClock()


def memory_rooms(archive: Archive | None = None) -> Rooms:
    """Rooms that are gone with the process; but for an archive, if one is given."""
    shelves: dict[str, MemoryShelf] = {}
    return Rooms(archive or MemoryArchive(), MemoryLedger(), lambda name: shelves.setdefault(name, MemoryShelf()))


@asynccontextmanager
async def open_app(
    settings: Settings,
    *,
    verb: str | None = None,
    keep: bool = True,
    clock: SystemClock | None = None,
    rooms: Rooms | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    sender: Sender | None = None,
    notes: tuple[str, ...] = (),
    bot_name: Callable[[], str] = str,
) -> AsyncIterator[App]:
    """The program, opened; all is closed at the end of the block.

    With a `verb` the store is held alone under that name; without one it is worked with beside whoever holds it, and
    what is fetched is kept when nobody does, unless `keep` is False.
    Raises StoreTrouble.
    """
    clock = clock or clock_of(settings)
    gc.set_threshold(*COLLECTED)
    async with AsyncExitStack() as stack:
        rooms = rooms or await _rooms(stack, settings, verb, clock, keep)
        accounts = Accounts(
            [_account(stack, settings, key, one, rooms, clock, transport) for key, one in settings.accounts.items()]
        )
        budget = Budget(rooms.shelf("calls"), clock, settings.quota.daily, settings.quota.reserve)
        stack.push_async_callback(_settled, budget)
        collect = _collect(rooms, clock, budget)
        composer = Composer(
            collect,
            accounts,
            Renderer(settings.templates.path),
            clock,
            ZoneInfo(settings.morning.timezone),
            (*notes, *((REHEARSAL,) if clock.rehearsal else ())),
            frozenset(command.name for command in COMMANDS),
        )
        invitations = Invitations(rooms.shelf("invitations"), clock)
        bell = Bell()
        chats = BelledShelf(rooms.shelf("chats"), bell)
        people = People(settings.telegram.admins, settings.telegram.chats, chats, invitations, clock)
        subscriptions = Subscriptions(BelledShelf(rooms.shelf("subscriptions"), bell))
        preferences = Preferences(rooms.shelf("preferences"))
        lists = Lists(rooms.shelf("lists"))
        sender = sender or NoSender()
        notices = Notices(
            sender,
            people,
            composer.renderer,
            rooms.shelf("notices"),
            collect.fetching.health,
            {account.key: account.name for account in accounts},
            subscriptions,
            clock,
            settings.language,
        )
        delivery = Delivery(
            rooms.ledger,
            subscriptions,
            people,
            composer,
            sender,
            notices,
            clock,
            settings.morning.deadline,
            settings.morning.catch_up,
            rehearsal=clock.rehearsal,
            preferences=preferences,
            lists=lists,
            bell=bell,
        )
        backfills = Backfills(
            Backfill(collect, rooms.archive, clock),
            accounts,
            rooms.shelf("backfills"),
            delivery.sender,
            composer.renderer,
            clock,
        )
        stack.push_async_callback(backfills.stop)
        workshop = Workshop(rooms.archive, rooms.path)
        stack.callback(workshop.close)
        house = House(
            accounts,
            rooms.archive,
            collect,
            backfills,
            composer,
            composer.renderer,
            people,
            subscriptions,
            delivery,
            clock,
            partial(asyncio.to_thread, rooms.aside),
            workshop,
            settings.morning.time,
            preferences,
            lists,
            settings.language,
            Audit(rooms.shelf("audit"), clock),
            bot_name,
        )
        yield App(
            settings,
            clock,
            accounts,
            rooms.archive,
            collect,
            backfills,
            people,
            subscriptions,
            delivery,
            Conversation(house),
        )


async def _settled(budget: Budget) -> None:
    with suppress(StoreTrouble):  # whoever could not write has said so
        await budget.settle()


def _collect(rooms: Rooms, clock: Clock, budget: Budget) -> Collect:
    reading = Reading(rooms.archive)
    fetching = Fetching(rooms.archive, reading, budget, Withdrawn(rooms.shelf("withdrawn"), clock), Health(clock))
    return Collect(reading, fetching, rooms.archive, clock)


async def _rooms(stack: AsyncExitStack, settings: Settings, verb: str | None, clock: Clock, keep: bool) -> Rooms:
    path = settings.store.path
    if verb is None:
        beside = await asyncio.to_thread(lambda: Beside(path, clock.now, keep=keep))
        stack.callback(beside.close)
        return Rooms(
            BesideArchive(beside), beside.store.ledger, lambda name: BesideShelf(beside, name), beside.store.aside
        )
    lock = StoreLock(path, verb, clock.now)
    await asyncio.to_thread(lock.acquire, MEETING)
    stack.callback(lock.release)
    store = await asyncio.to_thread(open_store, path)
    stack.push_async_callback(asyncio.to_thread, store.close)
    return Rooms(store.archive, store.ledger, store.shelf, store.aside, path)


def _account(
    stack: AsyncExitStack,
    settings: Settings,
    key: str,
    account: AccountSettings,
    rooms: Rooms,
    clock: Clock,
    transport: httpx.AsyncBaseTransport | None,
) -> Account:
    name = account.name or key
    credentials = Credentials(account.app_id, account.app_secret.get_secret_value(), account.token)
    auth = TokenAuth(name, credentials, settings.wechat.api_url, rooms.shelf("tokens"), clock)
    client = WeChatClient(
        key,
        auth,
        clock,
        api_url=settings.wechat.api_url,
        transport=transport,
        proxy=settings.wechat.proxy,
        name=name,
    )
    stack.push_async_callback(client.close)
    return Account(key, name, client, Source(account.source))


async def seed_chats(app: App) -> None:
    """Each listed chat gets a daily subscription, once, at the first start that lists it."""
    settings = app.settings
    default = Subscription(
        0, 0, settings.morning.time, settings.morning.timezone, app.clock.now(), language=settings.language
    )
    await app.subscriptions.seed(settings.telegram.chats, default)

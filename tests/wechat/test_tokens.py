"""One token for any number of calls, one bounded renewal, kept on disk, never shown."""

from __future__ import annotations

import asyncio
import logging
from datetime import date, timedelta
from typing import Literal

import pytest

from bot.core.days import Span
from bot.core.errors import OperatorNeeded, StoreUnusable, TokenRejected
from bot.core.ports import Json, Shelf
from bot.store.memory import MemoryShelf
from bot.wechat.client import WeChatClient
from bot.wechat.endpoints import ARTICLE_SUMMARY, USER_SHARE
from bot.wechat.simulator import FOREVER, Errcode, Simulator
from bot.wechat.tokens import Credentials, Token, TokenAuth
from tests.house import StandingClock, china

API = "https://api.weixin.qq.com"
DAY = Span.day(date(2015, 1, 5))
FORTNIGHT = Span(date(2015, 1, 1), date(2015, 1, 14))


class Set:
    """A client, the simulator it talks to, and their clock."""

    def __init__(
        self,
        *,
        shelf: Shelf | None = None,
        simulator: Simulator | None = None,
        clock: StandingClock | None = None,
        secret: str = "s3cret",
        token: Literal["stable", "plain"] = "stable",
    ) -> None:
        self.clock = clock or StandingClock(china("2015-02-06 12:30"))
        self.simulator = simulator or Simulator(self.clock)
        self.shelf = shelf if shelf is not None else MemoryShelf()
        self.auth = TokenAuth("Daily", Credentials("wxdemo", secret, token), API, self.shelf, self.clock)
        self.client = WeChatClient("demo", self.auth, self.clock, transport=self.simulator.transport())

    @property
    def token_calls(self) -> int:
        return sum(call.path.startswith("/cgi-bin/") for call in self.simulator.calls)


async def test_fifty_calls_at_once_fetch_one_token() -> None:
    here = Set()
    await asyncio.gather(*(here.client.fetch(ARTICLE_SUMMARY, DAY) for _ in range(50)))
    assert here.token_calls == 1


@pytest.mark.parametrize("token", ["stable", "plain"])
async def test_a_restart_fetches_none(token: Literal["stable", "plain"]) -> None:
    first = Set(token=token)
    await first.client.fetch(ARTICLE_SUMMARY, DAY)
    second = Set(shelf=first.shelf, simulator=first.simulator, clock=first.clock, token=token)
    assert (await second.client.fetch(ARTICLE_SUMMARY, DAY)).replies
    assert second.token_calls == 1


async def test_a_token_is_renewed_before_it_runs_out() -> None:
    here = Set()
    await here.client.fetch(ARTICLE_SUMMARY, DAY)
    here.clock.pass_by(seconds=7200 - 59)
    await here.client.fetch(ARTICLE_SUMMARY, DAY)
    assert here.token_calls == 2


def test_a_token_that_claims_a_longer_life_than_it_was_given_is_not_used() -> None:
    now = china("2015-02-06 12:30")
    assert Token("x", now, 7200).usable(now)
    assert not Token("x", now + timedelta(hours=1), 7200).usable(now)
    assert not Token("x", now - timedelta(hours=2), 7200).usable(now)


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_refused_token_is_renewed_once_for_all_calls(code: int) -> None:
    here = Set()
    await here.client.fetch(ARTICLE_SUMMARY, DAY)
    here.simulator.faults.add("getarticlesummary", Errcode(code), times=3)
    fetched = await here.client.fetch(ARTICLE_SUMMARY, Span(date(2015, 1, 5), date(2015, 1, 7)))
    assert len(fetched.replies) == 3
    assert here.token_calls <= 3


async def test_a_token_refused_for_ever_ends_after_one_renewal_a_call() -> None:
    here = Set()
    here.simulator.faults.add("getusershare", Errcode(40001), times=FOREVER)
    for _ in range(5):
        fetched = await here.client.fetch(USER_SHARE, DAY)
        assert isinstance(fetched.troubles[0], TokenRejected)
    forced = [call for call in here.simulator.calls if call.body and call.body.get("force_refresh")]
    assert here.token_calls <= 1 + 5 + 1
    assert len(forced) == 1


async def test_a_token_that_another_program_renewed_is_taken_over_without_retiring_it() -> None:
    first = Set()
    await first.client.fetch(ARTICLE_SUMMARY, DAY)
    other = Set(simulator=first.simulator, clock=first.clock)
    await other.client.fetch(ARTICLE_SUMMARY, DAY)
    request = other.auth.token_request(force=True)
    first.clock.pass_by(seconds=60)
    await other.client._http.send(request)
    first.clock.pass_by(minutes=6)
    assert (await first.client.fetch(ARTICLE_SUMMARY, DAY)).replies
    assert (await other.client.fetch(ARTICLE_SUMMARY, DAY)).replies
    assert sum(bool(c.body and c.body.get("force_refresh")) for c in first.simulator.calls) == 1


@pytest.mark.parametrize("token", ["stable", "plain"])
async def test_a_wrong_secret_is_named_and_neither_it_nor_a_token_is_ever_shown(
    token: Literal["stable", "plain"], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    here = Set(secret="bad-s3cret", token=token)
    (trouble,) = (await here.client.fetch(ARTICLE_SUMMARY, DAY)).troubles
    assert isinstance(trouble, OperatorNeeded)
    assert "the AppSecret of Daily is wrong" in str(trouble)
    shown = caplog.text + repr(trouble) + repr(here.auth) + repr(Credentials("wx", "bad-s3cret"))
    assert "bad-s3cret" not in shown


async def test_tokens_are_in_no_log_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    here = Set()
    here.simulator.faults.add("getarticlesummary", Errcode(48001), times=FOREVER)
    await here.client.fetch(ARTICLE_SUMMARY, FORTNIGHT)
    kept = next(iter(here.shelf.items().values()))
    assert kept["token"] not in caplog.text


class FullShelf(MemoryShelf):
    """A shelf on a full disk."""

    async def put(self, key: str, thing: Json) -> None:
        raise StoreUnusable(path="x", reason="the disk is full")


async def test_a_token_that_cannot_be_kept_is_used_all_the_same() -> None:
    here = Set(shelf=FullShelf())
    assert (await here.client.fetch(ARTICLE_SUMMARY, FORTNIGHT)).troubles == ()
    assert here.token_calls == 1


async def test_check_fetches_a_token_anew_since_a_held_one_hides_a_wrong_secret() -> None:
    good = Set()
    await good.client.fetch(ARTICLE_SUMMARY, DAY)
    bad = Set(shelf=good.shelf, simulator=good.simulator, clock=good.clock, secret="bad")
    with pytest.raises(OperatorNeeded):
        await bad.client.check_token()


async def test_a_token_server_that_is_busy_is_tried_again() -> None:
    here = Set()
    here.simulator.faults.add("stable_token", Errcode(-1), times=2)
    assert (await here.client.fetch(ARTICLE_SUMMARY, DAY)).replies

"""One account's way to WeChat's datacube: spans cut into legal calls, made concurrently, retried where that helps."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from importlib.util import find_spec
from typing import Any

import httpx
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from bot.bounded import Bounded, TooLarge
from bot.core.days import Span, yesterday
from bot.core.errors import N_, ClockApart, MorningReadsError, NotUnderstood, RetrySoon, WeChatTrouble
from bot.core.facts import Reply
from bot.core.ports import Clock
from bot.tls import trusted
from bot.wechat.endpoints import Endpoint
from bot.wechat.errcodes import answer, errcode, rid_in, rid_of, trouble
from bot.wechat.parse import legible, rows_by_day
from bot.wechat.tokens import TokenAuth

log = logging.getLogger(__name__)

if find_spec("sniffio") is None:
    # httpcore 1.0 imports it six times a call. Python remembers what it found, never what it did not find: looking
    # through every folder again takes a fifth of the call's CPU.
    sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]

AT_ONCE = 6
"""Calls under way for one account."""

TIMEOUT = httpx.Timeout(10, read=30)

LONGEST_CALL = 60.0
"""Seconds that one call may take in all: a peer that sends a byte now and then would hold up the morning."""

LARGEST = 64 * 2**20
"""Bytes of an answer that are read: ten times as many as the fullest span of the busiest account."""

NOT_WITHIN_SECONDS = frozenset({45011, 61005, 61006})
"""Too many calls this minute, or a platform's ticket that comes every 10 minutes: calls at once only add to them."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of a span: the replies that were had, and what went wrong with the rest."""

    replies: tuple[Reply, ...]
    troubles: tuple[WeChatTrouble, ...]
    calls: int = 0
    """How many requests it took; one that failed in passing is repeated."""


class WeChatClient:
    """The datacube of one account. One client, so one pool of a few connections, for each account.

    `transport` takes the network's place in tests and demo; `proxy` is for WeChat's side alone, and the
    environment's proxies are not read.
    """

    def __init__(
        self,
        account: str,
        auth: TokenAuth,
        clock: Clock,
        *,
        api_url: str = "https://api.weixin.qq.com",
        transport: httpx.AsyncBaseTransport | None = None,
        proxy: str | None = None,
        name: str | None = None,
        attempts: int = 4,
        longest_pause: float = 8.0,
    ) -> None:
        self._account = account
        self._name = name or account
        self._auth = auth
        self._clock = clock
        self._api = api_url.rstrip("/")
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._attempts = attempts
        self._longest_pause = longest_pause
        reads = Bounded(transport or _network(proxy), LARGEST)
        self._http = httpx.AsyncClient(transport=reads, trust_env=False, timeout=TIMEOUT)

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()

    async def fetch(self, endpoint: Endpoint, span: Span) -> Fetched:
        """Ask for the days of a span, a reply a day; never for a day that is not over or before the endpoint's first.

        One call's failure leaves the others' replies whole.
        """
        first = max(span.first, endpoint.first_day)
        last = min(span.last, yesterday(self._clock.now()))
        if last < first:
            return Fetched((), ())
        spans = list(Span(first, last).chunks(endpoint.longest_span))
        tries: Counter[Span] = Counter()
        outcomes = await asyncio.gather(*(self._call_kept(endpoint, part, tries) for part in spans))
        replies = tuple(reply for outcome in outcomes for reply in outcome.replies)
        troubles = tuple(trouble for outcome in outcomes for trouble in outcome.troubles)
        return Fetched(replies, troubles, tries.total())

    async def check_token(self) -> None:
        """Fetch a token anew, whatever is held. Raises WeChatTrouble."""
        try:
            async with asyncio.timeout(LONGEST_CALL):
                response = await self._http.send(self._auth.token_request())
        except (httpx.HTTPError, TimeoutError) as error:
            raise _unreachable(error) from None
        await self._auth.accept(response)

    async def _call_kept(self, endpoint: Endpoint, span: Span, tries: Counter[Span]) -> Fetched:
        replies: tuple[Reply, ...] = ()
        try:
            body, arrived = await self._call(endpoint, span, tries)
            whole = self._replies(endpoint, span, body, arrived)
            replies = tuple(reply for reply in whole if legible(reply))
            if len(replies) < len(whole):
                raise NotUnderstood(rid=rid_of(body))
        except WeChatTrouble as error:
            # The log keeps the number and the request id, by which WeChat can look the call up.
            log.warning(
                "%s %s..%s of %s: %s (errcode %s, rid %s)",
                endpoint.name, span.first, span.last, self._account, error, error.code, error.rid,
            )  # fmt: skip
            error.span = span
            return Fetched(replies, (error,))
        return Fetched(replies, ())

    async def _call(self, endpoint: Endpoint, span: Span, tries: Counter[Span]) -> tuple[dict[str, Any], datetime]:
        retrying = AsyncRetrying(
            retry=retry_if_exception(_worth_another_try),
            stop=stop_after_attempt(self._attempts),
            wait=wait_random_exponential(multiplier=0.5, max=self._longest_pause),
            sleep=self._clock.sleep,
            reraise=True,
        )
        async for attempt in retrying:
            with attempt:
                async with self._slots:
                    tries[span] += 1
                    answered = await self._once(endpoint, span)
        return answered

    async def _once(self, endpoint: Endpoint, span: Span) -> tuple[dict[str, Any], datetime]:
        days = {"begin_date": span.first.isoformat(), "end_date": span.last.isoformat()}
        try:
            async with asyncio.timeout(LONGEST_CALL):
                response = await self._http.post(self._api + endpoint.path, json=days, auth=self._auth)
        except (httpx.HTTPError, TimeoutError) as error:
            raise _unreachable(error) from None
        arrived = self._clock.now()
        body = _body(response)
        if errcode(body):
            refused = trouble(body, self._name)
            raise _clock_off(refused, response, arrived) or refused
        return body, arrived

    def _replies(self, endpoint: Endpoint, span: Span, body: dict[str, Any], arrived: datetime) -> list[Reply]:
        by_day = rows_by_day(body, span)
        if by_day is None:
            raise NotUnderstood(rid=rid_of(body))
        envelope = {key: value for key, value in body.items() if key != "list"}
        return [
            Reply(self._account, endpoint.name, day, arrived, arrived, {**envelope, "list": rows})
            for day, rows in by_day.items()
        ]


def _network(proxy: str | None) -> httpx.AsyncBaseTransport:
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    return httpx.AsyncHTTPTransport(verify=trusted(), trust_env=False, proxy=proxy, limits=limits)


def _body(response: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer with a whole-numbered errcode or none. Raises RetrySoon, NotUnderstood."""
    if response.status_code >= 500:
        raise RetrySoon()
    body = answer(response.content)
    if body is None:
        raise NotUnderstood(rid=rid_in(response.text))
    return body


def _worth_another_try(error: BaseException) -> bool:
    return isinstance(error, RetrySoon) and error.code not in NOT_WITHIN_SECONDS


def _unreachable(error: Exception) -> MorningReadsError:
    if isinstance(error, TooLarge):
        return NotUnderstood(
            N_("WeChat's answer is larger than {most} MiB and was not read."),
            N_("Look for what answers in WeChat's place; `morning-reads check` tries it."),
            most=LARGEST >> 20,
        )
    # The error's own text may hold the URL, and with it the token.
    log.info("WeChat: %s", type(error).__name__)
    return RetrySoon()


CLOCKS_APART = 300
"""Seconds by which the host's clock may differ from WeChat's before it is named as the cause of refused days."""


def _clock_off(error: WeChatTrouble, response: httpx.Response, now: datetime) -> WeChatTrouble | None:
    if error.code != 61501 or "date" not in response.headers:
        return None
    try:
        theirs = parsedate_to_datetime(response.headers["date"])
        apart = abs((theirs - now).total_seconds())
    except (ValueError, TypeError):
        return None
    if apart <= CLOCKS_APART:
        return None
    return ClockApart(code=error.code, rid=error.rid, minutes=round(apart / 60))

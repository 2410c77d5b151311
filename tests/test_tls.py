"""Whom the program believes on the other end of a connection."""

from __future__ import annotations

import ssl

from bot.chat.telegram.request import build_request
from bot.tls import trusted


def test_certificates_are_demanded_and_must_be_those_of_the_host() -> None:
    assert trusted().verify_mode is ssl.CERT_REQUIRED
    assert trusted().check_hostname


async def test_clients_share_one_reading_of_the_authorities() -> None:
    trusted.cache_clear()
    for request in (build_request(None), build_request(None)):
        await request.shutdown()
    assert (trusted.cache_info().misses, trusted.cache_info().hits) == (1, 1)

"""Whom the program believes on the other end of a connection."""

from __future__ import annotations

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    """The authorities' certificates, once for all clients: to read them takes 40 ms, and each client would."""
    return httpx.create_ssl_context(trust_env=False)

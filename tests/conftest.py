"""What every test stands on: no network but loopback, a clock that stands still, a house with replaceable rooms."""

from __future__ import annotations

import pytest
from hypothesis import settings
from pytest_socket import disable_socket, socket_allow_hosts

settings.register_profile("morning-reads", deadline=None, max_examples=60)
settings.load_profile("morning-reads")


@pytest.hookimpl(trylast=True)
def pytest_runtest_setup() -> None:
    """Whoever reaches past loopback fails."""
    disable_socket(allow_unix_socket=True)
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)

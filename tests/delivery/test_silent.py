"""A chat that wishes its digests without a sound."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.delivery.revising import revised
from tests.delivery.team import ONE, subscribed
from tests.house import TEAM, House


@pytest.mark.parametrize("silent", [True, False])
async def test_the_digest_and_the_reply_about_its_correction_are_as_silent_as_it_wishes(
    house: House, silent: bool
) -> None:
    await subscribed(house, replace(ONE, silent=silent))
    await revised(house, 3_000)
    digest, reply = [message for chat, _, message in house.sender.posted if chat == TEAM]
    assert (digest.silent, reply.silent) == (silent, silent)
    assert reply.text.startswith("Corrected:") or "24,140" in reply.text

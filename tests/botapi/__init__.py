"""A strict Bot API server of our own, over real HTTP on loopback: what a test's bot talks to."""

from tests.botapi.controls import Step
from tests.botapi.faults import (
    Accept,
    Answer,
    Hang,
    Noise,
    Reset,
    api_error,
    cut_off,
    html_page,
    no_result,
    retry_after,
)
from tests.botapi.limits import Limits
from tests.botapi.server import BotApi, Call, bot_api
from tests.botapi.world import ANONYMOUS_ADMIN, BOT_ID, Posted

__all__ = [
    "ANONYMOUS_ADMIN",
    "BOT_ID",
    "Accept",
    "Answer",
    "BotApi",
    "Call",
    "Hang",
    "Limits",
    "Noise",
    "Posted",
    "Reset",
    "Step",
    "api_error",
    "bot_api",
    "cut_off",
    "html_page",
    "no_result",
    "retry_after",
]

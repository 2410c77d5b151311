"""The WeChat API, simulated: an account that does not exist, served as a real one is.

`Simulator` is one callable: the transport of an httpx client in tests and demo, and a server over real HTTP
(`bot.wechat.simulator.server`).
"""

from __future__ import annotations

from bot.wechat.simulator.faults import (
    EVERYWHERE,
    FOREVER,
    Altered,
    Body,
    CutOff,
    Delay,
    Errcode,
    Fault,
    Faults,
    Html,
    Spoilt,
)
from bot.wechat.simulator.simulator import Call, Simulator
from bot.wechat.simulator.world import NotComputed

__all__ = [
    "EVERYWHERE",
    "FOREVER",
    "Altered",
    "Body",
    "Call",
    "CutOff",
    "Delay",
    "Errcode",
    "Fault",
    "Faults",
    "Html",
    "NotComputed",
    "Simulator",
    "Spoilt",
]

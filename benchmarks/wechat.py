"""A process of its own: the simulated WeChat over HTTP, which tells on request what it was asked.

`python -m benchmarks.wechat START LATENCY` prints its URL. A call of `/asked` gives the calls since the one before.
Connections have TCP_NODELAY: an answer's second segment would wait 40 ms for the first one's acknowledgement.
"""

from __future__ import annotations

import socket
import sys
from datetime import datetime

import uvicorn
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from bot.clock import RunningClock
from bot.wechat.simulator import Call, Simulator


class Telling(Simulator):
    """The simulator, and a way to ask for the record of its calls."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") != "/asked":
            return await super().__call__(scope, receive, send)
        asked = [_told(call) for call in self.calls]
        self.calls.clear()
        return await JSONResponse(asked)(scope, receive, send)


def _told(call: Call) -> dict[str, object]:
    return {"method": call.method, "path": call.path, "app_id": call.app_id, "body": call.body}


def main(start: str, latency: str) -> None:
    simulator = Telling(RunningClock(datetime.fromisoformat(start)), latency=float(latency))
    config = uvicorn.Config(simulator, http="h11", ws="none", lifespan="off", log_level="warning", access_log=False)
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # what is accepted inherits it
        print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main(*sys.argv[1:])

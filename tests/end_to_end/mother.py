"""`python -m tests.end_to_end.mother SOCKET`: a process that has imported the program, and forks on order.

It runs no event loop and no thread, so that a child begins with a clean house. Whoever connects gives orders, a line
each, and hears of births and ends; whoever hangs up leaves no child behind. It ends when its standard input does.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import runpy
import selectors
import signal
import socket
import sys
import time
from contextlib import suppress
from datetime import date
from importlib import import_module
from typing import Any

_PR_SET_PDEATHSIG = 1
"""prctl(2)."""


class Caller:
    """Somebody who is connected, and the children that were born to him, by pid."""

    def __init__(self, link: socket.socket) -> None:
        self.link = link
        self.numbers: dict[int, int] = {}
        self.gone = False
        self._begun = b""

    def orders(self) -> list[dict[str, Any]] | None:
        """What he wants by now; None once he has hung up."""
        try:
            read = self.link.recv(1 << 16)
        except ConnectionError:
            self.gone = True
            return None
        if not read:
            self.gone = True
            return None
        *lines, self._begun = (self._begun + read).split(b"\n")
        return [json.loads(line) for line in lines]

    def leave(self) -> None:
        """Hang up on one who wants nothing more, once he has heard of the last of his children."""
        if self.gone and not self.numbers:
            self.link.close()

    def tell(self, *words: Any) -> None:
        with suppress(OSError):  # he has hung up
            self.link.sendall(json.dumps(words).encode() + b"\n")


class Mother:
    """The house of the process that forks: whom it listens to, and whose children live."""

    def __init__(self, path: str) -> None:
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(path)
        self._door.listen()
        self._alarm, waker = os.pipe()
        os.set_blocking(waker, False)
        signal.set_wakeup_fd(waker)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._waker = waker
        self._ears = selectors.DefaultSelector()
        for source in (sys.stdin.fileno(), self._alarm, self._door):
            self._ears.register(source, selectors.EVENT_READ)
        self._callers: dict[int, Caller] = {}
        """By the child's pid."""

    def serve(self) -> dict[str, Any] | None:
        """Until standard input ends, or, in a child, the order that it was born with."""
        while True:
            for key, _ in self._ears.select():
                if key.fileobj is self._door:
                    link = self._door.accept()[0]
                    self._ears.register(link, selectors.EVENT_READ, Caller(link))
                elif key.fd == self._alarm:
                    os.read(self._alarm, 4096)
                    self._bury()
                elif key.data is None:
                    return None
                elif (order := self._obey(key.data)) is not None:
                    return order

    def _obey(self, caller: Caller) -> dict[str, Any] | None:
        orders = caller.orders()
        if orders is None:
            self._ears.unregister(caller.link)
            for pid in caller.numbers:
                os.kill(pid, signal.SIGKILL)
            caller.leave()
            return None
        for order in orders:
            order["mother"] = os.getpid()
            pid = os.fork()
            if not pid:
                self._leave()
                return order
            caller.numbers[pid] = order["number"]
            self._callers[pid] = caller
            caller.tell(order["number"], pid, None)
        return None

    def _bury(self) -> None:
        while self._callers:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                break
            caller = self._callers.pop(pid)
            caller.tell(caller.numbers.pop(pid), pid, os.waitstatus_to_exitcode(status))
            caller.leave()

    def _leave(self) -> None:
        """In a child: nothing of the mother's stays open."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for key in list(self._ears.get_map().values()):
            if isinstance(key.fileobj, socket.socket):
                key.fileobj.close()
        for caller in self._callers.values():  # those too who have hung up, and wait for the last word
            caller.link.close()
        self._ears.close()
        os.close(self._alarm)
        os.close(self._waker)

    def end(self) -> None:
        """Nobody listens any more: what still lives dies."""
        for pid in self._callers:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def be_born(order: dict[str, Any]) -> None:
    """Become the process that was ordered, which dies with its mother."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != order["mother"]:
        raise SystemExit("the process that forked is gone")
    for descriptor, path in enumerate((order["in"], order["out"], order["err"])):
        opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    time.tzset()
    how, what, *words = order["words"]
    sys.argv = [what, *words]
    if how == "-c":
        exec(what, {"__name__": "__main__"})
    else:
        runpy.run_module(what, run_name="__main__")


def main() -> None:
    """Import the program, say so, and fork until nobody is there any more."""
    for module in ("anyio._backends._asyncio", "babel.numbers", "httpcore", "bot.cli.telegram", "bot.cli.verbs"):
        import_module(module)
    from bot.dates import long_day
    from bot.render import Renderer
    from bot.tls import trusted

    trusted()
    long_day(date(2015, 1, 5), "en")
    for name in ("page.html.j2", "report.html.j2", "_macros.j2"):  # what every digest is made of
        Renderer().environment("en").get_template(name)

    gc.freeze()  # what a child finds is not looked through again, nor copied for it
    mother = Mother(sys.argv[1])
    os.write(1, b"ready\n")
    order = mother.serve()
    if order is None:
        mother.end()
    else:
        be_born(order)


if __name__ == "__main__":
    main()

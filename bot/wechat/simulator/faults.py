"""Scripted faults: what the simulator answers, a few times or for ever, in place of the truth."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

FOREVER = math.inf
EVERYWHERE = "*"


@dataclass(frozen=True, slots=True)
class Errcode:
    """An errcode with WeChat's own text, or with another."""

    code: int
    errmsg: str | None = None


@dataclass(frozen=True, slots=True)
class Html:
    """A page of some gateway, with its HTTP status."""

    status: int = 502
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CutOff:
    """The first half of the right answer: no JSON any more."""


@dataclass(frozen=True, slots=True)
class Body:
    """Any JSON, such as `{"list": null}`."""

    body: Any


@dataclass(frozen=True, slots=True)
class Altered:
    """The right answer, changed: figures corrected later, rows of other days, odd values."""

    change: Callable[[dict[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Spoilt:
    """The right answer with other bytes in it, such as no JSON or no UTF-8 may have."""

    change: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Delay:
    """The right answer, or the next fault's, after so many seconds."""

    seconds: float


Answer = Errcode | Html | CutOff | Body | Altered | Spoilt | Delay


@dataclass(slots=True)
class Fault:
    """One line of the script."""

    where: str
    """A path, an endpoint's name, `token`, `stable_token` or `*`."""
    answer: Answer
    times: float = 1
    app_id: str | None = None

    def meets(self, path: str, app_id: str | None) -> bool:
        """Whether it stands for a call to this path for this account."""
        here = self.where in (EVERYWHERE, path, path.rpartition("/")[2])
        return self.times > 0 and here and self.app_id in (None, app_id)


class Faults:
    """The script; of the lines that meet a call, the first is played."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._faults = list(faults)

    def add(self, where: str, answer: Answer | int, *, times: float = 1, app_id: str | None = None) -> None:
        """Script an answer (a bare number is an errcode) for the next calls to a path or endpoint."""
        answer = Errcode(answer) if isinstance(answer, int) else answer
        self._faults.append(Fault(where, answer, times, app_id))

    def clear(self, where: str | None = None) -> None:
        """Forget the faults scripted for a place, or all."""
        self._faults = [fault for fault in self._faults if where is not None and fault.where != where]

    def play(self, path: str, app_id: str | None) -> list[Answer]:
        """The delays that meet a call and, last, the first other answer; each counts as played once."""
        played: list[Answer] = []
        for fault in self._faults:
            if fault.meets(path, app_id):
                fault.times -= 1
                played.append(fault.answer)
                if not isinstance(fault.answer, Delay):
                    break
        self._faults = [fault for fault in self._faults if fault.times > 0]
        return played

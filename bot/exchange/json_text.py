"""JSON read value by value, so that a list of any length is never held: each value is handed on as it comes.

The standard library's decoder reads each value, since it alone takes what WeChat sends: raw control characters in
titles, half an emoji, NaN. (ijson reads in pieces as well, and refuses a file for any of them.)
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, TextIO

from bot.core.errors import N_
from bot.exchange.taken import Unusable

PIECE = 1 << 16
"""Characters that are read together."""

LONGEST = 1 << 25
"""Characters of one value: no row and no reply comes near it."""

_BLANK = " \t\r\n\ufeff"
_NO_JSON = N_("it is no whole JSON: it may be cut off")
_NEAR_THE_END = len("-Infinity")


def _finite(written: str) -> float | None:
    value = float(written)
    return value if math.isfinite(value) else None


_DECODER = json.JSONDecoder(strict=False, parse_constant=lambda _: None, parse_float=_finite)


def loaded(content: str) -> Any:
    """What JSON text says; what JSON has no word for (NaN) is null. Raises Unusable."""
    try:
        return _DECODER.decode(content)
    except (ValueError, RecursionError):
        raise Unusable(_NO_JSON) from None


class JsonText:
    """The values of a text, one after the other. All raise Unusable where it is no JSON."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._held = ""
        self._place = 0
        self._ended = False

    def next(self) -> str:
        """The character with which the next value or mark begins; "" at the end."""
        while True:
            while self._place < len(self._held):
                if self._held[self._place] not in _BLANK:
                    return self._held[self._place]
                self._place += 1
            if self._ended:
                return ""
            self._more()

    def took(self, mark: str) -> bool:
        """Whether that mark is next; then it is behind."""
        if self.next() != mark:
            return False
        self._place += 1
        return True

    def value(self) -> Any:
        """The next value, whole."""
        self.next()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._held, self._place)
            except RecursionError:
                raise Unusable(_NO_JSON) from None
            except json.JSONDecodeError as error:
                # Wrong in the middle of what is there is wrong for good; at its end there may be more to come.
                cut = error.msg.startswith("Unterminated") or error.pos > len(self._held) - _NEAR_THE_END
                if self._ended or not cut:
                    raise Unusable(_NO_JSON) from None
            else:
                # A number near the end of what is there may go on: "1e+" is 1 so far.
                goes_on = isinstance(value, int | float) and end > len(self._held) - len("e+0")
                if self._ended or not goes_on:
                    self._place = end
                    return value
            self._more()

    def keys(self) -> Iterator[str]:
        """The keys of the object that is next; the value of each is to be taken before the next key."""
        for _ in self._parts("{", "}"):
            key = self.value()
            if not isinstance(key, str) or not self.took(":"):
                raise Unusable(_NO_JSON)
            yield key

    def items(self) -> Iterator[Any]:
        """The values of the list that is next."""
        for _ in self._parts("[", "]"):
            yield self.value()

    def end(self) -> None:
        """See that nothing follows."""
        if self.next():
            raise Unusable(_NO_JSON)

    def _parts(self, begin: str, end: str) -> Iterator[None]:
        if not self.took(begin):
            raise Unusable(_NO_JSON)
        if self.took(end):
            return
        while True:
            yield None
            if self.took(end):
                return
            if not self.took(","):
                raise Unusable(_NO_JSON)

    def _more(self) -> None:
        """Read on; what is behind is let go. As much again as is held, so that a long value is not begun too often."""
        rest = self._held[self._place :]
        if len(rest) > LONGEST:
            raise Unusable(N_("one value in it is longer than {n} characters, which no reply is"), n=LONGEST)
        try:
            piece = self._text.read(max(PIECE, len(rest)))
        except UnicodeDecodeError:
            raise Unusable(_NO_JSON) from None
        self._held, self._place, self._ended = rest + piece, 0, not piece

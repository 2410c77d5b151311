"""A bell: whatever changes what is due rings it, and the schedule, which sleeps until the next instant, wakes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.core.ports import Json, Shelf


@dataclass(slots=True)
class Bell:
    """Rings at whoever listens."""

    _heard: list[Callable[[], None]] = field(default_factory=list)

    def listen(self, heard: Callable[[], None]) -> None:
        """Call this at each ring from now on."""
        self._heard.append(heard)

    def ring(self) -> None:
        """Something is due at another instant than before."""
        for heard in self._heard:
            heard()


@dataclass(frozen=True, slots=True)
class BelledShelf:
    """A shelf that rings at every change of it, once that is kept."""

    inner: Shelf
    bell: Bell

    def get(self, key: str) -> Json | None:
        """The thing of that key, if there is one."""
        return self.inner.get(key)

    def items(self) -> Mapping[str, Json]:
        """All things, by key."""
        return self.inner.items()

    async def put(self, key: str, thing: Json) -> None:
        """Keep a thing. Raises StoreTrouble."""
        await self.inner.put(key, thing)
        self.bell.ring()

    async def drop(self, key: str) -> None:
        """Forget a thing. Raises StoreTrouble."""
        await self.inner.drop(key)
        self.bell.ring()

"""A setting's name in what people are told: as whoever runs the program writes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

PREFIX = "MORNING_READS_"


def variable(path: str) -> str:
    """The variable of the environment that stands for a setting: `store.path` is `MORNING_READS_STORE__PATH`."""
    return PREFIX + path.replace(".", "__").upper()


class Setting:
    """A setting, by its path in a settings file: `store.path`. It is said as it is written where the program runs."""

    spelling: ClassVar[Callable[[str], str]] = variable
    """How a path is written here; whoever reads the settings sets it, for the whole process."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path

    def __str__(self) -> str:
        return type(self).spelling(self.path)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Setting) and self.path == other.path

    def __hash__(self) -> int:
        return hash(self.path)

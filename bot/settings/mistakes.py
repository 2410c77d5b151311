"""What is wrong with settings: each mistake by the name that it has where it was written, and the nearest right one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.core.errors import N_, Remark, SettingsWrong
from bot.core.naming import PREFIX, variable
from bot.settings.table import AccountSettings, Settings

Names = dict[str, Any]

NEAR = 0.6
"""How much of a name, and of each of its parts, another has that may be meant."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written where; the environment wins."""

    environment: Names
    file: Names
    """With its names as they stand there."""
    path: Path | None

    def name(self, path: Sequence[str]) -> tuple[str, str | None]:
        """A setting as whoever wrote it knows it: by its variable, or by its key in the file, and the file."""
        if self.path is None or self._by_environment(path):
            return _variable(path), None
        keys: list[str] = []
        names: Any = self.file
        for part in path:
            key = next((key for key in names if key.lower() == part), part) if isinstance(names, dict) else part
            names = names.get(key) if isinstance(names, dict) else None
            if not part.isdigit():
                keys.append(key)
        first = keys[0] if keys else ""
        return (".".join(keys), str(self.path)) if first in self.file else (_variable(path), None)

    def spelling(self, path: str) -> str:
        """How a setting, which may be written nowhere yet, is written here: in the file, if there is one."""
        name, file = self.name(path.split("."))
        nowhere = file is None and not self._by_environment(path.split("."))
        return path if nowhere and self.path is not None else name

    def _by_environment(self, path: Sequence[str]) -> bool:
        names: Any = self.environment
        if path[0] == "accounts":
            return "accounts" in names
        for part in path:
            if not isinstance(names, dict):
                return True
            if part not in names:
                return False
            names = names[part]
        return True


def wrong(error: ValidationError, written: Written, known: Iterable[tuple[str, ...]]) -> list[SettingsWrong]:
    """All that is wrong, but for what is `known` to be wrong already."""
    told: dict[tuple[str, ...], ErrorDetails] = {}
    known = set(known)
    for one in error.errors(include_input=False, include_url=False):
        told.setdefault(tuple(str(part) for part in one["loc"]), one)
    return [_mistake(list(path), one, written) for path, one in told.items() if path not in known]


def _mistake(path: list[str], error: ErrorDetails, written: Written) -> SettingsWrong:
    name, file = written.name(path)
    if error["type"] == "extra_forbidden":
        begin = name[: len(name) - len(path[-1])]
        return unknown(name, [begin + (one if file or "." in name else one.upper()) for one in _siblings(path)], file)
    if error["type"] == "missing":
        words = N_("The setting {name} in {file} is missing.") if file else N_("The setting {name} is missing.")
        return SettingsWrong(words, N_("Add it; README shows every setting's form."), name=name, file=file)
    here, there = N_("The setting {name} is wrong: {reason}."), N_("The setting {name} in {file} is wrong: {reason}.")
    step = N_("Mend it; README shows every setting's form.")
    return SettingsWrong(there if file else here, step, name=name, file=file, reason=_reason(error))


def unknown(name: str, known: Iterable[str], file: str | None = None) -> SettingsWrong:
    """There is no such setting; the nearest, if one is near."""
    words = N_("There is no setting {name} in {file}.") if file else N_("There is no setting {name}.")
    near = nearest(name, known)
    step = N_("Did you mean {near}?") if near else N_("README lists them all.")
    return SettingsWrong(words, step, name=name, near=near, file=file)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that may have been meant; what all names have in common makes none of them near."""
    by_plain = {_plain(one): one for one in known}
    for one in difflib.get_close_matches(_plain(name), list(by_plain), 3, NEAR):
        ours, theirs = (re.split(r"__|\.", plain) for plain in (_plain(name), one))
        parts = zip(ours, theirs, strict=True) if len(ours) == len(theirs) else [("_".join(ours), "_".join(theirs))]
        if all(difflib.SequenceMatcher(None, *pair).ratio() >= NEAR for pair in parts):
            return by_plain[one]
    return None


def _plain(name: str) -> str:
    return name.lower().removeprefix(PREFIX.lower())


def _reason(error: ErrorDetails) -> Remark | str:
    """What is wrong with a value: in our own words, where we have some."""
    context: Mapping[str, Any] = error.get("ctx", {})
    ours = context.get("error")
    if isinstance(ours, ValueError) and ours.args:
        words: Remark | str = ours.args[0]
        return words
    if error["type"] == "literal_error":
        return Remark(N_("it must be {expected}"), expected=str(context["expected"]).replace(" or ", " / "))
    return _FORMS.get(error["type"]) or error["msg"][:1].lower() + error["msg"][1:].rstrip(".")


_FORMS = {
    "int_parsing": N_("a whole number is expected"),
    "int_type": N_("a whole number is expected"),
    "datetime_parsing": N_("an instant looks like 2015-01-06T08:29:00+08:00"),
    "datetime_from_date_parsing": N_("an instant looks like 2015-01-06T08:29:00+08:00"),
    "string_too_short": N_("it must not be empty"),
}
"""What is expected, in plain words, where pydantic's own are a programmer's."""


def _variable(path: Sequence[str]) -> str:
    if path and path[0] == "accounts":
        return PREFIX + ".".join(["ACCOUNTS", *path[1:]])
    return variable(".".join(part for part in path if not part.isdigit()))


def _siblings(path: list[str]) -> list[str]:
    if path[0] == "accounts":
        return [*AccountSettings.model_fields, "app_secret_file"]
    group = Settings.model_fields.get(path[0])
    inner = group.default if group and len(path) > 1 else None
    return list(type(inner).model_fields if isinstance(inner, BaseModel) else Settings.model_fields)

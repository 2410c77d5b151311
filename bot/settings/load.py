"""Settings from the environment and `morning-reads.toml`: the environment wins, unknown names are refused.

pydantic-settings neither refuses unknown names in the environment nor knows `…_FILE` secrets, so the way from the
two sources to nested names is here; forms and defaults are pydantic's.
"""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr, ValidationError

from bot.core.errors import N_, SettingsWrong
from bot.core.naming import PREFIX, Setting
from bot.settings.mistakes import Names, Written, unknown, wrong
from bot.settings.table import Settings, StoreSettings
from bot.settings.words import text_of

FILE_NAME = "morning-reads.toml"

_KUBERNETES = ("PORT", "SERVICE_")
"""What Kubernetes sets for a service of the program's name."""

Failed = dict[tuple[str, ...], SettingsWrong]
"""What was found to be wrong before the forms are looked at, by the setting's path."""


def load(environ: Mapping[str, str], config: Path | None = None) -> Settings:
    """The settings. Raises SettingsWrong, naming each setting that is wrong; never showing a secret.

    From then on all errors of this process name settings as they are written here.
    """
    failed: Failed = {}
    path, file = _from_file(config)
    environment = _from_environment(environ, failed)
    written = Written(copy.deepcopy(environment), file, path)
    Setting.spelling = written.spelling
    merged = _merged(_lower(file) if path is None else _counted_from(path.parent, _lower(file)), environment)
    accounts = merged.get("accounts")
    for key, account in accounts.items() if isinstance(accounts, dict) else ():
        if isinstance(account, dict):
            _take_file(account, ("accounts", key, "app_secret"), written, failed)
    telegram = merged.get("telegram")
    if isinstance(telegram, dict):
        _take_file(telegram, ("telegram", "token"), written, failed)
    try:
        settings = Settings.model_validate(merged)
    except ValidationError as error:
        raise _together([*failed.values(), *wrong(error, written, failed)]) from None
    if failed:
        raise _together(list(failed.values()))
    settings._file = path
    return settings


def _together(mistakes: list[SettingsWrong]) -> SettingsWrong:
    first, *first.more = mistakes
    return first


def settings_rows() -> Iterator[tuple[str, str, str]]:
    """Each setting's name, default and meaning, as README's table shows them."""
    yield from _rows(Settings, "")


def _rows(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, str, str]]:
    for name, field in model.model_fields.items():
        full = prefix + name.upper()
        if isinstance(field.default, BaseModel):
            yield from _rows(type(field.default), f"{full}__")
        else:
            yield full, _shown(field.default), field.description or ""


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if hasattr(value, "total_seconds"):
        hours = value.total_seconds() / 3600
        return f"`{hours:.0f}h`"
    return f"`{value:%H:%M}`" if hasattr(value, "hour") else f"`{value}`"


def _is_secret(annotation: object) -> bool:
    return annotation is SecretStr or SecretStr in getattr(annotation, "__args__", ())


def _known() -> dict[str, tuple[str, ...]]:
    """Names in the environment, without the prefix, and the path that each stands for."""
    known: dict[str, tuple[str, ...]] = {}
    for name, field in Settings.model_fields.items():
        if not isinstance(field.default, BaseModel):
            known[name.upper()] = (name,)
            continue
        for inner, part in type(field.default).model_fields.items():
            known[f"{name}__{inner}".upper()] = (name, inner)
            if _is_secret(part.annotation):
                known[f"{name}__{inner}_FILE".upper()] = (name, f"{inner}_file")
    return known


def _from_environment(environ: Mapping[str, str], failed: Failed) -> Names:
    known = _known()
    found: Names = {}
    for name, value in environ.items():
        short = name.upper().removeprefix(PREFIX)
        if short == name.upper() or (short not in known and short.startswith(_KUBERNETES)):
            continue
        if short not in known:
            failed[(name,)] = unknown(name, [PREFIX + one for one in known])
            continue
        value = _unquoted(value.strip())
        if value == "":
            # An empty line in an env file leaves a setting as it is.
            continue
        try:
            _put(found, known[short], _accounts(value) if short == "ACCOUNTS" else value)
        except SettingsWrong as mistake:
            failed[known[short]] = mistake
    return found


def _unquoted(value: str) -> str:
    """A shell takes the quotes around a value off; Docker's `--env-file` leaves them on."""
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
    return value[1:-1] if quoted else value


def _accounts(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        raise SettingsWrong(
            N_("The setting MORNING_READS_ACCOUNTS is not JSON."),
            N_("It looks like {example}."),
            example='{"daily": {"name": "Daily Tech", "app_id": "wx…", "app_secret": "…"}}',
        ) from None


def _put(names: Names, path: tuple[str, ...], value: Any) -> None:
    for part in path[:-1]:
        names = names.setdefault(part, {})
    names[path[-1]] = value


def _from_file(config: Path | None) -> tuple[Path | None, Names]:
    """The file, and what it says with its names as they stand there."""
    path = config or Path(FILE_NAME)
    if config is None and not path.exists():
        return None, {}
    try:
        return path, tomllib.loads(text_of(path))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SettingsWrong(
            N_("The settings file {path} cannot be read: {reason}."),
            N_("Check --config, or leave it out."),
            path=str(path),
            reason=str(reason),
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsWrong(
            N_("The settings file {path} is not TOML: {reason}."),
            N_("Mend that line; .env.example and README show every setting."),
            path=str(path),
            reason=str(error),
        ) from None


def _lower(names: Mapping[str, Any]) -> Names:
    return {key.lower(): _lower(value) if isinstance(value, dict) else value for key, value in names.items()}


def _counted_from(folder: Path, file: Names) -> Names:
    """What a file says, its relative paths counted from its folder, the usual one of the store too.

    From the working directory, the same file would mean another store wherever the program is started.
    """
    store = file.get("store", {})
    usual = {"path": str(StoreSettings().path)} | store if isinstance(store, dict) else store
    counted: Names = _with_paths(folder, file | {"store": usual})
    return counted


def _with_paths(folder: Path, names: Any) -> Any:
    if not isinstance(names, dict):
        return names
    return {
        key: str(folder / value) if _IS_PATH.search(key) and isinstance(value, str) else _with_paths(folder, value)
        for key, value in names.items()
    }


_IS_PATH = re.compile(r"^path$|_file$")
"""Settings that name a file or a folder."""


def _merged(file: Names, environment: Names) -> Names:
    merged = dict(file)
    for key, value in environment.items():
        held = merged.get(key)
        if isinstance(held, dict) and isinstance(value, dict) and key != "accounts":
            # A secret given in one form takes the place of the other form in the weaker source.
            kept = {k: v for k, v in held.items() if f"{k}_file" not in value and k.removesuffix("_file") not in value}
            merged[key] = {**kept, **value}
        else:
            merged[key] = value
    return merged


def _take_file(names: Names, setting: tuple[str, ...], written: Written, failed: Failed) -> None:
    """Put a secret that lies in a file where the secret belongs."""
    key = setting[-1]
    if f"{key}_file" not in names:
        return
    path = Path(str(names.pop(f"{key}_file")))
    if key in names:
        failed[setting] = SettingsWrong(
            N_("The setting {name} is given twice: itself and as a file."),
            N_("Leave one of them out."),
            name=written.name(setting)[0],
        )
        return
    try:
        names[key] = text_of(path).strip()
    except (OSError, UnicodeDecodeError) as error:
        name = written.name((*setting[:-1], f"{key}_file"))[0]
        words, step = _UNREADABLE if isinstance(error, OSError) else _NO_TEXT
        failed[setting] = SettingsWrong(words, step, path=str(path), name=name)


_UNREADABLE = N_("The file {path}, named for {name}, cannot be read."), N_("Check the path and its permissions.")
_NO_TEXT = N_("The file {path}, named for {name}, is no text in UTF-8."), N_("Save it anew as plain text in UTF-8.")

"""Settings from the environment and `morning-reads.toml`: the environment wins, unknown names are refused.

pydantic-settings neither refuses unknown names in the environment nor knows `…_FILE` secrets, so the way from the
two sources to nested names is here; forms and defaults are pydantic's.
"""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from bot.core.errors import N_, Remark, SettingsWrong
from bot.settings.table import AccountSettings, Settings

PREFIX = "MORNING_READS_"
FILE_NAME = "morning-reads.toml"

_KUBERNETES = ("PORT", "SERVICE_")
"""What Kubernetes sets for a service of the program's name."""

Names = dict[str, Any]


def load(environ: Mapping[str, str], config: Path | None = None) -> Settings:
    """The settings. Raises SettingsWrong, naming the setting; never showing a secret."""
    merged = _merged(_from_file(config), _from_environment(environ))
    accounts = merged.get("accounts")
    for key, account in accounts.items() if isinstance(accounts, dict) else ():
        if isinstance(account, dict):
            _take_file(account, "app_secret_file", "app_secret", f"ACCOUNTS.{key}.app_secret")
    telegram = merged.get("telegram")
    if isinstance(telegram, dict):
        _take_file(telegram, "token_file", "token", "TELEGRAM__TOKEN")
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        raise _wrong(error) from None


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


def _from_environment(environ: Mapping[str, str]) -> Names:
    known = _known()
    found: Names = {}
    for name, value in environ.items():
        short = name.upper().removeprefix(PREFIX)
        if short == name.upper() or (short not in known and short.startswith(_KUBERNETES)):
            continue
        if short not in known:
            raise _unknown(name, [PREFIX + one for one in known])
        value = _unquoted(value.strip())
        if value == "":
            # An empty line in an env file leaves a setting as it is.
            continue
        _put(found, known[short], _accounts(value) if short == "ACCOUNTS" else value)
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


def _from_file(config: Path | None) -> Names:
    path = config or Path(FILE_NAME)
    if config is None and not path.exists():
        return {}
    try:
        # Some editors put a mark of the encoding before the first line.
        return _lower(tomllib.loads(path.read_text(encoding="utf-8-sig")))
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


def _take_file(names: Names, file_key: str, key: str, shown: str) -> None:
    """Put a secret that lies in a file where the secret belongs."""
    if file_key not in names:
        return
    path = Path(str(names.pop(file_key)))
    if key in names:
        raise SettingsWrong(
            N_("The setting {name} is given twice: itself and as a file."), N_("Leave one of them out."), name=shown
        )
    try:
        names[key] = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise SettingsWrong(
            N_("The file {path}, named for {name}, cannot be read."),
            N_("Check the path and its permissions."),
            path=str(path),
            name=shown,
        ) from None


def _unknown(name: str, known: list[str]) -> SettingsWrong:
    by_case = {one.lower(): one for one in known}
    near = difflib.get_close_matches(name.lower(), list(by_case), 1, 0.6)
    if near:
        words = N_("Did you mean {near}?")
        return SettingsWrong(N_("There is no setting {name}."), words, name=name, near=by_case[near[0]])
    return SettingsWrong(N_("There is no setting {name}."), N_("README lists them all."), name=name)


def _wrong(error: ValidationError) -> SettingsWrong:
    """The first thing that is wrong, by the setting's name."""
    first = error.errors(include_input=False, include_url=False, include_context=True)[0]
    path = [str(part) for part in first["loc"]]
    if first["type"] == "extra_forbidden":
        return _unknown(_name(path), [_name([*path[:-1], one]) for one in _siblings(path)])
    if first["type"] == "missing":
        step = N_("Add it; README shows every setting's form.")
        return SettingsWrong(N_("The setting {name} is missing."), step, name=_name(path))
    return SettingsWrong(
        N_("The setting {name} is wrong: {reason}."),
        N_("Mend it; README shows every setting's form."),
        name=_name(path),
        reason=_reason(first),
    )


def _reason(error: ErrorDetails) -> Remark | str:
    """What is wrong with a value: in our own words, where we have some."""
    context = error.get("ctx", {})
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


def _name(path: list[str]) -> str:
    if path and path[0] == "accounts":
        return PREFIX + ".".join(["ACCOUNTS", *path[1:]])
    names = [part for part in path if not part.isdigit()]
    return PREFIX + "__".join(names).upper()


def _siblings(path: list[str]) -> list[str]:
    if path[0] == "accounts":
        return [*AccountSettings.model_fields, "app_secret_file"]
    group = Settings.model_fields.get(path[0])
    inner = group.default if group and len(path) > 1 else None
    return list(type(inner).model_fields if isinstance(inner, BaseModel) else Settings.model_fields)

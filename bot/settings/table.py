"""Every setting, with its form and default. README's table and the checks of names derive from these models."""

from __future__ import annotations

import json
import re
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    field_validator,
    model_validator,
)

from bot.core.errors import N_, Remark
from bot.core.ports import ALL

_DURATION = re.compile(r"(\d+)\s*([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _duration(value: object) -> object:
    if isinstance(value, timedelta):
        return value
    found = _DURATION.fullmatch(str(value).strip())
    if not found:
        raise ValueError(N_("a duration looks like 20s, 15m, 3h or 7d"))
    try:
        return timedelta(**{_UNITS[found[2]]: int(found[1])})
    except OverflowError:
        raise ValueError(N_("that is longer than time is counted")) from None


def _list(value: object) -> object:
    """A JSON list, one value, or several with commas between."""
    if not isinstance(value, str):
        return [value] if isinstance(value, int) else value
    text = value.strip()
    if text.startswith("["):
        return json.loads(text)
    return [part.strip() for part in text.split(",") if part.strip()]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(N_("no such zone; zones are named like Asia/Shanghai or Europe/Berlin")) from None
    return name


def _hour(value: object) -> object:
    if isinstance(value, time):
        return value
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", str(value).strip())
    if not found:
        raise ValueError(N_("a time looks like 08:30"))
    if int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(N_("a time looks like 08:30"))
    return time(int(found[1]), int(found[2]))


def _url(value: str) -> str:
    if not re.match(r"https?://[^/\s]+", value):
        raise ValueError(N_("an address begins with http:// or https://"))
    return value.rstrip("/")


def _proxy(value: str) -> str:
    if not re.match(r"(https?|socks5h?)://[^/\s]+", value):
        raise ValueError(N_("a proxy looks like http://… or socks5://…"))
    return value


def _folder(value: Path) -> Path:
    if not value.is_dir():
        raise ValueError(Remark(N_("there is no folder {path}"), path=str(value)))
    return value


def _instant(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(N_("an instant needs its zone, as in 2015-01-06T08:29:00+08:00"))
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Numbers = Annotated[list[int], BeforeValidator(_list)]
Zone = Annotated[str, AfterValidator(_zone)]
Hour = Annotated[time, BeforeValidator(_hour)]
Url = Annotated[str, AfterValidator(_url)]
Proxy = Annotated[str, AfterValidator(_proxy)]
Calls = Annotated[int, Field(ge=0, le=1_000_000)]
Folder = Annotated[Path, AfterValidator(_folder)]


class _Group(BaseModel):
    # A ValidationError prints its input, and with it secrets.
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class TelegramSettings(_Group):
    """Telegram's side."""

    token: SecretStr | None = Field(None, description="from BotFather")
    api_url: Url = Field("https://api.telegram.org", description="the Bot API server")
    proxy: Proxy | None = Field(None, description="`http://…` or `socks5://…`, for Telegram alone")
    admins: Numbers = Field([], description="user ids that may do everything")
    chats: Numbers = Field([], description="chat ids that are let in, each with a daily digest")

    @field_validator("token")
    @classmethod
    def _form(cls, token: SecretStr | None) -> SecretStr | None:
        found = re.fullmatch(r"\d+:[A-Za-z0-9_-]+", token.get_secret_value().strip()) if token else None
        if token is not None and not found:
            raise ValueError(N_("a bot token looks like 123456789:AAE…, as @BotFather gives it"))
        return SecretStr(found[0]) if found else None


class WeChatSettings(_Group):
    """WeChat's side."""

    api_url: Url = Field("https://api.weixin.qq.com", description="the WeChat API server")
    proxy: Proxy | None = Field(None, description="`http://…` or `socks5://…`, for WeChat alone")


class AccountSettings(_Group):
    """One official account."""

    name: str = Field("", description="what digests call it; its key, if empty")
    app_id: str = Field(min_length=1, description="from WeChat's console")
    app_secret: SecretStr = Field(min_length=1, description="from WeChat's console")
    source: Literal["auto", "classic", "successor"] = Field(
        "auto", description="which interfaces serve it: `auto`, `classic` or `successor`"
    )
    token: Literal["stable", "plain"] = Field("stable", description="how its token is fetched")


class StoreSettings(_Group):
    """The store."""

    path: Path = Field(Path("data/morning-reads.sqlite"), description="the store's file")


class MorningSettings(_Group):
    """The morning."""

    time: Hour = Field(time(8, 30), description="when a chat gets its digest unless it chose otherwise")
    timezone: Zone = Field("Asia/Shanghai", description="the zone of that time")
    deadline: Duration = Field(timedelta(hours=3), description="how long a digest waits for WeChat's figures")
    catch_up: Duration = Field(timedelta(hours=24), description="how late a digest may still be sent")


class QuotaSettings(_Group):
    """Calls to WeChat."""

    daily: Calls = Field(1000, description="calls for each account, interface and day")
    reserve: Calls = Field(200, description="what of them is kept for questions and digests")

    @model_validator(mode="after")
    def _some_is_left(self) -> QuotaSettings:
        if self.reserve >= self.daily and "reserve" in self.model_fields_set:
            raise ValueError(
                N_("reserve must be smaller than daily: nothing would be left for the morning and backfills")
            )
        return self


class TemplateSettings(_Group):
    """Templates."""

    path: Folder | None = Field(None, description="a folder of your own templates; they run in a sandbox")


class LogSettings(_Group):
    """The log."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="how much is logged")
    format: Literal["text", "json"] = Field("text", description="`text` or `json`")

    @field_validator("level", mode="before")
    @classmethod
    def _upper(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value


class ClockSettings(_Group):
    """The clock."""

    start: Annotated[datetime, AfterValidator(_instant)] | None = Field(
        None, description="an ISO instant: the program's clock starts there and runs on; for rehearsals"
    )


_KEY = re.compile(r"[a-z0-9_-]{1,16}")


class Settings(_Group):
    """All settings."""

    telegram: TelegramSettings = TelegramSettings()
    wechat: WeChatSettings = WeChatSettings()
    accounts: dict[str, AccountSettings] = Field({}, description="one entry for each official account, by its key")
    store: StoreSettings = StoreSettings()
    morning: MorningSettings = MorningSettings()
    quota: QuotaSettings = QuotaSettings()
    language: Literal["en", "zh"] = Field("en", description="`en` or `zh`, unless a chat chose otherwise")
    templates: TemplateSettings = TemplateSettings()
    log: LogSettings = LogSettings()
    clock: ClockSettings = ClockSettings()
    _file: Path | None = PrivateAttr(None)

    @property
    def file(self) -> Path | None:
        """The settings file that was read, if there is one."""
        return self._file

    @field_validator("accounts")
    @classmethod
    def _keys(cls, accounts: dict[str, AccountSettings]) -> dict[str, AccountSettings]:
        for key in accounts:
            if not _KEY.fullmatch(key) or key == ALL:
                raise ValueError(
                    Remark(N_("the key {key} is not 1 to 16 of a-z 0-9 _ - (and not `all`)"), key=repr(key[:20]))
                )
        return accounts

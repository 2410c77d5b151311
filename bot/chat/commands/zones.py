"""A time zone as people name one: as IANA does, or by a city, in any language that the bot speaks."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from babel import Locale

from bot.catalogue import LANGUAGES

_ALSO = {
    **dict.fromkeys(("beijing", "北京", "shenzhen", "深圳", "guangzhou", "广州", "hangzhou", "杭州"), "Asia/Shanghai"),
    **dict.fromkeys(("chengdu", "成都", "wuhan", "武汉", "nanjing", "南京", "xi'an", "西安"), "Asia/Shanghai"),
    **dict.fromkeys(("china", "中国", "北京时间", "utc+8", "gmt+8", "+08:00"), "Asia/Shanghai"),
    **dict.fromkeys(("san_francisco", "旧金山"), "America/Los_Angeles"),
}
"""What people name for a zone that is called by another city."""

_TWO = frozenset({"san_juan", "圣胡安"})
"""Cities of which another one of that name has another zone."""


def zone_named(words: str) -> str | None:
    """The IANA name of a zone, however it is typed: `Asia/Shanghai`, `america/new york`, `Tokyo`, `东京`."""
    typed = words.lower().replace(" ", "_")
    return _zones().get(typed) or _cities().get(typed)


@cache
def _zones() -> dict[str, str]:
    """IANA names by how people may type them; those without a slash are mostly traps ("EST" has no summer time)."""
    return {name.lower(): name for name in available_timezones() if "/" in name or name == "UTC"}


@cache
def _cities() -> dict[str, str]:
    """Zones by their cities. Source: the CLDR's exemplar cities; where it names none, the zone's own name does."""
    cities: dict[str, set[str]] = {}
    told = [Locale.parse(language).time_zones for language in LANGUAGES]
    for zone in _zones().values():
        if zone in told[-1] and not zone.startswith("Etc/"):
            for city in {zone.rpartition("/")[2], *(str(names.get(zone, {}).get("city", "")) for names in told)} - {""}:
                cities.setdefault(city.lower().replace(" ", "_"), set()).add(zone)
    return {city: min(zones) for city, zones in cities.items() if city not in _TWO} | _ALSO

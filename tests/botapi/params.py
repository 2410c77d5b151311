"""The parameters of a call, however they came: form, multipart, JSON or query."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.botapi.errors import bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart body."""

    name: str
    mime: str
    content: bytes


class Params:
    """Values by name; a nested object may be JSON in a string, as forms carry it."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)

    def text(self, name: str) -> str | None:
        value = self.values.get(name)
        return None if value is None or isinstance(value, Upload) else str(value)

    def integer(self, name: str) -> int | None:
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            return None

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() in ("true", "1", "yes")

    def json(self, name: str) -> Any:
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def upload(self, name: str) -> Upload | str | None:
        """The file of that name, attached or in place, or the string that stands for one."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            value = self.values.get(value.removeprefix("attach://"))
        return value if isinstance(value, Upload | str) else None

    @property
    def chat(self) -> int | None:
        return self.integer("chat_id")


async def read(request: web.BaseRequest) -> Params:
    """The parameters of a request. Raises ApiError if the body is not what its type says."""
    values: dict[str, Any] = dict(request.query)
    if request.method == "POST" and request.can_read_body:
        if request.content_type == "application/json":
            try:
                body = json.loads(await request.read())
            except ValueError:
                raise bad_request("can't parse JSON object") from None
            if not isinstance(body, dict):
                raise bad_request("object expected as JSON body")
            values.update(body)
        else:
            for name, value in (await request.post()).items():
                values[name] = _upload(value) if isinstance(value, web.FileField) else value
    return Params(values)


def _upload(field: web.FileField) -> Upload:
    with field.file as file:
        return Upload(field.filename, field.content_type, file.read())

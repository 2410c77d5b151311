"""What the server refuses, in the real one's words."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer with `ok: false`."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(words: str, **parameters: Any) -> ApiError:
    return ApiError(400, f"Bad Request: {words}", parameters or None)


def forbidden(words: str) -> ApiError:
    return ApiError(403, f"Forbidden: {words}")

"""What an answer carries, as files on this machine: under its own name, and never over another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from bot.core.errors import N_, MorningReadsError
from bot.core.message import Attachment


def saved(attachment: Attachment, folder: Path) -> Path:
    """Write it into a folder; where it is now. Raises MorningReadsError for a place where that cannot be done."""
    for path in _names(folder / attachment.name):
        try:
            with path.open("xb") as file:
                file.write(attachment.content)
        except FileExistsError:
            continue
        except OSError as error:
            raise _unwritable(path, error) from None
        return path
    raise AssertionError("there is always another name")


def saved_as(attachments: tuple[Attachment, ...], path: Path) -> list[Path]:
    """Write them under the name that was asked for, over what is there; those after the first beside it, numbered."""
    paths = [path, *(path.with_name(f"{path.stem} ({n}){path.suffix}") for n in range(2, len(attachments) + 1))]
    for attachment, target in zip(attachments, paths, strict=False):
        try:
            target.write_bytes(attachment.content)
        except OSError as error:
            raise _unwritable(target, error) from None
    return paths


def _names(path: Path) -> Iterator[Path]:
    yield path
    for n in count(2):
        yield path.with_name(f"{path.stem} ({n}){path.suffix}")


def _unwritable(path: Path, error: OSError) -> MorningReadsError:
    return MorningReadsError(
        N_("{path} cannot be written: {reason}."),
        N_("Choose a folder in which you may write, and ask again."),
        path=path,
        reason=error.strerror or type(error).__name__,
    )

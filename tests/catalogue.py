"""The catalogues against the words that the source marks: `python -m tests.catalogue` brings them up to date.

New words are added without a translation and named, those that no longer stand anywhere are dropped, and what has a
translation is compiled. pybabel with babel.cfg does the same in three commands.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from bot.catalogue import DOMAIN, FOLDER, LANGUAGES

ROOT = Path(__file__).parent.parent
TRANSLATED = LANGUAGES[1:]
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None, "NN_": (1, 2)}


def source_of(language: str) -> Path:
    """Where a language's words are written."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def marked() -> Catalog:
    """All words that the source marks, without a translation."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = Catalog(project="Morning Reads", charset="utf-8")
    for path, _, message, comments, context in extract_from_dir(ROOT, methods, options, KEYWORDS, ("Translators:",)):
        found.add(message, locations=[(path, 0)], auto_comments=comments, context=context)
    return found


def read(language: str) -> Catalog:
    """A language's catalogue as it is written."""
    path = source_of(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def messages(catalogue: Catalog) -> list[Message]:
    """The entries of a catalogue without its head."""
    return [message for message in catalogue if message.id]


def without_words(catalogue: Catalog) -> list[Message]:
    """The entries that a language does not say yet, or not surely."""
    return [one for one in messages(catalogue) if one.fuzzy or not all(_forms(one))]


def _forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ("",))


def written_out(catalogue: Catalog) -> bytes:
    """A catalogue as a person edits it; its head tells what gettext needs, and no dates, which would always differ."""
    catalogue.header_comment = f"# Morning Reads in another language ({catalogue.locale_identifier})."
    out = io.BytesIO()
    write_po(out, catalogue, width=120, include_lineno=False, ignore_obsolete=True)
    head, blank, rest = out.getvalue().partition(b"\n\n")
    kept = [line for line in head.split(b"\n") if not line.startswith(b'"') or line[1:].partition(b":")[0] in _HEAD]
    return b"\n".join(kept) + blank + rest


_HEAD = frozenset({b"Language", b"Plural-Forms", b"MIME-Version", b"Content-Type", b"Content-Transfer-Encoding"})


def compiled(catalogue: Catalog) -> bytes:
    """A catalogue as gettext reads it."""
    catalogue.creation_date = catalogue.revision_date = _ANY_DAY
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


_ANY_DAY = datetime(2015, 1, 5, tzinfo=UTC)
"""A head without a date would bear today's, and differ each time."""


def update(language: str) -> Catalog:
    """Bring a language's catalogue up to date, and compile it."""
    kept = read(language)
    found = Catalog(locale=language, domain=DOMAIN, project="Morning Reads", version="0", fuzzy=False)
    for message in messages(marked()):
        before = kept.get(message.id)
        said = before.string if before is not None and before.pluralizable == message.pluralizable else None
        found.add(message.id, said, locations=sorted(set(message.locations)), auto_comments=message.auto_comments)
    path = source_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written_out(found))
    written = read(language)
    path.with_suffix(".mo").write_bytes(compiled(written))
    return written


if __name__ == "__main__":
    for language in TRANSLATED:
        missing = without_words(update(language))
        print(f"{language}: {len(missing)} without words", *(f"  {one.id!r}" for one in missing), sep="\n")

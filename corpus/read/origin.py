"""The hidden note beside a file that was fetched: from which address, when, in which encoding."""

import json
from dataclasses import asdict
from pathlib import Path

from corpus.article import Origin

_ENDING = ".origin"


def note_of(location: Path) -> Path:
    """Where the note of a file lies: `.page.html.origin` beside `page.html`."""
    return location.with_name(f".{location.name}{_ENDING}")


def file_of(note: Path) -> Path | None:
    """The file that a note belongs to; None if the name is not that of a note."""
    name = note.name
    is_note = name.startswith(".") and name.endswith(_ENDING) and len(name) > len(_ENDING) + 1
    return note.with_name(name[1 : -len(_ENDING)]) if is_note else None


def read_origin(location: Path) -> Origin | None:
    """What the note of a file says; None if there is none that can be read."""
    try:
        said = json.loads(note_of(location).read_bytes())
        origin = Origin(said["address"], said["url"], said["fetched"], said["charset"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    texts = [origin.address, origin.url, origin.fetched, *([] if origin.charset is None else [origin.charset])]
    return origin if all(isinstance(text, str) for text in texts) else None


def read_as(origin: Origin | None) -> tuple[str | None, str | None]:
    """What of an origin a reader takes into account: the address and the encoding."""
    return (origin.url, origin.charset) if origin else (None, None)


def origin_text(origin: Origin) -> str:
    """A note as it is written."""
    return json.dumps(asdict(origin), ensure_ascii=False, indent=1) + "\n"

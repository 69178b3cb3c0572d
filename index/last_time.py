"""The index of last time: what a build takes over from it, and which settings and sources it had."""

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.errors import IndexCorrupt, IndexFormat, IndexMissing, SourcesUnreadable
from corpus.passages import TARGET_TOKENS
from corpus.read import READERS, READING
from index.place import read_manifest
from index.sources import Skipped
from index.store import Index, open_index
from index.terms import TERMS


@contextlib.contextmanager
def last_time(place: Path, *, verified: bool = True) -> Iterator[tuple[Index | None, tuple[Path, ...], str | None]]:
    """The index to take over from, if all (`verified`: every byte) of it is as written; its sources; if not, why."""
    with contextlib.ExitStack() as opened:
        old, sources, notice = None, tuple[Path, ...](), None
        try:
            sources = read_manifest(place).sources
            old = opened.enter_context(contextlib.closing(open_index(place, verified=verified)))
        except IndexMissing:
            pass
        except (IndexFormat, IndexCorrupt) as error:
            notice = f"{error}; everything is built anew"
        yield old, sources, notice


def settings_of(*, keep_all: bool | None, old: Index | None) -> Mapping[str, Any]:
    """What an index depends on beside its articles and model. `keep_all` not said: as last time."""
    if keep_all is None:
        keep_all = bool(old and old.manifest.settings.get("keep_all"))
    return {"reading": READING, "passage_tokens": TARGET_TOKENS, "terms": TERMS, "keep_all": keep_all}


def nothing_readable(sources: Sequence[Path], skipped: Sequence[Skipped]) -> SourcesUnreadable:
    """What to raise where no source holds an article."""
    where = ", ".join(map(str, sources))
    reasons = Counter(one.reason for one in skipped).most_common(3)
    why = "; ".join(f"{reason} ({times})" for reason, times in reasons) or "no files"
    suffixes = " ".join(sorted(filter(None, READERS)))
    return SourcesUnreadable(f"no articles in {where}: {why}", f"qa index FOLDER, with files such as {suffixes} in it")

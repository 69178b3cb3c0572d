"""Where an index lies, and which generation of it answers.

    DIR/
      CURRENT                  one line: the name of the generation that answers
      lock                     held by the one process that builds
      generations/NAME/
        manifest.json          what made it, its segments, and the size and hash of every file
        lost.json              how many passages of articles that are gone hold a term, by segment
        catalog.db             the segment that this generation added: articles and passages,
        words/                   the words of each passage,
        vectors.bin              one vector a passage,
        near.faiss               and in a large one an index of those
      saved/                   pages of the web, a source like others (`index.saved`)
      threshold.json           what `qa calibrate` chose (`qa.thresholds`); no build touches it

A generation answers from the segment in its own folder and from those of earlier ones that its
manifest names, without the articles that are gone. It is staged beside the others, synced to
disk, and becomes visible when CURRENT is replaced: the one atomic step. A reader keeps the files that
it opened. Nothing of a generation changes afterwards, but that a large one may be published while
it is being embedded: then vectors.bin grows, and its manifest, replaced in one step, says how far it is.
"""

import hashlib
import json
from pathlib import Path

from corpus.errors import IndexCorrupt, IndexFormat, IndexMissing
from index.manifest import FORMAT, Manifest

CURRENT, LOCK, GENERATIONS, MANIFEST, LOST = "CURRENT", "lock", "generations", "manifest.json", "lost.json"


def has_index(place: Path) -> bool:
    """Whether an index was published there."""
    return (place / CURRENT).exists()


def read_manifest(place: Path) -> Manifest:
    """The manifest of the index at `place`.

    Raises IndexMissing, IndexFormat or IndexCorrupt.
    """
    return manifest_in(place, current_folder(place))


def current_folder(place: Path) -> Path:
    """The folder that CURRENT names."""
    if place.is_file():
        raise IndexMissing(f"no index at {place}, which is a file", "name a folder: --index DIR")
    try:
        name = (place / CURRENT).read_text("utf-8").strip()
    except FileNotFoundError:
        raise IndexMissing(f"no index at {place}", f"qa index FOLDER --index {place}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise corrupt(place / CURRENT, str(error), place) from error
    if not name.isalnum():
        raise corrupt(place / CURRENT, "it names no generation", place)
    return place / GENERATIONS / name


def manifest_in(place: Path, folder: Path) -> Manifest:
    """The manifest of the generation in `folder`, at `place`. Raises IndexFormat or IndexCorrupt."""
    path = folder / MANIFEST
    try:
        text = path.read_text("utf-8")
        written = json.loads(text)["format"]
        if written != FORMAT:
            raise IndexFormat(
                f"the index at {place} has format {written}; this version reads {FORMAT}",
                f"qa index FOLDER --index {place}",
            )
        return Manifest.from_json(text)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise corrupt(path, str(error), place) from error


def corrupt(path: Path, why: str, place: Path) -> IndexCorrupt:
    """The error that says what is wrong with a file of the index at `place`."""
    return IndexCorrupt(f"damaged index: {path}: {why}", f"qa index FOLDER --index {place}")


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""A new generation -> the one that answers: locked, staged, published, and the others swept away."""

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.errors import IndexLocked
from index.manifest import Manifest, Stamp, in_folder
from index.place import CURRENT, GENERATIONS, LOCK, MANIFEST, current_folder, has_index, manifest_in, sha256

_STAGED = "staged-"


@contextlib.contextmanager
def writer_lock(place: Path) -> Iterator[None]:
    """Hold the index at `place` for writing, making its folder. Raises IndexLocked at once.

    The lock is the operating system's and goes when its process does, however that ends. Where no
    index was and none is published, nothing is left behind that was not there before.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415  only building needs it

    generations = place / GENERATIONS
    made = [folder for folder in (generations, *generations.parents) if not folder.exists()]
    had_lock = (place / LOCK).exists()
    generations.mkdir(parents=True, exist_ok=True)
    lock = FileLock(place / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexLocked(
            f"another process is building the index at {place}", "let it end, then run the command again"
        ) from error
    try:
        yield
    finally:
        unused = not has_index(place)
        if unused and not had_lock:
            with contextlib.suppress(OSError):
                (place / LOCK).unlink()  # while it is held: nobody else can have taken it
        lock.release()
        with contextlib.suppress(OSError):
            for folder in made if unused else ():
                folder.rmdir()


def stage(place: Path) -> Path:
    """A new empty folder for the files of a generation. Call it with the lock held."""
    generations = place / GENERATIONS
    for leftover in generations.glob(f"{_STAGED}*"):
        shutil.rmtree(leftover)
    staged = generations / f"{_STAGED}{os.getpid()}"
    staged.mkdir()
    return staged


def stamps(folder: Path, names: Iterable[str]) -> dict[str, Stamp]:
    """What is remembered of the files and folders so named below `folder`, hidden ones apart.

    Those are notes and locks of tantivy's own, which it may still write after a commit; nothing that
    answers a question stands in them.
    """
    below = (path for name in names for path in [folder / name, *(folder / name).rglob("*")])
    files = sorted(path for path in below if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folder).as_posix(): _stamp(path) for path in files}


def publish(place: Path, staged: Path, manifest: Manifest) -> Path:
    """Write the manifest and make the staged generation the one that answers; its folder.

    A segment without a folder in the manifest is the staged one. A kill at any instant leaves the old
    index or the new one.
    """
    folder = place / GENERATIONS / manifest.generation
    if folder.exists():  # the same articles again: built anew, or mended
        folder = folder.with_name(f"{manifest.generation}x{manifest.built_ns:x}")
    own = [name for segment in manifest.segments if not segment.folder for name in segment.files]
    (staged / MANIFEST).write_text(in_folder(manifest, folder.name).to_json(), "utf-8")
    written = [staged / name for name in (*own, *manifest.files, MANIFEST)]
    for path in sorted({*written, *(path.parent for path in written)}):
        _sync(path)
    staged.rename(folder)
    _sync(folder.parent)
    _replace(place / CURRENT, folder.name + "\n")
    return folder


def publish_further(folder: Path, manifest: Manifest) -> None:
    """Say in one step that more of a published generation has been embedded than before, or all of it."""
    for segment in manifest.segments:
        if not segment.folder:
            for name in segment.files:
                _sync(folder / name)
    _replace(folder / MANIFEST, in_folder(manifest, folder.name).to_json())


def sweep(place: Path) -> None:
    """Remove every generation that the current one does not answer from. Call it with the lock held."""
    current = current_folder(place)
    kept = {current.name, *(segment.folder for segment in manifest_in(place, current).segments)}
    for folder in (place / GENERATIONS).iterdir():
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)  # a reader on Windows may hold it; the next build sweeps


def _replace(path: Path, text: str) -> None:
    new = path.with_name(f"{path.name}.new")
    new.write_text(text, "utf-8")
    _sync(new)
    new.replace(path)
    _sync(path.parent)


def _stamp(path: Path) -> Stamp:
    status = path.stat()
    return Stamp(status.st_size, sha256(path), status.st_mtime_ns)


def _sync(path: Path) -> None:
    """Have the disk hold what was written. Windows cannot open a folder to sync it, and need not."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""index, :rebuild, sources, status."""

import argparse
import datetime
import time
from typing import Any

from corpus.errors import IndexCorrupt, QuotedAnswersError
from index.plan import Changes
from index.saved import all_sources
from index.stale import changes_since
from index.store import Index, damaged_files, open_index
from qa.records import preview_record, report_record, source_record
from qa.render import count, left_out_text, preview_text, report_text, skipped_text, sources_text
from qa.safe import safe_json
from qa.session import Session
from qa.thresholds import read_threshold

DONE = 0


def run_index(session: Session, arguments: argparse.Namespace) -> int:
    """Build the index or bring it up to date; with --dry-run, only say what would be in it."""
    if arguments.dry_run:
        from index.preview import preview  # noqa: PLC0415  it reads articles, which `qa status` need not

        found = preview(session.settings.index, arguments.sources, keep_all=arguments.keep_all)
        session.note(skipped_text(found.skipped, session.notice_screen))
        if arguments.json:
            session.say(safe_json(preview_record(found), indent=1) + "\n")
        else:
            session.say(preview_text(found, session.screen))
        return DONE
    report = session.build(arguments.sources, fresh=arguments.fresh, keep_all=arguments.keep_all)
    if report.notice:
        session.note(f"qa: {report.notice}")
    session.note(skipped_text(report.manifest.skipped, session.notice_screen))
    if arguments.json:
        session.say(safe_json(report_record(report), indent=1) + "\n")
    else:
        session.say(report_text(report, session.screen))
    return DONE


def run_rebuild(session: Session, _arguments: argparse.Namespace) -> int:
    """Bring the index up to date with the sources of last time."""
    return run_index(session, argparse.Namespace(sources=[], fresh=False, keep_all=None, dry_run=False, json=False))


def run_sources(session: Session, arguments: argparse.Namespace) -> int:
    """List the articles."""
    entries = list(session.index().catalog.entries())
    if arguments.json:
        session.say(safe_json([source_record(entry) for entry in entries], indent=1) + "\n")
    elif arguments.left_out:
        session.say(left_out_text(entries, session.screen))
    else:
        session.say(sources_text(entries, session.screen))
    return DONE


def run_status(session: Session, arguments: argparse.Namespace) -> int:
    """Say what the index holds and what has changed since."""
    place = session.settings.index
    damaged = damaged_files(place) if arguments.verify else []
    if damaged:
        raise IndexCorrupt(
            f"damaged index at {place}: {', '.join(damaged)}", session.command("index --fresh", *_sources(session))
        )
    index = open_index(place)
    try:
        record = _status(session, index, verified=arguments.verify)
    finally:
        index.close()
    if arguments.json:
        session.say(safe_json(record, indent=1) + "\n")
        return DONE
    since = record["changes_since"]
    changed = [f"{len(since[kind]):,} {kind}" for kind in ("added", "changed", "removed") if since[kind]]
    built = datetime.datetime.fromisoformat(record["built"]).astimezone()
    rows = [
        ("index", record["place"]),
        ("generation", record["generation"]),
        ("built", f"{built:%Y-%m-%d %H:%M}, {age(time.time() - built.timestamp())} ago"),
        ("holds", f"{count(record['articles'], 'article')}, {count(record['passages'], 'passage')}"),
        ("on disk", f"{record['bytes'] / 1e6:.1f} MB"),
        ("model", " · ".join(filter(None, (record["model"]["name"], record["engine"])))),
        ("sources", "\n".join(record["sources"])),
        *([("threshold", _threshold_text(record["threshold"]))] if record["threshold"] else []),
        *([("left out", "nothing (--keep-all)")] if record["keep_all"] else []),
        ("skipped", count(len(record["skipped"]), "file") if record["skipped"] else "nothing"),
        (
            "since then",
            ", ".join(changed) or "nothing has changed" if record["sources_error"] is None else record["sources_error"],
        ),
    ]
    if record["pending"]:
        rows.append(("being built", f"{count(record['pending'], 'passage')} found by their words only"))
    if arguments.verify:
        rows.append(("verified", "every file is as it was written"))
    if record["mend"]:
        rows.append(("to mend", record["mend"]))
    session.say(session.screen.facts(rows))
    return DONE


def age(seconds: float) -> str:
    """A span of time in its largest unit.

    >>> age(7300)
    '2 hours'
    """
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            number = int(seconds // length)
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return "less than a minute"


def _status(session: Session, index: Index, *, verified: bool) -> dict[str, Any]:
    manifest, sources = index.manifest, all_sources(index.place, index.manifest.sources)
    error, since = None, Changes((), (), ())
    try:
        since = changes_since(index.catalog.known(), manifest, sources)
    except QuotedAnswersError as unreadable:
        error = str(unreadable)
    return {
        "place": str(index.place),
        "generation": manifest.generation,
        "built": datetime.datetime.fromtimestamp(manifest.built_ns / 1e9, datetime.UTC).isoformat(timespec="seconds"),
        "articles": manifest.articles,
        "passages": manifest.passages,
        "bytes": manifest.bytes,
        "model": {"name": manifest.model.name, "revision": manifest.model.revision},
        "engine": manifest.engine or None,
        "threshold": _threshold(index),
        "sources": [str(source) for source in sources],
        "sources_error": error,
        "keep_all": bool(manifest.settings.get("keep_all")),
        "skipped": [{"path": one.path, "reason": one.reason} for one in manifest.skipped],
        "changes_since": {"added": list(since.added), "changed": list(since.changed), "removed": list(since.removed)},
        "verified": verified or None,
        "pending": manifest.pending,
        "mend": (
            session.command("index", "FOLDER")
            if error
            else session.command("index")
            if since or manifest.pending
            else None
        ),
    }


def _threshold(index: Index) -> dict[str, Any] | None:
    """What `qa calibrate` chose for an index, and whether it is used; None if nothing."""
    chosen = read_threshold(index.place)
    if chosen is None:
        return None
    return {
        "threshold": chosen.threshold,
        "chosen": chosen.chosen,
        "questions": chosen.questions,
        "held_out": chosen.held_out,
        "fits": chosen.fits(index.manifest.model),
    }


def _threshold_text(record: dict[str, Any]) -> str:
    chosen = f"{record['threshold']:g}, chosen on {count(record['questions'], 'question')} on {record['chosen'][:10]}"
    return chosen if record["fits"] else f"{chosen}; not used: the model or version is another now"


def _sources(session: Session) -> list[str]:
    try:
        return [str(source) for source in open_index(session.settings.index).manifest.sources]
    except QuotedAnswersError:
        return []

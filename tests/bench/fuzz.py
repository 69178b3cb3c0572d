"""Damaged and random files for every reader, each read twice in a process of its own.

    python -m tests.bench.fuzz --minutes 10 --seed 1
    python -m tests.bench.fuzz --replay FILE

A file must give an article whose spans are in order and slice back, the same on a second reading, or
raise SkippedFile. Anything else is a finding: another exception, a warning, a crash of native code, more
than --seconds, or more than --mebibytes of memory. Its bytes are saved in --keep for --replay. What is
tried depends on the seed alone, so two runs of the same length try the same files.
"""

import argparse
import contextlib
import faulthandler
import io
import os
import pickle
import resource
import select
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import count, pairwise
from pathlib import Path
from random import Random
from typing import Any, BinaryIO

from lxml import etree

from corpus.article import Article
from corpus.errors import SkippedFile
from corpus.passages import passage_sentences, passages
from corpus.read import READERS, digest, read_article

MEBIBYTE = 2**20
MODEL_TOKENS = 256
MANY = 5000  # elements of a document that grew
LARGEST = 2 * MEBIBYTE  # of a file that grew
KEPT = 3  # files of each kind of finding
ZIPPED = frozenset({".docx", ".odt", ".epub"})
TOKENS = (
    b"<div><p><table><tr><td></td><br><sup>1</sup><a href='#x'></a></p>&nbsp;&#0;&#x110000;<!--|-->|]]>|<?x|{|}|[|]|"
    b'"|\\u0000|\\ud800|\r\n|\n\n|---\n|# |> |```\n|..|::|[1]: |![](|: |=?utf-8?b?|?=|--cut\r\n|>>|<<|endobj|stream\n|'
    b"BT|ET|Tj|Td|0 0 0 0 re f|/F 99 Tf|99999999999|-1|1e309|\0|\xff|\xc3|\xe2\x80|\xef\xbb\xbf|\xff\xfe|%PDF-|%%EOF|PK"
).split(b"|")


# ---- what is tried


def seeds() -> dict[str, list[bytes]]:
    """Files by suffix that the readers read, from the makers that the tests use."""
    from tests.corpus import (
        test_light_markup,
        test_read_docx,
        test_read_epub,
        test_read_html,
        test_read_json,
        test_read_mail,
        test_read_odt,
        test_read_pdf,
    )
    from tests.corpus.samples import FLOOD, PIERS, WRAPPED

    markdown = f"---\ntitle: The Flood\ndate: 2020-01-07\n---\n{test_light_markup.MARKDOWN}"
    story = test_read_html.STORY
    found = {
        ".txt": [WRAPPED.encode("cp1252"), f"{FLOOD}\r\n\r\n{PIERS}".encode("utf-16")],
        ".md": [markdown.encode()],
        ".rst": [test_light_markup.RST.encode()],
        ".html": [test_read_html.NEWS.encode(), test_read_html.RICH],
        ".mhtml": [test_read_html._archive(story, test_read_html.FRAME, test_read_html.STYLE)],
        ".pdf": [test_read_pdf._article(), test_read_pdf._book()],
        ".docx": [test_read_docx.PAGE],
        ".odt": [test_read_odt.PAGE],
        ".epub": [test_read_epub.BOOK],
        ".eml": [test_read_mail.WHOLE],
        ".json": [_json(test_read_json.ONE), _json([test_read_json.ONE, test_read_json.TWO])],
        ".jsonl": [_json(test_read_json.ONE) + b"\n" + _json(test_read_json.TWO)],
    }
    by_reader = {READERS[suffix]: files for suffix, files in found.items()}
    assert by_reader.keys() == set(READERS.values()), "a reader without a file to start from"
    return found


def _json(value: object) -> bytes:
    import json

    return json.dumps(value).encode()


def trial(suffix: str, files: Sequence[bytes], rng: Random) -> bytes:
    """Random bytes, or one of the files with a few changes; in an archive perhaps within a member."""
    if rng.random() < 0.05:
        return rng.randbytes(rng.randrange(2000))
    data = rng.choice(files)
    if suffix in ZIPPED and rng.random() < 0.7:
        return repacked(data, rng)
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        data = changed(data, rng)
    return data


def repacked(data: bytes, rng: Random) -> bytes:
    """An archive with changes in one of its members."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(list(members))
    change = rearranged if name.endswith(("ml", "opf")) and rng.random() < 0.8 else changed
    for _ in range(rng.choice((1, 2, 5, 20))):
        members[name] = change(members[name], rng)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, content in members.items():
            archive.writestr(zipfile.ZipInfo(one), content)
    return stream.getvalue()


def rearranged(data: bytes, rng: Random) -> bytes:
    """XML that is whole, with an element taken away, doubled, put elsewhere or renamed, or another text in it."""
    root: Any = etree.fromstring(data, etree.XMLParser(recover=True))
    if root is None:
        return data
    elements = [one for one in root.iter() if isinstance(one.tag, str)]
    one, other = rng.choice(elements), rng.choice(elements)
    kind = rng.randrange(6)
    parent = one.getparent()
    if kind == 0 and parent is not None:
        parent.remove(one)
    elif kind == 1 and len(elements) < MANY:
        other.insert(rng.randrange(len(other) + 1), deepcopy(one))
    elif kind == 2:
        one.tag = other.tag
    elif kind == 3 and other.attrib:
        name = rng.choice(list(other.attrib))
        one.set(name, rng.choice([other.get(name), "", "-1", "0", "99999999999", "x"]))
    elif kind == 4:
        one.text = rng.choice(["", " ", "\n", "a word", "¹", "One sentence. And another." * rng.choice((1, 1, 9999))])
    else:
        one.tail = rng.choice([None, "", " ", "words between"])
    return etree.tostring(root)


def changed(data: bytes, rng: Random) -> bytes:
    """One change: bytes flipped, cut out, put elsewhere, written over, repeated, or a token put in."""
    start = rng.randrange(len(data) + 1)
    end = min(len(data), start + rng.choice((1, 4, 16, 64, 256, 4096)))
    piece = data[start:end]
    elsewhere = rng.randrange(len(data) + 1)
    token = rng.choice(TOKENS) * rng.choice((1, 1, 1, 50, 5000))
    times = min(rng.choice((2, 10, 1000, 100_000)), LARGEST // max(1, len(piece)))
    flipped = bytes(byte ^ (1 << rng.randrange(8)) if rng.random() < 0.2 else byte for byte in piece)
    return rng.choice(
        (
            data[:start] + flipped + data[end:],
            data[:start] + data[end:],
            data[:start],
            data[:elsewhere] + piece + data[elsewhere:],
            data[:start] + rng.randbytes(len(piece)) + data[end:],
            data[:end] + piece * times + data[end:],
            data[:start] + token + data[start:],
            data[:start] + token + data[end:],
        )
    )


# ---- what must hold


def fault_of(path: str, data: bytes) -> str:
    """What is wrong with how these bytes are read; "article" or "skipped" if nothing is."""
    try:
        article = read_article(path, data)
    except SkippedFile as skipped:
        return "skipped" if str(skipped).strip() else "skipped without a reason"
    check(article, data)
    if read_article(path, data) != article:
        return "another article on the second reading"
    return "article"


def check(article: Article, data: bytes) -> None:
    """Raise AssertionError if an article is not what every other part of the program takes it for."""
    text = article.text
    text.encode()
    assert article.sha256 == digest(data), "sha256"
    assert article.encoding is None or data.decode(article.encoding) == text, "not the file's text"
    assert article.body, "no body"
    outside = [out.span for out in article.left_out]
    for name, spans in {
        "body": list(article.body),
        "headings": list(article.headings),
        "left out": outside,
        "all spans": sorted([*article.body, *article.headings, *outside]),
    }.items():
        assert all(0 <= span.start < span.end <= len(text) for span in spans), f"{name}: empty or outside"
        assert all(one.end <= other.start for one, other in pairwise(spans)), f"{name}: not in order"
        assert all(span.of(text) == text[span.start : span.end] for span in spans), f"{name}: no slice"
    assert all(one.reason for one in article.left_out), "left out without a reason"
    starts = [mark.start for mark in article.marks]
    assert starts == sorted(set(starts)), "marks: not in order"
    assert not starts or (starts[0] == 0 and starts[-1] < len(text)), "marks: outside"
    for span in [*article.body[:20], *article.body[-20:]]:
        assert article.place_span(*article.place(span)).holds(span), "not at its place"
    found = passages(article, lambda texts: [len(one.split()) for one in texts], MODEL_TOKENS)
    assert all(one.span.end <= other.span.start for one, other in pairwise(found)), "passages: not in order"
    said = "".join("".join(one.text.split()) for one in found)
    assert said == "".join("".join(span.of(text).split()) for span in article.body), "passages: not the body"
    for one in found[:3]:  # each has the sentences of its paragraphs found again
        sentences = passage_sentences(one)
        assert sentences, "passages: without a sentence"
        assert (sentences[0].start, sentences[-1].end) == (one.span.start, one.span.end), "passages: half a sentence"
    for day in (article.metadata.published, article.metadata.updated):
        assert day is None or time.strptime(day, "%Y-%m-%d"), "no day"


# ---- processes


def serve(requests: BinaryIO, answers: BinaryIO, mebibytes: int) -> None:
    """Read one file after the other, answering (outcome, details) for each."""
    faulthandler.enable()
    warnings.simplefilter("error")
    before = _peak()
    resource.setrlimit(resource.RLIMIT_AS, (8 * mebibytes * MEBIBYTE,) * 2)  # far above: address space is not memory
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            path, data = pickle.load(requests)  # noqa: S301  from the process that started this one
        except EOFError:
            return
        details = ""
        try:
            outcome = fault_of(path, data)
        except BaseException as error:  # noqa: BLE001  whatever it is, it is a finding
            frame = traceback.extract_tb(error.__traceback__)[-1]
            what = str(error) if isinstance(error, AssertionError) else ""
            outcome = f"{type(error).__name__} {what} in {Path(frame.filename).name}:{frame.name}"
            details = traceback.format_exc()
        if _peak() - before > mebibytes * MEBIBYTE:
            outcome = f"more than {mebibytes} MiB"
        pickle.dump((outcome, details), answers)
        answers.flush()


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class Reader:
    """A process that reads files; a new one takes over when one is stopped or dies."""

    def __init__(self, seconds: float, mebibytes: int) -> None:
        self._seconds, self._mebibytes = seconds, mebibytes
        self._process: subprocess.Popen[bytes] | None = None
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  as long as the process

    def read(self, path: str, data: bytes) -> tuple[str, str]:
        """The outcome for these bytes, and what there is to say of it."""
        process = self._running()
        assert process.stdin
        assert process.stdout
        with contextlib.suppress(BrokenPipeError):
            pickle.dump((path, data), process.stdin)
            process.stdin.flush()
        if not select.select([process.stdout], [], [], self._seconds)[0]:
            self.stop()
            return f"more than {self._seconds:g} s", ""
        try:
            outcome, details = pickle.load(process.stdout)  # noqa: S301  from the process that this one started
        except (EOFError, pickle.UnpicklingError):
            status = process.wait()
            self.stop()
            self._errors.seek(0)
            return f"died with status {status}", self._errors.read().decode(errors="replace")[-4000:]
        if outcome.startswith("more than"):
            self.stop()
        return str(outcome), str(details)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._errors.truncate(0)
            command = [sys.executable, "-m", "tests.bench.fuzz", "--serve", "--mebibytes", str(self._mebibytes)]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors
            )
        return self._process

    def stop(self) -> None:
        """End the process, if there is one."""
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None


def run(options: argparse.Namespace) -> int:
    """Try files until the time is over and print the table; the number of findings."""
    outcomes: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    options.keep.mkdir(parents=True, exist_ok=True)
    reader = Reader(options.seconds, options.mebibytes)
    try:
        for suffix, data in _trials(options):
            outcome, details = reader.read(f"news/a{suffix}", data)
            is_finding = outcome not in ("article", "skipped")
            outcomes[suffix, "finding" if is_finding else outcome] += 1
            if is_finding:
                found[suffix, outcome] += 1
                if found[suffix, outcome] <= KEPT:
                    _keep(options.keep, suffix, data, f"{outcome}\n{details}")
    finally:
        reader.stop()
    print(f"{'reader':8} {'runs':>7} {'articles':>9} {'skipped':>8} {'findings':>9}")
    for suffix in dict.fromkeys(suffix for suffix, _ in outcomes):
        article, skipped, finding = (outcomes[suffix, kind] for kind in ("article", "skipped", "finding"))
        print(f"{suffix:8} {article + skipped + finding:7} {article:9} {skipped:8} {finding:9}")
    for (suffix, outcome), times in sorted(found.items()):
        print(f"{suffix}: {outcome}, {times} times; see {options.keep}")
    return sum(found.values())


def _trials(options: argparse.Namespace) -> Iterator[tuple[str, bytes]]:
    files = {suffix: one for suffix, one in seeds().items() if not options.only or suffix in options.only}
    end = time.monotonic() + 60 * options.minutes
    for number in count():
        for suffix, originals in files.items():
            if time.monotonic() > end:
                return
            yield suffix, trial(suffix, originals, Random(f"{options.seed} {suffix} {number}"))


def _keep(folder: Path, suffix: str, data: bytes, said: str) -> None:
    name = digest(data)[:12]
    (folder / f"{name}{suffix}").write_bytes(data)
    (folder / f"{name}{suffix}.why").write_text(said)


def main() -> int:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=20, help="for one file, read twice")
    parser.add_argument("--mebibytes", type=int, default=1024)
    parser.add_argument("--only", nargs="*", metavar="SUFFIX")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "qa-fuzz")
    parser.add_argument("--replay", type=Path, metavar="FILE")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        answers = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)  # what a library prints is no answer
        serve(sys.stdin.buffer, answers, options.mebibytes)
        return 0
    if options.replay:
        reader = Reader(options.seconds, options.mebibytes)
        print(*reader.read(options.replay.name, options.replay.read_bytes()), sep="\n")
        reader.stop()
        return 0
    return 1 if run(options) else 0


if __name__ == "__main__":
    sys.exit(main())

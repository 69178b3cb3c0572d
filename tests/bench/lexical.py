"""Compare three lexical engines (BM25 over English stems) as an index of passages.

tantivy, bm25s with PyStemmer, and SQLite's FTS5 index the same ~120-word passages (cut from
DATA/speeches, and larger sets made from them with a fixed seed).  Measured for each: start-up in
a fresh process, build time and bytes written, the cost of changing one document and whether its
scores then equal a fresh build's, hit rates on XQuAD and ClapNQ questions, query latency and
memory by number of passages.
"""

import argparse
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol
from unicodedata import combining, normalize

Row = tuple[int, int, str]  # passage number, document number, text
Hits = list[tuple[int, float]]
STOP = frozenset(
    "a about an and are as at be been but by can did do does for from had has have he her his how i"
    " if in into is it its of on or she so such that the their them then there these they this to"
    " was we were what when where which who whom whose why will with would you your".split()
)


def words(question: str, *, drop: bool = False) -> list[str]:
    """The distinct lower-case words of a question: no query syntax survives this."""
    found = list(dict.fromkeys(re.findall(r"[^\W_]+", question.lower())))
    return [w for w in found if w not in STOP] or found if drop else found


class Engine(Protocol):
    def write(self, folder: Path, new: Sequence[Row], old: Sequence[Row] = ()) -> None: ...
    def open(self, folder: Path) -> None: ...
    def search(self, terms: list[str], k: int, only: Sequence[int] = ()) -> Hits: ...


class Tantivy:
    def __init__(self) -> None:
        import tantivy

        self.t, part = tantivy, tantivy.Filter
        english = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        for step in (part.remove_long(64), part.lowercase(), part.ascii_fold()):
            english = english.filter(step)
        self.english = english.filter(part.stemmer("english")).build()
        fields = tantivy.SchemaBuilder()
        fields.add_text_field("text", tokenizer_name="en", index_option="freq")
        fields.add_unsigned_field("row", indexed=True, fast=True)
        self.schema = fields.add_unsigned_field("doc", indexed=True).build()

    def write(self, folder: Path, new: Sequence[Row], old: Sequence[Row] = ()) -> None:
        index = self.t.Index(self.schema, str(folder))
        index.register_tokenizer("en", self.english)
        writer = index.writer(1_000_000_000, 1)  # one thread and no spill: one segment, in order
        for doc in {doc for _, doc, _ in old}:  # by_term deletes nothing in an unsigned field
            gone = self.t.Query.term_query(self.schema, "doc", doc)
            writer.delete_documents_by_query(gone)
        for row, doc, text in new:
            made = self.t.Document()
            made.add_text("text", text)
            made.add_unsigned("row", row)
            made.add_unsigned("doc", doc)
            writer.add_document(made)
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        index = self.t.Index.open(str(folder))
        index.config_reader(reload_policy="manual")
        self.searcher = index.searcher()

    def search(self, terms: list[str], k: int, only: Sequence[int] = ()) -> Hits:
        q, should, must = self.t.Query, self.t.Occur.Should, self.t.Occur.Must
        stems = dict.fromkeys(s for w in terms for s in self.english.analyze(w))
        query = q.boolean_query([(should, q.term_query(self.schema, "text", s, "freq")) for s in stems])
        if only:
            keep = q.const_score_query(q.term_set_query(self.schema, "row", list(only)), 0.0)
            query = q.boolean_query([(must, query), (must, keep)])
        hits = self.searcher.search(query, k, count=False).hits
        rows = self.searcher.fast_field_values("row", [at for _, at in hits])
        return [(int(row or 0), score) for row, (score, _) in zip(rows, hits, strict=True)]


class Bm25s:
    def __init__(self) -> None:
        import bm25s
        import Stemmer

        self.lib, self.stemmer = bm25s, Stemmer.Stemmer("english")
        self.stems: dict[str, str] = {}
        self.rows: list[Row] = []

    def stem(self, text: str) -> list[str]:
        text = text.lower()
        if not text.isascii():
            text = "".join(c for c in normalize("NFKD", text) if not combining(c))
        found = re.findall(r"[^\W_]+", text)
        for word in found:
            if word not in self.stems:
                self.stems[word] = self.stemmer.stemWord(word)
        return [self.stems[word] for word in found]

    def write(self, folder: Path, new: Sequence[Row], old: Sequence[Row] = ()) -> None:
        self.rows = sorted((set(self.rows) - set(old)) | set(new))  # no update: always rebuilt
        vocab: dict[str, int] = {}
        ids = [[vocab.setdefault(s, len(vocab)) for s in self.stem(t)] for _, _, t in self.rows]
        made = self.lib.BM25(k1=1.2, b=0.75)
        made.index((ids, vocab), show_progress=False)
        made.save(folder, show_progress=False)

    def open(self, folder: Path) -> None:
        self.index = self.lib.BM25.load(folder, mmap=True, show_progress=False)

    def search(self, terms: list[str], k: int, only: Sequence[int] = ()) -> Hits:
        import numpy

        stems = dict.fromkeys(s for w in terms for s in self.stem(w) if s in self.index.vocab_dict)
        size = self.index.scores["num_docs"]
        mask = numpy.isin(numpy.arange(size), only).astype("float32") if only else None
        found, scores = self.index.retrieve([list(stems)], k=min(k, size), show_progress=False, weight_mask=mask)
        pairs = zip(found[0].tolist(), scores[0].tolist(), strict=True)
        return sorted((p for p in pairs if p[1] > 0), key=lambda p: (-p[1], p[0]))


class Fts5:
    def __init__(self) -> None:
        import sqlite3

        self.sqlite = sqlite3

    def write(self, folder: Path, new: Sequence[Row], old: Sequence[Row] = ()) -> None:
        with self.sqlite.connect(folder / "p.db") as base:
            base.execute(
                "CREATE VIRTUAL TABLE IF NOT EXISTS p USING fts5(text, content='', tokenize='porter unicode61')"
            )
            gone, made = ([(row, text) for row, _, text in part] for part in (old, new))
            base.executemany("INSERT INTO p(p, rowid, text) VALUES('delete', ?, ?)", gone)
            base.executemany("INSERT INTO p(rowid, text) VALUES(?, ?)", made)
            if not old:
                base.execute("INSERT INTO p(p) VALUES('optimize')")
        base.close()

    def open(self, folder: Path) -> None:
        self.base = self.sqlite.connect(f"{(folder / 'p.db').as_uri()}?immutable=1", uri=True)
        self.base.execute("PRAGMA mmap_size=2000000000")

    def search(self, terms: list[str], k: int, only: Sequence[int] = ()) -> Hits:
        query = " OR ".join(f'"{w}"' for w in terms) or '""'
        keep = "rowid IN (SELECT value FROM json_each(?2))" if only else "?2 IS NOT NULL"
        sql = f"SELECT rowid, -rank FROM p WHERE p MATCH ?1 AND {keep} ORDER BY rank LIMIT ?3"
        return self.base.execute(sql, (query, json.dumps(list(only)), k)).fetchall()


ENGINES: dict[str, Callable[[], Engine]] = {"tantivy": Tantivy, "bm25s": Bm25s, "fts5": Fts5}


def speeches(data: Path) -> list[Row]:
    """The speeches, cut at sentence ends into passages of about 120 words."""
    rows: list[Row] = []
    for doc, path in enumerate(sorted((data / "speeches").glob("*/*.txt"))):
        raw, part = path.read_bytes(), ""
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("latin-1")
        for sentence in [*re.split(r"(?<=[.!?])\s+", " ".join(text.split())), ""]:
            part = f"{part} {sentence}".strip()
            if part and (len(part.split()) >= 100 or not sentence):
                rows.append((len(rows), doc, part))
                part = ""
    return rows


def varied(base: Sequence[Row], count: int, seed: int, first: int = 0, doc: int = -1) -> list[Row]:
    """COUNT passages of sentences drawn from BASE, one word in ten swapped for a random one."""
    draw = random.Random(seed)
    pool = [s.split() for _, _, text in base for s in re.split(r"(?<=[.!?]) ", text)]
    vocab = sorted({w for sentence in pool for w in sentence})
    rows: list[Row] = []
    while len(rows) < count:
        made: list[str] = []
        while len(made) < 110:
            made += draw.choice(pool)
        for at in draw.choices(range(len(made)), k=len(made) // 10):
            made[at] = draw.choice(vocab)
        rows.append((first + len(rows), doc if doc >= 0 else len(rows) // 40, " ".join(made)))
    return rows


def ask(base: Sequence[Row], count: int) -> list[str]:
    """Questions of 8 to 12 words, each about four words of one passage."""
    draw = random.Random(7)
    frames = [
        "What did the president say about {} {} and the {} of {}?",
        "How many {} {} were there when {} {} became law?",
        "Who said that {} {} is {} {} and why?",
    ]
    made: list[str] = []
    for _, _, text in draw.sample(list(base), count):
        rare = [w for w in words(text, drop=True) if len(w) > 4]
        made.append(draw.choice(frames).format(*draw.sample(rare, 4)))
    return made


def process(key: str, source: str = "status") -> float:
    """One of this process's own counters (Linux): memory in MB, or bytes written."""
    path = Path("/proc/self") / source
    found = re.search(rf"^{key}:\s*(\d+)", path.read_text() if path.exists() else "", re.MULTILINE)
    return float(found[1]) / (1024 if source == "status" else 1) if found else float("nan")


def child(job: str, name: str, folder: Path) -> dict[str, float]:
    """What a fresh process costs; the questions come on standard input."""
    asked, starts = json.load(sys.stdin), time.perf_counter()
    engine = ENGINES[name]()
    imported = time.perf_counter()
    engine.open(folder)
    engine.search(words(asked[0]), 100)
    ready = time.perf_counter()
    if job == "start":
        return {"import ms": 1e3 * (imported - starts), "all ms": 1e3 * (ready - starts)}
    figures: dict[str, float] = {}
    for drop, label in ((False, "all words"), (True, "no stop words")):
        taken: list[float] = []
        for question in asked:
            before = time.perf_counter()
            engine.search(words(question, drop=drop), 100)
            taken.append(1e3 * (time.perf_counter() - before))
            if sum(taken) > 20_000:
                break
        taken = sorted(taken[len(taken) // 10 :])  # the first tenth warms up
        figures[f"{label} p50 ms"] = statistics.median(taken)
        figures[f"{label} p95 ms"] = taken[int(0.95 * len(taken))]
    figures["anonymous MB"] = process("RssAnon")
    return figures | {"mapped MB": process("RssFile")}


def fresh(job: str, name: str, folder: Path, asked: list[str]) -> dict[str, float]:
    command = [sys.executable, __file__, "--child", job, name, str(folder)]
    done = subprocess.run(command, input=json.dumps(asked), text=True, stdout=subprocess.PIPE, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def built(name: str, folder: Path, rows: Sequence[Row]) -> tuple[Engine, float, float]:
    """A new index opened, with the seconds it took and the megabytes written."""
    folder.mkdir(parents=True)
    engine, before, wrote = ENGINES[name](), time.perf_counter(), process("wchar", "io")
    engine.write(folder, rows)
    figures = time.perf_counter() - before, (process("wchar", "io") - wrote) / 1e6
    engine.open(folder)
    return engine, *figures


def ranks(name: str, at: Path, asked: list[tuple[str, str]], texts: list[str]) -> dict[str, float]:
    """Hit rates and mean reciprocal rank of each question's own passage."""
    engine = built(name, at, [(row, 0, text) for row, text in enumerate(texts)])[0]
    figures: dict[str, float] = {}
    for drop, label in ((False, "all words"), (True, "no stop words")):
        places: list[float] = []
        for question, gold in asked:
            order = [texts[row] for row, _ in engine.search(words(question, drop=drop), 100)]
            places.append(order.index(gold) + 1 if gold in order else float("inf"))
        for k in (1, 5, 10):
            figures[f"{label} hit@{k}"] = sum(p <= k for p in places) / len(places)
        figures[f"{label} MRR"] = sum(1 / p for p in places) / len(places)
    return figures


def changes(name: str, at: Path, base: list[Row], asked: list[str]) -> dict[str, float]:
    """One document replaced: the cost, and how far its scores are from a fresh build's."""
    sizes = Counter(doc for _, doc, _ in base)
    chosen = sorted(sizes, key=lambda doc: (sizes[doc], doc))[len(sizes) // 2]
    old = [row for row in base if row[1] == chosen]
    new = varied(base, len(old), 1, old[0][0], chosen)
    want, cost, wrote = built(name, at / "want", sorted((set(base) - set(old)) | set(new)))
    times: list[float] = []
    for turn in range(5):
        engine = built(name, at / f"{turn}", base)[0]
        before, count = time.perf_counter(), process("wchar", "io")
        engine.write(at / f"{turn}", new, old)
        times.append(time.perf_counter() - before)
        count = process("wchar", "io") - count
    engine.open(at / "4")
    worst, same = 0.0, 0
    for question in asked[:50]:
        fits, has = (e.search(words(question), 100) for e in (want, engine))
        other = dict(has)
        worst = max([worst, *(abs(score - other[row]) for row, score in fits if row in other)])
        same += [row for row, _ in fits] == [row for row, _ in has]
    found = {"s": statistics.median(times), "of a build": statistics.median(times) / cost}
    found |= {"MB": count / 1e6, "MB of a build": count / 1e6 / wrote}
    return found | {"worst gap of a score": worst, "same order of 50": same}


def measure(name: str, data: Path, sizes: list[int], at: Path) -> dict[str, object]:
    base = speeches(data)
    asked, figures = ask(base, 100), dict[str, object]()

    def note(label: str, found: Mapping[str, object]) -> None:
        figures.update({f"{label}: {key}": value for key, value in found.items()})

    for size in [len(base), *sizes]:
        rows = base if size == len(base) else varied(base, size, size)
        runs = [built(name, at / f"{size}-{n}", rows) for n in range(5 if size < 9999 else 1)]
        disk = sum(file.stat().st_size for file in (at / f"{size}-0").iterdir()) / 1e6
        text = sum(len(text.encode()) for _, _, text in rows) / 1e6
        seconds = statistics.median(run[1] for run in runs)
        note(f"{size}", {"build s": seconds, "MB on disk": disk, "MB of text": text})
        del runs, rows
        starts = [fresh("start", name, at / f"{size}-0", asked[:1]) for _ in range(5)]
        note(f"{size}: start", {k: statistics.median(s[k] for s in starts) for k in starts[0]})
        note(f"{size}", fresh("serve", name, at / f"{size}-0", asked))
    note("update", changes(name, at / "changes", base, asked))
    squad = json.loads((data / "xquad/xquad.en.json").read_text("utf-8"))["data"]
    squad = [part for article in squad for part in article["paragraphs"]]
    pairs = [(q["question"], p["context"]) for p in squad for q in p["qas"]]
    note("XQuAD", ranks(name, at / "xquad", pairs, [p["context"] for p in squad]))
    lines = (data / "clapnq/dev600.jsonl").read_text("utf-8").splitlines()
    clap = [json.loads(line) for line in lines]
    pairs = [(c["question"], c["passage"]) for c in clap if c["answerable"]]
    note("ClapNQ", ranks(name, at / "clapnq", pairs, [c["passage"] for c in clap]))
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, nargs="?", help="folder with speeches, xquad, clapnq")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--sizes", nargs="*", type=int, default=[100_000], help="larger sets")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        job, name, folder = options.child
        print(json.dumps(child(job, name, Path(folder))))
        return
    if options.data is None:
        parser.error("the data folder is missing")
    figures: dict[str, dict[str, object]] = {}
    for name in options.engines:
        with tempfile.TemporaryDirectory() as at:
            figures[name] = measure(name, options.data, options.sizes, Path(at))
    if options.json:
        print(json.dumps(figures, indent=1, ensure_ascii=False))
        return
    print(f"{'':44}" + "".join(f"{name:>16}" for name in figures))
    for key in next(iter(figures.values())):
        shown = (figures[name][key] for name in figures)
        cells = (f"{v:.4g}" if isinstance(v, float) else str(v) for v in shown)
        print(f"{key:44}" + "".join(f"{cell:>16}" for cell in cells))


if __name__ == "__main__":
    main()

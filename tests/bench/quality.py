"""How well passages and sentences are found, and how well a refusal is founded, on public questions.

    python -m tests.bench.quality [--data ../shared/data] [--sets clapnq,xquad,…] [--json FILE]

One table, three rows a set: naive BM25 and naive MiniLM, over whole texts for passages and over
naively cut sentences for quotes, and ours. They answer from all texts of the set. Columns: passage
recall@1, @5 and nDCG@10 (a passage is a text of the set; ours ranks its own passages, and a text
stands where its first one does); recall@1, @3, @5 and MRR of quotes, of which one must hold a
sentence that the set marks; the share of unanswerable questions refused; AUROC and expected
calibration error of the confidence, which is a naive row's best score; words in the first three
quotes; milliseconds a question, the median of some that are embedded anew.

A naive quote is one sentence and never a title, ours is up to three: see the words. Unanswerable
questions: in clapnq 300 near misses, in mtrag-un 97 turns, in seeds the kinds of its file; in xquad and
qed only questions of another set, which are easy to tell. mtrag asks its follow-ups in four ways,
and its first questions alone ("opening") and behind another conversation ("switch"); it
marks no sentences, so that naive confidence there is that of the best passage.

The first run embeds every text, minutes a set on two cores; --cache keeps the vectors.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.build import build
from index.search import Hit, search
from index.store import Index, open_index
from qa import questions as asked
from qa.ask import ask
from qa.defaults import QUOTES
from qa.evaluate import RANKS, Attempt, Shown, attempt, ranking, result
from qa.followup import sought
from qa.measures import report
from tests.bench import sets
from tests.bench.naive import RememberingEmbedder, Scorer, best, bm25, cosine

_TIMED = 15
_DEEP = 5 * RANKS  # passages of ours among which that many texts are found
_STRANGE = 300
_FIGURES = {
    "passage_recall@1": "p@1",
    "passage_recall@5": "p@5",
    "passage_ndcg@10": "pnDCG",
    "recall@1": "q@1",
    "recall@3": "q@3",
    "recall@5": "q@5",
    "mrr": "qMRR",
    "refusal_rate": "refused",
    "auroc": "AUROC",
    "ece": "ECE",
    "words_shown@3": "words",
    "median_ms": "ms",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A question and, where passages are judged by it, the files that answer it."""

    question: asked.Question
    files: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Task:
    """Texts by file name, and questions to all of them; `rows` are the systems asked, None: all."""

    name: str
    texts: dict[str, str]
    items: list[Item]
    rows: tuple[str, ...] | None = None


Answering = Callable[[asked.Question], Attempt]


def task(name: str, found: sets.QuestionSet, others: Sequence[sets.Question] = (), rows: Any = None) -> Task:
    """A set with strange questions beside its own."""
    texts = {f"{key}.txt": text for key, text in found.texts.items()}
    return Task(name, texts, [item(question) for question in (*found.questions, *others)], rows)


def item(question: sets.Question) -> Item:
    """A question of a set, of which one marked sentence is enough."""
    files = tuple(f"{name}.txt" for name in question.files)
    pieces = tuple(
        tuple(asked.Wording(file, support) for file in files)
        for support in question.supports
        if any(map(str.isalnum, support))
    )
    one = asked.Question(question.text, question.kind, pieces, one_is_enough=True, history=question.history)
    return Item(one, files)


def seeds(data: Path) -> Task:
    """The articles beside the data, and the open questions about them; passages are judged by their text."""
    files = sorted((data.parent / "seeds").glob("*.txt"))
    questions = asked.read_questions(data.parent / "eval" / "seeds-open.jsonl")
    return Task("seeds", {file.name: file.read_text("utf-8") for file in files}, [Item(one, None) for one in questions])


def _mtrag(data: Path) -> list[Task]:
    ways = sets.mtrag(data)
    return [
        *(task(f"mtrag {way}", found, (), ("ours",) if way == "history" else None) for way, found in ways.items()),
        *(task(f"mtrag {way}", found, (), ("ours",)) for way, found in sets.mtrag_switch(data).items()),
        task("mtrag-un", sets.mtrag_un(data)),
    ]


def _answerable(found: sets.QuestionSet) -> list[sets.Question]:
    return [question for question in found.questions if question.kind == "answerable"]


def _with_strange(name: str, found: sets.QuestionSet, others: sets.QuestionSet) -> Task:
    return task(name, found, sets.strange(sets.spaced(_answerable(others), _STRANGE)))


LOADERS: dict[str, Callable[[Path], list[Task]]] = {
    "clapnq": lambda data: [task("clapnq", sets.clapnq(data))],
    "xquad": lambda data: [_with_strange("xquad", sets.xquad(data), sets.clapnq(data))],
    "qed": lambda data: [_with_strange("qed", sets.qed(data), sets.xquad(data))],
    "mtrag": _mtrag,
    "seeds": lambda data: [seeds(data)],
}


def naive(
    texts: dict[str, str], make: Callable[[Sequence[str]], Scorer], *, whole: bool, marked: bool = True
) -> Answering:
    """Rank texts and sentences alike; never refuse but for want of a score.

    `whole`: a passage is a text; else a paragraph. The confidence is the best sentence's score. Where
    no sentence is `marked`, quotes are the passages, which saves embedding all sentences.
    """
    cut = [(name, part) for name, text in texts.items() for part in ([text] if whole else text.split("\n"))]
    passages = [Shown(part, (name,)) for name, part in cut if part.strip()]
    bodies = {name: text.partition("\n\n")[2] or text for name, text in texts.items()} if whole else texts
    sentences = [Shown(part, (name,)) for name, text in bodies.items() for part in sets.naive_sentences(text)]
    quotes = sentences if marked else passages
    of_passages, of_quotes = (make([one.text for one in some]) for some in (passages, quotes))

    def answer(question: asked.Question) -> Attempt:
        started = time.perf_counter()
        scores = of_quotes(question.text)
        chosen = best(scores, QUOTES)
        ended = time.perf_counter()
        found = best(of_passages(question.text), RANKS)
        return Attempt(
            answered=bool(chosen),
            confidence=float(scores[chosen[0]]) if chosen else 0.0,
            quotes=tuple(quotes[row] for row in chosen),
            nearest=(),
            passages=tuple(passages[row] for row in found),
            milliseconds=1000 * (ended - started),
        )

    return answer


def ours(index: Index, embedder: RememberingEmbedder, *, whole: bool) -> Answering:
    """The product, as `qa ask` asks it."""

    def answer(question: asked.Question) -> Attempt:
        given = ask(question.text, index, embedder, history=question.history)
        target = sought(given.question, question.history, embedder.encode)
        hits = search(index, target.text, target.vector, _DEEP if whole else RANKS)
        return attempt(given, list(_firsts(hits))[:RANKS] if whole else hits)

    return answer


def _firsts(hits: Sequence[Hit]) -> Iterator[Hit]:
    """The first hit of each article."""
    met: set[str] = set()
    for hit in hits:
        if hit.passage.article.path not in met:
            met.add(hit.passage.article.path)
            yield hit


def judged(one: Item, tried: Attempt, line: int) -> dict[str, Any]:
    """The record of a question; passages count by their files where it names some, quotes where it marks some."""
    record: dict[str, Any] = result(one.question, tried) | {"line": line}
    if one.question.answerable and one.files is not None:
        found = [passage.paths[0] for passage in tried.passages]
        covered = [len(set(one.files) & set(found[:place])) / len(one.files) for place in range(1, len(found) + 1)]
        record |= ranking(covered, len(one.files), "passage_")
        if not one.question.evidence:
            record |= ranking(None, 0)
    return record


def measured(
    items: Sequence[Item], answer: Answering, embedder: RememberingEmbedder, *, calibrated: bool
) -> dict[str, Any]:
    """The report on one system. Its times are those of some questions, with nothing remembered."""
    records = [judged(one, answer(one.question), line) for line, one in enumerate(items, start=1)]
    figures = report(records)
    with embedder.forgetful():
        some = [one.question for one in items[:: max(1, len(items) // _TIMED)]]
        figures["median_ms"] = round(statistics.median(answer(question).milliseconds for question in some), 2)
    if all(one["recall@1"] is None for one in records):  # no sentence is marked, so none is right
        figures["ece"] = None
    return figures if calibrated else figures | {"ece": None}


def run(tasks: Sequence[Task], embedder: RememberingEmbedder) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(set, row, figures) of each task; those with the same texts share one index."""
    whole = all(one.files is not None for one in tasks[0].items)
    marked = any(one.question.evidence for one in tasks[0].items)
    texts = tasks[0].texts
    with tempfile.TemporaryDirectory() as folder:
        sources, place = Path(folder) / "texts", Path(folder) / "index"
        sources.mkdir()
        for name, text in texts.items():
            (sources / name).write_text(text, "utf-8")
        build(place, [sources], embedder)
        index = open_index(place)
        systems = {
            "BM25": naive(texts, bm25, whole=whole, marked=marked),
            "MiniLM": naive(texts, lambda some: cosine(some, embedder), whole=whole, marked=marked),
            "ours": ours(index, embedder, whole=whole),
        }
        for one in tasks:
            for row in one.rows or systems:
                yield one.name, row, measured(one.items, systems[row], embedder, calibrated=row != "BM25")
        index.close()


def _cell(key: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if key == "words_shown@3" else f"{value:.1f}" if key == "median_ms" else f"{value:.3f}"


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the public sets")
    parser.add_argument("--sets", default=",".join(LOADERS), help=f"some of {','.join(LOADERS)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure, with intervals and records")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep vectors here from run to run")
    options = parser.parse_args()
    print(f"{'':16} {'':6} {'asked':>6}" + "".join(f"{name:>8}" for name in _FIGURES.values()))
    written: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as passing:
        embedder = RememberingEmbedder(options.cache or Path(passing))
        for name in options.sets.split(","):
            for of, row, figures in run(LOADERS[name](options.data), embedder):
                written.setdefault(of, {})[row] = figures
                cells = "".join(f"{_cell(key, figures[key]):>8}" for key in _FIGURES)
                print(f"{of:16} {row:6} {figures['questions']:6}{cells}", flush=True)
            embedder.save()
    if options.json:
        options.json.write_text(json.dumps(written, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()

"""Fit the weights of `qa.refuse.confidence` on public questions and print how well they hold.

    python -m tests.bench.confidence DATA [--each 300]

Two sets, each of questions put to its own texts and of strange questions that nothing there answers:
ClapNQ (half of its own have no answer) with questions of XQuAD, and XQuAD with questions of ClapNQ.
Weights fitted on one are checked on the other, both ways; those that are printed to be used are
fitted on both, each counting for half. An answer is right when one of the first three quotes holds a
supporting sentence; for a question without an answer none is.
"""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.build import build
from index.embed import DEFAULT_MODEL, SentenceTransformerEmbedder
from index.search import search
from index.store import Index, open_index
from qa.ask import QUOTES
from qa.evidence import PASSAGES, choose, inverse_frequency
from qa.refuse import THRESHOLD, signals
from tests.bench.sets import Question, QuestionSet, clapnq, supported, xquad

Row = tuple[tuple[float, ...], bool]


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder that holds clapnq/ and xquad/")
    parser.add_argument("--each", type=int, default=300, help="questions of each kind")
    arguments = parser.parse_args()
    embedder = SentenceTransformerEmbedder(DEFAULT_MODEL, user_cache_path("quoted-answers"))
    first, second = clapnq(arguments.data), xquad(arguments.data)
    with tempfile.TemporaryDirectory() as folder:
        on_first = _index(first, Path(folder), embedder)
        on_second = _index(second, Path(folder), embedder)
        some = second.questions[:: max(1, len(second.questions) // arguments.each)]
        answerable = [question for question in first.questions if question.supports][: arguments.each]
        one = _rows(on_first, first.questions, embedder) + _rows(on_first, _strange(some), embedder)
        other = _rows(on_second, some, embedder) + _rows(on_second, _strange(answerable), embedder)
    _report("fitted on ClapNQ, checked on XQuAD", other, _fit([one]))
    _report("fitted on XQuAD, checked on ClapNQ", one, _fit([other]))
    both = _fit([one, other])
    _report("fitted on both, ClapNQ", one, both)
    _report("fitted on both, XQuAD", other, both)
    weights = (float(both.intercept_[0]), *map(float, both.coef_[0]))
    print("WEIGHTS =", tuple(round(weight, 2) for weight in weights))


def _fit(sets: Sequence[Sequence[Row]]) -> LogisticRegression:
    """Logistic regression in which every set counts alike, however long."""
    rows = [row for rows in sets for row in rows]
    weights = [1 / len(rows) for rows in sets for _ in rows]
    scale = len(rows) / len(sets)
    return LogisticRegression(C=100).fit(
        [signal for signal, _ in rows], [right for _, right in rows], sample_weight=[scale * one for one in weights]
    )


def _index(questions: QuestionSet, folder: Path, embedder: SentenceTransformerEmbedder) -> Index:
    place = folder / f"{questions.name}-index"
    build(place, [questions.write(folder)], embedder)
    return open_index(place)


def _strange(questions: Sequence[Question]) -> list[Question]:
    """The questions as they are where no text answers them."""
    return [Question(question.text, ()) for question in questions]


def _rows(index: Index, questions: Sequence[Question], embedder: SentenceTransformerEmbedder) -> list[Row]:
    rows: list[Row] = []
    for question in questions:
        vector = embedder.encode([question.text])[0]
        hits = search(index, question.text, vector, PASSAGES)
        evidence = choose(
            question.text,
            vector,
            hits,
            embedder.encode,
            lambda term: inverse_frequency(len(index.words), index.words.frequency(term)),
            QUOTES,
        )
        quotes = [one.span.of(one.passage.article.text) for one in evidence[:3]]
        rows.append((signals(evidence), supported(quotes, question)))
    return rows


def _report(name: str, rows: Sequence[Row], model: LogisticRegression) -> None:
    right = np.array([row[1] for row in rows])
    sure = model.predict_proba([row[0] for row in rows])[:, 1]
    bins = np.minimum((sure * 10).astype(int), 9)
    error = sum(
        abs(sure[bins == one].mean() - right[bins == one].mean()) * (bins == one).mean() for one in np.unique(bins)
    )
    print(
        f"{name}: {len(rows)} questions, right {right.mean():.2f}, AUROC {roc_auc_score(right, sure):.3f}, "
        f"calibration error {error:.3f}"
    )
    for threshold in sorted({0.05, 0.1, 0.2, THRESHOLD}):
        given = sure >= threshold
        print(
            f"  threshold {threshold:.2f}: of the right ones answered {given[right].mean():.3f}, "
            f"of the others refused {1 - given[~right].mean():.3f}"
        )


if __name__ == "__main__":
    main()

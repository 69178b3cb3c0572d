"""Fit the weights of `qa.refuse.confidence` on public questions and print how well they hold.

    python -m tests.bench.confidence DATA [--each 300]

Fitted on ClapNQ (its questions with and without an answer, put to its own passages) together with
questions of XQuAD put to those passages, where nothing answers them. Checked the other way round:
XQuAD to its own paragraphs and ClapNQ to XQuAD's. An answer is right when one of the first three
quotes holds a supporting sentence; for a question without an answer none is.
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
        fitted = _rows(on_first, first.questions, embedder) + _rows(on_first, _strange(some), embedder)
        checked = _rows(on_second, some, embedder) + _rows(on_second, _strange(answerable), embedder)
    model = LogisticRegression(C=1e3).fit([row for row, _ in fitted], [right for _, right in fitted])
    weights = (float(model.intercept_[0]), *map(float, model.coef_[0]))
    print("WEIGHTS =", tuple(round(weight, 2) for weight in weights))
    for name, rows in (("fitted on", fitted), ("checked on", checked)):
        _report(name, rows, model)


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
    for threshold in (0.02, 0.05, 0.1, 0.2, 0.35, THRESHOLD):
        given = sure >= threshold
        print(
            f"  threshold {threshold:.2f}: of the right ones answered {given[right].mean():.3f}, "
            f"of the others refused {1 - given[~right].mean():.3f}"
        )


if __name__ == "__main__":
    main()

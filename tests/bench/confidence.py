"""Fit the weights of `qa.refuse.confidence` on public questions and print how well they hold on others.

    python -m tests.bench.confidence [--data ../shared/data] [--cache DIR] [--also FOLDER QUESTIONS]

Fitted on XQuAD: its questions, near misses to the same paragraphs (`near_misses.jsonl`, written for this
project: on the paragraph's topic, with an answer that is not there), its questions with a name or
number of another one's, and strange ones, ClapNQ's. Checked
on ClapNQ, half of whose questions have no answer, on MTRAG-UN's conversations, and on questions of
your own about a folder in the form that `qa eval` reads. Of a conversation no sentences are marked: a quote of a
relevant passage counts as right. Else an answer is right when one of the first three quotes holds a
supporting sentence; for a question without an answer none is.
"""

import argparse
import json
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.build import build
from index.embed import Embedder
from index.store import Index, open_index
from qa.defaults import THRESHOLD
from qa.evaluate import Shown, recall
from qa.gather import gather
from qa.questions import Question, Wording, read_questions
from qa.refuse import signals
from tests.bench import sets
from tests.bench.naive import RememberingEmbedder

_STRANGE = 100
_SWAPPED = 100
_NAMED = re.compile(r"(?<=\w )[A-Z][\w-]+(?: [A-Z][\w-]+)*|\b\d[\d,.]*\b")
_SPACING = 2  # of XQuAD's questions, so that they do not outnumber the near misses
_RIGHT = 3
_ANSWERED = (0.98, 0.95, 0.93, 0.9)


@dataclass(frozen=True, slots=True)
class Rows:
    """One set: the signals of each question (float, n by 3), whether its answer is right, whether it has one."""

    name: str
    signals: list[tuple[float, ...]]
    right: list[bool]
    answerable: list[bool]


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the public sets")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep vectors here from run to run")
    parser.add_argument("--also", nargs=2, type=Path, action="append", default=[], metavar=("FOLDER", "QUESTIONS"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        embedder = RememberingEmbedder(options.cache or Path(folder))
        fitting, *checked = _all(options.data, options.also, Path(folder), embedder)
        embedder.save()
    model = LogisticRegression(C=100).fit(fitting.signals, fitting.right)
    print("fitted on")
    _report(fitting, model)
    print("checked on")
    for rows in checked:
        _report(rows, model)
    weights = (float(model.intercept_[0]), *map(float, model.coef_[0]))
    print("WEIGHTS =", tuple(round(weight, 2) for weight in weights))


def _all(data: Path, also: Sequence[tuple[Path, Path]], folder: Path, embedder: RememberingEmbedder) -> list[Rows]:
    xquad, clapnq, mtrag = sets.xquad(data), sets.clapnq(data), sets.mtrag_un(data)
    near = [
        json.loads(line)["question"]
        for line in Path(__file__).with_name("near_misses.jsonl").read_text("utf-8").splitlines()
    ]
    strange = sets.spaced([question for question in clapnq.questions if question.supports], _STRANGE)
    fitting = [
        *map(_asked, xquad.questions[::_SPACING]),
        *(Question(text, "unanswerable") for text in near),
        *map(_asked, sets.strange(strange)),
        *_swapped(sets.spaced(xquad.questions[1::_SPACING], _SWAPPED)),
    ]
    found = [_rows("XQuAD, near misses, strangers", _index(xquad, folder, embedder), fitting, embedder)]
    found += [
        _rows(one.name, _index(one, folder, embedder), list(map(_asked, one.questions)), embedder)
        for one in (clapnq, mtrag)
    ]
    for number, (sources, questions) in enumerate(also):
        place = folder / f"own-{number}"
        build(place, [sources], embedder)
        found.append(_rows(str(questions), open_index(place), read_questions(questions), embedder))
    return found


def _swapped(questions: Sequence[sets.Question]) -> list[Question]:
    """Each with its last name or number exchanged for the last one of its kind in a question before it."""
    found: list[Question] = []
    others: dict[bool, str] = {}
    for question in questions:
        names = list(_NAMED.finditer(question.text))
        if not names:
            continue
        last = names[-1]
        number = last[0][0].isdigit()
        other = others.get(number)
        if other and other != last[0]:
            text = question.text[: last.start()] + other + question.text[last.end() :]
            found.append(Question(text, "unanswerable"))
        others[number] = last[0]
    return found


def _asked(question: sets.Question) -> Question:
    files = [f"{name}.txt" for name in question.files]
    pieces = tuple(tuple(Wording(file, support) for file in files) for support in question.supports)
    pieces = pieces or tuple((Wording(file, ""),) for file in files)  # all words of nothing stand in any quote
    return Question(question.text, question.kind, pieces, one_is_enough=True, history=question.history)


def _index(questions: sets.QuestionSet, folder: Path, embedder: Embedder) -> Index:
    place = folder / f"{questions.name}-index"
    build(place, [questions.write(folder)], embedder)
    return open_index(place)


def _rows(name: str, index: Index, questions: Sequence[Question], embedder: Embedder) -> Rows:
    found = Rows(name, [], [], [])
    for question in questions:
        gathered = gather(question.text, index, embedder, history=question.history)
        missing = gathered.unmet(question.text, gathered.likely)
        quotes = [
            Shown(one.span.of(one.passage.article.text), (one.passage.article.path,))
            for one in gathered.likely[:_RIGHT]
        ]
        found.signals.append(signals(gathered.likely, len(missing)))
        found.right.append(question.answerable and recall(question, quotes, 80) > 0)
        found.answerable.append(question.answerable)
    index.close()
    return found


def _report(rows: Rows, model: LogisticRegression) -> None:
    right, answerable = np.array(rows.right), np.array(rows.answerable)
    sure = model.predict_proba(rows.signals)[:, 1]
    bins = np.array_split(np.argsort(sure, kind="stable"), 10)
    error = sum(abs(sure[one].mean() - right[one].mean()) * len(one) for one in bins) / len(sure)
    print(
        f"  {rows.name}: {len(right)} questions, right {right.mean():.2f}, mean confidence {sure.mean():.2f}, "
        f"calibration error {error:.3f}, AUROC of right {roc_auc_score(right, sure):.3f}, "
        f"of answerable {roc_auc_score(answerable, sure):.3f}"
    )
    thresholds = [float(np.quantile(sure[answerable], 1 - share)) for share in _ANSWERED]
    for threshold in sorted({*thresholds, THRESHOLD}):
        given = sure >= threshold
        print(
            f"    threshold {threshold:.3f}: answered {given[answerable].mean():.3f}, of the right ones "
            f"{given[right].mean():.3f}; refused of those without an answer {1 - given[~answerable].mean():.3f}"
        )


if __name__ == "__main__":
    main()

"""Public question sets, as they lie in a folder of data, for the benchmarks."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

_SWITCHES, _SWITCHED_FROM = 4, 5
STRANGE = "offtopic"
"""The kind of a question that was asked about other texts."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the texts of which one must be in an answer; none if it has no answer here.

    `files` are the names of the texts that answer it; `history` the earlier questions, oldest first.
    """

    text: str
    supports: tuple[str, ...]
    files: tuple[str, ...] = ()
    kind: str = "answerable"
    history: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Texts by name, to be indexed as files, and questions about them."""

    name: str
    texts: dict[str, str]
    questions: tuple[Question, ...]

    def write(self, folder: Path) -> Path:
        """Write one file a text into a new folder below `folder`."""
        place = folder / self.name
        place.mkdir()
        for name, text in self.texts.items():
            (place / f"{name}.txt").write_text(text, "utf-8")
        return place


def clapnq(data: Path) -> QuestionSet:
    """ClapNQ, development part: 300 questions with supporting sentences, 300 without an answer.

    Each has its passage, under its title.
    """
    texts = _Texts()
    questions = []
    for row in _rows(data / "clapnq" / "dev600.jsonl"):
        name = texts.add(row["id"], f"{row['title']}\n\n{untokenised(row['passage'].split())}")
        if row["answerable"]:
            marked = [sentence for answer in row["answers"] for sentence in answer.get("sentences", ())]
            supports = tuple(untokenised(sentence.split()) for sentence in marked)
            questions.append(Question(row["question"], supports, (name,)))
        else:
            questions.append(Question(row["question"], (), (), "unanswerable"))
    return QuestionSet("clapnq", texts.by_name, tuple(questions))


def xquad(data: Path) -> QuestionSet:
    """XQuAD in English: 240 paragraphs, 1,190 questions; the support is the sentence round the answer."""
    texts = _Texts()
    questions = []
    for article in json.loads((data / "xquad" / "xquad.en.json").read_text("utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            name = texts.add(f"p{len(texts.by_name)}", paragraph["context"])
            for asked in paragraph["qas"]:
                answer = asked["answers"][0]
                support = around(paragraph["context"], answer["answer_start"], len(answer["text"]))
                questions.append(Question(asked["question"], (support,), (name,)))
    return QuestionSet("xquad", texts.by_name, tuple(questions))


def qed(data: Path) -> QuestionSet:
    """QED, development part: 1,343 paragraphs, and the 1,021 questions that one sentence answers."""
    texts = _Texts()
    questions = []
    for row in _rows(data / "qed" / "qed-dev.jsonl"):
        text = f"{row['title_text']}\n\n{untokenised(row['paragraph_text'].split())}"
        name = texts.add(f"p{row['example_id']}", text)
        if row["annotation"]["explanation_type"] == "single_sentence":
            support = untokenised(row["annotation"]["selected_sentence"]["string"].split())
            questions.append(Question(row["question_text"], (support,), (name,)))
    return QuestionSet("qed", texts.by_name, tuple(questions))


def mtrag(data: Path) -> dict[str, QuestionSet]:
    """MTRAG's follow-up questions, in each way to ask them: there are relevant passages, no sentences.

    "last turn" as it was put, "all turns" behind all earlier ones, "rewrite" as a person completed it,
    and "history" as it was put, with the earlier ones apart. First questions are no follow-ups.
    """
    texts = _pool(data)
    ways: dict[str, list[Question]] = {"last turn": [], "all turns": [], "rewrite": [], "history": []}
    for row in _rows(data / "mtrag" / "mtrag_human_covered.jsonl"):
        turns = _turns(row)
        if len(turns) > 1:
            rewrite = " ".join(row["rewrite"].removeprefix("|user|:").split())
            files = tuple(row["relevant"])
            ways["last turn"].append(Question(turns[-1], (), files))
            ways["all turns"].append(Question(" ".join(turns), (), files))
            ways["rewrite"].append(Question(rewrite, (), files))
            ways["history"].append(Question(turns[-1], (), files, history=tuple(turns[:-1])))
    return {way: QuestionSet("mtrag", texts, tuple(questions)) for way, questions in ways.items()}


def mtrag_switch(data: Path) -> dict[str, QuestionSet]:
    """MTRAG's first questions, "opening" alone and "switch" behind some other conversation, of which they are free.

    What the second finds less than the first was dragged along. Each is put behind the last questions
    of the next four conversations of the file.
    """
    conversations: dict[str, list[str]] = {}
    openings = {}
    for row in _rows(data / "mtrag" / "mtrag_human_covered.jsonl"):
        turns = _turns(row)
        conversations[turns[0]] = max(conversations.get(turns[0], []), turns, key=len)
        if len(turns) == 1:
            openings[turns[0]] = tuple(row["relevant"])
    order = list(conversations)
    alone, behind = [], []
    for text, files in openings.items():
        at = order.index(text)
        for other in (order[at + 1 :] + order[:at])[:_SWITCHES]:
            alone.append(Question(text, (), files))
            behind.append(Question(text, (), files, history=tuple(conversations[other][-_SWITCHED_FROM:])))
    texts = _pool(data)
    ways = {"opening": alone, "switch": behind}
    return {way: QuestionSet("mtrag", texts, tuple(questions)) for way, questions in ways.items()}


def mtrag_un(data: Path) -> QuestionSet:
    """MTRAG-UN's turns that are answerable, and those that are not, with the earlier questions.

    What is underspecified or answered in part is left out: it is neither.
    """
    kinds = {"ANSWERABLE": "answerable", "UNANSWERABLE": "unanswerable"}
    questions = tuple(
        Question(
            row["question"],
            (),
            tuple(row["relevant"]),
            kinds[row["answerability"]],
            tuple(turn["text"] for turn in row["history"] if turn["speaker"] == "user"),
        )
        for row in _rows(data / "mtrag" / "mtragun_tasks.jsonl")
        if row["answerability"] in kinds
    )
    return QuestionSet("mtrag", _pool(data), questions)


def strange(questions: Iterable[Question]) -> list[Question]:
    """The questions as they are where no text answers them."""
    return [replace(question, supports=(), files=(), kind=STRANGE) for question in questions]


def spaced(questions: Sequence[Question], most: int) -> list[Question]:
    """At most so many of the questions, evenly spaced."""
    step = max(1, -(-len(questions) // most))
    return list(questions[::step])


def around(text: str, start: int, length: int) -> str:
    """The naive sentence that holds `text[start : start + length]`."""
    ends = [match.end() for match in _END.finditer(text)]
    first = max((end for end in ends if end <= start), default=0)
    last = min((end for end in ends if end >= start + length), default=len(text))
    return text[first:last].strip()


def naive_sentences(text: str) -> list[str]:
    """Text cut behind every full stop, question or exclamation mark that a capital follows, and at line feeds.

    >>> naive_sentences("Dr. Hale left.\\n\\nWhy? Nobody knows.")
    ['Dr.', 'Hale left.', 'Why?', 'Nobody knows.']
    """
    return [part.strip() for line in text.split("\n") for part in _SPLIT.split(line) if part.strip()]


def supported(quotes: Sequence[str], question: Question) -> bool:
    """Whether the quotes hold 80 % of the words of one support."""
    said = [set(re.findall(r"\w+", quote.lower())) for quote in quotes]
    for support in question.supports:
        words = set(re.findall(r"\w+", support.lower()))
        if any(len(words & quote) >= 0.8 * len(words) for quote in said):
            return True
    return False


_END = re.compile(r"[.!?]\s+(?=[A-Z])")
_SPLIT = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
STOP = re.compile(r"[.!?…]+")
OPEN = frozenset({"``", "(", "[", "{", "$", "£", "€", "#", "“", "‘"})
CLOSE = frozenset({"''", ")", "]", "}", "%", ",", ";", ":", "”", "’", "n't"})
"""Tokens of the Penn Treebank's manner that stand close to the next one, and to the one before."""


def untokenised(tokens: Sequence[str]) -> str:
    """Tokens in the Penn Treebank's manner -> text with its quotation marks and spaces.

    >>> untokenised("He said : `` Do n't -- it 's late ( 5 p.m. ) . '' One - third left .".split())
    "He said: “Don't — it's late (5 p.m.).” One-third left."
    """
    text = ""
    glue = True
    for part in tokens:
        closes = part in CLOSE or STOP.fullmatch(part) or re.match(r"'\w", part) or (part, text[-1:]) == ("'", "s")
        hyphen = part == "-"
        text += ("" if glue or closes or hyphen else " ") + part
        glue = hyphen or part in OPEN
    return text.replace("``", "“").replace("''", "”").replace("--", "—")


class _Texts:
    """Texts by name, each once: the same text under another name is the first one's."""

    def __init__(self) -> None:
        self.by_name: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def add(self, name: str, text: str) -> str:
        """The name under which the text is kept."""
        kept = self._names.setdefault(text, name)
        self.by_name[kept] = text
        return kept


def _turns(row: dict[str, Any]) -> list[str]:
    return [turn for part in row["questions"].split("|user|:") if (turn := " ".join(part.split()))]


def _pool(data: Path) -> dict[str, str]:
    """MTRAG's passages. Most begin with their title; the others have none."""
    return {row["_id"]: row["text"].strip() for row in _rows(data / "mtrag" / "pooled_passages.jsonl")}


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text("utf-8").splitlines())

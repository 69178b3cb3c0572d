"""Public question sets, as they lie in a folder of data, for the benchmarks."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the texts of which one must be in an answer; none if it has no answer here."""

    text: str
    supports: tuple[str, ...]


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
    """ClapNQ, development part: 300 questions with supporting sentences, 300 without an answer."""
    lines = (data / "clapnq" / "dev600.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return QuestionSet(
        "clapnq",
        {row["id"]: f"{row['title']}\n\n{row['passage']}" for row in rows},
        tuple(
            Question(
                row["question"],
                tuple(sentence for answer in row["answers"] for sentence in answer.get("sentences", ()))
                if row["answerable"]
                else (),
            )
            for row in rows
        ),
    )


def xquad(data: Path) -> QuestionSet:
    """XQuAD in English: 240 paragraphs, 1,190 questions; the support is the sentence round the answer."""
    texts: dict[str, str] = {}
    questions: list[Question] = []
    for article in json.loads((data / "xquad" / "xquad.en.json").read_text("utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            texts[f"p{len(texts)}"] = paragraph["context"]
            for asked in paragraph["qas"]:
                answer = asked["answers"][0]
                support = around(paragraph["context"], answer["answer_start"], len(answer["text"]))
                questions.append(Question(asked["question"], (support,)))
    return QuestionSet("xquad", texts, tuple(questions))


def around(text: str, start: int, length: int) -> str:
    """The naive sentence that holds `text[start : start + length]`."""
    ends = [match.end() for match in re.finditer(r"[.!?]\s+(?=[A-Z])", text)]
    first = max((end for end in ends if end <= start), default=0)
    last = min((end for end in ends if end >= start + length), default=len(text))
    return text[first:last].strip()


def supported(quotes: Sequence[str], question: Question) -> bool:
    """Whether the quotes hold 80 % of the words of one support."""
    said = [set(re.findall(r"\w+", quote.lower())) for quote in quotes]
    for support in question.supports:
        words = set(re.findall(r"\w+", support.lower()))
        if any(len(words & quote) >= 0.8 * len(words) for quote in said):
            return True
    return False

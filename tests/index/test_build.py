"""What an update embeds, reuses, drops and reports."""

import contextlib
import json
import os
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.errors import IndexMissing, UsageError
from corpus.read import READING, read_bytes
from index.build import build
from index.codes import AT_ONCE
from index.embed import Model
from index.place import read_manifest
from index.plan import Changes
from index.preview import preview
from index.progress import STEPS
from index.store import open_index
from tests.doubles import WordEmbedder, write
from tests.index.helpers import entries_at, found_at, generations, opened, paths_at, settle, snapshot

NOTHING = Changes((), (), ())


def town(number: int, verb: str = "opened") -> str:
    return f"The mayor of Town{number} {verb} a bridge over the river. It cost {number + 100} crowns.\n"


@pytest.fixture
def towns(tmp_path: Path) -> Path:
    """Fifty articles of one passage each, unchanged for years."""
    return settle(write(tmp_path / "towns", {f"town{number:02}.txt": town(number) for number in range(50)}))


@pytest.fixture
def built(place: Path, towns: Path) -> WordEmbedder:
    """The embedder with which `towns` was indexed, its list of texts cleared."""
    embedder = WordEmbedder()
    report = build(place, [towns], embedder)
    assert (report.embedded, report.reused, report.manifest.passages) == (50, 0, 50)
    assert report.changes == Changes(tuple(f"town{number:02}.txt" for number in range(50)), (), ())
    embedder.embedded.clear()
    return embedder


def test_an_edit_of_one_of_fifty_files_embeds_that_file_alone(place: Path, towns: Path, built: WordEmbedder) -> None:
    write(towns, {"town07.txt": town(7, "closed")})
    report = build(place, [towns], built)
    assert built.embedded == ["The mayor of Town7 closed a bridge over the river. It cost 107 crowns."]
    assert (report.embedded, report.reused) == (1, 49)
    assert report.changes == Changes((), ("town07.txt",), ())
    build(place.with_name("fresh"), [towns], WordEmbedder())
    assert found_at(place) == found_at(place.with_name("fresh"))


def test_only_the_files_that_changed_are_read(
    place: Path, towns: Path, built: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []

    def watched(location: Path) -> bytes:
        read.append(location)
        return read_bytes(location)

    monkeypatch.setattr("index.reading.read_bytes", watched)
    write(towns, {"town07.txt": town(7, "closed")})
    build(place, [towns], built)
    assert read == [towns / "town07.txt"]


def test_an_edit_embeds_only_the_passages_that_read_differently(place: Path, tmp_path: Path) -> None:
    sentences = [" ".join(f"{name}{word}" for word in range(99)) + "." for name in ("Alpha", "Beta", "Gamma")]
    folder = write(tmp_path / "long", {"long.txt": "\n\n".join(sentences)})
    embedder = WordEmbedder()
    assert build(place, [folder], embedder).embedded == 3
    embedder.embedded.clear()
    sentences[1] = sentences[1].replace("Beta50", "Delta50")
    write(folder, {"long.txt": "\n\n".join(sentences)})
    report = build(place, [folder], embedder)
    assert embedder.embedded == [sentences[1]]
    assert (report.embedded, report.reused, report.changes) == (1, 2, Changes((), ("long.txt",), ()))


def test_a_deleted_file_leaves_nothing_behind(place: Path, towns: Path, built: WordEmbedder) -> None:
    (towns / "town07.txt").unlink()
    report = build(place, [towns], built)
    assert (report.embedded, report.reused, report.changes) == (0, 49, Changes((), (), ("town07.txt",)))
    assert "town07.txt" not in paths_at(place)
    with opened(place) as index:
        assert index.words.frequency("town7") == 0
        assert len(index.vectors) == 49


@pytest.mark.parametrize("new", ["a-new-name.txt", "below/deeper/town07.txt"])
def test_a_renamed_or_moved_file_keeps_its_vectors_under_its_new_name(
    place: Path, towns: Path, built: WordEmbedder, new: str
) -> None:
    (towns / new).parent.mkdir(parents=True, exist_ok=True)
    (towns / "town07.txt").rename(towns / new)
    report = build(place, [towns], built)
    assert built.embedded == []
    assert (report.embedded, report.reused) == (0, 50)
    assert report.changes == Changes((new,), (), ("town07.txt",))
    build(place.with_name("fresh"), [towns], WordEmbedder())
    assert found_at(place) == found_at(place.with_name("fresh"))


def test_two_files_that_swap_their_texts_are_both_changed(place: Path, towns: Path, built: WordEmbedder) -> None:
    write(towns, {"town01.txt": town(2), "town02.txt": town(1)})
    report = build(place, [towns], built)
    assert (report.embedded, report.changes) == (0, Changes((), ("town01.txt", "town02.txt"), ()))
    build(place.with_name("fresh"), [towns], WordEmbedder())
    assert found_at(place) == found_at(place.with_name("fresh"))


def test_a_touched_file_is_read_and_found_unchanged(place: Path, towns: Path, built: WordEmbedder) -> None:
    before = read_manifest(place).generation, found_at(place)
    os.utime(towns / "town07.txt", ns=(10**18, 10**18))
    report = build(place, [towns], built)
    assert (report.embedded, report.reused, report.changes) == (0, 50, NOTHING)
    assert (report.manifest.generation, found_at(place)) == before
    assert [entry.mtime_ns for entry in entries_at(place)].count(10**18) == 1


def test_an_edit_that_keeps_size_and_time_is_seen_if_the_index_was_built_within_two_seconds(
    place: Path, tmp_path: Path
) -> None:
    folder = write(tmp_path / "quick", {"a.txt": "The ferry sank.\n"})
    status = (folder / "a.txt").stat()
    build(place, [folder], WordEmbedder())
    write(folder, {"a.txt": "The ferry sang.\n"})
    os.utime(folder / "a.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
    report = build(place, [folder], WordEmbedder())
    assert (report.embedded, report.changes) == (1, Changes((), ("a.txt",), ()))


def test_nothing_changed_and_nothing_is_written(place: Path, towns: Path, built: WordEmbedder) -> None:
    before = snapshot(place)
    report = build(place, [towns], built)
    assert (report.embedded, report.reused, report.changes, built.embedded) == (0, 50, NOTHING, [])
    assert report.manifest == read_manifest(place)
    assert snapshot(place) == before


def test_fresh_embeds_everything_and_names_the_same_generation(place: Path, towns: Path, built: WordEmbedder) -> None:
    before, found = read_manifest(place), found_at(place)
    report = build(place, [towns], built, fresh=True)
    assert (report.embedded, report.reused, report.changes) == (50, 0, NOTHING)
    assert sorted(built.embedded) == sorted(town(number).strip() for number in range(50))
    assert (report.manifest.generation, found_at(place)) == (before.generation, found)
    assert len(generations(place)) == 1


@pytest.mark.parametrize("model", [Model("words", "2"), Model("other words", "1")])
def test_another_model_or_revision_embeds_everything_anew(
    place: Path, towns: Path, built: WordEmbedder, model: Model
) -> None:
    before = read_manifest(place).generation
    other = WordEmbedder(model, dimension=64)
    report = build(place, [towns], other)
    assert (report.embedded, report.reused, report.changes, len(other.embedded)) == (50, 0, NOTHING, 50)
    assert (report.manifest.model, report.manifest.dimension) == (model, 64)
    assert report.manifest.generation != before
    assert built.embedded == []


def test_another_engine_embeds_everything_anew_as_its_vectors_differ_in_the_last_digits(
    place: Path, towns: Path, built: WordEmbedder
) -> None:
    assert read_manifest(place).engine == built.engine
    report = build(place, [towns], WordEmbedder(engine="words 2"))
    assert (report.embedded, report.reused, report.manifest.engine) == (50, 0, "words 2")
    assert build(place, [towns], WordEmbedder(engine="words 2")).reused == 50


def test_an_index_that_names_no_engine_answers_and_is_embedded_anew(
    place: Path, towns: Path, built: WordEmbedder
) -> None:
    found = found_at(place)
    manifest = place / "generations" / read_manifest(place).generation / "manifest.json"
    record = json.loads(manifest.read_text("utf-8"))
    del record["engine"]
    manifest.write_text(json.dumps(record), "utf-8")
    assert (read_manifest(place).engine, found_at(place)) == ("", found)
    assert build(place, [towns], built).embedded == 50


def test_other_reading_rules_read_every_file_again_and_keep_equal_passages(
    place: Path, towns: Path, built: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read_manifest(place).generation
    monkeypatch.setattr("index.last_time.READING", READING + 1)
    steps: list[tuple[str, int]] = []
    report = build(place, [towns], built, lambda step, _done, total: steps.append((step, total)))
    assert ("read", 50) in steps
    assert (report.embedded, report.reused) == (0, 50)
    assert report.manifest.generation != before


def test_passages_that_read_alike_are_embedded_once_and_share_a_vector(place: Path, tmp_path: Path) -> None:
    folder = write(tmp_path / "alike", {"a.txt": town(1), "b.txt": town(1) + "\n", "c.txt": town(2)})
    embedder = WordEmbedder()
    report = build(place, [folder], embedder)
    assert embedder.embedded == [town(1).strip(), town(2).strip()]
    assert (report.embedded, report.reused) == (3, 0)
    write(folder, {"d.txt": town(2) + "\n"})
    report = build(place, [folder], embedder)
    assert (report.embedded, report.reused, len(embedder.embedded)) == (0, 4, 2)
    with opened(place) as index:
        first, second, third, fourth = index.vectors.rows([0, 1, 2, 3]).tolist()
    assert (first, third) == (second, fourth)
    assert first != third


def test_without_an_argument_the_sources_are_those_of_last_time(place: Path, towns: Path, built: WordEmbedder) -> None:
    write(towns, {"town99.txt": town(99)})
    report = build(place, [], built)
    assert report.manifest.sources == (towns,)
    assert report.changes == Changes(("town99.txt",), (), ())


def test_without_an_argument_and_without_an_index_there_is_nothing_to_go_by(place: Path) -> None:
    with pytest.raises(UsageError, match="no sources are known") as caught:
        build(place, [], WordEmbedder())
    assert caught.value.remedy == f"qa index FOLDER --index {place}"
    with pytest.raises(IndexMissing):
        open_index(place)


def test_progress_names_every_step_in_order_and_never_overshoots(place: Path, towns: Path) -> None:
    calls: list[tuple[str, int, int]] = []
    build(place, [towns], WordEmbedder(), lambda *call: calls.append(call))
    assert tuple(dict.fromkeys(step for step, _, _ in calls)) == STEPS
    assert all(0 <= done <= total for _, done, total in calls)
    embedded = [done for step, done, _ in calls if step == "embed"]
    assert (embedded[0], embedded[-1]) == (0, 50)
    assert all(0 < later - done <= AT_ONCE for done, later in pairwise(embedded))


def test_keep_all_leaves_nothing_out_and_is_kept_until_it_is_taken_back(place: Path, tmp_path: Path) -> None:
    lines = ["Home", "Sport", "Letters", "A Flood in Oster", " ".join(f"word{n}" for n in range(30)) + ".", "Views: 3"]
    folder = write(tmp_path / "pages", {"a.txt": "\n\n".join(lines)})
    embedder = WordEmbedder()

    def shown() -> list[str]:
        with contextlib.closing(open_index(place)) as index:
            article = index.catalog.entry("a.txt").article
            assert not (article.left_out and index.manifest.settings["keep_all"])
            return [span.of(article.text) for span in article.body]

    build(place, [folder], embedder)
    assert shown() == [lines[4]]
    build(place, [folder], embedder, keep_all=True)
    assert shown() == [*lines[:3], *lines[4:]]
    assert [len(one.left_out) for one in preview(place, [folder]).articles] == [0]
    write(folder, {"a.txt": "\n\n".join([*lines, "Print"])})
    build(place, [], embedder)
    assert shown() == [*lines[:3], *lines[4:], "Print"]
    build(place, [], embedder, keep_all=False)
    assert shown() == [lines[4]]


def test_lines_that_the_articles_of_a_folder_share_are_left_out_whatever_the_order_of_updates(
    place: Path, tmp_path: Path
) -> None:
    letter = "The Falk letter goes out on Fridays."
    stories = {f"s{n}.txt": " ".join(f"w{n}x{m}" for m in range(30)) + f".\n\n{letter}\n" for n in range(4)}
    folder = write(tmp_path / "letters", dict(list(stories.items())[:3]))
    embedder = WordEmbedder()

    def out() -> list[int]:
        with contextlib.closing(open_index(place)) as index:
            return [len(entry.article.left_out) for entry in index.catalog.entries()]

    build(place, [folder], embedder)
    assert out() == [0, 0, 0]
    write(folder, {"s3.txt": stories["s3.txt"]})
    build(place, [folder], embedder)
    assert out() == [1, 1, 1, 1]
    build(place.with_name("fresh"), [folder], WordEmbedder())
    assert found_at(place) == found_at(place.with_name("fresh"))
    (folder / "s0.txt").unlink()
    build(place, [folder], embedder)
    assert out() == [0, 0, 0]


def test_each_record_of_an_export_is_an_article_and_a_bad_one_is_said(place: Path, tmp_path: Path) -> None:
    records = [json.dumps({"title": f"Bridge {n}", "date": f"201{n}-01-05", "text": town(n)}) for n in range(3)]
    folder = write(tmp_path / "exports", {"news.jsonl": "\n".join([*records, "{oops"])})
    embedder = WordEmbedder()
    report = build(place, [folder], embedder)
    assert paths_at(place) == ["news.jsonl#1", "news.jsonl#2", "news.jsonl#3"]
    assert [(one.path, one.reason[:18]) for one in report.manifest.skipped] == [("news.jsonl#4", "line 4 is not JSON")]
    write(folder, {"news.jsonl": "\n".join([*records[:2], records[2].replace("opened", "closed")])})
    assert build(place, [], embedder).embedded == 1
    build(place.with_name("fresh"), [folder], WordEmbedder())
    assert found_at(place) == found_at(place.with_name("fresh"))
    write(folder, {"news.jsonl": records[0]})
    build(place, [], embedder)
    assert paths_at(place) == ["news.jsonl"]

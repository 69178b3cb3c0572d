"""What several tests use."""

import io
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from qa.cli import main
from qa.environment import Environment
from qa.rerank import CrossEncoderReranker, Reranker
from tests.doubles import WordEmbedder, write

SHARED = Path(__file__).resolve().parents[2] / "shared"

ARTICLES = {
    "bridge.txt": (
        "Lisse Bridge Reopens After Two Winters\n\n"
        "By Anna Verhoef\n3 March 2021\n\n"
        "The iron bridge over the Lisse reopened on Tuesday, two years after inspectors found cracks in its "
        "northern pier. The repair cost 4.2 million crowns, Mayor Tomas Brandt said.\n\n"
        "Engineers replaced forty rivets and the whole of the timber deck. “Nobody will drive a lorry over it "
        "again,” Brandt told the council. “That was the mistake.”\n\n"
        "The ferry that had carried commuters since 2019 made its last crossing on Monday evening.\n"
    ),
    "ferry.txt": (
        "Ferry Crews Ask What Comes Next\n\n"
        "5 March 2021\n\n"
        "Eleven crew members of the Lisse ferry have not been told whether they will be paid after March, their "
        "union said. The union's secretary, Ilse Dorn, asked the province for a meeting.\n\n"
        "The province runs the ferry under a contract that ends in June. A spokesman said that no decision had "
        "been taken.\n"
    ),
    "notes/orchard.txt": (
        "Frost Takes the Orchards\n\n"
        "Late frost destroyed most of the cherry blossom in the Ammer valley in April 2017. Growers put the loss "
        "at nine tenths of the harvest.\n"
    ),
}


@dataclass(frozen=True)
class Result:
    """What a run of the program gave."""

    status: int
    out: str
    err: str


Run = Callable[..., Result]


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden screens anew")


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the index, settings or history of whoever runs it."""
    for name in [name for name in os.environ if name.startswith("QA_")]:
        monkeypatch.delenv(name)
    for name in ("DATA", "CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / "home" / name.lower()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three articles of our own making."""
    return write(tmp_path / "articles", ARTICLES)


@pytest.fixture
def embedder() -> WordEmbedder:
    """The embedder that `run` uses."""
    return WordEmbedder()


@pytest.fixture
def run(embedder: WordEmbedder) -> Run:
    """Runs `qa` in this process with an embedder in which likeness means shared words."""

    def run(
        *argv: object,
        stdin: str = "",
        variables: Mapping[str, str] | None = None,
        tty: bool = False,
        make_reranker: Callable[[str], Reranker] = CrossEncoderReranker,
    ) -> Result:
        out, err = (Terminal(), Terminal()) if tty else (io.StringIO(), io.StringIO())
        environment = Environment(
            stdin=io.StringIO(stdin),
            stdout=out,
            stderr=err,
            variables=variables or {},
            make_embedder=lambda _name, _cache, _tell: embedder,
            make_reranker=make_reranker,
        )
        status = main([str(word) for word in argv], environment)
        return Result(status, out.getvalue(), err.getvalue())

    return run


@pytest.fixture
def place(tmp_path: Path, folder: Path, run: Run) -> Path:
    """Where the index of `folder` lies, built."""
    place = tmp_path / "index"
    assert run("index", folder, "--index", place).status == 0
    return place


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a screen with the file of that name in golden/ beside the test."""

    def compare(name: str, screen: str) -> None:
        path = request.path.parent / "golden" / f"{name}.txt"
        if request.config.getoption("--update-golden"):
            path.write_text(screen, "utf-8")
        assert screen == path.read_text("utf-8")

    return compare


@pytest.fixture
def shared() -> Path:
    """The folder of public data beside the checkout; the test skips where there is none."""
    if not SHARED.is_dir():
        pytest.skip("no data beside the checkout (../shared)")
    return SHARED

"""What a command loads before it answers: a run must not wait for what it does not use."""

import json
import os
import subprocess
import sys
from inspect import signature
from pathlib import Path
from pkgutil import resolve_name

import pytest

from corpus.read import READERS, reader_of
from qa.commands.table import COMMAND_LINE, REPL, Command

_ROOT = Path(__file__).resolve().parents[2]
_OWN = {"qa", "index", "corpus"}

# the double is imported when the program makes its embedder, so that it loads nothing before its time
_PROGRAM = """
import json, sys
before = set(sys.modules)
from qa.cli import main
from qa.environment import Environment

def make(name, cache, tell):
    from tests.doubles import WordEmbedder
    return WordEmbedder()

try:
    status = main(sys.argv[2:], Environment(make_embedder=make))
except SystemExit as ended:
    status = ended.code
with open(sys.argv[1], "w") as file:
    json.dump(sorted(set(sys.modules) - before), file)
sys.exit(status)
"""

_HELP = set(
    "corpus.errors index.embed index.engines index.weights qa.cli qa.commands qa.commands.table qa.defaults "
    "qa.environment qa.rerank qa.safe qa.settings".split()
)
_STATUS = _HELP | set(
    "corpus.article corpus.paragraphs corpus.read corpus.read.origin index.catalog index.manifest index.place "
    "index.plan index.recent index.saved index.search index.segment index.segment.catalog index.segment.codes "
    "index.segment.entry index.segment.vectors index.segment.words index.segments index.sources index.stale "
    "index.store index.terms index.vectors index.wording index.words qa.answer qa.commands.indexing qa.likeness "
    "qa.models qa.progress qa.records qa.refuse qa.render qa.session qa.speech qa.thresholds".split()
)
_ASK = (_STATUS - {"index.saved", "qa.commands.indexing"}) | set(
    "corpus.dates corpus.passages corpus.read.encoding corpus.sentences index.abbreviations index.figures "
    "index.names index.variants qa.about qa.ask qa.breadth qa.commands.asking qa.evidence qa.expected qa.followup "
    "qa.gather qa.premise qa.verify qa.widen".split()
)
_OPENING = {"numpy", "platformdirs", "regex", "rich", "tantivy"}

ALLOWED = {  # for each command: our own modules, and the packages of others
    "--help": (_HELP, {"platformdirs"}),
    "--version": (_HELP, {"platformdirs"}),
    "status": (_STATUS, _OPENING),
    "ask": (_ASK, {*_OPENING, "rapidfuzz", "sentencex", "text_to_num"}),
}

NEVER = set(  # packages of others and of Python that would be felt; each is for a file, a page or a conversation
    "asyncio babel charset_normalizer email filelock html httpcore2 httpx2 huggingface_hub importlib_metadata lxml "
    "multiprocessing pathspec prompt_toolkit py3langid pygments pypdfium2 sentence_transformers ssl torch transformers "
    "unittest webbrowser xml yaml".split()
)


@pytest.mark.parametrize("command", ALLOWED)
def test_a_command_loads_only_what_it_uses(command: str, place: Path, tmp_path: Path) -> None:
    asked = ["What did the repair of the bridge cost?"] if command == "ask" else []
    listed = tmp_path / "modules.json"
    argv = [command, *asked, *([] if command.startswith("-") else ["--index", str(place)])]
    variables = os.environ | {"PYTHONPATH": str(_ROOT)}
    program = [sys.executable, "-c", _PROGRAM, str(listed), *argv]
    ran = subprocess.run(program, check=False, env=variables, cwd=_ROOT, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
    loaded = set(json.loads(listed.read_text()))
    assert "qa.cli" in loaded
    slow = NEVER & {name.partition(".")[0] for name in loaded}
    assert not slow, f"qa {command} loads {_listed(slow)}, for which it must not wait"
    own, others = ALLOWED[command]
    ours = {name for name in loaded if name.partition(".")[0] in _OWN} - _OWN
    packages = {name.partition(".")[0] for name in loaded} - _OWN - {"tests"} - sys.stdlib_module_names
    packages = {name for name in packages if _is_installed(name)}
    remedy = "import them where they are used or, if they are light and needed, name them in ALLOWED"
    assert not ours - own, f"qa {command} loads modules that it had no use for: {_listed(ours - own)}; {remedy}"
    assert not packages - others, f"qa {command} loads packages: {_listed(packages - others)}; {remedy}"


def _is_installed(package: str) -> bool:
    """Whether a name is that of a package and not of a module that one made for itself."""
    return any((Path(folder) / package).is_dir() or any(Path(folder).glob(f"{package}.*")) for folder in sys.path)


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))


@pytest.mark.parametrize("command", dict.fromkeys((*COMMAND_LINE, *REPL)), ids=lambda command: str(command.name))
def test_a_command_names_a_function_that_runs_it(command: Command) -> None:
    function = resolve_name(f"qa.commands.{command.function}")
    assert next(iter(signature(function).parameters)) == "session"
    assert len(signature(function).parameters) == 2


@pytest.mark.parametrize("suffix", READERS)
def test_a_suffix_names_a_reader(suffix: str) -> None:
    reader = reader_of(f"a{suffix}")
    assert reader is not None
    assert list(signature(reader).parameters)[:2] == ["path", "data"]

"""Flags, then QA_* variables, then a config file, then defaults."""

from pathlib import Path

import pytest

from corpus.errors import UsageError
from qa.settings import load_settings


def test_the_nearer_source_wins(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    text = 'index = "/from/file"\nmodel = "file"\nquotes = 3\nthreshold = 0.5\nreranker = "file"\n'
    config.write_text(text, "utf-8")
    variables = {"QA_CONFIG": str(config), "QA_INDEX": "/from/variable", "QA_MODEL": "variable", "HOME": "/home"}
    variables |= {"QA_THRESHOLD": "0.25", "QA_RERANKER": "variable"}
    settings = load_settings({"index": "/from/flag", "reranker": "", "json": True}, variables)
    assert (settings.index, settings.model, settings.quotes) == (Path("/from/flag"), "variable", 3)
    assert (settings.threshold, settings.reranker) == (0.25, None)
    assert not settings.default_place


def test_without_any_the_index_lies_at_the_default_place(tmp_path: Path) -> None:
    settings = load_settings({"index": None}, {"QA_INDEX": ""})
    assert settings.index == tmp_path / "home" / "data" / "quoted-answers" / "index"
    assert (settings.default_place, settings.model, settings.quotes) == (True, None, 5)
    assert (settings.threshold, settings.reranker) == (None, None)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("colour = true", "unknown setting in the config file: colour"),
        ("quotes = many", "cannot read the config file"),
        ("quotes = 21", "quotes must be a whole number from 1 to 20, not 21"),
        ("threshold = 1.01", "threshold must be a number from 0 to 1, not 1.01"),
        ("threshold = nan", "threshold must be a number from 0 to 1, not nan"),
        ("threshold = true", "threshold must be a number from 0 to 1, not True"),
        ("threshold = []", r"threshold must be a number from 0 to 1, not \[\]"),
    ],
)
def test_a_config_file_that_is_not_fit_is_an_error(tmp_path: Path, text: str, what: str) -> None:
    config = tmp_path / "config.toml"
    config.write_text(text, "utf-8")
    with pytest.raises(UsageError, match=what):
        load_settings({}, {"QA_CONFIG": str(config)})


def test_an_unknown_variable_or_a_missing_config_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="unknown setting in the environment: QA_INDX"):
        load_settings({}, {"QA_INDX": "/x"})
    with pytest.raises(UsageError, match="no config file at"):
        load_settings({}, {"QA_CONFIG": str(tmp_path / "none.toml")})

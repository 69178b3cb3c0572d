"""Which encoding a text is in."""

import pytest

from corpus.read import read_article
from corpus.read.encoding import decode, strangeness

FRENCH = "Les élèves français étaient arrivés à l’école, où l’on mêlait naïveté et cœur, l’été dernier à Besançon."
GERMAN = "Die Übergrößen für Straßenbahnführer müssen geändert werden, sagte der Bürgermeister von Köln."
SPANISH = "¿Qué pasó ayer? El alcalde dijo: «El año próximo será mejor», y añadió que sí."
POLISH = "Burmistrz powiedział wczoraj, że most zostanie otwarty w poniedziałek po remoncie, który trwał dwa lata."
RUSSIAN = "Мэр города сказал вчера, что мост будет открыт в понедельник после ремонта, который длился два года."
JAPANESE = "市長は昨日、橋は二年間の修理を経て月曜日に開通すると述べた。"
ENGLISH = "The mayor said “nobody will drive over it again” — that was the mistake’s price, in a café."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "cp1252"),
        (GERMAN, "latin-1"),
        (SPANISH, "cp1252"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859_2"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (JAPANESE, "cp932"),
        (ENGLISH, "cp1252"),
        (ENGLISH, "mac_roman"),
        (ENGLISH.replace("café", "room"), "big5"),
        (RUSSIAN, "utf-16"),
        (ENGLISH, "utf-8"),
    ],
)
def test_the_text_comes_out_as_it_was_written(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding))[0] == text
    long = "Plain words with nothing odd in them, line after line.\n" * 40 + text
    if encoding not in {"cp1251", "koi8_r", "cp932"}:
        assert decode(long.encode(encoding))[0] == long


def test_the_encoding_is_kept_and_offsets_count_characters() -> None:
    article = read_article("a.txt", f"Un titre français\r\n\r\n{FRENCH}\r\n".encode("cp1252"))
    assert article.encoding == "cp1252"
    assert article.body[0].of(article.text) == FRENCH
    assert article.text.count("\r\n") == 3


def test_strangeness() -> None:
    assert [strangeness(text) for text in (FRENCH, GERMAN, SPANISH, POLISH, ENGLISH)] == [0, 0, 0, 0, 0]
    assert strangeness("powiedzia³ ¿e") == 0 + 0
    assert strangeness("powiedzia³a") == 2
    assert strangeness("naЯve") == 3
    assert strangeness("\x93quoted\x94") == 10


@pytest.mark.parametrize(
    ("text", "written", "declared", "encoding"),
    [
        (RUSSIAN, "koi8_r", "KOI8-R", "koi8-r"),
        ("Só 3 € “agora”", "cp1252", "iso-8859-1", "cp1252"),
        (FRENCH, "utf-8", "iso-8859-1", "utf-8"),
        (RUSSIAN, "utf-16", "koi8-r", "utf-16"),
        (FRENCH, "cp1252", "utf-8", "cp1252"),
        (FRENCH, "cp1252", "hex", "cp1252"),
        (FRENCH, "cp1252", "no such", "cp1252"),
    ],
)
def test_a_declared_encoding_counts_where_the_bytes_are_not_utf_8(
    text: str, written: str, declared: str, encoding: str
) -> None:
    assert decode(text.encode(written), declared) == (text, encoding)


def test_a_declared_encoding_that_does_not_fit_is_not_believed() -> None:
    assert decode(ENGLISH.encode("cp1252"), "ascii")[0] == ENGLISH
    assert decode(JAPANESE.encode("cp932"), "euc-jp")[0] == JAPANESE

"""Bytes -> text and the name of the encoding that they are in."""

import codecs
import contextlib
import re
import unicodedata

from corpus.errors import SkippedFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TEXT_CODEC = re.compile(r"cp\d+|iso8859-\d+|koi8-\w|mac-\w+|gb\w+|big5\w*|euc_\w+|iso2022_\w+|shift_\w+|tis-620|ascii")
_WEB_CODECS = dict(  # what browsers read where a page names the smaller set
    pair.split("=")
    for pair in "ascii=cp1252 iso8859-1=cp1252 iso8859-9=cp1254 gb2312=gb18030 gbk=gb18030 shift_jis=cp932 "
    "euc_kr=cp949 tis-620=cp874".split()
)
_MOSTLY_ASCII = 0.7
_BESIDE_ASCII = ("cp1252", "cp1250", "iso8859_2", "cp1257", "big5", "gb18030", "cp932", "mac_roman", "cp850")
_TOO_STRANGE = 0.3
_TOO_MANY_CONTROLS = 0.005
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_WITHIN_WORDS = frozenset("’‘'ʼ·-‐‑–—/\u00ad")


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """Decode strictly: by byte order mark, as UTF-8, as `declared`, or in the encoding that gives the likeliest text.

    Nothing is replaced or dropped, and `bytes.decode` is used and not `open`, which would fold CRLF
    to one character: every later offset and quote would be wrong. The mark of UTF-8 stays in the
    text. Raises SkippedFile if the bytes are empty, binary or in no encoding that is known.
    """
    if not data:
        raise SkippedFile("empty file")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding), encoding
    if b"\0" in data:
        raise SkippedFile("binary: it holds NUL bytes")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if _is_broken_utf8(data):
            raise SkippedFile(f"not UTF-8 throughout: broken at byte {error.start:,}") from None
        named = web_codec(declared)
        with contextlib.suppress(UnicodeDecodeError):
            if named:
                return data.decode(named), named
        encoding = _detected(data)
    text = _strictly(data, encoding)
    odd = sum(character >= "\x80" for character in text)
    if strangeness(text) > _TOO_STRANGE * odd or len(_CONTROLS.findall(text)) > _TOO_MANY_CONTROLS * len(text):
        raise SkippedFile("in no encoding that is known: it may not be text")
    return text, encoding


def web_codec(name: str | None) -> str | None:
    """Python's name for an encoding that a page or server declares; None for one that no page is in, as "hex"."""
    try:
        codec = codecs.lookup(name or "").name
    except (LookupError, ValueError):
        return None
    return _WEB_CODECS.get(codec, codec) if _TEXT_CODEC.fullmatch(codec) else None


def _strictly(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SkippedFile(f"not {encoding.upper()} throughout: broken at byte {error.start:,}") from None
    if "\0" in text:
        raise SkippedFile("binary: it holds NUL characters")
    return text


def _is_broken_utf8(data: bytes) -> bool:
    """Whether more of the bytes beyond ASCII form characters of UTF-8 than do not."""
    text = data.decode("utf-8", "surrogateescape")
    broken = sum("\udc80" <= character <= "\udcff" for character in text)
    return sum(character >= "\x80" for character in text) - broken > broken


def _detected(data: bytes) -> str:
    """The likeliest encoding of text that is not UTF-8.

    charset-normalizer looks at how often letters follow each other, which a few quotation marks or
    accents in a long English or French text hardly change: it takes such a text for nearly anything.
    There the encoding is taken in which the odd characters fit between their neighbours best.
    """
    if sum(byte < 0x80 for byte in data) >= _MOSTLY_ASCII * len(data):  # noqa: PLR2004  ASCII
        fitting = [(strangeness(text), at, name) for at, (name, text) in enumerate(_decodable(data))]
        if fitting:
            return min(fitting)[2]
    from charset_normalizer import from_bytes  # noqa: PLC0415  needed for a few files only

    best = from_bytes(data).best()
    if best is None:
        raise SkippedFile("in no encoding that is known: it may not be text")
    return best.encoding


def _decodable(data: bytes) -> list[tuple[str, str]]:
    found = []
    for name in _BESIDE_ASCII:
        try:
            found.append((name, data.decode(name)))
        except UnicodeDecodeError:
            continue
    return found


def strangeness(text: str) -> int:
    """How badly the characters beyond ASCII sit between their neighbours; 0 is well.

    Strange are controls, letters of another script stuck to Latin ones, signs in the middle of a
    word or beside one another, and capitals behind small letters.
    """
    points = 0
    for at, character in enumerate(text):
        if character < "\x80":
            continue
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        category = unicodedata.category(character)
        if category in {"Cc", "Cn", "Co", "Cs"}:
            points += 5
        elif category[0] == "L":
            stuck = any(one.isascii() and one.isalpha() for one in (before, after))
            points += 2 * (stuck and "LATIN" not in unicodedata.name(character, ""))
            points += character.isupper() and before.islower()
        elif character not in _WITHIN_WORDS and _latin(before) and _latin(after):
            points += 2
        elif category[0] == "S" or character in "¡¿§":
            points += any(one >= "\x80" and not one.isalnum() for one in (before, after) if one)
    return points


def _latin(character: str) -> bool:
    return character.isalpha() and character < "\u0250"  # where the blocks of Latin letters end

"""PDF files, written by hand: what is printed where, in Courier, whose letters are all 0.6 of its size wide."""

import hashlib
from collections.abc import Sequence
from itertools import cycle
from typing import NamedTuple

_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_ID = bytes(range(16))
_ALLOWED = (-4).to_bytes(4, "little", signed=True)
_NAMED = {"ﬁ": "\x01", "ﬂ": "\x02", "\u00ad": "\x03", "‐": "\x04"}
TOP, LEFT, LEADING, GAP = 740, 70, 14, 10


class Printed(NamedTuple):
    x: float
    y: float
    text: str
    size: float = 11


class Drawn(NamedTuple):
    """A black box, as a picture is to a program that reads letters."""

    x: float
    y: float
    width: float
    height: float


def wrapped(paragraph: str, columns: int = 70) -> list[str]:
    """Lines of at most so many letters; words of nine letters and more are broken in their middle if need be."""
    lines = [""]
    for word in paragraph.split():
        room = columns - len(lines[-1]) - (lines[-1] > "")
        half = len(word) // 2
        if len(word) <= room:
            lines[-1] = f"{lines[-1]} {word}".strip()
        elif len(word) > 8 and word.isalpha() and word.islower() and half < room:
            lines[-1] = f"{lines[-1]} {word[:half]}-".strip()
            lines.append(word[half:])
        else:
            lines.append(word)
    return lines


def column(paragraphs: list[str], *, x: float = LEFT, y: float = TOP, width: int = 70) -> list[Printed]:
    """Paragraphs one below the other, with a gap between them."""
    printed = []
    for paragraph in paragraphs:
        for line in wrapped(paragraph, width):
            printed.append(Printed(x, y, line))
            y -= LEADING
        y -= GAP
    return printed


def pdf(
    pages: Sequence[Sequence[Printed | Drawn]],
    info: dict[str, str] | None = None,
    language: str = "",
    password: str | None = None,
) -> bytes:
    """A PDF file; with a password, even an empty one, it is encrypted (RC4, 40 bits)."""
    key = None if password is None else _key(password)
    encoding = "<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [1 /fi /fl /uni00AD /hyphentwo] >>"
    numbers = range(5, 5 + 2 * len(pages), 2)
    entries = "".join(f"/{name} <feff{text.encode('utf-16-be').hex()}> " for name, text in (info or {}).items())
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {f'/Lang ({language})' if language else ''} >>".encode(),
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{at} 0 R' for at in numbers)}] >>".encode(),
        f"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding {encoding} >>".encode(),
        f"<< {entries}>>".encode(),
    ]
    for number, page in zip(numbers, pages, strict=True):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number + 1} 0 R "
            "/Resources << /Font << /F 3 0 R >> >> >>".encode()
        )
        stream = "\n".join(_operators(one) for one in page).encode()
        if key:
            stream = _rc4(_md5(key + (number + 1).to_bytes(3, "little") + bytes(2))[:10], stream)
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
    return _file(objects, _encryption(password, key) if password is not None and key else "")


def _operators(one: Printed | Drawn) -> str:
    if isinstance(one, Drawn):
        return f"{one.x} {one.y} {one.width} {one.height} re f"
    text = "".join(_NAMED.get(letter, letter) for letter in one.text).encode("cp1252")
    return f"BT /F {one.size} Tf {one.x} {one.y} Td <{text.hex()}> Tj ET"


def _file(objects: list[bytes], encryption: str) -> bytes:
    data = b"%PDF-1.4\n"
    table = b"0000000000 65535 f \n"
    for number, content in enumerate(objects, start=1):
        table += b"%010d 00000 n \n" % len(data)
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R {encryption}>>"
    return data + b"xref\n0 %d\n%btrailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        table,
        trailer.encode(),
        len(data),
    )


def _encryption(password: str, key: bytes) -> str:
    owner, user, identity = _owner(password).hex(), _rc4(key, _PADDING).hex(), _ID.hex()
    standard = f"<< /Filter /Standard /V 1 /R 2 /O <{owner}> /U <{user}> /P -4 >>"
    return f"/ID [<{identity}> <{identity}>] /Encrypt {standard} "


def _padded(password: str) -> bytes:
    return (password.encode() + _PADDING)[:32]


def _owner(password: str) -> bytes:
    return _rc4(_md5(_padded("owner"))[:5], _padded(password))


def _key(password: str) -> bytes:
    return _md5(_padded(password) + _owner(password) + _ALLOWED + _ID)[:5]


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i, letter in zip(range(256), cycle(key), strict=False):
        j = (j + state[i] + letter) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    found = bytearray()
    for letter in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        found.append(letter ^ state[(state[i] + state[j]) % 256])
    return bytes(found)

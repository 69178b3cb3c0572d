"""Characters that would act on a terminal -> characters that only show."""

import json
import re
from typing import Any

_ACTING = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters, escape among them
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that turn the direction of writing
    "\u2028\u2029\ufeff\U000e0000-\U000e007f]"  # separators, byte order mark, invisible tags
)
_FOLDED = re.compile(r"[ \t\r\n\u00a0]+")


def visible(text: str) -> str:
    r"""The text on one line, each character that could act on a terminal shown as a sign or its number.

    >>> visible("a\x1b[31mb\nc\u202e")
    'a␛[31mb c<U+202E>'
    """
    return _ACTING.sub(_shown, _FOLDED.sub(" ", text))


def safe_json(value: Any, *, indent: int | None = None) -> str:
    """JSON that reads back as `value` exactly and holds no character that could act on a terminal."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _ACTING.sub(lambda match: match[0] if match[0] == "\n" else json.dumps(match[0])[1:-1], text)


def _shown(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:  # noqa: PLR2004  the control pictures stand in the same order
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"<U+{code:04X}>"  # noqa: PLR2004

"""What holds unless a reader sets something else. Light, so that a help text can name it."""

from typing import Final

QUOTES: Final = 5
"""Quotes of an answer, and the evidence that confidence looks at."""

THRESHOLD = 0.16
"""Answers with less confidence than this are not given."""

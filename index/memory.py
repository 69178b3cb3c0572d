"""Memory that is freed -> memory that others can have."""

import contextlib
import ctypes
import sys


def give_back() -> None:
    """Have the C library return to the system what was freed. glibc keeps much of it; others need not be asked."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)

"""What a build tells of how far it is."""

from collections.abc import Callable

STEPS = ("list", "read", "write", "embed", "publish", "sweep", "done")

Progress = Callable[[str, int, int], None]
"""(step, done, total): called when one of `STEPS` begins and as it goes on."""

"""`python -m qa`, and the command `qa`."""

import gc
import sys


def run() -> int:
    """Run the command line; an interrupt while it is still being imported is one like any other."""
    try:
        from qa.cli import main  # noqa: PLC0415  inside the try

        status = main()
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        status = 130
    gc.freeze()  # all that is left goes with the process: looking for garbage in it takes 25 ms
    return status


if __name__ == "__main__":
    sys.exit(run())

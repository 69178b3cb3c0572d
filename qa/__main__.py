"""`python -m qa`, and the command `qa`."""

import sys


def run() -> int:
    """Run the command line; an interrupt while it is still being imported is one like any other."""
    try:
        from qa.cli import main  # noqa: PLC0415  inside the try

        return main()
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        return 130


if __name__ == "__main__":
    sys.exit(run())

"""The interpreter's own standard streams, whatever a program put into `sys`."""

import sys

__all__ = ["flush"]


def flush() -> None:
    """Hands over what `print` still holds back. A stream that was closed or replaced is left alone."""
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        try:
            stream.flush()
        except Exception:  # noqa: BLE001, S110 - a program may have put anything there
            pass

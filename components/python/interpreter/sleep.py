"""`time.sleep` that lets the processor rest; Pyodide's own keeps it busy."""

import operator
import time
from collections.abc import Callable

__all__ = ["install", "sleep"]

_native = time.sleep

_SLICE = 0.05
"""Seconds after which an interrupt is heard at the latest."""

_LONGEST = 9e9
"""About 285 years: what is longer, Python refuses."""

wait: Callable[[float], None] | None = None
"""The host's: blocks the thread for so many milliseconds or until an interrupt, which it raises. None: it cannot."""


def sleep(seconds: float, /) -> None:
    """Waits so many seconds at least. KeyboardInterrupt ends it."""
    if wait is None:
        return _native(seconds)
    if not isinstance(seconds, int | float):
        seconds = operator.index(seconds)
    if not 0 < seconds < _LONGEST:
        return _native(seconds)  # zero, or its error
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        wait(min(left, _SLICE) * 1000)
    return None


def install() -> None:
    """Puts it where programs look for it."""
    time.sleep = sleep

"""What binds this interpreter to the runtime in its thread."""

from __future__ import annotations

from typing import Any

__all__ = ["WINDOW_BYTES", "bind", "need_host", "window"]

WINDOW_BYTES = 65536
window = memoryview(bytearray(WINDOW_BYTES))
"""Both sides see it: small pickles lie at its beginning, whichever way they go."""

host: Any = None
"""The module `_polyray`; None in an interpreter that belongs to no runtime."""
exceptions: Any = None
"""`miniray.exceptions`, which imports this package."""
failures: Any = None
"""`miniray._failures`: how failures are told, and raised again."""


def bind(module: Any) -> memoryview:
    """Called once. Returns the window."""
    global host, exceptions, failures
    import miniray._failures

    host = module
    exceptions = miniray.exceptions
    failures = miniray._failures
    return window


def need_host() -> Any:
    """The host. Raises RuntimeError in an interpreter that belongs to no runtime."""
    if host is None:
        raise RuntimeError("Cannot reach the runtime: this interpreter was not started by polyray")
    return host

"""Threads: there are none, and the error says so."""

import _thread
import threading
from typing import NoReturn

__all__ = ["install"]


def _refuse(*_: object, **__: object) -> NoReturn:
    raise RuntimeError(
        "Cannot start a thread: threads are unsupported in this interpreter, which runs in a WebAssembly thread of its own; "
        "run the work as a task of another worker, or with asyncio"
    )


def install() -> None:
    """Replaces every way by which the standard library starts a thread."""
    _thread.start_new = _thread.start_new_thread = _refuse
    _thread.start_joinable_thread = threading._start_joinable_thread = _refuse

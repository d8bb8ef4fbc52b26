"""`asyncio.run` and event loops that block their thread.

Pyodide's own loop runs on JavaScript's, for coroutines that JavaScript awaits. A synchronous call cannot wait for that
one; for those there is this loop, which waits by sleeping. What JavaScript promises, it never sees: nothing of JavaScript
runs in its thread meanwhile.
"""

import asyncio
import contextlib
import warnings
from asyncio import base_events, events, runners
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from pyodide.webloop import WebLoop, WebLoopPolicy

from .sleep import sleep

__all__ = ["EventLoop", "install"]

_SLICE = 0.05
"""Seconds after which a loop looks again: an interrupt cancels its task without an exception here."""


def _rest(seconds: float | None) -> None:
    if seconds is None or seconds > 0:
        sleep(_SLICE if seconds is None else min(seconds, _SLICE))


idle: Callable[[float | None], None] = _rest
"""Waits so many seconds at most, None: until something happens; returns early whenever it likes. A host whose events
should wake a loop puts its own wait here, which may call the loop's `call_soon_threadsafe`."""


class _Selector:
    def select(self, timeout: float | None) -> list[object]:
        idle(timeout)
        return []

    def close(self) -> None: ...


class EventLoop(base_events.BaseEventLoop):
    """A loop of timers and callbacks; it has no files and sockets to watch."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = _Selector()

    def run_forever(self) -> None:
        """Runs until `stop` is called."""
        with _alone():
            super().run_forever()

    def run_until_complete(self, future: Any) -> Any:
        """Runs until the future is done; returns its result."""
        with _alone():
            return super().run_until_complete(future)

    def _process_events(self, event_list: list[object]) -> None:
        """There are none: see `_Selector`."""

    def _write_to_self(self) -> None:
        """Nobody else could wait to be woken: this thread is the only one."""


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Pyodide's loop always counts as running; while it runs no task, another one may."""
    running = events._get_running_loop()
    if not isinstance(running, WebLoop) or asyncio.current_task(running) is not None:
        yield
        return
    events._set_running_loop(None)
    try:
        yield
    finally:
        events._set_running_loop(running)


class _Policy(WebLoopPolicy):
    """New loops are of this kind; the one that is there from the beginning stays Pyodide's."""

    def __init__(self, first: WebLoop) -> None:
        super().__init__()
        self._first = first

    def get_event_loop(self) -> asyncio.AbstractEventLoop:
        return self._default_loop or self._first

    def new_event_loop(self) -> EventLoop:
        return EventLoop()


class Runner(runners.Runner):
    """`asyncio.Runner`, also while Pyodide's loop counts as running."""

    def run(self, coro: Coroutine[Any, Any, Any], *, context: Any = None) -> Any:
        """Runs a coroutine; returns its result."""
        with _alone():
            return super().run(coro, context=context)


def run(main: Coroutine[Any, Any, Any], *, debug: bool | None = None, loop_factory: Any = None) -> Any:
    """`asyncio.run`, also while Pyodide's loop counts as running."""
    with _alone():
        return runners.run(main, debug=debug, loop_factory=loop_factory)


def install() -> None:
    """Puts them where programs look for them."""
    if asyncio.Runner is Runner:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        asyncio.set_event_loop_policy(_Policy(asyncio.get_event_loop()))
    asyncio.Runner = Runner
    asyncio.run = run

"""Work for a fixed set of actors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import _miniray_core as core

from .. import _runtime
from ..exceptions import ActorDiedError

__all__ = ["ActorPool"]


class ActorPool:
    """Gives each piece of work to an actor that is free, and its results in the order asked for."""

    def __init__(self, actors: Iterable[Any]) -> None:
        self._idle: list[Any] = list(actors)
        self._waiting: list[tuple[Callable[[Any, Any], core.ObjectRef], Any]] = []
        self._running: dict[core.ObjectRef, tuple[int, Any]] = {}
        self._refs: dict[int, core.ObjectRef] = {}
        self._submitted = 0
        self._next = 0

    def submit(self, fn: Callable[[Any, Any], core.ObjectRef], value: Any) -> None:
        """Has `fn(actor, value)` called with an actor that is free, now or later."""
        if not self._idle:
            self._waiting.append((fn, value))
            return
        actor = self._idle.pop()
        ref = fn(actor, value)
        self._running[ref] = (self._submitted, actor)
        self._refs[self._submitted] = ref
        self._submitted += 1

    def map(self, fn: Callable[[Any, Any], core.ObjectRef], values: Iterable[Any]) -> Iterator[Any]:
        """The results in the order of the values. What was not taken of an earlier map is thrown away."""
        return self._mapped(fn, values, self.get_next)

    def map_unordered(self, fn: Callable[[Any, Any], core.ObjectRef], values: Iterable[Any]) -> Iterator[Any]:
        """The results as they are ready."""
        return self._mapped(fn, values, self.get_next_unordered)

    def _mapped(self, fn: Callable[[Any, Any], core.ObjectRef], values: Iterable[Any], take: Callable[[], Any]) -> Iterator[Any]:
        while self.has_next():
            try:
                self.get_next_unordered(timeout=0, ignore_if_timedout=True)
            except TimeoutError:
                pass
        for value in values:
            self.submit(fn, value)

        def results() -> Iterator[Any]:
            while self.has_next():
                yield take()

        return results()

    def has_next(self) -> bool:
        """Whether there are results to take, now or later."""
        return bool(self._running)

    def get_next(self, timeout: float | None = None, ignore_if_timedout: bool = False) -> Any:
        """The next result in the order of submission. Raises TimeoutError after `timeout` seconds."""
        self._need_next()
        if self._next >= self._submitted:
            raise ValueError("It is not allowed to call get_next() after get_next_unordered().")
        ref = self._refs[self._next]
        ready = timeout is None or bool(_runtime.wait([ref], timeout=timeout)[0])
        return self._take(ref, ready, ignore_if_timedout)

    def get_next_unordered(self, timeout: float | None = None, ignore_if_timedout: bool = False) -> Any:
        """Any result that is ready. Raises TimeoutError after `timeout` seconds."""
        self._need_next()
        refs = list(self._running)
        ready, _ = _runtime.wait(refs, num_returns=1, timeout=timeout)
        return self._take(ready[0] if ready else refs[0], bool(ready), ignore_if_timedout)

    def _need_next(self) -> None:
        if not self.has_next():
            raise StopIteration("No more results to get")

    def _take(self, ref: core.ObjectRef, ready: bool, ignore: bool) -> Any:
        if not ready and not ignore:
            raise TimeoutError("Timed out waiting for result")
        index, actor = self._running.pop(ref)
        del self._refs[index]
        self._next = max(self._next, index + 1)
        if not ready:
            self._return(actor)
            raise TimeoutError(f"Timed out waiting for result. The task {ref} has been ignored.")
        try:
            value = _runtime.get(ref)
        except ActorDiedError:
            self._go_on()  # it is not given further work
            raise
        except BaseException:
            self._return(actor)
            raise
        self._return(actor)
        return value

    def _return(self, actor: Any) -> None:
        self._idle.append(actor)
        self._go_on()

    def _go_on(self) -> None:
        if self._waiting and self._idle:
            self.submit(*self._waiting.pop(0))

    def has_free(self) -> bool:
        """Whether an actor has nothing to do."""
        return bool(self._idle) and not self._waiting

    def pop_idle(self) -> Any:
        """Takes an actor that has nothing to do out of the pool; None where there is none."""
        return self._idle.pop() if self.has_free() else None

    def push(self, actor: Any) -> None:
        """Adds an actor."""
        if actor in self._idle or any(actor == busy for _, busy in self._running.values()):
            raise ValueError("Actor already belongs to current ActorPool")
        self._return(actor)

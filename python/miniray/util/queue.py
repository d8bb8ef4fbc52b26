"""A queue that tasks and actors share."""

from __future__ import annotations

import asyncio
import contextlib
import queue
from collections.abc import Iterable, Iterator
from typing import Any

from .. import _runtime
from .._actor import kill

__all__ = ["Empty", "Full", "Queue"]


class Empty(queue.Empty):
    """There was nothing to take."""


class Full(queue.Full):
    """There was no room."""


class _QueueActor:
    def __init__(self, maxsize: int) -> None:
        self._maxsize = maxsize
        self._queue: asyncio.Queue = asyncio.Queue(maxsize)

    def qsize(self) -> int:
        return self._queue.qsize()

    def empty(self) -> bool:
        return self._queue.empty()

    def full(self) -> bool:
        return self._queue.full()

    async def put(self, item: Any, timeout: float | None = None) -> None:
        try:
            await asyncio.wait_for(self._queue.put(item), timeout)
        except TimeoutError:
            raise Full from None

    async def get(self, timeout: float | None = None) -> Any:
        try:
            return await asyncio.wait_for(self._queue.get(), timeout)
        except TimeoutError:
            raise Empty from None

    def put_nowait(self, item: Any) -> None:
        try:
            self._queue.put_nowait(item)
        except asyncio.QueueFull:
            raise Full from None

    def get_nowait(self) -> Any:
        try:
            return self._queue.get_nowait()
        except asyncio.QueueEmpty:
            raise Empty from None

    def put_nowait_batch(self, items: list[Any]) -> None:
        size = self.qsize()
        if self._maxsize > 0 and len(items) + size > self._maxsize:
            raise Full(f"Cannot add {len(items)} items to queue of size {size} and maxsize {self._maxsize}.")
        for item in items:
            self._queue.put_nowait(item)

    def get_nowait_batch(self, num_items: int) -> list[Any]:
        size = self.qsize()
        if num_items > size:
            raise Empty(f"Cannot get {num_items} items from queue of size {size}.")
        return [self._queue.get_nowait() for _ in range(num_items)]


class Queue:
    """First in, first out, in an actor of its own; can be passed to tasks and actors. `maxsize` 0: without bound."""

    def __init__(self, maxsize: int = 0, actor_options: dict[str, Any] | None = None) -> None:
        self.maxsize = maxsize
        self.actor: Any = _runtime.remote(_QueueActor).options(**(actor_options or {})).remote(maxsize)

    def __len__(self) -> int:
        return self.size()

    def size(self) -> int:
        return _runtime.get(self.actor.qsize.remote())

    def qsize(self) -> int:
        return self.size()

    def empty(self) -> bool:
        return _runtime.get(self.actor.empty.remote())

    def full(self) -> bool:
        return _runtime.get(self.actor.full.remote())

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        """Raises Full where there is no room, at once or after `timeout` seconds."""
        with _plain(block):
            _runtime.get(self._put(item, block, timeout))

    async def put_async(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        """As `put`, in coroutines."""
        with _plain(block):
            await self._put(item, block, timeout)

    def _put(self, item: Any, block: bool, timeout: float | None) -> Any:
        return self.actor.put.remote(item, _seconds(timeout)) if block else self.actor.put_nowait.remote(item)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """Raises Empty where there is nothing, at once or after `timeout` seconds."""
        with _plain(block):
            return _runtime.get(self._get(block, timeout))

    async def get_async(self, block: bool = True, timeout: float | None = None) -> Any:
        """As `get`, in coroutines."""
        with _plain(block):
            return await self._get(block, timeout)

    def _get(self, block: bool, timeout: float | None) -> Any:
        return self.actor.get.remote(_seconds(timeout)) if block else self.actor.get_nowait.remote()

    def put_nowait(self, item: Any) -> None:
        self.put(item, block=False)

    def put_nowait_batch(self, items: Iterable[Any]) -> None:
        """All of them, or none and Full."""
        if not isinstance(items, Iterable):
            raise TypeError("Argument 'items' must be an Iterable")
        _runtime.get(self.actor.put_nowait_batch.remote(list(items)))

    def get_nowait(self) -> Any:
        return self.get(block=False)

    def get_nowait_batch(self, num_items: int) -> list[Any]:
        """So many, or none and Empty."""
        if not isinstance(num_items, int):
            raise TypeError("Argument 'num_items' must be an int")
        if num_items < 0:
            raise ValueError("'num_items' must be nonnegative")
        return _runtime.get(self.actor.get_nowait_batch.remote(num_items))

    def shutdown(self, force: bool = False, grace_period_s: float = 5) -> None:
        """Ends the queue's actor: at once, or when it has done what it was given."""
        if self.actor is not None:
            if not force:
                done, _ = _runtime.wait([self.actor.__ray_terminate__.remote()], timeout=grace_period_s)
                force = not done
            if force:
                kill(self.actor)
        self.actor = None


@contextlib.contextmanager
def _plain(block: bool) -> Iterator[None]:
    """Who does not wait learns that there is nothing, or no room, without the traceback of a task."""
    try:
        yield
    except (Empty, Full) as error:
        if block:
            raise
        raise (Empty if isinstance(error, Empty) else Full) from None


def _seconds(timeout: float | None) -> float | None:
    if timeout is not None and timeout < 0:
        raise ValueError("'timeout' must be a non-negative number")
    return timeout

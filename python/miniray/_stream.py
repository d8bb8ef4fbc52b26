"""Tasks that give more than one value, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Generic, TypeVar

import _miniray_core as core
from _miniray_core import bound
from _miniray_core.codes import FAILED

__all__ = ["DynamicObjectRefGenerator", "ObjectRefGenerator", "returned"]

T = TypeVar("T")


class ObjectRefGenerator(Generic[T]):
    """References to what a generator task yields, in order, as soon as they are there.

    Where the task fails, the last reference is one whose value is the error.
    """

    def __init__(self, completed: core.ObjectRef) -> None:
        self._completed = completed
        self._index = 0
        self._ended = False
        self._sought: int | None = None
        """Of the next item, where it was asked for already."""

    def __iter__(self) -> ObjectRefGenerator[T]:
        return self

    def __next__(self) -> core.ObjectRef[T]:
        if self._ended:
            raise StopIteration
        stream = self._completed._number
        if self._sought is None:
            found = bound.host.next(stream, self._index)
        else:
            bound.host.sought(self._sought, -1)
            sought, self._sought = self._sought, None
            found = bound.host.item(stream, sought)
        return self._taken(found)

    def _taken(self, found: Any) -> core.ObjectRef[T]:
        if found is None:
            self._ended = True
            raise StopIteration
        if found == FAILED:
            self._ended = True
            return self._completed
        self._index += 1
        return core.ObjectRef(int(found))

    def __aiter__(self) -> ObjectRefGenerator[T]:
        return self

    async def __anext__(self) -> core.ObjectRef[T]:
        import asyncio

        while not self._ended and not self._ready(0, waits=True):
            await asyncio.sleep(0.001)
        try:
            return self.__next__()
        except StopIteration:
            raise StopAsyncIteration from None

    def next_ready(self) -> bool:
        """Whether `next` would return or end at once."""
        return self._ended or self._ready(0 if self._sought is not None else 1)

    def _ready(self, patience_ms: float, *, waits: bool = False) -> bool:
        if self._sought is None:
            self._sought = bound.host.seek(self._completed._number, self._index, waits)
        return bool(bound.host.sought(self._sought, patience_ms))

    def completed(self) -> core.ObjectRef[Any]:
        """A reference that is ready when the stream has ended."""
        return self._completed

    def is_finished(self) -> bool:
        """Whether all its references were taken."""
        return self._ended

    def __del__(self) -> None:
        try:
            if self._sought is not None:
                bound.host.leave(self._completed._number, self._sought)
        except Exception:  # noqa: BLE001, S110 - at the end of the interpreter there is nobody left to tell
            pass

    def __reduce__(self) -> Any:
        raise TypeError(
            "You cannot return or pass a generator to other task. Serializing an ObjectRefGenerator is not allowed: "
            "pass the references that it gives"
        )


class DynamicObjectRefGenerator(Generic[T]):
    """References to what a task with `num_returns="dynamic"` made."""

    def __init__(self, refs: list[core.ObjectRef[T]]) -> None:
        self._refs = refs

    def __iter__(self) -> Iterator[core.ObjectRef[T]]:
        return iter(self._refs)

    def __len__(self) -> int:
        return len(self._refs)


def returned(first: int, returns: int | str) -> Any:
    """What `.remote()` gives, by `num_returns`."""
    if returns == 1 or returns == "dynamic":
        return core.ObjectRef(first)
    if returns == "streaming":
        return ObjectRefGenerator(core.ObjectRef(first))
    if isinstance(returns, int) and returns > 0:
        return [core.ObjectRef(first + i) for i in range(returns)]
    core.ObjectRef(first)
    return None

"""Tasks that give more than one value, one by one."""

from __future__ import annotations

import json  # noqa: F401
from collections.abc import Iterator
from typing import Any

import _miniray_core as core

__all__ = ["DynamicObjectRefGenerator", "ObjectRefGenerator"]


class ObjectRefGenerator:
    """References to what a generator task yields, in order, as soon as they are there."""

    def __init__(self, completed: core.ObjectRef) -> None:
        self._completed = completed
        self._index = 0
        self._ended = False

    def __iter__(self) -> ObjectRefGenerator:
        return self

    def __next__(self) -> core.ObjectRef:
        if self._ended:
            raise StopIteration
        found = core._host.next(self._completed._number, self._index)
        if found is None:
            self._ended = True
            raise StopIteration
        if found == -2:
            self._ended = True
            raise core._errors.raised(core._host.failure())
        self._index += 1
        return core.ObjectRef(int(found))

    def __aiter__(self) -> ObjectRefGenerator:
        return self

    async def __anext__(self) -> core.ObjectRef:
        try:
            return self.__next__()
        except StopIteration:
            raise StopAsyncIteration from None

    def completed(self) -> core.ObjectRef:
        """A reference that is ready when the stream has ended."""
        return self._completed

    def is_finished(self) -> bool:
        return self._ended

    def __reduce__(self) -> Any:
        raise TypeError("Cannot pickle an ObjectRefGenerator: pass the references that it gives")


class DynamicObjectRefGenerator:
    """References to what a task with `num_returns="dynamic"` made."""

    def __init__(self, refs: list[core.ObjectRef]) -> None:
        self._refs = refs

    def __iter__(self) -> Iterator[core.ObjectRef]:
        return iter(self._refs)

    def __len__(self) -> int:
        return len(self._refs)

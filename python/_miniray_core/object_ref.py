"""References to objects."""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections.abc import Generator
from typing import Any, Generic, TypeVar

from . import bound
from .awaited import awaited
from .object_future import ObjectFuture
from .unique_id import ObjectID, TaskID, UniqueID

__all__ = ["ObjectRef"]

T = TypeVar("T")


class ObjectRef(Generic[T]):
    """A counted handle on an object. The object lives as long as a handle on it does anywhere."""

    __slots__ = ("_number", "__weakref__")

    def __init__(self, number: int) -> None:
        # one handle was granted to this thread; `__del__` gives it back
        self._number = number

    def __del__(self) -> None:
        try:
            bound.host.drop(self._number)
        except Exception:  # noqa: BLE001, S110 - at the end of the interpreter there is nobody left to tell
            pass

    def hex(self) -> str:
        return bound.host.hex(self._number)

    def binary(self) -> bytes:
        return bytes.fromhex(self.hex())

    def id(self) -> ObjectID:
        """The object's id: the same in every reference to it, in every language."""
        return ObjectID(self.binary())

    def task_id(self) -> TaskID:
        """The task that makes it; of what was put, its own id."""
        return TaskID(self.binary())

    def is_nil(self) -> bool:
        return False

    def size(self) -> int:
        return UniqueID.SIZE

    def __hash__(self) -> int:
        return hash(self._number)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ObjectRef) and other._number == self._number

    def __repr__(self) -> str:
        return f"ObjectRef({self.hex()})"

    def __reduce__(self):
        raise TypeError(f"Cannot pickle {self!r}: a reference travels only inside arguments, results and objects")

    def __await__(self) -> Generator[Any, None, T]:
        return awaited(self).__await__()

    def as_future(self) -> asyncio.Future[T]:
        """Of asyncio: resolves to the value."""
        return asyncio.ensure_future(awaited(self))

    def future(self) -> concurrent.futures.Future[T]:
        """Of `concurrent.futures`: its `result` stands still for the value."""
        return ObjectFuture(self)

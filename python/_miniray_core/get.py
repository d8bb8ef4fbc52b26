"""Objects out of the store."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from . import bound, unpacking
from .codes import FAILED
from .unpacking import unpack

if TYPE_CHECKING:
    from .object_ref import ObjectRef

__all__ = ["get_arrived", "get_many", "get_one"]


def get_one(ref: ObjectRef, timeout: float | None = None) -> Any:
    """The value of an object; raises its error. Stands still for it, `timeout` seconds at most."""
    return _laid(ref, bound.host.get(ref._number, -1 if timeout is None else timeout * 1000))


def get_arrived(ref: ObjectRef, ticket: int) -> Any:
    """The same of one that a coroutine has waited for."""
    return _laid(ref, bound.host.take(ticket))


def get_many(refs: Sequence[ObjectRef], timeout: float | None = None, make_tensor: Any = None) -> list:
    """The same of many; the first error counts. `make_tensor`: see `unpacking`."""
    numbers = array("d", [ref._number for ref in refs])
    count = bound.host.ask(numbers, -1 if timeout is None else timeout * 1000)
    values = []
    # not while it waits: other tasks may run on top of it
    outer, unpacking.make_tensor = unpacking.make_tensor, make_tensor
    try:
        for index in range(count):
            values.append(_laid(refs[index], bound.host.answer(index)))
    finally:
        unpacking.make_tensor = outer
        bound.host.answered()
    return values


def _laid(ref: ObjectRef, size: int) -> Any:
    if size == FAILED:
        raise bound.failures.raised(bound.host.failure())
    try:
        return unpack(size)
    except Exception as error:
        raise bound.exceptions.RaySystemError(f"Cannot read {ref!r} here: {type(error).__name__}: {error}") from error

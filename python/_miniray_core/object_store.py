"""The store, as bytes."""

from __future__ import annotations

from typing import Any

from . import bound
from .bound import need_host
from .buffer import Buffer
from .get import get_one
from .object_ref import ObjectRef
from .pack import pack_any
from .pickler import BESIDE_BYTES, Beside
from .put import put

__all__ = ["ObjectStore"]


class ObjectStore:
    """The runtime's store, as bytes: what is put here every thread of the runtime can get, in every language."""

    def put(self, data: Any) -> ObjectRef:
        """Stores a copy of what has bytes: bytes, bytearray, memoryview, array.array, NumPy arrays."""
        need_host()
        if isinstance(data, str):
            raise TypeError("put() takes an object with bytes, not str: encode it first")
        if isinstance(data, Buffer):
            data = data._view
        if type(data) is not bytes:
            try:
                view = memoryview(data)
            except TypeError:
                raise TypeError(f"put() takes an object with bytes, not {type(data).__name__}") from None
            data = view.tobytes() if not view.contiguous or view.nbytes < BESIDE_BYTES else view.cast("B").toreadonly()
            if type(data) is memoryview:
                return ObjectRef(bound.host.put(*pack_any(Beside(data))))
        return put(data)

    def get(self, ref: ObjectRef, timeout: float | None = None) -> bytes:
        """A copy of the object's bytes."""
        value = get_one(_checked(ref), timeout)
        if isinstance(value, bytes):
            return value
        if isinstance(value, bytearray | memoryview):
            return bytes(value)
        raise TypeError(f"{ref!r} holds no bytes but {type(value).__name__}: use miniray.get()")

    def get_buffer(self, ref: ObjectRef, timeout: float | None = None) -> Buffer:
        """The object's bytes with the buffer protocol, one copy away from the store."""
        value = get_one(_checked(ref), timeout)
        try:
            return Buffer(value)
        except TypeError:
            raise TypeError(f"{ref!r} holds no bytes but {type(value).__name__}: use miniray.get()") from None

    def delete(self, ref: ObjectRef) -> None:
        """Takes the value away whoever holds references: their next `get` raises ObjectLostError."""
        bound.host.delete(_checked(ref)._number)

    def contains(self, ref: ObjectRef) -> bool:
        """Whether it has a value now."""
        return bool(bound.host.contains(_checked(ref)._number))

    def size(self) -> int:
        """How many objects have a value now."""
        return int(need_host().count())

    def bytes_used(self) -> int:
        return int(need_host().bytesUsed())

    def bytes_capacity(self) -> int:
        return int(need_host().bytesCapacity())

    def __contains__(self, ref: ObjectRef) -> bool:
        return self.contains(ref)

    def __len__(self) -> int:
        return self.size()

    def __repr__(self) -> str:
        if bound.host is None:
            return "ObjectStore(no runtime)"
        return f"ObjectStore({self.size()} objects, {self.bytes_used()} of {self.bytes_capacity()} bytes)"


def _checked(ref: Any) -> ObjectRef:
    need_host()
    if not isinstance(ref, ObjectRef):
        raise TypeError(f"An ObjectRef is needed, not {type(ref).__name__}")
    return ref

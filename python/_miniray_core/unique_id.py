"""Ids, as Ray has them."""

import os
from typing import Any

__all__ = ["ActorID", "FunctionID", "JobID", "NodeID", "ObjectID", "TaskID", "UniqueID", "WorkerID"]


class UniqueID:
    """128 bits that name something; equal to no other kind of id. Ordered by its bytes."""

    __slots__ = ("_bytes",)
    SIZE = 16

    def __init__(self, binary: bytes) -> None:
        if not isinstance(binary, bytes) or len(binary) != self.SIZE:
            what = f"{len(binary)} bytes" if isinstance(binary, bytes) else type(binary).__name__
            raise ValueError(f"{type(self).__name__} needs {self.SIZE} bytes, is given {what}")
        self._bytes = binary

    @classmethod
    def from_random(cls):
        """A new one: two are never the same, by all odds."""
        return cls(os.urandom(cls.SIZE))

    @classmethod
    def from_hex(cls, text: str):
        """The id that `hex` gave."""
        return cls(bytes.fromhex(text))

    @classmethod
    def nil(cls):
        """The id of nothing."""
        return cls(bytes([0xFF] * cls.SIZE))

    def is_nil(self) -> bool:
        return self._bytes == bytes([0xFF] * self.SIZE)

    def hex(self) -> str:
        return self._bytes.hex()

    def binary(self) -> bytes:
        return self._bytes

    def __hash__(self) -> int:
        return hash((type(self).__name__, self._bytes))

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._bytes == self._bytes

    def __lt__(self, other: Any) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._bytes < other._bytes

    def __le__(self, other: Any) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._bytes <= other._bytes

    def __gt__(self, other: Any) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._bytes > other._bytes

    def __ge__(self, other: Any) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._bytes >= other._bytes

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.hex()})"

    def __reduce__(self):
        return type(self), (self._bytes,)


class ObjectID(UniqueID):
    """Names an object in the store."""


class TaskID(UniqueID):
    """Names a task: the id of its first result."""


class FunctionID(UniqueID):
    """Names a function by its content: the first 128 bits of the pickle's SHA-256."""


class ActorID(UniqueID):
    """Names an actor."""


class WorkerID(UniqueID):
    """Names a thread of the runtime."""


class NodeID(UniqueID):
    """Names the runtime, which is one node."""


class JobID(UniqueID):
    """Names the program that runs."""

    SIZE = 4

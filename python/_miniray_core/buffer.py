"""Bytes of an object."""

from typing import Any

__all__ = ["Buffer"]


class Buffer:
    """Bytes of an object, readable through the buffer protocol. A copy of its own: the store's memory is not Python's."""

    __slots__ = ("_view",)

    def __init__(self, data: Any) -> None:
        self._view = memoryview(data).toreadonly()

    def __buffer__(self, flags: int) -> memoryview:
        return memoryview(self._view)

    def __len__(self) -> int:
        return self._view.nbytes

    def __bytes__(self) -> bytes:
        return self._view.tobytes()

    def __getitem__(self, index: Any) -> Any:
        return self._view[index]

    def __eq__(self, other: object) -> bool:
        try:
            return self._view == memoryview(other)  # type: ignore[arg-type]
        except TypeError:
            return NotImplemented

    def __repr__(self) -> str:
        return f"Buffer({len(self)} bytes)"

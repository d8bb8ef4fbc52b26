"""Values to pickles, in the window that the host sees too where they are small."""

from __future__ import annotations

from pickle import dumps  # before a program can put anything else there
from typing import Any

from .bound import WINDOW_BYTES, window
from .object_ref import ObjectRef
from .pickled import _argument
from .pickler import BESIDE_BYTES, Beside, Pickler

__all__ = ["SIMPLE", "pack", "pack_any", "pack_call", "shown", "unpicklable"]

SIMPLE = frozenset({int, float, str, bool, type(None)})
"""What the plain pickler, in C, writes as ours would."""
_NO_DEPS: list = []


class _Sink:
    """A file in memory; `io.BytesIO` would copy once more."""

    __slots__ = ("parts",)

    def __init__(self) -> None:
        self.parts: list = []

    def write(self, data: Any) -> int:
        self.parts.append(bytes(data))
        return len(data)


def _outermost(value: Any) -> Any:
    kind = type(value)
    if (kind is bytes or kind is bytearray) and len(value) >= BESIDE_BYTES:
        return Beside(value)
    return value


def pack(value: Any) -> tuple[int, Any]:
    """How many bytes of the window hold the pickle; or -1 and `(data, kinds, buffers, numbers, classes)`."""
    kind = type(value)
    if kind in SIMPLE:
        data = dumps(value, 5)
        size = len(data)
        if size <= WINDOW_BYTES:
            window[:size] = data
            return size, None
        return -1, (data, "", [], [], [])
    return pack_any(_outermost(value))


def pack_any(value: Any) -> tuple[int, Any]:
    """The same of what is known to be no number or short text, nor bytes at the top."""
    sink = _Sink()
    buffers: list = []
    kinds: list = []
    refs: list = []
    Pickler(sink, buffers, kinds, refs).dump(value)
    data = sink.parts[0] if len(sink.parts) == 1 else b"".join(sink.parts)
    size = len(data)
    if not buffers and not refs and size <= WINDOW_BYTES:
        window[:size] = data
        return size, None
    return -1, (data, "".join(kinds), buffers, [number for number, _ in refs], [name for _, name in refs])


def unpicklable(what: str, error: Exception) -> Exception:
    """The error that says what it was that cannot travel."""
    return TypeError(f"Could not serialize {what}: {type(error).__name__}: {error}")


def shown(value: Any) -> str:
    """A value in a message: 200 characters of its repr at most."""
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - anything may have any __repr__
        text = f"<{type(value).__name__}>"
    return text if len(text) <= 200 else f"{text[:200]}…"


def pack_call(args: tuple, kwargs: dict, name: str = "") -> tuple[int, Any, list]:
    """Arguments, and the numbers of those that are references: their values take their places."""
    for value in args:
        if type(value) not in SIMPLE:
            break
    else:
        if not kwargs:
            data = dumps((args, kwargs), 5)
            size = len(data)
            if size <= WINDOW_BYTES:
                window[:size] = data
                return size, None, _NO_DEPS
    deps: list = []

    def placed(value: Any) -> Any:
        if type(value) is ObjectRef:
            deps.append(value._number)
            return _Place(len(deps) - 1)
        return _outermost(value)

    given = tuple([placed(value) for value in args])
    named = {name: placed(value) for name, value in kwargs.items()} if kwargs else kwargs
    try:
        size, large = pack_any((given, named))
    except Exception as error:
        for value in (*args, *kwargs.values()):
            try:
                pack(value)
            except Exception:
                raise unpicklable(f"the argument {shown(value)} for a task or actor {name}", error) from error
        raise
    return size, large, deps


class _Place:
    """Stands for the value of a reference that is an argument."""

    __slots__ = ("index",)

    def __init__(self, index: int) -> None:
        self.index = index

    def __reduce__(self) -> Any:
        return _argument, (self.index,)

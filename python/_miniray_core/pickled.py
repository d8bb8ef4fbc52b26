"""What the pickles of values name: `runtime/python/read-pickle.ts` reads these names, `write-pickle.ts` writes them.

They are known as members of `_miniray_core` itself.
"""

from __future__ import annotations

import sys
from array import array
from datetime import UTC, datetime, timedelta
from typing import Any

from . import bound, unpacking
from .object_ref import ObjectRef

__all__: list[str] = []


def _ref(index: int) -> ObjectRef:
    return ObjectRef(int(unpacking.mentioned[index]))


def _handle(index: int, class_name: str, state: Any = None) -> Any:
    from miniray._actor import ActorHandle

    return ActorHandle._restored(int(unpacking.mentioned[index]), class_name, state)


def _argument(index: int) -> Any:
    return unpacking.given_values[index]


def _same(value: Any) -> Any:
    return value


def _array(data: Any, typecode: str) -> array:
    if type(data) is array:
        return data  # it was copied into one
    made = array(typecode)
    made.frombytes(data)
    return made


def _memory(data: Any, format: Any, shape: Any) -> memoryview:
    view = memoryview(data).cast("B")
    if format != "B" or shape is not None:
        view = view.cast(format, shape) if shape is not None else view.cast(format)
    return view


def _view(data: Any, format: Any) -> Any:
    view = memoryview(data)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        return numpy.frombuffer(view, dtype=numpy.dtype(format))
    return view.cast("B").cast(format) if format != "B" else view.cast("B")


_PAIRS = {"F": "f", "D": "d"}
"""Complex numbers lie as pairs."""


def _tensor(data: Any, format: Any, shape: Any) -> Any:
    if unpacking.make_tensor is not None:
        return unpacking.make_tensor(data, format, shape)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        return numpy.frombuffer(data, dtype=numpy.dtype(format)).reshape(shape)
    if format in _PAIRS:  # memoryviews know no complex numbers: one axis more, of two
        format, shape = _PAIRS[format], (*shape, 2)
    view = memoryview(data).cast("B")
    if not shape or 0 in shape:
        return view.cast(format)
    return view.cast(format, shape)


def _datetime(seconds: float) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def _js_error(name: str, message: str, stack: str) -> Exception:
    return bound.exceptions.HostError(name, message, stack)

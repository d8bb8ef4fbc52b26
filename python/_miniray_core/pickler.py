"""Values as pickles of protocol 5, large buffers beside them."""

from __future__ import annotations

import sys
from array import array
from pickle import PickleBuffer
from typing import Any

import cloudpickle

from .object_ref import ObjectRef
from .pickled import _array, _handle, _memory, _ref, _same

__all__ = ["BESIDE_BYTES", "Beside", "Pickler"]

BESIDE_BYTES = 4096
"""Buffers of at least so many bytes lie beside the pickle."""


class Pickler(cloudpickle.Pickler):
    """Collects the buffers that lie beside, a letter for each (see `PythonValue` in `runtime/python`), and what is referred to."""

    def __init__(self, file: Any, buffers: list, kinds: list, refs: list) -> None:
        super().__init__(file, protocol=5, buffer_callback=self._beside)
        self._buffers = buffers
        self._kinds = kinds
        self._refs = refs
        self._next_kind: str | None = None

    def _beside(self, buffer: PickleBuffer) -> bool:
        raw = buffer.raw()
        kind, self._next_kind = self._next_kind, None
        if raw.nbytes < BESIDE_BYTES:
            return True  # in the pickle
        self._buffers.append(raw)
        self._kinds.append(kind or ("R" if raw.readonly else "M"))
        return False

    def reducer_override(self, obj: Any) -> Any:
        kind = type(obj)
        if kind is ObjectRef:
            self._refs.append((obj._number, None))
            return _ref, (len(self._refs) - 1,)
        if kind is array and obj.typecode != "w" and obj.itemsize * len(obj) >= BESIDE_BYTES:
            self._next_kind = obj.typecode
            return _array, (PickleBuffer(obj), obj.typecode)
        if kind is memoryview and obj.contiguous and obj.nbytes >= BESIDE_BYTES:
            shape = obj.shape if obj.ndim != 1 else None
            return _memory, (PickleBuffer(obj), obj.format, shape)
        if kind is memoryview:
            return _memory, (obj.tobytes(), obj.format, obj.shape if obj.ndim != 1 else None)
        numpy = sys.modules.get("numpy")
        if numpy is not None and kind is numpy.ndarray and not obj.flags.forc and not obj.dtype.hasobject:
            return numpy.ascontiguousarray(obj).__reduce_ex__(5)  # its own way would write it into the pickle
        handle = None if isinstance(obj, type) else getattr(kind, "_miniray_handle_", None) and obj._miniray_handle_
        if handle is not None:
            self._refs.append(handle)
            return _handle, (len(self._refs) - 1, handle[1], obj._miniray_state_)
        if isinstance(obj, bytes | bytearray) and kind in (bytes, bytearray) and len(obj) >= BESIDE_BYTES:
            return _same, (PickleBuffer(obj),)
        return super().reducer_override(obj)


class Beside:
    """Top-level bytes: the pickler puts exact bytes into the pickle whatever their size."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __reduce_ex__(self, protocol: Any) -> Any:
        return _same, (PickleBuffer(self.value),)

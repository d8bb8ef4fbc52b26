"""Views of tensors that have no elements."""

import ctypes
from math import prod

from .types import TENSOR_TYPES

__all__ = ["empty_view"]


class _Buffer(ctypes.Structure):
    """`Py_buffer`, as the C API declares it."""

    _fields_ = [
        ("buf", ctypes.c_void_p),
        ("obj", ctypes.c_void_p),
        ("len", ctypes.c_ssize_t),
        ("itemsize", ctypes.c_ssize_t),
        ("readonly", ctypes.c_int),
        ("ndim", ctypes.c_int),
        ("format", ctypes.c_char_p),
        ("shape", ctypes.POINTER(ctypes.c_ssize_t)),
        ("strides", ctypes.POINTER(ctypes.c_ssize_t)),
        ("suboffsets", ctypes.POINTER(ctypes.c_ssize_t)),
        ("internal", ctypes.c_void_p),
    ]


_from_buffer = ctypes.pythonapi.PyMemoryView_FromBuffer
_from_buffer.restype = ctypes.py_object
_from_buffer.argtypes = [ctypes.POINTER(_Buffer)]
# Views keep pointers to these.
_formats = {type.code: ctypes.c_char_p(type.code.encode()) for type in TENSOR_TYPES.values()}
_nothing = ctypes.create_string_buffer(16)


def empty_view(code: str, size: int, shape: tuple[int, ...]) -> memoryview:
    """A read-only view of no elements, of any rank: `memoryview.cast` refuses a size of zero, the C API does not."""
    sizes = (ctypes.c_ssize_t * len(shape))(*shape)
    steps = (ctypes.c_ssize_t * len(shape))(*(prod(shape[axis + 1 :]) * size for axis in range(len(shape))))
    buffer = _Buffer(ctypes.addressof(_nothing), None, 0, size, 1, len(shape), _formats[code], sizes, steps, None, None)
    return _from_buffer(buffer)

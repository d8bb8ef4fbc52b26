"""Numbers in a shape, in the store or on their way to it."""

from __future__ import annotations

import operator
import struct
from array import array
from collections.abc import Buffer, Iterator, Sequence
from math import prod
from pickle import PickleBuffer
from types import EllipsisType
from typing import TYPE_CHECKING, Any, Literal

import _miniray_core as core
from _miniray_core.get import get_many
from _miniray_core.put import put

if TYPE_CHECKING:
    import numpy

type DType = Literal[
    "bool", "u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64", "fp16", "fp32", "fp64", "complex64", "complex128"
]
"""The types of elements, as operations declare them."""
type TensorLike = Tensor | core.ObjectRef[Any] | Buffer | Sequence[Any] | complex
"""What an operation's input may be: a tensor, a reference to one, what has a buffer (`array`, `memoryview`, a NumPy array),
numbers in lists, or a number."""
type Index = int | slice | EllipsisType

_CODES: dict[str, str] = {
    "bool": "?",
    "u8": "B",
    "i8": "b",
    "u16": "H",
    "i16": "h",
    "u32": "I",
    "i32": "i",
    "u64": "Q",
    "i64": "q",
    "fp16": "e",
    "fp32": "f",
    "fp64": "d",
    "complex64": "F",
    "complex128": "D",
}
_TYPES = {code: dtype for dtype, code in _CODES.items()}
_PAIRS = {"F": "f", "D": "d"}
"""Complex numbers lie as real, imaginary pairs."""
_FORMATS = {"Zf": "F", "Zd": "D", "F": "F", "D": "D", "c": "B"}
"""What others call complex numbers and characters."""
_CANDIDATES = {
    bool: ("bool",),
    int: ("i64", "fp64", "fp32", "complex128", "complex64"),
    float: ("fp64", "fp32", "complex128", "complex64"),
    complex: ("complex128", "complex64"),
}
"""What numbers in lists may be, the first by themselves."""
_RANK_LIMIT = 64


class Tensor:
    """A dense, row-major array of numbers that cannot be changed: in the store, in Python's memory, or both.

    What an operation gives stays in the store until its elements are looked at, and is passed on from there without a copy
    through Python. `data`: what `TensorLike` says. `dtype`: converts; without it an array keeps its type, and numbers in
    lists are "bool", "i64", "fp64" or "complex128". `shape`: the size of each axis, outermost first.

    Copies an array that it is made of. Has the buffer protocol, unless it is complex, and is iterable.
    """

    __slots__ = ("_code", "_flat", "_ref", "_shape")

    _code: str
    _flat: memoryview | None
    _ref: core.ObjectRef[Any] | None
    _shape: tuple[int, ...]

    def __init__(self, data: TensorLike, dtype: DType | None = None, shape: Sequence[int] | None = None) -> None:
        if dtype is not None and dtype not in _CODES:
            raise ValueError(f"dtype must be one of {', '.join(_CODES)}; is {dtype!r}")
        if isinstance(data, Tensor) and data._flat is None:
            data = data.ref
        if isinstance(data, core.ObjectRef):
            self._ref, self._flat = data, None
            if dtype is None and shape is None:
                return
            self._load()
        elif isinstance(data, Tensor):
            self._take(data)
        else:
            self._ref = None
            self._make(data, (dtype,) if dtype is not None else (), keep=True)
        if dtype is not None and dtype != self.dtype:
            self._code, self._flat, self._ref = _CODES[dtype], _packed(_CODES[dtype], list(self._elements())), None
        if shape is not None and tuple(shape) != self._shape:
            wanted = tuple(operator.index(size) for size in shape)
            if min(wanted, default=0) < 0 or prod(wanted) != prod(self.shape):
                raise ValueError(f"shape {wanted} does not hold the {prod(self.shape)} elements that there are")
            self._shape, self._ref = wanted, None

    # ---- how it comes about

    @classmethod
    def _made(cls, data: Any, code: str, shape: Sequence[int]) -> Tensor:
        """Of bytes that hold elements of a code."""
        made = cls.__new__(cls)
        made._ref, made._code, made._shape = None, code, tuple(shape)
        made._flat = _cast(memoryview(data), _PAIRS.get(code, code)).toreadonly()
        return made

    @classmethod
    def _stored(cls, ref: core.ObjectRef[Any], loaded: Tensor | None = None) -> Tensor:
        """Of an object in the store, which may have been read."""
        made = loaded if loaded is not None else cls.__new__(cls)
        made._ref = ref
        if loaded is None:
            made._flat = None
        return made

    @classmethod
    def _given(cls, data: Any, types: Sequence[str]) -> Tensor:
        """Of what an input is given as; of numbers in lists, as one of the types that it takes if possible."""
        made = cls.__new__(cls)
        made._ref = None
        made._make(data, types)
        return made

    def _take(self, other: Tensor) -> None:
        self._code, self._flat, self._ref, self._shape = other._code, other._load(), other._ref, other._shape

    def _make(self, data: Any, types: Sequence[str], keep: bool = False) -> None:
        """`keep`: for longer than a call, in which time an array could change."""
        if isinstance(data, list | tuple | range | int | float | complex):
            self._shape, elements = _flattened(data)
            self._code = _CODES[_type_of(elements, types)]
            self._flat = _packed(self._code, elements)
            return
        try:
            view = memoryview(data)
        except TypeError:
            if hasattr(data, "__complex__") or hasattr(data, "__float__") or hasattr(data, "__index__"):
                self._make(_number(data), types)
                return
            what = "must be a Tensor, an ObjectRef, an array or numbers in lists"
            raise TypeError(f"{what}; is {type(data).__name__}") from None
        self._code, self._shape = _code_of(view), view.shape or ()
        if view.nbytes == 0:
            flat = memoryview(b"")
        elif view.c_contiguous and view.format not in _FORMATS and (not keep or isinstance(data, bytes)):
            flat = view.cast("B")
        else:
            flat = memoryview(view.tobytes())
        self._flat = _cast(flat, _PAIRS.get(self._code, self._code)).toreadonly()

    def _load(self) -> memoryview:
        """Its elements, copied from the store at the first time."""
        if self._flat is None:
            assert self._ref is not None
            value = get_many([self._ref], None, Tensor._made)[0]
            if value is None:
                raise TypeError(f"{self._ref!r} holds no tensor")
            ref = self._ref
            if isinstance(value, Tensor):
                self._take(value)
            else:
                self._make(value, ())
            self._ref = ref
        assert self._flat is not None
        return self._flat

    def _elements(self) -> Iterator[Any]:
        flat = self._load()
        if self._code not in _PAIRS:
            return iter(flat)
        parts = iter(flat)
        return map(complex, parts, parts)

    # ---- what it is

    @property
    def shape(self) -> tuple[int, ...]:
        """The size of each axis, outermost first; () of a number alone."""
        self._load()
        return self._shape

    @property
    def dtype(self) -> DType:
        """The type of its elements, as operations declare it: "fp32" is NumPy's float32."""
        self._load()
        return _TYPES[self._code]  # type: ignore[return-value]

    @property
    def ndim(self) -> int:
        """How many axes it has."""
        return len(self.shape)

    @property
    def nbytes(self) -> int:
        """How many bytes its elements take."""
        return self._load().nbytes

    @property
    def ref(self) -> core.ObjectRef[Any]:
        """A reference to it in the store, where it is put at the first time."""
        if self._ref is None:
            self._ref = put(self)
        return self._ref

    # ---- its elements

    def tolist(self) -> Any:
        """Its elements as numbers in nested lists; of shape (), the number."""
        items = list(self._elements())
        if not self._shape:
            return items[0]
        for axis in range(len(self._shape) - 1, 0, -1):
            size, count = self._shape[axis], prod(self._shape[:axis])
            items = [items[i * size : (i + 1) * size] for i in range(count)]
        return items

    def tobytes(self) -> bytes:
        """Its elements' bytes, little-endian, row by row."""
        return self._load().tobytes()

    def numpy(self) -> numpy.ndarray[Any, Any]:
        """A NumPy array over the same memory. Raises ModuleNotFoundError where NumPy is not installed."""
        import numpy

        return numpy.frombuffer(self._load(), dtype=numpy.dtype(self._code)).reshape(self._shape)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        import numpy

        return numpy.array(self.numpy(), dtype=dtype, copy=copy)

    def __buffer__(self, flags: int, /) -> memoryview:
        flat = self._load()
        if self._code in _PAIRS:
            raise BufferError("memoryviews know no complex numbers: use numpy(), tolist() or tobytes()")
        if len(self._shape) > 1 and 0 in self._shape:
            raise BufferError("memoryviews know no empty axes among others: use numpy() or tolist()")
        if 0 in self._shape:
            return memoryview(flat)
        return _cast(flat, self._code, self._shape)

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("a tensor of shape () has no length")
        return self._shape[0]

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, index: Index | tuple[Index, ...]) -> Any:
        """A number where every axis is given an index, otherwise a tensor. Indexes and slices, as lists take them, by axis."""
        flat, shape = self._load(), self._shape
        picks = _expanded(index if isinstance(index, tuple) else (index,), len(shape))
        ranges = [_picked(pick, axis, size) for axis, (pick, size) in enumerate(zip(picks, shape, strict=True))]
        kept = tuple(len(chosen) for chosen, pick in zip(ranges, picks, strict=True) if isinstance(pick, slice))
        depth = len(shape)
        while depth > 0 and ranges[depth - 1] == range(shape[depth - 1]):
            depth -= 1  # what is taken as a whole lies together
        places = [0]
        for axis, chosen in enumerate(ranges[:depth]):
            stride = prod(shape[axis + 1 :])
            places = [place + i * stride for place in places for i in chosen]
        scale = 2 if self._code in _PAIRS else 1
        each = prod(shape[depth:]) * scale
        if not any(isinstance(pick, slice) for pick in picks):
            at = places[0] * scale
            return complex(flat[at], flat[at + 1]) if scale == 2 else flat[at]
        if len(places) == 1:
            at = places[0] * scale
            return Tensor._made(flat[at : at + each], self._code, kept)
        return Tensor._made(b"".join(flat[p * scale : p * scale + each] for p in places), self._code, kept)

    # ---- what executors do with it

    def matmul(self, other: TensorLike) -> Tensor:
        """The product of two matrices of fp32, by the operation `tensor.matmul`."""
        from .tensor import matmul

        return matmul(self, other).product

    def __matmul__(self, other: TensorLike) -> Tensor:
        return self.matmul(other)

    def __rmatmul__(self, other: TensorLike) -> Tensor:
        from .tensor import matmul

        return matmul(other, self).product

    def softmax(self, *, scale: float = 1.0) -> Tensor:
        """The softmax of each row of a matrix of fp32, by the operation `tensor.softmax`."""
        from .tensor import softmax

        return softmax(self, scale=scale).y

    def __reduce_ex__(self, protocol: Any, /) -> Any:
        if self._ref is not None:
            return _of_ref, (self._ref,)
        return _restored, (PickleBuffer(self._load().cast("B")), self._code, self._shape)

    def __repr__(self) -> str:
        if self._flat is None:
            return f"Tensor({self._ref!r})"
        return f"Tensor({self.tolist() if prod(self._shape) <= 8 else '…'}, dtype={self.dtype!r}, shape={self._shape})"


def _restored(data: Any, code: str, shape: Sequence[int]) -> Tensor:
    return Tensor._made(data, code, shape)


def _of_ref(ref: core.ObjectRef[Any]) -> Tensor:
    return Tensor._stored(ref)


def _cast(view: memoryview, code: str, shape: tuple[int, ...] | None = None) -> memoryview:
    elements: Any = code  # not known to type checkers
    flat: memoryview = view.cast("B")
    made: memoryview = flat.cast(elements) if shape is None else flat.cast(elements, shape)
    return made


def _code_of(view: memoryview) -> str:
    letters = view.format.lstrip("@=<")
    if letters in ("l", "L"):  # as long as the platform has them
        letters = {4: "i", 8: "q"}[view.itemsize] if letters == "l" else {4: "I", 8: "Q"}[view.itemsize]
    code = _FORMATS.get(letters, letters)
    if code not in _TYPES:
        raise TypeError(f"its elements, of format {view.format!r}, are of no type that operations know")
    return code


def _flattened(data: Any) -> tuple[tuple[int, ...], list[Any]]:
    """The shape of numbers in lists, arrays and tensors among them, and the numbers."""
    shape: list[int] = []
    items = [data]
    while items:
        items = [item if type(item) in _CANDIDATES or not hasattr(item, "tolist") else item.tolist() for item in items]
        lists = [isinstance(item, list | tuple | range) for item in items]
        if not any(lists):
            break
        if not all(lists) or any(len(item) != len(items[0]) for item in items):
            raise ValueError(f"its lists differ in length or depth on axis {len(shape)}")
        if len(shape) == _RANK_LIMIT:
            raise ValueError(f"its lists are nested more than {_RANK_LIMIT} deep")
        shape.append(len(items[0]))
        items = [inner for item in items for inner in item]
    return tuple(shape), [item if type(item) in _CANDIDATES else _number(item) for item in items]


def _number(item: Any) -> bool | int | float | complex:
    """The number that something stands for, such as NumPy's own."""
    if not isinstance(item, str | bytes):
        for method, kind in (("__index__", int), ("__float__", float), ("__complex__", complex)):
            if hasattr(item, method):
                return kind(item)
    raise TypeError(f"an element is of class {type(item).__name__}, not a number")


def _type_of(elements: list[Any], types: Sequence[str]) -> str:
    kinds = {type(item) for item in elements}
    kind = next((kind for kind in (complex, float, int, bool) if kind in kinds), float)
    candidates = _CANDIDATES[kind]
    return next((name for name in candidates if name in types), types[0] if len(types) == 1 else candidates[0])


def _packed(code: str, elements: list[Any]) -> memoryview:
    if code in _PAIRS:
        numbers = [complex(item) for item in elements]
        return memoryview(array(_PAIRS[code], [part for item in numbers for part in (item.real, item.imag)])).toreadonly()
    if any(type(item) is complex for item in elements):
        raise TypeError(f"an element is complex, which {_TYPES[code]} does not hold")
    try:
        if code in "?e":  # which `array` does not know
            return _cast(memoryview(struct.pack(f"<{len(elements)}{code}", *elements)), code)
        return memoryview(array(code, elements)).toreadonly()
    except OverflowError as error:
        raise ValueError(f"an element does not fit {_TYPES[code]}: {error}") from None


def _expanded(picks: tuple[Any, ...], rank: int) -> list[Any]:
    """An index or a slice for every axis."""
    dots = [place for place, pick in enumerate(picks) if pick is Ellipsis]
    given = len(picks) - len(dots)
    if len(dots) > 1 or given > rank:
        raise IndexError(f"a tensor of {rank} axes takes no index of {given}")
    at = dots[0] if dots else given
    return [*picks[:at], *[slice(None)] * (rank - given), *picks[at + len(dots) :]]


def _picked(pick: Any, axis: int, size: int) -> range:
    if isinstance(pick, slice):
        return range(*pick.indices(size))
    i = operator.index(pick)
    if not -size <= i < size:
        raise IndexError(f"index {i} is outside axis {axis}, which has size {size}")
    return range(i % size, i % size + 1)

"""Tensors in Python's own terms: buffers with a format and a shape."""

from collections.abc import Buffer, Sequence
from dataclasses import dataclass
from math import prod

from .empty_view import empty_view
from .types import TENSOR_TYPES, TensorType

__all__ = ["Outgoing", "Tensor", "outgoing", "view"]


@dataclass(frozen=True, slots=True, eq=False)
class Tensor:
    """A result tensor whose element type or shape the buffer alone cannot say.

    `type` is one of the contract's names (`fp32`, `bf16`, `complex64`, ...), `dimensions` the size of each axis; what
    is None is taken from the buffer. Raises TypeError and ValueError where data, type and dimensions disagree.
    """

    data: Buffer
    type: str | None = None
    dimensions: Sequence[int] | None = None

    def __post_init__(self) -> None:
        outgoing(self)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A tensor on its way out: `data` is contiguous, in row-major order, and has exactly the elements."""

    type: str
    dimensions: tuple[int, ...]
    data: memoryview


def view(data: bytes, type: TensorType, dimensions: tuple[int, ...]) -> memoryview:
    """A read-only view of `data` with the type's format and the tensor's shape, a trailing 2 for complex types."""
    shape = dimensions if type.components == 1 else (*dimensions, type.components)
    if 0 in shape:
        return empty_view(type.code, type.component_size, shape)
    flat = memoryview(data)
    return flat.cast(type.code, shape) if len(shape) != 1 else flat.cast(type.code)


def outgoing(tensor: Tensor | Buffer) -> Outgoing:
    """What a buffer is as a tensor of the contract."""
    given = tensor if isinstance(tensor, Tensor) else None
    data = memoryview(given.data if given else tensor)
    type = TENSOR_TYPES.get(given.type) if given and given.type is not None else _type_of(data)
    if type is None:
        raise ValueError(f'Cannot make a tensor of type "{given.type}": there are {", ".join(TENSOR_TYPES)}')
    if given and given.dimensions is not None:
        dimensions = tuple(given.dimensions)
        if any(not isinstance(size, int) or not 0 <= size < 1 << 32 for size in dimensions):
            raise ValueError(f"Cannot make a tensor of dimensions {list(dimensions)}: each must be a 32-bit size")
    else:
        dimensions = _dimensions_of(data, type)
    if prod(dimensions) * type.size != data.nbytes:
        raise ValueError(
            f"Cannot make a tensor of type {type.name} and dimensions {list(dimensions)} "
            f"from {data.nbytes} bytes: it takes {prod(dimensions) * type.size}"
        )
    return Outgoing(type.name, dimensions, data if data.c_contiguous else memoryview(data.tobytes()))


# By format character and bytes per item: "l" has 4 or 8.
_TYPES: dict[tuple[str, int], str] = {
    ("?", 1): "bool",
    **{(code, size): f"u{size * 8}" for code in "BHILQN" for size in (1, 2, 4, 8)},
    **{(code, size): f"i{size * 8}" for code in "bhilqn" for size in (1, 2, 4, 8)},
    ("c", 1): "u8",
    ("e", 2): "fp16",
    ("f", 4): "fp32",
    ("d", 8): "fp64",
    ("F", 8): "complex64",
    ("Zf", 8): "complex64",
    ("D", 16): "complex128",
    ("Zd", 16): "complex128",
}


def _type_of(data: memoryview) -> TensorType:
    name = _TYPES.get((data.format.lstrip("@=<"), data.itemsize))
    if name is None:
        raise TypeError(f'Cannot make a tensor of a buffer of format "{data.format}": no element type matches')
    return TENSOR_TYPES[name]


def _dimensions_of(data: memoryview, type: TensorType) -> tuple[int, ...]:
    """The buffer's shape, for complex types without the trailing axis of its components."""
    shape = tuple(data.shape or ())
    if data.itemsize == type.size:
        return shape
    if data.itemsize == type.component_size and shape[-1:] == (type.components,):
        return shape[:-1]
    raise ValueError(
        f'Cannot make a tensor of type {type.name} from format "{data.format}": its dimensions are not given'
    )

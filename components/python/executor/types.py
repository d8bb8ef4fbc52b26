"""Element types of tensors, and how `memoryview` and `struct` call them."""

from dataclasses import dataclass

__all__ = ["TENSOR_TYPES", "TensorType"]


@dataclass(frozen=True, slots=True)
class TensorType:
    """One element type of the contract.

    `code` is the format character of a component, `components` how many of them an element has: two for a complex
    number, which Python sees as a trailing axis. `component_size` is in bytes.
    """

    name: str
    code: str
    component_size: int
    components: int = 1

    @property
    def size(self) -> int:
        """Bytes of one element."""
        return self.component_size * self.components


TENSOR_TYPES: dict[str, TensorType] = {
    each.name: each
    for each in (
        TensorType("bool", "?", 1),
        TensorType("u8", "B", 1),
        TensorType("i8", "b", 1),
        TensorType("u16", "H", 2),
        TensorType("i16", "h", 2),
        TensorType("u32", "I", 4),
        TensorType("i32", "i", 4),
        TensorType("u64", "Q", 8),
        TensorType("i64", "q", 8),
        TensorType("fp16", "e", 2),
        # CPython has no format for it; its 16 bits stand in.
        TensorType("bf16", "H", 2),
        TensorType("fp32", "f", 4),
        TensorType("fp64", "d", 8),
        TensorType("complex64", "f", 4, 2),
        TensorType("complex128", "d", 8, 2),
    )
}

"""Views of tensors that have no elements."""

__all__ = ["empty_view"]


def empty_view(code: str, size: int, shape: tuple[int, ...]) -> memoryview:
    """A read-only view of no elements, of one axis: without `ctypes` Python makes none of more."""
    return memoryview(b"").cast(code)

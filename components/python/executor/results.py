"""What a rule returned, taken apart into one JSON text and tensors."""

import json
from collections.abc import Buffer

from .errors import Failed
from .tensors import Outgoing, Tensor, outgoing

__all__ = ["json_and_tensors"]

_encode = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode


def json_and_tensors(returned: object, most: int) -> tuple[str, list[Outgoing]]:
    """A tensor, JSON, or a tuple of tensors and at most one other item. Raises Failed, also above `most` tensors."""
    items = returned if isinstance(returned, tuple) and any(map(_is_tensor, returned)) else (returned,)
    tensors = [item for item in items if _is_tensor(item)]
    others = [item for item in items if not _is_tensor(item)]
    if len(others) > 1:
        raise Failed(f"Cannot return {_types(others)} beside tensors: only one item of the tuple may be no tensor")
    if len(tensors) > most:
        raise Failed(f"Cannot return {len(tensors)} tensors: there are {most} outputs")
    try:
        outputs = [outgoing(tensor) for tensor in tensors]
    except (TypeError, ValueError) as error:
        raise Failed(str(error)) from None
    return _json(others[0] if others else None), outputs


def _is_tensor(item: object) -> bool:
    return isinstance(item, Tensor | Buffer)


def _types(items: list[object]) -> str:
    return " and ".join(f'"{type(item).__name__}"' for item in items)


def _json(value: object) -> str:
    try:
        return _encode(value)
    except (TypeError, ValueError, RecursionError) as error:
        # The innermost container comes first among the encoder's notes.
        where = "".join(f", {note}" for note in reversed(getattr(error, "__notes__", ())))
        raise Failed(f"Cannot return a value of type {_types([value])} as JSON: {error}{where}") from None

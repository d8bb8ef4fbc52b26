"""Objects into the store."""

from __future__ import annotations

from typing import Any

from . import bound
from .object_ref import ObjectRef
from .pack import pack, shown, unpicklable

__all__ = ["put"]


def put(value: Any) -> ObjectRef:
    """Stores a copy."""
    try:
        size, large = pack(value)
    except Exception as error:
        raise unpicklable(f"the put value {shown(value)}", error) from error
    return ObjectRef(bound.host.put(size, large))

"""How values of a class travel, where pickle does not know."""

from __future__ import annotations

import copyreg
from collections.abc import Callable
from typing import Any

__all__ = ["deregister_serializer", "register_serializer"]


def register_serializer(cls: type, *, serializer: Callable[[Any], Any], deserializer: Callable[[Any], Any]) -> None:
    """What `serializer` makes of an instance travels; `deserializer` makes an instance of it. In this interpreter only."""

    def reduce(value: Any) -> tuple[Callable[[Any], Any], tuple[Any]]:
        return deserializer, (serializer(value),)

    copyreg.pickle(cls, reduce)  # type: ignore[arg-type]


def deregister_serializer(cls: type) -> None:
    """As before."""
    copyreg.dispatch_table.pop(cls, None)

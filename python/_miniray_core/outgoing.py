"""What a task gives the host besides a number."""

from __future__ import annotations

from types import GeneratorType
from typing import Any

from . import bound
from .bound import window
from .codes import FAILED
from .pack import pack, shown, unpicklable

__all__ = ["answer", "fail", "leave", "several", "take"]

_left: Any = None


def leave(value: Any) -> None:
    """Leaves it for the host to take."""
    global _left
    _left = value


def take() -> Any:
    """What was left. The host takes it right after the call that left it."""
    global _left
    taken, _left = _left, None
    return taken


def fail(error: BaseException) -> int:
    """Leaves an exception."""
    leave(bound.failures.told(error))
    return FAILED


def answer(value: Any) -> int:
    """Packs one value: returns its length in the window, or leaves it."""
    size, large = _packed(value)
    if large is not None:
        leave([large])
    return size


def several(value: Any, returns: int) -> list:
    """Packs values beside the window, as many as the task was to return."""
    if returns != 1 and not hasattr(value, "__len__"):
        if not isinstance(value, GeneratorType):
            raise TypeError(f"object of type '{type(value).__name__}' has no len(): the task must return {returns} values, its num_returns")
        value = list(value)
    if len(value) != returns:
        raise ValueError(f"Task returned {len(value)} objects, but num_returns={returns}.")
    packed = []
    for one in value:
        size, large = _packed(one)
        packed.append(large if large is not None else (bytes(window[:size]), "", [], [], []))
    return packed


def _packed(value: Any) -> tuple[int, Any]:
    try:
        return pack(value)
    except Exception as error:
        raise unpicklable(f"the return value {shown(value)}", error) from error

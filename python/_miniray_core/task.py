"""Running a task."""

from __future__ import annotations

from typing import Any

from . import present
from .ended import ended
from .finish import finish
from .load import functions
from .unpacking import unpack

__all__ = ["add", "run"]

_depth = 0
_DEEPEST = 200
"""A task that awaits another has it run on top of it; the interpreter's stack has room for about 300."""


def run(slot: int, size: int, deps: Any, returns: int) -> int:
    """Runs a function. Returns the length of the result in the window, or what else there is."""
    global _depth
    _depth += 1
    outer = None if present.coroutine.get() is None else present.coroutine.set(None)  # on top of a coroutine
    try:
        if _depth > _DEEPEST:
            raise _too_deep()
        args, kwargs = unpack(size, deps)
        return finish(functions[slot](*args, **kwargs), returns)
    except BaseException as error:  # noqa: BLE001 - whatever it is belongs to the task
        return ended(error)
    finally:
        _depth -= 1
        if outer is not None:
            present.coroutine.reset(outer)


def add(values: list, size: int) -> None:
    """One more value of an argument that was a reference."""
    values.append(unpack(size))


def _too_deep() -> RecursionError:
    return RecursionError(
        f"Cannot run another task here: {_DEEPEST} stand on top of each other, each awaiting the next. "
        "Tasks that submit tasks without end, or a chain so deep, need another shape"
    )

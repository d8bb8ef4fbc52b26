"""The actor of this interpreter."""

from __future__ import annotations

import inspect
from typing import Any

from . import bound, present
from .ended import ended
from .finish import finish
from .load import functions
from .outgoing import fail
from .unpacking import unpack

__all__ = ["call", "construct", "has_coroutines", "is_async"]


def construct(slot: int, size: int, deps: Any) -> int:
    """Makes the actor of a class. Returns 0, or what tells that it raised."""
    try:
        args, kwargs = unpack(size, deps)
        present.creation = bound.host.context()
        present.actor = functions[slot](*args, **kwargs)
        return 0
    except BaseException as error:  # noqa: BLE001 - whatever it is belongs to the actor
        return fail(error)


def call(name: str, size: int, deps: Any, returns: int) -> int:
    """Calls a method. Returns the length of the result in the window, or what else there is."""
    try:
        args, kwargs = unpack(size, deps)
        method = getattr(present.actor, name, None) or _own_method(name)
        if method is None or not callable(method):
            raise AttributeError(f"The actor has no method {name!r}")
        return finish(method(*args, **kwargs), returns)
    except BaseException as error:  # noqa: BLE001 - whatever it is belongs to the call
        return ended(error)


def is_async(slot: int) -> bool:
    """Whether the class makes asynchronous actors."""
    return has_coroutines(functions[slot])


def has_coroutines(cls: type) -> bool:
    """Whether a class has coroutines as methods."""
    return any(
        inspect.iscoroutinefunction(member) or inspect.isasyncgenfunction(member)
        for _, member in inspect.getmembers(cls, inspect.isfunction)
    )


def _own_method(name: str) -> Any:
    """What every actor has."""
    if name == "__ray_ready__":
        return lambda: True
    if name == "__ray_terminate__":
        return bound.host.retire
    if name == "__ray_call__":
        return lambda function, *args, **kwargs: function(present.actor, *args, **kwargs)
    return None

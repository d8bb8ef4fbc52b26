"""How coroutines wait for objects."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from . import bound
from .get import get_arrived, get_one

if TYPE_CHECKING:
    from .object_ref import ObjectRef

__all__ = ["awaited", "idle", "ready"]

_watched: dict[int, asyncio.Future] = {}


async def ready(number: int) -> None:
    """Until the object has a value or an error."""
    loop = asyncio.get_running_loop()
    if hasattr(loop, "_selector"):  # Python's own: while it runs, JavaScript's does not turn
        watched = loop.create_future()
        key = int(bound.host.watch(number))
        _watched[key] = watched
        try:
            await watched
        finally:
            _watched.pop(key, None)
    else:
        await bound.host.ready(number)


def idle(seconds: float | None) -> None:
    """How Python's own event loop waits: see `polyray_interpreter.event_loop`."""
    patience = 0.05 if seconds is None else min(max(seconds, 0), 0.05)
    for key in bound.host.idle(patience * 1000).to_py():
        watched = _watched.pop(int(key), None)
        if watched is not None and not watched.done():
            watched.set_result(None)


async def awaited(ref: ObjectRef) -> Any:
    """The value of an object; raises its error."""
    if hasattr(asyncio.get_running_loop(), "_selector"):
        await ready(ref._number)
        return get_one(ref)
    ticket = bound.host.expect(ref._number)
    try:
        await bound.host.arrival(ticket)
    except BaseException:
        bound.host.forgo(ticket)
        raise
    return get_arrived(ref, ticket)

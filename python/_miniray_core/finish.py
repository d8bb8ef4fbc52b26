"""What becomes of what a function returned."""

from __future__ import annotations

import asyncio
from typing import Any

from . import bound
from .codes import LARGE, PROMISE, STREAMS
from .coroutines import follow, run_here, settled
from .outgoing import answer, leave, several
from .pack import SIMPLE
from .streams import streamed

__all__ = ["finish"]


def finish(value: Any, returns: int) -> int:
    """Its length in the window, or what else there is. `returns`: how many values it should be, or STREAMS."""
    if type(value) in SIMPLE and returns == 1:
        return answer(value)
    if returns == STREAMS:
        return streamed(value)
    if asyncio.iscoroutine(value):
        if not bound.host.standing():
            leave(follow(settled(value, returns)))
            return PROMISE
        value = run_here(value)
    if returns != 1:
        leave(several(value, returns))
        return LARGE
    return answer(value)

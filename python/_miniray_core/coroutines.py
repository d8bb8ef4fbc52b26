"""Tasks whose functions are coroutines."""

from __future__ import annotations

import asyncio
from typing import Any

from . import bound, present
from .codes import LARGE
from .ended import ended
from .outgoing import several, take

__all__ = ["cancel", "follow", "run_here", "settled"]

_coroutines: dict[int, asyncio.Future] = {}


def follow(coroutine: Any) -> asyncio.Future:
    """Runs on, and knows to which task it belongs."""
    context = bound.host.context()
    token = present.coroutine.set(context)
    try:
        future = asyncio.ensure_future(coroutine)
    finally:
        present.coroutine.reset(token)
    number = context.task
    _coroutines[number] = future
    future.add_done_callback(lambda _: _coroutines.pop(number, None))
    return future


async def settled(coroutine: Any, returns: int) -> tuple[int, Any]:
    """How it ended, and its results or what was raised."""
    try:
        value = await coroutine
        return LARGE, several([value] if returns == 1 else value, returns)
    except BaseException as error:  # noqa: BLE001
        return ended(error), take()


def cancel(number: int) -> None:
    """Interrupts a coroutine."""
    future = _coroutines.get(number)
    if future is not None:
        future.cancel()


def run_here(coroutine: Any, runner: asyncio.Runner | None = None) -> Any:
    """Runs it to its end in a loop of its own: below stands something that waits for it, so that no other loop turns."""
    running = asyncio._get_running_loop()
    task = None if running is None else asyncio.current_task(running)
    if task is not None:
        asyncio.tasks._leave_task(running, task)
    asyncio._set_running_loop(None)
    try:
        return asyncio.run(coroutine) if runner is None else runner.run(coroutine)
    finally:
        asyncio._set_running_loop(running)
        if task is not None:
            asyncio.tasks._enter_task(running, task)

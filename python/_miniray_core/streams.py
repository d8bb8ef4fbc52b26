"""Tasks that stream."""

from __future__ import annotations

import asyncio
import traceback
from types import AsyncGeneratorType, GeneratorType
from typing import Any

from . import bound
from .codes import ASYNC_STREAM, END, LARGE, STREAM
from .coroutines import follow, run_here
from .ended import ended
from .outgoing import answer, leave, several, take

__all__ = ["close", "next_item", "next_later", "streamed"]

_streams: dict[int, Any] = {}
_last = 0


def streamed(value: Any) -> int:
    """Leaves the number of the generator that the task returned."""
    global _last
    if not isinstance(value, GeneratorType | AsyncGeneratorType):
        asynchronous = hasattr(value, "__aiter__")
        try:
            value = value.__aiter__() if asynchronous else iter(value)
        except TypeError:
            raise TypeError(f"The task was to stream, and returned no iterable but {type(value).__name__}") from None
    _last += 1
    _streams[_last] = value
    leave(_last)
    if not hasattr(value, "__anext__"):
        return STREAM
    if not bound.host.standing():
        return ASYNC_STREAM
    _streams[_last] = _items_here(value)
    return STREAM


def _items_here(items: Any) -> Any:
    async def following() -> tuple[bool, Any]:
        try:
            return True, await anext(items)
        except StopAsyncIteration:
            return False, None

    with asyncio.Runner() as runner:
        while (found := run_here(following(), runner))[0]:
            yield found[1]


def next_item(stream: int) -> int:
    """The next item of a generator: its length in the window, or what else there is."""
    try:
        return answer(next(_streams[stream]))
    except StopIteration:
        _streams.pop(stream, None)
        return END
    except BaseException as error:  # noqa: BLE001
        _streams.pop(stream, None)
        return ended(error)


def next_later(stream: int) -> None:
    """Leaves a future of the next item of an asynchronous generator."""
    leave(follow(_next_settled(stream)))


async def _next_settled(stream: int) -> tuple[int, Any]:
    try:
        return LARGE, several([await anext(_streams[stream])], 1)
    except StopAsyncIteration:
        return END, None
    except BaseException as error:  # noqa: BLE001
        return ended(error), take()


def close(stream: int) -> None:
    """Nobody wants more of it."""
    generator = _streams.pop(stream, None)
    try:
        if isinstance(generator, AsyncGeneratorType):
            asyncio.ensure_future(generator.aclose())  # noqa: RUF006
        elif isinstance(generator, GeneratorType):
            generator.close()
    except BaseException:  # noqa: BLE001 - nobody wants to know how it took its end
        traceback.print_exc()

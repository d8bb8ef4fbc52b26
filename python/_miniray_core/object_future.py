"""References as futures of `concurrent.futures`."""

from __future__ import annotations

import asyncio
import concurrent.futures
from typing import TYPE_CHECKING, Any

from . import bound
from .awaited import ready
from .get import get_one
from .wait import wait

if TYPE_CHECKING:
    from .object_ref import ObjectRef

__all__ = ["ObjectFuture"]


class ObjectFuture(concurrent.futures.Future):
    """Looks at the object when it is asked: there is no thread that could do so meanwhile."""

    def __init__(self, ref: ObjectRef) -> None:
        super().__init__()
        self._ref = ref
        self._waiters = _Waiters(self)

    def _look(self, timeout: float | None) -> None:
        if super().done():
            return
        if not wait([self._ref], 1, timeout)[0]:
            return
        try:
            self.set_result(get_one(self._ref))
        except BaseException as error:  # noqa: BLE001 - it is the result
            self.set_exception(error)

    def done(self) -> bool:
        self._look(0)
        return super().done()

    def result(self, timeout: float | None = None) -> Any:
        self._look(timeout)
        return super().result(0)

    def exception(self, timeout: float | None = None) -> BaseException | None:
        self._look(timeout)
        return super().exception(0)

    def add_done_callback(self, fn: Any) -> None:
        super().add_done_callback(fn)
        if super().done():
            return

        async def settle() -> None:
            await ready(self._ref._number)
            self._look(0)

        asyncio.ensure_future(settle())  # noqa: RUF006 - the loop holds it as long as the future is awaited

    def cancel(self) -> bool:
        bound.host.cancel(self._ref._number, False, True)
        return super().cancel()


class _Waiters(list):
    """Of a future. Who waits, by `concurrent.futures.wait`, would wait for another thread."""

    def __init__(self, future: ObjectFuture) -> None:
        super().__init__()
        self._future = future

    def append(self, waiter: Any) -> None:
        super().append(waiter)
        self._future._look(None)

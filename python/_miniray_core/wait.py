"""Waiting for objects."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING

from . import bound

if TYPE_CHECKING:
    from .object_ref import ObjectRef

__all__ = ["wait"]


def wait(refs: Sequence[ObjectRef], num_returns: int, timeout: float | None) -> tuple[list, list]:
    """Those that have a value or an error, `num_returns` of them at most, and the rest, each in the order given."""
    numbers = array("d", [ref._number for ref in refs])
    ready = bound.host.wait(numbers, num_returns, -1 if timeout is None else timeout * 1000)
    if ready is None:
        raise bound.failures.raised(bound.host.failure())
    settled = set(ready.to_py())
    done: list = []
    rest: list = []
    for ref in refs:
        (done if ref._number in settled and len(done) < num_returns else rest).append(ref)
    return done, rest

"""Results in the order in which they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import _miniray_core as core

from .. import _runtime

__all__ = ["as_completed", "map_unordered"]


def as_completed(refs: Sequence[core.ObjectRef], *, chunk_size: int = 10, yield_obj_refs: bool = False, **options: Any) -> Iterator[Any]:
    """Values, or references, as they are ready; `chunk_size` at a time are waited for."""
    _check(chunk_size, options)
    rest = list(refs)
    while rest:
        some, rest = _ready(rest, chunk_size, yield_obj_refs, options)
        yield from some


def map_unordered(
    fn: Any,
    items: Iterable[Any],
    *,
    backpressure_size: int | None = 100,
    chunk_size: int = 10,
    yield_obj_refs: bool = False,
    **options: Any,
) -> Iterator[Any]:
    """What a remote function makes of each item, as it is ready; `backpressure_size` tasks are on their way at most."""
    _check(chunk_size, options)
    if backpressure_size is not None and backpressure_size < chunk_size:
        raise ValueError("backpressure_size must be >= chunk_size")
    pending: list[core.ObjectRef] = []
    for item in items:
        if backpressure_size is not None and len(pending) >= backpressure_size:
            some, pending = _ready(pending, chunk_size, yield_obj_refs, options)
            yield from some
        pending.append(fn.remote(item))
    yield from as_completed(pending, chunk_size=chunk_size, yield_obj_refs=yield_obj_refs, **options)


def _check(chunk_size: int, options: dict[str, Any]) -> None:
    if chunk_size < 1:
        raise ValueError("`chunk_size` must be >= 1")
    if "num_returns" in options:
        raise ValueError("Use the `chunk_size` argument instead of `num_returns`.")


def _ready(refs: list, chunk_size: int, yield_obj_refs: bool, options: dict[str, Any]) -> tuple[list, list]:
    done, rest = _runtime.wait(refs, num_returns=min(chunk_size, len(refs)), **options)
    return (done if yield_obj_refs else _runtime.get(done)), rest

"""Pickles to values."""

from __future__ import annotations

from array import array
from pickle import loads  # before a program can put anything else there
from typing import Any

from . import bound
from .bound import window

__all__ = ["unpack"]

mentioned: list = []
"""The numbers of the references that the pickle at hand mentions."""
given_values: list = []
"""The values of those of its arguments that were references."""
make_tensor: Any = None
"""Called by `_tensor` instead, while `polyray` reads tensors as what it makes of them."""


def unpack(size: int, given: list | None = None) -> Any:
    """What the host has laid out: a pickle in the window, or something larger to be fetched."""
    global mentioned, given_values
    if size >= 0:
        if given is None:
            return loads(window[:size])
        outer, given_values = given_values, given
        try:
            return loads(window[:size])
        finally:
            given_values = outer
    large = bound.host.fetch()
    data = large.data.to_bytes()
    kinds = large.kinds
    buffers = [_taken(kind, large.buffer(i)) for i, kind in enumerate(kinds)]
    outer_refs, outer_given = mentioned, given_values
    mentioned = large.refs.to_py() if large.mentions else []
    if given is not None:
        given_values = given
    try:
        return loads(data, buffers=buffers)
    finally:
        mentioned, given_values = outer_refs, outer_given


def _taken(kind: str, source: Any) -> Any:
    """One copy out of shared memory into what the value is made of."""
    if kind == "R":
        return source.to_bytes()
    if kind == "M":
        made: Any = bytearray(source.length)
    else:
        item = array(kind, bytes(array(kind).itemsize))
        made = item * (source.length // item.itemsize)
    source.assign_to(memoryview(made).cast("B"))
    return made

"""Functions and classes on their way."""

from __future__ import annotations

import inspect
import linecache
import os
from typing import Any

from .pickled import _same

__all__ = ["Defined"]


class Defined:
    """A function or class on its way, with the lines it was written in: tracebacks elsewhere show them."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __reduce__(self) -> Any:
        try:
            function = inspect.unwrap(self.value)
            file = inspect.getfile(function)
            lines, first = inspect.getsourcelines(function)
        except Exception:  # noqa: BLE001 - a file may have become anything since
            return _same, (self.value,)
        return _defined, (self.value, file, first, lines)


def _defined(value: Any, file: str, first: int, lines: list[str]) -> Any:
    if os.path.exists(file):
        return value
    _, _, present, _ = linecache.cache.get(file, (0, None, [], file))  # type: ignore[misc]
    first = max(first, 1)
    known = [*present, *["\n"] * (first - 1 + len(lines) - len(present))]
    known[first - 1 : first - 1 + len(lines)] = lines
    linecache.cache[file] = (sum(map(len, known)), None, known, file)
    return value

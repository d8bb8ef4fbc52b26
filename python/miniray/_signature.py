"""Whether a call's arguments fit, before it travels."""

from __future__ import annotations

import inspect
from typing import Any

__all__ = ["Signature", "returns_of"]


class Signature:
    """What a function takes. Calls by place alone, which most are, cost two comparisons."""

    __slots__ = ("_bind", "_least", "_most", "_skip")

    def __init__(self, function: Any, skip: int = 0) -> None:
        """`skip`: so many first parameters are not the caller's to give."""
        self._skip = (None,) * skip
        self._least = self._most = -1
        try:
            signature = inspect.signature(function)
        except (TypeError, ValueError):
            self._bind: Any = None  # some of C have none
            return
        self._bind = signature.bind
        least = most = -skip
        for parameter in signature.parameters.values():
            if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
                most += 1
                least += parameter.default is parameter.empty
            elif parameter.kind is parameter.VAR_POSITIONAL:
                most = 2**31
            elif parameter.kind is parameter.KEYWORD_ONLY and parameter.default is parameter.empty:
                return  # no call by place alone fits
        self._least, self._most = least, most

    def bounds(self) -> list[int] | None:
        """How many arguments a call by place alone may have; None where there is no such call, or nobody knows."""
        return None if self._most < 0 else [max(self._least, 0), self._most]

    def check(self, args: tuple, kwargs: dict) -> None:
        """Raises TypeError as the function would."""
        if not kwargs and self._least <= len(args) <= self._most:
            return
        if self._bind is not None:
            self._bind(*self._skip, *args, **kwargs)


def returns_of(function: Any, options: dict[str, Any]) -> int | str:
    """What `num_returns` means for it. Raises ValueError where a stream is asked for and it is no generator."""
    wanted = options.get("num_returns")
    function = inspect.unwrap(function) if callable(function) else function
    generator = inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function)
    if wanted is None:
        return "streaming" if generator else 1
    if wanted in ("streaming", "dynamic") and not generator:
        raise ValueError(
            f"num_returns='{wanted}' can only be used with generator functions (functions that use 'yield'). "
            "The decorated function is not a generator function."
        )
    return wanted

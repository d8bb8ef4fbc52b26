"""A rule: one function of a module that came as text."""

import linecache
import sys
from collections.abc import Callable
from functools import lru_cache
from types import CodeType, ModuleType

from .errors import Failed, Invalid
from .traceback_text import traceback_text

__all__ = ["FILE", "Rule"]

FILE = "<rule>"
"""What tracebacks call the text."""

_MODULE = "rule"
_TEXTS_KEPT = 64


@lru_cache(_TEXTS_KEPT)
def _compiled(source: str) -> tuple[CodeType, list[str]]:
    return compile(source, FILE, "exec", dont_inherit=True), source.splitlines(keepends=True)


class Rule:
    """Runs a module's text in a namespace of its own and calls one of its functions.

    As a context manager: the module is importable inside (dataclasses and pickle look it up) and empty afterwards, so
    that what it refers to is freed at once.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._module = ModuleType(_MODULE)

    def __enter__(self) -> "Rule":
        sys.modules[_MODULE] = self._module
        return self

    def __exit__(self, *_: object) -> None:
        sys.modules.pop(_MODULE, None)
        self._module.__dict__.clear()

    def call(self, function: str, arguments: list[object], keywords: dict[str, object]) -> object:
        """What the function returns. Raises Failed with Python's traceback, Invalid where there is no such function."""
        try:
            code, lines = _compiled(self._source)
            linecache.cache[FILE] = (len(self._source), None, lines, FILE)
            exec(code, self._module.__dict__)
            target = self._function(function)
            return target(*arguments, **keywords)
        except Invalid:
            raise
        except BaseException as error:
            raise Failed(traceback_text(error)) from None

    def _function(self, name: str) -> Callable[..., object]:
        target = self._module.__dict__.get(name)
        if target is None:
            raise Invalid("parameters.function", f'is "{name}", the source defines no such function')
        if not callable(target):
            kind = type(target).__name__
            raise Invalid("parameters.function", f'is "{name}", which is of type "{kind}" in the source')
        return target

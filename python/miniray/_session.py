"""What runs piece by piece in one interpreter that keeps its names: cells of a notebook, statements typed at a prompt."""

from __future__ import annotations

import ast
import asyncio
import codeop
import inspect
import linecache
import sys
import traceback
from array import array
from collections import OrderedDict
from collections.abc import Coroutine
from datetime import datetime
from types import CodeType, ModuleType, TracebackType
from typing import Any

from _miniray_core import ObjectRef
from _miniray_core.script import exit_code

__all__ = ["Session"]

_PLAIN = frozenset({type(None), bool, int, float, str, bytes, bytearray, datetime, array, memoryview, ObjectRef})
_LISTS = frozenset({list, tuple, set, frozenset})
_DICTS = frozenset({dict, OrderedDict})


class Session:
    """An actor of the host's. Its one method is named as a program is, so that what it prints is a program's own words."""

    def __init__(self, waits: bool) -> None:
        """`waits`: whether this thread may stand still; else what a cell awaits is awaited by the host."""
        self._waits = waits
        main = ModuleType("__main__")
        main.__dict__["__builtins__"] = __builtins__
        sys.modules["__main__"] = main
        sys.argv = [""]
        self._names = main.__dict__
        self._cells = 0
        self._statements = 0
        self._runner: asyncio.Runner | None = None
        self._compiler = codeop.CommandCompiler()
        self._compiler.compiler.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT

    def __main__(self, how: str, source: str) -> tuple | Coroutine[Any, Any, tuple]:
        if how == "statement":
            return self._statement(source)
        cell = self._cell(source, how == "shown")
        return _finished(cell) if self._waits else cell

    async def _cell(self, source: str, shown: bool) -> tuple:
        """("none",), ("value", it), ("repr", its type, its repr), or ("error", classes, message, traceback).

        Shown, every value but None comes as its repr, and itself behind it where it can be read.
        """
        self._cells += 1
        file = _file(f"<cell {self._cells}>", source)
        try:
            tree = ast.parse(source, file)
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            await self._value(_compiled(tree, file, "exec"))
            if last is None:
                return ("none",)
            value = await self._value(_compiled(ast.Expression(last.value), file, "eval"))
            readable = _readable(value, set())
            if readable and (value is None or not shown):
                return "value", value
            return "repr", type(value).__name__, _repr(value), *([value] if readable else [])
        except BaseException as error:  # noqa: BLE001 - whatever it is belongs to whoever runs the cell
            names = [kind.__name__ for kind in type(error).__mro__ if kind is not object]
            return "error", names, _text(error), "".join(traceback.format_exception(type(error), error, _own(error.__traceback__, file)))

    def _statement(self, source: str) -> tuple:
        """("more",) where more lines are to follow, ("done",), or ("exit", code)."""
        file = _file(f"<python-input-{self._statements}>", source)
        try:
            code = self._compiler(source, file, "single")
            if code is None:
                return ("more",)
            self._statements += 1
            self._run(code)
        except SystemExit as error:
            return "exit", exit_code(error.code)
        except BaseException as error:  # noqa: BLE001
            traceback.print_exception(type(error), error, _own(error.__traceback__, file))
        return ("done",)

    async def _value(self, code: CodeType) -> Any:
        if self._waits or not code.co_flags & inspect.CO_COROUTINE:
            return self._run(code)
        return await eval(code, self._names)  # noqa: S307 - that is the request

    def _run(self, code: CodeType) -> Any:
        value = eval(code, self._names)  # noqa: S307 - that is the request
        if not code.co_flags & inspect.CO_COROUTINE:
            return value
        self._runner = self._runner or asyncio.Runner()
        return self._runner.run(value)


def _finished(coroutine: Coroutine[Any, Any, tuple]) -> tuple:
    """What a coroutine returns that awaits nothing."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("a cell was left in its middle")


def _file(name: str, source: str) -> str:
    """Tracebacks then show its lines."""
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    return name


def _compiled(tree: Any, file: str, mode: str) -> CodeType:
    return compile(tree, file, mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)


def _own(trace: TracebackType | None, file: str) -> TracebackType | None:
    """A traceback without what led to the cell."""
    while trace is not None and trace.tb_frame.f_code.co_filename != file:
        trace = trace.tb_next
    return trace


def _readable(value: Any, above: set[int]) -> bool:
    """Whether the host can read it, which runs nothing of Python."""
    kind = type(value)
    if kind in _PLAIN:
        return True
    if kind in _LISTS or kind in _DICTS:
        if id(value) in above or len(above) > 100:
            return False
        above.add(id(value))
        parts = [*value, *value.values()] if kind in _DICTS else value
        readable = all(_readable(part, above) for part in parts)
        above.discard(id(value))
        return readable
    numpy = sys.modules.get("numpy")
    return numpy is not None and kind is numpy.ndarray and value.dtype.kind in "biufc" and value.dtype.itemsize <= 16


def _repr(value: Any) -> str:
    try:
        return repr(value)
    except Exception as error:  # noqa: BLE001 - a class may have any __repr__
        return f"<{type(value).__name__} whose repr raised {type(error).__name__}>"


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001
        return "<its text cannot be read>"

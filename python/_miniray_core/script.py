"""Programs."""

from __future__ import annotations

import linecache
import sys
import traceback
from collections.abc import Sequence
from types import ModuleType
from typing import Any

__all__ = ["exit_code", "run_script"]


def run_script(source: str, filename: str, args: Sequence[str]) -> int:
    """Runs a program as `__main__`. Returns its exit code."""
    main = ModuleType("__main__")
    main.__dict__.update(__file__=filename, __builtins__=__builtins__)
    sys.modules["__main__"] = main
    sys.argv = [filename, *args]
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    try:
        exec(compile(source, filename, "exec", dont_inherit=True), main.__dict__)  # noqa: S102 - that is the request
        return 0
    except SystemExit as error:
        return exit_code(error.code)
    except BaseException as error:  # noqa: BLE001 - what a program does not catch is printed, as CPython does
        trace = error.__traceback__
        while trace is not None and trace.tb_frame.f_code.co_filename != filename:
            trace = trace.tb_next
        traceback.print_exception(type(error), error, trace)
        return 130 if isinstance(error, KeyboardInterrupt) else 1


def exit_code(code: Any) -> int:
    """The exit code of a process whose program gave `sys.exit` this."""
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    print(code, file=sys.stderr)
    return 1

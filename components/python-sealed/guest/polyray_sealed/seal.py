"""Takes out of Python what is not there.

The component has no imports: nothing here makes it any safer. But where CPython would ask the system for a file, the
time or entropy, the component would trap, and its instance be lost; now it is a `PermissionError`, which a program can
read, catch and report. What still traps: recursion in C deeper than the stack, and waiting for another thread.
"""

import _io
import _random
import _thread
import gc
import io
import logging
import posix
import random
import sys
import time
from collections.abc import Callable
from types import BuiltinFunctionType
from typing import Any

from .standard_library import import_all

__all__ = ["seal"]

# Functions that compute from their arguments alone.
_POSIX = {"fspath", "putenv", "strerror", "unsetenv", "_path_normpath", "_path_splitroot", "_path_splitroot_ex", "device_encoding"}
_POSIX |= {name for name in dir(posix) if name.startswith(("W", "major", "minor", "makedev"))}
_TIME = {"mktime", "strptime", "asctime", "strftime", "gmtime", "localtime", "ctime"}
# Those of them that take the present moment where it is not given, and how many arguments come before it.
_NOW = {"asctime": 0, "strftime": 1, "gmtime": 0, "localtime": 0, "ctime": 0}

# Imported by others' modules, and nothing without sockets, threads or processes.
_USELESS = {"_asyncio", "_socket", "asyncio", "concurrent", "multiprocessing", "select", "selectors", "socket", "subprocess"}


def seal() -> None:
    """Imports all that can ever be imported, and closes the rest."""
    import_all()
    sys.path[:] = []
    sys.path_hooks[:] = []
    sys.path_importer_cache.clear()
    sys.meta_path[:] = [_NoOthers]
    for module in [name for name in sys.modules if name.partition(".")[0] in _USELESS]:
        del sys.modules[module]
    instead: dict[int, Any] = {id(_io.open): _denied("open"), id(_io.open_code): _denied("open_code"), id(io.FileIO): _FileIO}
    for module, kept in ((posix, _POSIX), (time, _TIME)):
        for name, value in vars(module).items():
            if isinstance(value, BuiltinFunctionType) and name not in kept:
                instead[id(value)] = _denied(f"{module.__name__.replace('posix', 'os')}.{name}")
    for name, given in _NOW.items():
        instead[id(getattr(time, name))] = _with_moment(getattr(time, name), given)
    for name in ("start_new_thread", "start_new", "start_joinable_thread"):
        instead[id(getattr(_thread, name))] = _no_threads
    _replace(instead)
    random.Random.__new__ = _new_generator
    random.Random.seed = _seeded(random.Random.seed)
    logging.logProcesses = False
    logging.time = _StoppedClock
    for name in ("stdin", "stdout", "stderr"):
        setattr(sys, name, _Nowhere())
        setattr(sys, f"__{name}__", getattr(sys, name))
    gc.collect()
    gc.freeze()


class _NoOthers:
    """Finds no module beside those that are there."""

    find_spec = staticmethod(lambda *_: None)


def _replace(instead: dict[int, Any]) -> None:
    """In every module, since some keep functions of others as their own."""
    for module in list(sys.modules.values()):
        for name, value in list(vars(module).items()) if module is not None else ():
            if id(value) in instead:
                setattr(module, name, instead[id(value)])


def _denied(what: str) -> Callable[..., Any]:
    def refuse(*_: object, **__: object) -> Any:
        raise PermissionError(f"{what} is not available: this Python is sealed off from the system")

    refuse.__name__ = refuse.__qualname__ = what.rpartition(".")[2]
    return refuse


def _with_moment(function: Callable[..., Any], given: int) -> Callable[..., Any]:
    refuse = _denied(f"time.{function.__name__} of the present moment")

    def of(*arguments: Any) -> Any:
        return function(*arguments) if len(arguments) > given and arguments[given] is not None else refuse()

    of.__name__ = of.__qualname__ = function.__name__
    return of


def _no_threads(*_: object, **__: object) -> Any:
    raise RuntimeError("can't start new thread: this Python has no threads")


class _FileIO(io.RawIOBase):
    def __new__(cls, *_: object, **__: object) -> "_FileIO":
        raise PermissionError("FileIO is not available: this Python is sealed off from the system")


def _new_generator(cls: type, *_: object, **__: object) -> random.Random:
    return _random.Random.__new__(cls, 0)


def _seeded(seed: Callable[..., None]) -> Callable[..., None]:
    def seeded(self: random.Random, a: Any = None, version: int = 2) -> None:
        """There is no entropy: a generator without a seed takes one from the module's own, whose seed is fixed."""
        seed(self, random._inst.getrandbits(64) if a is None else a, version)

    return seeded


class _StoppedClock:
    """For the time that every record of a log bears."""

    time_ns = staticmethod(lambda: 0)
    gmtime = staticmethod(time.gmtime)
    localtime = staticmethod(time.localtime)
    strftime = staticmethod(time.strftime)


class _Nowhere(io.TextIOBase):
    """What is written is dropped, and there is nothing to read. `run` puts its own in the place of `sys.stdout`."""

    encoding = "utf-8"

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        return len(text)

    def read(self, _size: int = -1) -> str:
        return ""

    def readline(self, _size: int = -1) -> str:
        return ""

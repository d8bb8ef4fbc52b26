"""Functions and classes that the host names."""

from __future__ import annotations

import hashlib
import sys
from typing import Any

from .outgoing import fail
from .unpacking import unpack

__all__ = ["functions", "load", "load_module", "load_source", "loaded"]

functions: list = []
"""All that were loaded; the host names them by their places."""


def loaded(load: Any, *args: Any) -> int:
    """The place of what one of the functions below loads, or what tells that it raised."""
    try:
        return load(*args)
    except BaseException as error:  # noqa: BLE001 - whatever it is belongs to the task
        return fail(error)


def load(size: int) -> int:
    """A function or class by its pickle."""
    return _keep(unpack(size))


def load_source(name: str, source: str) -> int:
    """A function or class by the text of a module that defines it."""
    module_name = f"polyray_source_{hashlib.sha256(source.encode()).hexdigest()[:16]}"
    module = sys.modules.get(module_name)
    if module is None:
        import linecache
        from types import ModuleType

        module = ModuleType(module_name)
        file = f"<{module_name}>"
        linecache.cache[file] = (len(source), None, source.splitlines(True), file)
        exec(compile(source, file, "exec"), module.__dict__)  # noqa: S102 - that is the request
        sys.modules[module_name] = module
    return _keep(_attribute(module, name))


def load_module(name: str, module_name: str) -> int:
    """A function or class of a module that can be imported."""
    import importlib

    return _keep(_attribute(importlib.import_module(module_name), name))


def _attribute(module: Any, name: str) -> Any:
    value = module
    for part in name.split("."):
        try:
            value = getattr(value, part)
        except AttributeError:
            raise AttributeError(f"There is no {name!r} in the Python source") from None
    if not callable(value):
        raise TypeError(f"{name!r} in the Python source is no function or class but {type(value).__name__}")
    return value


def _keep(function: Any) -> int:
    functions.append(function)
    return len(functions) - 1

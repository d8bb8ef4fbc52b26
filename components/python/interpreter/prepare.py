"""What is done before a snapshot is made."""

import gc
import importlib
import sys
from collections.abc import Iterable

from . import install

__all__ = ["prepare"]

# Nothing here holds state of the machine.
_STANDARD = """
    array asyncio base64 bisect cmath collections collections.abc concurrent.futures contextlib contextvars copy copyreg csv
    dataclasses datetime decimal enum fractions functools gc hashlib heapq importlib.metadata inspect io itertools json
    linecache logging math operator pathlib pickle queue random re secrets statistics string struct textwrap threading time
    traceback types typing uuid weakref zoneinfo
""".split()


def prepare(modules: Iterable[str]) -> dict[str, str]:
    """Imports what programs often use, and `modules`. Returns why a module could not be imported, by its name."""
    install()
    for name in _STANDARD:
        importlib.import_module(name)
    skipped: dict[str, str] = {}
    for name in modules:
        before = set(sys.modules)
        try:
            importlib.import_module(name)
        except Exception as error:  # noqa: BLE001 - whatever a module does
            skipped[name] = f"{type(error).__name__}: {error}"
            for begun in set(sys.modules) - before:
                if begun == name or begun.startswith(f"{name}."):
                    del sys.modules[begun]
    gc.collect()
    return skipped

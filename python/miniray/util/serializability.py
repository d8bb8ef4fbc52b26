"""Why something cannot travel."""

from __future__ import annotations

import inspect
from typing import Any, NamedTuple

from _miniray_core.pack import pack_any

__all__ = ["FailureTuple", "inspect_serializability"]


class FailureTuple(NamedTuple):
    """What cannot be pickled, the name it has, and what mentions it."""

    obj: Any
    name: str
    parent: Any


def inspect_serializability(
    base_obj: Any, name: str | None = None, depth: int = 3, print_file: Any = None
) -> tuple[bool, set[FailureTuple]]:
    """Whether it can be pickled, and what in it cannot: its variables, attributes and items are looked at, `depth` deep."""
    label = name or getattr(base_obj, "__qualname__", None) or repr(base_obj)
    found: list[FailureTuple] = []
    good = _look(base_obj, label, base_obj, depth, found, print_file, 0)
    return good, _Failures(found)


class _Failures(set):
    """What is found may have no hash."""

    def __init__(self, found: list[FailureTuple]) -> None:
        super().__init__()
        self._found = found

    def __iter__(self) -> Any:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __bool__(self) -> bool:
        return bool(self._found)

    def __repr__(self) -> str:
        return repr(self._found)


def _look(obj: Any, name: str, parent: Any, depth: int, found: list[FailureTuple], file: Any, level: int) -> bool:
    try:
        pack_any(obj)
    except Exception as error:  # noqa: BLE001 - that is the question
        print(f"{'    ' * level}{name}: {type(error).__name__}: {error}", file=file)
    else:
        return True
    parts = list(_parts(obj)) if depth > 0 else []
    before = len(found)
    for part_name, part in parts:
        _look(part, part_name, obj, depth - 1, found, file, level + 1)
    if len(found) == before:
        found.append(FailureTuple(obj, name, parent))
    return False


def _parts(obj: Any) -> Any:
    if inspect.isfunction(obj):
        variables = inspect.getclosurevars(obj)
        yield from variables.globals.items()
        yield from variables.nonlocals.items()
    elif isinstance(obj, dict):
        yield from ((str(key), value) for key, value in obj.items())
    elif isinstance(obj, list | tuple | set | frozenset):
        yield from ((f"[{i}]", value) for i, value in enumerate(obj))
    elif isinstance(obj, type):
        yield from ((key, value) for key, value in vars(obj).items() if not key.startswith("__"))
    else:
        yield from getattr(obj, "__dict__", {}).items()

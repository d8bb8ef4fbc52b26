"""Tasks as things: what they are before they are submitted and after."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import cloudpickle

from .get import get_many, get_one
from .unique_id import FunctionID, TaskID

__all__ = ["Task", "TaskSpec"]


class TaskSpec:
    """What a task is: a function, its arguments, and how it is to be run."""

    __slots__ = ("args", "function", "kwargs", "name", "num_returns", "options")

    def __init__(self, function: Any, args: Iterable = (), kwargs: dict | None = None, **options: Any) -> None:
        if not callable(function):
            raise TypeError(f"A task needs a function, not {type(function).__name__}")
        self.function = function
        self.args = tuple(args)
        self.kwargs = dict(kwargs or {})
        self.num_returns = options.get("num_returns", 1)
        self.name = options.get("name") or getattr(function, "__name__", "task")
        self.options = options

    def function_id(self) -> FunctionID:
        return function_id(self.function)

    def submit(self) -> Task:
        """Hands it to the scheduler."""
        from miniray._function import RemoteFunction

        made = RemoteFunction(self.function, self.options).remote(*self.args, **self.kwargs)
        return Task(self, made)

    def __repr__(self) -> str:
        return f"TaskSpec({self.name}, {len(self.args) + len(self.kwargs)} arguments, num_returns={self.num_returns})"


class Task:
    """A task that was submitted."""

    __slots__ = ("refs", "spec")

    def __init__(self, spec: TaskSpec, refs: Any) -> None:
        self.spec = spec
        self.refs = refs

    def id(self) -> TaskID:
        first = self.refs[0] if isinstance(self.refs, list) else self.refs
        return first.task_id()

    def result(self, timeout: float | None = None) -> Any:
        refs = self.refs
        return get_many(refs, timeout) if isinstance(refs, list) else get_one(refs, timeout)

    def __repr__(self) -> str:
        return f"Task({self.spec.name}, {self.id().hex()})"


def function_id(function: Any) -> FunctionID:
    return FunctionID(hashlib.sha256(cloudpickle.dumps(function)).digest()[:16])

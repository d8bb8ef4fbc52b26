"""Functions as tasks."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any, Generic, ParamSpec, Protocol, TypeVar

import _miniray_core as core
from _miniray_core import bound
from _miniray_core.defined import Defined
from _miniray_core.pack import pack_any, pack_call, unpicklable
from _miniray_core.put import put

from ._options import TASK_OPTIONS, check, resources_of, retries_of, retry_on
from ._signature import Signature, returns_of
from ._stream import DynamicObjectRefGenerator, ObjectRefGenerator, returned

__all__ = ["RemoteFunction"]

P = ParamSpec("P")
R = TypeVar("R")

_kept: list[Any] = []
"""What functions mention lives as long as they may run anywhere."""

DEFAULT_MAX_RETRIES = 3


class RemoteGenerator(Protocol[P, R]):  # type: ignore[misc] - mypy wants variance of what is only asked for
    """What a type checker is told of a function that yields: its calls give generators of references."""

    __name__: str

    def options(self, **options: Any) -> Any:
        """The same function with other options."""
        ...

    def remote(self, *args: Any, **kwargs: Any) -> ObjectRefGenerator[R]:
        """Submits a task."""
        ...


class RemoteFunction(Generic[P, R]):
    """A function whose calls are tasks: `f.remote(...)`."""

    def __init__(self, function: Callable[P, R], options: dict[str, Any], shared: dict[str, int] | None = None) -> None:
        self._function = function
        self._options = check(options, TASK_OPTIONS, "tasks")
        self._returns = returns_of(function, self._options)
        self._request: int | None = None
        self._shared = {} if shared is None else shared
        self._signature = Signature(function)
        functools.update_wrapper(self, function)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        name = f"{self._function.__module__}.{_name(self._function)}"
        raise TypeError(f"Remote functions cannot be called directly. Instead of running '{name}()', try '{name}.remote()'.")

    def options(self, **options: Any) -> Any:
        """The same function with other options."""
        return RemoteFunction(self._function, {**self._options, **options}, self._shared)

    def bind(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError("Ray's DAG API does not exist here: call .remote() with references as arguments")

    def remote(self, *args: Any, **kwargs: Any) -> core.ObjectRef[R]:
        """Submits a task. Returns a reference; a list or a generator of them, or None, where `num_returns` says so."""
        self._signature.check(args, kwargs)
        request = self._request
        if request is None:
            request = self._prepare()
        size, large, deps = pack_call(args, kwargs, _name(self._function))
        first = bound.host.submit(request, size, large, *deps) if deps else bound.host.submit(request, size, large)
        returns = self._returns
        return core.ObjectRef(first) if returns == 1 else returned(first, returns)

    def _prepare(self) -> int:
        from . import _runtime

        _runtime.connect()
        options = self._options
        returns = self._returns
        # as JSON, which a reader of the host's log understands
        self._request = bound.host.request(
            json.dumps({
                "fn": self._defined(),
                "pool": int(bound.host.pool("python")),
                "returns": returns if isinstance(returns, int) and returns > 0 else 1,
                "streaming": returns == "streaming" or None,
                "name": options.get("name") or _name(self._function),
                "resources": resources_of(options, 1),
                "retries": retries_of(options.get("max_retries"), DEFAULT_MAX_RETRIES),
                "retryOn": retry_on(options),
            })
        )
        return self._request

    def _defined(self) -> int:
        """The number of the function, or of one that brings what it yields into another form."""
        returns = self._returns
        plain = returns == "streaming" or returns_of(self._function, {}) == 1
        form = "as it is" if plain else str(returns)
        if form not in self._shared:
            function = self._function if plain else _gathered(self._function, returns)
            try:
                size, large = pack_any(Defined(function))
            except Exception as error:
                raise unpicklable(f"the function {_name(self._function)}", error) from error
            _kept.append(function)
            self._shared[form] = bound.host.define(_name(self._function), size, large)
        return self._shared[form]

    def __reduce__(self) -> Any:
        return RemoteFunction, (self._function, self._options)


def _name(function: Any) -> str:
    return getattr(function, "__qualname__", None) or getattr(function, "__name__", None) or type(function).__name__


def _gathered(function: Any, returns: int | str) -> Any:
    """A generator function as one that returns."""

    @functools.wraps(function)
    def gather(*args: Any, **kwargs: Any) -> Any:
        items = function(*args, **kwargs)
        if returns == "dynamic":
            return DynamicObjectRefGenerator([put(item) for item in items])
        return next(items) if returns == 1 else tuple(items)

    return gather

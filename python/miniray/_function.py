"""Functions as tasks."""

from __future__ import annotations

import functools
import json
from typing import Any

import _miniray_core as core

from ._options import TASK_OPTIONS, check, resources_of
from ._stream import ObjectRefGenerator

__all__ = ["RemoteFunction"]

_kept: list[Any] = []
"""What functions mention lives as long as they may run anywhere."""


class RemoteFunction:
    """A function whose calls are tasks: `f.remote(...)`."""

    def __init__(self, function: Any, options: dict[str, Any], shared: list | None = None) -> None:
        self._function = function
        self._options = check(options, TASK_OPTIONS, "tasks")
        self._request: int | None = None
        self._shared = shared if shared is not None else []
        functools.update_wrapper(self, function)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError(
            f"Remote functions cannot be called directly. Instead of running '{self.__name__}()', try '{self.__name__}.remote()'."
        )

    def options(self, **options: Any) -> RemoteFunction:
        """The same function with other options."""
        return RemoteFunction(self._function, {**self._options, **options}, self._shared)

    def bind(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError("Ray's DAG API does not exist here: call .remote() with references as arguments")

    def remote(self, *args: Any, **kwargs: Any) -> Any:
        request = self._request
        if request is None:
            request = self._prepare()
        size, large, deps = core._pack_call(args, kwargs)
        first = core._host.submit(request, size, large, *deps) if deps else core._host.submit(request, size, large)
        return self._returned(first)

    def _returned(self, first: int) -> Any:
        returns = self._options.get("num_returns", 1)
        if returns == 1 or returns == "dynamic":
            return core.ObjectRef(first)
        if returns == "streaming":
            return ObjectRefGenerator(core.ObjectRef(first))
        if returns == 0:
            core.ObjectRef(first)
            return None
        return [core.ObjectRef(first + i) for i in range(returns)]

    def _prepare(self) -> int:
        from . import _runtime

        _runtime.connect()
        if not self._shared:
            function = self._function
            if self._options.get("num_returns") == "dynamic":
                function = _dynamic(function)
            size, large = core._pack_any(function)
            _kept.append(function)
            self._shared.append(core._host.define(self.__name__, size, large))
        options = self._options
        returns = options.get("num_returns", 1)
        retry = options.get("retry_exceptions", False)
        # as JSON, which a reader of the host's log understands
        self._request = core._host.request(
            json.dumps({
                "fn": self._shared[0],
                "pool": int(core._host.pool("python")),
                "returns": returns if isinstance(returns, int) and returns > 0 else 1,
                "streaming": returns == "streaming" or None,
                "name": options.get("name") or getattr(self, "__qualname__", self.__name__),
                "resources": resources_of(options, 1),
                "retries": options.get("max_retries", 3) if options.get("max_retries", 3) != -1 else 2**31 - 1,
                "retryOn": retry if isinstance(retry, bool) else [one.__name__ for one in retry],
            })
        )
        return self._request

    def __reduce__(self) -> Any:
        return RemoteFunction, (self._function, self._options)


def _dynamic(function: Any) -> Any:
    @functools.wraps(function)
    def gather(*args: Any, **kwargs: Any) -> Any:
        from ._stream import DynamicObjectRefGenerator

        return DynamicObjectRefGenerator([core.put(item) for item in function(*args, **kwargs)])

    return gather

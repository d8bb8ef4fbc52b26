"""Classes as actors."""

from __future__ import annotations

import inspect
import json
from typing import Any

import _miniray_core as core

from ._options import ACTOR_OPTIONS, check, resources_of
from ._stream import ObjectRefGenerator

__all__ = ["ActorClass", "ActorHandle", "get_actor", "kill"]


class ActorClass:
    """A class whose instances live in workers of their own: `C.remote(...)`."""

    def __init__(self, cls: type, options: dict[str, Any], shared: list | None = None) -> None:
        self._cls = cls
        self._options = check(options, ACTOR_OPTIONS, "actors")
        self._shared = shared if shared is not None else []
        self.__name__ = cls.__name__
        self.__doc__ = cls.__doc__
        self.__module__ = cls.__module__

    def __call__(self, *_: Any, **__: Any) -> Any:
        raise TypeError(
            f"Actors cannot be instantiated directly. Instead of '{self.__name__}()', use '{self.__name__}.remote()'."
        )

    def options(self, **options: Any) -> ActorClass:
        """The same class with other options."""
        return ActorClass(self._cls, {**self._options, **options}, self._shared)

    def bind(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError("Ray's DAG API does not exist here: call .remote() with references as arguments")

    def remote(self, *args: Any, **kwargs: Any) -> ActorHandle:
        """Starts an actor."""
        from . import _runtime
        from ._function import _kept

        _runtime.connect()
        if not self._shared:
            size, large = core._pack_any(self._cls)
            _kept.append(self._cls)
            self._shared.append(core._host.define(self.__name__, size, large))
        options = self._options
        name = options.get("name")
        if options.get("get_if_exists") and name is None:
            raise ValueError("The actor name must be specified to use `get_if_exists`.")
        state = _methods(self._cls)
        given = json.dumps({
            "fn": self._shared[0],
            "className": self.__name__,
            "name": name,
            "getIfExists": bool(options.get("get_if_exists")),
            "detached": options.get("lifetime") == "detached",
            "restarts": _count(options.get("max_restarts", 0)),
            "taskRetries": _count(options.get("max_task_retries", 0)),
            "concurrency": options.get("max_concurrency") or 0,
            "maxPending": options.get("max_pending_calls", -1),
            "resources": resources_of(options, 0),
            "isAsync": _is_async(self._cls),
        })
        size, large, deps = core._pack_call(args, kwargs)
        number = core._host.open(given, size, large, *deps)
        if number == core._FAILED:
            raise _name_error(core._errors.raised(core._host.failure()), name)
        return ActorHandle(int(number), self.__name__, state)


def _name_error(error: BaseException, name: Any) -> BaseException:
    return ValueError(f"The name {name} is already taken. Please use a different name or get the existing actor using ray.get_actor('{name}')") if name else error


def _count(value: int) -> int:
    return value


def _is_async(cls: type) -> bool:
    return any(
        inspect.iscoroutinefunction(member) or inspect.isasyncgenfunction(member) for _, member in inspect.getmembers(cls, inspect.isfunction)
    )


def _methods(cls: type) -> dict[str, Any]:
    """Its methods, and the options that `method` gave them."""
    return {name: getattr(member, "_miniray_method_", {}) for name, member in inspect.getmembers(cls, callable) if not _hidden(name)}


def _hidden(name: str) -> bool:
    return name.startswith("__") and name not in ("__call__",)


class ActorMethod:
    """A method of an actor: `handle.method.remote(...)`."""

    __slots__ = ("_handle", "_name", "_options", "_request")

    def __init__(self, handle: ActorHandle, name: str, options: dict[str, Any]) -> None:
        self._handle = handle
        self._name = name
        self._options = options
        self._request: int | None = None

    def __call__(self, *_: Any, **__: Any) -> Any:
        raise TypeError(
            f"Actor methods cannot be called directly. Instead of running 'object.{self._name}()', try 'object.{self._name}.remote()'."
        )

    def options(self, **options: Any) -> ActorMethod:
        return ActorMethod(self._handle, self._name, {**self._options, **options})

    def remote(self, *args: Any, **kwargs: Any) -> Any:
        returns = self._options.get("num_returns", 1)
        request = self._request
        if request is None:
            request = self._request = core._host.request(
                json.dumps({
                    "fn": 0,
                    "pool": self._handle._ref._number,
                    "name": self._name,
                    "returns": returns if isinstance(returns, int) and returns > 0 else 1,
                    "streaming": returns == "streaming" or None,
                    "retries": self._options.get("max_task_retries"),
                })
            )
        size, large, deps = core._pack_call(args, kwargs)
        first = core._host.submit(request, size, large, *deps) if deps else core._host.submit(request, size, large)
        if returns == 1:
            return core.ObjectRef(first)
        if returns == "streaming":
            return ObjectRefGenerator(core.ObjectRef(first))
        if returns == 0:
            core.ObjectRef(first)
            return None
        return [core.ObjectRef(first + i) for i in range(returns)]


class ActorHandle:
    """A counted handle on an actor."""

    def __init__(self, number: int, class_name: str, methods: dict[str, Any] | None) -> None:
        self._ref = core.ObjectRef(number)
        self._class_name = class_name
        self._known = methods
        self._made: dict[str, ActorMethod] = {}

    @classmethod
    def _restored(cls, number: int, class_name: str, state: Any) -> ActorHandle:
        return cls(number, class_name, state)

    @property
    def _miniray_handle_(self) -> tuple[int, str]:
        return self._ref._number, self._class_name

    @property
    def _miniray_state_(self) -> Any:
        return self._known

    @property
    def _actor_id(self) -> core.ActorID:
        return core.ActorID(self._ref.binary())

    def __getattr__(self, name: str) -> ActorMethod:
        if name.startswith("_") and (self._known is None or name not in self._known):
            raise AttributeError(name)
        if self._known is not None and name not in self._known:
            raise AttributeError(f"'ActorHandle' object has no attribute '{name}'")
        method = self._made.get(name)
        if method is None:
            method = self._made[name] = ActorMethod(self, name, dict((self._known or {}).get(name, {})))
        return method

    def __hash__(self) -> int:
        return hash(self._ref)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ActorHandle) and other._ref == self._ref

    def __repr__(self) -> str:
        return f"Actor({self._class_name}, {self._ref.hex()})"


def get_actor(name: str, namespace: str | None = None) -> ActorHandle:
    """A handle on the living actor of this name. Raises ValueError when there is none."""
    from . import _runtime

    if not name:
        raise ValueError("Please supply a non-empty value to get_actor")
    _runtime.connect()
    number = core._host.lookup(name)
    if number == core._FAILED:
        raise ValueError(f"Failed to look up actor with name '{name}'. This could because 1. You are trying to look up a named actor you didn't create. 2. The named actor died.")
    return ActorHandle(int(number), name, None)


def kill(actor: ActorHandle, *, no_restart: bool = True) -> None:
    """Ends an actor at once."""
    if not isinstance(actor, ActorHandle):
        raise ValueError(f"ray.kill() only supported for actors. For tasks, try ray.cancel(). Got: {type(actor)}.")
    core._host.kill(actor._ref._number, not no_restart)

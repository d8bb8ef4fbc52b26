"""Classes as actors."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from typing import Any, Generic, NoReturn, TypeVar, overload

import _miniray_core as core
from _miniray_core import bound, present
from _miniray_core.actor import has_coroutines
from _miniray_core.codes import FAILED
from _miniray_core.defined import Defined
from _miniray_core.ended import ActorExit
from _miniray_core.pack import pack_any, pack_call, unpicklable

from . import _failures, exceptions
from ._options import ACTOR_OPTIONS, check, check_method, resources_of, retries_of, retry_on
from ._signature import Signature, returns_of
from ._stream import returned

__all__ = ["ActorClass", "ActorHandle", "ActorMethod", "exit_actor", "get_actor", "kill", "method"]

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])
_OWN_METHODS = ("__ray_ready__", "__ray_terminate__", "__ray_call__")
"""What every actor has."""


class ActorClass(Generic[T]):
    """A class whose instances live in workers of their own: `C.remote(...)`."""

    def __init__(self, cls: type[T], options: dict[str, Any], shared: list | None = None) -> None:
        if issubclass(cls, BaseException):
            raise TypeError(f"Cannot make an actor of {cls.__name__}: it is an exception")
        self._cls = self.__ray_actor_class__ = cls
        self._options = check(options, ACTOR_OPTIONS, "actors")
        self._shared = shared if shared is not None else []
        self._signature = Signature(cls.__init__, 1) if cls.__init__ is not object.__init__ else Signature(lambda: None)
        self._methods = _methods(cls)
        self.__name__ = cls.__name__
        self.__qualname__ = cls.__qualname__
        self.__doc__ = cls.__doc__
        self.__module__ = cls.__module__

    def __call__(self, *_: Any, **__: Any) -> Any:
        raise TypeError(f"Actors cannot be instantiated directly. Instead of '{self.__name__}()', use '{self.__name__}.remote()'.")

    def __mro_entries__(self, bases: tuple) -> NoReturn:
        raise TypeError(
            f"Inheriting from the actor class '{self.__name__}' is not supported: decorate the derived class of a plain one instead"
        )

    def __repr__(self) -> str:
        return f"ActorClass({self.__name__})"

    def options(self, **options: Any) -> ActorClass[T]:
        """The same class with other options."""
        return ActorClass(self._cls, {**self._options, **options}, self._shared)

    def bind(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError("Ray's DAG API does not exist here: call .remote() with references as arguments")

    def remote(self, *args: Any, **kwargs: Any) -> ActorHandle:
        """Starts an actor."""
        from . import _runtime

        options = self._options
        name = options.get("name")
        if options.get("get_if_exists") and name is None:
            raise ValueError("The actor name must be specified to use `get_if_exists`.")
        if name == "":
            raise ValueError("Actor name cannot be an empty string.")
        self._signature.check(args, kwargs)
        _runtime.connect()
        about = json.dumps({"class": self.__name__, "methods": self._methods})
        given = json.dumps({
            "fn": self._defined(),
            "className": self.__name__,
            "name": name,
            "getIfExists": bool(options.get("get_if_exists")),
            "detached": options.get("lifetime") == "detached",
            "restarts": options.get("max_restarts") or 0,
            "taskRetries": options.get("max_task_retries") or 0,
            "concurrency": options.get("max_concurrency") or 0,
            "maxPending": -1 if options.get("max_pending_calls") is None else options["max_pending_calls"],
            "resources": resources_of(options, 0),
            "isAsync": has_coroutines(self._cls),
            "about": about if name is not None else "",
        })
        size, large, deps = pack_call(args, kwargs, f"{self.__name__}.__init__")
        number = bound.host.open(given, size, large, *deps)
        if number == FAILED:
            raise exceptions.ActorAlreadyExistsError(
                f"The name {name} is already taken. Please use a different name or get the existing actor using "
                f"ray.get_actor('{name}')"
            ) from _failures.raised(bound.host.failure())
        return ActorHandle(int(number), self.__name__, self._methods)

    def _defined(self) -> int:
        from ._function import _kept

        if not self._shared:
            try:
                size, large = pack_any(Defined(self._cls))
            except Exception as error:
                raise unpicklable(f"the actor class {self.__name__}", error) from error
            _kept.append(self._cls)
            self._shared.append(bound.host.define(self.__name__, size, large))
        return self._shared[0]

    def __reduce__(self) -> Any:
        return ActorClass, (self._cls, self._options)


@overload
def method(function: F, /) -> F: ...
@overload
def method(**options: Any) -> Callable[[F], F]: ...
def method(*args: Any, **options: Any) -> Any:
    """Gives an actor's method options of its own: `num_returns`, `max_task_retries`, `retry_exceptions`."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        returns_of(function, options)
        function._miniray_method_ = options  # type: ignore[attr-defined]
        return function

    if len(args) == 1 and not options and callable(args[0]):
        return decorate(args[0])
    if args or not options:
        raise TypeError("The @ray.method decorator must be applied bare, or with keyword arguments, such as @ray.method(num_returns=2)")
    check_method(options)
    return decorate


def _methods(cls: type) -> dict[str, dict[str, Any]]:
    """Its methods, and of each the options that `method` gave it and what it takes."""
    return {
        name: _about(member, bound=not inspect.isfunction(inspect.getattr_static(cls, name)))
        for name, member in inspect.getmembers(cls, callable)
        if not _hidden(name)
    }


def _about(member: Any, bound: bool) -> dict[str, Any]:
    given = getattr(member, "_miniray_method_", {})
    about: dict[str, Any] = {}
    takes = Signature(member, 0 if bound else 1).bounds()
    if takes is not None:
        about["takes"] = takes
    returns = returns_of(member, given)
    if returns != 1:
        about["num_returns"] = returns
    if given.get("max_task_retries") is not None:
        about["max_task_retries"] = given["max_task_retries"]
    if given.get("retry_exceptions"):
        about["retry_on"] = retry_on(given)
    return about


def _hidden(name: str) -> bool:
    return name.startswith("__") and name != "__call__"


class ActorMethod:
    """A method of an actor: `handle.method.remote(...)`."""

    __slots__ = ("_class_name", "_least", "_most", "_name", "_options", "_ref", "_request", "_returns")

    def __init__(self, ref: core.ObjectRef, class_name: str, name: str, options: dict[str, Any]) -> None:
        self._ref = ref  # not the handle, which keeps its methods: actors end with their last handle, not with a collection
        self._class_name = class_name
        self._name = name
        self._options = options
        self._returns: int | str = 1 if options.get("num_returns") is None else options["num_returns"]
        self._least, self._most = options.get("takes", (0, 2**31))
        self._request: int | None = None

    def __call__(self, *_: Any, **__: Any) -> Any:
        raise TypeError(
            f"Actor methods cannot be called directly. Instead of running 'object.{self._name}()', try 'object.{self._name}.remote()'."
        )

    def __repr__(self) -> str:
        return f"ActorMethod({self._class_name}.{self._name})"

    def options(self, **options: Any) -> ActorMethod:
        """The same method with other options."""
        check_method(options)
        if options.get("retry_exceptions"):
            options["retry_on"] = retry_on(options)
        return ActorMethod(self._ref, self._class_name, self._name, {**self._options, **options})

    def bind(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError("Ray's DAG API does not exist here: call .remote() with references as arguments")

    def remote(self, *args: Any, **kwargs: Any) -> Any:
        """Submits a call. Calls of one caller begin in their order."""
        if not kwargs and not self._least <= len(args) <= self._most:
            few = len(args) < self._least
            raise TypeError(
                f"{'missing a required argument' if few else 'too many positional arguments'}: {self._class_name}.{self._name}() takes "
                f"{self._least if few else self._most}, is given {len(args)}"
            )
        request = self._request
        if request is None:
            request = self._prepare()
        size, large, deps = pack_call(args, kwargs, self._name)
        first = bound.host.submit(request, size, large, *deps) if deps else bound.host.submit(request, size, large)
        returns = self._returns
        return core.ObjectRef(first) if returns == 1 else returned(first, returns)

    def _prepare(self) -> int:
        returns = self._returns
        options = self._options
        if returns == "dynamic":
            raise NotImplementedError('num_returns="dynamic" does not exist for actor methods here: use "streaming"')
        self._request = bound.host.request(
            json.dumps({
                "fn": 0,
                "pool": self._ref._number,
                "name": self._name,
                "returns": returns if isinstance(returns, int) and returns > 0 else 1,
                "streaming": returns == "streaming" or None,
                "retries": retries_of(options.get("max_task_retries"), None),
                "retryOn": options.get("retry_on", False),
            })
        )
        return self._request


class ActorHandle:
    """A counted handle on an actor. Handles on one actor are equal, whoever has them."""

    def __init__(self, number: int, class_name: str, methods: dict[str, Any] | None) -> None:
        self._ref: core.ObjectRef = core.ObjectRef(number)
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

    @property
    def _ray_actor_id(self) -> core.ActorID:
        return self._actor_id

    def __getattr__(self, name: str) -> ActorMethod:
        known = self.__dict__.get("_known")
        if name not in _OWN_METHODS and (name not in known if known is not None else name.startswith("_")):
            raise AttributeError(f"'ActorHandle' object has no attribute '{name}'")
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = ActorMethod(self._ref, self._class_name, name, dict((known or {}).get(name, {})))
        return made

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *(self._known or ())})

    def __hash__(self) -> int:
        return hash(self._ref)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ActorHandle) and other._ref == self._ref

    def __repr__(self) -> str:
        return f"Actor({self._class_name}, {self._ref.hex()})"


def get_actor(name: str, namespace: str | None = None) -> ActorHandle:
    """A handle on the living actor of this name. Raises ValueError when there is none.

    A runtime has one namespace: `namespace` is taken and means nothing.
    """
    from . import _runtime

    if not name:
        raise ValueError("Please supply a non-empty value to get_actor")
    if not isinstance(name, str):
        raise TypeError(f"name must be a string, not {type(name).__name__}")
    _runtime.connect()
    found = bound.host.lookup(name)
    if found == FAILED:
        raise ValueError(
            f"Failed to look up actor with name '{name}'. This could because 1. You are trying to look up a named actor you "
            "didn't create. 2. The named actor died. 3. You did not use a namespace matching the namespace of the actor."
        )
    number, about = found.to_py()
    told = json.loads(about) if about else {}
    return ActorHandle(int(number), told.get("class", name), told.get("methods"))


def kill(actor: ActorHandle, *, no_restart: bool = True) -> None:
    """Ends an actor at once, or as a crash would."""
    if not isinstance(actor, ActorHandle):
        raise ValueError(f"ray.kill() only supported for actors. For tasks, try ray.cancel(). Got: {type(actor)}.")
    bound.host.kill(actor._ref._number, not no_restart)


def exit_actor() -> NoReturn:
    """Ends the actor whose method calls this, for good; its caller gets an ActorDiedError.

    Calls that the actor had been given before are still done.
    """
    if present.actor is None:
        raise TypeError("exit_actor() can be called in a method of an actor only")
    raise ActorExit

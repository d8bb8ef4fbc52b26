"""The runtime that this interpreter belongs to."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, overload

import _miniray_core as core
from _miniray_core import bound
from _miniray_core.bound import need_host
from _miniray_core.get import get_many, get_one
from _miniray_core.put import put as put_object
from _miniray_core.wait import wait as wait_for

from ._stream import ObjectRefGenerator

__all__ = [
    "available_resources",
    "cancel",
    "cluster_resources",
    "connect",
    "get",
    "get_gpu_ids",
    "init",
    "inspect",
    "is_initialized",
    "nodes",
    "put",
    "remote",
    "shutdown",
    "timeline",
    "wait",
]

if TYPE_CHECKING:
    from ._actor import ActorClass
    from ._function import RemoteFunction, RemoteGenerator

P = ParamSpec("P")
T = TypeVar("T")

_connected = False


class RayContext:
    """What `init` returns; as a context manager it ends the connection."""

    def __init__(self, namespace: str | None) -> None:
        self.dashboard_url = ""
        self.python_version = "{}.{}.{}".format(*__import__("sys").version_info[:3])
        self.ray_version = None
        self.address_info: dict[str, Any] = {"address": "local", "node_id": bound.host.hex(0), "namespace": namespace or "default"}

    def __getitem__(self, key: str) -> Any:
        return self.address_info[key]

    def disconnect(self) -> None:
        shutdown()

    def __enter__(self) -> RayContext:
        return self

    def __exit__(self, *_: object) -> None:
        shutdown()

    def __repr__(self) -> str:
        return f"RayContext({self.address_info})"


_WITHOUT_MEANING = {
    "configure_logging": "the runtime's own log is its host's",
    "dashboard_host": "there is no dashboard",
    "dashboard_port": "there is no dashboard",
    "enable_resource_isolation": "the operating system's groups are the host's",
    "include_dashboard": "there is no dashboard",
    "log_to_driver": "the host decides where lines go",
    "logging_config": "the runtime's own log is its host's",
    "logging_format": "the runtime's own log is its host's",
    "logging_level": "the runtime's own log is its host's",
    "namespace": "a runtime has one namespace",
    "object_spilling_directory": "the host gave the store its place",
    "object_store_memory": "the host gave the store its size",
    "system_reserved_cpu": "the operating system's groups are the host's",
    "system_reserved_memory": "the operating system's groups are the host's",
}
"""Options that are taken and change nothing, and why."""

_REFUSED = {
    "job_config": "there is one job, the program that runs",
    "labels": "the one node has no labels",
    "local_mode": "Ray has it no longer either",
    "runtime_env": "all interpreters of a runtime start from one snapshot; packages are given to the runtime",
}
"""Options that would have to mean something."""


def connect() -> None:
    """What a program that never called `init` needs: Ray's functions do it by themselves."""
    global _connected
    need_host()
    _connected = True


def init(
    address: str | None = None,
    *,
    num_workers: int | None = None,
    num_cpus: int | None = None,
    num_gpus: int | None = None,
    resources: dict[str, float] | None = None,
    ignore_reinit_error: bool = False,
    **options: Any,
) -> RayContext:
    """Connects to the runtime that started this interpreter.

    `num_workers`, or Ray's name for it `num_cpus`: so many interpreters for tasks, and as many CPUs.
    """
    for name, value in options.items():
        if name in _REFUSED and value not in (None, False, {}):
            raise NotImplementedError(f"The option {name}={value!r} of init() cannot be used here: {_REFUSED[name]}")
        if name not in _REFUSED and name not in _WITHOUT_MEANING and not name.startswith("_"):
            raise RuntimeError(f"Unknown keyword argument(s): {name}")
    if _connected and not ignore_reinit_error:
        raise RuntimeError(
            "Maybe you called ray.init twice by accident? This error can be suppressed by passing in 'ignore_reinit_error=True' "
            "or by calling 'ray.shutdown()' prior to 'ray.init()'."
        )
    if address not in (None, "auto", "local"):
        raise NotImplementedError(f"There is no cluster to connect to at {address!r}: this runtime is one process on one machine")
    if num_gpus:
        raise NotImplementedError("num_gpus cannot be used here: interpreters run on the processor")
    wanted = num_workers if num_workers is not None else num_cpus
    if wanted is not None and (isinstance(wanted, bool) or int(wanted) != wanted or wanted < 1):
        raise ValueError(f"num_workers must be a whole number of at least 1, not {wanted!r}")
    connect()
    if wanted is not None:
        bound.host.resize(int(wanted))
    if resources:
        _check_resources(resources)
    return RayContext(options.get("namespace"))


def _check_resources(wanted: dict[str, float]) -> None:
    present = cluster_resources()
    for name, amount in wanted.items():
        if present.get(name, 0) < amount:
            raise ValueError(
                f"The runtime has {present.get(name, 0):g} of the resource {name!r}, not {amount:g}: "
                "what it has is said where it is started, in JavaScript or by polyray's options"
            )


def shutdown(_exiting_interpreter: bool = False) -> None:
    """Ends the connection. The runtime goes on until the program that started it ends."""
    global _connected
    _connected = False


def is_initialized() -> bool:
    """Whether `init` was called, or something that calls it by itself."""
    return _connected


@overload
def get(refs: core.ObjectRef[T], *, timeout: float | None = None) -> T: ...
@overload
def get(refs: list[core.ObjectRef[T]], *, timeout: float | None = None) -> list[T]: ...
@overload
def get(refs: ObjectRefGenerator[T], *, timeout: float | None = None) -> ObjectRefGenerator[T]: ...
def get(refs: Any, *, timeout: float | None = None) -> Any:
    """The value of one reference, or of a list of them in their order.

    Raises GetTimeoutError after `timeout` seconds, and what the task raised.
    """
    if isinstance(refs, core.ObjectRef):
        return get_one(refs, _seconds(timeout))
    if isinstance(refs, ObjectRefGenerator):
        return refs
    if not isinstance(refs, list):
        raise ValueError(
            f"Invalid type of object refs, {type(refs)}, is given. 'object_refs' must either be an ObjectRef or a list of ObjectRefs. "
        )
    for ref in refs:
        if not isinstance(ref, core.ObjectRef):
            raise TypeError(f"Attempting to call `get` on the value {ref}, which is not an ray.ObjectRef.")
    return get_many(refs, _seconds(timeout))


def _seconds(timeout: float | None) -> float | None:
    return None if timeout is None or timeout == -1 else max(timeout, 0)


def put(value: T, **options: Any) -> core.ObjectRef[T]:
    """Stores a value."""
    for name in options:
        raise NotImplementedError(f"The option {name} of put() cannot be used here")
    if isinstance(value, core.ObjectRef):
        raise TypeError(
            "Calling 'put' on an ray.ObjectRef is not allowed. If you really want to do this, you can wrap the ray.ObjectRef in a list "
            "and call 'put' on it."
        )
    connect()
    return put_object(value)


@overload
def wait(
    ray_waitables: list[core.ObjectRef[T]], *, num_returns: int = ..., timeout: float | None = ..., fetch_local: bool = ...
) -> tuple[list[core.ObjectRef[T]], list[core.ObjectRef[T]]]: ...
@overload
def wait(
    ray_waitables: list[Any], *, num_returns: int = ..., timeout: float | None = ..., fetch_local: bool = ...
) -> tuple[list[Any], list[Any]]: ...
def wait(
    ray_waitables: list[Any], *, num_returns: int = 1, timeout: float | None = None, fetch_local: bool = True
) -> tuple[list[Any], list[Any]]:
    """Those that are ready, `num_returns` at most, and the others; returns when there are so many or the time is up.

    A generator is ready when its next reference is.
    """
    given = ray_waitables
    if isinstance(given, core.ObjectRef | ObjectRefGenerator):
        raise TypeError(
            "wait() expected a list of ray.ObjectRef or ray.ObjectRefGenerator, "
            f"got a single ray.ObjectRef or ray.ObjectRefGenerator {given}"
        )
    if not isinstance(given, list):
        raise TypeError(f"wait() expected a list of ray.ObjectRef or ray.ObjectRefGenerator, got {type(given)}")
    if timeout is not None and timeout < 0:
        raise ValueError(f"The 'timeout' argument must be nonnegative. Received {timeout}")
    plain = True
    for one in given:
        if isinstance(one, ObjectRefGenerator):
            plain = False
        elif not isinstance(one, core.ObjectRef):
            raise TypeError(f"wait() expected a list of ray.ObjectRef or ray.ObjectRefGenerator, got list containing {type(one)}")
    if len(given) == 0:
        return [], []
    if len(given) != len(set(given)):
        raise ValueError("Wait requires a list of unique ray_waitables.")
    if num_returns <= 0:
        raise ValueError(f"Invalid number of objects to return {num_returns}.")
    if num_returns > len(given):
        raise ValueError("num_returns cannot be greater than the number of ray_waitables provided to ray.wait.")
    return wait_for(given, num_returns, timeout) if plain else _wait_mixed(given, num_returns, timeout)


_LOOK_AGAIN = 0.005


def _wait_mixed(given: list[Any], num_returns: int, timeout: float | None) -> tuple[list[Any], list[Any]]:
    """Nobody says when a stream's next item is there but the stream itself: it is asked now and then."""
    end = None if timeout is None else time.monotonic() + timeout
    while True:
        ready: list[Any] = []
        refs = [one for one in given if isinstance(one, core.ObjectRef)]
        settled = set(wait_for(refs, len(refs), 0)[0]) if refs else set()
        for one in given:
            if len(ready) < num_returns and (one in settled if isinstance(one, core.ObjectRef) else one.next_ready()):
                ready.append(one)
        late = end is not None and time.monotonic() >= end
        if len(ready) == num_returns or late:
            return ready, [one for one in given if one not in ready]
        # as one who waits for them, so that they are run on top of this task if need be
        everything = [one if isinstance(one, core.ObjectRef) else one._completed for one in given]
        wait_for(everything, len(everything), _LOOK_AGAIN)


def cancel(ref: Any, *, force: bool = False, recursive: bool = True) -> None:
    """Cancels the task that makes the object: its references raise TaskCancelledError.

    A running task is interrupted by KeyboardInterrupt, and ended with its worker when it does not stop; `force` ends the
    worker at once, and raises ValueError for calls of actors. `recursive`: what the task had submitted is cancelled, too.
    """
    if isinstance(ref, ObjectRefGenerator):
        ref = ref._completed
    if not isinstance(ref, core.ObjectRef):
        raise TypeError(f"ray.cancel() only supported for object refs. For actors, try ray.kill(). Got: {type(ref)}.")
    if force and any(row["kind"] == "actor-call" for row in inspect("tasks", ids=[ref._number])):
        raise ValueError("force=True is not supported for actor tasks.")
    bound.host.cancel(ref._number, bool(force), bool(recursive))


@overload
def remote(target: type[T], /) -> ActorClass[T]: ...  # type: ignore[overload-overlap]
@overload
def remote(target: Callable[P, Iterator[T] | AsyncIterator[T]], /) -> RemoteGenerator[P, T]: ...
@overload
def remote(target: Callable[P, Coroutine[Any, Any, T]], /) -> RemoteFunction[P, T]: ...
@overload
def remote(target: Callable[P, T], /) -> RemoteFunction[P, T]: ...
@overload
def remote(**options: Any) -> Callable[[Any], Any]: ...
def remote(*args: Any, **options: Any) -> Any:
    """Makes a function's calls tasks, and a class's instances actors: bare, or with options."""
    from ._actor import ActorClass
    from ._function import RemoteFunction

    def decorate(target: Any) -> Any:
        if isinstance(target, RemoteFunction | ActorClass):
            raise TypeError(f"{target!r} is remote already")
        if isinstance(target, type):
            return ActorClass(target, options)
        if callable(target):
            return RemoteFunction(target, options)
        raise TypeError("The @ray.remote decorator must be applied to either a function or a class.")

    if len(args) == 1 and not options and callable(args[0]):
        return decorate(args[0])
    if args or not options:
        raise AssertionError(
            "The @ray.remote decorator must be applied either with no arguments and no parentheses, for example '@ray.remote', or "
            "with keyword arguments, for example '@ray.remote(num_returns=2)'."
        )
    return decorate


def inspect(table: str, **what: Any) -> list[dict[str, Any]]:
    """Rows of one of the runtime's tables."""
    need_host()
    return json.loads(bound.host.inspect(json.dumps({"table": table, **what})))


def cluster_resources() -> dict[str, float]:
    """What tasks and actors can ask for altogether."""
    store = inspect("store")[0]
    return {**{row["name"]: float(row["total"]) for row in inspect("resources")}, "object_store_memory": float(store["capacity"])}


def available_resources() -> dict[str, float]:
    """What of it is free."""
    store = inspect("store")[0]
    free = {row["name"]: float(max(row["free"], 0)) for row in inspect("resources") if row["free"] > 0}
    return {**free, "object_store_memory": float(store["capacity"] - store["bytesUsed"])}


def nodes() -> list[dict[str, Any]]:
    """The one node that there is."""
    return [
        {
            "NodeID": need_host().hex(0),
            "Alive": True,
            "NodeManagerAddress": "127.0.0.1",
            "NodeManagerHostname": "localhost",
            "NodeName": "localhost",
            "Resources": cluster_resources(),
            "Labels": {},
            "alive": True,
        }
    ]


def timeline(filename: str | None = None) -> list[dict[str, Any]] | None:
    """Events of the Trace Event Format, which Perfetto and chrome://tracing show; to a file where one is named."""
    text = need_host().timeline()
    if text is None:
        raise RuntimeError("Cannot give a timeline: the runtime was told not to observe")
    if filename is None:
        return json.loads(text)
    with open(filename, "w", encoding="utf-8") as file:
        file.write(text)
    return None


def get_gpu_ids() -> list[int]:
    """None: interpreters run on the processor."""
    return []

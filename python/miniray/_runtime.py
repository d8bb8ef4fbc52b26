"""The runtime that this interpreter belongs to."""

from __future__ import annotations

from typing import Any

import _miniray_core as core

__all__ = ["cancel", "connect", "get", "init", "is_initialized", "put", "remote", "shutdown", "wait"]

_connected = False


def connect() -> None:
    """What a program that never called `init` needs: Ray's functions do it by themselves."""
    global _connected
    core._need_host()
    _connected = True


def init(address: Any = None, *, num_workers: int | None = None, num_cpus: int | None = None, **options: Any) -> Any:
    """Connects to the runtime that started this interpreter, with the workers that it has."""
    if _connected and not options.get("ignore_reinit_error"):
        raise RuntimeError(
            "Maybe you called miniray.init twice by accident? This error can be suppressed by passing in 'ignore_reinit_error=True'."
        )
    if address not in (None, "auto", "local"):
        raise NotImplementedError(f"There is no cluster to connect to at {address!r}: this runtime is one process on one machine")
    connect()
    wanted = num_workers if num_workers is not None else num_cpus
    if wanted is not None:
        core._host.resize(int(wanted))
    return {"address": "local"}


def shutdown() -> None:
    """Ends the connection. The runtime goes on until the program that started it ends."""
    global _connected
    _connected = False


def is_initialized() -> bool:
    return _connected


def get(refs: Any, *, timeout: float | None = None) -> Any:
    """The value of one reference, or of a list of them in their order."""
    if isinstance(refs, core.ObjectRef):
        return core.get_one(refs, timeout)
    from ._stream import ObjectRefGenerator

    if isinstance(refs, ObjectRefGenerator):
        return refs
    if not isinstance(refs, list):
        raise ValueError(f"Invalid type of object refs, {type(refs)}, is given. 'object_refs' must either be a list of ObjectRefs or an ObjectRef.")
    for ref in refs:
        if not isinstance(ref, core.ObjectRef):
            raise ValueError(f"Attempting to call `get` on the value {ref!r}, which is not an ObjectRef.")
    return core.get_many(refs, timeout)


def put(value: Any) -> core.ObjectRef:
    """Stores a value."""
    if isinstance(value, core.ObjectRef):
        raise TypeError("Calling 'put' on an ObjectRef is not allowed. If you really want to do this, you can wrap the ObjectRef in a list and call 'put' on it.")
    connect()
    return core.put(value)


def wait(refs: list[core.ObjectRef], *, num_returns: int = 1, timeout: float | None = None, fetch_local: bool = True) -> tuple[list, list]:
    """Those that are ready, `num_returns` at most, and the others; returns when there are so many or the time is up."""
    if isinstance(refs, core.ObjectRef):
        raise TypeError("wait() expected a list of ray.ObjectRef, got a single ray.ObjectRef")
    if not isinstance(refs, list):
        raise TypeError(f"wait() expected a list of ray.ObjectRef, got {type(refs)}")
    for ref in refs:
        if not isinstance(ref, core.ObjectRef):
            raise TypeError(f"wait() expected a list of ray.ObjectRef, got list containing {type(ref)}")
    if timeout is not None and timeout < 0:
        raise ValueError(f"The 'timeout' argument must be nonnegative. Received {timeout}")
    if len(refs) == 0:
        return [], []
    if len(refs) != len(set(refs)):
        raise ValueError("Wait requires a list of unique object refs.")
    if num_returns <= 0:
        raise ValueError("Invalid number of objects to return %d." % num_returns)
    if num_returns > len(refs):
        raise ValueError("num_returns cannot be greater than the number of objects provided to ray.wait.")
    return core.wait(refs, num_returns, timeout)


def cancel(ref: Any, *, force: bool = False, recursive: bool = True) -> None:
    """Cancels the task that makes the object."""
    from ._stream import ObjectRefGenerator

    if isinstance(ref, ObjectRefGenerator):
        ref = ref._completed
    if not isinstance(ref, core.ObjectRef):
        raise TypeError(f"ray.cancel() only supported for object refs. For actors, try ray.kill. Got: {type(ref)}.")
    core._host.cancel(ref._number, bool(force))


def remote(*args: Any, **options: Any) -> Any:
    """Makes a function's calls tasks, and a class's instances actors: bare, or with options."""
    from ._actor import ActorClass
    from ._function import RemoteFunction

    def decorate(target: Any) -> Any:
        if isinstance(target, type):
            return ActorClass(target, options)
        if callable(target):
            return RemoteFunction(target, options)
        raise TypeError("The @ray.remote decorator must be applied to either a function or a class.")

    if len(args) == 1 and not options and callable(args[0]):
        return decorate(args[0])
    if args or not options:
        raise TypeError("The @ray.remote decorator must be applied either with no arguments and no parentheses, or with keyword arguments.")
    return decorate

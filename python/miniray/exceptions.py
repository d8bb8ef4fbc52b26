"""Ray's exceptions, and how failures travel between Python and the host."""

from __future__ import annotations

import pickle
import traceback
from typing import Any

import cloudpickle


class RayError(Exception):
    """The base of all that goes wrong in the runtime rather than in a task's own code."""


class HostError(RayError):
    """What JavaScript code threw: its class's name, message and stack."""

    def __init__(self, name: str, message: str, stack: str = "") -> None:
        super().__init__(f"{name}: {message}" if message else name)
        self.name = name
        self.message = message
        self.stack = stack

    def __reduce__(self) -> Any:
        return HostError, (self.name, self.message, self.stack)


class RayTaskError(RayError):
    """A task's code raised; `cause` is what it raised, `traceback_str` where."""

    def __init__(self, function_name: str, traceback_str: str, cause: BaseException | None = None) -> None:
        super().__init__(function_name, traceback_str, cause)
        self.function_name = function_name
        self.traceback_str = traceback_str
        self.cause = cause
        self.__cause__ = cause if isinstance(cause, BaseException) else None

    def as_instanceof_cause(self) -> RayError:
        """An error that is caught both as RayTaskError and as the class of what the task raised."""
        cause = self.cause
        if cause is None or isinstance(cause, RayTaskError) or type(cause).__init__ is None:
            return self
        derived = _derived(type(cause))
        if derived is None:
            return self
        return derived(self)

    def __str__(self) -> str:
        return f"{self.function_name}() failed:\n{self.traceback_str.rstrip()}"

    def __reduce__(self) -> Any:
        return RayTaskError, (self.function_name, self.traceback_str, self.cause)


_classes: dict[type, type | None] = {}


def _derived(cause_class: type) -> type | None:
    if cause_class in _classes:
        return _classes[cause_class]

    def __init__(self: Any, wrapped: RayTaskError) -> None:  # noqa: N807
        RayTaskError.__init__(self, wrapped.function_name, wrapped.traceback_str, wrapped.cause)
        cause = wrapped.cause
        try:
            self.__dict__.update(vars(cause))
        except TypeError:
            pass
        self.args = getattr(cause, "args", self.args)

    def __reduce__(self: Any) -> Any:  # noqa: N807
        return _again, (self.function_name, self.traceback_str, self.cause)

    try:
        made: type | None = type(
            f"RayTaskError({cause_class.__name__})",
            (RayTaskError, cause_class),
            {"__init__": __init__, "__reduce__": __reduce__, "__str__": RayTaskError.__str__, "__module__": "miniray.exceptions"},
        )
    except TypeError:
        made = None  # a class that cannot be derived from together with Exception
    _classes[cause_class] = made
    return made


def _again(function_name: str, traceback_str: str, cause: BaseException | None) -> RayError:
    return RayTaskError(function_name, traceback_str, cause).as_instanceof_cause()


class RayActorError(RayError):
    """The actor is gone, or its worker ended while the call ran."""


class ActorDiedError(RayActorError):
    """The actor is gone for good."""


class ActorUnavailableError(RayActorError):
    """The actor's worker ended while the call ran; the actor starts again."""


class WorkerCrashedError(RayError):
    """The worker ended while the task ran."""


class TaskCancelledError(RayError):
    """The task was cancelled."""


class GetTimeoutError(RayError, TimeoutError):
    """The objects had no values in time."""


class TaskTimeoutError(RayError, TimeoutError):
    """The task took longer than it may."""


class ObjectLostError(RayError):
    """The object was deleted, or cannot be read any more."""


class ObjectStoreFullError(RayError):
    """There was no room in the store, and none came in time."""


class OutOfMemoryError(RayError):
    """A worker ran out of memory."""


class PendingCallsLimitExceeded(RayError):  # noqa: N818 - Ray's name
    """More calls wait for the actor than it takes."""


class RuntimeEnvSetupError(RayError):
    """An environment could not be made."""


class TaskUnschedulableError(RayError):
    """More resources are asked for than the runtime has."""


class ActorUnschedulableError(RayError):
    """More resources are asked for than the runtime has."""


class DeadlockError(RayError):
    """Tasks wait for each other. `chain` names them."""

    chain: tuple[str, ...] = ()


class InvalidRequestError(RayError, ValueError):
    """A request to an executor is wrong: it will fail again. The message names the place."""


class OperationFailedError(RayError):
    """An executor's operation ran and has no answer."""


class UnsupportedError(RayError):
    """The request is right, this executor cannot serve it."""


class ExecutorFaultError(RayError):
    """An executor broke; the next call works."""


class ExecutorLoadError(RayError):
    """An executor's bytes cannot be loaded here."""


class ExecutorNotFoundError(RayError, LookupError):
    """The runtime has no executor of this name."""


class AsyncioActorExit(RayError):  # noqa: N818 - Ray's name
    """Raised inside an actor by `exit_actor`."""


_BY_KIND = {
    "WorkerCrashedError": WorkerCrashedError,
    "TaskCancelledError": TaskCancelledError,
    "TaskTimeoutError": TaskTimeoutError,
    "GetTimeoutError": GetTimeoutError,
    "ActorDiedError": ActorDiedError,
    "ActorUnavailableError": ActorUnavailableError,
    "ObjectLostError": ObjectLostError,
    "ObjectStoreFullError": ObjectStoreFullError,
    "InfeasibleError": TaskUnschedulableError,
    "PendingCallsLimitExceeded": PendingCallsLimitExceeded,
    "DeadlockError": DeadlockError,
    "ShutdownError": RayError,
    "InvalidRequestError": InvalidRequestError,
    "OperationFailedError": OperationFailedError,
    "UnsupportedError": UnsupportedError,
    "ExecutorFaultError": ExecutorFaultError,
    "ExecutorLoadError": ExecutorLoadError,
    "ExecutorNotFoundError": ExecutorNotFoundError,
}


def raised(failure: Any) -> BaseException:
    """The exception for what the host says of a failure."""
    kind: str = failure.name
    message: str = failure.message
    data = failure.pickled
    cause: BaseException | None = None
    if data is not None:
        try:
            cause = pickle.loads(data.to_bytes())
        except Exception as error:  # noqa: BLE001 - its class may not be here
            cause = RayError(f"{failure.text.rstrip()}\n(it cannot be unpickled here: {error})")
    if kind == "TaskError":
        if cause is None:
            known = _BY_KIND.get(failure.causeName)
            cause = known(failure.causeMessage) if known else HostError(failure.causeName, failure.causeMessage, failure.text)
        return RayTaskError(failure.task or "task", failure.text, cause).as_instanceof_cause()
    made = _BY_KIND.get(kind)
    error = made(message) if made is not None else HostError(kind, message, failure.text)
    if kind == "DeadlockError":
        error.chain = tuple(failure.chain.to_py())  # type: ignore[attr-defined]
    if cause is not None:
        error.__cause__ = cause
    return error


def told(error: BaseException) -> tuple[list[str], str, str, bytes | None]:
    """The names of an exception's classes, its message, its traceback and its pickle, for the host."""
    names = [kind.__name__ for kind in type(error).__mro__ if kind is not object]
    if isinstance(error, RayTaskError) and error.cause is not None:
        names = [kind.__name__ for kind in type(error.cause).__mro__ if kind is not object] + names
    text = "".join(traceback.format_exception(type(error), error, _own(error.__traceback__)))
    try:
        message = str(error)
    except Exception:  # noqa: BLE001 - an exception may have any __str__
        message = "<its text cannot be read>"
    pickled: bytes | None
    try:
        pickled = cloudpickle.dumps(error, protocol=5)
        pickle.loads(pickled)
    except Exception:  # noqa: BLE001 - what cannot travel is told by its text
        pickled = None
    return names, message, text, pickled


def _own(trace: Any) -> Any:
    """A traceback without the frames of the runtime at its top."""
    while trace is not None and trace.tb_frame.f_globals.get("__name__") == "_miniray_core":
        if trace.tb_next is None:
            break
        trace = trace.tb_next
    return trace

"""Ray's exceptions, and how failures travel between Python and the host."""

from __future__ import annotations

import pickle
import traceback
from typing import Any, cast

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


class CrossLanguageError(RayError):
    """Something of another language went wrong that has no form here."""


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
        if cause is None or isinstance(cause, RayTaskError) or type(cause) is RayError:
            return self
        derived = _derived(type(cause))
        if derived is None:
            return self
        try:
            return derived(self)
        except Exception:  # noqa: BLE001 - a class may refuse to be made so
            return self

    make_dual_exception_instance = as_instanceof_cause

    def __str__(self) -> str:
        return f"{self.function_name}() failed:\n{self.traceback_str.rstrip()}"

    def __reduce__(self) -> Any:
        return RayTaskError, (self.function_name, self.traceback_str, self.cause)


_classes: dict[type, type | None] = {}


def _derived(cause_class: type) -> type | None:
    if cause_class in _classes:
        return _classes[cause_class]
    if issubclass(cause_class, BaseExceptionGroup):

        def __new__(cls: Any, wrapped: RayTaskError) -> Any:  # noqa: N807
            cause: Any = wrapped.cause
            return cause_class.__new__(cls, cause.message, cause.exceptions)  # type: ignore[call-arg]
    else:

        def __new__(cls: Any, wrapped: RayTaskError) -> Any:  # noqa: N807
            try:
                return cause_class.__new__(cls, *cast("Any", wrapped.cause).args)
            except TypeError:
                return BaseException.__new__(cls)

    def __init__(self: Any, wrapped: RayTaskError) -> None:  # noqa: N807
        self.function_name = wrapped.function_name
        self.traceback_str = wrapped.traceback_str
        self.cause = self.__cause__ = wrapped.cause
        self._dual_args = (wrapped.cause,)

    def __getattr__(self: Any, name: str) -> Any:  # noqa: N807
        if name == "cause":
            raise AttributeError(name)
        return getattr(self.cause, name)

    def __reduce__(self: Any) -> Any:  # noqa: N807
        return _again, (self.function_name, self.traceback_str, self.cause)

    def __repr__(self: Any) -> str:  # noqa: N807
        return f"{type(self).__name__}({self.cause!r})"

    namespace = {
        "__new__": __new__,
        "__init__": __init__,
        "__getattr__": __getattr__,
        "__reduce__": __reduce__,
        "__str__": RayTaskError.__str__,
        "__repr__": __repr__,
        # a class may keep its own `args` from being written
        "args": property(lambda self: self._dual_args, lambda self, value: None),
        "__module__": "miniray.exceptions",
    }
    try:
        made: type | None = type(f"RayTaskError({cause_class.__name__})", (RayTaskError, cause_class), namespace)
    except TypeError:
        made = None  # a class that cannot be derived from together with Exception
    _classes[cause_class] = made
    return made


def _again(function_name: str, traceback_str: str, cause: BaseException | None) -> RayError:
    return RayTaskError(function_name, traceback_str, cause).as_instanceof_cause()


class RayActorError(RayError):
    """The actor is gone, or its worker ended while the call ran."""

    BASE_ERROR_MSG = "The actor experienced an error before finishing this task."

    def __init__(
        self, error_msg: str = BASE_ERROR_MSG, actor_id: str | None = None, actor_init_failed: bool = False, preempted: bool = False
    ) -> None:
        super().__init__(error_msg, actor_id, actor_init_failed, preempted)
        self.error_msg = error_msg
        self.actor_id = actor_id
        self.actor_init_failed = actor_init_failed
        self.preempted = preempted

    def __str__(self) -> str:
        return self.error_msg


class ActorDiedError(RayActorError):
    """The actor is gone for good."""


class ActorUnavailableError(RayActorError):
    """The actor's worker ended while the call ran; the actor starts again."""


class WorkerCrashedError(RayError):
    """The worker ended while the task ran."""


class LocalRayletDiedError(RayError):
    """Ray's; nothing here raises it: there is no such process."""


class TaskCancelledError(RayError):
    """The task was cancelled."""

    def __init__(self, error_message: str | None = None, task_id: Any = None) -> None:
        super().__init__(error_message, task_id)
        self.error_message = error_message
        self.task_id = task_id

    def __str__(self) -> str:
        return self.error_message or "The task was cancelled"


class GetTimeoutError(RayError, TimeoutError):
    """The objects had no values in time."""


class TaskTimeoutError(RayError, TimeoutError):
    """The task took longer than it may."""


class RaySystemError(RayError):
    """The runtime itself failed, or was shut down."""


class UserCodeException(RayError):  # noqa: N818 - Ray's name
    """Ray's; nothing here raises it."""


class ObjectLostError(RayError):
    """The object was deleted, or cannot be read any more."""


class ObjectFetchTimedOutError(ObjectLostError):
    """Ray's; nothing here raises it."""


class ObjectFreedError(ObjectLostError):
    """Ray's; nothing here raises it."""


class OwnerDiedError(ObjectLostError):
    """Ray's; nothing here raises it: objects outlive the tasks that made them."""


class ReferenceCountingAssertionError(ObjectLostError, AssertionError):
    """Ray's; nothing here raises it."""


class ObjectReconstructionFailedError(ObjectLostError):
    """Ray's; nothing here raises it."""


class ObjectStoreFullError(RayError):
    """There was no room in the store, and none came in time."""


class OutOfDiskError(RayError):
    """Ray's; nothing here raises it."""


class OutOfMemoryError(RayError):
    """Ray's; here a task that runs out of memory raises MemoryError."""


class NodeDiedError(RayError):
    """Ray's; nothing here raises it: there is one node."""


class PendingCallsLimitExceeded(RayError):  # noqa: N818 - Ray's name
    """More calls wait for the actor than it takes."""


class RuntimeEnvSetupError(RayError):
    """Ray's; nothing here raises it."""


class TaskPlacementGroupRemoved(RayError):  # noqa: N818 - Ray's name
    """Ray's; nothing here raises it."""


class ActorPlacementGroupRemoved(RayError):  # noqa: N818 - Ray's name
    """Ray's; nothing here raises it."""


class TaskUnschedulableError(RayError):
    """More resources are asked for than the runtime has."""


class ActorUnschedulableError(RayError):
    """More resources are asked for than the runtime has."""


class UnserializableException(RayError):  # noqa: N818 - Ray's name
    """An exception could not be read here; the text says what it was."""


class ActorAlreadyExistsError(ValueError, RayError):
    """There is a living actor of this name."""


class ActorHandleNotFoundError(ValueError, RayError):
    """Ray's; nothing here raises it."""


class ObjectRefStreamEndOfStreamError(RayError):
    """Ray's; nothing here raises it."""


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
    """Ray's; here `exit_actor` raises a SystemExit in asynchronous methods, too."""


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
    "ShutdownError": RaySystemError,
    "InvalidRequestError": InvalidRequestError,
    "OperationFailedError": OperationFailedError,
    "UnsupportedError": UnsupportedError,
    "ExecutorFaultError": ExecutorFaultError,
    "ExecutorLoadError": ExecutorLoadError,
    "ExecutorNotFoundError": ExecutorNotFoundError,
}


class _InBand(Exception):  # noqa: N818 - it is never seen
    """A failure of the runtime's own kind that a task reports about itself."""


def in_band(kind: type[RayError], why: str) -> BaseException:
    """What a task raises so that its caller is given an error of this kind."""
    return _InBand(kind, why)


def raised(failure: Any) -> BaseException:
    """The exception for what the host says of a failure."""
    kind: str = failure.name
    message: str = failure.message
    cause = _cause(failure)
    if kind == "TaskError":
        task = failure.task or "task"
        if isinstance(cause, _InBand):
            made, why = cause.args
            return made(f'"{task}" did not finish: {why}')
        if cause is None:
            known = _BY_KIND.get(failure.causeName)
            cause = known(failure.causeMessage) if known else HostError(failure.causeName, failure.causeMessage, failure.text)
        elif isinstance(cause, RayTaskError) and cause.cause is not None:
            cause = cause.cause  # it passed through: what was raised in the first place counts
        return RayTaskError(task, failure.text, cause).as_instanceof_cause()
    made = _BY_KIND.get(kind)
    error: Any
    if kind == "ActorDiedError" and cause is not None:
        error = ActorDiedError(f"{message}\n{failure.text.rstrip()}", actor_init_failed=True)
    else:
        error = made(message) if made is not None else HostError(kind, message, failure.text)
    if kind == "DeadlockError":
        error.chain = tuple(failure.chain.to_py())
    if cause is not None:
        error.__cause__ = cause
    return error


def _cause(failure: Any) -> BaseException | None:
    if not failure.python:
        return None
    data = failure.pickled
    text: str = failure.text.rstrip()
    if data is not None:
        try:
            return pickle.loads(data.to_bytes())
        except Exception as error:  # noqa: BLE001 - its class may not be here
            return UnserializableException(f"{text}\n(it cannot be unpickled here: {error})")
    name: str = failure.causeName
    if name == "MemoryError":
        return MemoryError(failure.causeMessage)
    return RayError(f"Exception {name} isn't serializable.\nOriginal exception details:\n{text}")


def told(error: BaseException) -> tuple[list[str], str, str, bytes | None]:
    """The names of an exception's classes, its message, its traceback and its pickle, for the host."""
    names = [kind.__name__ for kind in type(error).__mro__ if kind is not object]
    if isinstance(error, RayTaskError) and error.cause is not None:
        names = [kind.__name__ for kind in type(error.cause).__mro__ if kind is not object] + names
    text = _shortened("".join(traceback.format_exception(type(error), error, _own(error.__traceback__))))
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


_LONGEST = 32768
"""Characters of a traceback at most: an error that passes through many tasks brings those of all."""


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    half = _LONGEST // 2
    return f"{text[:half]}\n… {len(text) - _LONGEST} characters left out …\n{text[-half:]}"


def _own(trace: Any) -> Any:
    """A traceback without the frames of the runtime at its top."""
    while trace is not None and trace.tb_frame.f_globals.get("__name__") == "_miniray_core":
        if trace.tb_next is None:
            break
        trace = trace.tb_next
    return trace

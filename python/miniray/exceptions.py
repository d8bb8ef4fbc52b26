"""Ray's exceptions, and those of executors."""

from __future__ import annotations

from typing import Any

from ._dual_class import dual_class


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
        derived = dual_class(RayTaskError, type(cause))
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
        return (RayTaskError if type(self) is RayTaskError else _again), (self.function_name, self.traceback_str, self.cause)


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
    """An executor has no memory for what it was asked: less may do. A task that runs out of memory raises MemoryError."""


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


class LimitExceededError(RayError):
    """More than an executor may use, such as fuel, or than a request or an answer may come to. The message says which limit."""


class ExecutorFaultError(RayError):
    """An executor broke; the next call works."""


class ExecutorExitedError(ExecutorFaultError):
    """An executor ended itself, as a program does; the next call works."""


class ExecutorLoadError(RayError):
    """An executor's bytes cannot be loaded here."""


class InvalidComponentError(ExecutorLoadError, ValueError):
    """The bytes are no component of an executor, or none of this contract. The message says what they are."""


class ComponentDigestError(ExecutorLoadError, ValueError):
    """The bytes are others than those whose SHA-256 was given."""


class ImportNotGrantedError(ExecutorLoadError, PermissionError):
    """A component imports what its grants do not give it. The message names each import."""


class ExecutorNotAllowedError(RayError, PermissionError):
    """This host takes no executor of that kind."""


class ExecutorNotFoundError(RayError, LookupError):
    """The runtime has no executor of this name, or none of such a version."""


class ExecutorRegisteredError(RayError, ValueError):
    """The runtime has this version of an executor already."""


class ExecutorBusyError(RayError):
    """As many requests wait for an executor as may."""


class ExecutorUnavailableError(RayError):
    """An executor's workers crashed one after the other. The message says when it is tried again."""


class ExecutorReplacementError(RayError):
    """An executor stays at the version that it had. The message says what speaks against the new one."""


class AsyncioActorExit(RayError):  # noqa: N818 - Ray's name
    """Ray's; here `exit_actor` raises a SystemExit in asynchronous methods, too."""

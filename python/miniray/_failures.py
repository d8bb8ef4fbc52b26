"""How failures travel between Python and the host."""

from __future__ import annotations

import traceback
from pickle import loads  # before a program can put anything else there
from typing import Any

from cloudpickle import dumps

from . import exceptions
from .exceptions import ActorDiedError, HostError, RayError, RayTaskError, UnserializableException

__all__ = ["in_band", "raised", "told"]

_BY_KIND = {
    name: getattr(exceptions, name)
    for name in (
        "WorkerCrashedError",
        "TaskCancelledError",
        "TaskTimeoutError",
        "GetTimeoutError",
        "ActorDiedError",
        "ActorUnavailableError",
        "ObjectLostError",
        "ObjectStoreFullError",
        "PendingCallsLimitExceeded",
        "DeadlockError",
        "InvalidRequestError",
        "OperationFailedError",
        "UnsupportedError",
        "OutOfMemoryError",
        "LimitExceededError",
        "ExecutorFaultError",
        "ExecutorExitedError",
        "ExecutorLoadError",
        "InvalidComponentError",
        "ComponentDigestError",
        "ImportNotGrantedError",
        "ExecutorNotAllowedError",
        "ExecutorNotFoundError",
        "ExecutorRegisteredError",
        "ExecutorBusyError",
        "ExecutorUnavailableError",
        "ExecutorReplacementError",
    )
} | {"InfeasibleError": exceptions.TaskUnschedulableError, "ShutdownError": exceptions.RaySystemError}
"""The exceptions of the host's errors, by their names there."""


_PREFIXES = {"GetTimeoutError": "Get timed out: some object(s) not ready: "}
"""What Ray's messages begin with, where programs may look for it."""


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
        error = made(_PREFIXES.get(kind, "") + message) if made is not None else HostError(kind, message, failure.text)
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
            return loads(data.to_bytes())
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
        pickled = dumps(error, protocol=5)
        loads(pickled)
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
    while trace is not None and trace.tb_frame.f_globals.get("__name__", "").startswith("_miniray_core."):
        if trace.tb_next is None:
            break
        trace = trace.tb_next
    return trace

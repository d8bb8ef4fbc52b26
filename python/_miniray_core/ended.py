"""What becomes of a task or call that raised."""

from __future__ import annotations

from . import bound, present
from .codes import EXIT
from .outgoing import fail, leave

__all__ = ["ActorExit", "ended"]


class ActorExit(SystemExit):
    """What `exit_actor` raises."""


def ended(error: BaseException) -> int:
    """Leaves what its caller is told."""
    if not isinstance(error, SystemExit):
        return fail(error)
    why = f"it called sys.exit({'' if error.code is None else repr(error.code)})"
    if isinstance(error, ActorExit):
        bound.host.retire()
        return fail(bound.failures.in_band(bound.exceptions.ActorDiedError, "it called exit_actor()"))
    if present.actor is None:
        return fail(bound.failures.in_band(bound.exceptions.WorkerCrashedError, why))
    leave(why)
    return EXIT

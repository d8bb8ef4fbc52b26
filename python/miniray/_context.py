"""Where the code runs."""

from __future__ import annotations

import json
from typing import Any

import _miniray_core as core
from _miniray_core import bound
from _miniray_core import present as here
from _miniray_core.bound import need_host

from . import _runtime
from ._actor import ActorHandle

__all__ = ["RuntimeContext", "get_runtime_context"]


class RuntimeContext:
    """Answers for the task or the program that asks; ids are hexadecimal."""

    def _present(self) -> Any:
        return here.coroutine.get() or need_host().context()

    def get_task_id(self) -> str | None:
        """None in a program that is no task."""
        present = self._present()
        return None if self._is_driver(present) or present.task is None else bound.host.hex(present.task)

    def get_task_name(self) -> str | None:
        """The option `name`, or the function's."""
        present = self._present()
        return None if self._is_driver(present) else present.name

    def get_task_function_name(self) -> str | None:
        """As `get_task_name`."""
        return self.get_task_name()

    def get_actor_id(self) -> str | None:
        """None outside of actors."""
        number = self._present().actor
        return None if number is None else bound.host.hex(number)

    def get_actor_name(self) -> str | None:
        """None outside of actors; empty where it has none."""
        row = self._actor_row()
        return None if row is None else row["name"] or ""

    def get_worker_id(self) -> str:
        """Of the thread."""
        return int(self._present().worker).to_bytes(core.WorkerID.SIZE, "big").hex()

    def get_node_id(self) -> str:
        """The runtime is one node."""
        return need_host().hex(0)

    def get_job_id(self) -> str:
        """The runtime has one job."""
        return need_host().hex(0)[: 2 * core.JobID.SIZE]

    @property
    def namespace(self) -> str:
        """The one that there is."""
        return "default"

    @property
    def was_current_actor_reconstructed(self) -> bool:
        """Whether this actor was started again after its first worker."""
        present = self._present()
        assert present.actor is not None, "This method should't be called inside Ray tasks."  # noqa: S101 - as Ray does
        return int(here.creation.attempt or 1) > 1

    @property
    def current_actor(self) -> ActorHandle:
        """A handle on this actor."""
        number = self._present().actor
        if number is None:
            raise RuntimeError("This method is only available in an actor.")
        from ._actor import _methods

        bound.host.hold(number)
        cls = type(here.actor)
        return ActorHandle(int(number), cls.__name__, _methods(cls))

    def get_assigned_resources(self) -> dict[str, float]:
        """What this task or actor asked for."""
        present = self._present()
        assert not self._is_driver(present), "This method is only available when the process is a worker."  # noqa: S101 - as Ray does
        asked = (present if present.actor is None else here.creation).resources
        amounts = {"CPU": 1} if asked is None else json.loads(asked)
        return {name: float(amount) for name, amount in amounts.items() if amount}

    def get_accelerator_ids(self) -> dict[str, list[str]]:
        """None: interpreters run on the processor."""
        return {"GPU": []}

    def get_node_labels(self) -> dict[str, str]:
        return {}

    def get_placement_group_id(self) -> None:
        return None

    def get_attempt_number(self) -> int:
        """How often this task began before."""
        return int(self._present().attempt or 1) - 1

    def get(self) -> dict[str, Any]:
        """The ids as one dictionary."""
        found = {"job_id": self.get_job_id(), "node_id": self.get_node_id(), "namespace": self.namespace}
        for name, value in (("task_id", self.get_task_id()), ("actor_id", self.get_actor_id())):
            if value is not None:
                found[name] = value
        return found

    def _is_driver(self, present: Any) -> bool:
        return present.name == "__main__" and present.actor is None

    def _actor_row(self) -> dict[str, Any] | None:
        number = self._present().actor
        rows = [] if number is None else _runtime.inspect("actors", ids=[int(number)])
        return rows[0] if rows else None


_context = RuntimeContext()


def get_runtime_context() -> RuntimeContext:
    """Where the code runs that asks."""
    _runtime.connect()
    return _context

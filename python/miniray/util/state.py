"""What the runtime does now: tables of tasks, objects, actors and workers.

Rows are dictionaries whose entries are attributes, too. Ended tasks and freed objects are not listed: the runtime keeps
nothing of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from _miniray_core import WorkerID

from .. import _runtime

__all__ = [
    "get_actor",
    "get_node",
    "get_objects",
    "get_task",
    "get_worker",
    "list_actors",
    "list_nodes",
    "list_objects",
    "list_tasks",
    "list_workers",
    "summarize_actors",
    "summarize_objects",
    "summarize_tasks",
]

DEFAULT_LIMIT = 100

Filters = list[tuple[str, str, Any]] | None


class Row(dict):
    """A row of a table."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


_TASK_STATES = {
    "waiting": "PENDING_ARGS_AVAIL",
    "queued": "PENDING_NODE_ASSIGNMENT",
    "restoring": "PENDING_ARGS_FETCH",
    "dispatched": "SUBMITTED_TO_WORKER",
    "running": "RUNNING",
    "suspended": "RUNNING_IN_RAY_GET",
    "stopping": "FAILED",
}
_TASK_TYPES = {"task": "NORMAL_TASK", "actor-call": "ACTOR_TASK", "actor-creation": "ACTOR_CREATION_TASK"}
_ACTOR_STATES = {"pending": "PENDING_CREATION", "alive": "ALIVE", "restarting": "RESTARTING", "dead": "DEAD"}


def _task(row: dict[str, Any]) -> Row:
    return Row(
        task_id=row["taskId"],
        attempt_number=max(row["attempt"] - 1, 0),
        name=row["name"],
        state=_TASK_STATES[row["state"]],
        job_id=_job(),
        actor_id=row["actorId"],
        type=_TASK_TYPES[row["kind"]],
        func_or_class_name=row["name"],
        parent_task_id=row["parentTaskId"],
        node_id=_node(),
        worker_id=_worker_id(row["workerId"]),
        error_type=None,
    )


def _actor(row: dict[str, Any]) -> Row:
    return Row(
        actor_id=row["actorId"],
        class_name=row["className"],
        state=_ACTOR_STATES[row["state"]],
        job_id=_job(),
        name=row["name"] or "",
        node_id=_node(),
        pid=row["workerId"],
        ray_namespace="default",
        is_detached=row["detached"],
    )


def _object(row: dict[str, Any]) -> Row:
    return Row(
        object_id=row["objectId"],
        object_size=row["bytes"],
        task_status={"pending": "PENDING", "ready": "FINISHED", "failed": "FAILED"}[row["state"]],
        reference_type="LOCAL_REFERENCE",
        type="DRIVER" if row["owner"] == 0 else "WORKER",
        pid=row["owner"],
        ref_count=row["references"],
    )


def _worker(row: dict[str, Any]) -> Row:
    return Row(
        worker_id=_worker_id(row["workerId"]),
        is_alive=row["state"] != "stopping",
        worker_type="WORKER",
        node_id=_node(),
        pid=row["workerId"],
        pool=row["pool"],
        state=row["state"],
    )


def _worker_id(number: int | None) -> str | None:
    """As `get_runtime_context().get_worker_id()` says it."""
    return None if number is None else number.to_bytes(WorkerID.SIZE, "big").hex()


def _node() -> str:
    return _runtime.nodes()[0]["NodeID"]


def _job() -> str:
    return _node()[:8]


def _list(table: str, shape: Callable[[dict[str, Any]], Row], filters: Filters, limit: int) -> list[Row]:
    if limit < 1:
        raise ValueError(f"limit must be at least 1, not {limit}")
    found = []
    for row in map(shape, _runtime.inspect(table)):
        if all(_fits(row, *one) for one in filters or ()):
            found.append(row)
    return found[:limit]


def _fits(row: Row, key: str, predicate: str, value: Any) -> bool:
    if key not in row:
        raise ValueError(f"Invalid filter key {key!r}; there are {sorted(row)}")
    if predicate not in ("=", "!="):
        raise ValueError(f"Invalid filter predicate {predicate!r}: it is = or !=")
    same = str(row[key]).lower() == str(value).lower()
    return same == (predicate == "=")


def list_tasks(address: Any = None, filters: Filters = None, limit: int = DEFAULT_LIMIT, **_: Any) -> list[Row]:
    """Tasks that have not ended."""
    return _list("tasks", _task, filters, limit)


def list_actors(address: Any = None, filters: Filters = None, limit: int = DEFAULT_LIMIT, **_: Any) -> list[Row]:
    """Actors on which there are handles."""
    return _list("actors", _actor, filters, limit)


def list_objects(address: Any = None, filters: Filters = None, limit: int = DEFAULT_LIMIT, **_: Any) -> list[Row]:
    """Objects that have a value, or will have one."""
    return _list("objects", _object, filters, limit)


def list_workers(address: Any = None, filters: Filters = None, limit: int = DEFAULT_LIMIT, **_: Any) -> list[Row]:
    """Threads that run tasks and actors."""
    return _list("workers", _worker, filters, limit)


def list_nodes(address: Any = None, filters: Filters = None, limit: int = DEFAULT_LIMIT, **_: Any) -> list[Row]:
    """The one that there is."""
    (node,) = _runtime.nodes()
    row = Row(node_id=node["NodeID"], node_ip=node["NodeManagerAddress"], is_head_node=True, state="ALIVE", node_name=node["NodeName"])
    row["resources_total"] = node["Resources"]
    return [row] if all(_fits(row, *one) for one in filters or ()) else []


def get_task(id: Any, **_: Any) -> Row | None:
    """By its id or a reference to its result; None when it has ended."""
    key = id if isinstance(id, str) else id.task_id().hex()
    return _first(list_tasks(filters=[("task_id", "=", key)]))


def get_actor(id: str, **_: Any) -> Row | None:
    return _first(list_actors(filters=[("actor_id", "=", id)]))


def get_worker(id: Any, **_: Any) -> Row | None:
    return _first(list_workers(filters=[("worker_id", "=", id)]))


def get_node(id: str, **_: Any) -> Row | None:
    return _first(list_nodes(filters=[("node_id", "=", id)]))


def get_objects(id: str, **_: Any) -> list[Row]:
    return list_objects(filters=[("object_id", "=", id)])


def _first(rows: list[Row]) -> Row | None:
    return rows[0] if rows else None


def summarize_tasks(**_: Any) -> dict[str, Any]:
    """How many tasks of each name are in each state."""
    return _summary(list_tasks(limit=2**31), "name", "func_or_class_name", "type")


def summarize_actors(**_: Any) -> dict[str, Any]:
    """How many actors of each class are in each state."""
    return _summary(list_actors(limit=2**31), "class_name", "class_name", None)


def summarize_objects(**_: Any) -> dict[str, Any]:
    """How many objects there are, of how many bytes."""
    rows = list_objects(limit=2**31)
    states: dict[str, int] = {}
    for row in rows:
        states[row.task_status] = states.get(row.task_status, 0) + 1
    size = sum(row.object_size for row in rows)
    return {"cluster": {"summary": {"all": {"total_objects": len(rows), "total_size_mb": size / 2**20, "task_state_counts": states}}}}


def _summary(rows: list[Row], key: str, label: str, kind: str | None) -> dict[str, Any]:
    summary: dict[str, Any] = {}
    for row in rows:
        entry = summary.setdefault(str(row[key]), {label: row[key], "state_counts": {}})
        if kind is not None:
            entry["type"] = row[kind]
        entry["state_counts"][row.state] = entry["state_counts"].get(row.state, 0) + 1
    return {"cluster": {"summary": summary, f"total_{'tasks' if kind else 'actors'}": len(rows)}}

"""Ray's helpers around tasks and actors."""

from __future__ import annotations

from typing import Any

from .. import _runtime
from .actor_pool import ActorPool
from .helpers import as_completed, map_unordered
from .serializability import inspect_serializability
from .serialization import deregister_serializer, register_serializer

__all__ = [
    "ActorPool",
    "as_completed",
    "deregister_serializer",
    "get_node_ip_address",
    "inspect_serializability",
    "list_named_actors",
    "log_once",
    "map_unordered",
    "register_serializer",
]


def list_named_actors(all_namespaces: bool = False) -> list[Any]:
    """The names of living actors that have one."""
    names = [row["name"] for row in _runtime.inspect("actors") if row["name"] is not None and row["state"] != "dead"]
    return [{"name": name, "namespace": "default"} for name in names] if all_namespaces else names


def get_node_ip_address() -> str:
    """There is one machine."""
    return "127.0.0.1"


_logged: set[str] = set()


def log_once(key: str) -> bool:
    """Whether this interpreter asks for the first time with this key."""
    new = key not in _logged
    _logged.add(key)
    return new


_ABSENT = {
    "placement_group": "there is one node",
    "placement_group_table": "there is one node",
    "get_placement_group": "there is one node",
    "get_current_placement_group": "there is one node",
    "remove_placement_group": "there is one node",
    "collective": "there are no devices to communicate",
    "connect": "there is no cluster to be a client of",
    "disconnect": "there is no cluster to be a client of",
    "metrics": "metrics are the host's: ray.metrics in JavaScript",
    "multiprocessing": "interpreters have no processes; use tasks",
    "joblib": "interpreters have no processes; use tasks",
    "iter": "Ray has deprecated it; use generators",
    "scheduling_strategies": "there is one node",
    "tracing": "timelines are what there is: miniray.timeline()",
    "pdb": "an interpreter in a thread has no terminal",
    "ray_debugpy": "an interpreter in a thread takes no connections",
    "accelerators": "interpreters run on the processor",
    "dask": "it needs threads",
    "spark": "it needs processes",
}


def __getattr__(name: str) -> Any:
    if name in ("queue", "state", "actor_pool"):
        import importlib

        return importlib.import_module(f".{name}", __name__)
    if name in _ABSENT:
        raise NotImplementedError(f"ray.util.{name} does not exist here: {_ABSENT[name]}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

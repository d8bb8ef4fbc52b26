"""Ray's helpers around tasks and actors."""

from __future__ import annotations

from typing import Any

from .. import _absent, _runtime
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


def __getattr__(name: str) -> Any:
    if name in ("queue", "state", "actor_pool"):
        import importlib

        return importlib.import_module(f".{name}", __name__)
    raise _absent.attribute(__name__, name)

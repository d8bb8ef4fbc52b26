"""Ray's programming model on one machine: tasks, objects and actors over polyray's interpreters.

Names, defaults and errors are Ray's, so that most programs for one node run after `import miniray as ray`.
"""

from typing import Any

from _miniray_core import ActorID, FunctionID, JobID, NodeID, ObjectID, ObjectRef, TaskID, UniqueID, WorkerID

from . import _absent, actor, exceptions, util
from ._actor import ActorClass, ActorHandle, exit_actor, get_actor, kill, method
from ._context import get_runtime_context
from ._executor import Executor, executor, executors
from ._function import RemoteFunction
from ._runtime import (
    available_resources,
    cancel,
    cluster_resources,
    get,
    get_gpu_ids,
    init,
    is_initialized,
    nodes,
    put,
    remote,
    shutdown,
    timeline,
    wait,
)
from ._stream import DynamicObjectRefGenerator, ObjectRefGenerator

__version__ = "0.1.0"

__all__ = [
    "ActorClass",
    "ActorHandle",
    "ActorID",
    "DynamicObjectRefGenerator",
    "Executor",
    "FunctionID",
    "JobID",
    "NodeID",
    "ObjectID",
    "ObjectRef",
    "ObjectRefGenerator",
    "RemoteFunction",
    "TaskID",
    "UniqueID",
    "WorkerID",
    "actor",
    "available_resources",
    "cancel",
    "cluster_resources",
    "exceptions",
    "executor",
    "executors",
    "exit_actor",
    "get",
    "get_actor",
    "get_gpu_ids",
    "get_runtime_context",
    "init",
    "is_initialized",
    "kill",
    "method",
    "nodes",
    "put",
    "remote",
    "shutdown",
    "timeline",
    "util",
    "wait",
]


def __getattr__(name: str) -> Any:
    raise _absent.attribute(__name__, name)


_absent.install()

"""Ray's programming model on one machine: tasks, objects and actors over polyray's interpreters.

Names, defaults and errors are Ray's, so that most programs for one node run after `import miniray as ray`.
"""

from typing import Any

from _miniray_core import ActorID, FunctionID, JobID, NodeID, ObjectID, ObjectRef, TaskID, UniqueID, WorkerID

from . import actor, exceptions, util
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

_ABSENT = {
    "autoscaler": "there is one machine",
    "client": "there is no cluster to be a client of",
    "cpp_function": "C++ is called through executors",
    "dag": "call .remote() with references as arguments",
    "data": "Ray's libraries need processes and binary packages that Pyodide does not have",
    "java_actor_class": "there is no Java",
    "java_function": "there is no Java",
    "job_submission": "there is no cluster to submit to",
    "llm": "Ray's libraries need processes and binary packages that Pyodide does not have",
    "rllib": "Ray's libraries need processes and binary packages that Pyodide does not have",
    "serve": "Ray's libraries need processes and binary packages that Pyodide does not have",
    "train": "Ray's libraries need processes and binary packages that Pyodide does not have",
    "tune": "Ray's libraries need processes and binary packages that Pyodide does not have",
    "workflow": "Ray has removed it",
}


def __getattr__(name: str) -> Any:
    if name in _ABSENT:
        raise NotImplementedError(f"ray.{name} does not exist here: {_ABSENT[name]}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

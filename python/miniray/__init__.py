"""Ray's programming model on one machine: tasks, objects and actors over polyray's interpreters.

Names, defaults and errors are Ray's, so that most programs for one node run after `import miniray as ray`.
"""

from _miniray_core import ActorID, ObjectID, ObjectRef, TaskID

from . import exceptions
from ._actor import ActorClass, ActorHandle, get_actor, kill
from ._executor import Executor, executor, executors
from ._function import RemoteFunction
from ._runtime import cancel, get, init, is_initialized, put, remote, shutdown, wait
from ._stream import DynamicObjectRefGenerator, ObjectRefGenerator

__all__ = [
    "ActorClass",
    "ActorHandle",
    "ActorID",
    "DynamicObjectRefGenerator",
    "Executor",
    "ObjectID",
    "ObjectRef",
    "ObjectRefGenerator",
    "RemoteFunction",
    "TaskID",
    "cancel",
    "exceptions",
    "executor",
    "executors",
    "get",
    "get_actor",
    "init",
    "is_initialized",
    "kill",
    "put",
    "remote",
    "shutdown",
    "wait",
]

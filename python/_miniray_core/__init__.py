"""What Python and the host say to each other: objects, references, tasks, and the values in them.

The host is polyray's runtime in the same thread, reached by the module `_polyray`. Values travel as pickles of protocol 5:
small ones in a window that both sides see, large buffers beside the pickle, copied once each way. `service` holds what the
host calls.
"""

from .buffer import Buffer
from .defined import _defined
from .object_ref import ObjectRef
from .object_store import ObjectStore
from .pickled import _argument, _array, _datetime, _handle, _js_error, _memory, _ref, _same, _tensor, _view
from .task_spec import Task, TaskSpec
from .unique_id import ActorID, FunctionID, JobID, NodeID, ObjectID, TaskID, UniqueID, WorkerID

__all__ = [
    "ActorID",
    "Buffer",
    "FunctionID",
    "JobID",
    "NodeID",
    "ObjectID",
    "ObjectRef",
    "ObjectStore",
    "Task",
    "TaskID",
    "TaskSpec",
    "UniqueID",
    "WorkerID",
]

for _one in (
    *(ActorID, Buffer, FunctionID, JobID, NodeID, ObjectID, ObjectRef, ObjectStore, Task, TaskID, TaskSpec, UniqueID, WorkerID),
    *(_argument, _array, _datetime, _defined, _handle, _js_error, _memory, _ref, _same, _tensor, _view),
):
    _one.__module__ = __name__  # pickles name it by that, and read-pickle.ts knows them so

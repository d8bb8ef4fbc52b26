"""What Python and the host say to each other: objects, references, tasks, and the values in them.

The host is polyray's runtime in the same thread, reached by the module `_polyray`. Values travel as pickles of protocol 5:
small ones in a scratch buffer that both sides see, large buffers beside the pickle, copied once each way.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextvars
import hashlib
import os
import pickle
import sys
import traceback
from array import array
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from types import AsyncGeneratorType, GeneratorType
from typing import Any, Generic, TypeVar

import cloudpickle

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

T = TypeVar("T")

_SCRATCH_BYTES = 65536
_BESIDE_BYTES = 4096
"""Buffers of at least so many bytes lie beside the pickle."""
_scratch = bytearray(_SCRATCH_BYTES)
_window = memoryview(_scratch)
_SIMPLE = frozenset({int, float, str, bool, type(None)})

_host: Any = None
"""The module `_polyray`; None in an interpreter that belongs to no runtime."""
_errors: Any = None
"""`miniray.exceptions`, which knows how failures are told."""
_loads = pickle.loads


def _bind(host: Any) -> memoryview:
    """Called once by the host. Returns the scratch buffer."""
    global _host, _errors
    from miniray import exceptions

    _host = host
    _errors = exceptions
    try:
        from polyray_interpreter import event_loop
    except ImportError:
        pass
    else:
        event_loop.idle = _idle
    return _window


def _need_host() -> Any:
    if _host is None:
        raise RuntimeError("Cannot reach the runtime: this interpreter was not started by polyray")
    return _host


# ---- ids


class UniqueID:
    """128 bits that name something; equal to no other kind of id. Ordered by its bytes."""

    __slots__ = ("_bytes",)
    SIZE = 16

    def __init__(self, binary: bytes) -> None:
        if not isinstance(binary, bytes) or len(binary) != self.SIZE:
            what = f"{len(binary)} bytes" if isinstance(binary, bytes) else type(binary).__name__
            raise ValueError(f"{type(self).__name__} needs {self.SIZE} bytes, is given {what}")
        self._bytes = binary

    @classmethod
    def from_random(cls):
        """A new one: two are never the same, by all odds."""
        return cls(os.urandom(cls.SIZE))

    @classmethod
    def from_hex(cls, text: str):
        """The id that `hex` gave."""
        return cls(bytes.fromhex(text))

    @classmethod
    def nil(cls):
        """The id of nothing."""
        return cls(bytes([0xFF] * cls.SIZE))

    def is_nil(self) -> bool:
        return self._bytes == bytes([0xFF] * self.SIZE)

    def hex(self) -> str:
        return self._bytes.hex()

    def binary(self) -> bytes:
        return self._bytes

    def __hash__(self) -> int:
        return hash((type(self).__name__, self._bytes))

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._bytes == self._bytes

    def __lt__(self, other: Any) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._bytes < other._bytes

    def __le__(self, other: Any) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._bytes <= other._bytes

    def __gt__(self, other: Any) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._bytes > other._bytes

    def __ge__(self, other: Any) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._bytes >= other._bytes

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.hex()})"

    def __reduce__(self):
        return type(self), (self._bytes,)


class ObjectID(UniqueID):
    """Names an object in the store."""


class TaskID(UniqueID):
    """Names a task: the id of its first result."""


class FunctionID(UniqueID):
    """Names a function by its content: the first 128 bits of the pickle's SHA-256."""


class ActorID(UniqueID):
    """Names an actor."""


class WorkerID(UniqueID):
    """Names a thread of the runtime."""


class NodeID(UniqueID):
    """Names the runtime, which is one node."""


class JobID(UniqueID):
    """Names the program that runs."""

    SIZE = 4


# ---- references


class ObjectRef(Generic[T]):
    """A counted handle on an object. The object lives as long as a handle on it does anywhere."""

    __slots__ = ("_number", "__weakref__")

    def __init__(self, number: int) -> None:
        # one handle was granted to this thread; `__del__` gives it back
        self._number = number

    def __del__(self) -> None:
        try:
            _host.drop(self._number)
        except Exception:  # noqa: BLE001, S110 - at the end of the interpreter there is nobody left to tell
            pass

    def hex(self) -> str:
        return _host.hex(self._number)

    def binary(self) -> bytes:
        return bytes.fromhex(self.hex())

    def id(self) -> ObjectID:
        """The object's id: the same in every reference to it, in every language."""
        return ObjectID(self.binary())

    def task_id(self) -> TaskID:
        """The task that makes it; of what was put, its own id."""
        return TaskID(self.binary())

    def is_nil(self) -> bool:
        return False

    def size(self) -> int:
        return UniqueID.SIZE

    def __hash__(self) -> int:
        return hash(self._number)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ObjectRef) and other._number == self._number

    def __repr__(self) -> str:
        return f"ObjectRef({self.hex()})"

    def __reduce__(self):
        raise TypeError(f"Cannot pickle {self!r}: a reference travels only inside arguments, results and objects")

    def __await__(self):
        return _awaited(self).__await__()

    def as_future(self) -> asyncio.Future:
        """Of asyncio: resolves to the value."""
        return asyncio.ensure_future(_awaited(self))

    def future(self) -> concurrent.futures.Future:
        """Of `concurrent.futures`: its `result` stands still for the value."""
        return _Future(self)


_watched: dict[int, asyncio.Future] = {}


async def _ready(number: int) -> None:
    """Until the object has a value or an error."""
    loop = asyncio.get_running_loop()
    if hasattr(loop, "_selector"):  # Python's own: while it runs, JavaScript's does not turn
        watched = loop.create_future()
        key = int(_host.watch(number))
        _watched[key] = watched
        try:
            await watched
        finally:
            _watched.pop(key, None)
    else:
        await _host.ready(number)


def _idle(seconds: float | None) -> None:
    """How Python's own event loop waits: see `polyray_interpreter.event_loop`."""
    patience = 0.05 if seconds is None else min(max(seconds, 0), 0.05)
    for key in _host.idle(patience * 1000).to_py():
        watched = _watched.pop(int(key), None)
        if watched is not None and not watched.done():
            watched.set_result(None)


async def _awaited(ref: ObjectRef) -> Any:
    await _ready(ref._number)
    return get_one(ref)


class _Waiters(list):
    """Of a future. Who waits, by `concurrent.futures.wait`, would wait for another thread."""

    def __init__(self, future: _Future) -> None:
        super().__init__()
        self._future = future

    def append(self, waiter: Any) -> None:
        super().append(waiter)
        self._future._look(None)


class _Future(concurrent.futures.Future):
    """Looks at the object when it is asked: there is no thread that could do so meanwhile."""

    def __init__(self, ref: ObjectRef) -> None:
        super().__init__()
        self._ref = ref
        self._waiters = _Waiters(self)

    def _look(self, timeout: float | None) -> None:
        if super().done():
            return
        if not wait([self._ref], 1, timeout)[0]:
            return
        try:
            self.set_result(get_one(self._ref))
        except BaseException as error:  # noqa: BLE001 - it is the result
            self.set_exception(error)

    def done(self) -> bool:
        self._look(0)
        return super().done()

    def result(self, timeout: float | None = None) -> Any:
        self._look(timeout)
        return super().result(0)

    def exception(self, timeout: float | None = None) -> BaseException | None:
        self._look(timeout)
        return super().exception(0)

    def add_done_callback(self, fn: Any) -> None:
        super().add_done_callback(fn)
        if super().done():
            return

        async def settle() -> None:
            await _ready(self._ref._number)
            self._look(0)

        asyncio.ensure_future(settle())  # noqa: RUF006 - the loop holds it as long as the future is awaited

    def cancel(self) -> bool:
        _host.cancel(self._ref._number, False, True)
        return super().cancel()


# ---- values to bytes


class _Pickler(cloudpickle.Pickler):
    def __init__(self, file: Any, buffers: list, kinds: list, refs: list) -> None:
        super().__init__(file, protocol=5, buffer_callback=self._beside)
        self._buffers = buffers
        self._kinds = kinds
        self._refs = refs
        self._next_kind: str | None = None

    def _beside(self, buffer: pickle.PickleBuffer) -> bool:
        raw = buffer.raw()
        kind, self._next_kind = self._next_kind, None
        if raw.nbytes < _BESIDE_BYTES:
            return True  # in the pickle
        self._buffers.append(raw)
        self._kinds.append(kind or ("R" if raw.readonly else "M"))
        return False

    def reducer_override(self, obj: Any) -> Any:
        kind = type(obj)
        if kind is ObjectRef:
            self._refs.append((obj._number, None))
            return _ref, (len(self._refs) - 1,)
        if kind is array and obj.typecode != "w" and obj.itemsize * len(obj) >= _BESIDE_BYTES:
            self._next_kind = obj.typecode
            return _array, (pickle.PickleBuffer(obj), obj.typecode)
        if kind is memoryview and obj.contiguous and obj.nbytes >= _BESIDE_BYTES:
            shape = obj.shape if obj.ndim != 1 else None
            return _memory, (pickle.PickleBuffer(obj), obj.format, shape)
        if kind is memoryview:
            return _memory, (obj.tobytes(), obj.format, obj.shape if obj.ndim != 1 else None)
        handle = None if isinstance(obj, type) else getattr(kind, "_miniray_handle_", None) and obj._miniray_handle_
        if handle is not None:
            self._refs.append(handle)
            return _handle, (len(self._refs) - 1, handle[1], obj._miniray_state_)
        if isinstance(obj, bytes | bytearray) and kind in (bytes, bytearray) and len(obj) >= _BESIDE_BYTES:
            return _same, (pickle.PickleBuffer(obj),)
        return super().reducer_override(obj)


class _Sink:
    """A file in memory; `io.BytesIO` would copy once more."""

    __slots__ = ("parts",)

    def __init__(self) -> None:
        self.parts: list = []

    def write(self, data: Any) -> int:
        self.parts.append(bytes(data))
        return len(data)


class _Beside:
    """Top-level bytes: the pickler puts exact bytes into the pickle whatever their size."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __reduce_ex__(self, protocol: Any) -> Any:
        return _same, (pickle.PickleBuffer(self.value),)


def _same(value: Any) -> Any:
    return value


def _array(data: Any, typecode: str) -> array:
    if type(data) is array:
        return data  # it was copied into one
    made = array(typecode)
    made.frombytes(data)
    return made


def _memory(data: Any, format: Any, shape: Any) -> memoryview:
    view = memoryview(data).cast("B")
    if format != "B" or shape is not None:
        view = view.cast(format, shape) if shape is not None else view.cast(format)
    return view


def _outermost(value: Any) -> Any:
    kind = type(value)
    if (kind is bytes or kind is bytearray) and len(value) >= _BESIDE_BYTES:
        return _Beside(value)
    return value


def _pack(value: Any) -> tuple[int, Any]:
    """How many bytes of the scratch hold the pickle; or -1 and `(data, kinds, buffers, numbers, classes)`."""
    kind = type(value)
    if kind in _SIMPLE:
        data = pickle.dumps(value, 5)
        size = len(data)
        if size <= _SCRATCH_BYTES:
            _window[:size] = data
            return size, None
        return -1, (data, "", [], [], [])
    return _pack_any(_outermost(value))


def _pack_any(value: Any) -> tuple[int, Any]:
    sink = _Sink()
    buffers: list = []
    kinds: list = []
    refs: list = []
    _Pickler(sink, buffers, kinds, refs).dump(value)
    data = sink.parts[0] if len(sink.parts) == 1 else b"".join(sink.parts)
    size = len(data)
    if not buffers and not refs and size <= _SCRATCH_BYTES:
        _window[:size] = data
        return size, None
    return -1, (data, "".join(kinds), buffers, [number for number, _ in refs], [name for _, name in refs])


def _unpicklable(what: str, error: Exception) -> Exception:
    return TypeError(f"Could not serialize {what}: {type(error).__name__}: {error}")


def _shown(value: Any) -> str:
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - anything may have any __repr__
        text = f"<{type(value).__name__}>"
    return text if len(text) <= 200 else f"{text[:200]}…"


def _pack_call(args: tuple, kwargs: dict, name: str = "") -> tuple[int, Any, list]:
    """Arguments, and the numbers of those that are references: their values take their places."""
    for value in args:
        if type(value) not in _SIMPLE:
            break
    else:
        if not kwargs:
            data = pickle.dumps((args, kwargs), 5)
            size = len(data)
            if size <= _SCRATCH_BYTES:
                _window[:size] = data
                return size, None, _NO_DEPS
    deps: list = []

    def placed(value: Any) -> Any:
        if type(value) is ObjectRef:
            deps.append(value._number)
            return _Place(len(deps) - 1)
        return _outermost(value)

    given = tuple([placed(value) for value in args])
    named = {name: placed(value) for name, value in kwargs.items()} if kwargs else kwargs
    try:
        size, large = _pack_any((given, named))
    except Exception as error:
        for value in (*args, *kwargs.values()):
            try:
                _pack(value)
            except Exception:
                raise _unpicklable(f"the argument {_shown(value)} for a task or actor {name}", error) from error
        raise
    return size, large, deps


_NO_DEPS: list = []


class _Place:
    """Stands for the value of a reference that is an argument."""

    __slots__ = ("index",)

    def __init__(self, index: int) -> None:
        self.index = index

    def __reduce__(self) -> Any:
        return _argument, (self.index,)


# ---- bytes to values

_current: list = []
"""What the pickle at hand mentions: numbers of references, or the arguments of a call."""
_given: list = []


def _ref(index: int) -> ObjectRef:
    return ObjectRef(int(_current[index]))


def _handle(index: int, class_name: str, state: Any = None) -> Any:
    from miniray._actor import ActorHandle

    return ActorHandle._restored(int(_current[index]), class_name, state)


def _argument(index: int) -> Any:
    return _given[index]


def _view(data: Any, format: Any) -> Any:
    view = memoryview(data)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        return numpy.frombuffer(view, dtype=numpy.dtype(format))
    return view.cast("B").cast(format) if format != "B" else view.cast("B")


_make_tensor: Any = None
"""Called by `_tensor` instead, while `polyray` reads tensors as what it makes of them."""
_PAIRS = {"F": "f", "D": "d"}
"""Complex numbers lie as pairs."""


def _tensor(data: Any, format: Any, shape: Any) -> Any:
    if _make_tensor is not None:
        return _make_tensor(data, format, shape)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        return numpy.frombuffer(data, dtype=numpy.dtype(format)).reshape(shape)
    if format in _PAIRS:  # memoryviews know no complex numbers: one axis more, of two
        format, shape = _PAIRS[format], (*shape, 2)
    view = memoryview(data).cast("B")
    if not shape or 0 in shape:
        return view.cast(format)
    return view.cast(format, shape)


def _datetime(seconds: float) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def _js_error(name: str, message: str, stack: str) -> Exception:
    return _errors.HostError(name, message, stack)


def _unpack(size: int, given: list | None = None) -> Any:
    """What the host has laid out: a pickle in the scratch, or something larger to be fetched."""
    global _current, _given
    if size >= 0:
        if given is None:
            return _loads(_window[:size])
        outer, _given = _given, given
        try:
            return _loads(_window[:size])
        finally:
            _given = outer
    large = _host.fetch()
    data = large.data.to_bytes()
    kinds = large.kinds
    buffers = [_taken(kind, large.buffer(i)) for i, kind in enumerate(kinds)]
    outer_refs, outer_given = _current, _given
    _current = large.refs.to_py() if large.mentions else []
    if given is not None:
        _given = given
    try:
        return _loads(data, buffers=buffers)
    finally:
        _current, _given = outer_refs, outer_given


def _taken(kind: str, source: Any) -> Any:
    """One copy out of shared memory into what the value is made of."""
    if kind == "R":
        return source.to_bytes()
    if kind == "M":
        made: Any = bytearray(source.length)
    else:
        item = array(kind, bytes(array(kind).itemsize))
        made = item * (source.length // item.itemsize)
    source.assign_to(memoryview(made).cast("B"))
    return made


# ---- objects


def put(value: Any) -> ObjectRef:
    try:
        size, large = _pack(value)
    except Exception as error:
        raise _unpicklable(f"the put value {_shown(value)}", error) from error
    return ObjectRef(_host.put(size, large))


def get_one(ref: ObjectRef, timeout: float | None = None) -> Any:
    size = _host.get(ref._number, -1 if timeout is None else timeout * 1000)
    if size == _FAILED:
        raise _errors.raised(_host.failure())
    return _read(ref, size)


def _read(ref: ObjectRef, size: int) -> Any:
    try:
        return _unpack(size)
    except Exception as error:
        raise _errors.RaySystemError(f"Cannot read {ref!r} here: {type(error).__name__}: {error}") from error


def get_many(refs: Sequence[ObjectRef], timeout: float | None = None, make_tensor: Any = None) -> list:
    global _make_tensor
    numbers = array("d", [ref._number for ref in refs])
    count = _host.ask(numbers, -1 if timeout is None else timeout * 1000)
    values = []
    # not while it waits: other tasks may run on top of it
    outer, _make_tensor = _make_tensor, make_tensor
    try:
        for index in range(count):
            size = _host.answer(index)
            if size == _FAILED:
                raise _errors.raised(_host.failure())
            values.append(_read(refs[index], size))
    finally:
        _make_tensor = outer
        _host.answered()
    return values


def wait(refs: Sequence[ObjectRef], num_returns: int, timeout: float | None) -> tuple[list, list]:
    numbers = array("d", [ref._number for ref in refs])
    ready = _host.wait(numbers, num_returns, -1 if timeout is None else timeout * 1000)
    if ready is None:
        raise _errors.raised(_host.failure())
    settled = set(ready.to_py())
    done: list = []
    rest: list = []
    for ref in refs:
        (done if ref._number in settled and len(done) < num_returns else rest).append(ref)
    return done, rest


class Buffer:
    """Bytes of an object, readable through the buffer protocol. A copy of its own: the store's memory is not Python's."""

    __slots__ = ("_view",)

    def __init__(self, data: Any) -> None:
        self._view = memoryview(data).toreadonly()

    def __buffer__(self, flags: int) -> memoryview:
        return memoryview(self._view)

    def __len__(self) -> int:
        return self._view.nbytes

    def __bytes__(self) -> bytes:
        return self._view.tobytes()

    def __getitem__(self, index: Any) -> Any:
        return self._view[index]

    def __eq__(self, other: object) -> bool:
        try:
            return self._view == memoryview(other)  # type: ignore[arg-type]
        except TypeError:
            return NotImplemented

    def __repr__(self) -> str:
        return f"Buffer({len(self)} bytes)"


class ObjectStore:
    """The runtime's store, as bytes: what is put here every thread of the runtime can get, in every language."""

    def put(self, data: Any) -> ObjectRef:
        """Stores a copy of what has bytes: bytes, bytearray, memoryview, array.array, NumPy arrays."""
        _need_host()
        if isinstance(data, str):
            raise TypeError("put() takes an object with bytes, not str: encode it first")
        if isinstance(data, Buffer):
            data = data._view
        if type(data) is not bytes:
            try:
                view = memoryview(data)
            except TypeError:
                raise TypeError(f"put() takes an object with bytes, not {type(data).__name__}") from None
            data = view.tobytes() if not view.contiguous or view.nbytes < _BESIDE_BYTES else view.cast("B").toreadonly()
            if type(data) is memoryview:
                return ObjectRef(_host.put(*_pack_any(_Beside(data))))
        return put(data)

    def get(self, ref: ObjectRef, timeout: float | None = None) -> bytes:
        """A copy of the object's bytes."""
        value = get_one(_checked(ref), timeout)
        if isinstance(value, bytes):
            return value
        if isinstance(value, bytearray | memoryview):
            return bytes(value)
        raise TypeError(f"{ref!r} holds no bytes but {type(value).__name__}: use miniray.get()")

    def get_buffer(self, ref: ObjectRef, timeout: float | None = None) -> Buffer:
        """The object's bytes with the buffer protocol, one copy away from the store."""
        value = get_one(_checked(ref), timeout)
        try:
            return Buffer(value)
        except TypeError:
            raise TypeError(f"{ref!r} holds no bytes but {type(value).__name__}: use miniray.get()") from None

    def delete(self, ref: ObjectRef) -> None:
        """Takes the value away whoever holds references: their next `get` raises ObjectLostError."""
        _host.delete(_checked(ref)._number)

    def contains(self, ref: ObjectRef) -> bool:
        """Whether it has a value now."""
        return bool(_host.contains(_checked(ref)._number))

    def size(self) -> int:
        """How many objects have a value now."""
        return int(_need_host().count())

    def bytes_used(self) -> int:
        return int(_need_host().bytesUsed())

    def bytes_capacity(self) -> int:
        return int(_need_host().bytesCapacity())

    def __contains__(self, ref: ObjectRef) -> bool:
        return self.contains(ref)

    def __len__(self) -> int:
        return self.size()

    def __repr__(self) -> str:
        if _host is None:
            return "ObjectStore(no runtime)"
        return f"ObjectStore({self.size()} objects, {self.bytes_used()} of {self.bytes_capacity()} bytes)"


def _checked(ref: Any) -> ObjectRef:
    _need_host()
    if not isinstance(ref, ObjectRef):
        raise TypeError(f"An ObjectRef is needed, not {type(ref).__name__}")
    return ref


# ---- tasks


class TaskSpec:
    """What a task is: a function, its arguments, and how it is to be run."""

    __slots__ = ("args", "function", "kwargs", "name", "num_returns", "options")

    def __init__(self, function: Any, args: Iterable = (), kwargs: dict | None = None, **options: Any) -> None:
        if not callable(function):
            raise TypeError(f"A task needs a function, not {type(function).__name__}")
        self.function = function
        self.args = tuple(args)
        self.kwargs = dict(kwargs or {})
        self.num_returns = options.get("num_returns", 1)
        self.name = options.get("name") or getattr(function, "__name__", "task")
        self.options = options

    def function_id(self) -> FunctionID:
        return function_id(self.function)

    def submit(self) -> Task:
        """Hands it to the scheduler."""
        from miniray._function import RemoteFunction

        made = RemoteFunction(self.function, self.options).remote(*self.args, **self.kwargs)
        return Task(self, made)

    def __repr__(self) -> str:
        return f"TaskSpec({self.name}, {len(self.args) + len(self.kwargs)} arguments, num_returns={self.num_returns})"


class Task:
    """A task that was submitted."""

    __slots__ = ("refs", "spec")

    def __init__(self, spec: TaskSpec, refs: Any) -> None:
        self.spec = spec
        self.refs = refs

    def id(self) -> TaskID:
        first = self.refs[0] if isinstance(self.refs, list) else self.refs
        return first.task_id()

    def result(self, timeout: float | None = None) -> Any:
        refs = self.refs
        return get_many(refs, timeout) if isinstance(refs, list) else get_one(refs, timeout)

    def __repr__(self) -> str:
        return f"Task({self.spec.name}, {self.id().hex()})"


def function_id(function: Any) -> FunctionID:
    return FunctionID(hashlib.sha256(cloudpickle.dumps(function)).digest()[:16])


# ---- running what others submit

_functions: list = []
_actor: Any = None
_creation: Any = None
"""The context of the actor's constructor."""
_outgoing: Any = None
_depth = 0
_DEEPEST = 200
"""A task that awaits another has it run on top of it; the interpreter's stack has room for about 300."""
_streams: dict[int, Any] = {}
_stream_serial = 0
_RESULT_LARGE, _FAILED, _STREAM, _PROMISE, _END, _ASYNC_STREAM, _EXIT = -1, -2, -3, -4, -5, -6, -7
_STREAMS = -1
"""Asked for instead of a number of results."""
_coroutines: dict[int, asyncio.Future] = {}
_present: contextvars.ContextVar = contextvars.ContextVar("miniray_task", default=None)
"""The task whose coroutine runs."""


def _take_outgoing() -> Any:
    global _outgoing
    taken, _outgoing = _outgoing, None
    return taken


def _fail(error: BaseException) -> int:
    global _outgoing
    _outgoing = _errors.told(error)
    return _FAILED


def _answer(value: Any) -> int:
    global _outgoing
    try:
        size, large = _pack(value)
    except Exception as error:
        raise _unpicklable(f"the return value {_shown(value)}", error) from error
    if large is not None:
        _outgoing = [large]
    return size


def _load(size: int) -> int:
    """A function or class by its pickle."""
    return _keep(_unpack(size))


class Defined:
    """A function or class on its way, with the lines it was written in: tracebacks elsewhere show them."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __reduce__(self) -> Any:
        import inspect

        try:
            function = inspect.unwrap(self.value)
            file = inspect.getfile(function)
            lines, first = ([], 0) if os.path.exists(file) else inspect.getsourcelines(function)
        except (OSError, TypeError, ValueError):
            return _same, (self.value,)
        return _defined, (self.value, file, first, lines)


def _defined(value: Any, file: str, first: int, lines: list[str]) -> Any:
    import linecache

    _, _, present, _ = linecache.cache.get(file, (0, None, [], file))  # type: ignore[misc]
    first = max(first, 1)
    known = [*present, *["\n"] * (first - 1 + len(lines) - len(present))]
    known[first - 1 : first - 1 + len(lines)] = lines
    linecache.cache[file] = (sum(map(len, known)), None, known, file)
    return value


def _load_source(name: str, source: str) -> int:
    """A function or class by the text of a module that defines it."""
    module_name = f"polyray_source_{hashlib.sha256(source.encode()).hexdigest()[:16]}"
    module = sys.modules.get(module_name)
    if module is None:
        import linecache
        from types import ModuleType

        module = ModuleType(module_name)
        file = f"<{module_name}>"
        linecache.cache[file] = (len(source), None, source.splitlines(True), file)
        exec(compile(source, file, "exec"), module.__dict__)  # noqa: S102 - that is the request
        sys.modules[module_name] = module
    return _keep(_attribute(module, name))


def _load_module(name: str, module_name: str) -> int:
    """A function or class of a module that can be imported."""
    import importlib

    return _keep(_attribute(importlib.import_module(module_name), name))


def _attribute(module: Any, name: str) -> Any:
    value = module
    for part in name.split("."):
        try:
            value = getattr(value, part)
        except AttributeError:
            raise AttributeError(f"There is no {name!r} in the Python source") from None
    if not callable(value):
        raise TypeError(f"{name!r} in the Python source is no function or class but {type(value).__name__}")
    return value


def _keep(function: Any) -> int:
    _functions.append(function)
    return len(_functions) - 1


def _loaded(load: Any, *args: Any) -> int:
    try:
        return load(*args)
    except BaseException as error:  # noqa: BLE001 - whatever it is belongs to the task
        return _fail(error)


def _add(values: list, size: int) -> None:
    """One more value of an argument that was a reference."""
    values.append(_unpack(size))


def _too_deep() -> RecursionError:
    return RecursionError(
        f"Cannot run another task here: {_DEEPEST} stand on top of each other, each awaiting the next. "
        "Tasks that submit tasks without end, or a chain so deep, need another shape"
    )


def _run(slot: int, size: int, deps: Any, returns: int) -> int:
    """Runs a function. Returns the length of the result in the scratch, or what else there is."""
    global _depth
    _depth += 1
    outer = None if _present.get() is None else _present.set(None)  # on top of a coroutine
    try:
        if _depth > _DEEPEST:
            raise _too_deep()
        args, kwargs = _unpack(size, deps)
        return _finish(_functions[slot](*args, **kwargs), returns)
    except BaseException as error:  # noqa: BLE001 - whatever it is belongs to the task
        return _ended(error)
    finally:
        _depth -= 1
        if outer is not None:
            _present.reset(outer)


def _construct(slot: int, size: int, deps: Any) -> int:
    global _actor, _creation
    try:
        args, kwargs = _unpack(size, deps)
        _creation = _host.context()
        _actor = _functions[slot](*args, **kwargs)
        return 0
    except BaseException as error:  # noqa: BLE001
        return _fail(error)


def _call(name: str, size: int, deps: Any, returns: int) -> int:
    try:
        args, kwargs = _unpack(size, deps)
        method = getattr(_actor, name, None) or _own_method(name)
        if method is None or not callable(method):
            raise AttributeError(f"The actor has no method {name!r}")
        return _finish(method(*args, **kwargs), returns)
    except BaseException as error:  # noqa: BLE001
        return _ended(error)


class ActorExit(SystemExit):
    """What `exit_actor` raises."""


def _own_method(name: str) -> Any:
    """What every actor has."""
    if name == "__ray_ready__":
        return lambda: True
    if name == "__ray_terminate__":
        return _terminate
    if name == "__ray_call__":
        return lambda function, *args, **kwargs: function(_actor, *args, **kwargs)
    return None


def _terminate() -> None:
    _host.retire()


def _ended(error: BaseException) -> int:
    """What becomes of a task or call that raised."""
    global _outgoing
    if not isinstance(error, SystemExit):
        return _fail(error)
    why = f"it called sys.exit({'' if error.code is None else repr(error.code)})"
    if isinstance(error, ActorExit):
        _host.retire()
        return _fail(_errors.in_band(_errors.ActorDiedError, "it called exit_actor()"))
    if _actor is None:
        return _fail(_errors.in_band(_errors.WorkerCrashedError, why))
    _outgoing = why
    return _EXIT


def _is_async(slot: int) -> bool:
    """Whether a class has coroutines as methods."""
    import inspect

    return any(
        inspect.iscoroutinefunction(member) or inspect.isasyncgenfunction(member)
        for _, member in inspect.getmembers(_functions[slot], inspect.isfunction)
    )


def _finish(value: Any, returns: int) -> int:
    global _outgoing
    kind = type(value)
    if kind in _SIMPLE and returns == 1:
        return _answer(value)
    if returns == _STREAMS:
        return _streamed(value)
    if asyncio.iscoroutine(value):
        if not _host.standing():
            _outgoing = _future(_settled(value, returns))
            return _PROMISE
        value = _run_here(value)
    if returns != 1:
        _outgoing = _several(value, returns)
        return _RESULT_LARGE
    return _answer(value)


def _streamed(value: Any) -> int:
    global _outgoing, _stream_serial
    if not isinstance(value, GeneratorType | AsyncGeneratorType):
        asynchronous = hasattr(value, "__aiter__")
        try:
            value = value.__aiter__() if asynchronous else iter(value)
        except TypeError:
            raise TypeError(f"The task was to stream, and returned no iterable but {type(value).__name__}") from None
    _stream_serial += 1
    _streams[_stream_serial] = value
    _outgoing = _stream_serial
    if not hasattr(value, "__anext__"):
        return _STREAM
    if not _host.standing():
        return _ASYNC_STREAM
    _streams[_stream_serial] = _items_here(value)
    return _STREAM


def _run_here(coroutine: Any, runner: asyncio.Runner | None = None) -> Any:
    """Runs it to its end in a loop of its own: below stands something that waits for it, so that no other loop turns."""
    running = asyncio._get_running_loop()
    task = None if running is None else asyncio.current_task(running)
    if task is not None:
        asyncio.tasks._leave_task(running, task)
    asyncio._set_running_loop(None)
    try:
        return asyncio.run(coroutine) if runner is None else runner.run(coroutine)
    finally:
        asyncio._set_running_loop(running)
        if task is not None:
            asyncio.tasks._enter_task(running, task)


def _items_here(items: Any) -> Any:
    async def following() -> tuple[bool, Any]:
        try:
            return True, await anext(items)
        except StopAsyncIteration:
            return False, None

    with asyncio.Runner() as runner:
        while (found := _run_here(following(), runner))[0]:
            yield found[1]


def _future(coroutine: Any) -> asyncio.Future:
    """Runs on, and knows to which task it belongs."""
    context = _host.context()
    token = _present.set(context)
    try:
        future = asyncio.ensure_future(coroutine)
    finally:
        _present.reset(token)
    number = context.task
    _coroutines[number] = future
    future.add_done_callback(lambda _: _coroutines.pop(number, None))
    return future


def _cancel(number: int) -> None:
    """Interrupts a coroutine."""
    future = _coroutines.get(number)
    if future is not None:
        future.cancel()


async def _settled(coroutine: Any, returns: int) -> tuple[int, Any]:
    """How it ended, and its results or what was raised."""
    try:
        value = await coroutine
        return _RESULT_LARGE, _several([value] if returns == 1 else value, returns)
    except BaseException as error:  # noqa: BLE001
        return _ended(error), _take_outgoing()


def _next_later(stream: int) -> None:
    global _outgoing
    _outgoing = _future(_next_settled(stream))


async def _next_settled(stream: int) -> tuple[int, Any]:
    try:
        return _RESULT_LARGE, _several([await anext(_streams[stream])], 1)
    except StopAsyncIteration:
        return _END, None
    except BaseException as error:  # noqa: BLE001
        return _ended(error), _take_outgoing()


def _several(value: Any, returns: int) -> list:
    if returns != 1 and not hasattr(value, "__len__"):
        if not isinstance(value, GeneratorType):
            raise TypeError(f"object of type '{type(value).__name__}' has no len(): the task must return {returns} values, its num_returns")
        value = list(value)
    if len(value) != returns:
        raise ValueError(f"Task returned {len(value)} objects, but num_returns={returns}.")
    packed = []
    for one in value:
        try:
            size, large = _pack(one)
        except Exception as error:
            raise _unpicklable(f"the return value {_shown(one)}", error) from error
        packed.append(large if large is not None else (bytes(_window[:size]), "", [], [], []))
    return packed


def _next(stream: int) -> int:
    """The next item of a generator: its length in the scratch, or what else there is."""
    try:
        return _answer(next(_streams[stream]))
    except StopIteration:
        _streams.pop(stream, None)
        return _END
    except BaseException as error:  # noqa: BLE001
        _streams.pop(stream, None)
        return _ended(error)


def _close(stream: int) -> None:
    generator = _streams.pop(stream, None)
    try:
        if isinstance(generator, AsyncGeneratorType):
            asyncio.ensure_future(generator.aclose())  # noqa: RUF006
        elif isinstance(generator, GeneratorType):
            generator.close()
    except BaseException:  # noqa: BLE001 - nobody wants to know how it took its end
        traceback.print_exc()


def _script(source: str, filename: str, args: Sequence[str]) -> int:
    """Runs a program as `__main__`. Returns its exit code."""
    import linecache
    from types import ModuleType

    main = ModuleType("__main__")
    main.__dict__.update(__file__=filename, __builtins__=__builtins__)
    sys.modules["__main__"] = main
    sys.argv = [filename, *args]
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    try:
        exec(compile(source, filename, "exec", dont_inherit=True), main.__dict__)  # noqa: S102 - that is the request
        return 0
    except SystemExit as error:
        return _exit_code(error.code)
    except BaseException as error:  # noqa: BLE001 - what a program does not catch is printed, as CPython does
        trace = error.__traceback__
        while trace is not None and trace.tb_frame.f_code.co_filename != filename:
            trace = trace.tb_next
        traceback.print_exception(type(error), error, trace)
        return 130 if isinstance(error, KeyboardInterrupt) else 1


def _exit_code(code: Any) -> int:
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    print(code, file=sys.stderr)
    return 1

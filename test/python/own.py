"""What Ray has not, has otherwise, or needs its dashboard for."""

import asyncio
import importlib
import json
import os
import tempfile
import time

import _miniray_core as core


def raises(kind, call, *texts):
    """Asserts what a call raises, and that its message has these texts."""
    try:
        result = call()
    except kind as error:
        for text in texts:
            assert text in str(error), f"{text!r} is not in {str(error)!r}"
        return error
    raise AssertionError(f"nothing was raised, but {result!r} returned")


def test_state(ray):
    state = ray.util.state

    @ray.remote(name="waits for long")
    def wait():
        time.sleep(30)

    @ray.remote
    class Named:
        def one(self):
            return 1

    actor = Named.options(name="of state").remote()
    ray.get(actor.one.remote())
    ref = wait.remote()
    until = time.monotonic() + 10
    while state.get_task(ref).state != "RUNNING" and time.monotonic() < until:
        time.sleep(0.02)
    (task,) = state.list_tasks(filters=[("name", "=", "waits for long")])
    assert task.task_id == task["task_id"] == ref.task_id().hex()
    assert (task.state, task.type, task.attempt_number) == ("RUNNING", "NORMAL_TASK", 0)
    (row,) = state.list_actors(filters=[("name", "=", "OF STATE"), ("state", "!=", "DEAD")])
    assert row.class_name == "Named" and row.actor_id == actor._actor_id.hex() and state.get_actor(row.actor_id) == row
    (thing,) = state.get_objects(ref.hex())
    text = ray.put("x" * 99)
    assert thing.task_status == "PENDING" and state.get_objects(text.hex())[0].object_size > 99
    assert any(worker.worker_id == task.worker_id for worker in state.list_workers())
    assert len(state.list_workers(limit=1)) == 1 and len(state.list_nodes()) == 1
    assert state.summarize_tasks()["cluster"]["summary"]["waits for long"]["state_counts"] == {"RUNNING": 1}
    assert state.summarize_actors()["cluster"]["summary"]["Named"]["state_counts"]["ALIVE"] == 1
    assert state.summarize_objects()["cluster"]["summary"]["all"]["total_objects"] > 0
    raises(ValueError, lambda: state.list_tasks(filters=[("nothing", "=", 1)]), "nothing")
    raises(ValueError, lambda: state.list_tasks(filters=[("name", "<", 1)]), "<")
    raises(ValueError, lambda: state.list_tasks(limit=0), "limit")
    ray.cancel(ref)


def test_timeline_to_a_file(ray):
    file = os.path.join(tempfile.gettempdir(), "timeline.json")
    assert ray.timeline(file) is None
    with open(file) as text:
        assert any(event["ph"] == "X" for event in json.load(text))


def test_coroutines_as_tasks(ray):
    @ray.remote
    async def later(x):
        await asyncio.sleep(0.01)
        return x, ray.get_runtime_context().get_task_id()

    refs = [later.remote(i) for i in range(3)]
    assert ray.get(refs) == [(i, ref.task_id().hex()) for i, ref in enumerate(refs)]

    @ray.remote
    async def stream(n):
        for i in range(n):
            await asyncio.sleep(0)
            yield i

    assert [ray.get(ref) for ref in stream.remote(3)] == [0, 1, 2]

    @ray.remote
    def runs(depth):
        if depth > 0:
            return ray.get(runs.remote(depth - 1))

        async def both():
            return await asyncio.gather(later.remote(1), later.remote(2))

        return [x for x, _ in asyncio.run(both())]

    assert ray.get([runs.remote(0), runs.remote(2)]) == [[1, 2]] * 2


def test_coroutines_and_streams_on_top_of_what_waits(ray):
    @ray.remote
    def items(n):
        for i in range(n):
            yield i

    @ray.remote
    async def async_items(n):
        for i in range(n):
            await asyncio.sleep(0.001)
            yield i

    @ray.remote
    async def sums(n):
        total = 0
        async for ref in items.remote(n):
            total += await ref
        return total, ray.get_runtime_context().get_task_id()

    @ray.remote
    def one():
        return ray.get_runtime_context().get_task_id()

    @ray.remote
    async def asks():
        ref = one.remote()
        return ray.get(ref) == ref.task_id().hex()

    @ray.remote
    def all_of_it(depth):
        if depth > 0:
            return ray.get(all_of_it.remote(depth - 1))
        ref = sums.remote(3)
        values = [ray.get(ref) for ref in items.remote(3)] + [ray.get(ref) for ref in async_items.remote(3)]
        return values, ray.get(ref) == (3, ref.task_id().hex()), ray.get(asks.remote())

    assert ray.get([all_of_it.remote(depth) for depth in (0, 3, 1, 2)], timeout=30) == [([0, 1, 2, 0, 1, 2], True, True)] * 4
    assert ray.get([asks.remote() for _ in range(4)], timeout=30) == [True] * 4


def test_partial_as_a_task(ray):
    import functools

    assert ray.get(ray.remote(functools.partial(pow, 2)).remote(5)) == 32


def test_a_get_that_blocks_in_an_async_actor(ray):
    @ray.remote
    def one():
        return 1

    @ray.remote
    class Asks:
        async def ask(self):
            return ray.get(one.remote())

    assert ray.get(Asks.remote().ask.remote(), timeout=30) == 1


def test_tasks_start_while_the_program_goes_on(ray):
    @ray.remote
    def when():
        return time.time()

    ray.get([when.remote() for _ in range(4)])
    before = time.time()
    ref = when.remote()
    while time.time() < before + 0.5:
        pass
    assert ray.get(ref) < before + 0.4


def test_more_than_there_is(ray):
    @ray.remote
    def task():
        return 1

    error = ray.exceptions.TaskUnschedulableError
    raises(error, lambda: ray.get(task.options(num_cpus=99).remote(), timeout=10), "99", "CPU")
    raises(error, lambda: ray.get(task.options(resources={"moon": 1}).remote(), timeout=10), "moon")


def test_init(ray):
    again = {"ignore_reinit_error": True}
    raises(NotImplementedError, lambda: ray.init("ray://cluster:10001", **again), "cluster:10001")
    raises(NotImplementedError, lambda: ray.init(num_gpus=1, **again), "processor")
    raises(NotImplementedError, lambda: ray.init(runtime_env={"pip": ["x"]}, **again), "runtime_env", "snapshot")
    raises(ValueError, lambda: ray.init(num_workers=0, **again), "num_workers")
    raises(ValueError, lambda: ray.init(resources={"moon": 1}, **again), "moon")
    with ray.init("auto", namespace="mine", include_dashboard=False, log_to_driver=True, logging_level=10, **again) as context:
        assert context.address_info["namespace"] == "mine" and ray.is_initialized()
    assert not ray.is_initialized()
    assert ray.get(ray.put(1)) == 1 and ray.is_initialized()


def test_namespaces_are_one(ray):
    @ray.remote
    class Named:
        def one(self):
            return 1

    handle = Named.options(name="spaced", namespace="a").remote()
    gone = Named.options(name="gone").remote()
    ray.get(gone.one.remote())
    del gone
    until = time.monotonic() + 10
    while "gone" in ray.util.list_named_actors() and time.monotonic() < until:
        time.sleep(0.02)
    assert ray.get_actor("spaced", namespace="b") == handle
    assert ray.util.list_named_actors(all_namespaces=True) == [{"namespace": "default", "name": "spaced"}]


def test_what_there_is_not(ray):
    for name in ("data", "train", "tune", "serve", "rllib", "workflow", "client", "java_function", "cpp_function"):
        raises(NotImplementedError, lambda name=name: getattr(ray, name), f"ray.{name} does not exist here")
    raises(NotImplementedError, lambda: ray.util.placement_group, "one node")
    raises(AttributeError, lambda: ray.nothing, "nothing")
    for name, why in (("data", "binary packages"), ("util.placement_group", "one node"), ("util.multiprocessing", "processes")):
        raises(ModuleNotFoundError, lambda name=name: importlib.import_module(f"miniray.{name}"), f"miniray.{name}", why)
    raises(ModuleNotFoundError, lambda: importlib.import_module("miniray.nothing"), "miniray.nothing")

    @ray.remote
    def task():
        return 1

    for options in ({"num_gpus": 1}, {"runtime_env": {"pip": []}}, {"scheduling_strategy": 3}, {"accelerator_type": "A100"}):
        raises(NotImplementedError, lambda options=options: task.options(**options), next(iter(options)))
    raises(NotImplementedError, lambda: task.bind(), "DAG")
    assert ray.get(task.options(num_gpus=0, runtime_env={}, scheduling_strategy="SPREAD", memory=1).remote()) == 1


def test_errors_of_the_host(ray):
    ref = ray.put(b"x" * 100)
    core.ObjectStore().delete(ref)
    raises(ray.exceptions.ObjectLostError, lambda: ray.get(ref))


def test_a_value_that_cannot_be_read(ray):
    class Odd:
        def __reduce__(self):
            return int, ("no number",)

    ref = ray.put(Odd())
    raises(ray.exceptions.RaySystemError, lambda: ray.get(ref), ref.hex(), "no number")
    raises(ray.exceptions.RaySystemError, lambda: ray.get([ref]), ref.hex())


def test_what_cannot_be_pickled_by_hand(ray):
    import pickle

    raises(TypeError, lambda: pickle.dumps(ray.put(1)), "travels only inside")


def test_ids(ray):
    for kind in (core.ObjectID, core.TaskID, core.FunctionID, ray.ActorID, ray.WorkerID, ray.NodeID, ray.JobID):
        one, other = kind.from_random(), kind.from_random()
        assert one == kind.from_hex(one.hex()) == kind(one.binary()) and one != other and len({one, other}) == 2
        assert sorted([one, other]) == sorted([other, one], key=lambda id: id.binary())
        assert repr(one) == f"{kind.__name__}({one.hex()})" and kind.nil().is_nil() and not one.is_nil()
        raises(ValueError, lambda kind=kind: kind(b"short"), kind.__name__, "5 bytes")
    assert core.ObjectID.nil() != core.TaskID.nil()


def test_the_store(ray):
    store = core.ObjectStore()
    before = store.size()
    ref = store.put(memoryview(b"hello"))
    assert store.get(ref) == bytes(store.get_buffer(ref)) == b"hello" and ref in store and len(store) == before + 1
    assert store.bytes_used() <= store.bytes_capacity()
    raises(TypeError, lambda: store.put("text"), "str")
    raises(TypeError, lambda: store.put(3), "int")
    raises(TypeError, lambda: store.get(ray.put([1])), "list")
    raises(TypeError, lambda: store.get(b"x"), "ObjectRef")


def test_specified_tasks(ray):
    spec = core.TaskSpec(divmod, (7, 2), num_returns=1)
    task = spec.submit()
    assert task.result(timeout=30) == (3, 1) and task.id() == task.refs.task_id()
    assert "divmod" in repr(spec) and task.id().hex() in repr(task)
    assert spec.function_id() == core.TaskSpec(divmod).function_id()
    raises(TypeError, lambda: core.TaskSpec(3), "int")

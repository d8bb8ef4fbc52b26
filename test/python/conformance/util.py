"""Helpers, the runtime's context, and what it tells of itself."""

import asyncio
import importlib
import threading
import time


def raises(kind, call, *texts):
    """Asserts what a call raises, and that its message has these texts."""
    try:
        result = call()
    except kind as error:
        for text in texts:
            assert text in str(error), "{!r} is not in {!r}".format(text, str(error))
        return error
    raise AssertionError("nothing was raised, but {!r} returned".format(result))


class Doubler:
    def double(self, x):
        return 2 * x

    def slow(self, seconds):
        time.sleep(seconds)
        return seconds


def test_actor_pool(ray):
    cls = ray.remote(Doubler)
    one, two = cls.remote(), cls.remote()
    pool = ray.util.ActorPool([one, two])
    assert list(pool.map(lambda actor, x: actor.double.remote(x), [1, 2, 3, 4])) == [2, 4, 6, 8]
    assert sorted(pool.map_unordered(lambda actor, x: actor.double.remote(x), range(5))) == [0, 2, 4, 6, 8]
    assert not pool.has_next() and pool.has_free()
    raises(StopIteration, lambda: pool.get_next())

    pool.submit(lambda actor, x: actor.slow.remote(x), 0.5)
    pool.submit(lambda actor, x: actor.slow.remote(x), 0)
    pool.submit(lambda actor, x: actor.double.remote(x), 1)
    assert pool.has_next() and not pool.has_free() and pool.pop_idle() is None
    raises(TimeoutError, lambda: pool.get_next(timeout=0.01))
    assert pool.get_next_unordered() == 0
    assert sorted([pool.get_next_unordered(), pool.get_next_unordered()]) == [0.5, 2]
    taken = pool.pop_idle()
    assert taken in (one, two)
    pool.push(taken)
    raises(ValueError, lambda: pool.push(taken), "already belongs")


def test_queue(ray):
    module = importlib.import_module(ray.__name__ + ".util.queue")
    queue = module.Queue(maxsize=2)
    assert queue.empty() and queue.qsize() == len(queue) == 0
    queue.put(1)
    queue.put_nowait("two")
    assert queue.full() and queue.size() == 2
    assert type(raises(module.Full, lambda: queue.put_nowait(3))) is module.Full
    raises(module.Full, lambda: queue.put(3, timeout=0.05))
    raises(module.Full, lambda: queue.put_nowait_batch([1]))
    assert queue.get() == 1 and queue.get_nowait() == "two"
    assert type(raises(module.Empty, lambda: queue.get_nowait())) is module.Empty
    raises(module.Empty, lambda: queue.get(timeout=0.05))
    raises(ValueError, lambda: queue.get(timeout=-1), "non-negative")
    queue.put_nowait_batch([1, 2])
    raises(module.Empty, lambda: queue.get_nowait_batch(3))
    assert queue.get_nowait_batch(2) == [1, 2]

    @ray.remote
    def produce(queue):
        for i in range(5):
            queue.put(i)

    ref = produce.remote(queue)
    assert [queue.get(timeout=30) for _ in range(5)] == list(range(5))
    ray.get(ref)

    async def both():
        await queue.put_async("a")
        return await queue.get_async()

    assert asyncio.run(both()) == "a"
    queue.shutdown()


def test_as_completed(ray):
    @ray.remote
    def after(seconds):
        time.sleep(seconds)
        return seconds

    refs = [after.remote(s) for s in (0.6, 0, 0.3)]
    assert sorted(ray.util.as_completed(refs)) == [0, 0.3, 0.6]
    assert list(ray.util.as_completed(refs, chunk_size=1))[0] in (0, 0.3, 0.6)
    assert set(ray.util.as_completed(refs, yield_obj_refs=True)) == set(refs)
    raises(ValueError, lambda: list(ray.util.as_completed(refs, chunk_size=0)), "chunk_size")


def test_map_unordered(ray):
    @ray.remote
    def square(x):
        return x * x

    assert sorted(ray.util.map_unordered(square, range(30), backpressure_size=4, chunk_size=2)) == [x * x for x in range(30)]


def test_context_of_a_task(ray):
    @ray.remote
    def who():
        context = ray.get_runtime_context()
        return context.get_task_id(), context.get_actor_id(), context.get_worker_id(), context.get_node_id(), context.get_job_id()

    @ray.remote
    def named():
        return ray.get_runtime_context().get_task_name()

    ref = who.remote()
    task, actor, worker, node, job = ray.get(ref)
    here = ray.get_runtime_context()
    assert task == ref.task_id().hex() and actor is None
    assert here.get_task_id() is None and here.get_actor_id() is None
    assert node == here.get_node_id() and job == here.get_job_id()
    assert worker != here.get_worker_id() and bytes.fromhex(worker)
    assert ray.get(named.options(name="by this name").remote()) == "by this name"
    raises(RuntimeError, lambda: here.current_actor)


def test_assigned_resources(ray):
    @ray.remote
    def asked():
        return ray.get_runtime_context().get_assigned_resources()

    @ray.remote
    class Actor:
        def asked(self):
            return ray.get_runtime_context().get_assigned_resources()

    assert ray.get(asked.remote()) == {"CPU": 1}
    assert ray.get(asked.options(num_cpus=0.5).remote()) == {"CPU": 0.5}
    assert ray.get(Actor.remote().asked.remote()) == {}
    assert ray.get(Actor.options(num_cpus=1).remote().asked.remote()) == {"CPU": 1}


def test_resources(ray):
    total = ray.cluster_resources()
    assert total["CPU"] == 2 and total["object_store_memory"] > 0
    assert ray.available_resources().get("CPU", 0) <= 2
    assert ray.get_gpu_ids() == []


def test_nodes(ray):
    (node,) = ray.nodes()
    assert node["Alive"] is True and node["NodeID"] == ray.get_runtime_context().get_node_id()
    assert node["Resources"]["CPU"] == 2


def test_timeline(ray):
    @ray.remote
    def task():
        return 1

    ray.get(task.remote())
    events = ray.timeline()
    assert isinstance(events, list) and all("ph" in event for event in events)


def test_inspect_serializability(ray):
    lock = threading.Lock()

    def uses():
        return lock

    good, failures = ray.util.inspect_serializability(lambda: 1)
    assert good is True and not failures
    good, failures = ray.util.inspect_serializability(uses, name="uses")
    assert good is False and any(failure.obj is lock for failure in failures)


def test_own_serializer(ray):
    class Odd:
        def __init__(self, x):
            self.x = x
            self.lock = threading.Lock()

    ray.util.register_serializer(Odd, serializer=lambda odd: odd.x, deserializer=lambda x: Odd(x))
    assert ray.get(ray.put(Odd(5))).x == 5
    ray.util.deregister_serializer(Odd)
    raises(TypeError, lambda: ray.put(Odd(5)))

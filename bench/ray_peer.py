"""Real Ray's own figures for ray-names.bench.ts: the bodies of ray._private.ray_perf, on so many CPUs.

Usage: python3 ray_peer.py <workers>. Prints one line of JSON: the version, and calls per second by name.
"""

import json
import statistics
import sys
import time

import numpy as np
import ray

TRIALS = 4
TRIAL_SECONDS = 2.0
MANY = 1000


@ray.remote
def small_value():
    return b"ok"


@ray.remote(num_cpus=0)
class Actor:
    def small_value(self):
        return b"ok"


@ray.remote(num_cpus=0)
class AsyncActor:
    async def small_value(self):
        return b"ok"


@ray.remote(num_cpus=0)
class Client:
    def small_value_batch(self, count):
        ray.get([small_value.remote() for _ in range(count)])


@ray.remote
def create_object_containing_refs(count):
    return [ray.put(1) for _ in range(count)]


def per_second(call, units=1):
    """As ray_perf's timeit: calls for a second first, then trials of about two."""
    start = time.perf_counter()
    calls = 0
    while time.perf_counter() - start < 1 or calls == 0:
        call()
        calls += 1
    step = calls // 10 + 1
    rates = []
    for _ in range(TRIALS):
        start = time.perf_counter()
        calls = 0
        while time.perf_counter() - start < TRIAL_SECONDS:
            for _ in range(step):
                call()
            calls += step
        rates.append(units * calls / (time.perf_counter() - start))
    return statistics.median(rates)


def wait_for_each():
    left = [small_value.remote() for _ in range(MANY)]
    fetch = True
    while left:
        _, left = ray.wait(left, fetch_local=fetch)
        fetch = False


def main(workers):
    ray.init(num_cpus=workers, include_dashboard=False, log_to_driver=False)
    value = ray.put(0)
    array = np.zeros(100 * 1024 * 1024, dtype=np.int64)
    actor = Actor.remote()
    concurrent = Actor.options(max_concurrency=16).remote()
    async_actor = AsyncActor.remote()
    clients = [Client.remote() for _ in range(4)]
    nested = create_object_containing_refs.remote(10 * MANY)
    ray.get(nested)

    def many_of(method):
        return lambda: ray.get([method.remote() for _ in range(MANY)])

    works = {
        "single_client_get_calls": (lambda: ray.get(value), 1),
        "single_client_put_calls": (lambda: ray.put(0), 1),
        "single_client_put_gigabytes": (lambda: ray.put(array), array.nbytes / 2**30),
        "single_client_tasks_sync": (lambda: ray.get(small_value.remote()), 1),
        "single_client_tasks_async": (many_of(small_value), MANY),
        "multi_client_tasks_async": (
            lambda: ray.get([client.small_value_batch.remote(MANY) for client in clients]),
            4 * MANY,
        ),
        "1_1_actor_calls_sync": (lambda: ray.get(actor.small_value.remote()), 1),
        "1_1_actor_calls_async": (many_of(actor.small_value), MANY),
        "1_1_actor_calls_concurrent": (many_of(concurrent.small_value), MANY),
        "1_1_async_actor_calls_sync": (lambda: ray.get(async_actor.small_value.remote()), 1),
        "1_1_async_actor_calls_async": (many_of(async_actor.small_value), MANY),
        "single_client_get_object_containing_10k_refs": (lambda: ray.get(nested), 1),
        "single_client_wait_1k_refs": (wait_for_each, 1),
    }
    rates = {name: per_second(call, units) for name, (call, units) in works.items()}
    print(json.dumps({"version": ray.__version__, "rates": rates}))
    ray.shutdown()


if __name__ == "__main__":
    main(int(sys.argv[1]))

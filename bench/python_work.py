"""The work of python.bench.ts, the same for miniray and for real Ray.

Usage: python_work.py <miniray | ray> <workers> <seconds per row>. Prints one line of JSON: what was measured, by name.
"""

import importlib
import json
import statistics
import sys
import time
from array import array

ray = importlib.import_module(sys.argv[1])
WORKERS = int(sys.argv[2])
SECONDS = float(sys.argv[3])
ray.init(num_cpus=WORKERS)


@ray.remote
def add(a, b):
    return a + b


@ray.remote(num_cpus=0)
class Counter:
    def __init__(self):
        self.n = 0

    def add(self, k):
        self.n += k
        return self.n


def rate(call, units=1):
    """Calls per second: the median of five parts after as long a time to warm up."""
    began = time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        call()
    rates = []
    for _ in range(5):
        began = time.perf_counter()
        calls = 0
        while calls == 0 or time.perf_counter() - began < SECONDS / 5:
            call()
            calls += 1
        rates.append(calls * units / (time.perf_counter() - began))
    return statistics.median(rates)


def one_task():
    assert ray.get(add.remote(1, 2)) == 3


def many_tasks(count):
    values = ray.get([add.remote(i, 1) for i in range(count)])
    assert values[0] == 1 and values[-1] == count and len(values) == count


counter = Counter.remote()


def one_call():
    assert ray.get(counter.add.remote(0)) == 0


def many_calls(count):
    assert ray.get([counter.add.remote(0) for _ in range(count)]) == [0] * count


many = 10_000 if SECONDS >= 1 else 500
results = {
    "tasks one at a time, per second": rate(one_task),
    "tasks submitted, then got, per second": rate(lambda: many_tasks(many), many),
    "actor calls one at a time, per second": rate(one_call),
    "actor calls submitted, then got, per second": rate(lambda: many_calls(many), many),
}

thousand = [add.remote(i, 0) for i in range(1000)]
assert ray.get(thousand) == list(range(1000))


def wait_all():
    ready, rest = ray.wait(thousand, num_returns=1000)
    assert len(ready) == 1000 and not rest


results["wait on 1000 references, rounds per second"] = rate(wait_all)
refs = [ray.put(i) for i in range(many)]
nested = ray.put(refs)


def get_nested():
    assert len(ray.get(nested)) == many


results[f"get of an object with {many} references, per second"] = rate(get_nested)

size = (64 if SECONDS >= 1 else 4) * 2**20
data = array("d", bytes(size))
data[-1] = 7.0
target = bytearray(size)


def memcpy():
    target[:] = memoryview(data).cast("B")


ref = ray.put(data)
assert ray.get(ref)[-1] == 7.0
gigabytes = size / 2**30
copies, puts, gets = [], [], []
for _ in range(3):  # in turn, on a machine whose speed drifts
    copies.append(rate(memcpy, gigabytes))
    puts.append(rate(lambda: ray.put(data), gigabytes))
    gets.append(rate(lambda: ray.get(ref), gigabytes))
results["copy in memory, GiB/s"] = statistics.median(copies)
results["put of an array, GiB/s"] = statistics.median(puts)
results["get of an array, GiB/s"] = statistics.median(gets)
print(json.dumps(results))

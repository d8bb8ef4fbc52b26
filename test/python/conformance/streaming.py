"""Tasks and methods that yield."""

import asyncio
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


def count(n):
    for i in range(n):
        yield i


def test_a_generator_streams(ray):
    refs = ray.remote(count).remote(4)
    assert isinstance(refs, ray.ObjectRefGenerator)
    assert [ray.get(ref) for ref in refs] == [0, 1, 2, 3]
    assert list(refs) == []


def test_streaming_by_name(ray):
    task = ray.remote(num_returns="streaming")(count)
    assert [ray.get(ref) for ref in task.remote(2)] == [0, 1]
    assert [ray.get(ref) for ref in task.options(num_returns="streaming").remote(1)] == [0]
    assert [ray.get(ref) for ref in task.remote(0)] == []


def test_streaming_of_what_is_no_generator(ray):
    def plain():
        return 1

    for returns in ("streaming", "dynamic"):
        raises(ValueError, lambda returns=returns: ray.remote(num_returns=returns)(plain), "generator functions")


def test_get_of_a_generator_is_itself(ray):
    refs = ray.remote(count).remote(1)
    assert ray.get(refs) is refs
    assert ray.get(next(refs)) == 0


def test_dynamic(ray):
    ref = ray.remote(num_returns="dynamic")(count).remote(3)
    assert isinstance(ref, ray.ObjectRef)
    refs = ray.get(ref)
    assert isinstance(refs, ray.DynamicObjectRefGenerator)
    assert [ray.get(ref) for ref in refs] == [0, 1, 2]


def test_a_generator_with_a_number(ray):
    first, second = ray.remote(num_returns=2)(count).remote(2)
    assert ray.get([first, second]) == [0, 1]
    refs = ray.remote(num_returns=3)(count).remote(2)
    raises(ValueError, lambda: ray.get(refs[2]), "Task returned 2 objects, but num_returns=3.")


def test_items_come_while_it_runs(ray):
    @ray.remote
    def slow():
        yield "first"
        time.sleep(1)
        yield "second"

    began = time.monotonic()
    refs = slow.remote()
    assert ray.get(next(refs)) == "first"
    early = time.monotonic() - began
    assert ray.get(next(refs)) == "second"
    assert time.monotonic() - began >= early + 0.5
    raises(StopIteration, lambda: next(refs))


def test_an_error_is_the_last_item(ray):
    @ray.remote
    def fails():
        yield 1
        raise ValueError("in the middle")

    refs = fails.remote()
    assert ray.get(next(refs)) == 1
    last = next(refs)
    raises(ValueError, lambda: ray.get(last), "in the middle")
    raises(StopIteration, lambda: next(refs))


def test_an_item_that_cannot_travel(ray):
    @ray.remote
    def fails():
        import threading

        yield 1
        yield threading.Lock()

    refs = fails.remote()
    assert ray.get(next(refs)) == 1
    last = next(refs)
    raises(Exception, lambda: ray.get(last), "lock")


def test_large_items(ray):
    @ray.remote
    def blocks(n):
        for i in range(n):
            yield bytes([i]) * 500000

    for i, ref in enumerate(blocks.remote(4)):
        block = ray.get(ref)
        assert len(block) == 500000 and block[0] == block[-1] == i


def test_items_as_arguments(ray):
    @ray.remote
    def double(x):
        return 2 * x

    assert ray.get([double.remote(ref) for ref in ray.remote(count).remote(3)]) == [0, 2, 4]


def test_completed_and_finished(ray):
    refs = ray.remote(count).remote(2)
    assert not refs.is_finished()
    ray.wait([refs.completed()], timeout=30)
    assert len(list(refs)) == 2
    assert refs.is_finished()


def test_next_ready(ray):
    @ray.remote
    def slow():
        time.sleep(0.5)
        yield 1

    refs = slow.remote()
    until = time.monotonic() + 30
    while not refs.next_ready() and time.monotonic() < until:
        time.sleep(0.02)
    assert ray.get(next(refs)) == 1


def test_wait_for_generators(ray):
    @ray.remote
    def after(seconds):
        time.sleep(seconds)
        yield seconds

    quick, slow = after.remote(0), after.remote(1)
    ready, rest = ray.wait([slow, quick], num_returns=1)
    assert ready == [quick] and rest == [slow]
    one = ray.put(1)
    ready, rest = ray.wait([one, quick, slow], num_returns=2)
    assert set(ready) == {one, quick} and rest == [slow]
    assert ray.get(next(quick)) == 0
    ready, rest = ray.wait([slow], timeout=0)
    assert (ready, rest) == ([], [slow])
    assert ray.wait([slow], timeout=30) == ([slow], [])
    assert ray.get(next(slow)) == 1


def test_async_for(ray):
    async def main():
        return [await ref async for ref in ray.remote(count).remote(3)]

    assert asyncio.run(main()) == [0, 1, 2]


def test_methods_that_yield(ray):
    @ray.remote
    class Source:
        def __init__(self):
            self.n = 0

        def some(self, k):
            for _ in range(k):
                self.n += 1
                yield self.n

        async def later(self, k):
            for _ in range(k):
                await asyncio.sleep(0.001)
                self.n += 1
                yield self.n

        async def fails(self):
            yield 1
            raise KeyError("later")

    source = Source.remote()
    assert [ray.get(ref) for ref in source.some.remote(2)] == [1, 2]
    assert [ray.get(ref) for ref in source.later.remote(2)] == [3, 4]
    refs = source.fails.remote()
    assert ray.get(next(refs)) == 1
    raises(KeyError, lambda: ray.get(next(refs)))


def test_generator_cannot_be_passed(ray):
    @ray.remote
    def take(x):
        return x

    refs = ray.remote(count).remote(1)
    raises(TypeError, lambda: take.remote(refs))


def test_cancel_a_stream(ray):
    @ray.remote(max_retries=0)
    def endless():
        i = 0
        while True:
            time.sleep(0.01)
            yield i
            i += 1

    refs = endless.remote()
    assert ray.get(next(refs)) == 0
    ray.cancel(refs)

    def drain():
        for ref in refs:
            ray.get(ref)

    raises(ray.exceptions.TaskCancelledError, drain)


def test_many_items(ray):
    assert sum(ray.get(ref) for ref in ray.remote(count).remote(200)) == sum(range(200))


def test_a_stream_in_a_task(ray):
    @ray.remote
    def total(n):
        return sum(ray.get(ref) for ref in ray.remote(count).remote(n))

    assert ray.get(total.remote(5)) == 10

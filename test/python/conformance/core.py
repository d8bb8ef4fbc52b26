"""Tasks, objects, waiting, options, and what their misuse is told."""

import array
import asyncio
import concurrent.futures
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


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __eq__(self, other):
        return type(other) is Point and (self.x, self.y) == (other.x, other.y)


def test_task(ray):
    @ray.remote
    def add(a, b):
        return a + b

    assert ray.get(add.remote(1, 2)) == 3
    assert ray.get(add.remote(a="x", b="y")) == "xy"
    assert ray.get([add.remote(i, 1) for i in range(20)]) == list(range(1, 21))


def test_task_with_options(ray):
    @ray.remote(num_cpus=1, max_retries=0, name="doubles")
    def double(x):
        return 2 * x

    assert ray.get(double.remote(2)) == 4
    assert ray.get(double.options(name="again", num_cpus=0).remote(3)) == 6


def test_remote_as_a_call(ray):
    assert ray.get(ray.remote(lambda x: x + 1).remote(1)) == 2
    assert ray.get(ray.remote(num_cpus=1)(lambda x: x + 2).remote(1)) == 3


def test_closure_is_of_the_moment(ray):
    seen = []
    for factor in (2, 3):

        @ray.remote
        def times(x, factor=factor):
            return x * factor

        seen.append(times.remote(10))
    assert ray.get(seen) == [20, 30]


def test_global_of_main(ray):
    @ray.remote
    def make(x):
        return Point(x, helper(x))

    made = ray.get(make.remote(3))
    assert isinstance(made, Point) and made == Point(3, 9)


def helper(x):
    return x * x


def test_values_keep_their_types(ray):
    @ray.remote
    def same(x):
        return x

    values = [None, True, 1, -(2**70), 1.5, float("inf"), "ä\u20ac\U0001f600", b"\0\xff", (1, 2), [1, [2]], {"a": 1, 2: "b"}, {1, 2}]
    values += [frozenset([1]), 1 + 2j, range(3), slice(1, 2), Ellipsis, Point(1, 2), array.array("d", [1, 2]), Point, len]
    for value in values:
        got = ray.get(same.remote(value))
        assert type(got) is type(value) and got == value, (value, got)


def test_identity_within_a_value(ray):
    @ray.remote
    def same_twice(pair):
        return pair[0] is pair[1]

    one = [1]
    assert ray.get(same_twice.remote((one, one)))
    cycle = []
    cycle.append(cycle)
    back = ray.get(ray.put(cycle))
    assert back[0] is back


def test_large_values(ray):
    @ray.remote
    def size(data):
        return len(data), data[0], data[-1]

    data = bytes(range(256)) * 20000
    ref = ray.put(data)
    assert ray.get(ref) == data
    assert ray.get([size.remote(ref), size.remote(data)]) == [(len(data), 0, 255)] * 2
    doubles = array.array("d", range(100000))
    assert ray.get(ray.put(doubles)) == doubles


def test_put(ray):
    ref = ray.put({"a": [1]})
    first, second = ray.get(ref), ray.get(ref)
    assert first == second == {"a": [1]} and first is not second
    raises(TypeError, lambda: ray.put(ref), "Calling 'put' on an ray.ObjectRef is not allowed")


def test_put_what_cannot_travel(ray):
    raises(TypeError, lambda: ray.put(threading.Lock()), "Could not serialize the put value")


def test_argument_that_cannot_travel(ray):
    @ray.remote
    def task(x):
        return x

    raises(TypeError, lambda: task.remote(threading.Lock()), "Could not serialize the argument")


def test_reference_as_argument(ray):
    @ray.remote
    def kind(x):
        return type(x).__name__

    assert ray.get(kind.remote(ray.put(1))) == "int"
    assert ray.get(kind.remote(kind.remote(2))) == "str"
    assert ray.get(kind.remote(x=ray.put(1))) == "int"


def test_reference_in_a_container(ray):
    @ray.remote
    def look(box):
        return isinstance(box["ref"], ray.ObjectRef), ray.get(box["ref"])

    assert ray.get(look.remote({"ref": ray.put(5)})) == (True, 5)


def test_reference_in_an_object(ray):
    inner = ray.put("inner")
    outer = ray.put([inner, (inner,)])
    del inner
    got = ray.get(outer)
    assert ray.get(got[0]) == ray.get(got[1][0]) == "inner"
    assert got[0] == got[1][0] and len({got[0], got[1][0]}) == 1


def test_reference_as_a_result(ray):
    @ray.remote
    def make():
        return ray.put("made")

    ref = ray.get(make.remote())
    assert isinstance(ref, ray.ObjectRef) and ray.get(ref) == "made"


def test_reference_is_hashable_and_named(ray):
    a, b = ray.put(1), ray.put(1)
    assert a == a and a != b and len({a, b}) == 2
    assert "ObjectRef({})".format(a.hex()) == repr(a) and bytes.fromhex(a.hex()) == a.binary()


def test_get_list(ray):
    assert ray.get([]) == []
    a, b = ray.put(1), ray.put(2)
    assert ray.get([a, b, a]) == [1, 2, 1]


def test_get_misuse(ray):
    raises(ValueError, lambda: ray.get(3), "Invalid type of object refs", "int")
    raises(ValueError, lambda: ray.get((ray.put(1),)), "tuple")
    raises(TypeError, lambda: ray.get([3]), "Attempting to call `get` on the value 3")


def test_get_timeout(ray):
    @ray.remote
    def slow():
        time.sleep(0.5)
        return 1

    ref = slow.remote()
    error = raises(ray.exceptions.GetTimeoutError, lambda: ray.get(ref, timeout=0.01), "Get timed out: some object(s) not ready")
    assert isinstance(error, TimeoutError) and isinstance(error, ray.exceptions.RayError)
    raises(ray.exceptions.GetTimeoutError, lambda: ray.get([ray.put(1), ref], timeout=0))
    assert ray.get(ref, timeout=30) == 1
    for _ in range(20):
        assert ray.get([ray.put(1), ref], timeout=0) == [1, 1]


def test_wait(ray):
    @ray.remote
    def after(seconds):
        time.sleep(seconds)
        return seconds

    quick, slow = after.remote(0), after.remote(1)
    ready, rest = ray.wait([slow, quick])
    assert ready == [quick] and rest == [slow]
    assert ray.wait([slow, quick], num_returns=2, timeout=0.01) == ([quick], [slow])
    assert ray.wait([slow, quick], num_returns=2) == ([slow, quick], [])


def test_wait_keeps_order_and_number(ray):
    refs = [ray.put(i) for i in range(5)]
    ready, rest = ray.wait(refs, num_returns=3)
    assert len(ready) == 3 and len(rest) == 2
    assert ready == [ref for ref in refs if ref in ready] and rest == [ref for ref in refs if ref in rest]
    assert ray.wait([]) == ([], [])


def test_wait_misuse(ray):
    ref = ray.put(1)
    raises(TypeError, lambda: ray.wait(ref), "got a single ray.ObjectRef")
    raises(TypeError, lambda: ray.wait((ref,)), "tuple")
    raises(TypeError, lambda: ray.wait([1]), "got list containing", "int")
    raises(ValueError, lambda: ray.wait([ref, ref]), "unique")
    raises(ValueError, lambda: ray.wait([ref], num_returns=0), "Invalid number of objects to return 0")
    raises(ValueError, lambda: ray.wait([ref], num_returns=2), "num_returns cannot be greater")
    raises(ValueError, lambda: ray.wait([ref], timeout=-1), "nonnegative")


def test_num_returns(ray):
    @ray.remote(num_returns=2)
    def pair():
        return 1, 2

    first, second = pair.remote()
    assert ray.get([second, first]) == [2, 1]

    @ray.remote(num_returns=0)
    def nothing():
        return 1

    assert nothing.remote() is None
    assert len(pair.options(num_returns=1).remote().hex()) > 0
    assert ray.get(pair.options(num_returns=1).remote()) == (1, 2)


def test_num_returns_of_another_number(ray):
    @ray.remote(num_returns=2)
    def three():
        return 1, 2, 3

    raises(ValueError, lambda: ray.get(three.remote()[0]), "Task returned 3 objects, but num_returns=2.")

    @ray.remote(num_returns=2)
    def one():
        return 1

    raises(TypeError, lambda: ray.get(one.remote()[1]), "object of type 'int' has no len()")


def test_nesting(ray):
    @ray.remote
    def fib(n):
        return n if n < 2 else sum(ray.get([fib.remote(n - 1), fib.remote(n - 2)]))

    assert ray.get(fib.remote(5)) == 5


def test_task_defined_in_a_task(ray):
    @ray.remote
    def outer(x):
        @ray.remote
        def inner(y):
            return x + y

        return ray.get(inner.remote(1))

    assert ray.get(outer.remote(1)) == 2


def test_pass_a_remote_function(ray):
    @ray.remote
    def square(x):
        return x * x

    @ray.remote
    def apply(function, x):
        return ray.get(function.remote(x))

    assert ray.get(apply.remote(square, 4)) == 16


def test_wrong_arguments_before_they_travel(ray):
    @ray.remote
    def two(a, b, *, c=0):
        return a + b + c

    raises(TypeError, lambda: two.remote(1), "missing a required argument: 'b'")
    raises(TypeError, lambda: two.remote(1, 2, 3), "too many positional arguments")
    raises(TypeError, lambda: two.remote(1, 2, d=3), "unexpected keyword argument 'd'")
    assert ray.get(two.remote(1, 2, c=3)) == 6


def test_direct_call(ray):
    @ray.remote
    def task():
        return 1

    raises(TypeError, lambda: task(), "Remote functions cannot be called directly", "remote()")


def test_bad_options(ray):
    @ray.remote
    def task():
        return 1

    raises(ValueError, lambda: task.options(foo=1), "Invalid option keyword foo")
    raises(ValueError, lambda: task.options(num_returns=-1))
    raises(ValueError, lambda: task.options(max_retries=-2), "max_retries")
    raises(TypeError, lambda: task.options(num_cpus="a"), "num_cpus")
    raises(ValueError, lambda: task.options(num_cpus=-1), "cannot be negative")
    raises(ValueError, lambda: task.options(resources={"CPU": 1}), "num_cpus")
    raises(TypeError, lambda: task.options(retry_exceptions=3), "retry_exceptions")
    raises(ValueError, lambda: task.options(retry_exceptions=[3]), "retry_exceptions")
    raises(TypeError, lambda: task.options(name=3), "name")
    raises(AssertionError, lambda: ray.remote(3))
    raises(AssertionError, lambda: ray.remote())


def test_await_a_reference(ray):
    @ray.remote
    def add(a, b):
        time.sleep(0.01)
        return a + b

    async def main():
        one, two = await asyncio.gather(add.remote(1, 1), add.remote(2, 2))
        ref = add.remote(one, two)
        done, _ = await asyncio.wait([asyncio.ensure_future(wrap(ref))])
        return done.pop().result()

    async def wrap(ref):
        return await ref

    assert asyncio.run(main()) == 6


def test_await_what_fails(ray):
    @ray.remote
    def fail():
        raise KeyError("k")

    async def main():
        try:
            await fail.remote()
        except KeyError:
            return "caught"

    assert asyncio.run(main()) == "caught"


def test_future_of_a_reference(ray):
    @ray.remote
    def one():
        return 1

    future = one.remote().future()
    assert future.result(timeout=30) == 1 and future.done() and future.exception() is None
    seen = []
    future.add_done_callback(seen.append)
    assert seen == [future]
    futures = [one.remote().future() for _ in range(3)]
    assert concurrent.futures.wait(futures, timeout=30).done == set(futures)
    futures = [one.remote().future() for _ in range(3)]
    assert [future.result() for future in concurrent.futures.as_completed(futures, timeout=30)] == [1, 1, 1]

    async def main():
        return await asyncio.wrap_future(one.remote().future())

    assert asyncio.run(main()) == 1

    @ray.remote
    def fail():
        raise KeyError("k")

    future = fail.remote().future()
    assert isinstance(future.exception(timeout=30), KeyError)
    raises(KeyError, lambda: future.result())


def test_is_initialized(ray):
    assert ray.is_initialized()
    raises(RuntimeError, lambda: ray.init(), "Maybe you called ray.init twice by accident?")
    ray.init(ignore_reinit_error=True)
    raises(RuntimeError, lambda: ray.init(foo=1, ignore_reinit_error=True), "Unknown keyword argument(s)")


def test_many_small_tasks(ray):
    @ray.remote
    def one(x):
        return x

    assert sum(ray.get([one.remote(i) for i in range(300)])) == sum(range(300))


def test_object_with_many_references(ray):
    refs = [ray.put(i) for i in range(300)]
    box = ray.get(ray.put(refs))
    del refs
    assert ray.get(box) == list(range(300))


def test_custom_resource_of_none(ray):
    @ray.remote(resources={})
    def task():
        return 1

    assert ray.get(task.remote()) == 1

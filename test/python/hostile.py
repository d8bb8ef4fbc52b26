"""What must not hang, lose anything, or end more than itself. Where Ray has processes, some of this differs there."""

import asyncio
import os
import signal
import sys
import threading
import time


def raises(kind, call, *texts):
    """Asserts what a call raises, and that its message has these texts."""
    try:
        result = call()
    except kind as error:
        for text in texts:
            assert text in str(error), f"{text!r} is not in {str(error)!r}"
        return error
    raise AssertionError(f"nothing was raised, but {result!r} returned")


def works(ray):
    """All workers take tasks."""

    @ray.remote
    def one(x):
        return x

    assert ray.get([one.remote(i) for i in range(8)], timeout=30) == list(range(8))


def failing(ray, function, **options):
    return lambda: ray.get(ray.remote(max_retries=0, **options)(function).remote(), timeout=30)


def test_recursion(ray):
    def deeper():
        return deeper()

    raises(RecursionError, failing(ray, deeper), "deeper")

    def unbounded():
        sys.setrecursionlimit(10**9)

        def down(n):
            return down(n + 1)

        return down(0)

    raises(ray.exceptions.WorkerCrashedError, failing(ray, unbounded), "unbounded", "interpreter ended")
    works(ray)


def test_recursion_of_tasks(ray):
    @ray.remote(max_retries=0)
    def endless(n):
        return ray.get(endless.remote(n + 1))

    raises(RecursionError, lambda: ray.get(endless.remote(0), timeout=30), "on top of each other")
    works(ray)


# needs stackSize
def test_what_is_nested_deep(ray):
    def freed():
        nest = []
        for _ in range(100_000):
            nest = [nest]
        return len(nest)

    def returned():
        nest = []
        for _ in range(100_000):
            nest = [nest]
        return nest

    assert failing(ray, freed)() == 1
    raises(TypeError, failing(ray, returned), "returned", "Could not serialize the return value", "RecursionError")
    works(ray)


def test_memory(ray):
    @ray.remote
    class Greedy:
        def too_much(self):
            kept = []
            while True:
                kept.append(bytes(1_000_000_000))

        def still_there(self):
            return True

    greedy = Greedy.remote()
    raises(MemoryError, lambda: ray.get(greedy.too_much.remote(), timeout=60), "too_much")
    raises(ray.exceptions.ActorDiedError, lambda: ray.get(greedy.still_there.remote(), timeout=60), "Greedy", "ran out of memory")
    works(ray)


def test_ends_of_the_interpreter(ray):
    def leave():
        os._exit(3)

    def abort():
        os.abort()

    def wild():
        import ctypes

        return ctypes.string_at(0xFFFFFFF0, 100)

    for end, text in ((leave, "os._exit(3)"), (abort, "interpreter ended"), (wild, "ut of bounds")):
        raises(ray.exceptions.WorkerCrashedError, failing(ray, end), end.__name__, text)
    works(ray)


def test_sys_exit(ray):
    def polite():
        sys.exit("bye")

    raises(ray.exceptions.WorkerCrashedError, failing(ray, polite), "polite", "sys.exit('bye')")
    works(ray)


def test_nothing_is_lost_when_interpreters_end(ray):
    @ray.remote
    class Seen:
        def __init__(self):
            self.seen = set()

        def first(self, i):
            new = i not in self.seen
            self.seen.add(i)
            return new

    seen = Seen.remote()

    @ray.remote(max_retries=8)
    def work(i):
        if i % 10 == 0 and ray.get(seen.first.remote(i)):
            os._exit(1)
        return i

    assert ray.get([work.remote(i) for i in range(40)], timeout=60) == list(range(40))


def test_an_actor_of_another_s_task_survives_its_crash(ray):
    @ray.remote
    class Count:
        def __init__(self):
            self.n = 0

        def add(self):
            self.n += 1
            return self.n

    count = Count.remote()

    @ray.remote(max_retries=0)
    def crash(handle):
        ray.get(handle.add.remote())
        os._exit(1)

    raises(ray.exceptions.WorkerCrashedError, lambda: ray.get(crash.remote(count), timeout=30))
    assert ray.get(count.add.remote(), timeout=30) == 2


def test_threads(ray):
    def threaded():
        threading.Thread(target=print).start()

    raises(RuntimeError, failing(ray, threaded), "threads are unsupported")


def test_loops_that_swallow_interrupts(ray):
    @ray.remote(max_retries=0)
    def stubborn():
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass

    refs = [stubborn.remote() for _ in range(2)]
    time.sleep(0.4)
    for ref in refs:
        ray.cancel(ref)
    for ref in refs:
        raises(ray.exceptions.TaskCancelledError, lambda ref=ref: ray.get(ref, timeout=30), "stubborn")
    works(ray)


def test_a_handler_of_interrupts_runs(ray):
    @ray.remote
    class Note:
        def __init__(self):
            self.notes = []

        def add(self, note):
            self.notes.append(note)

        def all(self):
            return self.notes

    note = Note.remote()

    @ray.remote(max_retries=0)
    def tidy():
        try:
            while True:
                pass
        except KeyboardInterrupt:
            note.add.remote("tidied")
            raise

    ref = tidy.remote()
    time.sleep(0.4)
    ray.cancel(ref)
    raises(ray.exceptions.TaskCancelledError, lambda: ray.get(ref, timeout=30))
    until = time.monotonic() + 10
    while ray.get(note.all.remote()) == [] and time.monotonic() < until:
        time.sleep(0.05)
    assert ray.get(note.all.remote()) == ["tidied"]


def test_a_coroutine_that_never_yields(ray):
    @ray.remote
    class Stuck:
        async def spin(self):
            while True:
                pass

        async def answer(self):
            await asyncio.sleep(0)
            return 1

    stuck = Stuck.remote()
    assert ray.get(stuck.answer.remote(), timeout=30) == 1
    refs = [stuck.spin.remote(), stuck.answer.remote()]
    time.sleep(0.3)
    ray.kill(stuck)
    for ref in refs:
        raises(ray.exceptions.RayActorError, lambda ref=ref: ray.get(ref, timeout=30))


def test_a_generator_that_never_yields(ray):
    @ray.remote(max_retries=0)
    def stuck():
        yield 1
        while True:
            pass

    refs = stuck.remote()
    assert ray.get(next(refs), timeout=30) == 1
    time.sleep(0.2)
    ray.cancel(refs)
    last = next(refs)
    raises(ray.exceptions.TaskCancelledError, lambda: ray.get(last, timeout=30))
    works(ray)


def test_exceptions_of_all_kinds(ray):
    class Mute(Exception):
        def __str__(self):
            raise ValueError("no text")

        def __reduce__(self):
            raise ValueError("no pickle")

    class Base(BaseException):
        pass

    def mute():
        raise Mute

    def base():
        raise Base

    def interrupted():
        raise KeyboardInterrupt

    def stopped():
        raise StopIteration(3)

    def signalled():
        signal.raise_signal(signal.SIGINT)

    raises(ray.exceptions.RayTaskError, failing(ray, mute), "mute", "Mute")
    for function in (base, interrupted, stopped, signalled):
        raises(ray.exceptions.RayTaskError, failing(ray, function), function.__name__)
    works(ray)


def test_streams_are_broken(ray):
    def closes():
        sys.stdout.close()
        sys.stderr.close()
        return 1

    def replaces():
        sys.stdout = None
        sys.stderr = 3
        return 2

    assert [failing(ray, closes)(), failing(ray, replaces)()] == [1, 2]
    works(ray)


def test_what_breaks_its_interpreter(ray):
    def builtins():
        import builtins

        for name in ("len", "isinstance", "type", "getattr", "str", "repr", "list", "BaseException", "Exception"):
            delattr(builtins, name)

    def modules():
        sys.modules.clear()

    def traced():
        def trace(*_):
            raise ValueError("traced")

        sys.setprofile(trace)

    @ray.remote(max_retries=0)
    def after():
        return 1

    for breaks in (builtins, modules, traced):
        try:
            failing(ray, breaks)()  # the harm may come to the next one
        except ray.exceptions.RayError as error:
            assert breaks.__name__ in str(error), error
        try:
            ray.get([after.remote() for _ in range(4)], timeout=30)
        except ray.exceptions.RayError as error:
            assert "after" in str(error), error
        works(ray)


def test_what_is_put_into_modules(ray):
    def patches():
        import cloudpickle
        import pickle

        def refuse(*_, **__):
            raise RuntimeError("patched")

        pickle.dumps = pickle.loads = pickle.Pickler = pickle.PickleBuffer = refuse
        cloudpickle.dumps = cloudpickle.loads = cloudpickle.Pickler = refuse
        asyncio.run = asyncio.ensure_future = refuse
        sys.excepthook = sys.unraisablehook = sys.displayhook = refuse
        return [len]

    def raises_os_error():
        raise OSError(8, "x")

    for _ in range(4):
        assert failing(ray, patches)() == [len]
    raises(OSError, failing(ray, raises_os_error), "raises_os_error")
    works(ray)


def test_actors_that_do_not_begin(ray):
    @ray.remote
    class Actor:
        def __init__(self, how):
            if how == "sys.exit":
                sys.exit(3)
            if how == "os._exit":
                os._exit(3)
            while how == "loop":
                pass

        def answer(self):
            return 1

        def leave(self):
            sys.exit(2)

    for how in ("sys.exit", "os._exit"):
        raises(ray.exceptions.ActorDiedError, lambda how=how: ray.get(Actor.remote(how).answer.remote(), timeout=30), "Actor")
    stuck = Actor.remote("loop")
    ref = stuck.answer.remote()
    time.sleep(0.5)
    ray.kill(stuck)
    raises(ray.exceptions.ActorDiedError, lambda: ray.get(ref, timeout=30), "Actor", "killed")
    polite = Actor.remote("")
    for call in (polite.leave, polite.answer):
        raises(ray.exceptions.ActorDiedError, lambda call=call: ray.get(call.remote(), timeout=30), "sys.exit(2)")


def test_actors_that_wait_for_each_other(ray):
    @ray.remote
    class Knot:
        def tie(self, others):
            self.other = others[0]

        def pull(self, n):
            return n if n == 0 else ray.get(self.other.pull.remote(n - 1))

    one, two = Knot.remote(), Knot.remote()
    ray.get([one.tie.remote([two]), two.tie.remote([one])])
    raises(ray.exceptions.DeadlockError, lambda: ray.get(one.pull.remote(2), timeout=30), '"Knot.pull" -> "Knot.pull"')
    assert ray.get(one.pull.remote(1), timeout=30) == 0


def test_a_call_that_needs_the_one_it_stands_on(ray):
    @ray.remote(max_concurrency=3)
    class Stack:
        def __init__(self):
            self.begun = 0

        def below(self, lists):
            self.begun += 1
            return ray.get(lists[0])

        def above(self, lists):
            self.begun += 1
            return ray.get(lists[0])

        def begun_calls(self):
            return self.begun

    stack = Stack.remote()

    @ray.remote
    class Gate:
        def __init__(self):
            self.open = asyncio.Event()

        async def wait(self):
            await self.open.wait()

        async def unlock(self):
            self.open.set()

    gate = Gate.remote()
    below = stack.below.remote([gate.wait.remote()])
    above = stack.above.remote([below])
    while ray.get(stack.begun_calls.remote(), timeout=30) < 2:
        time.sleep(0.02)
    ray.get(gate.unlock.remote())
    raises(ray.exceptions.DeadlockError, lambda: ray.get(above, timeout=30), '"Stack.above" -> "Stack.below"')
    assert ray.get(below, timeout=30) is None


def test_functions_that_cannot_travel(ray):
    lock = threading.Lock()

    @ray.remote
    def holds():
        return lock

    raises(TypeError, lambda: holds.remote(), "holds", "lock")


def test_tracebacks_show_lines(ray):
    def fails():
        raise ValueError("here")  # this very line

    raises(ValueError, failing(ray, fails), "this very line")

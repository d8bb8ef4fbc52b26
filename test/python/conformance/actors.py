"""Actors: state, order, options, names, handles, and coroutines."""

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


class Base:
    """Counts."""

    def __init__(self, n=0):
        self.n = n

    def add(self, k=1):
        self.n += k
        return self.n

    def me(self):
        return self


class Derived(Base):
    def twice(self):
        self.add()
        return self.add()


def test_state_and_order(ray):
    counter = ray.remote(Base).remote(10)
    assert ray.get([counter.add.remote() for _ in range(20)]) == list(range(11, 31))


def test_inheritance(ray):
    actor = ray.remote(Derived).remote(n=1)
    assert ray.get(actor.twice.remote()) == 3
    assert ray.get(actor.add.remote(k=7)) == 10


def test_handles_and_names_on_one_actor(ray):
    @ray.remote
    class Counter(Base):
        @ray.method(num_returns=2)
        def pair(self):
            return self.n, -self.n

        def letters(self):
            yield "a"
            yield "b"

    counter = Counter.options(name="handles").remote(1)

    @ray.remote
    def through(handle, box):
        return ray.get(handle.add.remote()) + ray.get(box["handle"].add.remote()), handle == box["handle"]

    assert ray.get(through.remote(counter, {"handle": counter})) == (5, True)
    first, second = counter.pair.remote()
    assert ray.get([first, second]) == [3, -3]
    assert ray.get(counter.pair.options(num_returns=1).remote()) == (3, -3)
    assert [ray.get(ref) for ref in counter.letters.remote()] == ["a", "b"]

    found = ray.get_actor("handles")
    assert found == counter and hash(found) == hash(counter) and len({found, counter}) == 1
    assert ray.get(found.add.remote()) == 4
    first, second = found.pair.remote()
    assert ray.get(second) == -4
    assert [ray.get(ref) for ref in found.letters.remote()] == ["a", "b"]
    raises(AttributeError, lambda: found.nothing, "'ActorHandle' object has no attribute 'nothing'")
    assert "Counter" in repr(found)

    error = raises(ValueError, lambda: Counter.options(name="handles").remote(), "handles", "already taken")
    assert isinstance(error, ray.exceptions.ActorAlreadyExistsError)
    again = Counter.options(name="handles", get_if_exists=True).remote(100)
    assert again == counter and ray.get(again.add.remote()) == 5
    assert "handles" in ray.util.list_named_actors()

    ray.kill(counter)
    time.sleep(0.3)
    raises(ValueError, lambda: ray.get_actor("handles"), "Failed to look up actor with name 'handles'")


def test_name_misuse(ray):
    Counter = ray.remote(Base)
    raises(ValueError, lambda: ray.get_actor("nobody"), "Failed to look up actor")
    raises(ValueError, lambda: ray.get_actor(""), "non-empty")
    raises(ValueError, lambda: Counter.options(get_if_exists=True).remote(), "must be specified")
    raises(TypeError, lambda: Counter.options(name=3), "name")
    raises(ValueError, lambda: Counter.options(lifetime="x"), "lifetime")
    raises(ValueError, lambda: Counter.options(num_returns=2), "num_returns")


def test_call_misuse(ray):
    Counter = ray.remote(Base)
    raises(TypeError, lambda: Counter(), "Actors cannot be instantiated directly", "Base.remote()")
    raises(TypeError, lambda: Counter.remote(1, 2, 3), "too many positional arguments")
    counter = Counter.remote()
    raises(TypeError, lambda: counter.add.remote(1, 2), "too many positional arguments")
    raises(TypeError, lambda: ray.get(counter.add.remote(l=1)))
    raises(TypeError, lambda: counter.add(), "Actor methods cannot be called directly")
    raises(AttributeError, lambda: counter.nothing)
    raises(ValueError, lambda: ray.kill(ray.put(1)), "ray.kill() only supported for actors")
    raises(TypeError, lambda: ray.cancel(counter), "ray.cancel() only supported for object refs")


def test_detached_actor_outlives_its_handle(ray):
    Counter = ray.remote(Base)

    @ray.remote
    def make():
        handle = Counter.options(name="detached", lifetime="detached").remote(1)
        return ray.get(handle.add.remote())

    assert ray.get(make.remote()) == 2
    handle = ray.get_actor("detached")
    assert ray.get(handle.add.remote()) == 3
    ray.kill(handle)


def test_async_actor(ray):
    @ray.remote
    class Signal:
        def __init__(self):
            self.event = asyncio.Event()
            self.calls = 0

        async def wait(self):
            self.calls += 1
            await self.event.wait()
            return "went"

        async def send(self):
            self.event.set()
            return self.calls

        def plain(self):
            return self.calls

        async def stream(self, n):
            for i in range(n):
                await asyncio.sleep(0.001)
                yield i

        async def ask(self, ref):
            return await ref[0] + 1

        async def fail(self):
            await asyncio.sleep(0)
            raise KeyError("later")

        async def context(self):
            await asyncio.sleep(0.01)
            return ray.get_runtime_context().get_task_id()

    signal = Signal.remote()
    waiting = [signal.wait.remote() for _ in range(3)]
    until = time.monotonic() + 30
    while ray.get(signal.plain.remote()) < 3 and time.monotonic() < until:
        time.sleep(0.02)
    assert ray.wait(waiting, timeout=0)[0] == []
    assert ray.get(signal.send.remote()) == 3
    assert ray.get(waiting) == ["went"] * 3
    assert ray.get(signal.plain.remote()) == 3
    assert [ray.get(ref) for ref in signal.stream.remote(3)] == [0, 1, 2]
    assert ray.get(signal.ask.remote([ray.put(1)])) == 2
    raises(KeyError, lambda: ray.get(signal.fail.remote()))
    first, second = signal.context.remote(), signal.context.remote()
    assert ray.get(first) != ray.get(second)

    async def main():
        return await asyncio.gather(signal.plain.remote(), signal.wait.remote())

    assert asyncio.run(main()) == [3, "went"]
    ray.kill(signal)


def test_async_actor_of_concurrency_one(ray):
    @ray.remote(max_concurrency=1)
    class One:
        def __init__(self):
            self.inside = 0

        async def enter(self):
            self.inside += 1
            await asyncio.sleep(0.01)
            seen, self.inside = self.inside, self.inside - 1
            return seen

    one = One.remote()
    assert ray.get([one.enter.remote() for _ in range(5)]) == [1] * 5


def test_synchronous_calls_inside_each_other(ray):
    @ray.remote
    class Signal:
        def __init__(self):
            self.sent = asyncio.Event()

        async def wait(self):
            await self.sent.wait()

        async def send(self):
            self.sent.set()

    @ray.remote
    def back(handle):
        return ray.get(handle.inner.remote())

    @ray.remote(max_concurrency=3)
    class Several:
        def __init__(self):
            self.held = 0

        def direct(self, me):
            return ray.get(me.inner.remote())

        def around(self, me):
            return ray.get(back.remote(me))

        def inner(self):
            return "inner"

        def hold(self, signal):
            self.held += 1
            ray.get(signal.wait.remote())
            return self.held

        def holds(self):
            return self.held

    actor = Several.remote()
    assert ray.get([actor.direct.remote(actor), actor.around.remote(actor)], timeout=30) == ["inner", "inner"]
    signal = Signal.remote()
    refs = [actor.hold.remote(signal) for _ in range(2)]
    until = time.monotonic() + 20
    while ray.get(actor.holds.remote(), timeout=30) < 2:
        assert time.monotonic() < until
        time.sleep(0.02)
    ray.get(signal.send.remote())
    assert ray.get(refs, timeout=30) == [2, 2]


def test_what_an_actor_knows_of_itself(ray):
    @ray.remote
    class Who:
        def who(self):
            context = ray.get_runtime_context()
            return (
                context.get_actor_id(),
                context.get_task_id(),
                context.was_current_actor_reconstructed,
                context.get_actor_name(),
                context.current_actor,
            )

        def other(self):
            return 7

    who = Who.options(name="who").remote()
    actor, task, again, name, handle = ray.get(who.who.remote())
    assert actor == who._actor_id.hex() and task != actor and again is False and name == "who"
    assert handle == who and ray.get(handle.other.remote()) == 7


def test_actor_makes_tasks_and_actors(ray):
    @ray.remote
    def square(x):
        return x * x

    @ray.remote
    class Parent:
        def __init__(self):
            self.child = ray.remote(Base).remote(5)

        def go(self):
            return ray.get(square.remote(ray.get(self.child.add.remote())))

        def give(self):
            return self.child

    parent = Parent.remote()
    assert ray.get(parent.go.remote()) == 36
    child = ray.get(parent.give.remote())
    assert ray.get(child.add.remote()) == 7


def test_every_actor_has(ray):
    actor = ray.remote(Base).remote(3)
    ray.get(actor.__ray_ready__.remote())
    assert ray.get(actor.__ray_call__.remote(lambda self, k: self.n + k, 4)) == 7


def test_exit_actor(ray):
    @ray.remote
    class Mortal:
        def leave(self):
            ray.actor.exit_actor()

        async def leave_later(self):
            await asyncio.sleep(0)
            ray.actor.exit_actor()

    @ray.remote
    class Plain:
        def leave(self):
            try:
                ray.actor.exit_actor()
            except Exception:
                return "swallowed"

    for call in (Mortal.remote().leave, Mortal.remote().leave_later, Plain.remote().leave):
        error = raises(ray.exceptions.ActorDiedError, lambda call=call: ray.get(call.remote(), timeout=30))
        assert isinstance(error, ray.exceptions.RayActorError)
    plain = Plain.remote()
    raises(ray.exceptions.RayActorError, lambda: ray.get(plain.leave.remote(), timeout=30))
    raises(ray.exceptions.RayActorError, lambda: ray.get(plain.leave.remote(), timeout=30))


def test_exit_actor_elsewhere(ray):
    raises(TypeError, lambda: ray.actor.exit_actor())


def test_arguments_of_a_constructor(ray):
    @ray.remote
    def five():
        return 5

    actor = ray.remote(Base).remote(five.remote())
    assert ray.get(actor.add.remote(ray.put(1))) == 6


def test_pass_an_actor_class(ray):
    Counter = ray.remote(Base)

    @ray.remote
    def make(cls):
        return ray.get(cls.remote(2).add.remote())

    assert ray.get(make.remote(Counter)) == 3


def test_static_and_class_methods(ray):
    @ray.remote
    class Mixed:
        factor = 3

        @staticmethod
        def plain(x):
            return x + 1

        @classmethod
        def scaled(cls, x):
            return x * cls.factor

    mixed = Mixed.remote()
    assert ray.get([mixed.plain.remote(1), mixed.scaled.remote(2)]) == [2, 6]

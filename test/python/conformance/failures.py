"""What goes wrong, and what it is told: exceptions, retries, crashes, restarts, cancelling."""

import os
import sys
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


class Odd(Exception):
    def __init__(self, code, detail):
        super().__init__(code)
        self.code, self.detail = code, detail

    def __reduce__(self):
        return Odd, (self.code, self.detail)


class Unreadable(Exception):
    def __init__(self, a, b):
        super().__init__("one argument")


class Holder(Exception):
    def __init__(self, text):
        super().__init__(text)
        self.lock = threading.Lock()


class Attempts:
    """Counts across processes by an actor."""

    def __init__(self):
        self.n = 0

    def next(self):
        self.n += 1
        return self.n


def test_exception_of_a_task(ray):
    @ray.remote
    def fail():
        raise ValueError("no")

    error = raises(ValueError, lambda: ray.get(fail.remote()), "no", "fail", "ValueError")
    assert isinstance(error, ray.exceptions.RayTaskError)
    assert type(error).__name__ == "RayTaskError(ValueError)"
    assert type(error.cause) is ValueError and error.cause.args == ("no",)


def test_exception_of_one_s_own(ray):
    @ray.remote
    def fail():
        raise Odd(7, ["x"])

    error = raises(Odd, lambda: ray.get(fail.remote()))
    assert error.code == 7 and error.detail == ["x"] and error.cause.code == 7


def test_exception_passes_through_tasks(ray):
    @ray.remote
    def inner():
        raise KeyError("deep")

    @ray.remote
    def middle():
        return ray.get(inner.remote())

    @ray.remote
    def outer():
        return ray.get(middle.remote())

    error = raises(KeyError, lambda: ray.get(outer.remote()), "inner")
    assert isinstance(error.cause, KeyError) and error.cause.args == ("deep",)


def test_exception_of_an_argument(ray):
    @ray.remote
    def fail():
        raise ValueError("first")

    @ray.remote
    def never(x):
        return x

    raises(ValueError, lambda: ray.get(never.remote(fail.remote())), "first")


def test_exception_in_a_list_of_references(ray):
    @ray.remote
    def maybe(fails):
        if fails:
            raise IndexError("one of them")
        return 1

    raises(IndexError, lambda: ray.get([maybe.remote(False), maybe.remote(True)]))


def test_exception_with_a_cause(ray):
    @ray.remote
    def fail():
        try:
            {}["k"]
        except KeyError as error:
            raise ValueError("because") from error

    raises(ValueError, lambda: ray.get(fail.remote()), "because", "KeyError")


def test_exception_that_cannot_be_pickled(ray):
    @ray.remote
    def holds():
        raise Holder("holds a lock")

    raises(ray.exceptions.RayError, lambda: ray.get(holds.remote()), "holds a lock", "holds")


def test_exception_that_cannot_be_unpickled(ray):
    @ray.remote
    def unreadable():
        raise Unreadable(1, 2)

    raises(ray.exceptions.RayError, lambda: ray.get(unreadable.remote()), "unreadable")


def test_exception_group(ray):
    if sys.version_info < (3, 11):
        return

    @ray.remote
    def fail():
        raise ExceptionGroup("several", [ValueError(1), KeyError(2)])  # noqa: F821

    error = raises(ExceptionGroup, lambda: ray.get(fail.remote()))  # noqa: F821
    assert [type(one) for one in error.cause.exceptions] == [ValueError, KeyError]


def test_system_errors_have_their_classes(ray):
    @ray.remote
    def fail(which):
        if which == "recursion":

            def deeper():
                return deeper()

            deeper()
        if which == "os":
            open("/nowhere/nothing")
        if which == "unicode":
            b"\xff".decode()
        assert which is None, "which"

    for which, kind in (("recursion", RecursionError), ("os", FileNotFoundError), ("unicode", UnicodeDecodeError), ("", AssertionError)):
        error = raises(kind, lambda which=which: ray.get(fail.remote(which)))
        assert isinstance(error, ray.exceptions.RayTaskError)


def test_retry_exceptions(ray):
    attempts = ray.remote(Attempts).remote()

    @ray.remote(max_retries=3, retry_exceptions=True)
    def third():
        n = ray.get(attempts.next.remote())
        if n < 3:
            raise ValueError(n)
        return n

    assert ray.get(third.remote()) == 3


def test_retry_of_named_exceptions_only(ray):
    attempts = ray.remote(Attempts).remote()

    @ray.remote(max_retries=5, retry_exceptions=[KeyError])
    def fails():
        n = ray.get(attempts.next.remote())
        raise KeyError(n) if n < 3 else ValueError(n)

    error = raises(ValueError, lambda: ray.get(fails.remote()))
    assert error.cause.args == (3,)


def test_no_retry_by_default(ray):
    attempts = ray.remote(Attempts).remote()

    @ray.remote
    def fails():
        raise ValueError(ray.get(attempts.next.remote()))

    raises(ValueError, lambda: ray.get(fails.remote()))
    assert ray.get(attempts.next.remote()) == 2


def test_crash_of_a_worker(ray):
    @ray.remote(max_retries=0)
    def crash():
        os._exit(3)

    raises(ray.exceptions.WorkerCrashedError, lambda: ray.get(crash.remote(), timeout=60))


def test_crash_is_tried_again(ray):
    attempts = ray.remote(Attempts).remote()

    @ray.remote(max_retries=2)
    def second():
        n = ray.get(attempts.next.remote())
        if n < 2:
            os._exit(1)
        return n

    assert ray.get(second.remote(), timeout=60) == 2


def test_sys_exit_in_a_task(ray):
    @ray.remote(max_retries=0)
    def leave(code):
        sys.exit(code)

    raises(ray.exceptions.WorkerCrashedError, lambda: ray.get(leave.remote(3), timeout=60))


def test_error_of_a_method_leaves_the_actor(ray):
    @ray.remote
    class Actor:
        def fail(self):
            raise KeyError("k")

        def go_on(self):
            return "on"

    actor = Actor.remote()
    error = raises(KeyError, lambda: ray.get(actor.fail.remote()))
    assert isinstance(error, ray.exceptions.RayTaskError)
    assert ray.get(actor.go_on.remote()) == "on"


def test_error_of_a_constructor(ray):
    @ray.remote
    class Never:
        def __init__(self):
            raise ValueError("never born")

        def call(self):
            return 1

    never = Never.remote()
    error = raises(ray.exceptions.ActorDiedError, lambda: ray.get(never.call.remote(), timeout=30), "never born")
    assert isinstance(error, ray.exceptions.RayActorError) and error.actor_init_failed


class Fragile:
    def __init__(self, n=0):
        self.n = n

    def add(self):
        self.n += 1
        return self.n

    def crash(self):
        os._exit(1)

    def leave(self):
        sys.exit(2)


def test_crash_of_an_actor(ray):
    for how in ("crash", "leave"):
        actor = ray.remote(Fragile).remote()
        assert ray.get(actor.add.remote()) == 1
        raises(ray.exceptions.ActorDiedError, lambda actor=actor, how=how: ray.get(getattr(actor, how).remote(), timeout=60))
        raises(ray.exceptions.ActorDiedError, lambda actor=actor: ray.get(actor.add.remote(), timeout=60))


def test_restart_of_an_actor(ray):
    actor = ray.remote(Fragile).options(max_restarts=1).remote(5)
    assert ray.get(actor.add.remote()) == 6
    raises(ray.exceptions.RayActorError, lambda: ray.get(actor.crash.remote(), timeout=60))
    assert eventually(ray, actor.add) == 6
    raises(ray.exceptions.RayActorError, lambda: ray.get(actor.crash.remote(), timeout=60))
    time.sleep(0.5)
    raises(ray.exceptions.ActorDiedError, lambda: ray.get(actor.add.remote(), timeout=60))


def eventually(ray, method):
    """A restarted actor may be unavailable for a while."""
    until = time.monotonic() + 30
    while True:
        try:
            return ray.get(method.remote(), timeout=30)
        except ray.exceptions.ActorUnavailableError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def test_task_retries_of_an_actor(ray):
    attempts = ray.remote(Attempts).remote()

    @ray.remote(max_restarts=2, max_task_retries=2)
    class Actor:
        def second(self):
            n = ray.get(attempts.next.remote())
            if n < 2:
                os._exit(1)
            return n, ray.get_runtime_context().was_current_actor_reconstructed

    assert ray.get(Actor.remote().second.remote(), timeout=60) == (2, True)


def test_retry_exceptions_of_a_method(ray):
    @ray.remote
    class Actor:
        def __init__(self):
            self.n = 0

        @ray.method(max_task_retries=3, retry_exceptions=[KeyError])
        def third(self):
            self.n += 1
            if self.n < 3:
                raise KeyError(self.n)
            return self.n

    assert ray.get(Actor.remote().third.remote()) == 3


def test_kill(ray):
    actor = ray.remote(Fragile).remote()
    assert ray.get(actor.add.remote()) == 1
    ray.kill(actor)
    raises(ray.exceptions.ActorDiedError, lambda: ray.get(actor.add.remote(), timeout=60))


def test_kill_with_restart(ray):
    actor = ray.remote(Fragile).options(max_restarts=1).remote()
    assert ray.get([actor.add.remote(), actor.add.remote()]) == [1, 2]
    ray.kill(actor, no_restart=False)
    time.sleep(0.5)
    assert eventually(ray, actor.add) == 1


def test_kill_of_an_actor_that_works(ray):
    @ray.remote
    class Busy:
        def forever(self):
            while True:
                pass

    busy = Busy.remote()
    ref = busy.forever.remote()
    time.sleep(0.5)
    ray.kill(busy)
    raises(ray.exceptions.RayActorError, lambda: ray.get(ref, timeout=60))


def test_pending_calls_limit(ray):
    @ray.remote(max_pending_calls=2)
    class Slow:
        def sleep(self, seconds):
            time.sleep(seconds)

    slow = Slow.remote()
    refs = [slow.sleep.remote(0.3)]

    def flood():
        refs.extend(slow.sleep.remote(0.01) for _ in range(10))
        ray.get(refs)

    raises(ray.exceptions.PendingCallsLimitExceeded, flood)


def test_cancel_what_runs(ray):
    @ray.remote(max_retries=0)
    def spin():
        while True:
            time.sleep(0.01)

    ref = spin.remote()
    time.sleep(0.5)
    ray.cancel(ref)
    raises(ray.exceptions.TaskCancelledError, lambda: ray.get(ref, timeout=30))


def test_cancel_what_waits(ray):
    @ray.remote
    def busy(seconds):
        time.sleep(seconds)

    running = [busy.remote(0.6) for _ in range(4)]
    queued = busy.remote(0)
    dependent = busy.remote(queued)
    ray.cancel(queued)
    raises(ray.exceptions.TaskCancelledError, lambda: ray.get(queued, timeout=30))
    raises(ray.exceptions.RayError, lambda: ray.get(dependent, timeout=30))
    ray.get(running)


def test_cancel_by_force(ray):
    @ray.remote(max_retries=0)
    def spin():
        while True:
            try:
                while True:
                    pass
            except KeyboardInterrupt:
                pass

    ref = spin.remote()
    time.sleep(0.5)
    ray.cancel(ref, force=True)
    raises((ray.exceptions.TaskCancelledError, ray.exceptions.WorkerCrashedError), lambda: ray.get(ref, timeout=30))


def test_cancel_calls_by_force(ray):
    @ray.remote
    class Slow:
        def sleep(self):
            time.sleep(0.5)
            return 1

    ref = Slow.remote().sleep.remote()
    raises(ValueError, lambda: ray.cancel(ref, force=True), "force=True is not supported for actor tasks")
    assert ray.get(ref, timeout=30) == 1


def test_cancel_what_is_done(ray):
    @ray.remote
    def one():
        return 1

    ref = one.remote()
    assert ray.get(ref) == 1
    ray.cancel(ref)
    assert ray.get(ref) == 1


def test_cancel_takes_along_what_was_submitted(ray):
    @ray.remote(max_retries=0)
    def child():
        while True:
            time.sleep(0.01)

    holder = ray.remote(Box).remote()

    @ray.remote(max_retries=0)
    def parent(holder):
        ref = child.remote()
        ray.get(holder.set.remote([ref]))
        ray.get(ref)

    ref = parent.remote(holder)
    until = time.monotonic() + 30
    while ray.get(holder.get.remote()) is None and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.3)
    ray.cancel(ref, recursive=True)
    raises(ray.exceptions.TaskCancelledError, lambda: ray.get(ref, timeout=30))
    (inner,) = ray.get(holder.get.remote())
    raises(ray.exceptions.TaskCancelledError, lambda: ray.get(inner, timeout=30))


class Box:
    def __init__(self):
        self.value = None

    def set(self, value):
        self.value = value

    def get(self):
        return self.value


def test_cancel_of_a_coroutine(ray):
    @ray.remote
    class Waits:
        def __init__(self):
            self.cancelled = 0

        async def wait(self):
            import asyncio

            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                self.cancelled += 1
                raise

        async def seen(self):
            return self.cancelled

    waits = Waits.remote()
    ref = waits.wait.remote()
    ray.get(waits.seen.remote())
    time.sleep(0.2)
    ray.cancel(ref)
    raises(ray.exceptions.TaskCancelledError, lambda: ray.get(ref, timeout=30))
    time.sleep(0.2)
    assert ray.get(waits.seen.remote()) == 1


def test_the_tree_of_exceptions(ray):
    tree = ray.exceptions
    for name in (
        "RayTaskError RayActorError ActorDiedError ActorUnavailableError WorkerCrashedError TaskCancelledError GetTimeoutError "
        "ObjectLostError ObjectStoreFullError OutOfMemoryError PendingCallsLimitExceeded RuntimeEnvSetupError TaskUnschedulableError "
        "ActorUnschedulableError NodeDiedError OwnerDiedError ObjectFreedError RaySystemError CrossLanguageError OutOfDiskError"
    ).split():
        assert issubclass(getattr(tree, name), tree.RayError), name
    assert issubclass(tree.ActorDiedError, tree.RayActorError) and issubclass(tree.GetTimeoutError, TimeoutError)
    assert issubclass(tree.OwnerDiedError, tree.ObjectLostError)

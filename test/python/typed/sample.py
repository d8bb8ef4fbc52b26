"""What a type checker knows of a program: `test/full/python-types.ts` has pyright read it, nobody runs it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import assert_type

import miniray as ray
from miniray import ObjectRef, ObjectRefGenerator
from miniray.util import ActorPool

ray.init(num_cpus=2)


@ray.remote
def add(a: int, b: int = 2) -> int:
    return a + b


ref = add.remote(1)
assert_type(ref, ObjectRef[int])
assert_type(ray.get(ref), int)
assert_type(ray.get([add.remote(i) for i in range(3)]), list[int])
assert_type(ray.wait([ref], timeout=1.5), tuple[list[ObjectRef[int]], list[ObjectRef[int]]])
assert_type(ray.get(ray.put("x")), str)
add.remote(ref, b=add.remote(1))
ray.get(ref).upper()  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]


@ray.remote(num_returns=2, max_retries=0)
def two() -> tuple[int, str]:
    return 1, "a"


first, second = two.remote()


@ray.remote
def squares(count: int) -> Iterator[int]:
    for i in range(count):
        yield i * i


assert_type(squares.remote(3), ObjectRefGenerator[int])
assert_type([ray.get(each) for each in squares.remote(3)], list[int])


@ray.remote
async def later(text: str) -> str:
    await asyncio.sleep(0)
    return text


@ray.remote
async def letters() -> AsyncIterator[str]:
    yield "a"


assert_type(later.remote("x"), ObjectRef[str])
assert_type(letters.remote(), ObjectRefGenerator[str])


@ray.remote
class Counter:
    def __init__(self, start: int = 0) -> None:
        self.value = start

    def add(self, amount: int) -> int:
        self.value += amount
        return self.value

    @ray.method(num_returns=2)
    def both(self) -> tuple[int, int]:
        return self.value, -self.value


counter = Counter.options(name="counter", max_restarts=1).remote(3)
positive, negative = counter.both.remote()
pool = ActorPool([Counter.remote(), Counter.remote()])


async def main() -> int:
    both = await asyncio.gather(add.remote(1), add.remote(2))
    assert_type(both, tuple[int, int])
    return await add.remote(sum(both))


try:
    print(asyncio.run(main()), ray.get(ref, timeout=1.5))
except ray.exceptions.RayTaskError as error:
    print(error.cause)

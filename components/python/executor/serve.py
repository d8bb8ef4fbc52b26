"""The door: how the JavaScript host calls in. Requests come as flat words, answers go out through `reply`."""

import json
import traceback
from collections.abc import Iterator
from typing import Protocol

from . import call, info, run
from .check import GivenInput, GivenParameter, check_inputs, check_operation, check_parameters
from .errors import Failed, Invalid

__all__ = ["operations", "serve"]


_SERVED = ((run.OPERATION, run.run), (call.OPERATION, call.call), (info.OPERATION, info.info))


class Reply(Protocol):
    """The host's side: `value` and `output` add to a response, the others say why there is none."""

    def value(self, name: str, kind: str, value: str) -> None: ...
    def output(self, name: str, type: str, data: memoryview, *dimensions: int) -> None: ...
    def invalid(self, path: str, message: str) -> None: ...
    def fail(self, case: str, message: str) -> None: ...


def operations() -> str:
    """The declaration as JSON."""
    return json.dumps([declared.wire() for declared, _ in _SERVED])


def serve(reply: Reply, name: str, *words: object) -> None:
    """Answers one request.

    The words: number of parameters; of each its name, kind and value; number of inputs; of each its name, type, data
    (a JavaScript Uint8Array), bytes, rank and that many sizes.
    """
    try:
        word = iter(words)
        operation = check_operation([declared for declared, _ in _SERVED], name)
        parameters = check_parameters(operation, list(_parameters(word)))
        inputs = check_inputs(operation, list(_inputs(word)))
        work = next(work for declared, work in _SERVED if declared is operation)
        values, outputs = work(parameters, inputs)
        for value in values:
            reply.value(*value)
        for port, tensor in outputs:
            reply.output(port, tensor.type, tensor.data, *tensor.dimensions)
    except Invalid as error:
        reply.invalid(error.path, error.message)
    except Failed as error:
        reply.fail("failed", str(error))
    except MemoryError:
        reply.fail("out-of-memory", "")
    except BaseException as error:
        reply.fail("internal", "".join(traceback.format_exception(error)))


def _parameters(word: Iterator[object]) -> Iterator[GivenParameter]:
    for _ in range(next(word)):
        name, kind, value = next(word), next(word), next(word)
        yield GivenParameter(name, kind, float(value) if kind == "number" else value)


def _inputs(word: Iterator[object]) -> Iterator[GivenInput]:
    for _ in range(next(word)):
        name, type, data, size, rank = (next(word) for _ in range(5))
        yield GivenInput(name, type, tuple(next(word) for _ in range(rank)), data, size)

"""What the operations that call a function have in common."""

import json
import sys
from collections.abc import Callable

from .check import GivenInput
from .declaration import Default, ParameterSpec, Port, ValueSpec
from .errors import Invalid
from .results import json_and_tensors
from .stdout import Capture
from .tensors import Outgoing, view
from .types import TENSOR_TYPES

__all__ = ["ARGUMENTS", "INPUTS", "OUTPUTS", "VALUES", "Answer", "answer"]

_PORTS = "abcdefgh"

ARGUMENTS = ParameterSpec(
    "arguments",
    "A JSON array of positional arguments, which follow the tensors, or a JSON object of keyword arguments",
    "json",
    Default("[]"),
)
INPUTS = tuple(
    Port(port, "Passed before the arguments, in the order of the ports: a memoryview of its format and shape")
    for port in _PORTS
)
VALUES = (
    ValueSpec("result", "What the function returned, null where that was nothing or tensors only", "json"),
    ValueSpec("stdout", "What was printed, at most 1 Mi characters and a note on how many are missing", "text"),
)
OUTPUTS = tuple(Port(port, "A returned buffer or Tensor, or those of a returned tuple in their order") for port in _PORTS)

type Answer = tuple[list[tuple[str, str, str]], list[tuple[str, Outgoing]]]
"""Values as name, kind and content; outputs by port."""


def answer(
    call: Callable[[list[object], dict[str, object]], object],
    parameters: dict[str, object],
    inputs: dict[str, GivenInput],
) -> Answer:
    """Calls with the arguments of a request. Raises Failed and Invalid; MemoryError for the inputs only."""
    positional, keywords = _arguments(str(parameters["arguments"]))
    tensors = [_take(inputs[port]) for port in _PORTS if port in inputs]
    capture, before = Capture(), sys.stdout
    sys.stdout = capture
    try:
        result, outputs = json_and_tensors(call([*tensors, *positional], keywords), len(_PORTS))
    finally:
        sys.stdout = before
    values = [("result", "json", result), ("stdout", "text", capture.text())]
    return values, list(zip(_PORTS, outputs, strict=False))


def _arguments(text: str) -> tuple[list[object], dict[str, object]]:
    arguments = json.loads(text)
    if isinstance(arguments, list):
        return arguments, {}
    if isinstance(arguments, dict):
        return [], arguments
    raise Invalid("parameters.arguments", "must be a JSON array or a JSON object")


def _take(given: GivenInput) -> memoryview:
    """The one copy into Python's memory."""
    return view(given.data.to_bytes(), TENSOR_TYPES[given.type], given.dimensions)

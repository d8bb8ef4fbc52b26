"""The operation `run`."""

import json
import sys

from .check import GivenInput
from .declaration import Default, Operation, ParameterSpec, Port, ValueSpec
from .errors import Invalid
from .results import json_and_tensors
from .rule import Rule
from .stdout import Capture
from .tensors import Outgoing, view
from .types import TENSOR_TYPES

__all__ = ["OPERATION", "run"]

_PORTS = "abcdefgh"

OPERATION = Operation(
    name="run",
    summary="Runs one function of a Python module given as text, in a fresh namespace, and returns its result.",
    parameters=(
        ParameterSpec("source", "The module's text", "text"),
        ParameterSpec("function", "The function to call, by its name in the module", "text", Default("main")),
        ParameterSpec(
            "arguments",
            "A JSON array of positional arguments, which follow the tensors, or a JSON object of keyword arguments",
            "json",
            Default("[]"),
        ),
    ),
    inputs=tuple(
        Port(port, "Passed before the arguments, in the order of the ports: a memoryview of its format and shape")
        for port in _PORTS
    ),
    values=(
        ValueSpec("result", "What the function returned, null where that was nothing or tensors only", "json"),
        ValueSpec(
            "stdout", "What the module printed, at most 1 Mi characters and a note on how many are missing", "text"
        ),
    ),
    outputs=tuple(
        Port(port, "A returned buffer or Tensor, or those of a returned tuple in their order") for port in _PORTS
    ),
)


def run(
    parameters: dict[str, object], inputs: dict[str, GivenInput]
) -> tuple[str, str, list[tuple[str, Outgoing]]]:
    """JSON result, printed text, and the outputs by port. Raises Failed and Invalid; MemoryError for the inputs only."""
    positional, keywords = _arguments(str(parameters["arguments"]))
    tensors = [_take(inputs[port]) for port in _PORTS if port in inputs]
    capture, before = Capture(), sys.stdout
    sys.stdout = capture
    try:
        with Rule(str(parameters["source"])) as rule:
            returned = rule.call(str(parameters["function"]), [*tensors, *positional], keywords)
            result, outputs = json_and_tensors(returned, len(_PORTS))
    finally:
        sys.stdout = before
    return result, capture.text(), list(zip(_PORTS, outputs, strict=False))


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

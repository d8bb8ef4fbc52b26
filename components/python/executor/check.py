"""One check of a request against a declaration. The first thing that is wrong ends it."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isnan, prod

from .declaration import Default, Kind, Operation, ParameterSpec, Port
from .errors import Invalid
from .types import TENSOR_TYPES

__all__ = ["GivenInput", "GivenParameter", "check_inputs", "check_operation", "check_parameters"]


@dataclass(frozen=True, slots=True)
class GivenParameter:
    """A parameter as the request holds it."""

    name: str
    kind: Kind
    value: object


@dataclass(frozen=True, slots=True)
class GivenInput:
    """An input as the request holds it; `data` has `size` bytes and need not be Python's yet."""

    name: str
    type: str
    dimensions: tuple[int, ...]
    data: object
    size: int


def check_operation(declared: Iterable[Operation], name: str) -> Operation:
    """The operation called `name`. Raises Invalid at `operation`."""
    operations = tuple(declared)
    for operation in operations:
        if operation.name == name:
            return operation
    known = ", ".join(f'"{operation.name}"' for operation in operations)
    raise Invalid("operation", f'is "{name}", this executor has {known}')


def check_parameters(operation: Operation, given: Iterable[GivenParameter]) -> dict[str, object]:
    """Values by name, defaults filled in. Raises Invalid at `parameters.<name>`."""
    specs = {spec.name: spec for spec in operation.parameters}
    values: dict[str, object] = {}
    for parameter in given:
        path = f"parameters.{parameter.name}"
        spec = specs.get(parameter.name)
        if spec is None:
            raise Invalid(path, f'is unknown, "{operation.name}" has {_names(specs)}')
        if parameter.name in values:
            raise Invalid(path, "is given twice")
        if parameter.kind != spec.kind:
            raise Invalid(path, f"must be {spec.kind}, not {parameter.kind}")
        _check_value(path, spec, parameter.value)
        values[parameter.name] = parameter.value
    for spec in operation.parameters:
        if spec.name not in values:
            if spec.presence == "required":
                raise Invalid(f"parameters.{spec.name}", "is missing")
            if isinstance(spec.presence, Default):
                values[spec.name] = spec.presence.value
    return values


def check_inputs(operation: Operation, given: Iterable[GivenInput]) -> dict[str, GivenInput]:
    """Inputs by port. Raises Invalid at `inputs.<name>` and below."""
    ports = {port.name: port for port in operation.inputs}
    inputs: dict[str, GivenInput] = {}
    sizes: dict[str, int] = {}
    for tensor in given:
        path = f"inputs.{tensor.name}"
        port = ports.get(tensor.name)
        if port is None:
            raise Invalid(path, f'is unknown, "{operation.name}" has {_names(ports)}')
        if tensor.name in inputs:
            raise Invalid(path, "is given twice")
        _check_tensor(path, port, tensor, sizes)
        inputs[tensor.name] = tensor
    for port in operation.inputs:
        if port.always and port.name not in inputs:
            raise Invalid(f"inputs.{port.name}", "is missing")
    return inputs


def _names(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names) or "none"


def _check_value(path: str, spec: ParameterSpec, value: object) -> None:
    if isinstance(value, str):
        if spec.kind == "json":
            _check_json(path, value)
        elif spec.choices and value not in spec.choices:
            raise Invalid(path, f'is "{value}", must be one of {_names(spec.choices)}')
    elif isinstance(value, Sequence):
        for index, element in enumerate(value):
            if spec.kind == "numbers":
                _check_bounds(path, spec, element, f"element {index} ")
            elif spec.choices and element not in spec.choices:
                raise Invalid(path, f'has "{element}" at {index}, each must be one of {_names(spec.choices)}')
    elif isinstance(value, int | float) and not isinstance(value, bool):
        _check_bounds(path, spec, value, "")


def _check_bounds(path: str, spec: ParameterSpec, value: float, which: str) -> None:
    if spec.minimum is None and spec.maximum is None:
        return
    unit = f" {spec.unit}" if spec.unit else ""
    if isnan(value):
        raise Invalid(path, f"{which}must be a number, not NaN")
    if spec.minimum is not None and value < spec.minimum:
        raise Invalid(path, f"{which}must be at least {spec.minimum:g}{unit}, not {value:g}")
    if spec.maximum is not None and value > spec.maximum:
        raise Invalid(path, f"{which}must be at most {spec.maximum:g}{unit}, not {value:g}")


def _check_json(path: str, text: str) -> None:
    if _depth(text) > _DEEPEST:
        raise Invalid(path, f"is nested more than {_DEEPEST} levels deep")
    try:
        _decode(text)
    except ValueError as error:
        raise Invalid(path, f"is not JSON: {error}") from None


# The decoder recurses; where the engine's stack ends depends on the thread, and takes the interpreter along.
_DEEPEST = 500
_STRINGS_AND_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[][{}]', re.DOTALL)


def _depth(text: str) -> int:
    """How deep arrays and objects nest, or at least that it is not too deep."""
    if text.count("[") + text.count("{") <= _DEEPEST:
        return 0
    depth = deepest = 0
    for found in _STRINGS_AND_BRACKETS.finditer(text):
        bracket = found[0]
        if bracket in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif bracket in "]}":
            depth -= 1
    return deepest


def _refuse(name: str) -> object:
    raise ValueError(f"{name} has no form in JSON")


_decode = json.JSONDecoder(parse_constant=_refuse).decode


def _check_tensor(path: str, port: Port, tensor: GivenInput, sizes: dict[str, int]) -> None:
    if port.types and tensor.type not in port.types:
        raise Invalid(f"{path}.type", f"is {tensor.type}, must be one of {', '.join(port.types)}")
    wanted = prod(tensor.dimensions) * TENSOR_TYPES[tensor.type].size
    if tensor.size != wanted:
        shape = list(tensor.dimensions)
        raise Invalid(f"{path}.data", f"has {tensor.size} bytes, {tensor.type} of dimensions {shape} takes {wanted}")
    if port.dimensions is None:
        return
    if len(tensor.dimensions) != len(port.dimensions):
        raise Invalid(f"{path}.dimensions", f"are {len(tensor.dimensions)}, must be {len(port.dimensions)}")
    for axis, (size, declared) in enumerate(zip(tensor.dimensions, port.dimensions, strict=True)):
        expected = declared if isinstance(declared, int) else sizes.setdefault(declared, size)
        if size != expected:
            name = "" if isinstance(declared, int) else f' like every "{declared}"'
            raise Invalid(f"{path}.dimensions[{axis}]", f"is {size}, must be {expected}{name}")

"""The contract's `executor`, over the same operations that serve in Pyodide."""

import random
import traceback
from dataclasses import dataclass

from componentize_py_types import Err
from wit_world import exports
from wit_world.imports import types

from polyray_executor import call, info, run
from polyray_executor.check import GivenInput, GivenParameter, check_inputs, check_operation, check_parameters
from polyray_executor.errors import Failed, Invalid

from .wire import KIND_OF_VALUE, TYPE_NAMES, WIRE_TYPES, WIRE_VALUES, wire_operation

__all__ = ["Executor"]

_SERVED = ((run.OPERATION, run.run), (call.OPERATION, call.call), (info.OPERATION, info.info))
_SEED = 0


@dataclass(frozen=True, slots=True)
class _Data:
    """A request's bytes in the form in which operations take them."""

    data: bytes

    def to_bytes(self) -> bytes:
        return self.data


class Executor(exports.Executor):
    """Stateless but for what rules leave behind in modules."""

    def name(self) -> str:
        return "python-sealed"

    def version(self) -> str:
        return "0.1.0"

    def operations(self) -> list[types.Operation]:
        return [wire_operation(declared) for declared, _ in _SERVED]

    def execute(self, request: types.Request) -> types.Response:
        random.seed(_SEED)  # nothing here is random: equal requests have equal answers
        try:
            return _serve(request)
        except Invalid as error:
            raise Err(types.ErrorCode_Invalid(types.Problem(error.path, error.message))) from None
        except Failed as error:
            raise Err(types.ErrorCode_Failed(str(error))) from None
        except MemoryError:
            raise Err(types.ErrorCode_OutOfMemory()) from None
        except BaseException as error:
            raise Err(types.ErrorCode_Internal("".join(traceback.format_exception(error)))) from None


def _serve(request: types.Request) -> types.Response:
    operation = check_operation([declared for declared, _ in _SERVED], request.operation)
    parameters = check_parameters(operation, map(_parameter, request.parameters))
    inputs = check_inputs(operation, map(_input, request.inputs))
    work = next(work for declared, work in _SERVED if declared is operation)
    values, outputs = work(parameters, inputs)
    return types.Response(
        [types.NamedValue(name, WIRE_VALUES[kind](value)) for name, kind, value in values],
        [
            types.NamedTensor(port, types.Tensor(list(each.dimensions), WIRE_TYPES[each.type], each.data.tobytes()))
            for port, each in outputs
        ],
    )


def _parameter(given: types.NamedValue) -> GivenParameter:
    return GivenParameter(given.name, KIND_OF_VALUE[type(given.value)], given.value.value)


def _input(given: types.NamedTensor) -> GivenInput:
    tensor = given.tensor
    data = tensor.data
    return GivenInput(given.name, TYPE_NAMES[tensor.type], tuple(tensor.dimensions), _Data(data), len(data))

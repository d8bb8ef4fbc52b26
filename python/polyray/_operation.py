"""What the functions that are generated from declarations have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import _miniray_core as core
from _miniray_core.get import get_many
from miniray import Executor, exceptions

from ._tensor import Tensor

_SIMPLE = (bool, int, float, str)
_VALUES = {"integer": int, "number": float, "numbers": list}
"""What a value is made of whose kind JavaScript does not keep."""


class Operation:
    """An operation of an executor, as a function."""

    __slots__ = ()
    _executor: ClassVar[str]
    _name: ClassVar[str]
    _types: ClassVar[Mapping[str, Sequence[str]]]
    """The types that each input takes, none for any."""
    _kinds: ClassVar[Mapping[str, str]]
    """The kind of each value."""
    _always: ClassVar[Mapping[str, bool]]
    """Whether each output is always there."""

    def _submit(self, inputs: dict[str, Any], parameters: dict[str, Any], timeout: float | None) -> tuple[Any, list[Any]]:
        """References to the values and to the outputs."""
        if timeout is not None and not (isinstance(timeout, int | float) and timeout > 0):
            raise exceptions.InvalidRequestError(f"Invalid timeout: must be seconds above 0, is {timeout!r}")
        request = {name: _parameter(name, value) for name, value in parameters.items() if value is not None}
        sent = {name: _input(name, value, self._types[name]) for name, value in inputs.items() if value is not None}
        made = Executor(self._executor).remote(self._name, request, sent, timeout=timeout)
        return made.values, [made.outputs[name] for name in self._always]

    def _run(self, inputs: dict[str, Any], parameters: dict[str, Any], timeout: float | None) -> list[Any]:
        """The outputs, which stay in the store unless it has to be seen whether they are there, and the values."""
        values, outputs = self._submit(inputs, parameters, timeout)
        loaded: dict[int, Tensor | None] = {}
        try:
            looked_at = [i for i, always in enumerate(self._always.values()) if not always]
            given, *found = get_many([values, *(outputs[i] for i in looked_at)], None, Tensor._made)
            loaded.update(zip(looked_at, found, strict=True))
        except exceptions.RayTaskError as error:
            if isinstance(error.cause, exceptions.RayError):
                raise error.cause from None
            raise
        tensors = [
            None if i in loaded and loaded[i] is None else Tensor._stored(ref, loaded.get(i)) for i, ref in enumerate(outputs)
        ]
        return [*tensors, *(_value(kind, given.get(name)) for name, kind in self._kinds.items())]

    def _remote(self, inputs: dict[str, Any], parameters: dict[str, Any], timeout: float | None) -> list[Any]:
        """References to the outputs and, where there are any, to the values."""
        values, outputs = self._submit(inputs, parameters, timeout)
        return [*outputs, values] if self._kinds else outputs

    def __repr__(self) -> str:
        return f"<operation {self._name} of executor {self._executor}>"


def _input(name: str, value: Any, types: Sequence[str]) -> Any:
    if isinstance(value, core.ObjectRef):
        return value
    try:
        tensor = value if isinstance(value, Tensor) else Tensor._given(value, types)
    except (TypeError, ValueError) as error:
        raise exceptions.InvalidRequestError(f"Invalid inputs.{name}: {error}") from None
    return tensor if tensor._ref is None else tensor._ref


def _parameter(name: str, value: Any) -> Any:
    """A value as the host reads it: NumPy's numbers and arrays, tensors and the like as what they stand for."""
    if type(value) in _SIMPLE or value is None:
        return value
    if isinstance(value, list | tuple):
        return [_parameter(f"{name}[{i}]", item) for i, item in enumerate(value)]
    if isinstance(value, Mapping):
        return {str(key): _parameter(f"{name}.{key}", item) for key, item in value.items()}
    if hasattr(value, "tolist"):
        return _parameter(name, value.tolist())
    for kind in _SIMPLE:
        if isinstance(value, kind):
            return kind(value)
    for method, kind in (("__index__", int), ("__float__", float)):
        if hasattr(value, method):
            return kind(value)
    raise exceptions.InvalidRequestError(f"Invalid parameters.{name}: {type(value).__name__} is no kind of parameter")


def _value(kind: str, value: Any) -> Any:
    return _VALUES[kind](value) if value is not None and kind in _VALUES else value

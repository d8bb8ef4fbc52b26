"""Executors in other languages: C++, ML kernels, whatever the program that started the runtime gave it."""

from __future__ import annotations

import json
from typing import Any

import _miniray_core as core
from _miniray_core import bound
from _miniray_core.bound import need_host
from _miniray_core.get import get_many
from _miniray_core.pack import pack_any

from . import _failures, exceptions

__all__ = ["Executor", "RemoteResult", "executor", "executors"]


class RemoteResult:
    """References to what a call gives: `values`, a dict, and each output, a tensor, under its name."""

    __slots__ = ("outputs", "values")

    def __init__(self, values: core.ObjectRef, outputs: dict[str, core.ObjectRef]) -> None:
        self.values = values
        self.outputs = outputs

    def __getitem__(self, name: str) -> core.ObjectRef:
        return self.outputs[name]

    def get(self, timeout: float | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
        """The values and the outputs themselves. An output that is not there this time is None."""
        values, *outputs = get_many([self.values, *self.outputs.values()], timeout)
        return values, dict(zip(self.outputs, outputs, strict=True))

    def __repr__(self) -> str:
        return f"RemoteResult({', '.join(self.outputs) or 'values alone'})"


class Executor:
    """One executor of the runtime. Its calls are tasks: results stay in the store, arguments may be references."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def remote(
        self,
        operation: str,
        parameters: dict[str, Any] | None = None,
        inputs: dict[str, Any] | None = None,
        *,
        timeout: float | None = None,
    ) -> RemoteResult:
        """Calls an operation.

        `inputs`: tensors by port, as anything with the buffer protocol in C order (array, memoryview, NumPy array), or
        references to such, also to the outputs of other calls. `timeout`: seconds after which the work is stopped.
        Raises InvalidRequestError, which names the place, before anything is sent.
        """
        request = {"operation": operation, "parameters": parameters or {}, "inputs": inputs or {}}
        options = {} if timeout is None else {"timeoutMs": timeout * 1000}
        size, large = pack_any((request, options))
        numbers = need_host().remote(self.name, size, large)
        if numbers is None:
            raise _failures.raised(bound.host.failure())
        refs: dict[str, core.ObjectRef] = {name: core.ObjectRef(int(number)) for name, number in numbers.to_py().items()}
        return RemoteResult(refs.pop(""), refs)

    def execute(
        self,
        operation: str,
        parameters: dict[str, Any] | None = None,
        inputs: dict[str, Any] | None = None,
        *,
        timeout: float | None = None,
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Calls an operation and waits: its values, and its outputs as memoryviews, or NumPy arrays where NumPy is imported."""
        return self.remote(operation, parameters, inputs, timeout=timeout).get()

    def operations(self) -> list[dict[str, Any]]:
        """What it can do, as it declares it: parameters, inputs and outputs of every operation."""
        text = need_host().operations(self.name)
        if text is None:
            raise _failures.raised(bound.host.failure())
        return json.loads(text)

    def __repr__(self) -> str:
        return f"Executor({self.name!r})"


def executor(name: str) -> Executor:
    """The executor of this name. Raises ExecutorNotFoundError, which says which there are."""
    known = executors()
    if name not in known:
        raise exceptions.ExecutorNotFoundError(f'Cannot get executor "{name}": this host has {", ".join(known) or "none"}')
    return Executor(name)


def executors() -> list[str]:
    """The names of the runtime's executors."""
    return list(need_host().executorNames())

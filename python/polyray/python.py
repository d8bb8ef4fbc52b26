# Generated from the component's declarations by `npm run generate`. Do not edit.
"""Python: operations of the executor `python`."""

from __future__ import annotations

from typing import Any, NamedTuple

from _miniray_core import ObjectRef

from ._operation import Operation
from ._tensor import Tensor, TensorLike

__all__ = [
    "CallRefs",
    "CallResult",
    "InfoRefs",
    "InfoResult",
    "RunRefs",
    "RunResult",
    "call",
    "info",
    "run",
]


class RunResult(NamedTuple):
    """What `run` gives."""

    a: Tensor | None
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    b: Tensor | None
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    c: Tensor | None
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    d: Tensor | None
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    e: Tensor | None
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    f: Tensor | None
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    g: Tensor | None
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    h: Tensor | None
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    result: Any
    """What the function returned, null where that was nothing or tensors only."""
    stdout: str
    """What was printed, at most 1 Mi characters and a note on how many are missing."""


class RunRefs(NamedTuple):
    """References to what `run` gives: `Tensor(ref)` is the tensor, `miniray.get(ref)` its elements."""

    a: ObjectRef[Any]
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    b: ObjectRef[Any]
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    c: ObjectRef[Any]
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    d: ObjectRef[Any]
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    e: ObjectRef[Any]
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    f: ObjectRef[Any]
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    g: ObjectRef[Any]
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    h: ObjectRef[Any]
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    values: ObjectRef[dict[str, Any]]
    """The values by their names: "result", "stdout"."""


class _Run(Operation):
    """Runs one function of a Python module given as text, in a fresh namespace, and returns its result.

    Inputs:
        a: Passed before the arguments, in the order of the ports: a memoryview of its format and shape. any type,
            any shape. Optional.
        b: Passed before the arguments, in the order of the ports: a memoryview of its format and shape. any type,
            any shape. Optional.
        c: Passed before the arguments, in the order of the ports: a memoryview of its format and shape. any type,
            any shape. Optional.
        d: Passed before the arguments, in the order of the ports: a memoryview of its format and shape. any type,
            any shape. Optional.
        e: Passed before the arguments, in the order of the ports: a memoryview of its format and shape. any type,
            any shape. Optional.
        f: Passed before the arguments, in the order of the ports: a memoryview of its format and shape. any type,
            any shape. Optional.
        g: Passed before the arguments, in the order of the ports: a memoryview of its format and shape. any type,
            any shape. Optional.
        h: Passed before the arguments, in the order of the ports: a memoryview of its format and shape. any type,
            any shape. Optional.

    Parameters:
        source: The module's text.
        function: The function to call, by its name in the module. Default "main".
        arguments: A JSON array of positional arguments, which follow the tensors, or a JSON object of keyword
            arguments. Default [].
        timeout: Seconds after which the work is stopped, waiting included. Default 300.

    Gives:
        a: A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape. None where
            it is not there.
        b: A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape. None where
            it is not there.
        c: A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape. None where
            it is not there.
        d: A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape. None where
            it is not there.
        e: A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape. None where
            it is not there.
        f: A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape. None where
            it is not there.
        g: A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape. None where
            it is not there.
        h: A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape. None where
            it is not there.
        result: What the function returned, null where that was nothing or tensors only.
        stdout: What was printed, at most 1 Mi characters and a note on how many are missing.

    Raises miniray.exceptions.InvalidRequestError, a ValueError that names the place.
    """

    __slots__ = ()
    _executor = "python"
    _name = "run"
    _types = {"a": (), "b": (), "c": (), "d": (), "e": (), "f": (), "g": (), "h": ()}
    _kinds = {"result": "json", "stdout": "text"}
    _always = {
        "a": False,
        "b": False,
        "c": False,
        "d": False,
        "e": False,
        "f": False,
        "g": False,
        "h": False,
    }

    def __call__(
        self,
        a: TensorLike | None = None,
        b: TensorLike | None = None,
        c: TensorLike | None = None,
        d: TensorLike | None = None,
        e: TensorLike | None = None,
        f: TensorLike | None = None,
        g: TensorLike | None = None,
        h: TensorLike | None = None,
        *,
        source: str,
        function: str = "main",
        arguments: Any | None = None,
        timeout: float | None = None,
    ) -> RunResult:
        """Runs one function of a Python module given as text, in a fresh namespace, and returns its result."""
        return RunResult(
            *self._run(
                {"a": a, "b": b, "c": c, "d": d, "e": e, "f": f, "g": g, "h": h},
                {"source": source, "function": function, "arguments": arguments},
                timeout,
            )
        )

    def remote(
        self,
        a: TensorLike | None = None,
        b: TensorLike | None = None,
        c: TensorLike | None = None,
        d: TensorLike | None = None,
        e: TensorLike | None = None,
        f: TensorLike | None = None,
        g: TensorLike | None = None,
        h: TensorLike | None = None,
        *,
        source: str,
        function: str = "main",
        arguments: Any | None = None,
        timeout: float | None = None,
    ) -> RunRefs:
        """References to what a call gives, which goes on meanwhile."""
        return RunRefs(
            *self._remote(
                {"a": a, "b": b, "c": c, "d": d, "e": e, "f": f, "g": g, "h": h},
                {"source": source, "function": function, "arguments": arguments},
                timeout,
            )
        )


run = _Run()


class CallResult(NamedTuple):
    """What `call` gives."""

    a: Tensor | None
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    b: Tensor | None
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    c: Tensor | None
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    d: Tensor | None
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    e: Tensor | None
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    f: Tensor | None
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    g: Tensor | None
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    h: Tensor | None
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    result: Any
    """What the function returned, null where that was nothing or tensors only."""
    stdout: str
    """What was printed, at most 1 Mi characters and a note on how many are missing."""


class CallRefs(NamedTuple):
    """References to what `call` gives: `Tensor(ref)` is the tensor, `miniray.get(ref)` its elements."""

    a: ObjectRef[Any]
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    b: ObjectRef[Any]
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    c: ObjectRef[Any]
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    d: ObjectRef[Any]
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    e: ObjectRef[Any]
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    f: ObjectRef[Any]
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    g: ObjectRef[Any]
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    h: ObjectRef[Any]
    """A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape."""
    values: ObjectRef[dict[str, Any]]
    """The values by their names: "result", "stdout"."""


class _Call(Operation):
    """Calls a function of a module that can be imported: of the standard library, or of a package that was laid.

    Inputs:
        a: Passed before the arguments, in the order of the ports: a memoryview of its format and shape. any type,
            any shape. Optional.
        b: Passed before the arguments, in the order of the ports: a memoryview of its format and shape. any type,
            any shape. Optional.
        c: Passed before the arguments, in the order of the ports: a memoryview of its format and shape. any type,
            any shape. Optional.
        d: Passed before the arguments, in the order of the ports: a memoryview of its format and shape. any type,
            any shape. Optional.
        e: Passed before the arguments, in the order of the ports: a memoryview of its format and shape. any type,
            any shape. Optional.
        f: Passed before the arguments, in the order of the ports: a memoryview of its format and shape. any type,
            any shape. Optional.
        g: Passed before the arguments, in the order of the ports: a memoryview of its format and shape. any type,
            any shape. Optional.
        h: Passed before the arguments, in the order of the ports: a memoryview of its format and shape. any type,
            any shape. Optional.

    Parameters:
        module: The module's full name, such as `statistics` or `urllib.parse`.
        function: The function to call, by its name in the module; a dot leads into a class.
        arguments: A JSON array of positional arguments, which follow the tensors, or a JSON object of keyword
            arguments. Default [].
        timeout: Seconds after which the work is stopped, waiting included. Default 300.

    Gives:
        a: A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape. None where
            it is not there.
        b: A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape. None where
            it is not there.
        c: A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape. None where
            it is not there.
        d: A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape. None where
            it is not there.
        e: A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape. None where
            it is not there.
        f: A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape. None where
            it is not there.
        g: A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape. None where
            it is not there.
        h: A returned buffer or Tensor, or those of a returned tuple in their order. any type, any shape. None where
            it is not there.
        result: What the function returned, null where that was nothing or tensors only.
        stdout: What was printed, at most 1 Mi characters and a note on how many are missing.

    Raises miniray.exceptions.InvalidRequestError, a ValueError that names the place.
    """

    __slots__ = ()
    _executor = "python"
    _name = "call"
    _types = {"a": (), "b": (), "c": (), "d": (), "e": (), "f": (), "g": (), "h": ()}
    _kinds = {"result": "json", "stdout": "text"}
    _always = {
        "a": False,
        "b": False,
        "c": False,
        "d": False,
        "e": False,
        "f": False,
        "g": False,
        "h": False,
    }

    def __call__(
        self,
        a: TensorLike | None = None,
        b: TensorLike | None = None,
        c: TensorLike | None = None,
        d: TensorLike | None = None,
        e: TensorLike | None = None,
        f: TensorLike | None = None,
        g: TensorLike | None = None,
        h: TensorLike | None = None,
        *,
        module: str,
        function: str,
        arguments: Any | None = None,
        timeout: float | None = None,
    ) -> CallResult:
        """Calls a function of a module that can be imported: of the standard library, or of a package that was laid."""
        return CallResult(
            *self._run(
                {"a": a, "b": b, "c": c, "d": d, "e": e, "f": f, "g": g, "h": h},
                {"module": module, "function": function, "arguments": arguments},
                timeout,
            )
        )

    def remote(
        self,
        a: TensorLike | None = None,
        b: TensorLike | None = None,
        c: TensorLike | None = None,
        d: TensorLike | None = None,
        e: TensorLike | None = None,
        f: TensorLike | None = None,
        g: TensorLike | None = None,
        h: TensorLike | None = None,
        *,
        module: str,
        function: str,
        arguments: Any | None = None,
        timeout: float | None = None,
    ) -> CallRefs:
        """References to what a call gives, which goes on meanwhile."""
        return CallRefs(
            *self._remote(
                {"a": a, "b": b, "c": c, "d": d, "e": e, "f": f, "g": g, "h": h},
                {"module": module, "function": function, "arguments": arguments},
                timeout,
            )
        )


call = _Call()


class InfoResult(NamedTuple):
    """What `info` gives."""

    version: str
    """Of Python, such as 3.14.2."""
    platform: str
    """What it was built for."""
    packages: Any
    """A JSON object: the version of each package that was laid, by its name."""


class InfoRefs(NamedTuple):
    """References to what `info` gives: `Tensor(ref)` is the tensor, `miniray.get(ref)` its elements."""

    values: ObjectRef[dict[str, Any]]
    """The values by their names: "version", "platform", "packages"."""


class _Info(Operation):
    """Says what the interpreter is.

    Parameters:
        timeout: Seconds after which the work is stopped, waiting included. Default 300.

    Gives:
        version: Of Python, such as 3.14.2.
        platform: What it was built for.
        packages: A JSON object: the version of each package that was laid, by its name.

    Raises miniray.exceptions.InvalidRequestError, a ValueError that names the place.
    """

    __slots__ = ()
    _executor = "python"
    _name = "info"
    _types = {}
    _kinds = {"version": "text", "platform": "text", "packages": "json"}
    _always = {}

    def __call__(
        self,
        *,
        timeout: float | None = None,
    ) -> InfoResult:
        """Says what the interpreter is."""
        return InfoResult(
            *self._run(
                {},
                {},
                timeout,
            )
        )

    def remote(
        self,
        *,
        timeout: float | None = None,
    ) -> InfoRefs:
        """References to what a call gives, which goes on meanwhile."""
        return InfoRefs(
            *self._remote(
                {},
                {},
                timeout,
            )
        )


info = _Info()

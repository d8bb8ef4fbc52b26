"""Models from files, ready in every instance of an executor."""

from __future__ import annotations

import os
from collections.abc import Buffer
from types import TracebackType
from typing import Any

from _miniray_core import bound
from _miniray_core.bound import need_host
from _miniray_core.pack import pack
from miniray import _failures

from . import model
from ._tensor import TensorLike


class Model:
    """A model that can be run until it is closed: also by tasks that it is given to, for which it is not theirs to close.

    Made by `load_model`. Closes itself at the end of a `with` block, and when it is collected.
    """

    __slots__ = ("_closed", "_handle", "name")

    name: str
    """Its name in the executor."""

    def __init__(self, name: str, handle: int | None) -> None:
        self.name = name
        self._handle = handle
        self._closed = False

    @property
    def run(self) -> ModelRun:
        """`model.run(x)` and `model.run.remote(x)`: see `polyray.model.run`."""
        if self._closed:
            raise ValueError(f"{self!r} is closed")
        return ModelRun(self)

    def close(self) -> None:
        """Frees its memory. Calls made before are answered; a second time does nothing."""
        self._closed = True
        handle, self._handle = self._handle, None
        if handle is not None:
            need_host().releaseModel(handle)

    def __enter__(self) -> Model:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __del__(self) -> None:
        try:
            self.close()
        except Exception:  # noqa: BLE001, S110 - at the end of the interpreter there is nobody left to tell
            pass

    def __reduce__(self) -> Any:
        if self._closed:
            raise ValueError(f"{self!r} is closed")
        return Model, (self.name, None)

    def __repr__(self) -> str:
        return f"Model({self.name!r})"


class ModelRun:
    """How a model is run."""

    __slots__ = ("_model",)

    def __init__(self, of: Model) -> None:
        self._model = of

    def __call__(self, x: TensorLike, *, compare: bool = False, timeout: float | None = None) -> model.RunResult:
        """What the model makes of each row of `x`, fp32 [batch, features]. `compare`: also `error`, by row."""
        return model.run(x, model=self._model.name, compare=compare, timeout=timeout)

    def remote(self, x: TensorLike, *, compare: bool = False, timeout: float | None = None) -> model.RunRefs:
        """References to what a call gives."""
        return model.run.remote(x, model=self._model.name, compare=compare, timeout=timeout)


def load_model(source: str | os.PathLike[str] | Buffer) -> Model:
    """A network of dense layers from a safetensors file, given by its path or its bytes.

    The file's metadata says "format": "polyray-dense" and, as JSON, "layers": a list of objects with "weight" and, if they
    have one, "bias", names of tensors of fp32, [outputs, inputs] and [outputs], and "activation".

    Raises InvalidRequestError, which names the place in the file, or OSError when there is none.
    """
    if isinstance(source, str | os.PathLike):
        with open(source, "rb") as file:
            data: Any = file.read()
    else:
        try:
            data = memoryview(source).tobytes()
        except TypeError:
            raise TypeError(f"load_model() takes a path or bytes, not {type(source).__name__}") from None
    name = f"python-{os.urandom(16).hex()}"
    handle = need_host().loadModel(model.run._executor, name, *pack(data))
    if handle is None:
        raise _failures.raised(bound.host.failure())
    return Model(name, handle)

# Generated from the component's declarations by `npm run generate`. Do not edit.
"""Model: operations of the executor `ml`."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from _miniray_core import ObjectRef

from ._operation import Operation
from ._tensor import Tensor, TensorLike

__all__ = [
    "DropRefs",
    "DropResult",
    "LoadRefs",
    "LoadResult",
    "RunRefs",
    "RunResult",
    "drop",
    "load",
    "run",
]


class LoadResult(NamedTuple):
    """What `load` gives."""

    layers: int
    """How many layers the model has now."""
    bytes: int
    """The memory that the model holds now. In B."""


class LoadRefs(NamedTuple):
    """References to what `load` gives: `Tensor(ref)` is the tensor, `miniray.get(ref)` its elements."""

    values: ObjectRef[dict[str, Any]]
    """The values by their names: "layers", "bytes"."""


class _Load(Operation):
    """Appends a dense layer, activation(weight x + bias), to a model of this instance; its first layer creates the
    model.

    Inputs:
        weight: The weights; inputs must be the outputs of the layer before. fp32 [outputs, inputs].
        bias: What is added; zeros where it is absent. fp32 [outputs]. Optional.

    Parameters:
        model: The name of the model: 1 to 255 bytes of UTF-8.
        activation: What follows the layer; gelu is the exact one, softmax is over the outputs. Default "none". One
            of "none", "relu", "sigmoid", "tanh", "gelu", "softmax".
        timeout: Seconds after which the work is stopped, waiting included. Default 300.

    Gives:
        layers: How many layers the model has now.
        bytes: The memory that the model holds now. In B.

    Raises miniray.exceptions.InvalidRequestError, a ValueError that names the place.
    """

    __slots__ = ()
    _executor = "ml"
    _name = "model.load"
    _types = {"weight": ("fp32",), "bias": ("fp32",)}
    _kinds = {"layers": "integer", "bytes": "integer"}
    _always = {}

    def __call__(
        self,
        weight: TensorLike,
        bias: TensorLike | None = None,
        *,
        model: str,
        activation: Literal["none", "relu", "sigmoid", "tanh", "gelu", "softmax"] = "none",
        timeout: float | None = None,
    ) -> LoadResult:
        """Appends a dense layer, activation(weight x + bias), to a model of this instance; its first layer creates the
        model."""
        return LoadResult(
            *self._run(
                {"weight": weight, "bias": bias},
                {"model": model, "activation": activation},
                timeout,
            )
        )

    def remote(
        self,
        weight: TensorLike,
        bias: TensorLike | None = None,
        *,
        model: str,
        activation: Literal["none", "relu", "sigmoid", "tanh", "gelu", "softmax"] = "none",
        timeout: float | None = None,
    ) -> LoadRefs:
        """References to what a call gives, which goes on meanwhile."""
        return LoadRefs(
            *self._remote(
                {"weight": weight, "bias": bias},
                {"model": model, "activation": activation},
                timeout,
            )
        )


load = _Load()


class RunResult(NamedTuple):
    """What `run` gives."""

    y: Tensor
    """What the last layer makes of each. fp32 [batch, outputs]."""
    error: Tensor | None
    """The mean squared difference of y and x, row by row; only with `compare`. fp32 [batch]."""


class RunRefs(NamedTuple):
    """References to what `run` gives: `Tensor(ref)` is the tensor, `miniray.get(ref)` its elements."""

    y: ObjectRef[Any]
    """What the last layer makes of each. fp32 [batch, outputs]."""
    error: ObjectRef[Any]
    """The mean squared difference of y and x, row by row; only with `compare`. fp32 [batch]."""


class _Run(Operation):
    """Runs a loaded model on a batch of rows, in single precision.

    Inputs:
        x: The rows. fp32 [batch, features].

    Parameters:
        model: The name under which the model was loaded.
        compare: Whether to answer `error`: how well an autoencoder reproduces its input. Default False.
        timeout: Seconds after which the work is stopped, waiting included. Default 300.

    Gives:
        y: What the last layer makes of each. fp32 [batch, outputs].
        error: The mean squared difference of y and x, row by row; only with `compare`. fp32 [batch]. None where it
            is not there.

    Raises miniray.exceptions.InvalidRequestError, a ValueError that names the place.
    """

    __slots__ = ()
    _executor = "ml"
    _name = "model.run"
    _types = {"x": ("fp32",)}
    _kinds = {}
    _always = {"y": True, "error": False}

    def __call__(
        self,
        x: TensorLike,
        *,
        model: str,
        compare: bool = False,
        timeout: float | None = None,
    ) -> RunResult:
        """Runs a loaded model on a batch of rows, in single precision."""
        return RunResult(
            *self._run(
                {"x": x},
                {"model": model, "compare": compare},
                timeout,
            )
        )

    def remote(
        self,
        x: TensorLike,
        *,
        model: str,
        compare: bool = False,
        timeout: float | None = None,
    ) -> RunRefs:
        """References to what a call gives, which goes on meanwhile."""
        return RunRefs(
            *self._remote(
                {"x": x},
                {"model": model, "compare": compare},
                timeout,
            )
        )


run = _Run()


class DropResult(NamedTuple):
    """What `drop` gives."""

    bytes: int
    """The memory that it held. In B."""


class DropRefs(NamedTuple):
    """References to what `drop` gives: `Tensor(ref)` is the tensor, `miniray.get(ref)` its elements."""

    values: ObjectRef[dict[str, Any]]
    """The values by their names: "bytes"."""


class _Drop(Operation):
    """Forgets a loaded model and frees its memory.

    Parameters:
        model: The name under which the model was loaded.
        timeout: Seconds after which the work is stopped, waiting included. Default 300.

    Gives:
        bytes: The memory that it held. In B.

    Raises miniray.exceptions.InvalidRequestError, a ValueError that names the place.
    """

    __slots__ = ()
    _executor = "ml"
    _name = "model.drop"
    _types = {}
    _kinds = {"bytes": "integer"}
    _always = {}

    def __call__(
        self,
        *,
        model: str,
        timeout: float | None = None,
    ) -> DropResult:
        """Forgets a loaded model and frees its memory."""
        return DropResult(
            *self._run(
                {},
                {"model": model},
                timeout,
            )
        )

    def remote(
        self,
        *,
        model: str,
        timeout: float | None = None,
    ) -> DropRefs:
        """References to what a call gives, which goes on meanwhile."""
        return DropRefs(
            *self._remote(
                {},
                {"model": model},
                timeout,
            )
        )


drop = _Drop()

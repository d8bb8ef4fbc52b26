# Generated from the component's declarations by `npm run generate`. Do not edit.
"""Tensor: operations of the executor `ml`."""

from __future__ import annotations

from typing import Any, NamedTuple

from _miniray_core import ObjectRef

from ._operation import Operation
from ._tensor import Tensor, TensorLike

__all__ = [
    "MatmulRefs",
    "MatmulResult",
    "SoftmaxRefs",
    "SoftmaxResult",
    "matmul",
    "softmax",
]


class MatmulResult(NamedTuple):
    """What `matmul` gives."""

    product: Tensor
    """a times b; zeros where k is 0. fp32 [m, n]."""


class MatmulRefs(NamedTuple):
    """References to what `matmul` gives: `Tensor(ref)` is the tensor, `miniray.get(ref)` its elements."""

    product: ObjectRef[Any]
    """a times b; zeros where k is 0. fp32 [m, n]."""


class _Matmul(Operation):
    """The product of two matrices, in single precision: product[i][j] is the sum over k of a[i][k] b[k][j].

    Inputs:
        a: The left matrix. fp32 [m, k].
        b: The right matrix. fp32 [k, n].

    Parameters:
        timeout: Seconds after which the work is stopped, waiting included. Default 300.

    Gives:
        product: a times b; zeros where k is 0. fp32 [m, n].

    Raises miniray.exceptions.InvalidRequestError, a ValueError that names the place.
    """

    __slots__ = ()
    _executor = "ml"
    _name = "tensor.matmul"
    _types = {"a": ("fp32",), "b": ("fp32",)}
    _kinds = {}
    _always = {"product": True}

    def __call__(
        self,
        a: TensorLike,
        b: TensorLike,
        *,
        timeout: float | None = None,
    ) -> MatmulResult:
        """The product of two matrices, in single precision: product[i][j] is the sum over k of a[i][k] b[k][j]."""
        return MatmulResult(
            *self._run(
                {"a": a, "b": b},
                {},
                timeout,
            )
        )

    def remote(
        self,
        a: TensorLike,
        b: TensorLike,
        *,
        timeout: float | None = None,
    ) -> MatmulRefs:
        """References to what a call gives, which goes on meanwhile."""
        return MatmulRefs(
            *self._remote(
                {"a": a, "b": b},
                {},
                timeout,
            )
        )


matmul = _Matmul()


class SoftmaxResult(NamedTuple):
    """What `softmax` gives."""

    y: Tensor
    """Rows that are not negative and sum to 1; NaN throughout a row that holds NaN or +infinity. fp32 [rows, columns]."""


class SoftmaxRefs(NamedTuple):
    """References to what `softmax` gives: `Tensor(ref)` is the tensor, `miniray.get(ref)` its elements."""

    y: ObjectRef[Any]
    """Rows that are not negative and sum to 1; NaN throughout a row that holds NaN or +infinity. fp32 [rows, columns]."""


class _Softmax(Operation):
    """The softmax of each row: y = exp(scale x) / sum(exp(scale x)), computed without overflow.

    Inputs:
        x: The logits. fp32 [rows, columns].

    Parameters:
        scale: Multiplies x first: an inverse temperature. At least -1e+38. At most 1e+38. Default 1.
        timeout: Seconds after which the work is stopped, waiting included. Default 300.

    Gives:
        y: Rows that are not negative and sum to 1; NaN throughout a row that holds NaN or +infinity. fp32 [rows,
            columns].

    Raises miniray.exceptions.InvalidRequestError, a ValueError that names the place.
    """

    __slots__ = ()
    _executor = "ml"
    _name = "tensor.softmax"
    _types = {"x": ("fp32",)}
    _kinds = {}
    _always = {"y": True}

    def __call__(
        self,
        x: TensorLike,
        *,
        scale: float = 1.0,
        timeout: float | None = None,
    ) -> SoftmaxResult:
        """The softmax of each row: y = exp(scale x) / sum(exp(scale x)), computed without overflow."""
        return SoftmaxResult(
            *self._run(
                {"x": x},
                {"scale": scale},
                timeout,
            )
        )

    def remote(
        self,
        x: TensorLike,
        *,
        scale: float = 1.0,
        timeout: float | None = None,
    ) -> SoftmaxRefs:
        """References to what a call gives, which goes on meanwhile."""
        return SoftmaxRefs(
            *self._remote(
                {"x": x},
                {"scale": scale},
                timeout,
            )
        )


softmax = _Softmax()

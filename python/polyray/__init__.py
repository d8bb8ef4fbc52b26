"""The operations of polyray's executors as Python functions: `signal.welch(x, rate=1000.0)`.

A module for each group of operations, generated from what the executors declare; tensors over the runtime's store; models.
Every function waits for its result, and has `remote`, which gives references.
"""

from . import bearing, ml, model, python, signal, tensor, vibration
from ._operation import Operation
from ._tensor import DType, Tensor, TensorLike

__all__ = ["DType", "Operation", "Tensor", "TensorLike", "bearing", "ml", "model", "python", "signal", "tensor", "vibration"]

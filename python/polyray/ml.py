"""Tensors and models: the operations of the executor `ml`, and models from files."""

from ._model import Model, load_model
from .tensor import matmul, softmax

__all__ = ["Model", "load_model", "matmul", "softmax"]

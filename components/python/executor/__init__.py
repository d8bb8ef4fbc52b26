"""The Python side of polyray's Python executor: the declaration, the check of requests, and `run`."""

from .tensors import Tensor

__all__ = ["Tensor"]

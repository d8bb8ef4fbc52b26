"""The component's world: componentize-py looks for a class of each exported interface's name here."""

from .executor import Executor
from .seal import seal

__all__ = ["Executor"]

# What the build keeps is the interpreter as it stands after this line.
seal()

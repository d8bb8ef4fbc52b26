"""The operation `call`."""

import importlib

from .check import GivenInput
from .declaration import Operation, ParameterSpec
from .errors import Failed, Invalid
from .signature import ARGUMENTS, INPUTS, OUTPUTS, VALUES, Answer, answer
from .traceback_text import traceback_text

__all__ = ["OPERATION", "call"]

OPERATION = Operation(
    name="call",
    summary="Calls a function of a module that can be imported: of the standard library, or of a package that was laid.",
    parameters=(
        ParameterSpec("module", "The module's full name, such as `statistics` or `urllib.parse`", "text"),
        ParameterSpec("function", "The function to call, by its name in the module; a dot leads into a class", "text"),
        ARGUMENTS,
    ),
    inputs=INPUTS,
    values=VALUES,
    outputs=OUTPUTS,
)


def call(parameters: dict[str, object], inputs: dict[str, GivenInput]) -> Answer:
    """Raises Failed and Invalid; MemoryError for the inputs only."""
    module, function = str(parameters["module"]), str(parameters["function"])

    def target(positional: list[object], keywords: dict[str, object]) -> object:
        try:
            return _find(module, function)(*positional, **keywords)
        except Invalid:
            raise
        except BaseException as error:
            raise Failed(traceback_text(error)) from None

    return answer(target, parameters, inputs)


def _find(module: str, function: str):
    try:
        found = importlib.import_module(module)
    except ModuleNotFoundError as error:
        # a module that lacks another one is there
        if error.name is not None and (module == error.name or module.startswith(f"{error.name}.")):
            raise Invalid("parameters.module", f'is "{module}", which cannot be found') from None
        raise
    except (TypeError, ValueError):
        raise Invalid("parameters.module", f'is "{module}", which is no full name of a module') from None
    for name in function.split("."):
        try:
            found = getattr(found, name)
        except AttributeError:
            raise Invalid("parameters.function", f'is "{function}", module "{module}" has no such function') from None
    if not callable(found):
        raise Invalid("parameters.function", f'is "{function}", which is of type "{type(found).__name__}"')
    return found

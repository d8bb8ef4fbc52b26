"""The operation `run`."""

from .check import GivenInput
from .declaration import Default, Operation, ParameterSpec
from .rule import Rule
from .signature import ARGUMENTS, INPUTS, OUTPUTS, VALUES, Answer, answer

__all__ = ["OPERATION", "run"]

OPERATION = Operation(
    name="run",
    summary="Runs one function of a Python module given as text, in a fresh namespace, and returns its result.",
    parameters=(
        ParameterSpec("source", "The module's text", "text"),
        ParameterSpec("function", "The function to call, by its name in the module", "text", Default("main")),
        ARGUMENTS,
    ),
    inputs=INPUTS,
    values=VALUES,
    outputs=OUTPUTS,
)


def run(parameters: dict[str, object], inputs: dict[str, GivenInput]) -> Answer:
    """Raises Failed and Invalid; MemoryError for the inputs only."""

    def call(positional: list[object], keywords: dict[str, object]) -> object:
        return rule.call(str(parameters["function"]), positional, keywords)

    # what is returned is read while the module lives
    with Rule(str(parameters["source"])) as rule:
        return answer(call, parameters, inputs)

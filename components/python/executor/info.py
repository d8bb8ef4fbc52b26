"""The operation `info`."""

import json
import platform
import sys
from importlib.metadata import distributions

from .check import GivenInput
from .declaration import Operation, ValueSpec
from .signature import Answer

__all__ = ["OPERATION", "info"]

OPERATION = Operation(
    name="info",
    summary="Says what the interpreter is.",
    values=(
        ValueSpec("version", "Of Python, such as 3.14.2", "text"),
        ValueSpec("platform", "What it was built for", "text"),
        ValueSpec("packages", "A JSON object: the version of each package that was laid, by its name", "json"),
    ),
)


def info(_parameters: dict[str, object], _inputs: dict[str, GivenInput]) -> Answer:
    """Never fails."""
    packages = {each.metadata["Name"]: each.version for each in distributions()}
    return [
        ("version", "text", platform.python_version()),
        ("platform", "text", sys.platform),
        ("packages", "json", json.dumps(packages, sort_keys=True)),
    ], []

"""Python's own traceback of a rule's exception, without the frames that called the rule."""

import os
from traceback import StackSummary, TracebackException

__all__ = ["traceback_text"]

_OURS = os.path.dirname(__file__) + os.sep


def traceback_text(error: BaseException) -> str:
    """The text that Python prints, causes and groups included."""
    described = TracebackException.from_exception(error)
    _strip(described)
    return "".join(described.format()).rstrip("\n")


def _strip(described: TracebackException) -> None:
    # No header for nothing: a syntax error is raised before any line of the rule runs.
    frames = [frame for frame in described.stack if not frame.filename.startswith(_OURS)]
    described.stack = StackSummary.from_list(frames)
    for inner in (described.__cause__, described.__context__, *(described.exceptions or ())):
        if inner is not None:
            _strip(inner)

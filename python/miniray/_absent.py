"""What Ray has and this library does not, and why."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import ModuleType

__all__ = ["attribute", "install"]

_REASONS = {
    "autoscaler": "there is one machine",
    "client": "there is no cluster to be a client of",
    "cpp_function": "C++ is called through executors",
    "dag": "call .remote() with references as arguments",
    "data": "Ray's libraries need processes and binary packages that Pyodide does not have",
    "java_actor_class": "there is no Java",
    "java_function": "there is no Java",
    "job_submission": "there is no cluster to submit to",
    "llm": "Ray's libraries need processes and binary packages that Pyodide does not have",
    "rllib": "Ray's libraries need processes and binary packages that Pyodide does not have",
    "serve": "Ray's libraries need processes and binary packages that Pyodide does not have",
    "train": "Ray's libraries need processes and binary packages that Pyodide does not have",
    "tune": "Ray's libraries need processes and binary packages that Pyodide does not have",
    "workflow": "Ray has removed it",
    "util.placement_group": "there is one node",
    "util.placement_group_table": "there is one node",
    "util.get_placement_group": "there is one node",
    "util.get_current_placement_group": "there is one node",
    "util.remove_placement_group": "there is one node",
    "util.collective": "there are no devices to communicate",
    "util.connect": "there is no cluster to be a client of",
    "util.disconnect": "there is no cluster to be a client of",
    "util.metrics": "metrics are the host's: ray.metrics in JavaScript",
    "util.multiprocessing": "interpreters have no processes; use tasks",
    "util.joblib": "interpreters have no processes; use tasks",
    "util.iter": "Ray has deprecated it; use generators",
    "util.scheduling_strategies": "there is one node",
    "util.tracing": "timelines are what there is: miniray.timeline()",
    "util.pdb": "an interpreter in a thread has no terminal",
    "util.ray_debugpy": "an interpreter in a thread takes no connections",
    "util.accelerators": "interpreters run on the processor",
    "util.dask": "it needs threads",
    "util.spark": "it needs processes",
}


def attribute(module: str, name: str) -> Exception:
    """What to raise for an attribute that a module does not have."""
    full = f"{module}.{name}".partition(".")[2]
    if full in _REASONS:
        return NotImplementedError(f"ray.{full} does not exist here: {_REASONS[full]}")
    return AttributeError(f"module {module!r} has no attribute {name!r}")


class _Finder:
    """The last that is asked for a module: programs that try Ray's optional ones expect an ImportError."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> None:
        library, _, module = name.partition(".")
        if library == "miniray" and module in _REASONS:
            raise ModuleNotFoundError(f"No module named {name!r}: {_REASONS[module]}", name=name)


def install() -> None:
    """Lets an import of what there is not say why."""
    sys.meta_path.append(_Finder)  # type: ignore[arg-type]

"""The options of remote functions and classes, checked as Ray checks them."""

from __future__ import annotations

from typing import Any

__all__ = ["ACTOR_OPTIONS", "METHOD_OPTIONS", "TASK_OPTIONS", "check", "check_method", "resources_of"]

_COMMON = frozenset({
    "_labels",
    "_metadata",
    "accelerator_type",
    "enable_task_events",
    "fallback_strategy",
    "label_selector",
    "memory",
    "name",
    "num_cpus",
    "num_gpus",
    "object_store_memory",
    "placement_group",
    "placement_group_bundle_index",
    "placement_group_capture_child_tasks",
    "resources",
    "runtime_env",
    "scheduling_strategy",
})
TASK_OPTIONS = _COMMON | {
    "_generator_backpressure_num_objects",
    "max_calls",
    "max_retries",
    "num_returns",
    "retry_exceptions",
}
ACTOR_OPTIONS = _COMMON | {
    "allow_out_of_order_execution",
    "concurrency_groups",
    "get_if_exists",
    "lifetime",
    "max_concurrency",
    "max_pending_calls",
    "max_restarts",
    "max_task_retries",
    "namespace",
}
METHOD_OPTIONS = frozenset({
    "_generator_backpressure_num_objects",
    "concurrency_group",
    "enable_task_events",
    "max_task_retries",
    "name",
    "num_returns",
    "retry_exceptions",
    "tensor_transport",
})

_IMPOSSIBLE: dict[str, tuple[tuple[Any, ...], str]] = {
    "accelerator_type": ((None,), "interpreters run on the processor"),
    "concurrency_group": ((None,), "an interpreter has no threads to group calls by"),
    "concurrency_groups": ((None, [], {}), "an interpreter has no threads to group calls by"),
    "fallback_strategy": ((None, []), "there is one node"),
    "label_selector": ((None, {}), "there is one node, without labels"),
    "num_gpus": ((0, None), "interpreters run on the processor"),
    "placement_group": (("default", None), "there is one node"),
    "runtime_env": ((None, {}), "all interpreters of a runtime start from one snapshot; packages are given to the runtime"),
    "tensor_transport": ((None,), "there are no devices to send tensors between"),
}
"""What cannot exist here: the values that ask for nothing of it, and why."""

_COUNTS = ("max_pending_calls", "max_restarts", "max_retries", "max_task_retries")
_TYPES: dict[str, tuple[type, ...]] = {
    "get_if_exists": (bool,),
    "max_calls": (int, type(None)),
    "max_concurrency": (int, type(None)),
    "memory": (int, float, type(None)),
    "name": (str, type(None)),
    "namespace": (str, type(None)),
    "num_cpus": (float, int, type(None)),
    "resources": (dict, type(None)),
    "retry_exceptions": (bool, list, tuple, type(None)),
    **{name: (int, type(None)) for name in _COUNTS},
}


def check(options: dict[str, Any], known: frozenset[str], what: str) -> dict[str, Any]:
    """The options as given. Raises ValueError for those that do not exist and those out of range."""
    for name, value in options.items():
        if name not in known:
            raise ValueError(f"Invalid option keyword {name} for {what}. Valid ones are {sorted(known)}.")
        kinds = _TYPES.get(name)
        if kinds is not None and not isinstance(value, kinds):
            raise TypeError(f"The type of keyword '{name}' must be {kinds}, but received type {type(value)}")
        nothing, why = _IMPOSSIBLE.get(name, ((), ""))
        if nothing and not any(type(one) is type(value) and one == value for one in nothing):
            raise NotImplementedError(f"The option {name}={value!r} cannot be used here: {why}")
    _check_values(options)
    return options


def check_method(options: dict[str, Any]) -> dict[str, Any]:
    """As `check`, of the options of an actor's method."""
    return check(options, METHOD_OPTIONS, "actor methods")


def _check_values(options: dict[str, Any]) -> None:
    returns = options.get("num_returns")
    if returns not in (None, "streaming", "dynamic") and (isinstance(returns, bool) or not isinstance(returns, int) or returns < 0):
        raise ValueError(
            "The keyword 'num_returns' only accepts None, a non-negative integer, 'streaming' (for generators), or 'dynamic', "
            f"not {returns!r}"
        )
    for name in _COUNTS:
        value = options.get(name)
        if value is not None and value < -1:
            raise ValueError(
                f"The keyword '{name}' only accepts None, 0, -1 or a positive integer, where -1 represents infinity; not {value!r}"
            )
    concurrency = options.get("max_concurrency")
    if concurrency is not None and concurrency < 1:
        raise ValueError(f"The keyword 'max_concurrency' only accepts None or a positive integer, not {concurrency!r}")
    _check_resources(options)
    lifetime = options.get("lifetime")
    if lifetime not in (None, "detached", "non_detached"):
        raise ValueError(f"actor `lifetime` argument must be one of 'detached', 'non_detached' and 'None', not {lifetime!r}")
    retry = options.get("retry_exceptions") or False
    if not isinstance(retry, bool) and not all(isinstance(one, type) and issubclass(one, Exception) for one in retry):
        raise ValueError("retry_exceptions must be either a boolean or a list of exceptions")
    strategy = options.get("scheduling_strategy")
    if strategy not in (None, "DEFAULT", "SPREAD"):
        raise NotImplementedError(f"The option scheduling_strategy={strategy!r} cannot be used here: there is one node")


def _check_resources(options: dict[str, Any]) -> None:
    for name in ("num_cpus", "memory"):
        value = options.get(name)
        if value is not None and not value >= 0:
            raise ValueError(f"The quantity of resource {name} cannot be negative: {value!r}")
    for name, amount in (options.get("resources") or {}).items():
        if name in ("CPU", "GPU"):
            raise ValueError("Use the 'num_cpus' and 'num_gpus' keyword instead of 'CPU' and 'GPU' in 'resources' keyword")
        if not isinstance(amount, int | float) or not amount >= 0:
            raise ValueError(f"The quantity of resource {name} must be a number of at least 0, not {amount!r}")


def resources_of(options: dict[str, Any], default_cpus: float) -> dict[str, float] | None:
    """What a task or actor asks for, as the host counts it; None: the host's default of one CPU."""
    cpus = options.get("num_cpus")
    amounts = {name: float(amount) for name, amount in (options.get("resources") or {}).items() if amount}
    wanted = default_cpus if cpus is None else cpus
    if not amounts and wanted == 1:
        return None
    return {"CPU": wanted, **amounts}


def retries_of(value: int | None, default: int | None) -> int | None:
    """As the host counts them."""
    wanted = default if value is None else value
    return 2**31 - 1 if wanted == -1 else wanted


def retry_on(options: dict[str, Any]) -> bool | list[str]:
    """Which exceptions begin a task again, as the host knows them: by name."""
    wanted = options.get("retry_exceptions") or False
    return wanted if isinstance(wanted, bool) else [one.__name__ for one in wanted]

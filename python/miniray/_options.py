"""The options of remote functions and classes, checked as Ray checks them."""

from __future__ import annotations

from typing import Any

__all__ = ["ACTOR_OPTIONS", "TASK_OPTIONS", "check", "resources_of"]

TASK_OPTIONS = {
    "accelerator_type": None,
    "memory": None,
    "name": None,
    "num_cpus": 1,
    "num_gpus": 0,
    "num_returns": 1,
    "max_calls": None,
    "max_retries": 3,
    "resources": None,
    "retry_exceptions": False,
    "runtime_env": None,
    "scheduling_strategy": None,
    "_metadata": None,
}

ACTOR_OPTIONS = {
    "accelerator_type": None,
    "concurrency_groups": None,
    "get_if_exists": False,
    "lifetime": None,
    "max_concurrency": None,
    "max_pending_calls": -1,
    "max_restarts": 0,
    "max_task_retries": 0,
    "memory": None,
    "name": None,
    "namespace": None,
    "num_cpus": 0,
    "num_gpus": 0,
    "resources": None,
    "runtime_env": None,
    "scheduling_strategy": None,
    "_metadata": None,
}

_IMPOSSIBLE = {
    "num_gpus": (0, None),
    "accelerator_type": (None,),
    "runtime_env": (None, {}),
    "concurrency_groups": (None,),
}
"""What cannot exist here, and the values that ask for nothing of it."""


def check(options: dict[str, Any], known: dict[str, Any], what: str) -> dict[str, Any]:
    """The options as given. Raises ValueError for those that do not exist and those out of range."""
    for name, value in options.items():
        if name not in known:
            raise ValueError(f"Invalid option keyword {name} for {what}. Valid ones are {sorted(known)}.")
        if name in _IMPOSSIBLE and value not in _IMPOSSIBLE[name]:
            raise NotImplementedError(f"The option {name} cannot be used here: interpreters run in threads of one process, without GPUs")
    returns = options.get("num_returns", 1)
    if returns not in ("streaming", "dynamic") and (isinstance(returns, bool) or not isinstance(returns, int) or returns < 0):
        raise ValueError(f'The keyword num_returns only accepts "dynamic", "streaming" or a non-negative integer, not {returns!r}')
    for name in ("max_retries", "max_restarts", "max_task_retries", "max_pending_calls"):
        value = options.get(name, 0)
        if isinstance(value, bool) or not isinstance(value, int) or value < -1:
            raise ValueError(f"The keyword {name} only accepts -1, 0 or a positive integer, not {value!r}")
    concurrency = options.get("max_concurrency")
    if concurrency is not None and (isinstance(concurrency, bool) or not isinstance(concurrency, int) or concurrency < 1):
        raise ValueError(f"The keyword max_concurrency only accepts a positive integer, not {concurrency!r}")
    cpus = options.get("num_cpus")
    if cpus is not None and (isinstance(cpus, bool) or not isinstance(cpus, int | float) or not cpus >= 0):
        raise ValueError(f"The keyword num_cpus only accepts None, 0 or a positive number, not {cpus!r}")
    for name, amount in (options.get("resources") or {}).items():
        if name in ("CPU", "GPU"):
            raise ValueError(f"Use the 'num_{name.lower()}s' argument instead of resources[{name!r}].")
        if not isinstance(amount, int | float) or not amount >= 0:
            raise ValueError(f"The resource {name!r} must be a number of at least 0, not {amount!r}")
    lifetime = options.get("lifetime")
    if lifetime not in (None, "detached", "non_detached"):
        raise ValueError(f'actor `lifetime` argument must be one of None, "detached" or "non_detached", not {lifetime!r}')
    retry = options.get("retry_exceptions", False)
    if not isinstance(retry, bool) and not (
        isinstance(retry, list | tuple) and all(isinstance(one, type) and issubclass(one, Exception) for one in retry)
    ):
        raise TypeError("retry_exceptions must be either a boolean or a list of exceptions")
    return options


def resources_of(options: dict[str, Any], default_cpus: float) -> dict[str, float] | None:
    """What a task or actor asks for, as the host counts it; None: the host's default of one CPU."""
    cpus = options.get("num_cpus")
    amounts = {name: float(amount) for name, amount in (options.get("resources") or {}).items() if amount}
    wanted = default_cpus if cpus is None else cpus
    if not amounts and wanted == 1:
        return None
    return {"CPU": wanted, **amounts}

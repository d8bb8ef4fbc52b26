"""What must differ between interpreters that start from one snapshot."""

import random
import sys
from collections.abc import Callable

from . import sleep

__all__ = ["register_at_restore", "restored"]

_hooks: list[Callable[[], object]] = []


def register_at_restore(hook: Callable[[], object]) -> Callable[[], object]:
    """Calls `hook` in each interpreter that starts from a snapshot made after this call, before any program runs.

    For state that two interpreters must not share, such as the seed of a generator of one's own. Returns the hook, so
    that it serves as a decorator.
    """
    _hooks.append(hook)
    return hook


def restored(wait: Callable[[float], None] | None) -> None:
    """Called once by the host in every new interpreter, from a snapshot or not. `wait`: see `sleep.sleep`."""
    sleep.wait = wait
    random.seed()
    if uuid := sys.modules.get("uuid"):
        uuid._node = None
    if tempfile := sys.modules.get("tempfile"):
        tempfile._name_sequence = None
    for hook in _hooks:
        hook()

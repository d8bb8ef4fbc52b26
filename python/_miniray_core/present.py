"""What this interpreter is, and what runs in it."""

from __future__ import annotations

import contextvars
from typing import Any

__all__ = ["coroutine"]

actor: Any = None
"""The instance, where this is an actor's interpreter and its constructor has ended."""
creation: Any = None
"""The context of the actor's constructor."""
coroutine: contextvars.ContextVar[Any] = contextvars.ContextVar("miniray_task", default=None)
"""The context of the task whose coroutine runs; None: whoever asks is no coroutine of a task."""

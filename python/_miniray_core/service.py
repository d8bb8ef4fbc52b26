"""What the host calls: see `runtime/python/python-service.ts`."""

from .actor import call, construct, is_async
from .awaited import idle
from .bound import bind as _bind
from .coroutines import cancel
from .load import load, load_module, load_source, loaded
from .outgoing import take
from .streams import close, next_item, next_later
from .task import add, run

__all__ = [
    "add",
    "bind",
    "call",
    "cancel",
    "close",
    "construct",
    "is_async",
    "load",
    "load_module",
    "load_source",
    "loaded",
    "next_item",
    "next_later",
    "run",
    "take",
]


def bind(host: object) -> memoryview:
    """Called once, before all else. Returns the window."""
    try:
        from polyray_interpreter import event_loop
    except ImportError:
        pass
    else:
        event_loop.idle = idle
    return _bind(host)

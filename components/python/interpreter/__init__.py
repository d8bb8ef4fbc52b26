"""What every interpreter of polyray has: a sleep that rests, loops that
block, an end to threads, and hooks for the start from a snapshot.
"""

from .event_loop import install as _install_event_loop
from .output import flush
from .restore import register_at_restore, restored
from .sleep import install as _install_sleep
from .threads import install as _install_threads

__all__ = ["flush", "install", "register_at_restore", "restored"]


def install() -> None:
    """Changes the standard library where Pyodide's engine cannot do what it promises. Doing it twice changes nothing."""
    import sys

    # Lines reach the host as they are printed, not when 8 KiB have come together.
    sys.stdout.reconfigure(line_buffering=True)
    _install_sleep()
    _install_threads()
    _install_event_loop()

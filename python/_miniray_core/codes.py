"""What Python returns to the host instead of the length of a pickle: `runtime/python/python-service.ts` knows them too."""

__all__ = ["ASYNC_STREAM", "END", "EXIT", "FAILED", "LARGE", "PROMISE", "STREAM", "STREAMS"]

LARGE = -1
FAILED = -2
STREAM = -3
PROMISE = -4
END = -5
ASYNC_STREAM = -6
EXIT = -7

STREAMS = -1
"""What the host asks for instead of a number of results."""

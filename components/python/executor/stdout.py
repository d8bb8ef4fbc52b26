"""What a run prints, held back and bounded."""

import io

__all__ = ["LIMIT", "Capture"]

LIMIT = 1 << 20
"""Characters kept; what comes after them is counted and dropped."""


class Capture(io.TextIOBase):
    """A text stream that keeps the first `LIMIT` characters."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._room = LIMIT
        self._dropped = 0

    def writable(self) -> bool:
        """True: `print` may."""
        return True

    def write(self, text: str) -> int:
        """Takes all of `text`, keeps what there is room for."""
        kept = text[: self._room]
        if kept:
            self._parts.append(kept)
            self._room -= len(kept)
        self._dropped += len(text) - len(kept)
        return len(text)

    def text(self) -> str:
        """What was kept, with a last line about what was not."""
        kept = "".join(self._parts)
        return f"{kept}\n[{self._dropped} more characters were dropped]\n" if self._dropped else kept

"""Why a request has no answer, in the contract's cases."""

__all__ = ["Failed", "Invalid"]


class Invalid(Exception):
    """The request is wrong at `path`; `message` is the rest of a sentence that begins with that place."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(path, message)
        self.path = path
        self.message = message


class Failed(Exception):
    """The request is right and has no answer; the text says why."""

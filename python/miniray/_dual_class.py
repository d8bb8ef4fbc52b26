"""Classes of errors that are two things at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from .exceptions import RayTaskError

__all__ = ["dual_class"]

_classes: dict[type, type | None] = {}


def dual_class(error_class: type[RayTaskError], cause_class: type) -> type | None:
    """A class that is both, made from an instance of the first whose `cause` is one of the second. None: there can be none."""
    if cause_class in _classes:
        return _classes[cause_class]
    if issubclass(cause_class, BaseExceptionGroup):

        def __new__(cls: Any, wrapped: RayTaskError) -> Any:  # noqa: N807
            cause: Any = wrapped.cause
            return cause_class.__new__(cls, cause.message, cause.exceptions)  # type: ignore[call-arg]
    else:

        def __new__(cls: Any, wrapped: RayTaskError) -> Any:  # noqa: N807
            try:
                return cause_class.__new__(cls, *cast("Any", wrapped.cause).args)
            except TypeError:
                return BaseException.__new__(cls)

    def __init__(self: Any, wrapped: RayTaskError) -> None:  # noqa: N807
        self.function_name = wrapped.function_name
        self.traceback_str = wrapped.traceback_str
        self.cause = self.__cause__ = wrapped.cause
        self._dual_args = (wrapped.cause,)

    def __getattr__(self: Any, name: str) -> Any:  # noqa: N807
        if name == "cause":
            raise AttributeError(name)
        return getattr(self.cause, name)

    def __repr__(self: Any) -> str:  # noqa: N807
        return f"{type(self).__name__}({self.cause!r})"

    namespace = {
        "__new__": __new__,
        "__init__": __init__,
        "__getattr__": __getattr__,
        "__repr__": __repr__,
        # a class may keep its own `args` from being written
        "args": property(lambda self: self._dual_args, lambda self, value: None),
        "__module__": error_class.__module__,
    }
    try:
        made: type | None = type(f"{error_class.__name__}({cause_class.__name__})", (error_class, cause_class), namespace)
    except TypeError:
        made = None  # a class that cannot be derived from together with Exception
    _classes[cause_class] = made
    return made

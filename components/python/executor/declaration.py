"""What the executor can do, in the contract's words (package `polyray:compute`, interface `types`)."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Default", "Kind", "Operation", "ParameterSpec", "Port", "ValueSpec"]

type Kind = Literal["boolean", "integer", "number", "text", "numbers", "texts", "json"]
type Scalar = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Default:
    """The value that stands in for an absent parameter, of the parameter's own kind."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """A parameter. Bounds are inclusive and for each element of `numbers`; `choices` likewise for `texts`."""

    name: str
    summary: str
    kind: Kind
    presence: Literal["required", "optional"] | Default = "required"
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()

    def wire(self) -> dict[str, object]:
        """The record as jco takes it."""
        presence = self.presence
        return {
            "name": self.name,
            "summary": self.summary,
            "kind": self.kind,
            "unit": self.unit,
            "presence": (
                {"tag": "default", "val": {"tag": self.kind, "val": presence.value}}
                if isinstance(presence, Default)
                else {"tag": presence}
            ),
            "minimum": self.minimum,
            "maximum": self.maximum,
            "choices": self.choices,
        }


@dataclass(frozen=True, slots=True)
class ValueSpec:
    """A member of the response's values."""

    name: str
    summary: str
    kind: Kind
    unit: str = ""
    always: bool = True

    def wire(self) -> dict[str, object]:
        """The record as jco takes it."""
        return {
            "name": self.name,
            "summary": self.summary,
            "kind": self.kind,
            "unit": self.unit,
            "always": self.always,
        }


@dataclass(frozen=True, slots=True)
class Port:
    """A tensor that goes in or comes out.

    `types` empty: any. `dimensions` None: any rank; a number fixes an axis, a name makes equal sizes of equal names.
    """

    name: str
    summary: str
    types: tuple[str, ...] = ()
    dimensions: tuple[int | str, ...] | None = None
    unit: str = ""
    always: bool = False

    def wire(self) -> dict[str, object]:
        """The record as jco takes it."""
        dimensions = self.dimensions
        return {
            "name": self.name,
            "summary": self.summary,
            "types": self.types,
            "dimensions": dimensions
            and [{"tag": "fixed" if isinstance(size, int) else "named", "val": size} for size in dimensions],
            "unit": self.unit,
            "always": self.always,
        }


@dataclass(frozen=True, slots=True)
class Operation:
    """The declaration of one operation."""

    name: str
    summary: str
    parameters: tuple[ParameterSpec, ...] = ()
    inputs: tuple[Port, ...] = ()
    values: tuple[ValueSpec, ...] = ()
    outputs: tuple[Port, ...] = ()

    def wire(self) -> dict[str, object]:
        """The record as jco takes it."""
        return {
            "name": self.name,
            "summary": self.summary,
            "parameters": [each.wire() for each in self.parameters],
            "inputs": [each.wire() for each in self.inputs],
            "values": [each.wire() for each in self.values],
            "outputs": [each.wire() for each in self.outputs],
        }

"""The contract's words as componentize-py spells them."""

from wit_world.imports import types

from polyray_executor.declaration import Default, Operation, ParameterSpec, Port, ValueSpec
from polyray_executor.types import TENSOR_TYPES

__all__ = ["KIND_OF_VALUE", "TYPE_NAMES", "WIRE_TYPES", "WIRE_VALUES", "wire_operation"]

WIRE_TYPES = {name: types.TensorType[name.upper()] for name in TENSOR_TYPES}
TYPE_NAMES = {wire: name for name, wire in WIRE_TYPES.items()}
WIRE_VALUES = {
    "boolean": types.Value_Boolean,
    "integer": types.Value_Integer,
    "number": types.Value_Number,
    "text": types.Value_Text,
    "numbers": types.Value_Numbers,
    "texts": types.Value_Texts,
    "json": types.Value_Json,
}
KIND_OF_VALUE = {wire: kind for kind, wire in WIRE_VALUES.items()}


def wire_operation(declared: Operation) -> types.Operation:
    """The record that `operations` answers with."""
    return types.Operation(
        declared.name,
        declared.summary,
        [_parameter(each) for each in declared.parameters],
        [_port(each) for each in declared.inputs],
        [_value(each) for each in declared.values],
        [_port(each) for each in declared.outputs],
    )


def _parameter(spec: ParameterSpec) -> types.ParameterSpec:
    presence = spec.presence
    if isinstance(presence, Default):
        wire = types.Presence_Default(WIRE_VALUES[spec.kind](presence.value))
    else:
        wire = types.Presence_Required() if presence == "required" else types.Presence_Optional()
    kind = types.ValueKind[spec.kind.upper()]
    return types.ParameterSpec(
        spec.name, spec.summary, kind, spec.unit, wire, spec.minimum, spec.maximum, list(spec.choices)
    )


def _value(spec: ValueSpec) -> types.ValueSpec:
    return types.ValueSpec(spec.name, spec.summary, types.ValueKind[spec.kind.upper()], spec.unit, spec.always)


def _port(port: Port) -> types.Port:
    dimensions = port.dimensions and [
        types.Dimension_Fixed(size) if isinstance(size, int) else types.Dimension_Named(size) for size in port.dimensions
    ]
    return types.Port(
        port.name, port.summary, [WIRE_TYPES[name] for name in port.types], dimensions, port.unit, port.always
    )

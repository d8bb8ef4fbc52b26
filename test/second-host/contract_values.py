"""JSON of `write-vectors.ts` and the values of a component's functions, by the types that the component itself declares."""

import base64
import math
import struct
from typing import Any

from wasmtime import component as c

__all__ = ["same", "value_of"]

_FLOATS = {"fp32": "f", "fp64": "d", "complex64": "f", "complex128": "d"}


def value_of(type: c.ValType, json: Any) -> Any:
    """The JSON as wasmtime's Python takes and gives it."""
    match type:
        case c.F64():
            return float(json)
        case c.S64():
            return int(json)
        case c.ListType():
            if isinstance(type.element, c.U8):
                return base64.b64decode(json)
            return [value_of(type.element, item) for item in json]
        case c.RecordType():
            record = c.Record()
            for name, field in type.fields:
                setattr(record, name, value_of(field, json.get(name)))
            return record
        case c.OptionType():
            return None if json is None else value_of(type.payload, json)
        case c.ResultType():
            case, value = next(iter(json.items()))
            return _case(type, case, value_of(type.ok if case == "ok" else type.err, value))
        case c.VariantType():
            payload = dict(type.cases)[json["tag"]]
            return _case(type, json["tag"], None if payload is None else value_of(payload, json["val"]))
        case _:  # texts, booleans, enumerations, 32-bit integers
            return json


def _case(type: c.VariantType | c.ResultType, tag: str, value: Any) -> Any:
    """Wasmtime leaves the tag out where each case is of a class of its own."""
    return c.Variant(tag, value) if type._tagged() else value


def same(a: Any, b: Any) -> bool:
    """Equal to the bit, but for NaN, whose bits WebAssembly leaves open."""
    match a, b:
        case float(), float():
            return struct.pack("d", a) == struct.pack("d", b) or (math.isnan(a) and math.isnan(b))
        case list(), list():
            return len(a) == len(b) and all(map(same, a, b))
        case c.Variant(), c.Variant():
            return a.tag == b.tag and same(a.payload, b.payload)
        case c.Record(), c.Record():
            left, right = vars(a), vars(b)
            if left.keys() == right.keys() == {"dimensions", "type", "data"}:
                return a.dimensions == b.dimensions and a.type == b.type and _same_data(a.type, a.data, b.data)
            return left.keys() == right.keys() and all(same(left[name], right[name]) for name in left)
        case _:
            return type(a) is type(b) and a == b


def _same_data(type: str, a: bytes, b: bytes) -> bool:
    code = _FLOATS.get(type)
    if a == b or code is None or len(a) != len(b):
        return a == b
    return all(same(x, y) for (x,), (y,) in zip(struct.iter_unpack(code, a), struct.iter_unpack(code, b), strict=True))

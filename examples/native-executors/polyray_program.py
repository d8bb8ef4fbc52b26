"""A program that polyray runs as an executor: the protocol of docs/migration.md, in nothing but the standard library.

    run(name, version, [operation...], {"group.verb": function})

A function takes the parameters as a dict and the inputs as a dict of Tensors, and returns values and outputs, dicts both.
The host has checked every request against the declaration. What a function prints must go to standard error.
"""

import json
import struct
import sys
import traceback

_PRELUDE = struct.Struct("<4sIQ")
_BYTES = {"bool": 1, "u8": 1, "i8": 1, "u16": 2, "i16": 2, "u32": 4, "i32": 4, "u64": 8, "i64": 8}
_BYTES |= {"fp16": 2, "bf16": 2, "fp32": 4, "fp64": 8, "complex64": 8, "complex128": 16}


class Tensor:
    """Dense, row-major, little-endian; `data` is any object with a buffer, such as an array.array."""

    def __init__(self, type, dimensions, data):
        self.type, self.dimensions, self.data = type, list(dimensions), data


class Failed(Exception):
    """The request is right, and has no answer."""


class Unsupported(Exception):
    """The request is right, and this program cannot serve it."""

    def __init__(self, path, message):
        super().__init__(message)
        self.path = path


def run(name, version, operations, functions):
    """Answers until standard input ends."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a forgotten print() must not break the protocol
    while (prelude := source.read(_PRELUDE.size)) != b"":
        _, header_bytes, body_bytes = _PRELUDE.unpack(prelude)
        request = json.loads(source.read(header_bytes))
        body = memoryview(source.read(body_bytes))
        if request["method"] == "describe":
            answer, parts = {"protocol": 1, "name": name, "version": version, "operations": operations}, []
        else:
            answer, parts = _execute(functions[request["operation"]], request, body)
        header = json.dumps({"id": request["id"], **answer}).encode()
        target.write(_PRELUDE.pack(b"PLYR", len(header), sum(part.nbytes for part in parts)))
        target.write(header)
        for part in parts:
            target.write(part)
        target.flush()


def _execute(function, request, body):
    try:
        values, outputs = function(request["parameters"], _read(request["inputs"], body))
    except Failed as error:
        return {"error": {"code": "failed", "message": str(error)}}, []
    except Unsupported as error:
        return {"error": {"code": "unsupported", "path": error.path, "message": str(error)}}, []
    except MemoryError:
        return {"error": {"code": "out-of-memory"}}, []
    except Exception:
        return {"error": {"code": "internal", "message": traceback.format_exc()}}, []
    declared = [{"name": name, "type": t.type, "dimensions": t.dimensions} for name, t in outputs.items()]
    return {"values": values, "outputs": declared}, [memoryview(t.data).cast("B") for t in outputs.values()]


def _read(declared, body):
    inputs, at = {}, 0
    for tensor in declared:
        size = _BYTES[tensor["type"]]
        for length in tensor["dimensions"]:
            size *= length
        inputs[tensor["name"]] = Tensor(tensor["type"], tensor["dimensions"], body[at : at + size])
        at += size
    return inputs

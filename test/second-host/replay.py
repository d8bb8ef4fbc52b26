"""Runs components under wasmtime and compares each answer with jco's: `replay.py CACHE VECTORS.json ...`.

CACHE keeps compiled components, by the hash of their bytes and wasmtime's version.
"""

import copy
import hashlib
import json
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from contract_values import same, value_of
from wasmtime import Config, Engine, Store
from wasmtime.component import Component, Func, Linker


def compiled(engine: Engine, file: Path, cache: Path) -> Component:
    data = file.read_bytes()
    kept = cache / f"{hashlib.sha256(data).hexdigest()}-{version('wasmtime')}.cwasm"
    if not kept.exists():
        part = kept.with_suffix(".part")
        part.write_bytes(Component(engine, data).serialize())
        part.rename(kept)
    return Component.deserialize_file(engine, str(kept))


class Instance:
    """A component that is given nothing: no WASI, no host functions."""

    def __init__(self, engine: Engine, component: Component) -> None:
        self.store = Store(engine)
        self.instance = Linker(engine).instantiate(self.store, component)
        self.functions: dict[tuple[str, str], Func] = {}

    def function(self, interface: str, name: str) -> Func:
        key = interface, name
        if key not in self.functions:
            where = self.instance.get_export_index(self.store, f"polyray:compute/{interface}@0.1.0")
            self.functions[key] = self.instance.get_func(
                self.store, self.instance.get_export_index(self.store, name, where)
            )
        return self.functions[key]

    def call(self, vector: dict[str, Any]) -> tuple[Any, Any]:
        """The answer, and the one that the vector expects, as values of the same type."""
        function = self.function(vector["interface"], vector["function"])
        type = function.type(self.store)
        given = [value_of(param, argument) for (_, param), argument in zip(type.params, vector["arguments"], strict=True)]
        answer = function(self.store, *given)
        function.post_return(self.store)
        return answer, value_of(type.result, vector["answer"])


def replay(engine: Engine, file: Path, cache: Path) -> int:
    """How many answers differ."""
    began = time.monotonic()
    vectors = json.loads(file.read_text())
    instance = Instance(engine, compiled(engine, Path(vectors["component"]), cache))
    different = 0
    for vector in vectors["vectors"]:
        answer, expected = instance.call(vector)
        if not same(answer, expected):
            different += 1
            print(f"{file.stem}: {vector['what']}: {text(answer)} under wasmtime, {text(expected)} through jco")
    count = len(vectors["vectors"])
    print(f"{file.stem}: {count - different} of {count} answers agree, {time.monotonic() - began:.1f} s")
    return different if count else 1


def blind(engine: Engine, file: Path, cache: Path) -> bool:
    """Whether the comparison misses a changed answer; if so, nothing it says counts."""
    vectors = json.loads(file.read_text())
    instance = Instance(engine, compiled(engine, Path(vectors["component"]), cache))
    operations = next(vector for vector in vectors["vectors"] if vector["function"] == "operations")
    changed = copy.deepcopy(operations)
    changed["answer"][-1]["summary"] += "!"
    return not same(*instance.call(operations)) or same(*instance.call(changed))


def text(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(text, value))}]"
    fields = getattr(value, "__dict__", None)
    return repr(value)[:300] if fields is None else f"{{{', '.join(f'{name}: {text(of)}' for name, of in fields.items())}}}"


def main(cache: str, *files: str) -> None:
    config = Config()
    config.wasm_component_model = True
    config.wasm_relaxed_simd = True
    engine = Engine(config)
    kept = Path(cache)
    kept.mkdir(parents=True, exist_ok=True)
    paths = [Path(file) for file in files]
    if not paths:
        sys.exit("Cannot replay: no vectors are given")
    if blind(engine, paths[0], kept):
        sys.exit("Cannot replay: the comparison does not see a changed answer")
    failed = sum(replay(engine, path, kept) > 0 for path in paths)
    print(f"{len(paths) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main(*sys.argv[1:])

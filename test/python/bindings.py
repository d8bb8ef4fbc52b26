"""What the tests of the bindings call: operations by name, and what CPython's own mathematics makes of the same."""

import cmath
import importlib
import inspect
import json
import math
import struct
import sys
from types import ModuleType

import miniray
import polyray
from polyray import Tensor, ml, signal

FP32 = 2.0**-24
"""The relative error of one rounding."""


def plain(value):
    """A result as JavaScript compares it."""
    if not isinstance(value, Tensor):
        return value
    view = memoryview(value)
    return {"type": value.dtype, "dimensions": list(value.shape), "data": view.cast("B").cast(view.format)}


def call(module, function, signal, parameters, remote):
    """An operation by its Python name, its results by the names of their fields."""
    operation = getattr(getattr(polyray, module), function)
    named = {name.replace("-", "_"): value for name, value in parameters.items()}
    if not remote:
        return {name: plain(value) for name, value in operation(signal, **named)._asdict().items() if value is not None}
    refs = operation.remote(miniray.put(signal), **named)._asdict()
    values = miniray.get(refs.pop("values")) if "values" in refs else {}
    there = {name: ref for name, ref in refs.items() if miniray.get(ref) is not None}
    return {name: plain(Tensor(ref)) for name, ref in there.items()} | values


def error_of(module, function, signal, parameters):
    """The class, whether it is a ValueError, and the message of what a call raises."""
    try:
        call(module, function, signal, parameters, False)
    except Exception as error:
        return [type(error).__name__, isinstance(error, ValueError), str(error)]
    return ["nothing", False, ""]


def remote_error():
    """What is raised by `get` when an input that was a reference is found to be wrong."""
    ref = signal.welch.remote(miniray.put(Tensor([[1.0]]))).power
    try:
        miniray.get(ref)
    except miniray.exceptions.InvalidRequestError as error:
        return isinstance(error, miniray.exceptions.RayTaskError), str(error.cause)


def out_of_time():
    """What is raised by work that is stopped, and by limits that are none."""
    said = []
    for timeout in (0.2, 0, -1, float("nan"), "1"):
        try:
            polyray.python.run(source="def main():\n    while True: pass", timeout=timeout)
        except (TimeoutError, ValueError) as error:
            said.append(f"{type(error).__name__} {error}")
    return said


def generated(text):
    """What a text makes as a module of the package: signatures, fields of results, and the first lines of docstrings."""
    module = ModuleType("polyray.odd")
    module.__package__ = "polyray"
    sys.modules[module.__name__] = module
    exec(compile(text, "odd.py", "exec"), module.__dict__)
    functions = [name for name in module.__all__ if name.islower()]
    return (
        {name: str(inspect.signature(getattr(module, name))) for name in functions},
        {name: list(getattr(module, name)._fields) for name in module.__all__ if name not in functions},
        [getattr(module, name).__doc__.splitlines()[0] for name in functions],
    )


def signature(module, function):
    """Names of positional and of keyword parameters, the latter with their defaults, and the fields of the result."""
    operation = getattr(getattr(polyray, module), function)
    own = inspect.signature(operation).parameters.values()
    assert inspect.signature(operation.remote).parameters == inspect.signature(operation).parameters
    missing = inspect.Parameter.empty
    result = getattr(importlib.import_module(f"polyray.{module}"), type(operation).__name__.lstrip("_") + "Result")
    return {
        "positional": [p.name for p in own if p.kind is p.POSITIONAL_OR_KEYWORD],
        "keywords": {p.name: "required" if p.default is missing else p.default for p in own if p.kind is p.KEYWORD_ONLY},
        "fields": list(result._fields),
        "doc": operation.__doc__,
    }


def fft_against_definition(n, seed):
    """How far a transform is from its definition, in units of what rounding may do to it."""
    state, values = seed, []
    for _ in range(2 * n):
        state = (state * 1103515245 + 12345) % 2**31
        values.append(state / 2**30 - 1)
    x = [complex(a, b) for a, b in zip(values[::2], values[1::2], strict=True)]
    got = signal.fft(x).spectrum
    assert got.dtype == "complex128" and got.shape == (n,)
    norm = math.sqrt(math.fsum(abs(v) ** 2 for v in x))
    worst = 0.0
    for k, bin in enumerate(got):
        terms = [v * cmath.exp(-2j * math.pi * (j * k % n) / n) for j, v in enumerate(x)]
        want = complex(math.fsum(t.real for t in terms), math.fsum(t.imag for t in terms))
        worst = max(worst, abs(bin - want) / (2.0**-53 * math.log2(n) * math.sqrt(n) * norm))
    back = signal.fft(got, inverse=True, normalize=True).spectrum
    return worst, max(abs(a - b) for a, b in zip(back, x, strict=True))


def matmul_excess(m, k, n):
    """By how much a product exceeds k roundings of the sum of magnitudes (Higham, Accuracy and Stability, 3.5)."""
    a = Tensor([[math.sin(7 * i + j) for j in range(k)] for i in range(m)], "fp32")
    b = Tensor([[math.cos(5 * i - j) for j in range(n)] for i in range(k)], "fp32")
    product = a @ b
    assert product.shape == (m, n) and product.dtype == "fp32"
    rows, columns = a.tolist(), list(zip(*b.tolist(), strict=True))
    return max(
        abs(product[i, j] - math.sumprod(row, column))
        - k * FP32 * math.sumprod([abs(x) for x in row], [abs(x) for x in column])
        for i, row in enumerate(rows)
        for j, column in enumerate(columns)
    )


def softmax_error(rows, columns, scale):
    """The largest relative error in roundings, of results above single precision's smallest normal number."""
    x = Tensor([[20 * math.sin(3 * i + j) for j in range(columns)] for i in range(rows)], "fp32")
    y = x.softmax(scale=scale)
    worst = 0.0
    for given, row in zip(x.tolist(), y.tolist(), strict=True):
        top = max(scale * v for v in given)
        powers = [math.exp(scale * v - top) for v in given]
        total = math.fsum(powers)
        worst = max(
            worst, *(abs(got * total / p - 1) / FP32 for got, p in zip(row, powers, strict=True) if p / total > 2.0**-126)
        )
    return worst


WEIGHTS = {
    "w0": Tensor([[1, -2], [0.5, 4], [-0.25, 0.75]], "fp32"),
    "b0": Tensor([0.1, -0.2, 0.3], "fp32"),
    "w1": Tensor([[1, -1, 2]], "fp32"),
}
LAYERS = [{"weight": "w0", "bias": "b0", "activation": "tanh"}, {"weight": "w1"}]


def model_file(layers=None, tensors=None, **metadata):
    """A safetensors file, as the format is described."""
    told = {"format": "polyray-dense", "layers": json.dumps(LAYERS if layers is None else layers), **metadata}
    header, data = {"__metadata__": told}, b""
    for name, one in (WEIGHTS if tensors is None else tensors).items():
        begin, data = len(data), data + one.tobytes()
        header[name] = {"dtype": "F32", "shape": list(one.shape), "data_offsets": [begin, len(data)]}
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def model_by_hand(rows):
    """The network of `model_file` in double precision."""
    weights = {name: one.tolist() for name, one in WEIGHTS.items()}
    layer = list(zip(weights["w0"], weights["b0"], strict=True))
    hidden = [[math.tanh(math.sumprod(w, x) + b) for w, b in layer] for x in rows]
    return [[math.sumprod(w, h) for w in weights["w1"]] for h in hidden]


def run_model():
    """How far a model is off: from a path and from bytes, in this thread, a task and an actor, and by reference."""
    rows = [[0.5, 0.25], [-1.5, 2.0], [3.0, -0.125]]
    want = model_by_hand(rows)
    off = []

    def see(got):
        off.append(max(abs(g - w) for g, w in zip([r[0] for r in got], [r[0] for r in want], strict=True)))

    with open("/tmp/model.safetensors", "wb") as file:
        file.write(model_file())
    with ml.load_model("/tmp/model.safetensors") as model:
        result = model.run(rows)
        see(result.y.tolist())
        see(Tensor(model.run.remote(miniray.put(Tensor(rows, "fp32"))).y).tolist())

        @miniray.remote
        def elsewhere(model, x):
            return model.run(x).y

        @miniray.remote
        class Server:
            def __init__(self, file):
                self.model = ml.load_model(file)

            async def ask(self, x):
                return self.model.run(x).y.tolist()

        see(miniray.get(elsewhere.remote(model, Tensor(rows, "fp32"))).tolist())
        server = Server.remote(model_file())
        for got in miniray.get([server.ask.remote(rows) for _ in range(2)]):
            see(got)
    with ml.load_model(memoryview(model_file())) as second:
        see(second.run(rows).y.tolist())
    return off, result.error is None


def closed_model():
    """What a model says after it is closed, to its owner and to those who still know its name."""
    model = ml.load_model(model_file())
    name = model.name
    model.close()
    model.close()
    said = []
    for call in (lambda: model.run([[1.0, 2.0]]), lambda: polyray.model.run([[1.0, 2.0]], model=name)):
        try:
            call()
        except ValueError as error:
            said.append(str(error).replace(name, "NAME"))
    model = ml.load_model(model_file())
    name = model.name
    del model
    try:
        polyray.model.run([[1.0, 2.0]], model=name)
    except ValueError as error:
        said.append(str(error).replace(name, "NAME"))
    return said


def bad_models():
    """What is said of files that are no models."""
    good = model_file()
    wide = {**WEIGHTS, "w1": Tensor([[1, 2]], "fp32")}
    said = []
    for source in (
        b"",
        good[:-1],
        good[:40],
        model_file(format="gguf"),
        model_file([]),
        model_file([{"weight": "w9"}]),
        model_file([{"weight": "w0", "activation": "swish"}]),
        model_file([{"weight": "w0", "bias": "w1"}]),
        model_file(tensors=wide),
        "/tmp/there is none",
        3,
    ):
        try:
            ml.load_model(source)
            said.append("nothing")
        except Exception as error:
            said.append(f"{type(error).__name__} {str(error).partition(' "python-')[0]}")
    return said


def tensors():
    """What tensors are, as they print."""
    from array import array

    matrix = Tensor([[1, 2, 3], [4, 5, 6]], "fp32")
    half = polyray.python.run(Tensor([0.5, -1.5], "fp16"), source="def main(a): return a").a
    truth = polyray.python.run(Tensor([[True], [False]]), source="def main(a): return a").a
    shared = array("d", [1.0, 2.0])
    seen = Tensor(shared)
    shared[0] = 7.0
    return [
        repr(matrix),
        repr(matrix[1]),
        repr(matrix[:, 1]),
        repr(matrix[::-1, ::2]),
        repr(matrix[..., 0]),
        repr(matrix[5:]),
        matrix[-1, -1],
        memoryview(matrix).tolist(),
        [len(matrix), matrix.ndim, matrix.nbytes, memoryview(matrix).readonly],
        [row.tolist() for row in matrix],
        repr(Tensor(3)),
        repr(Tensor([1j, 2])),
        Tensor([1j, 2])[0] == 1j,
        repr(Tensor([[], []])),
        repr(Tensor(memoryview(b"abcd"), shape=(2, 2))),
        repr(Tensor([array("d", [1, 2]), Tensor([3, 4])])),
        repr(Tensor(Tensor([1, 2]), "fp64")),
        repr(Tensor(miniray.put(array("h", [1, 2, 3])))),
        repr(Tensor(miniray.put([1.5, 2]), "fp32")),
        seen.tolist(),
        [half.dtype, half.tolist(), truth.dtype, truth.tolist(), truth.shape],
        miniray.get(matrix.ref).shape,
        repr(miniray.get(Tensor([1j]).ref)),
    ]


def bad_tensors():
    """What tensors cannot be made of, and how they cannot be looked at."""
    from array import array

    matrix = Tensor([[1, 2, 3], [4, 5, 6]])
    said = []
    for make in (
        lambda: Tensor([[1], [1, 2]]),
        lambda: Tensor([1, [2]]),
        lambda: Tensor(["a"]),
        lambda: Tensor({}),
        lambda: Tensor([1], "float32"),
        lambda: Tensor([300], "u8"),
        lambda: Tensor([1j], "fp64"),
        lambda: Tensor([1e6], "fp16"),
        lambda: Tensor([1, 2], shape=(3,)),
        lambda: Tensor(array("w", "a")),
        lambda: Tensor(miniray.put(None)).shape,
        lambda: matrix[2],
        lambda: matrix[0, 0, 0],
        lambda: memoryview(Tensor([1j])),
        lambda: memoryview(Tensor([[], []])),
        lambda: len(Tensor(1)),
    ):
        try:
            said.append(repr(make()))
        except Exception as error:
            said.append(f"{type(error).__name__}: {error}")
    nested = []
    nested.append(nested)
    try:
        Tensor(nested)
    except ValueError as error:
        said.append(str(error))
    return said


def stays_in_store():
    """Which of the tensors that went from operation to operation were copied into this interpreter."""
    x = Tensor(miniray.put(Tensor([math.sin(i) for i in range(4096)])))
    spectrum = signal.fft(x, kind="r2c").spectrum
    back = signal.fft(spectrum, kind="c2r", normalize=True).spectrum
    seen = [repr(one).startswith("Tensor(ObjectRef(") for one in (x, spectrum, back)]
    return seen, max(abs(a - b) for a, b in zip(x, back, strict=True)) < 1e-14

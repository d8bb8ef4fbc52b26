// An ONNX model of one MatMul, written field by field: no exporter needed. Protocol buffers' wire format; field numbers
// are those of onnx.proto3.

function varint(value: number): number[] {
  const bytes = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

const integer = (field: number, value: number) => [...varint(field * 8), ...varint(value)];
const message = (field: number, ...parts: number[][]) => {
  const body = parts.flat();
  return [...varint(field * 8 + 2), ...varint(body.length), ...body];
};
const text = (field: number, value: string) => message(field, [...new TextEncoder().encode(value)]);

/** ValueInfoProto of a float tensor. */
function tensorInfo(name: string, dimensions: readonly number[]): number[][] {
  const shape = message(2, ...dimensions.map((size) => message(1, integer(1, size))));
  return [text(1, name), message(2, message(1, integer(1, 1), shape))];
}

/** ModelProto: c [m, n] = MatMul(a [m, k], b [k, n]), operator set 17. */
export function matmulModel(m: number, k: number, n: number): Uint8Array {
  const node = message(1, text(1, 'a'), text(1, 'b'), text(2, 'c'), text(4, 'MatMul'));
  const inputs = [message(11, ...tensorInfo('a', [m, k])), message(11, ...tensorInfo('b', [k, n]))];
  const graph = message(7, node, text(2, 'matmul'), ...inputs, message(12, ...tensorInfo('c', [m, n])));
  return Uint8Array.from([...integer(1, 8), ...message(8, integer(2, 17)), ...graph]);
}

// A request bound to the declaration of its operation, and the response in the making.
import { reserve, take } from './arena';
import { Operation, ParameterSpec, Port } from './declaration';
import { ErrorCode, Kind, Tensor, Text, Value, decode, elementSizes, encode, equal, kindNames, putList, putText, typeNames } from './types';

export class Call {
  /** An ErrorCode, or -1 as long as all is well. */
  code: i32 = -1;
  path: string = '';
  message: string = '';
  /** Addresses of values and tensors, in the order of the declaration; 0: absent, without a default. */
  private parameters: StaticArray<usize>;
  private inputs: StaticArray<usize>;
  /** The response's lists, and how much of them is filled. */
  outputs: usize;
  outputCount: u32 = 0;
  values: usize;
  valueCount: u32 = 0;
  /** The sizes that named axes turned out to have. */
  private axes: Text[] = [];
  private sizes: u32[] = [];

  constructor(private spec: Operation) {
    this.parameters = new StaticArray<usize>(spec.parameters.length);
    this.inputs = new StaticArray<usize>(spec.inputs.length);
    this.outputs = take(<usize>spec.outputs.length * offsetof<Tensor>());
    this.values = take(<usize>spec.values.length * offsetof<Value>());
  }

  // ---- what was asked ------------------------------------------------------------------------------------------------

  /** The parameter, by its place in the declaration; it is given or has a default. */
  parameter(i: i32): Value { return changetype<Value>(this.parameters[i]); }
  /** The input, by its place in the declaration; only if `has` it, unless it is always there. */
  input(i: i32): Tensor { return changetype<Tensor>(this.inputs[i]); }
  has(i: i32): bool { return this.inputs[i] != 0; }

  /** Which of its choices a text parameter is. */
  choice(i: i32): i32 {
    const text = this.parameter(i), words = this.spec.parameters[i].words;
    let chosen = 0;
    while (!equal(words[chosen], text.at, text.size)) chosen++;
    return chosen;
  }

  // ---- what is answered ------------------------------------------------------------------------------------------------

  fail(code: i32, path: string, message: string): bool {
    this.code = code;
    this.path = path;
    this.message = message;
    return false;
  }
  invalid(path: string, message: string): bool { return this.fail(ErrorCode.INVALID, path, message); }
  outOfMemory(): void { this.fail(ErrorCode.OUT_OF_MEMORY, '', ''); }

  /** The output of this place in the declaration, of its first type; null, and the call has failed, when memory is short. */
  output(i: i32, dimensions: StaticArray<u32>): Tensor | null {
    const port = this.spec.outputs[i], type = port.types[0];
    const bytes = product(elementSizes[type], changetype<usize>(dimensions), dimensions.length);
    const data = reserve(bytes);
    if (data == 0) {
      this.outOfMemory();
      return null;
    }
    const tensor = changetype<Tensor>(this.outputs + this.outputCount++ * offsetof<Tensor>());
    putText(changetype<usize>(tensor), port.key);
    tensor.dimensions = changetype<usize>(dimensions);
    tensor.rank = dimensions.length;
    tensor.type = type;
    tensor.data = data;
    tensor.bytes = <u32>bytes;
    return tensor;
  }

  /** Answers the integer value of this place in the declaration. */
  integer(i: i32, integer: i64): void {
    const value = changetype<Value>(this.values + this.valueCount++ * offsetof<Value>());
    putText(changetype<usize>(value), this.spec.values[i].key);
    value.kind = Kind.INTEGER;
    value.integer = integer;
  }

  // ---- whether it may be asked ---------------------------------------------------------------------------------------

  /** Checks the request against the declaration; false, and the call has failed, at its first mistake. */
  accept(values: usize, valueCount: u32, tensors: usize, tensorCount: u32): bool {
    for (let i: u32 = 0; i < valueCount; i++) if (!this.acceptValue(changetype<Value>(values + i * offsetof<Value>()))) return false;
    for (let i = 0; i < this.parameters.length; i++) {
      if (this.parameters[i] != 0) continue;
      const spec = this.spec.parameters[i];
      if (spec.required) return this.invalid('parameters.' + spec.name, 'is required');
      this.parameters[i] = changetype<usize>(spec.fallback);
    }
    for (let i: u32 = 0; i < tensorCount; i++) if (!this.acceptTensor(changetype<Tensor>(tensors + i * offsetof<Tensor>()))) return false;
    for (let i = 0; i < this.inputs.length; i++) {
      const port = this.spec.inputs[i];
      if (this.inputs[i] == 0 && port.always) return this.invalid('inputs.' + port.name, 'is required');
    }
    return true;
  }

  private acceptValue(value: Value): bool {
    const specs = this.spec.parameters;
    let i = 0;
    while (i < specs.length && !equal(specs[i].key, value.nameAt, value.nameSize)) i++;
    if (i == specs.length) {
      return this.invalid('parameters.' + decode(value.nameAt, value.nameSize), 'is not a parameter of "' + this.spec.name + '"');
    }
    const spec = specs[i], path = 'parameters.' + spec.name;
    if (this.parameters[i] != 0) return this.invalid(path, 'is given twice');
    this.parameters[i] = changetype<usize>(value);
    if (value.kind != spec.kind) return this.invalid(path, 'must be of kind ' + kindNames[spec.kind] + ', is of kind ' + kindNames[value.kind]);
    const problem = problemOf(spec, value);
    return problem == '' || this.invalid(path, problem);
  }

  private acceptTensor(tensor: Tensor): bool {
    const ports = this.spec.inputs;
    let i = 0;
    while (i < ports.length && !equal(ports[i].key, tensor.nameAt, tensor.nameSize)) i++;
    if (i == ports.length) {
      return this.invalid('inputs.' + decode(tensor.nameAt, tensor.nameSize), 'is not an input of "' + this.spec.name + '"');
    }
    const port = ports[i], path = 'inputs.' + port.name;
    if (this.inputs[i] != 0) return this.invalid(path, 'is given twice');
    this.inputs[i] = changetype<usize>(tensor);
    if (!port.types.includes(tensor.type)) {
      return this.invalid(path + '.type', 'must be ' + port.types.map<string>((type) => typeNames[type]).join(' or ') + ', is ' + typeNames[tensor.type]);
    }
    const bytes = product(elementSizes[tensor.type], tensor.dimensions, tensor.rank);
    if (bytes != tensor.bytes) {
      const wanted = bytes > 0xffffffff ? 'more than memory has' : bytes.toString();
      return this.invalid(path + '.data', 'holds ' + tensor.bytes.toString() + ' bytes, its dimensions and type say ' + wanted);
    }
    return this.acceptSizes(port, tensor, path);
  }

  private acceptSizes(port: Port, tensor: Tensor, path: string): bool {
    const axes = port.axes;
    if (<u32>axes.length != tensor.rank) {
      return this.invalid(path + '.dimensions', 'must have rank ' + axes.length.toString() + ', has rank ' + tensor.rank.toString());
    }
    for (let i = 0; i < axes.length; i++) {
      const axis = axes[i], size = tensor.dimension(i);
      let known = 0;
      while (known < this.axes.length && !equal(this.axes[known], axis.at, axis.size)) known++;
      if (known == this.axes.length) {
        this.axes.push(axis);
        this.sizes.push(size);
      } else if (this.sizes[known] != size) {
        const wanted = this.sizes[known].toString() + ' (' + port.dimensions[i] + ')';
        return this.invalid(path + '.dimensions[' + i.toString() + ']', 'must be ' + wanted + ', is ' + size.toString());
      }
    }
    return true;
  }

  /** Writes `result<response, error-code>`. */
  lower(to: usize): void {
    if (this.code < 0) {
      putList(to + 4, this.values, this.valueCount);
      putList(to + 12, this.outputs, this.outputCount);
    } else lowerError(to, this.code, this.path, this.message);
  }
}

/** Writes an error as `result<response, error-code>`. */
export function lowerError(to: usize, code: i32, path: string, message: string): void {
  store<u8>(to, 1);
  store<u8>(to, <u8>code, 4);
  if (code == ErrorCode.INVALID || code == ErrorCode.UNSUPPORTED) {
    putText(to + 8, encode(path));
    putText(to + 16, encode(message));
  } else if (code != ErrorCode.OUT_OF_MEMORY) putText(to + 8, encode(message));
}

/** `unit` times all dimensions; 2^32 for anything that needs more than 32 bits. */
function product(unit: u64, dimensions: usize, rank: u32): u64 {
  let all = unit;
  let empty = false;
  for (let i: u32 = 0; i < rank; i++) {
    const size = load<u32>(dimensions + (<usize>i << 2));
    if (size == 0) empty = true;
    else if (all <= 0xffffffff) all *= size;
  }
  return empty ? 0 : min<u64>(all, 0x100000000);
}

/** What is wrong with a value of the right kind; empty: nothing. */
function problemOf(spec: ParameterSpec, value: Value): string {
  switch (value.kind) {
    case Kind.INTEGER: return problemOfNumber(spec, <f64>value.integer);
    case Kind.NUMBER: return problemOfNumber(spec, value.number);
    case Kind.NUMBERS:
      for (let i: u32 = 0; i < value.size; i++) {
        const problem = problemOfNumber(spec, load<f64>(value.at + (<usize>i << 3)));
        if (problem != '') return problem;
      }
      return '';
    case Kind.TEXT: return problemOfText(spec, value.at, value.size);
    case Kind.TEXTS:
      for (let i: u32 = 0; i < value.size; i++) {
        const item = value.at + (<usize>i << 3);
        const problem = problemOfText(spec, load<usize>(item), load<u32>(item, 4));
        if (problem != '') return problem;
      }
      return '';
  }
  return '';
}

function problemOfNumber(spec: ParameterSpec, x: f64): string {
  if (spec.minimum > -Infinity && !(x >= spec.minimum)) return 'must be at least ' + spec.minimum.toString() + ', is ' + x.toString();
  if (spec.maximum < Infinity && !(x <= spec.maximum)) return 'must be at most ' + spec.maximum.toString() + ', is ' + x.toString();
  return '';
}

function problemOfText(spec: ParameterSpec, at: usize, size: u32): string {
  const words = spec.words;
  if (words.length == 0) return '';
  for (let i = 0; i < words.length; i++) if (equal(words[i], at, size)) return '';
  return 'must be one of "' + spec.choices.join('", "') + '"; is "' + decode(at, size) + '"';
}

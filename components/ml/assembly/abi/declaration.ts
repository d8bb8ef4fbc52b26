// Operations declare themselves once, at start-up; the declaration is the reply to `operations` and what requests are
// checked against.
import { take } from './arena';
import { Call } from './call';
import { Kind, Size, TensorType, Text, Value, encode, putList, putText, putTexts } from './types';

/** A parameter: required, until `optional` or a default says otherwise. */
export class ParameterSpec {
  key: Text;
  measure: string = '';
  required: bool = true;
  minimum: f64 = -Infinity;
  maximum: f64 = Infinity;
  choices: string[] = [];
  words: Text[] = [];
  /** The default; absent where there is none. */
  fallback: Value | null = null;

  constructor(public name: string, public kind: u8, public summary: string) { this.key = encode(name); }

  unit(unit: string): this { this.measure = unit; return this; }
  between(minimum: f64, maximum: f64): this { this.minimum = minimum; this.maximum = maximum; return this; }
  oneOf(choices: string[]): this { this.choices = choices; this.words = choices.map<Text>((word) => encode(word)); return this; }
  optional(): this { this.required = false; return this; }
  orBoolean(value: bool): this { store<bool>(this.makeFallback(), value); return this; }
  orInteger(value: i64): this { store<i64>(this.makeFallback(), value); return this; }
  orNumber(value: f64): this { store<f64>(this.makeFallback(), value); return this; }
  orText(value: string): this { putText(this.makeFallback(), encode(value)); return this; }

  private makeFallback(): usize {
    const value = changetype<Value>(take(offsetof<Value>()));
    memory.fill(changetype<usize>(value), 0, offsetof<Value>());
    value.kind = this.kind;
    this.fallback = value;
    this.required = false;
    return value.payload;
  }

  lower(to: usize): void {
    memory.fill(to, 0, Size.PARAMETER_SPEC);
    putText(to, this.key);
    putText(to + 8, encode(this.summary));
    store<u8>(to, this.kind, 16);
    putText(to + 20, encode(this.measure));
    const fallback = this.fallback;
    if (fallback) {
      store<u8>(to, 2, 32);
      memory.copy(to + 40, changetype<usize>(fallback) + offsetof<Value>('kind'), 16);
    } else store<u8>(to, this.required ? 0 : 1, 32);
    if (this.minimum > -Infinity) { store<u8>(to, 1, 56); store<f64>(to, this.minimum, 64); }
    if (this.maximum < Infinity) { store<u8>(to, 1, 72); store<f64>(to, this.maximum, 80); }
    putTexts(to + 88, this.words);
  }
}

/** A small result. */
export class ValueSpec {
  key: Text;
  measure: string = '';
  always: bool = true;

  constructor(public name: string, public kind: u8, public summary: string) { this.key = encode(name); }

  unit(unit: string): this { this.measure = unit; return this; }

  lower(to: usize): void {
    putText(to, this.key);
    putText(to + 8, encode(this.summary));
    store<u8>(to, this.kind, 16);
    putText(to + 20, encode(this.measure));
    store<bool>(to, this.always, 28);
  }
}

/** A tensor's axes are named sizes; equal names are equal sizes across an operation's ports. */
export class Port {
  key: Text;
  axes: Text[];
  measure: string = '';
  always: bool = true;

  constructor(public name: string, public summary: string, public types: u8[], public dimensions: string[]) {
    this.key = encode(name);
    this.axes = dimensions.map<Text>((name) => encode(name));
  }

  unit(unit: string): this { this.measure = unit; return this; }
  optional(): this { this.always = false; return this; }

  lower(to: usize): void {
    memory.fill(to, 0, Size.PORT);
    putText(to, this.key);
    putText(to + 8, encode(this.summary));
    putList(to + 16, this.types.dataStart, this.types.length);
    const axes = take(<usize>this.axes.length * Size.DIMENSION);
    for (let i = 0; i < this.axes.length; i++) {
      const axis = axes + <usize>i * Size.DIMENSION;
      store<u8>(axis, 1); // named
      putText(axis + 4, this.axes[i]);
    }
    store<u8>(to, 1, 24); // some
    putList(to + 28, axes, this.axes.length);
    putText(to + 36, encode(this.measure));
    store<bool>(to, this.always, 44);
  }
}

export class Operation {
  key: Text;
  parameters: ParameterSpec[] = [];
  inputs: Port[] = [];
  values: ValueSpec[] = [];
  outputs: Port[] = [];
  run: (call: Call) => void = nothing;

  constructor(public name: string, public summary: string) { this.key = encode(name); }

  takes(parameter: ParameterSpec): this { this.parameters.push(parameter); return this; }
  reads(port: Port): this { this.inputs.push(port); return this; }
  returns(value: ValueSpec): this { this.values.push(value); return this; }
  makes(port: Port): this { this.outputs.push(port); return this; }
  does(run: (call: Call) => void): void { this.run = run; operations.push(this); }

  lower(to: usize): void {
    const parameters = take(<usize>this.parameters.length * Size.PARAMETER_SPEC);
    const values = take(<usize>this.values.length * Size.VALUE_SPEC);
    for (let i = 0; i < this.parameters.length; i++) this.parameters[i].lower(parameters + <usize>i * Size.PARAMETER_SPEC);
    for (let i = 0; i < this.values.length; i++) this.values[i].lower(values + <usize>i * Size.VALUE_SPEC);
    putText(to, this.key);
    putText(to + 8, encode(this.summary));
    putList(to + 16, parameters, this.parameters.length);
    lowerPorts(to + 24, this.inputs);
    putList(to + 32, values, this.values.length);
    lowerPorts(to + 40, this.outputs);
  }
}

function lowerPorts(to: usize, ports: Port[]): void {
  const at = take(<usize>ports.length * Size.PORT);
  for (let i = 0; i < ports.length; i++) ports[i].lower(at + <usize>i * Size.PORT);
  putList(to, at, ports.length);
}

function nothing(call: Call): void {}

/** Every declared operation. */
export const operations: Operation[] = [];

export function operation(name: string, summary: string): Operation { return new Operation(name, summary); }
export function parameter(name: string, kind: u8, summary: string): ParameterSpec { return new ParameterSpec(name, kind, summary); }
export function value(name: string, kind: u8, summary: string): ValueSpec { return new ValueSpec(name, kind, summary); }
/** A port of fp32 elements, the only ones the kernels have. */
export function port(name: string, summary: string, dimensions: string[]): Port { return new Port(name, summary, [TensorType.FP32], dimensions); }

/** The reply to `operations`. */
export function lowerOperations(): usize {
  const list = take(<usize>operations.length * Size.OPERATION);
  for (let i = 0; i < operations.length; i++) operations[i].lower(list + <usize>i * Size.OPERATION);
  const to = take(Size.STRING);
  putList(to, list, operations.length);
  return to;
}

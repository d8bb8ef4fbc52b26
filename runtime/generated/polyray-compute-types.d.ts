// Generated from wit/ by `npm run generate`. Do not edit.
/** @module Interface polyray:compute/types@0.1.0 **/
/**
 * Element types, named after wasi-nn and NumPy. Complete on purpose: a case added later breaks every component.
 * # Variants
 *
 * ## `"bool"`
 *
 * One byte, 0 or 1.
 * ## `"u8"`
 *
 * Unsigned, 8 bits.
 * ## `"i8"`
 *
 * Signed, 8 bits.
 * ## `"u16"`
 *
 * Unsigned, 16 bits.
 * ## `"i16"`
 *
 * Signed, 16 bits.
 * ## `"u32"`
 *
 * Unsigned, 32 bits.
 * ## `"i32"`
 *
 * Signed, 32 bits.
 * ## `"u64"`
 *
 * Unsigned, 64 bits.
 * ## `"i64"`
 *
 * Signed, 64 bits.
 * ## `"fp16"`
 *
 * IEEE 754 binary16.
 * ## `"bf16"`
 *
 * The upper half of an IEEE 754 binary32.
 * ## `"fp32"`
 *
 * IEEE 754 binary32.
 * ## `"fp64"`
 *
 * IEEE 754 binary64.
 * ## `"complex64"`
 *
 * Two fp32: real part, imaginary part.
 * ## `"complex128"`
 *
 * Two fp64: real part, imaginary part.
 */
export type TensorType = 'bool' | 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'u64' | 'i64' | 'fp16' | 'bf16' | 'fp32' | 'fp64' | 'complex64' | 'complex128';
/**
 * Dense, row-major, little-endian.
 */
export interface Tensor {
  /**
   * The size of each axis, outermost first; empty for a scalar.
   */
  dimensions: Uint32Array,
  /**
   * What each element is.
   */
  type: TensorType,
  /**
   * Exactly the elements: product(dimensions) * size(type) bytes.
   */
  data: Uint8Array,
}
/**
 * A tensor under the name of the port it belongs to.
 */
export interface NamedTensor {
  /**
   * The port.
   */
  name: string,
  /**
   * Its content.
   */
  tensor: Tensor,
}
/**
 * A small value. Executors need no JSON parser; `json` is for those whose language has one.
 */
export type Value =
  | {
    /**
     * True or false.
     */
    tag: 'boolean',
    val: boolean,
  }
  | {
    /**
     * A whole number.
     */
    tag: 'integer',
    val: bigint,
  }
  | {
    /**
     * A real number; NaN and the infinities included.
     */
    tag: 'number',
    val: number,
  }
  | {
    /**
     * Any text.
     */
    tag: 'text',
    val: string,
  }
  | {
    /**
     * A list of real numbers.
     */
    tag: 'numbers',
    val: Float64Array,
  }
  | {
    /**
     * A list of texts.
     */
    tag: 'texts',
    val: Array<string>,
  }
  | {
    /**
     * A JSON document.
     */
    tag: 'json',
    val: string,
  };
/**
 * A value under the name of the parameter or result it belongs to.
 */
export interface NamedValue {
  /**
   * The parameter, or the value of a response.
   */
  name: string,
  /**
   * Its content.
   */
  value: Value,
}
/**
 * What a host asks for. Names are unique within each list; order means nothing.
 */
export interface Request {
  /**
   * The name of one of the executor's operations.
   */
  operation: string,
  /**
   * Parameters as the operation declares them.
   */
  parameters: Array<NamedValue>,
  /**
   * Tensors by input port.
   */
  inputs: Array<NamedTensor>,
}
/**
 * What an executor answers. Names are unique within each list; order means nothing.
 */
export interface Response {
  /**
   * Small results.
   */
  values: Array<NamedValue>,
  /**
   * Tensors by output port.
   */
  outputs: Array<NamedTensor>,
}
/**
 * What is wrong, and where.
 */
export interface Problem {
  /**
   * The place: `operation`, `parameters.window`, `inputs.signal.dimensions[0]`.
   */
  path: string,
  /**
   * The reason, as the rest of a sentence that begins with the place.
   */
  message: string,
}
/**
 * Why a request has no answer.
 */
export type ErrorCode =
  | {
    /**
     * The request is wrong: the same request will fail again, everywhere.
     */
    tag: 'invalid',
    val: Problem,
  }
  | {
    /**
     * The request is right, this executor cannot serve it.
     */
    tag: 'unsupported',
    val: Problem,
  }
  | {
    /**
     * Memory ran out; a smaller request may succeed.
     */
    tag: 'out-of-memory',
  }
  | {
    /**
     * The operation ran and has no answer (no convergence, singular matrix).
     */
    tag: 'failed',
    val: string,
  }
  | {
    /**
     * A bug in the executor. The text is for people and may change.
     */
    tag: 'internal',
    val: string,
  };
/**
 * The cases of `value`, in the same order.
 * # Variants
 *
 * ## `"boolean"`
 *
 * `value.boolean`.
 * ## `"integer"`
 *
 * `value.integer`.
 * ## `"number"`
 *
 * `value.number`.
 * ## `"text"`
 *
 * `value.text`.
 * ## `"numbers"`
 *
 * `value.numbers`.
 * ## `"texts"`
 *
 * `value.texts`.
 * ## `"json"`
 *
 * `value.json`.
 */
export type ValueKind = 'boolean' | 'integer' | 'number' | 'text' | 'numbers' | 'texts' | 'json';
/**
 * What happens when a parameter is not given.
 */
export type Presence =
  | {
    /**
     * The request is refused.
     */
    tag: 'required',
  }
  | {
    /**
     * The operation goes on without it.
     */
    tag: 'optional',
  }
  | {
    /**
     * This value stands in.
     */
    tag: 'default',
    val: Value,
  };
/**
 * A parameter of an operation.
 */
export interface ParameterSpec {
  /**
   * Its name, unique among the operation's parameters.
   */
  name: string,
  /**
   * What it means, in a sentence.
   */
  summary: string,
  /**
   * The only kind of value it accepts.
   */
  kind: ValueKind,
  /**
   * The unit of a number (`Hz`, `s`, `m/s^2`); empty for none.
   */
  unit: string,
  /**
   * Whether it must be given.
   */
  presence: Presence,
  /**
   * Inclusive; for `numbers` of each element. NaN passes only where neither bound is given.
   */
  minimum?: number,
  /**
   * Inclusive, like `minimum`.
   */
  maximum?: number,
  /**
   * For `text` and each of `texts`; empty: any.
   */
  choices: Array<string>,
}
/**
 * A member of `response.values`.
 */
export interface ValueSpec {
  /**
   * Its name, unique among the operation's values.
   */
  name: string,
  /**
   * What it means, in a sentence.
   */
  summary: string,
  /**
   * The kind it always has.
   */
  kind: ValueKind,
  /**
   * The unit of a number; empty for none.
   */
  unit: string,
  /**
   * Whether every response holds it.
   */
  always: boolean,
}
/**
 * The size of one axis. Equal names are equal sizes, across the ports of one operation.
 */
export type Dimension =
  | {
    /**
     * Exactly this size.
     */
    tag: 'fixed',
    val: number,
  }
  | {
    /**
     * Any size, the same wherever the name occurs.
     */
    tag: 'named',
    val: string,
  };
/**
 * A tensor that goes in or comes out.
 */
export interface Port {
  /**
   * Its name, unique among the operation's inputs, or among its outputs.
   */
  name: string,
  /**
   * What it means, in a sentence.
   */
  summary: string,
  /**
   * The element types it may have; empty: any.
   */
  types: Array<TensorType>,
  /**
   * Absent: any rank. An empty list: a scalar.
   */
  dimensions?: Array<Dimension>,
  /**
   * The unit of its elements; empty for none.
   */
  unit: string,
  /**
   * Whether every request (or response) holds it.
   */
  always: boolean,
}
/**
 * The declaration of one operation: all that a host needs to check a request and to explain it.
 */
export interface Operation {
  /**
   * Its name, unique in the executor: `group.verb`.
   */
  name: string,
  /**
   * What it does, in a sentence or two, sources included.
   */
  summary: string,
  /**
   * What `request.parameters` may hold.
   */
  parameters: Array<ParameterSpec>,
  /**
   * What `request.inputs` may hold.
   */
  inputs: Array<Port>,
  /**
   * What `response.values` may hold.
   */
  values: Array<ValueSpec>,
  /**
   * What `response.outputs` may hold.
   */
  outputs: Array<Port>,
}

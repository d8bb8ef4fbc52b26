// Where wit/*.wit lies in a 32-bit linear memory. Rules: https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md
// (alignment, element size, storing): strings and lists are {address: u32, length: u32}; a record's fields follow each
// other, each at its alignment; a variant is a u8 tag, then its payload at the alignment of the widest case.
//
//   tensor         dimensions 0, type 8 (u8), data 12           20 bytes, aligned to 4
//   named-tensor   name 0, tensor 8                             28, 4
//   value          tag 0, payload 8 (s64 and f64 ask for 8)     16, 8
//   named-value    name 0, value 8                              24, 8
//   problem        path 0, message 8                            16, 4
//   error-code     tag 0, payload 4                             20, 4
//   response       values 0, outputs 8                          16, 4
//   stage-port     stage 0, port 4                              12, 4
//   source         tag 0, payload 4                             16, 4
//   binding        name 0, source 8                             24, 4
//   stage          operation 0, parameters 8, inputs 16         24, 4
//   chain-response values 0, outputs 8                          16, 4
//   chain-error    stage 0, error 4                             24, 4
//   dimension      tag 0, payload 4                             12, 4
//   port           name 0, summary 8, types 16, dimensions 24 (tag, list at 28), unit 36, always 44            48, 4
//   value-spec     name 0, summary 8, kind 16, unit 20, always 28                                              32, 4
//   parameter-spec name 0, summary 8, kind 16, unit 20, presence 32 (tag, value at 40), minimum 56 (tag, f64 at 64),
//                  maximum 72 (tag, f64 at 80), choices 88                                                     96, 8
//   operation      name 0, summary 8, parameters 16, inputs 24, values 32, outputs 40                          48, 4
//   result of execute: tag 0, payload 4                         24, 4
//   result of run:     tag 0, payload 4                         28, 4
import type { ErrorCode, ValueKind } from '../contract.ts';

export const listBytes = 8;
export const listAlignment = 4;
export const namedTensorBytes = 28;
export const namedTensorAlignment = 4;
export const namedValueBytes = 24;
export const namedValueAlignment = 8;
export const bindingBytes = 24;
export const bindingAlignment = 4;
export const stageBytes = 24;
export const stageAlignment = 4;
export const dimensionBytes = 12;
export const dimensionAlignment = 4;
export const portBytes = 48;
export const portAlignment = 4;
export const valueSpecBytes = 32;
export const valueSpecAlignment = 4;
export const parameterBytes = 96;
export const parameterAlignment = 8;
export const operationBytes = 48;
export const operationAlignment = 4;
export const executeResultBytes = 24;
export const runResultBytes = 28;
export const resultAlignment = 4;

/** `value-kind`, and so the cases of `value`, in the contract's order. */
export const valueKinds: readonly ValueKind[] = ['boolean', 'integer', 'number', 'text', 'numbers', 'texts', 'json'];
/** The cases of `error-code`, in the contract's order. */
export const errorTags: readonly ErrorCode['tag'][] = ['invalid', 'unsupported', 'out-of-memory', 'failed', 'internal'];

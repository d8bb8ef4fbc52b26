// What executor.wit exports. AssemblyScript cannot spell its names; build/export-names.ts gives them after compilation.
import { extend, keep, reset, take } from './arena';
import { Call, lowerError } from './call';
import { lowerOperations, operations } from './declaration';
import { ErrorCode, Size, decode, encode, equal, putText } from './types';

let nameReply: usize = 0;
let versionReply: usize = 0;
let operationsReply: usize = 0;

/** Ends start-up, after every operation has declared itself. */
export function serve(name: string, version: string): void {
  nameReply = take(Size.STRING);
  putText(nameReply, encode(name));
  versionReply = take(Size.STRING);
  putText(versionReply, encode(version));
  operationsReply = lowerOperations();
  keep();
}

export function wit_name(): usize { return nameReply; }
export function wit_version(): usize { return versionReply; }
export function wit_operations(): usize { return operationsReply; }

export function wit_execute(nameAt: usize, nameSize: u32, values: usize, valueCount: u32, tensors: usize, tensorCount: u32): usize {
  const to = take(Size.RESULT);
  memory.fill(to, 0, Size.RESULT);
  for (let i = 0; i < operations.length; i++) {
    const operation = operations[i];
    if (!equal(operation.key, nameAt, nameSize)) continue;
    const call = new Call(operation);
    if (call.accept(values, valueCount, tensors, tensorCount)) operation.run(call);
    call.lower(to);
    return to;
  }
  lowerError(to, ErrorCode.INVALID, 'operation', 'is none of this executor: "' + decode(nameAt, nameSize) + '"');
  return to;
}

/** The host has copied the answer: arguments, answer and scratch go together. */
export function wit_returned(result: usize): void { reset(); }

/** Always 16-byte aligned, also where a list of bytes asks for less: the kernels load vectors. */
export function cabi_realloc(old: usize, oldSize: usize, align: usize, size: usize): usize {
  if (size == 0) return align;
  return oldSize != 0 ? extend(old, oldSize, size) : take(size);
}

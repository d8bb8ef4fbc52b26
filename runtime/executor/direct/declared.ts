import { LimitExceededError } from '../../errors.ts';
import type { Question } from './answer-checks.ts';
import type { GuestMemory } from './guest-memory.ts';
import {
  dimensionAlignment,
  dimensionBytes,
  listAlignment,
  listBytes,
  operationAlignment,
  operationBytes,
  parameterAlignment,
  parameterBytes,
  portAlignment,
  portBytes,
  valueSpecAlignment,
  valueSpecBytes,
} from './layout.ts';
import { liftValue } from './lift.ts';

/** What an executor may say of itself at once. */
const mostBytes = 2 ** 22;
/** More than anyone reads. */
const mostOperations = 10_000;

function declared(measure: (memory: GuestMemory, at: number) => void): Question {
  const bounded = (memory: GuestMemory, at: number) => {
    memory.beginAnswer();
    try {
      memory.check(at, 1, listBytes, listAlignment);
      measure(memory, at);
    } catch (error) {
      if (!(error instanceof LimitExceededError)) throw error;
      throw new Error(`what it says of itself comes to ${error.found} bytes and more, and may come to ${mostBytes}`);
    }
  };
  return { parameters: 0, bytes: mostBytes, measure: bounded };
}

/** `name` and `version`. */
export const declaredText = declared(text);
export const declaredOperations = declared((memory, at) => {
  const count = memory.view.getUint32(at + 4, true);
  if (count > mostOperations) throw new Error(`it declares ${count} operations, and may have ${mostOperations}`);
  list(memory, at, operationBytes, operationAlignment, operation);
});

function text(memory: GuestMemory, at: number): void {
  memory.check(memory.view.getUint32(at, true), memory.view.getUint32(at + 4, true), 1, 1);
}

function list(
  memory: GuestMemory,
  at: number,
  size: number,
  alignment: number,
  item: (memory: GuestMemory, at: number) => void = () => {},
): void {
  const from = memory.view.getUint32(at, true);
  const count = memory.view.getUint32(at + 4, true);
  memory.check(from, count, size, alignment);
  for (let i = 0; i < count; i++) item(memory, from + i * size);
}

function operation(memory: GuestMemory, at: number): void {
  text(memory, at);
  text(memory, at + 8);
  list(memory, at + 16, parameterBytes, parameterAlignment, parameter);
  list(memory, at + 24, portBytes, portAlignment, port);
  list(memory, at + 32, valueSpecBytes, valueSpecAlignment, valueSpec);
  list(memory, at + 40, portBytes, portAlignment, port);
}

function parameter(memory: GuestMemory, at: number): void {
  text(memory, at);
  text(memory, at + 8);
  text(memory, at + 20);
  const isDefault = 2;
  if (memory.view.getUint8(at + 32) === isDefault) liftValue(memory, at + 40);
  list(memory, at + 88, listBytes, listAlignment, text);
}

function port(memory: GuestMemory, at: number): void {
  text(memory, at);
  text(memory, at + 8);
  list(memory, at + 16, 1, 1);
  if (memory.view.getUint8(at + 24) === 1) list(memory, at + 28, dimensionBytes, dimensionAlignment, dimension);
  text(memory, at + 36);
}

function dimension(memory: GuestMemory, at: number): void {
  const isNamed = 1;
  if (memory.view.getUint8(at) === isNamed) text(memory, at + 4);
}

function valueSpec(memory: GuestMemory, at: number): void {
  text(memory, at);
  text(memory, at + 8);
  text(memory, at + 20);
}

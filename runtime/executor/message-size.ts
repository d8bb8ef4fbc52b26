import { LimitExceededError } from '../errors.ts';
import type { NamedTensor, NamedValue } from './contract.ts';

/**
 * What values and tensors come to in a component's memory, in bytes: data, text as at least so many bytes of UTF-8, and
 * 24 for every item, about what the canonical ABI lays out for it.
 */
export function messageBytes(values: readonly NamedValue[], tensors: readonly NamedTensor[]): number {
  let bytes = 24 * (values.length + tensors.length);
  for (const { value } of values) {
    if (value.tag === 'text' || value.tag === 'json') bytes += value.val.length;
    else if (value.tag === 'numbers') bytes += value.val.byteLength;
    else if (value.tag === 'texts') for (const text of value.val) bytes += 24 + text.length;
  }
  for (const { tensor } of tensors) bytes += tensor.data.byteLength + 4 * tensor.dimensions.length;
  return bytes;
}

/** What texts of JSON come to, in characters. */
export function jsonLength(values: readonly NamedValue[]): number {
  return values.reduce((sum, { value }) => (value.tag === 'json' ? sum + value.val.length : sum), 0);
}

/** @throws {LimitExceededError} */
export function checkRequestSize(executor: string, values: readonly NamedValue[], tensors: readonly NamedTensor[], allowed: number): void {
  const bytes = messageBytes(values, tensors);
  if (bytes > allowed) throw new LimitExceededError(`Cannot send the request to executor "${executor}"`, 'requestBytes', allowed, bytes);
}

import type { Failure, FailureKind, Value } from '../coordinator/events.ts';
import type { Whole } from './link.ts';
import type { Page } from './page.ts';
import { putScalar, takeScalar } from './scalar-codec.ts';

const codes: Record<FailureKind, number> = {
  task: 0,
  crashed: 1,
  cancelled: 2,
  timeout: 3,
  'actor-died': 4,
  'actor-unavailable': 5,
  lost: 6,
  'store-full': 7,
  deadlock: 8,
  infeasible: 9,
  'pending-calls': 10,
  closed: 11,
  load: 12,
  'no-executor': 13,
  busy: 14,
  unavailable: 15,
};
const kinds = Object.keys(codes) as FailureKind[];

// the first word of a value: its kind and how many references follow, and a length
const inline = 0;
const stored = 1;
const error = 2;
const scalar = 3;
const kindBits = 2;

const noRefs: readonly never[] = [];

/** In the first half of a failure's first word, above the kind. */
const timed = 256;

export function putFailure(page: Page, { kind, message, data, chain, timeoutMs }: Failure): void {
  // a length of -1 is an absence
  page.putPair(timeoutMs === undefined ? codes[kind] : codes[kind] | timed, data?.length ?? -1);
  page.putText(message);
  if (data) page.putBytes(data);
  page.putNumber(chain?.length ?? -1);
  if (chain) page.putNumbers(chain);
  if (timeoutMs !== undefined) page.putNumber(timeoutMs);
}

export function takeFailure(page: Page): Failure {
  const code = page.low();
  const length = page.high();
  const message = page.text();
  const data = length < 0 ? undefined : page.takeBytes(length);
  const count = page.number();
  return {
    kind: kinds[code & ~timed]!,
    message,
    data,
    chain: count < 0 ? undefined : page.numbers(count),
    timeoutMs: code & timed ? page.number() : undefined,
  } satisfies Whole<Failure>;
}

export function putValue(page: Page, value: Value): void {
  if (value.kind === 'inline') {
    page.putPair(inline | (value.refs.length << kindBits), value.bytes.length);
    page.putNumbers(value.refs);
    page.putBytes(value.bytes);
  } else if (value.kind === 'scalar') {
    page.putPair(scalar, 0);
    putScalar(page, value.scalar);
  } else if (value.kind === 'stored') {
    page.putPair(stored | (value.refs.length << kindBits), 0);
    page.putNumber(value.block);
    page.putNumber(value.memory);
    page.putNumber(value.offset);
    page.putNumber(value.bytes);
    page.putNumbers(value.refs);
  } else {
    page.putPair(error, 0);
    putFailure(page, value.error);
  }
}

export function takeValue(page: Page): Value {
  const first = page.low();
  const length = page.high();
  const kind = first & ((1 << kindBits) - 1);
  const count = first >>> kindBits;
  if (kind === inline) {
    const refs = page.numbers(count);
    return { kind: 'inline', bytes: page.takeBytes(length), refs };
  }
  if (kind === scalar) return { kind: 'scalar', scalar: takeScalar(page), refs: noRefs };
  if (kind === stored) {
    const block = page.number();
    const memory = page.number();
    const offset = page.number();
    const bytes = page.number();
    return { kind: 'stored', block, memory, offset, bytes, refs: page.numbers(count) };
  }
  return { kind: 'error', error: takeFailure(page) };
}

export function putValues(page: Page, values: readonly Value[]): void {
  for (let i = 0; i < values.length; i++) putValue(page, values[i]!);
}

const noValues: readonly never[] = [];

export function takeValues(page: Page, count: number): readonly Value[] {
  if (count === 0) return noValues;
  // a list that begins empty would take room for many at its first value
  const values = [takeValue(page)];
  for (let i = 1; i < count; i++) values.push(takeValue(page));
  return values;
}

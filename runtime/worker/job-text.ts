import type { NamedValue } from '../executor/contract.ts';
import type { CallJob, Job } from './protocol.ts';

/** So many texts are remembered. */
const mostTexts = 256;

type Fields = [
  timed: boolean,
  operation: string,
  /** Integers as their digits. */
  parameters: [name: string, tag: string, val: unknown][],
  inputs: readonly string[],
  outputs: readonly string[],
];

/** A call as text, which is cheaper to send and to read than an object; undefined where text cannot say it exactly. */
export function textOf(job: Job): string | undefined {
  if (job.kind !== 'call' || !job.parameters.every(isExact)) return undefined;
  const { timed = false, operation, parameters, inputs, outputs } = job;
  const fields: Fields = [
    timed,
    operation,
    parameters.map(({ name, value: { tag, val } }) => [name, tag, tag === 'integer' ? String(val) : val]),
    inputs,
    outputs,
  ];
  return JSON.stringify(fields);
}

function isExact({ value: { val } }: NamedValue): boolean {
  if (typeof val === 'number') return Number.isFinite(val) && !Object.is(val, -0);
  return typeof val !== 'object';
}

/** Calls by their text: programs make the same ones again and again. */
export class JobTexts {
  readonly #jobs = new Map<string, CallJob>();

  read(text: string): CallJob {
    const known = this.#jobs.get(text);
    if (known !== undefined) return known;
    if (this.#jobs.size === mostTexts) this.#jobs.clear();
    const job = jobOf(text);
    this.#jobs.set(text, job);
    return job;
  }
}

function jobOf(text: string): CallJob {
  const [timed, operation, parameters, inputs, outputs] = JSON.parse(text) as Fields;
  const values = parameters.map(
    ([name, tag, val]) => ({ name, value: { tag, val: tag === 'integer' ? BigInt(val as string) : val } }) as NamedValue,
  );
  return { kind: 'call', timed, operation, parameters: values, inputs, outputs };
}

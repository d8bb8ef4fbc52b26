import type { PlainArguments, TaskSpec } from '../coordinator/events.ts';
import type { Whole } from './link.ts';
import type { Page } from './page.ts';
import { putArguments, takeArguments } from './scalar-codec.ts';

// which of the optional members there are; booleans are their bits
const streaming = 1;
const streamingTrue = 2;
const caller = 4;
const name = 8;
const resources = 16;
const retries = 32;
const retryOn = 64;
const retryOnTrue = 128;
const retryOnNames = 256;
const timeoutMs = 512;
const bulk = 1024;
const plain = 2048;

function flagsOf(task: TaskSpec): number {
  let flags = 0;
  if (task.streaming !== undefined) flags |= task.streaming ? streaming | streamingTrue : streaming;
  if (task.caller !== undefined) flags |= caller;
  if (task.name !== undefined) flags |= name;
  if (task.resources !== undefined) flags |= resources;
  if (task.retries !== undefined) flags |= retries;
  if (task.retryOn !== undefined) flags |= typeof task.retryOn === 'object' ? retryOnNames : task.retryOn ? retryOn | retryOnTrue : retryOn;
  if (task.timeoutMs !== undefined) flags |= timeoutMs;
  if (task.bulk !== undefined) flags |= bulk;
  if (Array.isArray(task.args)) flags |= plain;
  return flags;
}

export function putTask(page: Page, task: TaskSpec): void {
  const flags = flagsOf(task);
  page.putPair(flags, task.args.length);
  page.putPair(task.deps.length, task.refs.length);
  page.putNumber(task.id);
  page.putNumber(task.pool);
  page.putNumber(task.fn);
  page.putNumber(task.returns);
  page.putNumbers(task.deps);
  page.putNumbers(task.refs);
  if (flags & plain) putArguments(page, task.args as PlainArguments);
  else page.putBytes(task.args as Uint8Array);
  if (flags === 0) return;
  if (flags & caller) page.putNumber(task.caller!);
  if (flags & retries) page.putNumber(task.retries!);
  if (flags & timeoutMs) page.putNumber(task.timeoutMs!);
  if (flags & bulk) page.putNumber(task.bulk!);
  if (flags & name) page.putText(task.name!);
  if (flags & resources) putResources(page, task.resources!);
  if (flags & retryOnNames) putTexts(page, task.retryOn as readonly string[]);
}

/** Members that were absent are there and undefined: all tasks have one shape. */
export function takeTask(page: Page): TaskSpec {
  const flags = page.low();
  const length = page.high();
  const depCount = page.low();
  const refCount = page.high();
  const id = page.number();
  const pool = page.number();
  const fn = page.number();
  const returns = page.number();
  const deps = page.numbers(depCount);
  const refs = page.numbers(refCount);
  const args = flags & plain ? takeArguments(page, length) : page.takeBytes(length);
  return {
    id,
    pool,
    fn,
    returns,
    args,
    deps,
    refs,
    streaming: flags & streaming ? (flags & streamingTrue) !== 0 : undefined,
    // in the order in which they were put
    caller: flags & caller ? page.number() : undefined,
    retries: flags & retries ? page.number() : undefined,
    timeoutMs: flags & timeoutMs ? page.number() : undefined,
    bulk: flags & bulk ? page.number() : undefined,
    name: flags & name ? page.text() : undefined,
    resources: flags & resources ? takeResources(page) : undefined,
    retryOn: flags & retryOnNames ? takeTexts(page) : flags & retryOn ? (flags & retryOnTrue) !== 0 : undefined,
  } satisfies Whole<TaskSpec>;
}

function putResources(page: Page, amounts: Readonly<Record<string, number>>): void {
  const entries = Object.entries(amounts);
  page.putNumber(entries.length);
  for (const [resource, amount] of entries) {
    page.putText(resource);
    page.putNumber(amount);
  }
}

function takeResources(page: Page): Record<string, number> {
  return Object.fromEntries(Array.from({ length: page.number() }, () => [page.text(), page.number()] as const));
}

function putTexts(page: Page, texts: readonly string[]): void {
  page.putNumber(texts.length);
  for (const text of texts) page.putText(text);
}

function takeTexts(page: Page): string[] {
  return Array.from({ length: page.number() }, () => page.text());
}

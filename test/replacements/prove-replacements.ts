import fs from 'node:fs';
import { queryObjects, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { cpp } from '../../components/cpp/index.js';
import { type ExecutorEvent, ExecutorReplacementError, init } from '../../runtime/index.ts';
import { echoVersion, type Fault } from '../fixtures/echo-version.ts';

export interface ProofOptions {
  readonly requests: number;
  readonly replacements: number;
  readonly coordinator: 'inline' | 'thread';
}

export interface Proof {
  /** What became of requests, by version or error. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Answers less requests. */
  readonly balance: number;
  readonly replaced: number;
  /** Of the broken version: why it went again, and how many requests it was given. */
  readonly reason: string | undefined;
  readonly brokenRequests: number;
  /** More than there were when the first replacement was done. */
  readonly extraThreads: number;
  readonly extraModules: number;
  readonly extraBytes: number;
}

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
/** Requests under way at once. */
export const lines = 8;
const settled = async () => {
  for (let round = 0; round < 4; round++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};
/** Modules that this thread knows of, where the engine tells. */
const modules = () => queryObjects(WebAssembly.Module, { format: 'count' }) as unknown as number;
const threads = () => (fs.existsSync('/proc/self/task') ? fs.readdirSync('/proc/self/task').length : 0);

/** A version with as much WebAssembly behind it as a real one. */
function version(number: number, fault?: Fault) {
  const { builds, ...rest } = echoVersion(`1.${number}.0`, fault);
  return { ...rest, builds: builds.map((build) => ({ ...build, core: cpp.builds[0]!.core })) };
}

/** Replaces an executor again and again while it is asked without a pause; half way a version comes that breaks on every second request. */
export async function proveReplacements({ requests, replacements, coordinator }: ProofOptions): Promise<Proof> {
  await using ray = await init({ numWorkers: 2, coordinator });
  const events: ExecutorEvent[] = [];
  ray.executors.watch((event) => events.push(event));
  await ray.executors.load(version(0));
  const executor = ray.executors.list()[0]!;
  const outcomes: Record<string, number> = {};
  let sent = 0;
  let answered = 0;
  let replaced = 0;
  const line = async () => {
    // no pause before the last replacement is done
    while (sent < requests || replaced < replacements) {
      const text = `${sent++}`;
      const outcome = await executor.execute({ operation: 'echo', parameters: { text } }).then(
        ({ version: by, values }) => (values['text'] === text ? by : 'another answer'),
        (error: Error) => error.name,
      );
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      answered++;
      if (outcome === 'ShutdownError') return;
    }
  };
  const load = Promise.all(Array.from({ length: lines }, line));
  const thresholds = { latencyFactor: Number.POSITIVE_INFINITY }; // machines that run tests are noisy
  const unloaded = () => events.filter(({ event }) => event === 'executor-unloaded').length;
  let reason: string | undefined;
  let before = { threads: 0, modules: 0, bytes: 0 };
  while (replaced < replacements) {
    const broken = replaced === replacements >> 1 && reason === undefined;
    const source = broken ? version(1000, { trapEvery: 2 }) : version(replaced + 1);
    const options = broken ? { canary: 0.1, requests: 1e6, thresholds } : { requests: 20, thresholds };
    try {
      await ray.executors.replace('echo', source, options);
      replaced++;
    } catch (error) {
      if (!broken || !(error instanceof ExecutorReplacementError)) throw error;
      reason = error.reason;
    }
    if (replaced > 1 || before.threads > 0) continue;
    while (unloaded() < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    await settled();
    before = { threads: threads(), modules: modules(), bytes: process.memoryUsage.rss() };
  }
  await load;
  while (unloaded() < replacements + 1) await new Promise((resolve) => setTimeout(resolve, 5));
  await settled();
  const failed = events.find(({ event }) => event === 'replacement-failed');
  return {
    outcomes,
    balance: answered - sent,
    replaced,
    reason,
    brokenRequests: failed?.event === 'replacement-failed' ? failed.requests : 0,
    extraThreads: threads() - before.threads,
    extraModules: modules() - before.modules,
    extraBytes: process.memoryUsage.rss() - before.bytes,
  };
}

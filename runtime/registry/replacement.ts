import type { Id } from '../coordinator/events.ts';
import { ExecutorReplacementError, PolyrayError, type ReplacementFailure } from '../errors.ts';
import { Executor } from '../executor/executor.ts';
import { describeGrants } from '../executor/executor-grants.ts';
import type { ExecutorPackage } from '../executor/executor-package.ts';
import type { CoreWorker } from '../task/core-worker.ts';
import { inspect } from '../task/inspect.ts';
import type { Dispatcher } from '../worker/dispatcher.ts';
import type { ExecutorEvent } from './executor-event.ts';
import type { Name, Version } from './name.ts';
import { type Probe, probe } from './probe.ts';
import type { Replaced, ReplaceOptions } from './replace-options.ts';
import { defaultThresholds, objectionTo, type Sample } from './verdict.ts';

/** What a replacement needs of the registry. */
export interface ReplacementHost {
  start(
    name: string,
    version: string,
    source: ExecutorPackage,
    how: { readonly inherits: Id; readonly wanted: AbortSignal },
  ): Promise<Version>;
  end(name: string, version: Version, graceMs?: number): Promise<void>;
  dispatcher(name: string, version: Version): Dispatcher;
  /** Says to all threads what the entry says. */
  tell(): void;
  emit(event: ExecutorEvent): void;
}

const lookMs = 20;
/** Failures that say nothing of the executor. */
const blameless: ReadonlySet<string> = new Set(['cancelled', 'busy']);
const faults: ReadonlySet<string> = new Set(['executor-fault', 'crashed', 'load', 'unavailable']);

/** One version on its way to the place of another: beside it first, in its place when nothing speaks against it. */
export class Replacement {
  readonly #registry: ReplacementHost;
  readonly #core: CoreWorker;
  readonly #entry: Name;
  readonly #from: Version;
  readonly #options: ReplaceOptions;
  /** Its reason says why it is not wanted any more. */
  readonly #withdrawal = new AbortController();
  #requests = 0;

  constructor(registry: ReplacementHost, core: CoreWorker, entry: Name, options: ReplaceOptions) {
    this.#registry = registry;
    this.#core = core;
    this.#entry = entry;
    this.#from = entry.default;
    this.#options = options;
  }

  /** It is not wanted any more. */
  withdraw(why: string): void {
    this.#withdrawal.abort(why);
  }

  /** @throws {ExecutorReplacementError} when the old version stays */
  async run(version: string, source: ExecutorPackage): Promise<Replaced> {
    const { name } = this.#entry;
    const { canary: share = 1 } = this.#options;
    let next: Version | undefined;
    try {
      next = await this.#attempt('start', () => this.#start(version, source));
      this.#entry.versions.push(next);
      this.#entry.canary = { version: next, share: 0 };
      this.#registry.tell(); // what is prepared is prepared there, too, from now on
      await this.#attempt('start', () => this.#warm(next!));
      await this.#probe(next);
      this.#entry.canary = { version: next, share };
      this.#registry.tell();
      this.#registry.emit({ event: 'replacement-started', executor: name, from: this.#from.version, to: version, share });
      await this.#watch(next, share);
    } catch (error) {
      this.#giveUp(version, next, error);
      throw error;
    }
    return this.#takeOver(next);
  }

  #start(version: string, source: ExecutorPackage): Promise<Version> {
    return this.#registry.start(this.#entry.name, version, source, { inherits: this.#from.pool, wanted: this.#withdrawal.signal });
  }

  /** As many instances as the old version has: each finds prepared what there is. */
  async #warm(next: Version): Promise<void> {
    const [old] = await inspect(this.#core, { table: 'executors', ids: [this.#from.pool] });
    const dispatcher = this.#registry.dispatcher(this.#entry.name, next);
    const ready = Promise.all(Array.from({ length: Math.max(1, old?.workers ?? 1) }, () => dispatcher.describe()));
    const { signal } = this.#withdrawal;
    const withdrawn = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([ready, withdrawn]);
  }

  async #probe(next: Version): Promise<void> {
    const { probe: given = [] } = this.#options;
    const { trust, grants, limits } = next.source;
    const executor = new Executor(
      this.#entry.name,
      () => ({ trust, grants: describeGrants(grants), limits }),
      this.#registry.dispatcher(this.#entry.name, next),
    );
    for (const [i, request] of (Array.isArray(given) ? (given as readonly Probe[]) : [given as Probe]).entries()) {
      const wrong = await this.#attempt('probe', () => probe(executor, request, this.#withdrawal.signal));
      if (wrong !== undefined) throw this.#refusal('probe', `it answers probe ${i}, "${request.operation}", wrongly: ${wrong}`);
    }
  }

  /** Until nothing was found that speaks against it. */
  async #watch(next: Version, share: number): Promise<void> {
    const { requests = 100, watchMs = share < 1 ? 60_000 : 1000, thresholds } = this.#options;
    const limits = { ...defaultThresholds, ...thresholds };
    const before = await this.#sample(next);
    const until = performance.now() + watchMs;
    while (true) {
      const [now, old] = await Promise.all([this.#sample(next), this.#sample(this.#from)]);
      const since = {
        ...now,
        completed: now.completed - before.completed,
        failed: now.failed - before.failed,
        faults: now.faults - before.faults,
      };
      this.#requests = since.completed + since.failed;
      const objection = objectionTo(since, old, limits);
      if (objection !== undefined) throw this.#refusal(objection.reason, objection.message);
      this.#checkWanted();
      if (this.#requests >= requests || performance.now() >= until) return;
      await this.#rest();
    }
  }

  async #sample({ pool }: Version): Promise<Sample> {
    const [[row], errors] = await Promise.all([
      inspect(this.#core, { table: 'executors', ids: [pool] }),
      inspect(this.#core, { table: 'executor-errors', ids: [pool] }),
    ]);
    const sum = (wanted: (kind: string) => boolean) => errors.reduce((all, { kind, count }) => all + (wanted(kind) ? count : 0), 0);
    return {
      completed: row?.completed ?? 0,
      failed: sum((kind) => !blameless.has(kind)),
      faults: sum((kind) => faults.has(kind)),
      p50Ms: row?.p50Ms ?? undefined,
      longestMs: row?.longestMs ?? 0,
    };
  }

  #rest(): Promise<void> {
    const { signal } = this.#withdrawal;
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, lookMs);
      signal.addEventListener('abort', done);
    });
  }

  /** Requests that have begun on the old version end there. */
  #takeOver(next: Version): Replaced {
    const { name, versions } = this.#entry;
    versions.splice(versions.indexOf(this.#from), 1);
    this.#entry.default = next;
    this.#entry.canary = undefined;
    this.#registry.tell();
    const [from, to] = [this.#from.version, next.version];
    this.#registry.emit({ event: 'replacement-completed', executor: name, from, to, requests: this.#requests });
    void this.#registry.end(name, this.#from);
    return { executor: name, from, to, requests: this.#requests };
  }

  /** All requests go to the old version again. */
  #giveUp(to: string, next: Version | undefined, error: unknown): void {
    const { name, versions } = this.#entry;
    if (next !== undefined) {
      const tried = this.#entry.canary!.share > 0; // before that, nobody else's requests are there
      versions.splice(versions.indexOf(next), 1);
      this.#entry.canary = undefined;
      this.#registry.tell();
      void this.#registry.end(name, next, tried ? undefined : 0);
    }
    if (!(error instanceof ExecutorReplacementError)) return;
    const { reason, message } = error;
    this.#registry.emit({
      event: 'replacement-failed',
      executor: name,
      from: this.#from.version,
      to,
      requests: this.#requests,
      reason,
      message,
    });
  }

  async #attempt<T>(reason: ReplacementFailure, run: () => Promise<T>): Promise<T> {
    this.#checkWanted();
    try {
      return await run();
    } catch (cause) {
      this.#checkWanted();
      if (!(cause instanceof Error)) throw cause;
      throw this.#refusal(reason, cause.message, { cause });
    }
  }

  #checkWanted(): void {
    if (this.#core.closed) throw new PolyrayError(`Cannot replace executor "${this.#entry.name}": the host was shut down`);
    const { aborted, reason } = this.#withdrawal.signal;
    if (aborted) throw this.#refusal('withdrawn', reason as string);
  }

  #refusal(reason: ReplacementFailure, why: string, options?: ErrorOptions): ExecutorReplacementError {
    const { name } = this.#entry;
    return new ExecutorReplacementError(`Executor "${name}" stays at version ${this.#from.version}: ${why}`, reason, options);
  }
}

import type { ExecuteRequest } from '../executor/contract.ts';
import type { ObjectRef } from '../object/object-ref.ts';
import type { CoreWorker } from '../task/core-worker.ts';
import { getOne } from '../task/get.ts';
import { InstanceHost, RefusalError } from './instance-host.ts';
import { PlacedResult } from './placed-result.ts';
import type { Job, JobResult, Prepared, StartMessage } from './protocol.ts';
import { errorOf } from './worker-error.ts';

/** The store had no room for a result. */
class PlacementError extends Error {
  constructor(cause: unknown) {
    super('no room', { cause });
  }
}

/** One executor as a worker's code: each task's arguments are a job, and what must have been prepared before it. */
export class ExecutorService {
  readonly #core: CoreWorker;
  readonly #name: string;
  readonly #host: InstanceHost;
  readonly #sealed: boolean;
  readonly #undo = new Map<number, readonly ExecuteRequest[]>();
  /** What satisfies the imports may have been left half way: the thread has to go. */
  #broken = false;

  static async load(start: StartMessage, core: CoreWorker): Promise<ExecutorService> {
    return new ExecutorService(start, await InstanceHost.load(start), core);
  }

  private constructor(start: StartMessage, host: InstanceHost, core: CoreWorker) {
    this.#name = start.name;
    this.#sealed = start.imports === undefined;
    this.#host = host;
    this.#core = core;
  }

  get broken(): boolean {
    return this.#broken;
  }

  run(args: readonly unknown[]): unknown {
    const [job, prepared, pending] = args as [Job, readonly Prepared[], readonly number[]];
    const missing = prepared.filter(({ id }) => !this.#undo.has(id));
    return missing.length === 0 ? this.#do(job, prepared, pending) : this.#prepare(missing).then(() => this.#do(job, prepared, pending));
  }

  async #prepare(missing: readonly Prepared[]): Promise<void> {
    for (const { id, requests, undo } of missing) {
      const [toDo, toUndo] = await Promise.all([this.#fetch(requests), this.#fetch(undo)]);
      this.#explained(() => this.#host.prepare(id, toDo));
      this.#undo.set(id, toUndo);
    }
  }

  #fetch(ref: ObjectRef): Promise<readonly ExecuteRequest[]> {
    return getOne(this.#core, ref) as Promise<readonly ExecuteRequest[]>;
  }

  #do(job: Job, prepared: readonly Prepared[], pending: readonly number[]): JobResult | PlacedResult {
    for (const [id, undo] of this.#undo) {
      if (pending.includes(id) || prepared.some((one) => one.id === id)) continue;
      this.#undo.delete(id);
      this.#explained(() => this.#host.release(id, undo));
    }
    const beganMs = performance.timeOrigin + performance.now();
    const done = (result: Partial<JobResult>): JobResult => ({
      ...result,
      beganMs,
      computeMs: performance.timeOrigin + performance.now() - beganMs,
    });
    return this.#explained(() => {
      switch (job.kind) {
        case 'describe': {
          const { executor, chains } = this.#host;
          return done({
            description: { name: executor.name(), version: executor.version(), operations: executor.operations(), chains },
          });
        }
        case 'prepare':
          return done({});
        case 'execute':
          return this.#placed((take) => this.#host.execute(job.request, (response) => take(done({ response }), response)));
        case 'chain':
          return this.#placed((take) =>
            this.#host.chain(job, (answer) =>
              take(done({ response: { values: [], outputs: answer.outputs }, values: answer.values }), answer),
            ),
          );
      }
    });
  }

  /** Writes a result into the store while its tensors still lie in the component's memory: their one copy. */
  #placed(call: (take: <A>(result: JobResult, answer: A) => A) => void): PlacedResult {
    let placed: PlacedResult | { readonly error: unknown } | undefined;
    call((result, answer) => {
      try {
        placed = new PlacedResult(this.#core.valueOf(result, 'result'));
      } catch (error) {
        placed = { error }; // the store's, which must not cost the instance
      }
      return answer;
    });
    if (!(placed instanceof PlacedResult)) throw new PlacementError(placed?.error);
    return placed;
  }

  /** The executor's errors by class. */
  #explained<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (error instanceof PlacementError) throw error.cause;
      if (error instanceof RefusalError) throw errorOf(this.#name, error.code, error.stage);
      this.#broken = !this.#sealed;
      const { message, stack } = error as Error;
      throw errorOf(this.#name, { tag: 'trapped', val: message || (stack ?? String(error)) }, undefined);
    }
  }
}

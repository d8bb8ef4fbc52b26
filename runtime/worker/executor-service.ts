import { ExecutorFaultError, InvalidRequestError, PolyrayError } from '../errors.ts';
import type { ChainResponse, ExecuteRequest, ExecuteResponse, NamedTensor, Operation, WireTensor } from '../executor/contract.ts';
import { OperationCodec } from '../executor/operation-codec.ts';
import type { Tensor, TensorInput } from '../executor/tensor.ts';
import type { ObjectRef } from '../object/object-ref.ts';
import type { CoreWorker } from '../task/core-worker.ts';
import { getOne } from '../task/get.ts';
import { InstanceHost, RefusalError } from './instance-host.ts';
import { PlacedResult } from './placed-result.ts';
import type { ChainJob, Job, JobResult, Prepared, StartMessage, Timing } from './protocol.ts';
import { errorOf } from './worker-error.ts';

/** A result could not be kept; `cause` says why. */
class PlacementError extends Error {
  constructor(cause: unknown) {
    super('no result', { cause });
  }
}

/** One executor as a worker's code: each task's arguments are a job, and what must have been prepared before it. */
export class ExecutorService {
  readonly #core: CoreWorker;
  readonly #name: string;
  readonly #host: InstanceHost;
  readonly #sealed: boolean;
  readonly #undo = new Map<number, readonly ExecuteRequest[]>();
  #codecs: Map<string, OperationCodec> | undefined;
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
    const [job, prepared, pending, ...inputs] = args as [Job, readonly Prepared[], readonly number[], ...TensorInput[]];
    const missing = prepared.filter(({ id }) => !this.#undo.has(id));
    const run = () => {
      this.#release(prepared, pending);
      return this.#explained(() => this.#do(job, inputs));
    };
    return missing.length === 0 ? run() : this.#prepare(missing).then(run);
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

  /** Undoes what is not wanted any more. */
  #release(prepared: readonly Prepared[], pending: readonly number[]): void {
    for (const [id, undo] of this.#undo) {
      if (pending.includes(id) || prepared.some((one) => one.id === id)) continue;
      this.#undo.delete(id);
      this.#explained(() => this.#host.release(id, undo));
    }
  }

  #do(job: Job, inputs: readonly TensorInput[]): JobResult | PlacedResult {
    const beganMs = performance.timeOrigin + performance.now();
    const timed = (): Timing => ({ beganMs, computeMs: performance.timeOrigin + performance.now() - beganMs });
    switch (job.kind) {
      case 'describe': {
        const { executor, chains } = this.#host;
        const description = { name: executor.name(), version: executor.version(), operations: executor.operations(), chains };
        return { ...timed(), description };
      }
      case 'prepare':
        return timed();
      case 'execute':
        return this.#placed<ExecuteResponse>(
          (take) => this.#host.execute(job.request, take),
          (response) => [{ ...timed(), response }],
        );
      case 'call': {
        const codec = this.#codec(job.operation);
        const request = {
          operation: job.operation,
          parameters: job.parameters,
          inputs: codec.encodeInputs(Object.fromEntries(job.inputs.map((name, i) => [name, inputs[i]]))),
        };
        return this.#placed<ExecuteResponse>(
          (take) => this.#host.execute(request, take),
          (response) => {
            const { values, outputs } = codec.decode(response);
            return [timed, values, ...job.outputs.map((name) => outputs[name])];
          },
        );
      }
      case 'chain': {
        const request = { stages: job.stages, inputs: this.#chainInputs(job, inputs), outputs: [...job.outputs] };
        return this.#placed<ChainResponse>(
          (take) => this.#host.chain(request, take),
          ({ values, outputs }) => {
            const tensors = new Map(outputs.map(({ name, tensor }) => [name, tensor]));
            return [timed, values, ...job.outputs.map(({ name }) => this.#chainOutput(job, name, tensors.get(name)))];
          },
        );
      }
    }
  }

  /** Each is checked as the input of the stages that take it. */
  #chainInputs(job: ChainJob, inputs: readonly TensorInput[]): NamedTensor[] {
    return job.inputs.map((name, i) => {
      let tensor: WireTensor | undefined;
      for (const stage of job.stages) {
        for (const { name: port, source } of stage.inputs) {
          if (source.tag === 'input' && source.val === name) tensor = this.#codec(stage.operation).encodeInput(port, inputs[i]!);
        }
      }
      if (tensor === undefined) throw new InvalidRequestError(`inputs.${name}`, 'is used by no stage');
      return { name, tensor };
    });
  }

  #chainOutput(job: ChainJob, name: string, tensor: WireTensor | undefined): Tensor {
    const { source } = job.outputs.find((output) => output.name === name)!;
    if (tensor === undefined || source.tag !== 'stage') throw new ExecutorFaultError(`The chain answered without "${name}"`, false);
    const { stage, port } = source.val;
    const codec = this.#codec(job.stages[stage]!.operation);
    return codec.decodePart({ values: [], outputs: [{ name: port, tensor }] }).outputs[port]!;
  }

  #codec(operation: string): OperationCodec {
    this.#codecs ??= new Map(this.#host.executor.operations().map((declared: Operation) => [declared.name, new OperationCodec(declared)]));
    const codec = this.#codecs.get(operation);
    if (codec === undefined) throw new InvalidRequestError('operation', `executor "${this.#name}" has no ${JSON.stringify(operation)}`);
    return codec;
  }

  /**
   * Writes results into the store while their tensors still lie in the component's memory: their one copy. From the last
   * to the first, so that a timing in front, a function, counts the writing.
   */
  #placed<A>(call: (take: (answer: A) => A) => void, results: (answer: A) => unknown[]): PlacedResult {
    let placed: PlacedResult | undefined;
    let error: unknown;
    call((answer) => {
      try {
        const all = results(answer);
        const placing = new PlacedResult(this.#core, all.length);
        for (const [i, result] of [...all.entries()].reverse()) {
          placing.place(i, typeof result === 'function' ? (result as () => unknown)() : result);
        }
        placed = placing;
      } catch (cause) {
        error = cause; // the store's, or of an answer that was not declared: neither costs the instance
      }
      return answer;
    });
    if (placed === undefined) throw new PlacementError(error);
    return placed;
  }

  /** The executor's errors by class. */
  #explained<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (error instanceof PlacementError) throw error.cause;
      if (error instanceof PolyrayError) throw error;
      if (error instanceof RefusalError) throw errorOf(this.#name, error.code, error.stage);
      this.#broken = !this.#sealed;
      const { message, stack } = error as Error;
      throw errorOf(this.#name, { tag: 'trapped', val: message || (stack ?? String(error)) }, undefined);
    }
  }
}

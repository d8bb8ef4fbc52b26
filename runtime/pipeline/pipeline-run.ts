import { InvalidPipelineError, InvalidRequestError, StageError, TaskCancelledError } from '../errors.ts';
import type { ChainBinding, ChainStage, NamedValue, Operation } from '../executor/contract.ts';
import { type Executor, limits } from '../executor/executor.ts';
import { parametersFromJson } from '../executor/json-form.ts';
import type { TensorInput } from '../executor/tensor.ts';
import type { PlainValue } from '../executor/value-codec.ts';
import { ObjectRef } from '../object/object-ref.ts';
import type { JobTimes, TimedCall } from '../worker/dispatcher.ts';
import type { Plan } from './plan.ts';
import { parseReference, type Reference, substitute } from './reference.ts';
import type { PipelineResult, RunOptions, StageReport } from './run-options.ts';
import { withoutPlace } from './without-place.ts';

export interface PipelineContext {
  readonly plan: Plan;
  readonly executors: ReadonlyMap<string, Executor>;
  /** Texts of files, by the name the document uses. */
  readonly files: ReadonlyMap<string, string>;
  /** The value of an object. */
  readonly get: (ref: ObjectRef) => Promise<unknown>;
  /** The name of a model inside its executor. */
  readonly modelName: (name: string) => string;
}

/** One run of a pipeline: each call starts when the last thing it needs is there. */
export class PipelineRun {
  readonly #context: PipelineContext;
  readonly #options: RunOptions;
  readonly #parameters: ReadonlyMap<string, unknown>;
  /** Tensors stay in the store. */
  readonly #results = new Map<string, { readonly values: Record<string, unknown>; readonly outputs: ReadonlyMap<string, ObjectRef> }>();
  /** All that calls gave; let go of when the run ends. */
  readonly #refs: ObjectRef[] = [];
  readonly #reports: StageReport[] = [];
  readonly #calls = new Map<readonly number[], Promise<void>>();
  readonly #stop = new AbortController();

  constructor(context: PipelineContext, options: RunOptions) {
    this.#context = context;
    this.#options = options;
    this.#parameters = this.#checkArguments();
  }

  async run(): Promise<PipelineResult> {
    try {
      return await this.#run();
    } finally {
      for (const ref of this.#refs) ref[Symbol.dispose]();
    }
  }

  async #run(): Promise<PipelineResult> {
    const began = performance.now();
    const { calls, document } = this.#context.plan;
    const results = await Promise.allSettled(calls.map((call) => this.#start(call)));
    // the first failure stops the others: what they say then is not why
    const failures = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason as Error);
    if (failures.length > 0) throw this.#stop.signal.reason ?? failures[0];
    const outputs = Object.fromEntries(
      await Promise.all(
        Object.entries(document.outputs).map(async ([name, text]) => {
          const value = this.#valueOf(parseReference(text)!);
          return [name, value instanceof ObjectRef ? await this.#outputOf(value, text) : value] as const;
        }),
      ),
    );
    return { outputs, stages: this.#reports, executionTimeMs: performance.now() - began };
  }

  async #outputOf(ref: ObjectRef, text: string): Promise<unknown> {
    const tensor = await this.#context.get(ref);
    const { stage, name } = parseReference(text) as Reference & { readonly kind: 'output' };
    if (tensor === undefined) throw new InvalidPipelineError(`stages.${stage}`, `this time it gave no output "${name}"`);
    return tensor;
  }

  #checkArguments(): Map<string, unknown> {
    const { parameters, inputs } = this.#context.plan.document;
    const given = this.#options.parameters ?? {};
    for (const name of Object.keys(given)) {
      if (!Object.hasOwn(parameters, name)) {
        throw new InvalidPipelineError(
          `parameters.${name}`,
          `the pipeline has no such parameter; it has ${Object.keys(parameters).join(', ') || 'none'}`,
        );
      }
    }
    for (const name of Object.keys(this.#options.inputs ?? {})) {
      if (!Object.hasOwn(inputs, name)) {
        throw new InvalidPipelineError(
          `inputs.${name}`,
          `the pipeline has no such input; it has ${Object.keys(inputs).join(', ') || 'none'}`,
        );
      }
    }
    for (const name of Object.keys(inputs)) {
      if (!Object.hasOwn(this.#options.inputs ?? {}, name))
        throw new InvalidPipelineError(`inputs.${name}`, 'the run was not given this input');
    }
    return new Map(
      Object.entries(parameters).map(([name, spec]) => {
        const value = Object.hasOwn(given, name) ? given[name] : spec.default;
        if (value === undefined) throw new InvalidPipelineError(`parameters.${name}`, 'the run was not given this parameter');
        return [name, value];
      }),
    );
  }

  #start(call: readonly number[]): Promise<void> {
    let started = this.#calls.get(call);
    if (started === undefined) {
      started = this.#runCall(call).catch((error) => {
        this.#stop.abort(error);
        throw error;
      });
      this.#calls.set(call, started);
    }
    return started;
  }

  async #runCall(call: readonly number[]): Promise<void> {
    const { stages, calls } = this.#context.plan;
    const needed = new Set(call.flatMap((i) => [...stages[i]!.tensorsFrom, ...stages[i]!.valuesFrom]));
    await Promise.all(calls.filter((other) => other !== call && other.some((i) => needed.has(i))).map((other) => this.#start(other)));
    this.#stop.signal.throwIfAborted();
    for (const i of call) this.#tell('stage-started', i);
    const answer = call.length === 1 ? await this.#execute(call[0]!) : await this.#chain(call);
    for (const i of call) {
      const { name, executor, operation } = stages[i]!.document;
      const chainedWith = call.map((member) => stages[member]!.document.name);
      this.#reports.push({ name, executor, operation, chainedWith, ...answer });
      this.#tell('stage-completed', i);
    }
  }

  #tell(kind: 'stage-started' | 'stage-completed', i: number): void {
    const { stages } = this.#context.plan;
    this.#options.onProgress?.({ kind, stage: stages[i]!.document.name, completed: this.#reports.length, total: stages.length });
  }

  async #execute(i: number): Promise<Times> {
    const { document } = this.#context.plan.stages[i]!;
    try {
      const executor = this.#executor(i);
      const codec = await executor.codec(document.operation);
      const { parameters, inputs } = this.#request(i, codec.operation);
      const tensors = Object.entries(inputs);
      for (const [port, input] of tensors) if (!(input instanceof ObjectRef)) codec.encodeInput(port, input);
      const outputs = codec.operation.outputs.map(({ name }) => name);
      const names = tensors.map(([port]) => port);
      const job = {
        kind: 'call',
        operation: document.operation,
        parameters: codec.encodeParameters(parameters),
        inputs: names,
        outputs,
      } as const;
      const call = executor.dispatcher.timedCall(
        job,
        tensors.map(([, input]) => input),
        limits(this.#limits(i)),
      );
      this.#refs.push(call.values, ...call.outputs);
      const times = await call.done();
      const values = (await this.#context.get(call.values)) as Record<string, unknown>;
      this.#results.set(document.name, { values, outputs: new Map(outputs.map((name, at) => [name, call.outputs[at]!])) });
      return timesOf(times);
    } catch (error) {
      throw this.#explain(i, error as Error);
    }
  }

  /** Several stages in one call; only tensors that others need come out. */
  async #chain(call: readonly number[]): Promise<Times> {
    const { stages } = this.#context.plan;
    const inputs = new Map<string, TensorInput | ObjectRef>();
    const codecs = await Promise.all(call.map((i) => this.#executor(i).codec(stages[i]!.document.operation)));
    const chain: ChainStage[] = call.map((i, position) => {
      try {
        return this.#chainStage(call, i, codecs[position]!, inputs);
      } catch (error) {
        throw this.#explain(i, error as Error);
      }
    });
    const outputs = this.#leaving(call);
    let answer: TimedCall;
    let times: JobTimes;
    let values: NamedValue[][];
    try {
      const executor = this.#executor(call[0]!);
      const { timeoutMs = executor.limits.timeoutMs, signal } = this.#limits(call[0]!);
      const job = { kind: 'chain' as const, stages: chain, inputs: [...inputs.keys()], outputs };
      const limit = limits({ timeoutMs: call.length * timeoutMs, signal });
      answer = executor.dispatcher.timedCall(job, [...inputs.values()], limit);
      this.#refs.push(answer.values, ...answer.outputs);
      times = await answer.done();
      values = (await this.#context.get(answer.values)) as NamedValue[][];
    } catch (error) {
      const { stage = 0 } = error as { stage?: number };
      throw this.#explain(call[Math.min(stage, call.length - 1)]!, error as Error);
    }
    for (const [position, i] of call.entries()) {
      try {
        const own = outputs.flatMap(({ source }, at): [string, ObjectRef][] =>
          source.tag === 'stage' && source.val.stage === position ? [[source.val.port, answer.outputs[at]!]] : [],
        );
        const decoded = codecs[position]!.decodePart({ values: values[position] ?? [], outputs: [] });
        this.#results.set(stages[i]!.document.name, { values: decoded.values, outputs: new Map(own) });
      } catch (error) {
        throw this.#explain(i, error as Error);
      }
    }
    return timesOf(times);
  }

  #chainStage(
    call: readonly number[],
    i: number,
    codec: Awaited<ReturnType<Executor['codec']>>,
    tensors: Map<string, TensorInput | ObjectRef>,
  ): ChainStage {
    const { document, inputs } = this.#context.plan.stages[i]!;
    const bindings = inputs.map(({ port, source }): ChainBinding => {
      const stage =
        source.kind === 'output' ? call.findIndex((member) => this.#context.plan.stages[member]!.document.name === source.stage) : -1;
      if (source.kind === 'output' && stage >= 0) return { name: port, source: { tag: 'stage', val: { stage, port: source.name } } };
      const key = document.inputs[port]!;
      const tensor = this.#valueOf(source) as TensorInput | ObjectRef;
      if (!(tensor instanceof ObjectRef)) codec.encodeInput(port, tensor);
      tensors.set(key, tensor);
      return { name: port, source: { tag: 'input', val: key } };
    });
    return {
      operation: document.operation,
      parameters: codec.encodeParameters(this.#request(i, codec.operation).parameters),
      inputs: bindings,
    };
  }

  /** Outputs of a chain that stages of other calls or the pipeline's own outputs refer to. */
  #leaving(call: readonly number[]): ChainBinding[] {
    const { stages, document } = this.#context.plan;
    const outside = stages.filter((_, i) => !call.includes(i)).flatMap(({ inputs }) => inputs.map(({ source }) => source));
    const wanted = [...outside, ...Object.values(document.outputs).map((text) => parseReference(text)!)];
    const bindings = new Map<string, ChainBinding>();
    for (const source of wanted) {
      if (source.kind !== 'output') continue;
      const stage = call.findIndex((i) => stages[i]!.document.name === source.stage);
      const name = `${stage}.${source.name}`;
      if (stage >= 0) bindings.set(name, { name, source: { tag: 'stage', val: { stage, port: source.name } } });
    }
    return [...bindings.values()];
  }

  #request(i: number, operation: Operation): StageRequest {
    const { path, document, inputs } = this.#context.plan.stages[i]!;
    const inCall = (source: Reference) => source.kind === 'output' && !this.#results.has(source.stage);
    return {
      parameters: parametersFromJson(
        operation,
        substitute(document.parameters, `${path}.parameters`, (key, text) =>
          key === 'file' ? this.#context.files.get(text) : this.#valueOf(parseReference(text)!),
        ) as Record<string, unknown>,
      ),
      inputs: Object.fromEntries(
        inputs.filter(({ source }) => !inCall(source)).map(({ port, source }) => [port, this.#valueOf(source) as TensorInput | ObjectRef]),
      ),
    };
  }

  #valueOf(reference: Reference): unknown {
    switch (reference.kind) {
      case 'input': {
        const { data, dimensions, type } = this.#options.inputs![reference.name]!;
        return { data, ...(dimensions === undefined ? {} : { dimensions }), ...(type === undefined ? {} : { type }) };
      }
      case 'input-rate': {
        const { rate } = this.#options.inputs![reference.name]!;
        if (rate === undefined)
          throw new InvalidPipelineError(`inputs.${reference.name}.rate`, 'this input does not say how fast it was sampled');
        return rate;
      }
      case 'parameter':
        return this.#parameters.get(reference.name);
      case 'model':
        return this.#context.modelName(reference.name);
      case 'output':
      case 'value': {
        const result = this.#results.get(reference.stage)!;
        const found = reference.kind === 'output' ? result.outputs.get(reference.name) : result.values[reference.name];
        if (found === undefined)
          throw new InvalidPipelineError(`stages.${reference.stage}`, `this time it gave no ${reference.kind} "${reference.name}"`);
        return found;
      }
    }
  }

  #executor(i: number): Executor {
    return this.#context.executors.get(this.#context.plan.stages[i]!.document.executor)!;
  }

  #limits(i: number): { timeoutMs?: number; signal: AbortSignal } {
    const { timeoutMs } = this.#context.plan.stages[i]!.document;
    const signals = [this.#stop.signal, this.#options.signal].filter((signal) => signal !== undefined);
    return { ...(timeoutMs === undefined ? {} : { timeoutMs }), signal: AbortSignal.any(signals) };
  }

  /** A wrong parameter is a mistake in the document, with its place there; anything else is the stage's failure. */
  #explain(i: number, error: Error): Error {
    const { path, document } = this.#context.plan.stages[i]!;
    if (error instanceof InvalidPipelineError || (error instanceof TaskCancelledError && this.#options.signal?.aborted)) return error;
    if (error instanceof InvalidRequestError)
      return new InvalidPipelineError(`${path}.${error.path}`, withoutPlace(error), { cause: error });
    return new StageError(document.name, error);
  }
}

interface StageRequest {
  readonly parameters: Readonly<Record<string, PlainValue>>;
  readonly inputs: Readonly<Record<string, TensorInput | ObjectRef>>;
}

function timesOf({ computeMs, waitMs, transferMs }: JobTimes): Times {
  return { executionTimeMs: computeMs, waitTimeMs: waitMs, transferTimeMs: transferMs };
}

interface Times {
  readonly executionTimeMs: number;
  readonly waitTimeMs: number;
  readonly transferTimeMs: number;
}

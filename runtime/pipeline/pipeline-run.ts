import { ExecutorFaultError, InvalidPipelineError, InvalidRequestError, StageError, TaskCancelledError } from '../errors.ts';
import type { ChainBinding, ChainStage, NamedTensor, Operation } from '../executor/contract.ts';
import { type ComputeRequest, defaultTimeoutMs, type Executor, limits } from '../executor/executor.ts';
import { parametersFromJson } from '../executor/json-form.ts';
import type { PlainResponse } from '../executor/operation-codec.ts';
import type { TensorInput } from '../executor/tensor.ts';
import type { Answer } from '../worker/dispatcher.ts';
import type { Plan } from './plan.ts';
import { parseReference, type Reference, substitute } from './reference.ts';
import type { PipelineResult, RunOptions, StageReport } from './run-options.ts';
import { withoutPlace } from './without-place.ts';

export interface PipelineContext {
  readonly plan: Plan;
  readonly executors: ReadonlyMap<string, Executor>;
  /** Texts of files, by the name the document uses. */
  readonly files: ReadonlyMap<string, string>;
  /** The name of a model inside its executor. */
  readonly modelName: (name: string) => string;
}

/** One run of a pipeline: each call starts when the last thing it needs is there. */
export class PipelineRun {
  readonly #context: PipelineContext;
  readonly #options: RunOptions;
  readonly #parameters: ReadonlyMap<string, unknown>;
  readonly #results = new Map<string, PlainResponse>();
  readonly #reports: StageReport[] = [];
  readonly #calls = new Map<readonly number[], Promise<void>>();
  readonly #stop = new AbortController();

  constructor(context: PipelineContext, options: RunOptions) {
    this.#context = context;
    this.#options = options;
    this.#parameters = this.#checkArguments();
  }

  async run(): Promise<PipelineResult> {
    const began = performance.now();
    const { calls, document } = this.#context.plan;
    const results = await Promise.allSettled(calls.map((call) => this.#start(call)));
    // the first failure stops the others: what they say then is not why
    const failures = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason as Error);
    if (failures.length > 0) throw this.#stop.signal.reason ?? failures[0];
    const outputs = Object.fromEntries(
      Object.entries(document.outputs).map(([name, text]) => [name, this.#valueOf(parseReference(text)!)]),
    );
    return { outputs, stages: this.#reports, executionTimeMs: performance.now() - began };
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
      const request = this.#request(i, (await this.#executor(i).codec(document.operation)).operation);
      const response = await this.#executor(i).execute(request, this.#limits(i));
      this.#results.set(document.name, response);
      const { executionTimeMs, waitTimeMs, transferTimeMs } = response;
      return { executionTimeMs, waitTimeMs, transferTimeMs };
    } catch (error) {
      throw this.#explain(i, error as Error);
    }
  }

  /** Several stages in one call; only tensors that others need come out. */
  async #chain(call: readonly number[]): Promise<Times> {
    const { stages } = this.#context.plan;
    const inputs = new Map<string, NamedTensor>();
    const codecs = await Promise.all(call.map((i) => this.#executor(i).codec(stages[i]!.document.operation)));
    const chain: ChainStage[] = call.map((i, position) => {
      try {
        return this.#chainStage(call, i, codecs[position]!, inputs);
      } catch (error) {
        throw this.#explain(i, error as Error);
      }
    });
    const outputs = this.#leaving(call);
    const job = { kind: 'chain' as const, stages: chain, inputs: [...inputs.values()], outputs };
    let answer: Answer;
    try {
      const { timeoutMs = defaultTimeoutMs, signal } = this.#limits(call[0]!);
      answer = await this.#executor(call[0]!).dispatcher.submit(job, limits({ timeoutMs: call.length * timeoutMs, signal }));
    } catch (error) {
      const { stage = 0 } = error as { stage?: number };
      throw this.#explain(call[Math.min(stage, call.length - 1)]!, error as Error);
    }
    const tensors = new Map(answer.response.outputs.map(({ name, tensor }) => [name, tensor]));
    for (const [position, i] of call.entries()) {
      const values = answer.values?.[position] ?? [];
      try {
        const own = outputs.flatMap(({ name, source }) => {
          if (source.tag !== 'stage' || source.val.stage !== position) return [];
          const tensor = tensors.get(name);
          if (tensor === undefined) throw new ExecutorFaultError(`The chain answered without "${name}"`, false);
          return [{ name: source.val.port, tensor }];
        });
        this.#results.set(stages[i]!.document.name, codecs[position]!.decodePart({ values, outputs: own }));
      } catch (error) {
        throw this.#explain(i, error as Error);
      }
    }
    return { executionTimeMs: answer.computeMs, waitTimeMs: answer.waitMs, transferTimeMs: answer.transferMs };
  }

  #chainStage(
    call: readonly number[],
    i: number,
    codec: Awaited<ReturnType<Executor['codec']>>,
    tensors: Map<string, NamedTensor>,
  ): ChainStage {
    const { document, inputs } = this.#context.plan.stages[i]!;
    const bindings = inputs.map(({ port, source }): ChainBinding => {
      const stage =
        source.kind === 'output' ? call.findIndex((member) => this.#context.plan.stages[member]!.document.name === source.stage) : -1;
      if (source.kind === 'output' && stage >= 0) return { name: port, source: { tag: 'stage', val: { stage, port: source.name } } };
      const key = document.inputs[port]!;
      const tensor = codec.encodeInput(port, this.#valueOf(source) as TensorInput);
      tensors.set(key, { name: key, tensor });
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

  #request(i: number, operation: Operation): ComputeRequest {
    const { path, document, inputs } = this.#context.plan.stages[i]!;
    const inCall = (source: Reference) => source.kind === 'output' && !this.#results.has(source.stage);
    return {
      operation: document.operation,
      parameters: parametersFromJson(
        operation,
        substitute(document.parameters, `${path}.parameters`, (key, text) =>
          key === 'file' ? this.#context.files.get(text) : this.#valueOf(parseReference(text)!),
        ) as Record<string, unknown>,
      ),
      inputs: Object.fromEntries(
        inputs.filter(({ source }) => !inCall(source)).map(({ port, source }) => [port, this.#valueOf(source) as TensorInput]),
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
        const found = reference.kind === 'output' ? result.outputs[reference.name] : result.values[reference.name];
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

interface Times {
  readonly executionTimeMs: number;
  readonly waitTimeMs: number;
  readonly transferTimeMs: number;
}

import type {
  ChainBinding,
  ChainError,
  ChainResponse,
  ChainStage,
  ErrorCode,
  ExecuteRequest,
  ExecuteResponse,
  NamedTensor,
} from '../contract.ts';
import { liftChainError, liftChainResponse, lowerBindings, lowerStages } from './chain-abi.ts';
import type { GuestCore } from './guest-core.ts';
import { GuestMemory } from './guest-memory.ts';
import { executeResultBytes, resultAlignment, runResultBytes } from './layout.ts';
import { caseOf, liftError, liftTensors, liftValues, type Take } from './lift.ts';
import { lowerTensors, lowerValues, putText } from './lower.ts';

export interface DirectOptions {
  /** What an answer may come to. */
  readonly responseBytes?: number | undefined;
  /** Told when a direct call's answer was read, before its memory is taken back. */
  readonly answered?: (() => void) | undefined;
}

const resultCases = ['ok', 'error'] as const;

/** The executor's own answer that there is none, in the form in which jco's glue throws it. */
export class ErrorAnswer extends Error {
  override name = 'ErrorAnswer';
  readonly payload: ErrorCode | ChainError;

  constructor(payload: ErrorCode | ChainError) {
    super('error' in payload ? payload.error.tag : payload.tag);
    this.payload = payload;
  }
}

/**
 * `execute` and `chain.run` of one instance without generated glue: the contract is fixed, so what the glue does for any
 * component is written out here once. An ErrorAnswer is the executor's; after any other error (a trap, an answer that
 * breaks the ABI) the instance takes no further call.
 */
export class DirectCalls {
  readonly #core: GuestCore;
  readonly #memory: GuestMemory;
  readonly #answered: (() => void) | undefined;
  #broken: { readonly cause: unknown } | undefined;

  constructor(core: GuestCore, { responseBytes, answered }: DirectOptions = {}) {
    this.#core = core;
    this.#answered = answered;
    this.#memory = new GuestMemory(core, responseBytes);
  }

  /** @param take copies what is kept of the outputs; default: each becomes a fresh array */
  execute({ operation, parameters, inputs }: ExecuteRequest, take?: Take<ExecuteResponse>): ExecuteResponse {
    const { execute, executed } = this.#core;
    const memory = this.#memory;
    return this.#call(() => {
      const name = putText(memory, operation);
      const parametersAt = lowerValues(memory, parameters);
      const inputsAt = lowerTensors(memory, inputs);
      const result = execute(name.at, name.length, parametersAt, parameters.length, inputsAt, inputs.length) >>> 0;
      const answer = liftExecuteAnswer(memory, result, take !== undefined);
      const kept = take === undefined || answer instanceof ErrorAnswer ? answer : take(answer);
      this.#answered?.();
      executed?.(result);
      return kept;
    });
  }

  /** As `execute`, for `chain.run`. Only where the core has it. */
  run(
    stages: readonly ChainStage[],
    inputs: readonly NamedTensor[],
    outputs: readonly ChainBinding[],
    take?: Take<ChainResponse>,
  ): ChainResponse {
    const { run, ran } = this.#core;
    const memory = this.#memory;
    if (run === undefined) throw new TypeError('Cannot run a chain: the executor exports none');
    return this.#call(() => {
      const stagesAt = lowerStages(memory, stages);
      const inputsAt = lowerTensors(memory, inputs);
      const outputsAt = lowerBindings(memory, outputs);
      const result = run(stagesAt, stages.length, inputsAt, inputs.length, outputsAt, outputs.length) >>> 0;
      const answer = liftRunAnswer(memory, result, take !== undefined);
      const kept = take === undefined || answer instanceof ErrorAnswer ? answer : take(answer);
      this.#answered?.();
      ran?.(result);
      return kept;
    });
  }

  #call<T>(call: () => T | ErrorAnswer): T {
    if (this.#broken !== undefined) throw new Error('Cannot call the executor: an earlier call broke its instance', this.#broken);
    let answer: T | ErrorAnswer;
    try {
      answer = call();
    } catch (cause) {
      this.#broken = { cause };
      throw cause;
    }
    if (answer instanceof ErrorAnswer) throw answer;
    return answer;
  }
}

/** What `execute` returned; `borrow`: the data of its tensors stays the guest's. */
export function liftExecuteAnswer(memory: GuestMemory, result: number, borrow: boolean): ExecuteResponse | ErrorAnswer {
  const payload = payloadOf(memory, result, executeResultBytes);
  return caseOf(resultCases, memory, result) === 'error'
    ? new ErrorAnswer(liftError(memory, payload))
    : { values: liftValues(memory, payload), outputs: liftTensors(memory, payload + 8, borrow) };
}

/** As `liftExecuteAnswer`, of `chain.run`. */
export function liftRunAnswer(memory: GuestMemory, result: number, borrow: boolean): ChainResponse | ErrorAnswer {
  const payload = payloadOf(memory, result, runResultBytes);
  return caseOf(resultCases, memory, result) === 'error'
    ? new ErrorAnswer(liftChainError(memory, payload))
    : liftChainResponse(memory, payload, borrow);
}

/** The address of a result's payload, once the result itself is known to lie in memory. */
function payloadOf(memory: GuestMemory, result: number, size: number): number {
  memory.refresh();
  memory.beginAnswer();
  memory.check(result, 1, size, resultAlignment);
  return result + 4;
}

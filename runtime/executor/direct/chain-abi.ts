import type { ChainBinding, ChainError, ChainResponse, ChainStage } from '../contract.ts';
import type { GuestMemory } from './guest-memory.ts';
import { bindingAlignment, bindingBytes, listAlignment, listBytes, stageAlignment, stageBytes } from './layout.ts';
import { liftError, liftList, liftTensors, liftValues } from './lift.ts';
import { lowerText, lowerValues } from './lower.ts';

/** The address of a new `list<binding>`. */
export function lowerBindings(memory: GuestMemory, bindings: readonly ChainBinding[]): number {
  const list = memory.take(bindingAlignment, bindings.length * bindingBytes);
  for (let i = 0; i < bindings.length; i++) {
    const { name, source } = bindings[i]!;
    const to = list + i * bindingBytes;
    lowerText(memory, to, name);
    memory.view.setUint8(to + 8, source.tag === 'input' ? 0 : 1);
    if (source.tag === 'input') lowerText(memory, to + 12, source.val);
    else {
      memory.view.setUint32(to + 12, source.val.stage, true);
      lowerText(memory, to + 16, source.val.port);
    }
  }
  return list;
}

/** The address of a new `list<stage>`. */
export function lowerStages(memory: GuestMemory, stages: readonly ChainStage[]): number {
  const list = memory.take(stageAlignment, stages.length * stageBytes);
  for (let i = 0; i < stages.length; i++) {
    const { operation, parameters, inputs } = stages[i]!;
    const to = list + i * stageBytes;
    lowerText(memory, to, operation);
    memory.setList(to + 8, lowerValues(memory, parameters), parameters.length);
    memory.setList(to + 16, lowerBindings(memory, inputs), inputs.length);
  }
  return list;
}

/** The `chain-response` at an address. */
export function liftChainResponse(memory: GuestMemory, at: number, borrow: boolean): ChainResponse {
  const values = liftList(memory, at, listBytes, listAlignment, liftValues);
  return { values, outputs: liftTensors(memory, at + 8, borrow) };
}

/** The `chain-error` at an address. */
export function liftChainError(memory: GuestMemory, at: number): ChainError {
  return { stage: memory.view.getUint32(at, true), error: liftError(memory, at + 4) };
}

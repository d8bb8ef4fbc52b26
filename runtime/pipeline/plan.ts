import { InvalidPipelineError } from '../errors.ts';
import type { PipelineDocument, StageDocument } from './pipeline-document.ts';
import { parseReference, type Reference, substitute } from './reference.ts';

/** A stage with its references read. */
export interface PlannedStage {
  /** Its place in the document, `stages[2]`. */
  readonly path: string;
  readonly document: StageDocument;
  readonly inputs: readonly { readonly port: string; readonly source: Reference }[];
  /** Indices of the stages whose tensors it takes. */
  readonly tensorsFrom: ReadonlySet<number>;
  /** Indices of the stages whose values its parameters hold. */
  readonly valuesFrom: ReadonlySet<number>;
}

export interface Plan {
  readonly document: PipelineDocument;
  readonly stages: readonly PlannedStage[];
  /** Indices of stages, each list one call to one executor; a list of several is a chain. */
  readonly calls: readonly (readonly number[])[];
}

/**
 * Reads every reference of a pipeline, and groups neighbouring stages of executors that run chains.
 *
 * @throws {InvalidPipelineError} for references to nothing, for doubled names and for cycles
 */
export function planPipeline(document: PipelineDocument, chains: (executor: string) => boolean): Plan {
  const indexOf = new Map<string, number>();
  for (const [i, { name }] of document.stages.entries()) {
    if (indexOf.has(name)) throw new InvalidPipelineError(`stages[${i}].name`, `"${name}" names an earlier stage too`);
    indexOf.set(name, i);
  }
  const resolve = (text: string, path: string): Reference => {
    const reference = parseReference(text);
    if (reference === undefined) throw new InvalidPipelineError(path, `"${text}" is not a reference`);
    const found =
      reference.kind === 'output' || reference.kind === 'value'
        ? indexOf.has(reference.stage)
        : Object.hasOwn(
            reference.kind === 'parameter' ? document.parameters : reference.kind === 'model' ? document.models : document.inputs,
            reference.name,
          );
    if (!found) throw new InvalidPipelineError(path, `"${text}" refers to nothing in this pipeline`);
    return reference;
  };
  const stages = document.stages.map((stage, i): PlannedStage => {
    const path = `stages[${i}]`;
    const tensorsFrom = new Set<number>();
    const valuesFrom = new Set<number>();
    const inputs = Object.entries(stage.inputs).map(([port, text]) => {
      const source = resolve(text, `${path}.inputs.${port}`);
      if (source.kind === 'output') tensorsFrom.add(indexOf.get(source.stage)!);
      return { port, source };
    });
    substitute(stage.parameters, `${path}.parameters`, (key, text, at) => {
      if (key === 'file') return undefined;
      const reference = resolve(text, at);
      if (reference.kind === 'input' || reference.kind === 'output')
        throw new InvalidPipelineError(at, `"${text}" is a tensor, not a value`);
      if (reference.kind === 'value') valuesFrom.add(indexOf.get(reference.stage)!);
      return undefined;
    });
    return { path, document: stage, inputs, tensorsFrom, valuesFrom };
  });
  for (const [name, text] of Object.entries(document.outputs)) resolve(text, `outputs.${name}`);
  const needs = stages.map(({ tensorsFrom, valuesFrom }) => [...new Set([...tensorsFrom, ...valuesFrom])]);
  const order = sort(needs);
  if (order.length < stages.length) {
    const cycle = cycleOf(needs, new Set(order)).map((i) => document.stages[i]!.name);
    throw new InvalidPipelineError('stages', `these wait for each other: ${cycle.join(' -> ')}`);
  }
  return { document, stages, calls: fuse(order, stages, needs, chains) };
}

/** Stages by index, each after all that it needs; those that wait for a cycle are left out. Kahn 1962. */
function sort(needs: readonly (readonly number[])[]): number[] {
  const takers = takersOf(needs);
  const missing = needs.map((list) => list.length);
  const order = [...needs.keys()].filter((i) => missing[i] === 0);
  // grows as it is walked
  for (const i of order) for (const taker of takers[i]!) if (--missing[taker]! === 0) order.push(taker);
  return order;
}

/** By stage, the stages that need it. */
function takersOf(needs: readonly (readonly number[])[]): number[][] {
  const takers = needs.map((): number[] => []);
  for (const [i, list] of needs.entries()) for (const need of list) takers[need]!.push(i);
  return takers;
}

/** One cycle among the stages that have no place in the order, its first stage repeated at the end. */
function cycleOf(needs: readonly (readonly number[])[], placed: ReadonlySet<number>): number[] {
  const path = new Set<number>();
  let at = [...needs.keys()].find((i) => !placed.has(i))!;
  while (!path.has(at)) {
    path.add(at);
    at = needs[at]!.find((need) => !placed.has(need))!;
  }
  const walked = [...path];
  const cycle = walked.slice(walked.indexOf(at)).reverse();
  return [...cycle, cycle[0]!];
}

/**
 * Appends a stage to the call that ends in a stage whose tensor it takes, when both run on one executor, no call comes
 * to wait for itself, and no other stage to wait for what it does not need: stages side by side run in parallel.
 */
function fuse(
  order: readonly number[],
  stages: readonly PlannedStage[],
  needs: readonly (readonly number[])[],
  chains: (executor: string) => boolean,
): number[][] {
  const takers = takersOf(needs);
  const calls: number[][] = [];
  const callOf = new Map<number, number[]>();
  for (const i of order) {
    const { document, tensorsFrom, valuesFrom } = stages[i]!;
    const host = calls.find((call) => {
      const last = call.at(-1)!;
      if (!tensorsFrom.has(last) || stages[last]!.document.executor !== document.executor || !chains(document.executor)) return false;
      if (stages[last]!.document.timeoutMs !== document.timeoutMs || call.some((member) => valuesFrom.has(member))) return false;
      // a stage outside that takes from the call would wait for the new one too
      const outside = call.flatMap((member) => takers[member]!).filter((taker) => taker !== i && callOf.get(taker) !== call);
      if (outside.length > 0) {
        const after = afterOf(i, takers);
        if (!outside.every((taker) => after.has(taker))) return false;
      }
      return !waitsFor(call, needs[i]!, needs, callOf);
    });
    if (host === undefined) calls.push([i]);
    else host.push(i);
    callOf.set(i, host ?? calls.at(-1)!);
  }
  return calls;
}

/** Whether one of the stages that are needed, all in calls already, needs the call in turn without being in it. */
function waitsFor(
  call: readonly number[],
  needed: readonly number[],
  needs: readonly (readonly number[])[],
  callOf: ReadonlyMap<number, readonly number[]>,
): boolean {
  const others = needed.filter((need) => callOf.get(need) !== call);
  const seen = new Set<readonly number[]>();
  for (let need = others.pop(); need !== undefined; need = others.pop()) {
    const other = callOf.get(need)!;
    if (other === call) return true;
    if (seen.has(other)) continue;
    seen.add(other);
    for (const member of other) others.push(...needs[member]!);
  }
  return false;
}

/** Every stage that needs one, directly or not. */
function afterOf(stage: number, takers: readonly (readonly number[])[]): Set<number> {
  const found = new Set<number>();
  const waiting = [stage];
  for (let i = waiting.pop(); i !== undefined; i = waiting.pop()) {
    for (const next of takers[i]!) {
      if (found.has(next)) continue;
      found.add(next);
      waiting.push(next);
    }
  }
  return found;
}

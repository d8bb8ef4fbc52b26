import { InvalidPipelineError } from '../errors.ts';
import type { PipelineDocument, StageDocument } from './document.ts';
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
  const order = sort(
    stages.map((_, i) => [i]),
    stages,
  );
  if (order === undefined) throw new InvalidPipelineError('stages', `these wait for each other: ${cycleOf(stages).join(' -> ')}`);
  return { document, stages, calls: fuse(order.flat(), stages, chains) };
}

/** What a stage waits for. */
function needs(stage: PlannedStage): Set<number> {
  return new Set([...stage.tensorsFrom, ...stage.valuesFrom]);
}

/** Calls in an order in which each finds what it needs; undefined where there is none. Kahn 1962. */
function sort(calls: readonly (readonly number[])[], stages: readonly PlannedStage[]): number[][] | undefined {
  const left = calls.map((call) => [...call]);
  const done = new Set<number>();
  const order: number[][] = [];
  while (left.length > 0) {
    const at = left.findIndex((call) =>
      call.every((i) => [...needs(stages[i]!)].every((need) => done.has(need) || (need !== i && call.includes(need)))),
    );
    if (at < 0) return undefined;
    const [call] = left.splice(at, 1);
    for (const i of call!) done.add(i);
    order.push(call!);
  }
  return order;
}

/** One cycle, by name, its first stage repeated at the end; every stage outside of cycles is passed over. */
function cycleOf(stages: readonly PlannedStage[]): string[] {
  let left = new Set(stages.keys());
  for (let size = -1; size !== left.size; ) {
    size = left.size;
    left = new Set([...left].filter((i) => [...needs(stages[i]!)].some((need) => left.has(need))));
  }
  const path: number[] = [];
  let at = [...left][0]!;
  while (!path.includes(at)) {
    path.push(at);
    at = [...needs(stages[at]!)].find((need) => left.has(need))!;
  }
  const cycle = path.slice(path.indexOf(at)).reverse();
  return [...cycle, cycle[0]!].map((i) => stages[i]!.document.name);
}

/**
 * Appends a stage to the call that ends in a stage whose tensor it takes, when both run on one executor, no call comes
 * to wait for itself, and no other stage to wait for what it does not need: stages side by side run in parallel.
 */
function fuse(order: readonly number[], stages: readonly PlannedStage[], chains: (executor: string) => boolean): number[][] {
  const calls: number[][] = [];
  const before = new Map<number, Set<number>>();
  for (const i of order) before.set(i, new Set([...needs(stages[i]!)].flatMap((need) => [need, ...before.get(need)!])));
  for (const i of order) {
    const { document, tensorsFrom, valuesFrom } = stages[i]!;
    const host = calls.find((call) => {
      const last = call.at(-1)!;
      if (stages[last]!.document.executor !== document.executor || !chains(document.executor) || !tensorsFrom.has(last)) return false;
      if (stages[last]!.document.timeoutMs !== document.timeoutMs || call.some((member) => valuesFrom.has(member))) return false;
      // a stage outside that takes from the call would wait for the new one too
      const delays = order.some(
        (other) =>
          other !== i && !call.includes(other) && !before.get(other)!.has(i) && call.some((member) => needs(stages[other]!).has(member)),
      );
      if (delays) return false;
      const placed = new Set(calls.flat());
      const rest = order.filter((other) => !placed.has(other) && other !== i).map((other) => [other]);
      return sort([...calls.map((other) => (other === call ? [...call, i] : other)), ...rest], stages) !== undefined;
    });
    if (host === undefined) calls.push([i]);
    else host.push(i);
  }
  return calls;
}

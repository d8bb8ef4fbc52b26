import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidPipelineError } from '../errors.ts';
import { type PipelineSource, parsePipeline } from './document.ts';
import { planPipeline } from './plan.ts';

type Stage = PipelineSource['stages'][number];
const stage = (name: string, executor: string, from: Record<string, string> = {}, parameters: Stage['parameters'] = {}): Stage => ({
  name,
  executor,
  operation: 'run',
  inputs: from,
  parameters,
});
const plan = (stages: Stage[], more: Partial<PipelineSource> = {}, chains = (_: string) => true) =>
  planPipeline(parsePipeline({ name: 'test', inputs: { x: {} }, stages, ...more }), chains);
const calls = (...args: Parameters<typeof plan>) => {
  const { calls: list, stages } = plan(...args);
  return list.map((call) => call.map((i) => stages[i]!.document.name).join('+'));
};
const out = (name: string) => `stages.${name}.outputs.y`;

describe('planPipeline() fuses', () => {
  test('neighbours of one executor', () => {
    expect(calls([stage('a', 'cpp', { x: 'inputs.x' }), stage('b', 'cpp', { x: out('a') }), stage('c', 'ml', { x: out('b') })])).toEqual([
      'a+b',
      'c',
    ]);
  });

  test('nothing where the executor runs no chains', () => {
    expect(calls([stage('a', 'cpp'), stage('b', 'cpp', { x: out('a') })], {}, () => false)).toEqual(['a', 'b']);
  });

  test('neither of two successors, so that both run at once', () => {
    expect(calls([stage('a', 'cpp'), stage('b', 'cpp', { x: out('a') }), stage('c', 'cpp', { x: out('a') })])).toEqual(['a', 'b', 'c']);
  });

  test('nothing whose parameters hold values of the same call', () => {
    const b = stage('b', 'cpp', { x: out('a') }, { n: { from: 'stages.a.values.n' } });
    expect(calls([stage('a', 'cpp'), b])).toEqual(['a', 'b']);
  });

  test('nothing that would make a call wait for itself', () => {
    expect(calls([stage('a', 'cpp'), stage('m', 'ml', { x: out('a') }), stage('b', 'cpp', { x: out('a'), z: out('m') })])).toEqual([
      'a',
      'm',
      'b',
    ]);
  });
});

test('planPipeline() places every stage once, after what it needs, for random graphs', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom('cpp', 'ml'), fc.array(fc.nat(30), { maxLength: 3 })), { minLength: 1, maxLength: 12 }),
      (list) => {
        const stages = list.map(([executor, from], i) =>
          stage(`s${i}`, executor, i === 0 ? {} : Object.fromEntries(from.map((k, n) => [`p${n}`, out(`s${k % i}`)]))),
        );
        const { calls: made } = plan(stages);
        expect(made.flat().toSorted((a, b) => a - b)).toEqual(stages.map((_, i) => i));
        const done = new Set<number>();
        // a call can start when all that it takes from other calls is done; all of them must get their turn
        const left = [...made];
        while (left.length > 0) {
          const at = left.findIndex((call) =>
            call.every((i) =>
              Object.values(stages[i]!.inputs ?? {}).every(
                (text) => done.has(Number(/s(\d+)/.exec(text)![1])) || call.includes(Number(/s(\d+)/.exec(text)![1])),
              ),
            ),
          );
          expect(at).toBeGreaterThanOrEqual(0);
          for (const i of left.splice(at, 1)[0]!) done.add(i);
        }
      },
    ),
    { seed: 20_261_124, numRuns: 300 },
  );
});

describe('a wrong pipeline', () => {
  test.each<[string, PipelineSource | object, string, string]>([
    ['is no object', [], 'the document', 'expected object'],
    ['has no stages', { name: 'x', stages: [] }, 'stages', 'Too small'],
    ['has an unknown key', { name: 'x', stages: [{ ...stage('a', 'cpp'), paramters: {} }] }, 'stages[0]', 'paramters'],
    ['has a bad reference', { name: 'x', stages: [stage('a', 'cpp', { x: 'signal' })] }, 'stages[0].inputs.x', 'must be "inputs.<name>"'],
    ['refers to no input', { name: 'x', stages: [stage('a', 'cpp', { x: 'inputs.y' })] }, 'stages[0].inputs.x', 'refers to nothing'],
    ['refers to no stage', { name: 'x', stages: [stage('a', 'cpp', { x: out('b') })] }, 'stages[0].inputs.x', 'refers to nothing'],
    [
      'refers to no parameter',
      { name: 'x', stages: [stage('a', 'cpp', {}, { p: [{ from: 'parameters.q' }] })] },
      'stages[0].parameters.p[0].from',
      'refers to nothing',
    ],
    [
      'puts a tensor into a parameter',
      { name: 'x', stages: [stage('a', 'cpp'), stage('b', 'cpp', {}, { p: { from: out('a') } })] },
      'stages[1].parameters.p.from',
      'is a tensor',
    ],
    ['names two stages alike', { name: 'x', stages: [stage('a', 'cpp'), stage('a', 'cpp')] }, 'stages[1].name', 'names an earlier stage'],
    [
      'goes round',
      { name: 'x', stages: [stage('a', 'cpp', { x: out('c') }), stage('b', 'cpp', { x: out('a') }), stage('c', 'ml', { x: out('b') })] },
      'stages',
      'wait for each other',
    ],
    ['waits for itself', { name: 'x', stages: [stage('a', 'cpp', { x: out('a') })] }, 'stages', 'a -> a'],
    ['gives what is not there', { name: 'x', stages: [stage('a', 'cpp')], outputs: { y: out('b') } }, 'outputs.y', 'refers to nothing'],
  ])('that %s is refused, with the place', (_, source, where, message) => {
    let error: unknown;
    try {
      planPipeline(parsePipeline(source), () => true);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(InvalidPipelineError);
    expect((error as InvalidPipelineError).path).toBe(where);
    expect((error as Error).message).toContain(message);
  });
});

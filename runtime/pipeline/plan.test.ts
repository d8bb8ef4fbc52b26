import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidPipelineError } from '../errors.ts';
import { parsePipeline } from './document.ts';
import type { PipelineSource } from './pipeline-document.ts';
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
    ['is no object', [], 'the document', 'must be an object, is an array'],
    ['has no name', { stages: [stage('a', 'cpp')] }, 'name', 'is required'],
    ['has a name that is none', { name: 3, stages: [stage('a', 'cpp')] }, 'name', 'must be a string, is 3'],
    ['has no stages', { name: 'x', stages: [] }, 'stages', 'must not be empty'],
    ['has a stage that is none', { name: 'x', stages: [null] }, 'stages[0]', 'must be an object, is null'],
    ['has a bad input name', { name: 'x', inputs: { '1': {} }, stages: [stage('a', 'cpp')] }, 'inputs.1', 'must begin with a letter'],
    [
      'has a value that is no JSON',
      { name: 'x', stages: [stage('a', 'cpp', {}, { p: [() => 1] as never })] },
      'stages[0].parameters.p',
      'no JSON form',
    ],
    [
      'has a name that JavaScript reserves',
      { name: 'x', stages: [stage('a', 'cpp', {}, JSON.parse('{"p":{"__proto__":1}}'))] },
      'stages[0].parameters.p.__proto__',
      'reserved',
    ],
    ['has a parameter of that name', JSON.parse('{"name":"x","parameters":{"__proto__":{}}}'), 'parameters.__proto__', 'reserved'],
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

  test('that is nested without end is refused, and so is one that holds itself', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    const round: unknown[] = [];
    round.push(round);
    for (const value of [deep, round]) {
      const source = { name: 'x', stages: [stage('a', 'cpp', {}, { p: value as never })] };
      expect(() => parsePipeline(source)).toThrow(/at stages\[0\]\.parameters\.p\[0\].*…: is nested more than 100 levels deep$/);
    }
  });
});

test('a chain of 3000 stages, last first, is one call', () => {
  const stages = Array.from({ length: 3000 }, (_, i) => stage(`s${i}`, 'cpp', i === 0 ? {} : { x: out(`s${i - 1}`) })).reverse();
  const { calls } = planPipeline(parsePipeline({ name: 'x', stages }), () => true);
  expect(calls.length).toBe(1);
  expect(calls[0]![0]).toBe(2999);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InvalidPipelineError, init, type Ray, StageError, TaskCancelledError } from '../../runtime/index.ts';
import { openPipeline, type PipelineSource, runPipeline } from '../../runtime/pipeline/index.ts';
import { hostile } from '../fixtures/hostile.ts';

let ray: Ray<{ hostile: typeof hostile }>;
beforeAll(async () => {
  ray = await init({ numWorkers: 2, executors: { hostile } });
});
afterAll(() => ray.shutdown());

const echo = (name: string, from: string, text: unknown = name): PipelineSource['stages'][number] => ({
  name,
  executor: 'hostile',
  operation: 'echo',
  inputs: { x: from },
  parameters: { text: text as string },
});
const x = { data: Float64Array.of(1, 2, 3) };

describe('runPipeline()', () => {
  test('passes tensors and values along, and reports each stage', async () => {
    const source: PipelineSource = {
      name: 'test',
      inputs: { signal: {} },
      parameters: { word: { default: 'hello' } },
      stages: [
        echo('second', 'stages.first.outputs.x', { from: 'stages.first.values.text' }),
        echo('first', 'inputs.signal', { from: 'parameters.word' }),
      ],
      outputs: { signal: 'stages.second.outputs.x', word: 'stages.second.values.text', same: 'inputs.signal' },
    };
    const seen: string[] = [];
    const result = await runPipeline(ray, source, {
      inputs: { signal: x },
      onProgress: ({ kind, stage, completed, total }) => seen.push(`${kind} ${stage} ${completed}/${total}`),
    });
    expect(result.outputs).toMatchObject({ signal: { data: x.data, type: 'fp64' }, word: 'hello', same: { data: x.data } });
    expect(seen).toEqual([
      'stage-started first 0/2',
      'stage-completed first 1/2',
      'stage-started second 1/2',
      'stage-completed second 2/2',
    ]);
    expect(result.stages.map(({ name, chainedWith }) => [name, chainedWith])).toEqual([
      ['first', ['first']],
      ['second', ['second']],
    ]);
  });

  test('runs independent stages at the same time', async () => {
    const sleep = (name: string) => ({ name, executor: 'hostile', operation: 'sleep' });
    // each takes 100 ms; the second worker is there after a while
    const pair = async () => (await runPipeline(ray, { name: 'test', stages: [sleep('a'), sleep('b')] })).executionTimeMs;
    let together = await pair();
    for (let i = 0; i < 20 && together >= 190; i++) together = await pair();
    expect(together).toBeLessThan(190);
  });

  test('the stage that fails is named, and the others are stopped', async () => {
    const stages = [
      { name: 'bad', executor: 'hostile', operation: 'fail' },
      { name: 'long', executor: 'hostile', operation: 'spin' },
    ];
    await expect(runPipeline(ray, { name: 'test', stages })).rejects.toMatchObject({
      name: 'StageError',
      stage: 'bad',
      cause: { name: 'OperationFailedError' },
    });
    expect(await runPipeline(ray, { name: 'test', stages: [echo('a', 'inputs.x')], inputs: { x: {} } }, { inputs: { x } })).toBeDefined();
  });

  test('an abort ends it with the reason', async () => {
    const controller = new AbortController();
    const run = runPipeline(
      ray,
      { name: 'test', stages: [{ name: 'long', executor: 'hostile', operation: 'spin' }] },
      { signal: controller.signal },
    );
    setTimeout(() => controller.abort(), 50);
    await expect(run).rejects.toBeInstanceOf(TaskCancelledError);
  });

  test("a stage's own time-out counts", async () => {
    const stages = [{ name: 'long', executor: 'hostile', operation: 'spin', timeoutMs: 100 }];
    await expect(runPipeline(ray, { name: 'test', stages })).rejects.toBeInstanceOf(StageError);
  });

  test('{"file"} is the text of a file beside the pipeline', async () => {
    const stages = [echo('a', 'inputs.x', { file: './hello.txt' })];
    const source: PipelineSource = { name: 'test', stages, inputs: { x: {} }, outputs: { text: 'stages.a.values.text' } };
    const baseUrl = new URL('../fixtures/', import.meta.url);
    expect((await runPipeline(ray, source, { inputs: { x }, baseUrl })).outputs).toEqual({ text: 'Grüße\n' });
  });
});

describe('openPipeline() refuses', () => {
  const base = { name: 'test', inputs: { x: {} } };
  test.each<[string, PipelineSource, string]>([
    ['an unknown executor', { ...base, stages: [{ ...echo('a', 'inputs.x'), executor: 'fortran' }] }, 'stages[0].executor'],
    ['an unknown operation', { ...base, stages: [{ ...echo('a', 'inputs.x'), operation: 'ech' }] }, 'stages[0].operation'],
    ['an unknown parameter', { ...base, stages: [{ ...echo('a', 'inputs.x'), parameters: { txet: 'a' } }] }, 'stages[0].parameters.txet'],
    ['an unknown input port', { ...base, stages: [{ ...echo('a', 'inputs.x'), inputs: { y: 'inputs.x' } }] }, 'stages[0].inputs.y'],
    ['an unknown output', { ...base, stages: [echo('a', 'inputs.x'), echo('b', 'stages.a.outputs.z')] }, 'stages[1].inputs.x'],
    ['an unknown value', { ...base, stages: [echo('a', 'inputs.x')], outputs: { o: 'stages.a.values.z' } }, 'outputs.o'],
    ['a missing file', { ...base, stages: [echo('a', 'inputs.x', { file: 'none.txt' })] }, 'stages[0].parameters.text.file'],
  ])('%s', async (_, source, path) => {
    const opening = openPipeline(ray, source, { baseUrl: import.meta.url });
    await expect(opening).rejects.toBeInstanceOf(InvalidPipelineError);
    await expect(opening).rejects.toMatchObject({ path });
  });

  test('a run without its inputs, or with too many', async () => {
    const pipeline = await openPipeline(ray, { ...base, parameters: { p: {} }, stages: [echo('a', 'inputs.x')] });
    await expect(pipeline.run()).rejects.toMatchObject({ path: 'inputs.x' });
    await expect(pipeline.run({ inputs: { x, y: x } })).rejects.toMatchObject({ path: 'inputs.y' });
    await expect(pipeline.run({ inputs: { x } })).rejects.toMatchObject({ path: 'parameters.p' });
    await expect(pipeline.run({ inputs: { x }, parameters: { q: 1 } })).rejects.toMatchObject({ path: 'parameters.q' });
    await expect(pipeline.run({ inputs: { x: { data: [1] as never } }, parameters: { p: 1 } })).rejects.toMatchObject({
      path: 'stages[0].inputs.x.data',
    });
  });
});

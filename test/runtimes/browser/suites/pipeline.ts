import { cpp } from '../../../../components/cpp/index.js';
import { ml } from '../../../../components/ml/index.js';
import { pythonFrom } from '../../../../components/python/index.js';
import { init } from '../../../../runtime/index.ts';
import { openPipeline, type PipelineSource } from '../../../../runtime/pipeline/index.ts';
import type { Suite } from '../suite.ts';

const example = new URL('/repository/examples/bearing-diagnosis/', location.origin);
const python = pythonFrom({ pyodide: '/repository/node_modules/pyodide/' });

/** Of this recording: 32-bit floats follow. */
const wavHeaderBytes = 58;
/** Pass bands, as recordings.json has them for it. */
const bands = Array.from({ length: 15 }, (_, i) => [100 + 200 * i, 300 + 200 * i]).flat();

/** The repository's example, in three languages, and a component that is loaded from its bytes. */
export const suite: Suite = (runner, options) => {
  const assert: typeof runner.assert = (condition, message) => runner.assert(condition, message);

  runner.test('pipeline: a recording, from C++ over AssemblyScript to a verdict in Python', async () => {
    await using ray = await init({ numWorkers: 1, ...options.init, executors: { cpp, ml, python } });
    const source = (await (await fetch(new URL('pipeline.json', example))).json()) as PipelineSource;
    await using pipeline = await openPipeline(ray, source, { baseUrl: example });
    const wav = await (await fetch(new URL('data/bearing-force.wav', example))).arrayBuffer();
    const data = Float64Array.from(new Float32Array(wav.slice(wavHeaderBytes)));
    const parameters = { speed: 5.1, unit: 'N', segment: 3200, bands };
    const { outputs, stages } = await pipeline.run({ parameters, inputs: { signal: { data, rate: 6400 } } });
    const { verdict } = outputs['decision'] as unknown as { readonly verdict: string };
    assert(
      Math.abs((outputs['revolutions'] as unknown as number) - 51) < 0.1,
      `it shows 51 revolutions: ${String(outputs['revolutions'])}`,
    );
    assert(verdict === 'inner', `the inner ring is found: ${verdict}`);
    assert(stages.length === source.stages.length, 'every stage is reported');
  });

  runner.test('components: one is loaded from its bytes, and does what its package does', async () => {
    await using ray = await init({ numWorkers: 1, ...options.init, executors: { ml } });
    const loaded = await ray.executors.load(new URL('/repository/components/ml/dist/simd128/ml.component.wasm', location.origin), {
      name: 'own',
    });
    const request = { operation: 'tensor.softmax', inputs: { x: { data: Float32Array.of(1, 2, 3), dimensions: [1, 3] } } } as const;
    const mine = await loaded.execute(request);
    const packaged = await ray.executors.get('ml').execute(request);
    const [a, b] = [mine, packaged].map(({ outputs }) => String(Object.values(outputs)[0]!.data));
    assert(a === b && a !== '', `both give the same: ${a}, ${b}`);
  });
  return async () => {};
};

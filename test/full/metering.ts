// Metering on everything that is at hand: every core module below this folder is valid when it is capped and metered; random
// modules, and the executors that are built, do the same as without.
import fs from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { root } from '../../build/members.ts';
import type { SubjectRequests } from '../../runtime/conformance/subject.ts';
import type { ExecutorLimits } from '../../runtime/executor/executor-limits.ts';
import { type Executor, init } from '../../runtime/index.ts';
import { meterModule } from '../../runtime/limits/meter-module.ts';
import { candleSubject } from '../conformance/subjects/candle.ts';
import { cppSubject } from '../conformance/subjects/cpp.ts';
import { mlSubjects } from '../conformance/subjects/ml.ts';
import { pythonSealedSubject } from '../conformance/subjects/python-sealed.ts';
import { compareMetered } from '../fixtures/compare-metered.ts';

const firstSeed = 100_000;
const modules = 5_000;

await meterFiles();
await meterRandomModules();
for (const subject of [cppSubject, ...mlSubjects, pythonSealedSubject, candleSubject]) await compareExecutor(subject);

async function meterFiles(): Promise<void> {
  const began = performance.now();
  const known = new Set<string>();
  let megabytes = 0;
  for (const file of fs.globSync('**/*.wasm', { cwd: root, exclude: (name) => name === '.cache' || name === '.git' })) {
    const bytes = new Uint8Array(fs.readFileSync(path.join(root, file)));
    const key = `${bytes.length} ${path.basename(file)}`;
    if (known.has(key) || !WebAssembly.validate(bytes)) continue; // components, above all
    known.add(key);
    megabytes += bytes.length / 1e6;
    let metered: Uint8Array<ArrayBuffer>;
    try {
      metered = meterModule(bytes);
    } catch (error) {
      throw new Error(`${file} cannot be metered`, { cause: error });
    }
    if (!WebAssembly.validate(metered)) throw new Error(`${file} is not valid when it is metered`);
  }
  if (known.size < 30) throw new Error(`There are only ${known.size} modules below this folder`);
  const took = (performance.now() - began) / 1000;
  console.log(`${known.size} modules of ${megabytes.toFixed(0)} MB are valid when they are metered, ${took.toFixed(0)} s`);
}

async function meterRandomModules(): Promise<void> {
  let tried = 0;
  for (let seed = firstSeed; seed < firstSeed + modules; seed++) if ((await compareMetered(seed)).tried) tried++;
  console.log(`${modules} random modules, seeds from ${firstSeed}, do the same when they are metered; ${tried} stop for want of fuel`);
}

/** Every sample, by the executor as it is and metered. */
async function compareExecutor({ package: source, samples, setup = [], before = {} }: SubjectRequests): Promise<void> {
  const [file] = Object.values(source.builds[0]?.core ?? {});
  if (!(file instanceof URL && fs.existsSync(file))) {
    console.log(`${source.name} is not built, and was not tried`);
    return;
  }
  const as = (stop: NonNullable<ExecutorLimits['stop']>) => ({ ...source, limits: { ...source.limits, stop, reuse: 'warm' as const } });
  const ray = await init({ numWorkers: 1, executors: { plain: as('terminate'), metered: as('meter') } });
  try {
    const both = [ray.executors.get('plain') as Executor, ray.executors.get('metered') as Executor];
    for (const executor of both) for (const request of setup) await executor.execute(request);
    for (const [operation, sample] of Object.entries(samples)) {
      const [wanted, found] = await Promise.all(
        both.map(async (executor) => {
          if (before[operation] !== undefined) await executor.execute(before[operation]);
          const { values, outputs } = await executor.execute({ operation, ...sample });
          return { values, outputs };
        }),
      );
      if (!isDeepStrictEqual(found, wanted)) throw new Error(`${source.name} answers ${operation} otherwise when it is metered`);
    }
    console.log(`${source.name} answers all ${Object.keys(samples).length} operations alike when it is metered`);
  } finally {
    await ray.shutdown();
  }
}

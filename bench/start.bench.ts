// From the start of a process to the first answer of each executor, whole processes in turn.
import { spawnSync } from 'node:child_process';
import { median, target } from './interleave.ts';

const requests = {
  cpp: "{ operation: 'signal.fft', parameters: { kind: 'r2c' }, inputs: { signal: new Float64Array(8) } }",
  ml: "{ operation: 'tensor.softmax', inputs: { x: { data: new Float32Array(4), dimensions: [2, 2] } } }",
  python: "{ operation: 'run', parameters: { source: 'def main(): return 42' } }",
};
const wanted = { cpp: 150, ml: 100, python: 600 };
const root = new URL('..', import.meta.url);
const samples: Record<string, number[]> = { node: [], cpp: [], ml: [], python: [] };
const programs: Record<string, string> = { node: "console.log('ok')" };
for (const [name, request] of Object.entries(requests)) {
  programs[name] =
    `import { init } from '${new URL('dist/index.js', root)}'; import { ${name} } from '${new URL(`components/${name}/index.js`, root)}';
    const ray = await init({ numWorkers: 1, executors: { ${name} } }); await ray.executors.get('${name}').execute(${request}); console.log('ok'); process.exit(0);`;
}
for (let round = 0; round < 11; round++) {
  for (const [name, program] of Object.entries(programs)) {
    const began = performance.now();
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    if (stdout.trim() !== 'ok') throw new Error(`${name}: ${stderr}`);
    samples[name]!.push(performance.now() - began);
  }
}
for (const [name, list] of Object.entries(samples))
  console.log(`  ${name.padEnd(7)} median ${median(list).toFixed(0)} ms, lowest ${Math.min(...list).toFixed(0)} ms`);
for (const [name, limit] of Object.entries(wanted))
  target(`process start to first answer of ${name}, ms`, median(samples[name]!), limit, 'at most');

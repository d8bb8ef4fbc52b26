// A 50 kHz motor recording, 10 s, through the whole diagnosis: C++ features and evidence over a grid of bands, two
// networks, the rule in Python.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cpp } from '../components/cpp/index.js';
import { ml } from '../components/ml/index.js';
import { python } from '../components/python/index.js';
import { diagnose } from '../examples/bearing-diagnosis/diagnose.ts';
import type { Recording } from '../examples/bearing-diagnosis/recording.ts';
import { init } from '../runtime/index.ts';
import { openPipeline } from '../runtime/pipeline/index.ts';
import { median, target } from './interleave.ts';

const folder = new URL('../examples/bearing-diagnosis/', import.meta.url);
const readJson = (name: string) => JSON.parse(fs.readFileSync(new URL(name, folder), 'utf8'));
const recordings = (readJson('recordings.json') as Recording[]).filter(({ file }) => file.includes('motor'));

await using ray = await init({ numWorkers: 2, executors: { cpp, ml, python } });
await using pipeline = await openPipeline(ray, readJson('pipeline.json'), { baseUrl: new URL('pipeline.json', folder) });
const times: number[] = [];
let seconds = 0;
let first = 0;
for (let round = 0; round < 6; round++) {
  for (const recording of recordings) {
    const report = await diagnose(pipeline, recording, fileURLToPath(folder));
    if (report.decision.verdict.length === 0) throw new Error('There is no verdict');
    ({ seconds } = report);
    first ||= report.executionMs;
    if (round > 0) times.push(report.executionMs);
  }
}
console.log(
  `  ${seconds} s of signal: first ${first.toFixed(0)} ms, then median ${median(times).toFixed(1)} ms, lowest ${Math.min(...times).toFixed(1)} ms`,
);
target('times real time', (seconds * 1000) / median(times), 100);

// What `npm start` runs: every recording through one pipeline, a report here and a page beside it.
import fs from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { init } from 'polyray';
import { openPipeline, type PipelineSource } from 'polyray/pipeline';
import { cpp } from 'polyray-cpp';
import { ml } from 'polyray-ml';
import { python } from 'polyray-python';
import { diagnose } from './diagnose.ts';
import type { Recording } from './recording.ts';
import type { RecordingReport, Thresholds } from './report/recording-report.ts';
import { terminalPreface, terminalReport } from './report/terminal.ts';

const began = performance.now();
const here = (name: string) => new URL(name, import.meta.url);
const readJson = <T>(name: string) => JSON.parse(fs.readFileSync(here(name), 'utf8')) as T;
const recordings = readJson<Recording[]>('recordings.json');
const thresholds = readJson<Thresholds>('model/thresholds.json');

const reports: RecordingReport[] = [];
{
  await using ray = await init({ numWorkers: 2, executors: { cpp, ml, python } });
  await using pipeline = await openPipeline(ray, readJson<PipelineSource>('pipeline.json'), { baseUrl: here('pipeline.json') });
  console.log(`Bearing diagnosis: ${recordings.length} recordings, ready after ${(performance.now() - began).toFixed(0)} ms\n`);
  console.log(`${terminalPreface()}\n`);
  for (const recording of recordings) {
    const report = await diagnose(pipeline, recording, fileURLToPath(here('.')));
    reports.push(report);
    console.log(`${terminalReport(report, thresholds)}\n`);
  }
}

// The charts' library is the slowest thing to load: after the measured part
const { htmlReport, recordingSection } = await import('./report/html.ts');
const page = here('dist/report.html');
const sections = reports.map((report) => recordingSection(report, thresholds));
fs.mkdirSync(here('dist'), { recursive: true });
const part = here('dist/report.html.part');
fs.writeFileSync(part, htmlReport(reports, sections, fs.readFileSync(here('report/style.css'), 'utf8')));
fs.renameSync(part, page); // whole, or the one of last time
console.log(`${((performance.now() - began) / 1000).toFixed(1)} s in all. The page: ${pathToFileURL(fileURLToPath(page)).href}`);

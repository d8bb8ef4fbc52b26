import type { Executor } from '../executor/executor.ts';
import { init } from '../init.ts';
import type { Platform, Port } from '../platform/platform.ts';
import type { ConformanceJob, ConformanceReport } from './conformance-protocol.ts';
import { executorConformance } from './executor-conformance.ts';
import { makeSamples } from './make-samples.ts';
import { encodeRequest } from './sample.ts';
import { callsDirectly, loadRaw, type RawExecutor, type Subject } from './subject.ts';

/** How long the calls may take that must leave memory flat, in ms. */
const callsMs = 10_000;

/** Runs the suite over one component in this thread, and says how it goes. */
export function serveConformance(port: Port<ConformanceReport, ConformanceJob>, platform: Platform): void {
  port.onMessage((job) => {
    run(job, platform, (report) => port.post(report)).catch((error: unknown) => {
      port.post({ kind: 'failed', error: textOf(error) });
    });
  });
}

async function run(job: ConformanceJob, { readBytes }: Platform, report: (report: ConformanceReport) => void): Promise<void> {
  const source = job.package;
  const component = await loadRaw({ package: source, readBytes }, 'glue');
  for (const request of job.requests.setup ?? []) component.execute(encodeRequest(request, component.operations));
  const { samples, missing } = makeSamples(component, job.requests.samples ?? {});
  const subject: Subject = {
    package: source,
    readBytes,
    ...job.requests,
    samples,
    untried: Object.keys(missing),
    glueOnly: !(await callsDirectly({ package: source, readBytes })),
    calls: callsFor(component, samples),
  };
  const cases: { readonly name: string; readonly run: () => void | Promise<void> }[] = Object.entries(missing).map(([name, reason]) => ({
    name: `${source.name}: there is a request that "${name}" answers`,
    run: () => {
      throw new Error(`none that was made up from its declaration: ${reason}. Give one by --requests`);
    },
  }));
  const ray = await init({ numWorkers: 1, executors: { [source.name]: source } });
  try {
    const runner = {
      test: (name: string, test: () => void | Promise<void>) => cases.push({ name, run: test }),
      assert: (condition: boolean, message: string) => {
        if (!condition) throw new Error(`not so: ${message}`);
      },
    };
    executorConformance(runner, subject, async () => ray.executors.get(source.name) as unknown as Executor);
    const untried = [
      ...(subject.large === undefined ? ['64 MB in one tensor: there is no `large` in --requests'] : []),
      ...(subject.failing === undefined ? ['an operation that has no answer: there is no `failing` in --requests'] : []),
    ];
    report({ kind: 'plan', cases: cases.map(({ name }) => name), untried });
    for (const [index, each] of cases.entries()) {
      if (index < job.done) continue;
      report({ kind: 'began', index });
      const began = performance.now();
      let error: string | undefined;
      try {
        await each.run();
      } catch (thrown) {
        error = textOf(thrown);
      }
      report({ kind: 'ended', index, ms: performance.now() - began, error });
    }
    report({ kind: 'finished' });
  } finally {
    await ray.shutdown();
  }
}

/** An executor's own answer that there is none has no message of its own. */
function textOf(error: unknown): string {
  const { message, payload } = error as Error & { readonly payload?: unknown };
  return payload === undefined ? message : `it refused: ${JSON.stringify(payload)}`;
}

/** As many calls as the operations' own pace lets there be, 200 to 10 000. */
function callsFor(component: RawExecutor, samples: Subject['samples']): number {
  const requests = Object.entries(samples).map(([operation, sample]) => encodeRequest({ operation, ...sample }, component.operations));
  const callAll = () => {
    for (const request of requests) {
      try {
        component.execute(request);
      } catch {} // the suite will tell
    }
  };
  callAll(); // what comes first takes longer
  const began = performance.now();
  callAll();
  const each = (performance.now() - began) / Math.max(1, requests.length);
  return Math.round(Math.min(10_000, Math.max(200, callsMs / each)) / 100) * 100;
}

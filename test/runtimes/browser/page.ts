// Runs a suite in the page, or in a worker of it: what the address says.
import { PageRunner, type Report } from './page-runner.ts';
import type { Suite } from './suite.ts';

const given = new URLSearchParams(location.search);
if ('document' in globalThis) tell({ kind: 'begin', isolated: globalThis.crossOriginIsolated });
if (given.get('from') === 'worker' && 'document' in globalThis) {
  const worker = new Worker(new URL(`./page.js${location.search}`, import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }: MessageEvent<Report>) => tell(data);
  worker.onerror = ({ message }) => tell({ kind: 'failed', name: 'the worker that drives', ms: 0, error: message });
} else await run();

async function run(): Promise<void> {
  const { suite } = (await import(new URL(`./suites/${given.get('suite')}.js`, import.meta.url).href)) as { readonly suite: Suite };
  const runner = new PageRunner(tell);
  const close = suite(runner, { init: JSON.parse(given.get('init') ?? '{}') });
  await runner.run(given.get('only') ?? '', JSON.parse(given.get('without') ?? '[]'));
  await close();
  tell({ kind: 'end' });
}

function tell(report: Report): void {
  if ('document' in globalThis) (globalThis as unknown as { report(report: Report): void }).report(report);
  else (globalThis as unknown as { postMessage(report: Report): void }).postMessage(report);
}

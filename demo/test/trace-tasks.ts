import type { Page } from 'playwright-core';

/** A task of a page's main thread, as the browser traced it. */
export interface TracedTask {
  readonly lastedMs: number;
  /** The processor's time: what other programs take is not in it. */
  readonly computedMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** µs */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Traces the tasks of a page's main thread while something happens. */
export async function traceTasks(page: Page, happen: () => Promise<unknown>): Promise<readonly TracedTask[]> {
  const mark = `traced-${Math.random()}`;
  const browser = page.context().browser()!;
  await browser.startTracing(page, {
    categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink.user_timing'],
  });
  await page.evaluate((name) => performance.mark(name), mark);
  await happen();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { readonly traceEvents: readonly TraceEvent[] };
  // other pages have processes of their own
  const { pid, tid } = traceEvents.find(({ name }) => name === mark)!;
  const tasks = traceEvents
    .filter((event) => event.pid === pid && event.tid === tid && event.name === 'RunTask' && event.tdur !== undefined)
    .map(({ dur = 0, tdur = 0 }) => ({ lastedMs: dur / 1000, computedMs: tdur / 1000 }));
  if (tasks.length === 0) throw new Error('The browser traced no task of the page: what is measured of them says nothing');
  return tasks;
}

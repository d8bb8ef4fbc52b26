import { afterEach, expect, test, vi } from 'vitest';
import { browserPlatform } from './browser.ts';

afterEach(() => vi.unstubAllGlobals());

/** A thread whose module there is not: browsers send an event that tells nothing. */
class Missing {
  onerror: (event: object) => void = () => {};
  constructor() {
    queueMicrotask(() => this.onerror({ preventDefault: () => {} }));
  }
  terminate(): void {}
}

test.each(['worker', 'coordinator', 'transpiler'] as const)('a thread whose module cannot be loaded says which: %s', async (role) => {
  vi.stubGlobal('Worker', Missing);
  const thread = browserPlatform().spawn(role, 'some thread');
  const reason = await new Promise<Error | undefined>((resolve) => {
    thread.onExit = resolve;
  });
  expect(reason?.message).toMatch(`its module could not be loaded: ${role}.js, beside the program's own`);
});

test('in Firefox threads start no threads', () => {
  const starts = (userAgent: string) => {
    vi.stubGlobal('navigator', { userAgent });
    return browserPlatform().threadsStartThreads;
  };
  expect(starts('Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0')).toBe(false);
  expect(starts('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36')).toBe(true);
});

import { afterEach, expect, test, vi } from 'vitest';
import { browserPlatform } from './browser.ts';
import { sharesMemory } from './shares-memory.ts';

afterEach(() => vi.unstubAllGlobals());

test('an isolated page of an engine without SharedArrayBuffer shares no memory, and says why', () => {
  vi.stubGlobal('crossOriginIsolated', true);
  expect(sharesMemory()).toBe(true);
  expect(browserPlatform().capabilities.sharedMemory.has).toBe(true);
  // nor is this a page: as in a worker
  expect(browserPlatform().capabilities.blockingDriver.has).toBe(true);
  vi.stubGlobal('SharedArrayBuffer', undefined);
  Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');
  expect(sharesMemory()).toBe(false);
  expect(browserPlatform().capabilities.sharedMemory).toEqual({ has: false, note: 'this engine gives pages none' });
  expect(browserPlatform().capabilities.blockingDriver).toEqual({ has: false, note: 'this engine gives pages none' });
  expect(browserPlatform().capabilities.blockingWorkers).toEqual({ has: false, note: 'this engine gives pages none' });
});

test('a page that is not isolated shares no memory, and says why', () => {
  vi.stubGlobal('crossOriginIsolated', false);
  expect(sharesMemory()).toBe(false);
  expect(browserPlatform().capabilities.sharedMemory.note).toBe('the page is not cross-origin isolated');
});

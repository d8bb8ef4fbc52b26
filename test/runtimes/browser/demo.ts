import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../../../build/members.ts';
import type { Driver } from './driver.ts';
import { serve } from './serve.ts';

/** Parts of the demonstration one after the other, as a visitor goes from one to the next, and what each shows in the end. */
const steps = [
  {
    what: 'the bundled recording is analysed',
    go: `location.hash = 'listen'`,
    look: '.listen:not([aria-busy]) .listen-score',
    shows: '16',
  },
  { what: 'Python decides', go: `document.querySelector('.listen-rule button').click()`, look: '.listen-verdict strong', shows: 'inner' },
  { what: 'the notebook opens', go: `location.hash = 'notebook'`, look: 'main:not([aria-busy]) h1', shows: 'Notebook' },
  {
    what: 'components can be chosen',
    go: `location.hash = 'component'`,
    look: 'main:not([aria-busy]) h1',
    shows: 'Bring your own component',
  },
] as const;
const stepMs = 60_000;

/** Opens the demonstration, as it is built, in an isolated page. @returns what went wrong */
export async function tryDemo(driver: Driver): Promise<string[]> {
  execFileSync(process.execPath, [path.join(root, 'demo/build/demo.ts'), '--only-build'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const mounts = [{ at: '/demo/', folder: path.join(root, 'demo/dist') }];
  const served = await serve({ mounts, isolated: true, prologue: driver.prologue });
  const wrong: string[] = [];
  const page = await driver.open(`${served.origin}/demo/`, {
    onReport: () => {},
    onConsole: (text, level) => /^(error|warn)/.test(level) && wrong.push(`the demonstration's console: ${level}: ${text}`),
    onError: (error) => wrong.push(`the demonstration: ${error}`),
    onCrash: (why) => wrong.push(`the demonstration: ${why}`),
  });
  try {
    for (const { what, go, look, shows } of steps) {
      const began = performance.now();
      await page.evaluate(go);
      let shown: unknown;
      while (shown !== shows && performance.now() - began < stepMs) {
        await delay(100);
        shown = await page.evaluate(`document.querySelector(${JSON.stringify(look)})?.textContent ?? null`);
      }
      if (shown === shows) console.log(`the demonstration: ${what}, ${((performance.now() - began) / 1000).toFixed(1)} s`);
      else {
        const all = await page.evaluate('document.body.innerText');
        wrong.push(`the demonstration: ${what}: shows ${shown} instead of ${shows} after ${stepMs} ms, in this page:\n${all}`);
      }
    }
  } finally {
    await page.close();
    await served.close();
  }
  return wrong;
}

import fs from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { root } from '../../../build/members.ts';
import { output, packages } from './output.ts';

/** A program that shows what it found, or what came instead. */
const program = (text: string) => `import { init } from '/node_modules/polyray/dist/browser/index.js';
const shows = document.querySelector('output');
try {
  await using ray = await init({ numWorkers: 1 });
  ${text}
} catch (error) {
  shows.textContent = error.name + ': ' + error.message;
}`;

const programs = {
  /** Loads one from its bytes, and multiplies by it. */
  'a component': `const stranger = await ray.executors.load(new URL('/ml.component.wasm', location.href), { name: 'stranger' });
  const one = { dimensions: [1, 1], data: new Float32Array([6]) };
  const { outputs } = await stranger.execute({ operation: 'tensor.matmul', inputs: { a: one, b: one } });
  shows.textContent = String(outputs.product.data[0]);`,
  'a function, sent by its text': 'shows.textContent = String(await ray.get(ray.remote((x) => 6 * x).remote(6)));',
};

/** What the docs name for each, and what is missing one word of it. */
const policies: readonly { readonly what: keyof typeof programs; readonly policy: string; readonly shows: RegExp }[] = [
  { what: 'a component', policy: "script-src 'self' blob: 'wasm-unsafe-eval'", shows: /^36$/ },
  { what: 'a component', policy: "script-src 'self' 'unsafe-eval'", shows: /^36$/ },
  { what: 'a component', policy: "script-src 'self' 'wasm-unsafe-eval'", shows: /^ExecutorLoadError: .*its script-src needs blob:$/ },
  { what: 'a function, sent by its text', policy: "script-src 'self' 'unsafe-eval'", shows: /^36$/ },
  { what: 'a function, sent by its text', policy: "script-src 'self' 'wasm-unsafe-eval'", shows: /^TaskError: .*unsafe-eval/ },
];

/** Runs each program under its policies. @returns what went wrong */
export async function tryPolicies(browser: Browser, scratch: string): Promise<string[]> {
  const folder = path.join(scratch, 'policies');
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'index.html'), '<!doctype html><output></output><script type="module" src="./page.js"></script>');
  fs.copyFileSync(path.join(root, 'components/ml/dist/simd128/ml.component.wasm'), path.join(folder, 'ml.component.wasm'));
  const wrong: string[] = [];
  for (const { what, policy, shows } of policies) {
    fs.writeFileSync(path.join(folder, 'page.js'), program(programs[what]));
    const found = await output(browser, [...packages, { at: '/', folder }], true, policy).catch(String);
    if (!shows.test(found)) wrong.push(`${what} under ${policy}: shows ${found} instead of ${shows}`);
    else console.log(`${what} under ${policy}: shows ${found}`);
  }
  return wrong;
}

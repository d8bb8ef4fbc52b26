import fs from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { root } from '../../../build/members.ts';
import { output, packages } from './output.ts';

/** Loads a component from its bytes, multiplies by it, and shows the product, or what came instead. */
const program = `import { init } from '/node_modules/polyray/dist/browser/index.js';
const shows = document.querySelector('output');
try {
  await using ray = await init({ numWorkers: 1 });
  const stranger = await ray.executors.load(new URL('/ml.component.wasm', location.href), { name: 'stranger' });
  const one = { dimensions: [1, 1], data: new Float32Array([6]) };
  const { outputs } = await stranger.execute({ operation: 'tensor.matmul', inputs: { a: one, b: one } });
  shows.textContent = String(outputs.product.data[0]);
} catch (error) {
  shows.textContent = error.name + ': ' + error.message;
}`;

/** What docs/executors.md names for components that are loaded in pages, and what is missing one word of it. */
const policies = [
  { policy: "script-src 'self' blob: 'wasm-unsafe-eval'", shows: /^36$/ },
  { policy: "script-src 'self' 'wasm-unsafe-eval'", shows: /^ExecutorLoadError: .*its script-src needs blob:$/ },
] as const;

/** Loads a component under each policy. @returns what went wrong */
export async function tryPolicies(browser: Browser, scratch: string): Promise<string[]> {
  const folder = path.join(scratch, 'policies');
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'index.html'), '<!doctype html><output></output><script type="module" src="./page.js"></script>');
  fs.writeFileSync(path.join(folder, 'page.js'), program);
  fs.copyFileSync(path.join(root, 'components/ml/dist/simd128/ml.component.wasm'), path.join(folder, 'ml.component.wasm'));
  const wrong: string[] = [];
  for (const { policy, shows } of policies) {
    const found = await output(browser, [...packages, { at: '/', folder }], true, policy).catch(String);
    if (!shows.test(found)) wrong.push(`a component under ${policy}: shows ${found} instead of ${shows}`);
    else console.log(`a component under ${policy}: shows ${found}`);
  }
  return wrong;
}

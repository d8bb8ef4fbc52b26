import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { root } from '../../../build/members.ts';
import { type Mount, serve } from './serve.ts';

/** What the pages in docs/runtimes.md show in the end, by their titles. */
const shown: Readonly<Record<string, string>> = { 'The strongest frequency': '125 Hz', Python: '0,1,4,9,16' };
const pageMs = 60_000;

const page = fs.readFileSync(path.join(root, 'docs/runtimes.md'), 'utf8');
const blocks = (language: string) =>
  Array.from(page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm')), ([, text]) => text!);

/** As npm would lay the packages. */
const packages: readonly Mount[] = [
  ...['cpp', 'ml', 'python'].map((name) => ({ at: `/node_modules/polyray-${name}/`, folder: path.join(root, 'components', name) })),
  { at: '/node_modules/polyray/', folder: root },
  { at: '/node_modules/pyodide/', folder: path.join(root, 'node_modules/pyodide') },
];

/** Opens a folder's page, and waits for what it shows. @throws {Error} with what it said instead */
async function output(browser: Browser, mounts: readonly Mount[], isolated: boolean, policy: string): Promise<string> {
  const served = await serve({ mounts, isolated, headers: { 'content-security-policy': policy } });
  const context = await browser.newContext();
  try {
    const tab = await context.newPage();
    const said: string[] = [];
    tab.on('console', (message) => said.push(message.text()));
    tab.on('pageerror', (error) => said.push(String(error)));
    await tab.goto(`${served.origin}/`);
    const filled = tab.waitForFunction(() => globalThis.document.querySelector('output')?.textContent, undefined, { timeout: pageMs });
    return String(await (await filled.catch((error) => Promise.reject(new Error([error, ...said].join('\n'))))).jsonValue());
  } finally {
    await context.close();
    await served.close();
  }
}

function policyOf(html: string): string {
  const hashes = Array.from(
    html.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g),
    ([, text]) => `'sha256-${createHash('sha256').update(text!).digest('base64')}'`,
  );
  return `default-src 'self'; script-src 'self' 'wasm-unsafe-eval' ${hashes.join(' ')}`;
}

/** Tries the pages that docs/runtimes.md shows, as they are, under the policy that it names. @returns what went wrong */
export async function tryDocumented(browser: Browser, scratch: string): Promise<string[]> {
  const wrong: string[] = [];
  const expect = async (what: string, wanted: string, run: () => Promise<string>) => {
    const found = await run().catch(String);
    if (found !== wanted) wrong.push(`${what}: shows ${found} instead of ${wanted}`);
    else console.log(`${what}: shows ${found}`);
  };
  for (const html of blocks('html')) {
    const title = /<title>(.*)<\/title>/.exec(html)![1]!;
    const folder = path.join(scratch, `documented-${title.replaceAll(' ', '-')}`);
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'index.html'), html);
    for (const isolated of [true, false]) {
      const what = `docs/runtimes.md, "${title}", ${isolated ? '' : 'not '}isolated`;
      await expect(what, shown[title] ?? 'what the test expects', () =>
        output(browser, [...packages, { at: '/', folder }], isolated, policyOf(html)),
      );
    }
  }
  await expect('docs/runtimes.md, bundled by esbuild', '125 Hz, 5', async () => {
    const folder = path.join(scratch, 'bundled');
    await bundle(folder);
    return output(browser, [{ at: '/', folder: path.join(folder, 'out') }], true, policyOf(''));
  });
  return wrong;
}

/** The first page's program and a task, built as the page says. */
async function bundle(folder: string): Promise<void> {
  fs.mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  const link = (to: string, name: string) => fs.symlinkSync(path.join(root, to), path.join(folder, 'node_modules', name));
  link('', 'polyray');
  link('components/cpp', 'polyray-cpp');
  link('node_modules/esbuild', 'esbuild');
  const program = /<script type="module">([\s\S]*?)<\/script>/.exec(blocks('html')[0]!)![1]!;
  const app = `${program.replace(/document[\s\S]*$/, '')}
  const add = ray.task(() => import('./sums.js'), 'addLater', import.meta.url);
  const sum = await ray.get(add.remote(2, 3));
  document.querySelector('output').textContent = \`\${outputs.frequencies.data[strongest]} Hz, \${sum}\`;`;
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  fs.writeFileSync(path.join(folder, 'app.js'), app);
  // what a module of the program's own uses of polyray must be what its worker uses
  fs.writeFileSync(
    path.join(folder, 'sums.js'),
    `import { get, remote } from 'polyray';
import { plus } from './plus.js';
export const addLater = async (a, b) => plus(a, await get((await import('polyray')).task(() => import('./plus.js'), 'same', import.meta.url).remote(b)));`,
  );
  fs.writeFileSync(path.join(folder, 'plus.js'), 'export const plus = (a, b) => a + b;\nexport const same = (x) => x;');
  fs.writeFileSync(path.join(folder, 'build.js'), blocks('javascript')[0]!);
  await promisify(execFile)(process.execPath, ['build.js'], { cwd: folder });
  fs.cpSync(path.join(root, 'components/cpp/dist'), path.join(folder, 'out/dist'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'out/index.html'), '<!doctype html><output></output><script type="module" src="./app.js"></script>');
}

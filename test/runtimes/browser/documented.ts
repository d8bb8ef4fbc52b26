import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { root } from '../../../build/members.ts';
import { output, packages } from './output.ts';

/** What the pages in docs/platforms.md show in the end, by their titles. */
const shown: Readonly<Record<string, string>> = { 'The strongest frequency': '125 Hz', Python: '0,1,4,9,16' };

const page = fs.readFileSync(path.join(root, 'docs/platforms.md'), 'utf8');
const blocks = (language: string) =>
  Array.from(page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm')), ([, text]) => text!);

function policyOf(html: string): string {
  const hashes = Array.from(
    html.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g),
    ([, text]) => `'sha256-${createHash('sha256').update(text!).digest('base64')}'`,
  );
  return `default-src 'self'; script-src 'self' 'wasm-unsafe-eval' ${hashes.join(' ')}`;
}

/** Tries the pages that docs/platforms.md shows, as they are, under the policy that it names. @returns what went wrong */
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
      const what = `docs/platforms.md, "${title}", ${isolated ? '' : 'not '}isolated`;
      await expect(what, shown[title] ?? 'what the test expects', () =>
        output(browser, [...packages, { at: '/', folder }], isolated, policyOf(html)),
      );
    }
  }
  for (const { bundler, bundle, oneCopy } of bundlers) {
    await expect(`a program bundled by ${bundler}`, '125 Hz, 5', async () => {
      const folder = path.join(scratch, bundler);
      writeProgram(folder, oneCopy);
      return output(browser, [{ at: '/', folder: await bundle(folder) }], true, policyOf(''));
    });
  }
  return wrong;
}

/** The first page's program, and a task; it starts another where what its module has of polyray is what its worker has. */
function writeProgram(folder: string, oneCopy: boolean): void {
  const write = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text);
  const link = (to: string) => fs.symlinkSync(path.join(root, to), path.join(folder, 'node_modules', packageOf[to] ?? path.basename(to)));
  fs.mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  for (const to of ['', 'components/cpp', 'node_modules/esbuild']) link(to);
  const program = /<script type="module">([\s\S]*?)<\/script>/.exec(blocks('html')[0]!)![1]!;
  write(
    'app.js',
    `${program.replace(/document[\s\S]*$/, '')}
  const add = ray.task(() => import('./sums.js'), 'add', import.meta.url);
  const sum = await ray.get(add.remote(2, 3));
  document.querySelector('output').textContent = \`\${outputs.frequencies.data[strongest]} Hz, \${sum}\`;`,
  );
  write(
    'sums.js',
    oneCopy
      ? `import { get, task } from 'polyray';
const same = task(() => import('./same.js'), 'same', import.meta.url);
export const add = async (a, b) => a + (await get(same.remote(b)));`
      : 'export const add = (a, b) => a + b;',
  );
  write('same.js', 'export const same = (x) => x;');
  write('build.js', blocks('javascript')[0]!);
  write('package.json', '{ "type": "module" }');
  write('index.html', '<!doctype html><output></output><script type="module" src="./app.js"></script>');
}

const packageOf: Readonly<Record<string, string>> = { '': 'polyray', 'components/cpp': 'polyray-cpp' };

interface Bundler {
  readonly bundler: string;
  /** Gives the folder that is to be served. */
  readonly bundle: (folder: string) => Promise<string>;
  /** Threads share modules with the page's program, instead of having copies of their own. */
  readonly oneCopy: boolean;
}

/** As docs/platforms.md says. */
const bundlers: readonly Bundler[] = [
  {
    bundler: 'esbuild',
    oneCopy: true,
    bundle: async (folder) => {
      const out = path.join(folder, 'out');
      await promisify(execFile)(process.execPath, ['build.js'], { cwd: folder });
      fs.cpSync(path.join(root, 'components/cpp/dist'), out, { recursive: true });
      fs.copyFileSync(path.join(folder, 'index.html'), path.join(out, 'index.html'));
      return out;
    },
  },
  {
    bundler: 'Vite',
    oneCopy: false,
    bundle: async (folder) => {
      const target = { target: 'es2024', assetsInlineLimit: 0 };
      await build({ root: folder, logLevel: 'error', configFile: false, build: target, worker: { format: 'es' } });
      return path.join(folder, 'dist');
    },
  },
];

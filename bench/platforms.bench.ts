// The same small program (`platforms/program.js`) on Node, Deno, Bun and in Chromium, in turns. `--record` keeps the figures in
// `platforms/results.json`, which `npm run generate` makes the table of docs/platforms.md from.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { installFolder } from '../build/install-folder.ts';
import { root } from '../build/members.ts';
import { serve } from '../test/runtimes/browser/serve.ts';
import { answersOnly, median } from './interleave.ts';
import type { PlatformResults } from './platforms/results.ts';

const rounds = answersOnly ? 1 : 5;
/** The longest that one round may take on one platform. */
const limitMs = 120_000;
/** Answers of different builds of the kernels (with relaxed SIMD, without) agree as far as single precision does. */
const tolerance = 1e-6;

interface Measured {
  readonly figures: Readonly<Record<string, number>>;
  readonly answers: Readonly<Record<string, number>>;
}

interface Platform {
  readonly name: string;
  readonly version: string;
  measure(): Promise<Measured>;
}

const folder = path.join(root, 'bench/platforms');
const runtimes = path.join(root, 'test/runtimes');
const run = promisify(execFile);
const mode = answersOnly ? 'answers' : '';

async function program(name: string, command: string, args: readonly string[], version: string): Promise<Platform> {
  return {
    name,
    version,
    measure: async () => {
      const { stdout } = await run(command, [...args, path.join(folder, 'main.js'), mode], { timeout: limitMs });
      return JSON.parse(stdout.trim().split('\n').at(-1)!) as Measured;
    },
  };
}

/** A fresh page for every round. */
function page(browser: Browser, name: string, origin: string): Platform {
  return {
    name,
    version: browser.version(),
    measure: async () => {
      const context = await browser.newContext();
      try {
        const tab = await context.newPage();
        const late = AbortSignal.timeout(limitMs);
        const failed = new Promise<never>((_, reject) => {
          tab.on('pageerror', reject);
          late.addEventListener('abort', () => reject(new Error(`${name} took longer than ${limitMs} ms`)));
        });
        await tab.goto(`${origin}/page.html${answersOnly ? '?answers' : ''}`);
        const measured = tab
          .waitForFunction(() => 'measured' in globalThis)
          .then(() => tab.evaluate(() => (globalThis as unknown as { measured: Promise<Measured> }).measured));
        return await Promise.race([measured, failed]);
      } finally {
        await context.close();
      }
    },
  };
}

await installFolder(runtimes);
const pinned = JSON.parse(fs.readFileSync(path.join(runtimes, 'package.json'), 'utf8')) as {
  readonly dependencies: Readonly<Record<'deno' | 'bun', string>>;
};
const bin = (name: string) => path.join(runtimes, 'node_modules/.bin', name);
const platforms = [
  await program('Node', process.execPath, [], process.versions.node),
  await program('Deno', bin('deno'), ['run', '--allow-all', '--no-check'], pinned.dependencies.deno),
  await program('Bun', bin('bun'), [], pinned.dependencies.bun),
];
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const mounts = [
  { at: '/repository/', folder: root },
  { at: '/', folder },
];
const servers = await Promise.all([true, false].map((isolated) => serve({ mounts, isolated })));
let browser: Browser | undefined;
try {
  if (fs.existsSync(executablePath)) {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
    for (const [i, how] of ['isolated', 'not isolated'].entries()) platforms.push(page(browser, `Chromium, ${how}`, servers[i]!.origin));
  } else console.log(`left out - Chromium: there is no ${executablePath}`);

  const measured = new Map<Platform, Measured[]>(platforms.map((platform) => [platform, []]));
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < platforms.length; i++) {
      const platform = platforms[(i + round) % platforms.length]!;
      measured.get(platform)!.push(await platform.measure());
    }
  }
  const [first] = measured.get(platforms[0]!)!;
  for (const [{ name }, list] of measured) {
    for (const { answers } of list) {
      for (const [work, wanted] of Object.entries(first!.answers)) {
        const found = answers[work];
        const agrees = found !== undefined && Math.abs(found - wanted) <= tolerance * Math.abs(wanted);
        if (!agrees) throw new Error(`${name} gives ${found} for ${work}, where ${platforms[0]!.name} gives ${wanted}`);
      }
    }
  }
  console.log(`${Object.keys(first!.answers).length} answers agree on ${platforms.map(({ name }) => name).join('; ')}`);

  const results: PlatformResults = {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      cores: os.availableParallelism(),
      processor: os.cpus()[0]?.model ?? 'unknown',
      system: `${os.type()} ${os.release()}, ${os.arch()}`,
      load: round2(os.loadavg()[1]!),
    },
    rounds,
    platforms: platforms.map((platform) => ({
      name: platform.name,
      version: platform.version,
      medianMs: Object.fromEntries(
        Object.keys(first!.figures).map((work) => {
          const list = measured.get(platform)!.map(({ figures }) => figures[work]!);
          return [work, Number(median(list).toPrecision(3))];
        }),
      ),
    })),
  };
  if (!answersOnly) {
    console.table(Object.fromEntries(results.platforms.map(({ name, version, medianMs }) => [`${name} ${version}`, medianMs])));
    if (process.argv.includes('--record')) {
      if (browser === undefined) throw new Error('Figures are recorded of all platforms, or of none');
      fs.writeFileSync(path.join(folder, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
      console.log('Recorded; `npm run generate` makes the table of it');
    }
  }
} finally {
  await browser?.close();
  for (const server of servers) await server.close();
}

function round2(x: number): number {
  return Math.round(x * 100) / 100;
}

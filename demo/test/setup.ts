import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { root } from '../../build/members.ts';
import { serveSite } from '../build/serve-site.ts';
import { chromiumOptions } from './chromium-options.ts';
import { makeWav, microphoneHertz, sine } from './make-wav.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where Chromium is reached. */
    readonly chromium: string;
    /** Where the site is served with the headers that isolate it. */
    readonly withHeaders: string;
    /** Where it is served as hosts of static files do. */
    readonly withoutHeaders: string;
    /** The files that are served. */
    readonly siteFolder: string;
  }
}

/** Builds the site as it is shipped, serves it in both ways, and starts one Chromium for all tests. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = path.join(root, 'demo/dist');
  execFileSync(process.execPath, [path.join(root, 'demo/build/demo.ts'), '--only-build'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [withHeaders, withoutHeaders] = await Promise.all(
    [true, false].map((headers) => serveSite({ folder, headers, port: 0, host: 'localhost' })),
  );
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-demo-'));
  const tone = path.join(scratch, 'tone.wav');
  fs.writeFileSync(tone, makeWav({ rate: 48_000, samples: sine(48_000, microphoneHertz, 5) }));
  const server = await chromium.launchServer({
    ...chromiumOptions,
    args: [
      ...chromiumOptions.args,
      // a microphone for pages that are allowed to listen, which hears one tone over and over
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${tone}`,
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
  provide('chromium', server.wsEndpoint());
  provide('withHeaders', withHeaders!.url);
  provide('withoutHeaders', withoutHeaders!.url);
  provide('siteFolder', folder);
  return async () => {
    await server.close();
    fs.rmSync(scratch, { recursive: true });
    await withHeaders!.close();
    await withoutHeaders!.close();
  };
}

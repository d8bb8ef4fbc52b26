import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { root } from '../../build/members.ts';
import { serveSite } from '../build/serve-site.ts';

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
  const server = await chromium.launchServer({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      // a microphone that hums, for pages that are allowed to listen
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
  provide('chromium', server.wsEndpoint());
  provide('withHeaders', withHeaders!.url);
  provide('withoutHeaders', withoutHeaders!.url);
  provide('siteFolder', folder);
  return async () => {
    await server.close();
    await withHeaders!.close();
    await withoutHeaders!.close();
  };
}

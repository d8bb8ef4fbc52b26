import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { installFolder } from '../../build/install-folder.ts';
import { root } from '../../build/members.ts';
import { type Packed, packageFolders } from './packed.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Every package as npm packs it. */
    readonly packed: readonly Packed[];
    /** A folder whose node_modules are those packages, installed, and nothing else of this repository. */
    readonly project: string;
    /** Where Chromium is reached. */
    readonly chromium: string;
  }
}

const npm = (args: readonly string[], cwd: string) =>
  execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'], { cwd, encoding: 'utf8' });

/** Packs the packages, installs them in an empty project, and starts one Chromium for all tests. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  await installFolder(path.join(root, 'test/runtimes'));
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-packages-'));
  const packed = packageFolders.map((folder): Packed => {
    const [told] = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', scratch], path.join(root, folder))) as [
      { name: string; filename: string; size: number; files: { path: string }[] },
    ];
    return { name: told.name, tarball: path.join(scratch, told.filename), bytes: told.size, files: told.files.map((file) => file.path) };
  });
  const project = path.join(scratch, 'project');
  fs.mkdirSync(project);
  fs.writeFileSync(path.join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  npm(['install', ...packed.map(({ tarball }) => tarball)], project);
  const server = await chromium.launchServer({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  provide('packed', packed);
  provide('project', project);
  provide('chromium', server.wsEndpoint());
  return async () => {
    await server.close();
    fs.rmSync(scratch, { recursive: true });
  };
}

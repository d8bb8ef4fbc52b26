import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { writeChanged } from './cache.ts';
import { type Member, root } from './members.ts';

/** The host: TypeScript in runtime/ to JavaScript in dist/, file by file. */
export const host: Member = {
  name: 'host',
  directory: root,
  inputs: ['runtime', 'build/host.ts', 'build/tsconfig.host.json', 'tsconfig.json', 'package-lock.json'].map((input) =>
    path.join(root, input),
  ),
};

/** Compiles the host. @returns the files that must be there afterwards */
export async function buildHost(): Promise<string[]> {
  const tsc = spawn(path.join(root, 'node_modules/.bin/tsc'), ['-p', path.join(root, 'build/tsconfig.host.json')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  tsc.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const [code] = (await once(tsc, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`Cannot compile the host:\n${text}`);
  const generated = path.join(root, 'runtime/generated');
  for (const name of fs.readdirSync(generated)) {
    writeChanged(path.join(root, 'dist/generated', name), fs.readFileSync(path.join(generated, name)));
  }
  removeOrphans(path.join(root, 'dist'), path.join(root, 'runtime'));
  return ['dist/index.js', 'dist/index.d.ts', 'dist/worker/node-worker.js'].map((file) => path.join(root, file));
}

/** Deletes what sources gave that are gone: a file of dist/cli, for one, is a command by being there. */
export function removeOrphans(dist: string, sources: string): void {
  for (const name of fs.readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const stem = /^(.+?)(\.d\.ts|\.js|\.js\.map)$/.exec(name)?.[1];
    if (stem !== undefined && !['.ts', '.d.ts'].some((extension) => fs.existsSync(path.join(sources, stem + extension))))
      fs.rmSync(path.join(dist, name));
  }
}

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
  return ['dist/index.js', 'dist/index.d.ts', 'dist/worker/node-worker.js'].map((file) => path.join(root, file));
}

import fs from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { runLLVM, type Tree } from '@yowasp/clang';
import { writeWhole } from '../../../build/cache.ts';
import type { CompilerJob, CompilerReply } from './compiler-pool.ts';

function put(tree: Tree, file: string, bytes: Uint8Array): void {
  const names = file.split('/');
  const last = names.pop()!;
  let folder = tree;
  for (const name of names) {
    folder[name] ??= {};
    folder = folder[name] as Tree;
  }
  folder[last] = bytes;
}

function get(tree: Tree, file: string): Uint8Array {
  let found: Tree[string] | undefined = tree;
  for (const name of file.split('/')) found = typeof found === 'object' && !(found instanceof Uint8Array) ? found[name] : undefined;
  if (!(found instanceof Uint8Array)) throw new Error(`Cannot compile: no "${file}" came out`);
  return found;
}

/** One LLVM per thread, one of its commands per job. */
parentPort!.on('message', async (job: CompilerJob) => {
  const began = performance.now();
  const decoder = new TextDecoder();
  let text = '';
  const sink = (bytes: Uint8Array | null): void => {
    if (bytes !== null) text += decoder.decode(bytes, { stream: true });
  };
  let error: string | undefined;
  try {
    const tree: Tree = {};
    for (const [file, bytes] of job.files) put(tree, file, bytes);
    for (const [file, at] of job.filesOnDisk) put(tree, file, new Uint8Array(fs.readFileSync(at)));
    const out = (await runLLVM([...job.command], tree, { stdout: sink, stderr: sink, fetchProgress: () => {} })) as Tree;
    for (const [file, at] of job.outputs) writeWhole(at, get(out, file));
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.message : String(thrown);
  }
  parentPort!.postMessage({ text, error, milliseconds: performance.now() - began } satisfies CompilerReply);
});

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { FileError } from './file-error.ts';
import { openRoot } from './place.ts';
import { resolvePath } from './resolve-path.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-paths-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

type Tree = { readonly [name: string]: Tree | 'file' | { readonly link: string } };

const name = fc.constantFrom('a', 'b', 'c');
const somePath = fc
  .tuple(
    fc.constantFrom('', '', '', '', '/'),
    fc.array(fc.oneof({ weight: 4, arbitrary: name }, fc.constantFrom('.', '..', '')), { minLength: 1, maxLength: 6 }),
  )
  .map(([root, parts]) => root + parts.join('/'))
  .filter((text) => text !== '');
const { tree } = fc.letrec<{ tree: Tree; node: Tree[string] }>((tie) => ({
  tree: fc.dictionary(name, tie('node'), { maxKeys: 3, noNullPrototype: true }),
  node: fc.oneof(
    { depthSize: 'small' },
    fc.constant<Tree[string]>('file'),
    somePath.map((link): Tree[string] => ({ link })),
    tie('tree'),
  ),
}));

const isTree = (node: Tree[string] | undefined): node is Tree =>
  typeof node === 'object' && typeof (node as { link?: unknown }).link !== 'string';

function build(at: string, content: Tree): void {
  fs.mkdirSync(at);
  for (const [each, node] of Object.entries(content)) {
    if (node === 'file') fs.writeFileSync(path.join(at, each), '');
    else if (isTree(node)) build(path.join(at, each), node);
    else fs.symlinkSync((node as { link: string }).link, path.join(at, each));
  }
}

/** What should come of a path: where it leads from the root, or the error. Written from the rules, over names alone. */
function model(root: Tree, given: string, follow: boolean): string {
  let links = 0;
  const look = (at: readonly string[]) =>
    at.reduce<Tree[string] | undefined>((node, each) => (isTree(node) ? node[each] : undefined), root);
  const walk = (from: readonly string[], text: string, final: boolean): readonly string[] | string => {
    if (text.startsWith('/')) return 'not-permitted';
    let at = from;
    const parts = text.split('/').filter((part) => part !== '');
    const isFolder = /(^|\/)\.{0,2}$/.test(text);
    for (const [i, part] of parts.entries()) {
      const last = i === parts.length - 1;
      if (!isTree(look(at))) return look(at) === undefined ? 'no-entry' : 'not-directory';
      if (part === '.') continue;
      if (part === '..') {
        if (at.length === 0) return 'not-permitted';
        at = at.slice(0, -1);
        continue;
      }
      const next = look([...at, part]);
      const isLink = typeof next === 'object' && !isTree(next);
      if (isLink && (!last || !final || follow || isFolder)) {
        if (++links > 40) return 'loop';
        const led = walk(at, (next as { link: string }).link, final && last);
        if (typeof led === 'string') return led;
        at = led;
      } else at = [...at, part];
    }
    return at;
  };
  const found = walk([], given, true);
  if (typeof found === 'string') return found;
  const node = look(found);
  if (node === undefined) return 'no-entry';
  return /(^|\/)\.{0,2}$/.test(given) && !isTree(node) ? 'not-directory' : `/${found.join('/')}`;
}

describe.each(process.platform === 'linux' ? (['held', 'named'] as const) : (['named'] as const))('folders that are %s', (kind) => {
  test('lead where the model says', () => {
    const seed = 20_261_126;
    console.info(`seed ${seed}`);
    let run = 0;
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(tree, fc.array(somePath, { minLength: 5, maxLength: 20 }), fc.boolean(), (content, paths, follow) => {
        const at = path.join(folder, `${kind}-${run++}`);
        build(at, content);
        const root = openRoot(at, kind === 'named' ? 'named' : undefined);
        try {
          for (const each of paths) {
            const wanted = model(content, each, follow);
            seen.set(wanted[0] === '/' ? 'found' : wanted, (seen.get(wanted[0] === '/' ? 'found' : wanted) ?? 0) + 1);
            let found: string;
            try {
              found = resolvePath(root, each, follow, ({ parent, name: last, folder: isFolder }) => {
                const stats = fs.lstatSync(parent.at(last));
                if (isFolder && !stats.isDirectory()) throw new FileError('not-directory');
                return `/${path.relative(fs.realpathSync(at), path.join(fs.realpathSync(parent.at('.')), last))}`;
              });
            } catch (error) {
              found =
                error instanceof FileError
                  ? error.code
                  : { ENOENT: 'no-entry', ENOTDIR: 'not-directory' }[(error as { code: string }).code]!;
            }
            expect([each, found]).toEqual([each, wanted]);
          }
        } finally {
          root.close();
          fs.rmSync(at, { recursive: true });
        }
      }),
      { seed, numRuns: 300 },
    );
    // every kind of outcome occurred
    for (const outcome of ['found', 'not-permitted', 'no-entry', 'not-directory', 'loop'])
      expect([outcome, (seen.get(outcome) ?? 0) > 0]).toEqual([outcome, true]);
  });
});

const onLinux = process.platform === 'linux' ? test : () => {};
onLinux('a folder that is swapped for a link all the time never leads outside', async () => {
  const at = path.join(folder, 'race');
  fs.mkdirSync(path.join(at, 'root/way'), { recursive: true });
  fs.mkdirSync(path.join(at, 'outside'));
  fs.writeFileSync(path.join(at, 'root/way/file'), 'inside');
  fs.writeFileSync(path.join(at, 'outside/file'), 'outside');
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const code = `
    const fs = require('node:fs');
    const { at, stop } = require('node:worker_threads').workerData;
    fs.symlinkSync('../outside', at + '/link');
    while (Atomics.load(stop, 0) === 0) {
      fs.renameSync(at + '/root/way', at + '/folder');
      fs.renameSync(at + '/link', at + '/root/way');
      fs.renameSync(at + '/root/way', at + '/link');
      fs.renameSync(at + '/folder', at + '/root/way');
    }`;
  const swapper = new Worker(code, { eval: true, workerData: { at, stop } });
  await new Promise((resolve) => swapper.once('online', resolve));
  const root = openRoot(path.join(at, 'root'));
  const seen = { inside: 0, refused: 0 };
  for (let i = 0; i < 2000 || (i < 200_000 && Math.min(seen.inside, seen.refused) < 50); i++) {
    try {
      const fd = resolvePath(root, 'way/file', true, ({ parent, name: last }) =>
        fs.openSync(parent.at(last), fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW),
      );
      const content = fs.readFileSync(fd, 'utf8');
      fs.closeSync(fd);
      expect(content).toBe('inside');
      seen.inside++;
    } catch (error) {
      const { code: why } = error as { code: string };
      if (!['not-permitted', 'ENOENT', 'ENOTDIR', 'ELOOP'].includes(why)) throw error;
      seen.refused++;
    }
  }
  Atomics.store(stop, 0, 1);
  await new Promise((resolve) => swapper.once('exit', resolve));
  root.close();
  expect(Math.min(seen.inside, seen.refused)).toBeGreaterThan(0);
});

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { InstalledCompiler } from './installed-compiler.ts';
import { SourceTree } from './source-tree.ts';
import type { Unit } from './units.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-installed-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

// "compiles" by writing its arguments and its input, header included; refuses what says #error
const compiler = path.join(folder, 'compiler.mjs');
fs.writeFileSync(
  compiler,
  `import fs from 'node:fs';
  const args = process.argv.slice(2);
  const input = args[args.indexOf('-c') + 1], output = args[args.indexOf('-o') + 1];
  const text = args.includes('-c') ? fs.readFileSync(input, 'utf8') + fs.readFileSync('guest/a.hpp', 'utf8') : '';
  if (text.includes('#error')) {
    fs.writeFileSync(output, 'half');
    console.error(input + ':1:2: error: so it is');
    process.exit(1);
  }
  fs.writeFileSync(output, JSON.stringify(args.slice(0, args.indexOf('-o'))) + text);`,
);
const command = (first: string) => [process.execPath, compiler, first];
const open = () => new InstalledCompiler({ clang: command('c'), 'clang++': command('c++'), link: command('link') });

function tree(header: string, source: string): SourceTree {
  const made = new SourceTree(['guest']);
  made.add('guest/a.hpp', header);
  made.add('guest/a.cpp', source);
  return made;
}
const unit: Unit = { file: 'guest/a.cpp', driver: 'clang++', flags: ['-O3'], needs: ['guest/a.cpp', 'guest/a.hpp'], key: 'k' };
const object = path.join(folder, 'objects/k.o');

test('sources are where the compiler looks, under their virtual paths, and changes reach it', async () => {
  using made = open();
  await made.compile(tree('// one', '// source '), [unit], () => object);
  expect(fs.readFileSync(object, 'utf8')).toBe('["c++","-O3","-ffile-compilation-dir=.","-c","guest/a.cpp"]// source // one');
  await made.compile(tree('// two', '// source '), [unit], () => object);
  expect(fs.readFileSync(object, 'utf8')).toContain('// two');
});

test('a failure says what the compiler said and leaves no object, whole or half', async () => {
  using made = open();
  const at = path.join(folder, 'objects/failed.o');
  await expect(made.compile(tree('', '#error'), [unit], () => at)).rejects.toThrow(/^guest\/a\.cpp:1:2: error: so it is$/);
  expect(fs.readdirSync(path.dirname(at)).filter((name) => name.startsWith('failed'))).toEqual([]);
});

test('objects are linked by a list, in order', async () => {
  using made = open();
  const module = path.join(folder, 'core.wasm');
  await made.link(['/b.o', '/a.o'], module, ['-flag']);
  const [, flag, list] = JSON.parse(fs.readFileSync(module, 'utf8')) as string[];
  expect([flag, fs.readFileSync(list!.slice(1), 'utf8')]).toEqual(['-flag', '"/b.o"\n"/a.o"\n']);
});

test('its folder goes with it', async () => {
  const made = open();
  await made.link([], path.join(folder, 'x.wasm'), []);
  const [, list] = JSON.parse(fs.readFileSync(path.join(folder, 'x.wasm'), 'utf8')) as string[];
  made[Symbol.dispose]();
  expect(fs.existsSync(path.dirname(list!.slice(1)))).toBe(false);
});

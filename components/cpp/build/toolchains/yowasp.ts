import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { keyOf } from '../../../../build/cache.ts';
import { versionOf } from '../../../../build/component.ts';
import { CompilerPool } from '../compiler-pool.ts';
import { driverCommand, probe } from '../driver-command.ts';
import { type OpenToolchain, wasiLinkFlags } from '../toolchain.ts';

const require = createRequire(import.meta.url);
const target = ['--target=wasm32-wasip1'];

/** LLVM as WebAssembly, of npm: nothing to install, and the same bytes on every machine. */
export const open: OpenToolchain = async ({ cache, jobs }) => {
  const key = toolKey();
  const pool = new CompilerPool(jobs);
  return {
    name: 'yowasp',
    key,
    target,
    largestBatch: 16,
    expect: (units) => pool.expect(units),
    // one `-cc1` for many units: without `-o` each object lands beside its source, and LLVM starts once
    async compile(tree, units, objectOf) {
      const { driver, flags } = units[0]!;
      const input = driver === 'clang++' ? probe.cpp : probe.c;
      const command = await driverCommand(pool, cache, key, [driver, ...flags, '-c', input, '-o', probe.object]);
      command.splice(command.indexOf('-o'), 2);
      command.splice(command.lastIndexOf(input), 1);
      // it goes into debug information, and is the probe's
      const name = command.indexOf('-main-file-name');
      if (name >= 0) command.splice(name, 2);
      const needs = new Set(units.flatMap((unit) => unit.needs));
      await pool.run({
        command: [...command, ...units.map((unit) => unit.file)],
        files: [...needs].map((file) => [file, tree.bytes(file)] as const),
        filesOnDisk: [],
        outputs: units.map((unit) => [unit.file.replace(/\.\w+$/, '.o'), objectOf(unit)] as const),
      });
    },
    linkFlags: ({ debug }) => wasiLinkFlags(target, debug),
    async link(objects, output, flags) {
      const command = await driverCommand(pool, cache, key, ['clang++', ...flags, probe.object, '-o', probe.output]);
      const files = objects.map((at, i) => [`o/${i}.o`, at] as const);
      await pool.run({
        command: command.flatMap((word) => (word === probe.object ? files.map(([file]) => file) : [word])),
        files: [],
        filesOnDisk: files,
        outputs: [[probe.output, output]],
      });
    },
    [Symbol.dispose]: () => pool[Symbol.dispose](),
  };
};

/** The installed compiler's version, and its files by size. */
function toolKey(): string {
  const folder = path.dirname(require.resolve('@yowasp/clang'));
  const files = fs.readdirSync(folder).sort();
  return keyOf(versionOf('@yowasp/clang', require), ...files.flatMap((name) => [name, String(fs.statSync(path.join(folder, name)).size)]));
}

import { componentEmbed, componentNew } from '@bytecodealliance/jco-transpile/wasm-tools';
import { afterEach, expect, test } from 'vitest';
import { nestedWit } from '../../build/wit-source.ts';
import { transpile } from '../../runtime/component/transpile.ts';
import { type Instantiate, instantiateComponent } from '../../runtime/executor/direct/component-instance.ts';
import type { ExecutorGrants } from '../../runtime/executor/executor-grants.ts';
import { ungrantedImports } from '../../runtime/executor/executor-grants.ts';
import { Wasi } from '../../runtime/wasi/wasi.ts';
import { loadGlue } from '../../runtime/worker/load-glue.ts';
import { wasiPackages, wasiWit } from '../fixtures/wasi-guest/wasi-sources.ts';

const everything: ExecutorGrants = {
  clocks: {},
  random: true,
  output: {},
  environment: {},
  directories: [{ guest: '/', host: import.meta.dirname }],
  http: { hosts: [] },
  others: 'refuse',
};

const open: Wasi[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const camel = (name: string) => name.replace(/^%/, '').replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
const pascal = (name: string) => camel(`-${name}`);

test.each([
  ['everything is granted', everything],
  ['all that can be is refused', { clocks: {}, random: true, others: 'refuse' }],
] as const)('a component that imports all of WASI 0.2 has an instance where %s', async (_, grants) => {
  const nested = (await Promise.all(wasiPackages.map(wasiWit))).map(nestedWit);
  const world = `package test:all;
    world all {
      include wasi:cli/imports@0.2.12;
      import wasi:http/types@0.2.12;
      import wasi:http/outgoing-handler@0.2.12;
      export polyray:compute/executor;
    }
    ${nested.join('\n')}
    package polyray:compute@0.1.0 { interface executor { name: func() -> string; } }`;
  const core = await componentEmbed({
    witSource: world.replace('compute/executor;', 'compute/executor@0.1.0;'),
    world: 'all',
    dummy: true,
  });
  const { glue, core: modules, imports } = await transpile(await componentNew(core, []));
  expect(imports).toHaveLength(29);
  expect(
    ungrantedImports(
      imports.map((name) => `${name}@0.2.12`),
      grants,
    ),
  ).toEqual([]);
  const wasi = await Wasi.load(grants, { mayBlock: true, print: () => {} });
  open.push(wasi);
  const instance = wasi.instance();
  const instantiate: Instantiate = await loadGlue({ code: glue });
  const compiled = Object.fromEntries(Object.entries(modules).map(([file, bytes]) => [file, new WebAssembly.Module(bytes)]));
  // a class or function that the glue misses would be an error
  const { executor } = instantiateComponent(instantiate, compiled, instance.imports, { calls: 'glue' });
  expect(executor.name).toBeTypeOf('function');
  instance.close();
});

test('every function and method of WASI 0.2 is there', async () => {
  const wasi = await Wasi.load(everything, { mayBlock: true, print: () => {} });
  open.push(wasi);
  const { imports } = wasi.instance();
  const missing: string[] = [];
  let seen = 0;
  // what nothing is ever made of needs no methods
  const never = /^wasi:sockets\/|#(IncomingRequest|ResponseOutparam)\./;
  for (const text of await Promise.all(wasiPackages.map(wasiWit))) {
    const name = /^package ([^@]+)@/.exec(text)![1]!;
    for (const [, id, body] of text.matchAll(/^interface ([\w-]+) \{\n([\s\S]*?)^\}/gm)) {
      const granted = imports[`${name}/${id}`] as Record<string, unknown> | undefined;
      if (granted === undefined) continue;
      const resources = [...body!.matchAll(/^ {2,4}resource ([\w-]+) \{\n([\s\S]*?)^ {2,4}\}/gm)];
      const functions = resources.reduce((rest, [whole]) => rest.replace(whole, ''), body!);
      for (const [, each] of functions.matchAll(/^ {2,4}(%?[\w-]+): func/gm)) {
        seen++;
        if (typeof granted[camel(each!)] !== 'function') missing.push(`${name}/${id}#${camel(each!)}`);
      }
      for (const [, resource, methods] of resources) {
        const made = granted[pascal(resource!)] as { prototype: Record<string, unknown> } & Record<string, unknown>;
        for (const [, method, isStatic] of methods!.matchAll(/^ {4,8}(%?[\w-]+): (static )?func/gm)) {
          seen++;
          const place = `${name}/${id}#${pascal(resource!)}.${camel(method!)}`;
          const found = isStatic ? made[camel(method!)] : made.prototype[camel(method!)];
          if (typeof found !== 'function' && !never.test(place)) missing.push(place);
        }
      }
    }
  }
  expect(seen).toBeGreaterThan(150);
  expect(missing).toEqual([]);
});

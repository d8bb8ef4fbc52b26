import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { witSource } from '../../build/wit-source.ts';
import { cpp } from '../../components/cpp/index.js';
import { ml } from '../../components/ml/index.js';
import { executorWat, fromWat, makeComponent, makeExecutor, type SmallExecutor } from '../../test/fixtures/make-component.ts';
import { harmless } from '../../test/hostile/guests.ts';
import { startMessage } from '../conformance/subject.ts';
import { ComponentDigestError, ExecutorLoadError, ImportNotGrantedError, InvalidComponentError, TaskTimeoutError } from '../errors.ts';
import type { ExecutorLimits } from '../executor/executor-limits.ts';
import { init } from '../init.ts';
import { sha256Of } from '../platform/digest.ts';
import { nodePlatform } from '../platform/node.ts';
import { InstanceHost } from '../worker/instance-host.ts';
import { ComponentLoader, type LoadOptions } from './component-loader.ts';
import type { ComponentSource } from './component-source.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-load-'));
const loader = new ComponentLoader(nodePlatform());
afterAll(async () => {
  await loader.close();
  fs.rmSync(folder, { recursive: true });
});
const mlFile = ml.builds[1]!.component;
const mlBytes = new Uint8Array(fs.readFileSync(mlFile));
const load = (source: ComponentSource, options: LoadOptions = {}) => loader.load(source, { cache: false, ...options });
const failure = (source: ComponentSource, options: LoadOptions = {}) =>
  load(source, options).then(
    () => undefined,
    (error: unknown) => error as InvalidComponentError,
  );

describe('load()', () => {
  test.each<[string, () => ComponentSource]>([
    ['bytes', () => mlBytes],
    ['an ArrayBuffer', () => mlBytes.slice().buffer],
    [
      'bytes in shared memory',
      () => new Uint8Array(new Uint8Array(new SharedArrayBuffer(mlBytes.length)).fill(0).buffer).map((_, i) => mlBytes[i]!),
    ],
    ['a path', () => mlFile.pathname],
    ['a file: URL', () => mlFile],
    ['a data: URL', () => new URL(`data:application/wasm;base64,${Buffer.from(mlBytes).toString('base64')}`)],
    ['a Response', () => new Response(mlBytes)],
  ])('takes %s', async (_, source) => {
    const { package: made, sha256, layout } = await load(source());
    expect(made).toMatchObject({ name: 'ml', version: ml.version, trust: 'sealed', builds: [{ features: [] }] });
    expect(sha256).toBe(await sha256Of(mlBytes));
    expect(layout.modules).toHaveLength(1);
  });

  test.each(['inline', 'thread'] as const)('makes a package that a host runs as the packaged one (%s)', async (coordinator) => {
    const loaded = (await load(cpp.builds[0]!.component)).package;
    await using ray = await init({ numWorkers: 1, coordinator, executors: { loaded, cpp } });
    const request = {
      operation: 'signal.welch',
      parameters: { rate: 500, segment: 64 },
      inputs: { signal: new Float64Array(256).fill(2) },
    } as const;
    const answer = await ray.executors.get('cpp').execute(request);
    expect((await ray.executors.get('loaded').execute(request)).outputs).toEqual(answer.outputs);
  });
});

describe('what is no executor of this contract is refused before anything of it runs:', () => {
  const other = 'package a:b@1.0.0; interface c { d: func(); } world w { export c; }';
  const own = (name: string, types: string) => `package polyray:compute@0.1.0; interface ${name} { ${types} } world w { export ${name}; }`;
  test.each<[string, string, string, () => Promise<Uint8Array> | Uint8Array]>([
    ['nothing', 'not-wasm', 'empty', () => new Uint8Array(0)],
    ['a page', 'not-wasm', 'text that begins with "<!doctype html>', () => Buffer.from('<!doctype html><html></html>')],
    ['a picture', 'not-wasm', 'the bytes 89 50 4e 47', () => Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10)],
    ['half a preamble', 'not-wasm', 'the first 5 bytes', () => Uint8Array.of(0, 97, 115, 109, 1)],
    ['another layer', 'not-wasm', 'layer 7, version 13', () => Uint8Array.of(0, 97, 115, 109, 13, 0, 7, 0)],
    ['a core module', 'core-module', 'a core module', () => fs.readFileSync(ml.builds[1]!.core['ml.core.wasm']!)],
    ['WIT', 'wit-package', 'the WIT of polyray:compute@0.1.0', () => fs.readFileSync('wit/types.wit')],
    ['a WIT package', 'wit-package', 'the WIT of w', () => fromWat('(component (type $t (component)) (export "w" (type $t)))')],
    ['an empty component', 'other-package', 'exports nothing', () => fromWat('(component)')],
    ['another world', 'other-package', 'exports a:b/c@1.0.0', () => makeComponent('(module (func (export "a:b/c@1.0.0#d")))', other, 'w')],
    ['another version', 'other-version', 'exports polyray:compute/executor@0.2.0', () => makeExecutor({ contractVersion: '0.2.0' })],
    [
      'another interface of the contract',
      'missing-export',
      'exports polyray:compute/other@0.1.0',
      () => makeComponent('(module (func (export "polyray:compute/other@0.1.0#go")))', own('other', 'go: func();'), 'w'),
    ],
    [
      'too few functions under the same name',
      'other-types',
      'polyray:compute/executor@0.1.0 with nothing of that name',
      () =>
        makeComponent(
          '(module (func (export "polyray:compute/executor@0.1.0#name") (result i32) (i32.const 1)))',
          own('executor', 'name: func() -> u32;'),
          'w',
        ),
    ],
    [
      'another type of the same name',
      'other-types',
      '"export interface Problem { path: string, message: number, }"',
      () => makeExecutor({ contract: witSource().replace(/(record problem[\s\S]*?message: )string/, '$1u32') }),
    ],
    ['what jco cannot read', 'malformed', 'that jco refuses', async () => breakCode(await makeExecutor())],
  ])('%s', async (_, fault, found, make) => {
    const bytes = await make();
    const error = await failure(bytes);
    expect(error).toBeInstanceOf(InvalidComponentError);
    expect(error).toMatchObject({ fault, found: expect.stringContaining(found) as string });
    expect(error!.message).toContain(`from ${bytes.length} bytes: it is ${error!.found}, expected ${error!.expected}`);
  });

  test('a component that ends anywhere', async () => {
    const bytes = await makeExecutor();
    for (let length = 8; length < bytes.length; length += 97) {
      const error = await failure(bytes.subarray(0, length));
      expect(error).toBeInstanceOf(InvalidComponentError);
      expect(['malformed', 'other-package', 'wit-package']).toContain(error!.fault);
    }
  });

  test('more bytes than allowed', async () => {
    expect(await failure(mlBytes, { maxBytes: 1000 })).toMatchObject({ fault: 'too-large', found: `${mlBytes.length} bytes` });
    expect(await failure(mlFile, { maxBytes: 1000 })).toMatchObject({ fault: 'too-large' });
  });

  test('imports that were not granted, and such as only look like the contract', async () => {
    const clock: SmallExecutor = {
      imports: '(import "wasi:clocks/monotonic-clock@0.2.3" "now" (func $now (result i64)))',
      world: 'import wasi:clocks/monotonic-clock@0.2.3;',
      packages: 'package wasi:clocks@0.2.3 { interface monotonic-clock { now: func() -> u64; } }',
    };
    const error = (await failure(await makeExecutor(clock))) as unknown as ImportNotGrantedError;
    expect(error).toBeInstanceOf(ImportNotGrantedError);
    expect(error.imports).toEqual([{ name: 'wasi:clocks/monotonic-clock@0.2.3', grants: ['clocks'] }]);
    for (const name of ['polyray:computer/types@0.1.0', 'polyray:compute/typos@0.1.1']) {
      const [, pack, of, version] = /^(.*)\/(.*)@(.*)$/.exec(name)!;
      const smuggled = await failure(
        await makeExecutor({
          imports: `(import "${name}" "smuggle" (func))`,
          world: `import ${name};`,
          packages: `package ${pack}@${version} { interface ${of} { smuggle: func(); } }`,
        }),
      );
      expect(smuggled).toMatchObject({ imports: [{ name, grants: [] }] });
    }
  });

  test('functions that hide among the types of the contract', async () => {
    const contract = fs
      .readdirSync('wit')
      .map((file) => fs.readFileSync(path.join('wit', file), 'utf8').replace(/^package .*$/m, ''))
      .join('\n')
      .replace('interface types {', 'interface types { smuggle: func();');
    const error = await failure(
      await makeExecutor({
        contract: `package polyray:compute@0.1.0;\n${contract}`,
        imports: '(import "polyray:compute/types@0.1.0" "smuggle" (func))',
        world: 'import polyray:compute/types@0.1.0;',
      }),
    );
    expect(error).toBeInstanceOf(ExecutorLoadError);
    expect(error!.message).toMatch(/smuggle|polyray:compute\/types@0\.1\.0/);
  });
});

describe('what was asked for is what comes:', () => {
  test('by its digest', async () => {
    const sha256 = await sha256Of(mlBytes);
    await load(mlBytes, { sha256: sha256.toUpperCase() });
    const expected = '0'.repeat(64);
    const error = await failure(mlBytes, { sha256: expected });
    expect(error).toBeInstanceOf(ComponentDigestError);
    expect(error).toMatchObject({ found: sha256, expected });
  });

  test('by its name and version', async () => {
    expect((await load(mlBytes, { name: 'ml', version: ml.version })).package.name).toBe('ml');
    expect(await failure(mlBytes, { name: 'cpp' })).toMatchObject({ fault: 'name', expected: '"cpp"' });
    expect(await failure(mlBytes, { version: '9.9.9' })).toMatchObject({ fault: 'version', expected: '"9.9.9"' });
  });

  test.each<[SmallExecutor, string]>([
    [{ name: '' }, 'name'],
    [{ name: 'two words' }, 'name'],
    [{ name: '\u001b[2J' }, 'name'],
    [{ name: 'x'.repeat(2000) }, 'name'],
    [{ version: '1.2' }, 'version'],
    [{ version: 'latest' }, 'version'],
  ])('%j is no identity', async (options, fault) => {
    expect(await failure(await makeExecutor(options))).toMatchObject({ fault });
  });

  test.each<[LoadOptions, string]>([
    [{ sha256: 'abc' }, 'sha256 must be 64 hexadecimal digits, is "abc"'],
    [{ maxBytes: 0 }, 'maxBytes must be above 0, is 0'],
    [{ timeoutMs: Number.NaN }, 'timeoutMs must be above 0, is NaN'],
    [{ limits: { memoryBytes: 1 } }, 'limits.memoryBytes must be'],
    [{ grants: { random: 1 as unknown as true } }, 'grants.random must be true'],
  ])('%j is no option', async (options, message) => {
    await expect(load(mlBytes, options)).rejects.toThrow(message);
  });
});

describe('a hostile component costs the transpiler at most its thread:', () => {
  test.each<[string, SmallExecutor]>([
    ['its start loops', { fields: '(func $start (loop br 0)) (start $start)' }],
    ['its name is never told', { nameBody: '(loop br 0) unreachable' }],
  ])('%s', async (_, options) => {
    const bytes = await makeExecutor(options);
    await expect(load(bytes, { timeoutMs: 1500 })).rejects.toThrow(TaskTimeoutError);
    expect((await load(mlBytes)).package.name).toBe('ml');
  });

  test.each<[string, SmallExecutor, string]>([
    ['its start traps', { fields: '(func $start unreachable) (start $start)' }, 'unreachable'],
    ['its name traps', { nameBody: 'unreachable' }, 'unreachable'],
    ['its name lies outside of memory', { nameBody: '(i32.const 100000000)' }, 'failed'],
    ['its name recurses for ever', { fields: '(func $f (call $f) (call $f))', nameBody: '(call $f) (i32.const 16)' }, 'call stack'],
  ])('%s', async (_, options, message) => {
    await expect(load(await makeExecutor(options))).rejects.toThrow(message);
    expect((await load(mlBytes)).package.name).toBe('ml');
  });
});

describe('over HTTP', () => {
  async function serve(answer: http.RequestListener): Promise<URL> {
    const server = http.createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/plug.wasm`);
  }

  test('a component comes in pieces', async () => {
    const url = await serve((_, response) => {
      for (let at = 0; at < mlBytes.length; at += 1000) response.write(mlBytes.subarray(at, at + 1000));
      response.end();
    });
    expect((await load(url)).package.name).toBe('ml');
    expect((await load(await fetch(url))).package.name).toBe('ml');
  });

  test('what has no end is left when it is too much', async () => {
    let closed: Promise<unknown> | undefined;
    const url = await serve((_, response) => {
      closed = once(response, 'close');
      const more = () => {
        while (response.write(mlBytes.subarray(0, 10_000)));
      };
      response.on('drain', more);
      more();
    });
    expect(await failure(url, { maxBytes: 100_000 })).toMatchObject({ fault: 'too-large', found: 'more than 100000 bytes' });
    await closed;
  });

  test('an error is none of a component', async () => {
    const url = await serve((_, response) => response.writeHead(404).end('<html>'));
    await expect(load(url)).rejects.toThrow(`Cannot load an executor from "${url.href}": HTTP 404`);
    const used = new Response(mlBytes);
    await used.arrayBuffer();
    await expect(load(used)).rejects.toThrow('a Response: the body of the response was read before');
    await expect(load('/nowhere/plug.wasm')).rejects.toThrow('"/nowhere/plug.wasm": ENOENT');
    await expect(load(pathToFileURL(folder))).rejects.toThrow('it is no regular file');
    await expect(load(7 as unknown as string)).rejects.toThrow(
      'source must be bytes, a URL, a path, a Response or an executor package, is 7',
    );
  });

  test('a signal ends the waiting', async () => {
    const url = await serve((_, response) => response.write(mlBytes.subarray(0, 10)));
    await expect(load(url, { signal: AbortSignal.timeout(50) })).rejects.toThrow('timeout');
  });
});

describe('the cache', () => {
  const directory = path.join(folder, 'cache');
  const another = async (options: LoadOptions = { cache: { directory } }) => {
    const fresh = new ComponentLoader(nodePlatform());
    try {
      const { package: made } = await fresh.load(mlBytes, options);
      return { made, transpiled: fresh.transpiling };
    } finally {
      await fresh.close();
    }
  };
  /** Of components: metered modules have a folder of their own. */
  const entries = () => fs.readdirSync(directory).flatMap((name) => (name === 'modules' ? [] : [path.join(directory, name)]));

  test('spares other processes the transpiler', async () => {
    const first = await another();
    expect(first.transpiled).toBe(true);
    const second = await another();
    expect(second.transpiled).toBe(false);
    expect(second.made).toEqual(first.made);
    expect(entries()).toHaveLength(1);
    expect(fs.statSync(entries()[0]!).mode & 0o777).toBe(0o600);
  });

  test.each<[string, (bytes: Buffer) => Uint8Array]>([
    ['is cut off', (bytes) => bytes.subarray(0, bytes.length / 2)],
    ['is empty', () => new Uint8Array(0)],
    ['has a bit turned', (bytes) => bytes.fill(bytes.at(-5000)! ^ 1, bytes.length - 5000, bytes.length - 4999)],
    ['is text', () => Buffer.from('{}\n')],
  ])('makes an entry anew that %s', async (_, damage) => {
    await another();
    const [file] = entries();
    fs.writeFileSync(file!, damage(fs.readFileSync(file!)));
    expect((await another()).transpiled).toBe(true);
    expect((await another()).transpiled).toBe(false);
  });

  test('takes no entry of another component', async () => {
    const [file] = entries();
    await loader.load(await makeExecutor(), { cache: { directory } });
    const foreign = entries().find((name) => name !== file)!;
    fs.copyFileSync(foreign, file!);
    expect((await another()).made.name).toBe('ml');
  });

  test('gives what was granted to one to nobody else', async () => {
    const bytes = await makeExecutor({
      imports: '(import "wasi:random/random@0.2.3" "get-random-u64" (func (result i64)))',
      world: 'import wasi:random/random@0.2.3;',
      packages: 'package wasi:random@0.2.3 { interface random { get-random-u64: func() -> u64; } }',
    });
    const { package: granted } = await loader
      .load(bytes, { grants: { random: true }, cache: { directory } })
      .catch(() => ({ package: undefined }));
    if (granted !== undefined) expect(granted).toMatchObject({ trust: 'granted', grants: { random: true } });
    await expect(loader.load(bytes, { cache: { directory } })).rejects.toThrow(ImportNotGrantedError);
  });

  test('holds at most so many bytes, the last used', async () => {
    const small = { directory: path.join(folder, 'small'), maxBytes: 700_000 };
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
      await loader.load(await makeExecutor({ name }), { cache: small });
    }
    const sizes = fs.readdirSync(small.directory).map((name) => fs.statSync(path.join(small.directory, name)).size);
    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes.length).toBeLessThan(7);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(small.maxBytes);
  });

  test('is not needed', async () => {
    const file = path.join(folder, 'file');
    fs.writeFileSync(file, '');
    expect((await another({ cache: { directory: path.join(file, 'below') } })).transpiled).toBe(true);
  });

  test('makes what many ask for at once, once', async () => {
    const bytes = await makeExecutor({ name: 'once' });
    const all = await Promise.all(Array.from({ length: 8 }, () => loader.load(bytes, { cache: { directory } })));
    expect(new Set(all.map((one) => one.package.builds[0]!.glue)).size).toBe(8);
    expect(new Set(all.map((one) => one.package.builds[0]!.core)).size).toBe(1);
  });
});

test('the transpiler ends when it is idle, and starts again', async () => {
  const idle = new ComponentLoader(nodePlatform(), { idleMs: 20 });
  await idle.load(mlBytes, { cache: false });
  await expect.poll(() => idle.transpiling).toBe(false);
  await idle.load(await makeExecutor({ name: 'later' }), { cache: false });
  expect(idle.transpiling).toBe(true);
  await idle.close();
  expect(idle.transpiling).toBe(false);
});

test('the transpiler can be closed while it works, and whoever waits is told', async () => {
  const closing = new ComponentLoader(nodePlatform());
  const loading = closing.load(await makeExecutor({ nameBody: '(loop br 0) unreachable' }), { cache: false });
  loading.catch(() => {});
  await expect.poll(() => closing.transpiling).toBe(true);
  await closing.close();
  await expect(loading).rejects.toThrow('the transpiler was closed');
  expect(closing.transpiling).toBe(false);
});

describe('another version of the contract', () => {
  const added = (text: string) => (contract: string) => contract.replace('interface executor {', `interface executor { ${text}`);
  const changed = (contract: string) => contract.replace('record named-value {', 'record named-value { more: u32,');
  const contract = (version: string, edit: (text: string) => string) => ({
    contractVersion: version,
    contract: edit(witSource().replace(/^package [^;]+;/, `package polyray:compute@${version};`)),
  });
  const more = (version: string) => ({
    ...contract(version, added('more: func() -> u32;')),
    fields: `(func (export "polyray:compute/executor@${version}#more") (result i32) (i32.const 7))`,
  });

  /** Ours is exported too, and its declarations have the same file's name. */
  const beside = (version: string) => {
    const functions = [...executorWat({}).matchAll(/\(func \(export "polyray:compute\/executor@0\.1\.0#[^\n]*/g)].join('\n');
    const text = contract(version, (of) => of.replace('operations: func() -> list<operation>', 'operations: func() -> string')).contract;
    return {
      world: `export polyray:compute/executor@${version};`,
      fields: functions.replaceAll('executor@0.1.0', `executor@${version}`),
      packages: `${text.replace(/^(package [^;]+);/, '$1 {')} }`,
    };
  };

  test('that is a patch of ours is loaded, also with more in it, and called past the glue', async () => {
    for (const options of [{ contractVersion: '0.1.7' }, more('0.1.7')]) {
      const guest = { ...options, operation: 'go', executeBody: harmless.executeBody! };
      const { layout, package: made } = await loader.load(await makeExecutor(guest), { cache: false });
      expect(layout.exports.map(({ name }) => name)).toContain('polyray:compute/executor@0.1.7');
      const host = await InstanceHost.load(await startMessage(made, nodePlatform().readBytes));
      expect(host.direct).toBe(true);
      expect(host.execute({ operation: 'go', parameters: [], inputs: [] })).toEqual({ values: [], outputs: [] });
    }
  });

  test.each([
    ['with more in it under our own version', 'other-types', () => makeExecutor(more('0.1.0'))],
    ['that means something else by a name', 'other-types', () => makeExecutor(contract('0.1.7', changed))],
    ['beside ours, that means something else', 'other-types', () => makeExecutor(beside('0.1.7'))],
    ['of the next kind', 'other-version', () => makeExecutor({ contractVersion: '0.2.0' })],
    ['of another major one', 'other-version', () => makeExecutor({ contractVersion: '1.1.0' })],
    ['that is a pre-release', 'other-version', () => makeExecutor({ contractVersion: '0.1.1-rc.1' })],
  ])('%s is refused', async (_, fault, make) => {
    const error = await loader.load(await make(), { cache: false }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InvalidComponentError);
    expect(error).toMatchObject({ fault, found: expect.stringContaining('polyray:compute/'), expected: expect.stringContaining('@0.1.') });
    if (fault === 'other-version')
      expect((error as InvalidComponentError).expected).toBe('a component that exports polyray:compute/executor@0.1.0, or another 0.1.x');
  });
});

test('what comes as bytes is metered, unless whoever loads it says otherwise', async () => {
  const bytes = await makeExecutor();
  const limitsOf = async (limits?: ExecutorLimits) => (await loader.load(bytes, limits === undefined ? {} : { limits })).package.limits;
  expect(await limitsOf()).toEqual({ stop: 'meter' });
  expect(await limitsOf({ timeoutMs: 5 })).toEqual({ stop: 'meter', timeoutMs: 5 });
  expect(await limitsOf({ stop: 'terminate' })).toEqual({ stop: 'terminate' });
});

test('closed between its two jobs, a load is told too', async () => {
  const closing = new ComponentLoader(nodePlatform());
  const loading = closing.load(await makeExecutor({ nameBody: '(loop br 0) unreachable' }), { cache: false });
  loading.catch(() => {});
  const compile = WebAssembly.compile;
  onTestFinished(() => {
    WebAssembly.compile = compile;
  });
  const compiling = Promise.withResolvers<void>();
  // what was transpiled is compiled here, before it is asked who it is
  WebAssembly.compile = async (bytes) => {
    compiling.resolve();
    await closing.close();
    return compile(bytes);
  };
  await compiling.promise;
  await expect(loading).rejects.toThrow('the transpiler was closed');
  expect(closing.transpiling).toBe(false);
});

/** Breaks the code of a component and leaves its outline alone. */
function breakCode(bytes: Uint8Array<ArrayBuffer>): Uint8Array {
  const broken = bytes.slice();
  const at = Buffer.from(broken).indexOf(Uint8Array.of(0x41, 0x80, 0x80, 0x02)); // i32.const 32768
  return broken.fill(0xff, at, at + 2);
}

// Python packages with real wheels: resolved by pip and by micropip, fetched, laid, imported; needs the network, and Python 3.11 with pip.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { boot } from '../../components/python/host/boot.js';
import { layPackages, readLock } from '../../components/python/host/packages/index.js';
import { resolveWithMicropip, resolveWithPip } from '../../components/python/host/packages/resolve.js';
import { python } from '../../components/python/index.js';
import { makeWheel, wheelOf } from '../../components/python/test/packages/make-wheel.ts';
import { obtainTool } from '../../runtime/packages/obtain-tool.ts';
import { importPackagesComponent } from '../../runtime/packages/packages-component.ts';
import { findSystemPython } from '../../runtime/packages/system-python.ts';
import { WheelCache } from '../../runtime/packages/wheel-cache.ts';
import { root } from '../host/polyray.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-packages-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => path.join(folder, name);
const cache = at('cache');

function polyray(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number; stdout: string; stderr: string }> {
  const given = [path.join(root, 'dist/cli/main.js'), 'python', ...args, '--cache', cache];
  return new Promise((resolve) =>
    execFile(process.execPath, given, { cwd: folder, env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    ),
  );
}

/** What a command that must succeed prints. */
async function done(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string> {
  const { code, stdout, stderr } = await polyray(args, env);
  assert.equal(code, 0, stderr);
  return stdout;
}

/** What a command that must fail says. */
async function refused(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string> {
  const { code, stdout, stderr } = await polyray(args, env);
  assert.notEqual(code, 0, stdout);
  return stderr;
}

const lockOf = (name: string) => readLock(fs.readFileSync(at(name), 'utf8'));
const wheelsOf = (name: string) =>
  lockOf(name).packages.map(({ file, sha256 }) => ({
    file,
    sha256,
    bytes: new Uint8Array(fs.readFileSync(path.join(cache, 'wheels', `${sha256}.whl`))),
  }));

const notRun: string[] = [];
/** Parts that this machine has what they need for. */
async function part(name: string, needs: string | undefined, work: () => Promise<void>): Promise<void> {
  if (needs !== undefined) {
    notRun.push(`${name}: ${needs}`);
    return;
  }
  const began = performance.now();
  await work();
  console.log(`${name}: ok, ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

const found = await findSystemPython();
const noPython = 'reason' in found ? found.reason : undefined;
const command = 'reason' in found ? '' : found.command;
const component = await importPackagesComponent();
const sources = { cache: new WheelCache(cache), ...('reason' in found ? {} : { python: found }), indexUrls: [], folders: [] };
const micropip = await obtainTool(component.micropip, sources).catch((error: Error) => error);
const pip = noPython === undefined ? await obtainTool(component.pip, sources).catch((error: Error) => error) : new Error(noPython);
const noMicropip = micropip instanceof Error ? micropip.message : undefined;
const noPip = pip instanceof Error ? pip.message : undefined;
const asked = ['msgpack', 'pydantic>=2', 'attrs; python_version >= "3.10"', 'colorama; sys_platform == "win32"'];

await part('pip locks binary and pure wheels', noPip, async () => {
  assert.match(await done(['lock', '--resolver', 'pip', '-o', 'pip.json', ...asked]), /resolved by pip/);
  const names = lockOf('pip.json').packages.map(({ name }) => name);
  for (const name of ['msgpack', 'pydantic', 'pydantic-core', 'attrs']) assert.ok(names.includes(name), names.join());
  assert.ok(!names.includes('colorama'));
});

await part('micropip locks the same', noMicropip, async () => {
  assert.match(await done(['lock', '--resolver', 'micropip', '-o', 'micropip.json', ...asked]), /resolved by micropip/);
  if (noPip === undefined) assert.deepEqual(lockOf('micropip.json'), lockOf('pip.json'));
});

await part('what is locked is laid and imported, in a plain interpreter and in one from a snapshot', noMicropip, async () => {
  const wheels = wheelsOf('micropip.json');
  const options = python.options as Parameters<typeof boot>[0];
  for (const snapshot of [options.snapshot, `${options.snapshot}-is-not-there`]) {
    const { python: interpreter, snapshotError } = await boot({ ...options, snapshot });
    assert.equal(snapshotError === undefined, snapshot === options.snapshot, String(snapshotError));
    await layPackages(interpreter, wheels);
    const answer = interpreter.runPython(`
import attrs, msgpack, msgpack._cmsgpack, pydantic, pydantic_core

class Reading(pydantic.BaseModel):
    speed: float

@attrs.define
class Point:
    x: int

try:
    Reading(speed="fast")
except pydantic.ValidationError as error:
    message = error.errors()[0]["type"]
assert msgpack.Packer is msgpack._cmsgpack.Packer
str([msgpack.unpackb(msgpack.packb([1, "a"])), Reading(speed="2.5").speed, Point(3).x, message])
`);
    assert.equal(answer, "[[1, 'a'], 2.5, 3, 'float_parsing']");
  }
});

await part('install works from the cache alone, and mends it', noMicropip, async () => {
  const name = 'micropip.json';
  const text = fs.readFileSync(at(name), 'utf8');
  const count = lockOf(name).packages.length;
  fs.writeFileSync(at('offline.json'), text.replaceAll(/"url": "[^"]+\//g, '"url": "http://127.0.0.1:9/'));
  assert.match(await done(['install', '-l', 'offline.json']), new RegExp(`^${count} packages .*: 0 fetched, ${count} from `));
  const { sha256, file } = lockOf(name).packages.find((each) => each.name === 'msgpack')!;
  const cached = path.join(cache, 'wheels', `${sha256}.whl`);
  const bytes = fs.readFileSync(cached);
  for (const damaged of [bytes.subarray(0, 1000), Buffer.from(bytes).fill(bytes[500]! ^ 1, 500, 501)]) {
    fs.writeFileSync(cached, damaged);
    const { code, stdout, stderr } = await polyray(['install', '-l', name]);
    assert.deepEqual([code, stderr], [0, `"${file}" in the cache was damaged and is fetched anew\n`]);
    assert.match(stdout, /: 1 fetched/);
    assert.deepEqual(fs.readFileSync(cached), bytes);
  }
  fs.writeFileSync(cached, bytes.subarray(0, 1000));
  assert.match(
    await refused(['install', '-l', 'offline.json']),
    /Cannot fetch "msgpack-.*", which is not in the cache, from http:\/\/127\.0\.0\.1:9/,
  );
});

for (const [resolver, needs] of [['pip', noPip] as const, ['micropip', noMicropip] as const]) {
  await part(`${resolver} says what there is instead`, needs, async () => {
    const say = (...what: string[]) => refused(['lock', '--resolver', resolver, '-o', 'none.json', ...what]);
    const numpy = await polyray(['lock', '--resolver', resolver, '-o', 'numpy.json', 'numpy']);
    // where Pyodide's own index can be reached, there is a wheel after all
    if (numpy.code === 0) assert.equal(lockOf('numpy.json').packages[0]?.file, 'numpy-2.4.6-cp314-cp314-pyemscripten_2026_0_wasm32.whl');
    else {
      const [first, second, third] = numpy.stderr.split('\n');
      assert.match(first!, /^polyray: Cannot find wheels for Pyodide \(Python 3\.14\.2, pyemscripten_2026_0_wasm32\):$/);
      assert.match(second!, /^ {2}numpy: [\d.]+ has wheels for macosx, manylinux, musllinux, win only; Pyodide's own index has 2\.4\.6$/);
      assert.match(third!, /^Pyodide's own index: it cannot be reached at https:\S+ \(.+\); --index names a folder or mirror of it$/);
      assert.match(await say('boost-histogram'), /\n {2}numpy>=[\d.]+: [\d.]+ has wheels for macosx, /);
    }
    assert.match(await say('numpy==2.3.0'), /\n {2}numpy==2\.3\.0: 2\.3\.0 has wheels for macosx, manylinux, musllinux, win only\n/);
    assert.match(await say('msgpack==99'), /\n {2}msgpack==99: there is no such version, the newest is \d/);
    assert.match(await say('polyray-has-no-such-package'), /\n {2}polyray-has-no-such-package: the package index knows no such package\n/);
    const [, conflict] = /; (\w+ says:\n[\s\S]*)$/.exec(await say('pydantic==2.14.4', 'pydantic-core==2.50.4')) ?? [];
    assert.match(
      conflict!,
      resolver === 'pip'
        ? /pydantic 2\.14\.4 depends on pydantic-core==2\.50\.5/
        : /pydantic-core==2\.50\.5 is needed, but .* 2\.50\.4 was chosen/,
    );
    assert.ok(!fs.existsSync(at('none.json')));
  });
}

/** An index of hand-made wheels, without hashes, as small servers have it. */
async function handmadeIndex(work: (url: string) => Promise<void>): Promise<void> {
  const old = wheelOf('old-1.0-py3-none-any.whl', makeWheel([], 'old').bytes);
  const wheels = new Map([...['first', 'second'].map((name) => makeWheel([], name)), old].map((wheel) => [wheel.file, wheel.bytes]));
  const server = http.createServer(({ url = '' }, response) => {
    const name = url.split('/').at(-1)!;
    const bytes = wheels.get(name);
    const [, project] = /^\/simple\/([a-z]+)\/$/.exec(url) ?? [];
    const links = [...wheels.keys(), 'sources-1.0.tar.gz'].filter((file) => file.startsWith(`${project}-`));
    const page = links.map((file) => `<a href="/files/${file}"${project === 'old' ? ' data-requires-python="&lt;3.14"' : ''}>${file}</a>`);
    if (bytes !== undefined) response.end(bytes);
    else if (links.length > 0)
      response.setHeader('content-type', 'text/html').end(`<!DOCTYPE html><html><body>${page.join('\n')}</body></html>`);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

for (const [resolver, needs] of [['pip', noPip] as const, ['micropip', noMicropip] as const]) {
  await part(`${resolver} resolves a script from an index of one's own, without hashes`, needs, () =>
    handmadeIndex(async (index) => {
      const env = { PIP_FIND_LINKS: '' };
      fs.writeFileSync(at('script.py'), '# /// script\n# requires-python = ">=3.12"\n# dependencies = ["first>=1"]\n# ///\n');
      const { sha256 } = makeWheel([], 'second');
      fs.writeFileSync(at('needs.txt'), `--index-url ${index}\nsecond --hash=sha256:${sha256}\n`);
      await done(['lock', 'script.py', 'needs.txt', '--resolver', resolver, '-o', 'own.json'], env);
      const { packages, requiresPython, requirements } = lockOf('own.json');
      assert.deepEqual([requirements, requiresPython], [['first>=1', 'second'], '>=3.12']);
      assert.deepEqual(
        packages.map((each) => [each.name, each.requiresPython]),
        [
          ['first', '>=3.10'],
          ['second', '>=3.10'],
        ],
      );
      assert.equal(packages[1]!.sha256, sha256);
      const say = (...what: string[]) => refused(['lock', '--resolver', resolver, '--index-url', index, '-o', 'none.json', ...what], env);
      assert.match(await say('sources'), /sources: 1\.0 has no wheels, only its source/);
      fs.writeFileSync(at('wrong.txt'), `first --hash=sha256:${'0'.repeat(64)}\n`);
      assert.match(
        await say('wrong.txt'),
        /Cannot lock "first-1\.0-py3-none-any\.whl": its SHA-256 is .*, which is none of the 1 that "first" in line 1/,
      );
      if (resolver === 'pip') assert.match(await say('old'), /old: 1\.0 has a wheel, but does not run on Python 3\.14\.2/);
    }),
  );
  await part(`${resolver} takes from a mirror what it has, with all it needs`, needs, async () => {
    const wheels = [makeWheel([], 'first'), makeWheel([], 'second')];
    for (const { file, bytes } of wheels) fs.writeFileSync(at(file), bytes);
    const [first, second] = wheels.map(({ file, sha256 }, i) => ({
      ...{ name: i === 0 ? 'first' : 'second', version: '1.0', file, sha256 },
      depends: i === 0 ? ['second'] : [],
    }));
    const mirror = { base: pathToFileURL(`${folder}/`).href, wheels: [first!, second!] };
    const request = { requirements: ['first'], constraints: [], pre: false, indexUrls: ['http://127.0.0.1:9/simple'], mirror };
    const resolved =
      resolver === 'pip'
        ? await resolveWithPip(request, { python: command, wheel: (pip as { path: string }).path })
        : await resolveWithMicropip(request, { wheel: (micropip as { bytes: Uint8Array<ArrayBuffer> }).bytes });
    // pip goes by what the wheel itself says it needs
    assert.deepEqual(
      resolved.map(({ name }) => name),
      resolver === 'pip' ? ['first'] : ['first', 'second'],
    );
    assert.equal(resolved[0]!.sha256, first!.sha256);
  });
  await part(`${resolver} refuses a mirror's file that is not Pyodide's`, needs, async () => {
    const mirror = at('mirror');
    fs.mkdirSync(mirror, { recursive: true });
    fs.writeFileSync(path.join(mirror, 'numpy-2.4.6-cp314-cp314-pyemscripten_2026_0_wasm32.whl'), makeWheel([], 'numpy').bytes);
    const words = await refused(['lock', 'numpy', '--resolver', resolver, '--index', mirror, '-o', 'none.json']);
    assert.match(words, /a292c1f5d7d8a2208cd5e94fc467604c131cabcd2fc14fed6eefde121e7fabdf/);
  });
}

await part('without a Python and without a package index, the error says what is missing', undefined, async () => {
  const words = await refused(['lock', 'idna', '--resolver', 'pip', '-o', 'none.json'], { PATH: '/nowhere' });
  assert.match(words, /^polyray: Cannot resolve with pip: there is no Python from 3\.11 on\n$/);
});

if (notRun.length > 0) console.log(`Not run here:\n${notRun.map((each) => `  ${each}`).join('\n')}`);

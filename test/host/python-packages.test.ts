import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeWheel } from '../../components/python/test/packages/make-wheel.ts';
import { root } from './polyray.ts';

const wheel = makeWheel();
const entry = { name: 'handmade', version: '1.0', file: wheel.file, sha256: wheel.sha256, size: wheel.bytes.length };
let folder: string;

/** Runs `polyray python` in the folder. */
function run(...args: string[]): ReturnType<typeof polyray> {
  return polyray('python', ...args);
}

/** Runs polyray in the folder, with a cache there. */
function polyray(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const given = [path.join(root, 'dist/cli/main.js'), ...args];
  return new Promise((resolve) =>
    execFile(process.execPath, given, { cwd: folder, env: { ...process.env, XDG_CACHE_HOME: folder } }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    ),
  );
}

const texts: Record<string, string> = {
  'empty.txt': '',
  'comment.txt': '# nothing\n',
  'wrong.txt': 'idna\n\nidna >=\n',
  'wrong.in': 'idna\n-e .\n',
  'empty.py': 'print(1)\n',
  'wrong.py': '# /// script\n# dependencies = ["idna"\n# ///\n',
  'old.py': '# /// script\n# requires-python = "<3.14"\n# ///\n',
  'never.py': '# /// script\n# requires-python = "three"\n# ///\n',
  'empty.json': '',
  'wrong.json': '{"lockVersion": 1, "platform": "pyodide_2025_0_wasm32"}',
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'polyray-python-'));
  const url = pathToFileURL(path.join(folder, wheel.file)).href;
  const lock = { lockVersion: 1, python: '3.14.2', platform: 'pyemscripten_2026_0_wasm32', requirements: ['handmade'] };
  await writeFile(path.join(folder, wheel.file), wheel.bytes);
  await writeFile(path.join(folder, 'polyray-lock.json'), JSON.stringify({ ...lock, packages: [{ ...entry, url }] }));
  const other = { ...entry, url, sha256: 'ab'.repeat(32) };
  await writeFile(path.join(folder, 'other.json'), JSON.stringify({ ...lock, packages: [other] }));
  await writeFile(path.join(folder, 'nowhere.json'), JSON.stringify({ ...lock, packages: [{ ...other, url: `${url}.not` }] }));
  await Promise.all(Object.entries(texts).map(([name, text]) => writeFile(path.join(folder, name), text)));
});
afterAll(() => rm(folder, { recursive: true }));

describe('polyray python install', () => {
  test('fetches what the lock names, once', async () => {
    const first = await run('install');
    const cache = path.join(folder, 'polyray');
    expect(first).toEqual({ code: 0, stderr: '', stdout: `1 package (0.0 MB): 1 fetched, 0 from ${cache}\n` });
    await rm(path.join(folder, wheel.file));
    const { code, stdout } = await run('install', '--lock', 'polyray-lock.json', '--json');
    const file = path.join(cache, 'wheels', `${wheel.sha256}.whl`);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ cache, packages: [{ ...entry, path: file, source: 'cache' }] });
    expect(new Uint8Array(await readFile(file))).toEqual(wheel.bytes);
    await writeFile(path.join(folder, wheel.file), wheel.bytes);
  });

  test('refuses other bytes, and keeps none of them', async () => {
    const { code, stderr } = await run('install', '-l', 'other.json', '--cache', 'other-cache');
    const said = `its SHA-256 is ${wheel.sha256}, the lock says ${'ab'.repeat(32)}`;
    expect([code, stderr.split(said).length]).toEqual([1, 3]); // once more than it is told: fetched anew, then refused
    expect(stderr).toMatch(/; it is fetched anew\npolyray: Cannot use "handmade-1\.0-py3-none-any\.whl" from file:/);
    expect(await readdir(folder)).not.toContain('other-cache');
    const json = await run('install', '-l', 'other.json', '--cache', 'other-cache', '--json');
    expect(JSON.parse(json.stderr)).toMatchObject({ error: { name: 'PackageDigestError', file: wheel.file } });
  });
});

describe('polyray run', () => {
  test('lays the packages of the lock beside a program into every interpreter', async () => {
    const program = 'import handmade, miniray\n@miniray.remote\ndef f(): return handmade.__name__\nprint(miniray.get(f.remote()))\n';
    await writeFile(path.join(folder, 'uses.py'), program);
    expect(await polyray('run', 'uses.py')).toEqual({ code: 0, stderr: '', stdout: 'handmade\n' });
    const other = await polyray('run', '--lock', 'other.json', 'uses.py');
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('its SHA-256 is')]);
  });

  test('says what is missing where a program names packages and there is no lock', async () => {
    await mkdir(path.join(folder, 'apart'));
    const file = path.join('apart', 'needs.py');
    await writeFile(path.join(folder, file), '# /// script\n# dependencies = ["handmade"]\n# ///\nprint(1)\n');
    const { code, stderr } = await polyray('run', file);
    expect([code, stderr]).toEqual([
      2,
      `polyray: "${file}" needs packages (handmade) and has no lock: make one by "polyray python lock ${file}"\n`,
    ]);
  });
});

test.each<[string[], number, string]>([
  [['lock'], 2, 'Nothing to lock: name a script, a requirements file or packages'],
  [['lock', 'nothing.py'], 2, 'Cannot read "nothing.py": there is no such file'],
  [['lock', '-r', 'nothing.txt'], 2, 'Cannot read "nothing.txt": there is no such file'],
  [['lock', '.'], 2, 'Cannot lock: "." does not begin with a package\'s name'],
  [['lock', 'idna>>1'], 2, 'Cannot lock: "idna>>1" has ">>1" where a version such as ">=1.2" must be'],
  [['lock', 'empty.txt'], 2, 'Cannot read "empty.txt": it names no packages'],
  [['lock', '-r', 'comment.txt'], 2, 'Cannot read "comment.txt": it names no packages'],
  [['lock', 'wrong.txt'], 2, 'Cannot read "wrong.txt": line 3: "idna >=" has ">=" where a version'],
  [['lock', 'wrong.in'], 2, 'Cannot read "wrong.in": line 2: "-e ." is a folder'],
  [['lock', 'empty.py'], 2, 'Cannot read "empty.py": it has no "# /// script" block that names packages'],
  [['lock', 'wrong.py'], 2, 'Cannot read "wrong.py": line 2: '],
  [['lock', 'old.py'], 1, 'The script requires Python <3.14, Pyodide is Python 3.14.2'],
  [['lock', 'never.py'], 1, 'The script requires Python "three", which is no version specifier such as ">=3.12"'],
  [['lock', 'idna', '--resolver', 'uv'], 2, "Option '--resolver <name>' argument 'uv' is invalid. Allowed choices are auto, pip, micropip"],
  [['lock', 'idna', '--index', 'nothing'], 2, 'Cannot read "nothing": there is no such folder'],
  [['lock', 'idna', '--index', 'file:///nothing'], 2, 'Cannot read "file:///nothing": there is no such folder'],
  [['lock', 'idna', '--index', 'empty.txt'], 2, 'Cannot read "empty.txt": it is no folder'],
  [['lock', 'idna', '--index-url', 'nothing'], 2, '--index-url must be an http or https URL, is "nothing"'],
  [['lock', 'idna', '--index', 'http://127.0.0.1:9'], 1, "Cannot reach Pyodide's own index at http://127.0.0.1:9/: "],
  [['lock', 'idna', '-o', 'empty.txt/x.json'], 2, 'Cannot write into "empty.txt": it is not a folder'],
  [['install', '--lock', 'nothing.json'], 2, 'Cannot read "nothing.json": there is no such file'],
  [['install', '--lock', 'empty.json'], 2, 'Cannot read "empty.json": Invalid lock: is empty'],
  [['install', '--lock', 'wrong.json'], 2, 'Cannot read "wrong.json": Invalid lock at platform: must be "pyemscripten_2026_0_wasm32"'],
  [['install', '--lock', 'nowhere.json', '--cache', 'x'], 1, 'Cannot fetch "handmade-1.0-py3-none-any.whl", which is not in the cache'],
  [['install', '--cache', 'empty.txt'], 1, 'as the cache of wheels: ENOTDIR'],
  [['instal'], 2, 'Unknown command "instal": there are install, lock'],
  [['install', '--lok'], 2, "Unknown option '--lok' (Did you mean --lock?)"],
])('%j gives one clear message', async (args, code, message) => {
  const result = await run(...args);
  expect(result.stderr).toMatch(/^polyray: \S/);
  expect(result.stderr).toContain(message);
  expect(result.stderr).not.toMatch(/^\s+at /m); // no stack of ours
  expect([result.code, result.stdout]).toEqual([code, '']);
});

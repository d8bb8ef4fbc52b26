import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { python } from '../../components/python/index.js';
import { InvalidFileError, init, type PythonMount } from '../../runtime/index.ts';

let folder: string;
const at = (name: string) => path.join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'polyray-mounts-'));
  await mkdir(at('kept/deep/below'), { recursive: true });
  await mkdir(at('open'));
  await writeFile(at('kept/deep/file.txt'), 'untouched');
  await symlink('deep/file.txt', at('kept/link'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a program in a runtime with these; gives what it printed. */
async function run(source: string, options: { readonly mounts: PythonMount[]; readonly workingDirectory?: string }): Promise<string[]> {
  const printed: string[] = [];
  await using ray = await init({ numWorkers: 1, executors: { python }, python: options, print: ({ line }) => printed.push(line) });
  expect(await ray.python.run(source), printed.join('\n')).toBe(0);
  return printed;
}

const changes = `
import os, shutil, mmap
def opened(mode, path="deep/file.txt"): return lambda: open(path, mode).close()
def through(flags, path="deep/file.txt"): return lambda: os.open(path, flags)
changes = {
  "w": opened("w"), "a": opened("a"), "r+": opened("r+"), "x": opened("x", "deep/new"), "new": opened("w", "deep/new"),
  "O_CREAT": through(os.O_CREAT | os.O_RDONLY, "deep/new"), "O_TRUNC": through(os.O_TRUNC | os.O_RDONLY), "O_RDWR": through(os.O_RDWR),
  "link": opened("w", "link"), "mkdir": lambda: os.mkdir("deep/dir"), "rmdir": lambda: os.rmdir("deep/below"),
  "remove": lambda: os.remove("deep/file.txt"), "rename": lambda: os.rename("deep/file.txt", "deep/other"),
  "in": lambda: (open("/tmp/x", "w").close(), shutil.move("/tmp/x", "deep/x")), "out": lambda: shutil.move("deep/file.txt", "/tmp/out"),
  "replace": lambda: os.replace("deep/file.txt", "link"), "symlink": lambda: os.symlink("a", "deep/b"),
  "chmod": lambda: os.chmod("deep/file.txt", 0), "fchmod": lambda: os.fchmod(os.open("deep/file.txt", os.O_RDONLY), 0),
  "utime": lambda: os.utime("deep/file.txt", (1, 1)), "truncate": lambda: os.truncate("deep/file.txt", 1),
  "ftruncate": lambda: os.ftruncate(os.open("deep/file.txt", os.O_RDONLY), 1),
  "write": lambda: os.write(os.open("deep/file.txt", os.O_RDONLY), b"x"),
  "rmtree": lambda: shutil.rmtree("deep"),
}
for name, change in changes.items():
    try: change()
    except OSError: pass
    else: print(name)
print(open("link").read(), os.listdir("deep"), os.stat("deep/file.txt").st_size)
`;

test('nothing changes in a folder that is mounted to be read', async () => {
  const printed = await run(changes, { mounts: [{ folder: at('kept') }], workingDirectory: at('kept') });
  expect(printed).toEqual(["untouched ['below', 'file.txt'] 9"]);
  expect(await readFile(at('kept/deep/file.txt'), 'utf8')).toBe('untouched');
  expect([(await readdir(at('kept'))).sort(), (await readdir(at('kept/deep'))).sort()]).toEqual([
    ['deep', 'link'],
    ['below', 'file.txt'],
  ]);
});

test('a writable folder, inside of one that is not, takes what programs and tasks write', async () => {
  const mounts = [
    { folder: at('open'), path: '/data/deep/below/', writable: true },
    { folder: at('kept'), path: '/data' },
  ];
  const source = `
import os, miniray
@miniray.remote
def append():
    with open("/data/deep/below/log", "a") as file: file.write("task\\n")
    return os.getcwd()
with open("/data/deep/below/log", "w") as file: file.write("program\\n")
print(miniray.get(append.remote()), open("/data/deep/file.txt").read())
`;
  expect(await run(source, { mounts, workingDirectory: '/data/deep' })).toEqual(['/data/deep untouched']);
  expect(await readFile(at('open/log'), 'utf8')).toBe('program\ntask\n');
});

test('folders to import from must be absolute paths', async () => {
  const options = { python: { importFrom: ['/data', 'data'] } };
  await expect(init(options)).rejects.toThrow(new RangeError('python.importFrom[1] must be an absolute path, is data'));
});

test.each([
  [[{ folder: '/nowhere' }], undefined, InvalidFileError, 'Cannot read "/nowhere": there is no such folder'],
  [[{ folder: '/etc/passwd' }], undefined, InvalidFileError, 'Cannot read "/etc/passwd": it is no folder'],
  [[{ folder: 5 }], undefined, TypeError, 'python.mounts[0].folder must be a path, is 5'],
  [[{ folder: '/etc', writable: 'yes' }], undefined, TypeError, 'python.mounts[0].writable must be true or false, is yes'],
  [[{ folder: '/etc', path: 'etc' }], undefined, RangeError, 'python.mounts[0].path must be an absolute path, is etc'],
  [[{ folder: '/etc', path: '/x/..' }], undefined, RangeError, 'python.mounts[0].path must not hide what Python needs, is "/"'],
  [[{ folder: '/etc', path: '/lib/python3.14/json' }], undefined, RangeError, 'must not hide what Python needs'],
  [
    [{ folder: '/etc' }, { folder: '/usr', path: '/etc/' }],
    undefined,
    RangeError,
    'python.mounts[1].path is that of another mount, "/etc"',
  ],
  [[{ folder: '/etc' }], '/usr', RangeError, 'python.workingDirectory must be in one of python.mounts, is /usr'],
  [[{ folder: '/etc' }], '/etc/nowhere', InvalidFileError, 'Cannot read "/etc/nowhere": there is no such folder'],
])('mounts %j and working directory %s are refused', async (mounts, workingDirectory, type, message) => {
  const options = { mounts, ...(workingDirectory === undefined ? {} : { workingDirectory }) } as never;
  const failure = await init({ executors: { python }, python: options }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(type);
  expect((failure as Error).message).toContain(message);
});

test('a traceback shows the lines of a mounted module, and of a file that the program alone has', async () => {
  await writeFile(at('open/beside.py'), 'def make():\n    def fails():\n        raise ValueError  # beside\n    return fails\n');
  const program = `
import sys, miniray
sys.path += ["open", "/tmp"]
open("/tmp/own.py", "w").write(open("open/beside.py").read().replace("beside", "own"))
import beside, own
for fails in (beside.make(), own.make()):
    try: miniray.get(miniray.remote(fails).remote())
    except ValueError as error: print(str(error).splitlines()[3].strip())
`;
  const printed = await run(program, { mounts: [{ folder }], workingDirectory: folder });
  expect(printed).toEqual(['raise ValueError  # beside', 'raise ValueError  # own']);
});

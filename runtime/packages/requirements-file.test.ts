import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InvalidFileError } from '../errors.ts';
import { readRequirementsFile } from './requirements-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'polyray-requirements-'));
  await mkdir(path.join(folder, 'more'));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(text: string | Uint8Array, name = 'requirements.txt'): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

test('comments, joined lines, hashes and other files', async () => {
  const digest = 'AB'.repeat(32);
  await written('numpy<3 # at most\n', 'more/constraints.txt');
  await written('-c constraints.txt\nidna', 'more/base.txt');
  const file = await written(`\ufeff# what we need
msgpack>=1.1, \\
  <2

attrs==26.1.0 --hash=sha256:${digest} \\
    --hash=sha256:${'0'.repeat(64)}  # two
-r more/base.txt
--pre
--index-url https://example.org/simple#x
--extra-index-url=https://example.net/simple
colorama; sys_platform == "win32"\r
`);
  const { requirements, constraints, indexUrls, pre } = await readRequirementsFile(file);
  const base = path.join(folder, 'more/base.txt');
  expect(requirements).toEqual([
    { name: 'msgpack', text: 'msgpack>=1.1, <2', hashes: [], file, line: 2 },
    { name: 'attrs', text: 'attrs==26.1.0', hashes: ['ab'.repeat(32), '0'.repeat(64)], file, line: 5 },
    { name: 'idna', text: 'idna', hashes: [], file: base, line: 2 },
    { name: 'colorama', text: 'colorama; sys_platform == "win32"', hashes: [], file, line: 11 },
  ]);
  expect(constraints).toEqual([{ name: 'numpy', text: 'numpy<3', hashes: [], file: path.join(folder, 'more/constraints.txt'), line: 1 }]);
  expect([indexUrls, pre]).toEqual([['https://example.org/simple#x', 'https://example.net/simple'], true]);
});

test.each<[string, string, string]>([
  ['a mistake behind joined lines', 'msgpack\nidna \\\n >=1\nx >= \n', 'line 4: "x >=" has ">=" where a version'],
  ['a folder', '-e .', 'line 1: "-e ." is a folder with sources'],
  ['a path', '\n./x.whl', 'line 2: "./x.whl" has no name: write NAME @ URL'],
  ['a repository', 'git+https://example.org/x', 'line 1: "git+https://example.org/x" is a repository'],
  ['an unknown option', '--no-binary :all:', 'line 1: option "--no-binary" is not supported'],
  ['an option without its value', '-r', 'line 1: "-r" has no value'],
  ['an index that is none', '-i nowhere', 'line 1: "-i" must be an http or https URL, is "nowhere"'],
  ['a weak hash', `x==1 --hash=md5:${'0'.repeat(32)}`, 'line 1: "--hash=md5:00000000000000000000000000000000" must be --hash=sha256:'],
  ['itself', 'idna\n-r requirements.txt', 'line 2: "requirements.txt" includes itself'],
])('%s is refused with file and line', async (_, text, reason) => {
  const file = await written(text);
  const error = await readRequirementsFile(file).catch((each: unknown) => each);
  expect(error).toBeInstanceOf(InvalidFileError);
  expect(error).toMatchObject({ file });
  expect((error as Error).message).toContain(`Cannot read "${file}": ${reason}`);
});

test('a mistake in a file that another names is told of that file', async () => {
  const inner = await written('\n\n>>', 'more/wrong.txt');
  const file = await written('-r more/wrong.txt\n-r more/nothing.txt');
  await expect(readRequirementsFile(file)).rejects.toMatchObject({ file: inner, message: expect.stringContaining('line 3: ') });
  await expect(readRequirementsFile(await written('-r more/nothing.txt'))).rejects.toMatchObject({
    file: path.join(folder, 'more/nothing.txt'),
    message: expect.stringContaining('there is no such file'),
  });
});

test('what is no text is refused', async () => {
  await expect(readRequirementsFile(await written(Uint8Array.of(0xff, 0xfe, 0x41)))).rejects.toThrow('it is no text in UTF-8');
});

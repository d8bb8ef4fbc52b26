import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readOptions } from './build-config.ts';
import { findMembers } from './members.ts';
import { UsageError } from './selection.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-config-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const members = findMembers();
const write = (json: unknown): string => {
  const file = path.join(folder, 'polyray.build.json');
  fs.writeFileSync(file, JSON.stringify(json));
  return file;
};

test('what the command line sets wins over the configuration, option by option', async () => {
  const file = write({ $schema: 'docs/build.schema.json', executors: { cpp: { fftw: false, fftwSource: 'a.tar.gz' }, ml: {} } });
  expect(await readOptions(members, file, ['cpp.fftw=true'])).toEqual({ cpp: { fftw: true, fftwSource: 'a.tar.gz' }, ml: {} });
  expect(await readOptions(members, undefined, ['cpp.fftwSource=https://example.org/a=b.tar.gz'])).toEqual({
    cpp: { fftwSource: 'https://example.org/a=b.tar.gz' },
  });
});

test.each([
  [{ executors: { cpp: { fftw: 'no' } } }, 'executors.cpp.fftw must be boolean, is "no"'],
  [{ executors: { cpp: { fftwSource: '' } } }, 'executors.cpp.fftwSource must not be empty, is ""'],
  [{ executors: { cpp: { fftv: 1 } } }, 'executors.cpp has no "fftv"; there are fftw, precisions, '],
  [{ executors: { cpp: 1 } }, 'executors.cpp must be object, is 1'],
  [{ executors: { cp: {} } }, 'executors has no "cp"; there are candle, cpp, ml'],
  [{ executors: {}, jobs: 2 }, 'it has no "jobs"; there are $schema, executors'],
  [{}, 'executors is required'],
])('the configuration %j is refused with the place', async (json, message) => {
  const file = write(json);
  await expect(readOptions(members, file, [])).rejects.toThrow(UsageError);
  await expect(readOptions(members, file, [])).rejects.toThrow(`Cannot use "${file}": ${message}`);
});

test.each([
  ['cpp', '--set takes EXECUTOR.OPTION=VALUE, such as cpp.fftw=false; got "cpp"'],
  ['cp.fftw=1', '--set cp.fftw=1: there is no executor "cp"; did you mean "cpp"?'],
  ['cpp.fftw=1', '--set cpp.fftw=1: executors.cpp.fftw must be boolean, is 1'],
  ['candle.x=1', '--set candle.x=1: executors.candle has no "x"; there is nothing to choose'],
])('--set %s is refused', async (text, message) => {
  await expect(readOptions(members, undefined, [text])).rejects.toThrow(message);
});

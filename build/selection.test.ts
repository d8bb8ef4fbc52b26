import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { configuredExecutors, findConfig, findExecutors, selectExecutors, UsageError, unknownName } from './selection.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-selection-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const executors = [{ name: 'candle', needs: 'cargo' }, { name: 'cpp' }, { name: 'ml' }, { name: 'python' }];

describe('selectExecutors()', () => {
  test.each([
    [{}, undefined, ['cpp', 'ml', 'python']],
    [{ only: 'python,ml' }, undefined, ['ml', 'python']],
    [{ only: 'candle' }, ['ml'], ['candle']],
    [{ except: 'cpp' }, undefined, ['ml', 'python']],
    [{ preset: 'full' }, undefined, ['candle', 'cpp', 'ml', 'python']],
    [{ preset: 'full', except: 'candle,cpp' }, undefined, ['ml', 'python']],
    [{ preset: 'ml' }, ['cpp'], ['ml']],
    [{}, ['candle', 'ml'], ['candle', 'ml']],
    [{ except: 'ml' }, ['candle', 'ml'], ['candle']],
    [{ except: 'ml' }, ['ml'], []],
  ])('%j with the configuration %j gives %j', (choice, configured, names) => {
    expect(selectExecutors(executors, choice, configured)).toEqual(names);
  });

  test.each([
    [{ only: '' }, '--only takes a list of candle, cpp, ml, python; got ""'],
    [{ only: 'cp' }, '--only: there is no executor "cp"; did you mean "cpp"? (there are candle, cpp, ml, python)'],
    [{ except: 'ml,pyhton' }, '--except: there is no executor "pyhton"; did you mean "python"?'],
    [{ preset: 'ful' }, '--preset: there is no preset "ful"; did you mean "full"?'],
    [{ only: 'ml', except: 'cpp' }, '--only and --except exclude each other'],
    [{ only: 'ml', preset: 'full' }, '--only and --preset exclude each other'],
  ])('refuses %j', (choice, message) => {
    expect(() => selectExecutors(executors, choice)).toThrow(UsageError);
    expect(() => selectExecutors(executors, choice)).toThrow(message);
  });
});

test('unknownName() suggests what is near, and nothing else', () => {
  expect(unknownName('executor', 'mll', ['cpp', 'ml'])).toContain('did you mean "ml"?');
  expect(unknownName('executor', 'rust', ['cpp', 'ml'])).toBe('there is no executor "rust" (there are cpp, ml)');
});

describe('a configuration', () => {
  const write = (text: string): string => {
    const file = path.join(folder, 'polyray.build.json');
    fs.writeFileSync(file, text);
    return file;
  };

  test('names the executors', () => {
    expect(configuredExecutors(write('{"executors": {"ml": {}, "cpp": {"fftw": false}}}'), executors)).toEqual(['ml', 'cpp']);
  });

  test.each([
    ['{', /Cannot use ".+polyray\.build\.json": .*JSON/],
    ['[]', 'it must be an object'],
    ['{}', 'executors must be an object'],
    ['{"executors": []}', 'executors must be an object'],
    ['{"executors": {"mp": {}}}', 'executors: there is no executor "mp"; did you mean "ml"?'],
  ])('%s is refused', (text, message) => {
    expect(() => configuredExecutors(write(text), executors)).toThrow(message);
  });

  test('is the one named, or the one that is there, or none', () => {
    const own = write('{}');
    expect(findConfig(folder)).toBe(own);
    expect(findConfig(folder, '/elsewhere/a.json')).toBe(path.resolve('/elsewhere/a.json'));
    fs.rmSync(own);
    expect(findConfig(folder)).toBeUndefined();
    expect(() => configuredExecutors(own, executors)).toThrow('there is no such file');
  });
});

test('every folder of components/ with a build script is an executor', () => {
  const found = findExecutors(path.resolve(import.meta.dirname, '..'));
  expect(found).toContainEqual({ name: 'ml' });
  expect(found).toContainEqual({ name: 'candle', needs: 'cargo with the target wasm32-unknown-unknown' });
});

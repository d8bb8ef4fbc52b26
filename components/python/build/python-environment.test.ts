import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pythonEnvironment } from './python-environment.ts';

let directory: string;
const write = (file: string, text: string): void => {
  const at = path.join(directory, file);
  fs.mkdirSync(path.dirname(at), { recursive: true });
  fs.writeFileSync(at, text);
};
beforeAll(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-python-test-'));
  write('member/interpreter/__init__.py', 'i');
  write('member/executor/serve.py', 's');
  write('member/vendor/pickles/__init__.py', 'p');
  write('member/vendor/pickles/LICENSE', 'free');
});
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

const own = { 'polyray_interpreter/__init__.py': 'i', 'polyray_executor/serve.py': 's', 'pickles/__init__.py': 'p' };

test('an environment holds the packages of the member', () => {
  const environment = pythonEnvironment(path.join(directory, 'member'), path.join(directory, 'none'));
  expect(environment).toEqual({ files: own, modules: ['polyray_executor.serve', 'pickles'], optional: [] });
});

test('and every package and module of the library, without what only its authors need', () => {
  write('library/_core.py', 'c');
  write('library/ray/__init__.py', 'r');
  write('library/ray/py.typed', '');
  write('library/ray/util/queue.py', 'q');
  write('library/ray/util/queue.pyi', 'stub');
  write('library/ray/tests/test_queue.py', 't');
  write('library/ray/__pycache__/queue.cpython-314.py', 'x');
  write('library/.venv/lib.py', 'v');
  write('library/notes/readme.md', 'n');
  write('library/pyproject.toml', 't');
  const { files, modules, optional } = pythonEnvironment(path.join(directory, 'member'), path.join(directory, 'library'));
  expect(files).toEqual({ ...own, '_core.py': 'c', 'ray/__init__.py': 'r', 'ray/py.typed': '', 'ray/util/queue.py': 'q' });
  expect(modules).toEqual(['polyray_executor.serve', 'pickles']);
  expect(optional).toEqual(['_core', 'ray']);
});

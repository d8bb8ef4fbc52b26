import fs from 'node:fs';
import { expect, test } from 'vitest';
import { operationTypesSource } from '../../../runtime/executor/typescript-types.ts';
import { runSuite } from './suites/run.ts';
import { pyodideSubject } from './suites/subject.ts';

runSuite(pyodideSubject);

test('the declaration is what the committed types say', async () => {
  const committed = fs.readFileSync(new URL('../generated/operations.d.ts', import.meta.url), 'utf8');
  expect(committed).toContain(operationTypesSource('PythonOperations', (await pyodideSubject.start()).operations()));
});

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { Cache } from '../../../build/cache.ts';
import { componentize } from '../build/componentize.ts';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-componentize-'));
afterAll(() => fs.rmSync(scratch, { recursive: true }));

const wheel = path.join(scratch, 'thing-1.0-py3-none-any.whl');
fs.writeFileSync(wheel, 'not what was pinned');

test('what is listed without a hash is not installed', { timeout: 180_000 }, async () => {
  const requirements = `thing @ ${pathToFileURL(wheel)}\n`;
  const cache = new Cache(path.join(scratch, 'cache'));
  const { signal } = new AbortController();
  const made = componentize({ files: {}, module: 'thing', wit: scratch, requirements, cache, signal, progress: () => {} });
  await expect(made).rejects.toThrow(/Hashes are required/);
});

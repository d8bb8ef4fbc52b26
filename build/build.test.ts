import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { chosenMembers } from './build.ts';
import { root } from './members.ts';

test('a file that an option names makes its member stale, from where the configuration is', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-chosen-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  const config = path.join(folder, 'a.json');
  fs.writeFileSync(config, JSON.stringify({ executors: { cpp: {}, ml: { models: { bearing: 'models/bearing.safetensors' } } } }));
  const [cpp, ml] = (await chosenMembers({ config })).members;
  expect(ml!.inputs).toContain(path.join(folder, 'models/bearing.safetensors'));
  expect(cpp!.inputs.filter((input) => input.startsWith(folder))).toEqual([]);
  const [python] = (await chosenMembers({ only: 'python', set: ['python.packages=lock.json'] })).members;
  expect(python!.inputs).toContain(path.join(root, 'lock.json'));
});

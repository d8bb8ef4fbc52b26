import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readOptions } from '../../../build/build-config.ts';
import { findMembers } from '../../../build/members.ts';
import type { Format } from '../format.ts';

/** `polyray.build.json`: what a product chose. */
export const samples: Format['samples'] = () => ({
  least: { executors: { ml: {} } },
  product: {
    $schema: 'docs/build.schema.json',
    executors: { cpp: { fftw: false, toolchain: 'yowasp' }, ml: {}, python: {} },
  },
});

export const read = async (written: unknown): Promise<unknown> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-configuration-'));
  try {
    const file = path.join(folder, 'polyray.build.json');
    fs.writeFileSync(file, JSON.stringify(written));
    return await readOptions(findMembers(), file, []);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
};

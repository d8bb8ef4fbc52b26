import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Recorded } from './format.ts';
import { loadFormats } from './formats.ts';

const here = new URL('./', import.meta.url);
const versions = fs.readdirSync(here).filter((name) => /^\d/.test(name));
const formats = await loadFormats();

test('every format of today has been kept by some version', () => {
  for (const name of formats.keys())
    expect(versions.filter((version) => fs.existsSync(new URL(`${version}/${name}.json`, here)))).not.toEqual([]);
});

describe.each(versions)('what %s wrote is read as it was', (version) => {
  const files = fs.readdirSync(new URL(`${version}/`, here));
  test.each(files)('%s', async (file) => {
    const format = formats.get(file.replace('.json', ''));
    expect(format, 'a format that was written once is read for ever').toBeDefined();
    const recorded = JSON.parse(fs.readFileSync(new URL(`${version}/${file}`, here), 'utf8')) as Recorded[];
    expect(recorded.length).toBeGreaterThan(0);
    // by way of JSON, which has no undefined
    for (const { name, written, read } of recorded)
      expect(JSON.parse(JSON.stringify(await format!.read(written as never))), name).toEqual(read);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InvalidFileError } from '../errors.ts';
import { readScriptMetadata } from './script-metadata.ts';

let file: string;
beforeAll(async () => {
  file = path.join(await mkdtemp(path.join(os.tmpdir(), 'polyray-script-')), 'script.py');
});
afterAll(() => rm(path.dirname(file), { recursive: true }));

async function read(text: string) {
  await writeFile(file, text);
  return readScriptMetadata(file);
}

test("the packages and the Python of PEP 723's example", async () => {
  const script = `#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "requests<3",
#   "rich; python_version >= '3'",
# ]
#
# [tool.other]
# x = 1
# ///

import requests
`;
  for (const text of [script, script.replaceAll('\n', '\r\n')]) {
    const set = await read(text);
    expect(set?.requiresPython).toBe('>=3.11');
    expect(set?.requirements).toEqual([
      { name: 'requests', text: 'requests<3', hashes: [], file, line: 5 },
      { name: 'rich', text: "rich; python_version >= '3'", hashes: [], file, line: 6 },
    ]);
  }
});

test('a block may have the end of a block in it, and need no packages', async () => {
  const set = await read('# /// script\n# x = """\n# ///\n# """\n# ///\n');
  expect(set).toMatchObject({ requirements: [] });
});

test.each(['', 'print(1)\n', '# /// other\n# x = 1\n# ///\n', '  # /// script\n  # ///\n'])('no block in %j', async (text) => {
  expect(await read(text)).toBeUndefined();
});

test.each<[string, string, string]>([
  ['a block without an end', '\n# /// script\n# x = 1\n\n# ///\n', 'line 2: "# /// script" has no "# ///" that ends it'],
  ['two blocks', '# /// script\n# ///\n\n# /// script\n# ///\n', 'line 4: there is a second "# /// script"'],
  ['what is no TOML', '\n# /// script\n# x = 1\n# y = = 2\n# ///\n', 'line 4: '],
  ['one text for a list', '# /// script\n# dependencies = "x"\n# ///\n', 'line 2: "dependencies" must be a list of texts'],
  ['a number for a Python', '# /// script\n#\n# requires-python = 3.11\n# ///\n', 'line 3: "requires-python" must be a text'],
  ['no requirement', '# /// script\n# dependencies = [\n#  "a b",\n# ]\n# ///\n', 'line 3: "a b" has "b" where a version'],
])('%s is refused with file and line', async (_, text, reason) => {
  const error = await read(text).catch((each: unknown) => each);
  expect(error).toBeInstanceOf(InvalidFileError);
  expect((error as Error).message).toContain(`Cannot read "${file}": ${reason}`);
});

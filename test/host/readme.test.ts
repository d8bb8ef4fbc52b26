import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = fs.readFileSync(path.join(root, 'README.md'), 'utf8');

test("README's example runs as it stands", () => {
  const [, code] = /```js\n([\s\S]+?)```/.exec(readme)!;
  // inside the package, so that its own name resolves
  const file = path.join(root, 'dist/readme-example.mjs');
  const [imports, body] = [code!.match(/^import .*$/gm)!.join('\n'), code!.replaceAll(/^import .*$/gm, '')];
  fs.writeFileSync(
    file,
    `${imports}\nconst samples = Float64Array.from({ length: 4096 }, (_, i) => Math.sin(i));\n${body}\nconsole.log(outputs.power.data.length);\n`,
  );
  try {
    expect(execFileSync(process.execPath, [file], { encoding: 'utf8' })).toBe('129\n');
  } finally {
    fs.rmSync(file);
  }
});

test("README's links lead somewhere", () => {
  const links = [...readme.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link]) => link!).filter((link) => !link.startsWith('http'));
  expect(links.length).toBeGreaterThan(8);
  expect(links.filter((link) => !fs.existsSync(path.join(root, link)))).toEqual([]);
});

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Generated } from './generate.ts';
import { root } from './members.ts';

/** Names what rewrites core modules by its own text: for keys of what is kept of its work. */
export async function generate(): Promise<Generated[]> {
  const folder = path.join(root, 'runtime/limits');
  const files = fs.readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const hash = createHash('sha256');
  for (const name of files.sort()) hash.update(`${name}\n${fs.readFileSync(path.join(folder, name), 'utf8')}\n`);
  const version = hash.digest('hex').slice(0, 32);
  return [
    {
      file: 'runtime/limits/generated/rewriter-version.ts',
      text: `// Generated from runtime/limits/ by \`npm run generate\`. Do not edit.\n\n/** What rewrites core modules: another text of it is another version. */\nexport const rewriterVersion = '${version}';\n`,
    },
  ];
}

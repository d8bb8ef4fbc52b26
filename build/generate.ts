import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeChanged } from './cache.ts';
import { root } from './members.ts';

/** A committed file that a script writes. */
export interface Generated {
  /** Path from the repository's root. */
  readonly file: string;
  readonly text: string;
}

const here = fileURLToPath(new URL('.', import.meta.url));

/** Everything that build/generate-*.ts write, each of which exports `generate(members): Promise<Generated[]>`. */
async function generateAll(members: readonly string[]): Promise<Generated[]> {
  const scripts = fs.readdirSync(here).filter((name) => /^generate-[a-z-]+\.ts$/.test(name));
  const lists = await Promise.all(
    scripts.map(async (name) =>
      ((await import(`./${name}`)) as { generate(members: readonly string[]): Promise<Generated[]> }).generate(members),
    ),
  );
  return lists.flat();
}

/**
 * Writes the generated files, or with `check` only says which are not current.
 *
 * @param members those that are built, whose declarations are asked
 * @returns whether all is well
 */
export async function writeGenerated(check: boolean, members: readonly string[]): Promise<boolean> {
  let stale = 0;
  for (const { file, text } of await generateAll(members)) {
    const at = path.join(root, file);
    if (check ? fs.existsSync(at) && fs.readFileSync(at, 'utf8') === text : !writeChanged(at, text)) continue;
    stale++;
    console.error(check ? `Not current: ${file}; run \`npm run generate\` and commit the result` : `Wrote ${file}`);
  }
  return !check || stale === 0;
}

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, chosenMembers } from './build.ts';
import { buildArguments, CleanCopy } from './clean-copy.ts';

/** Builds in two folders from nothing, compares every component byte by byte, and prints what each is. */
export async function checkReproducible(options: BuildOptions): Promise<void> {
  using first = new CleanCopy('first');
  using second = new CleanCopy('second-folder');
  const names = (await chosenMembers(options)).members.map(({ name }) => name);
  const { except: _, preset: __, ...rest } = options;
  const only = names.join(',');
  // another number of compilers at once must not matter either
  await first.build(buildArguments({ ...rest, only, jobs: options.jobs ?? 2 }));
  await second.build(buildArguments({ ...rest, only, jobs: 1 }));
  let different = 0;
  for (const file of names.flatMap((name) => components(first.directory, name))) {
    const bytes = fs.readFileSync(path.join(first.directory, file));
    const other = fs.readFileSync(path.join(second.directory, file));
    const same = bytes.equals(other);
    if (!same) different++;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    console.log(
      `${same ? 'same     ' : 'DIFFERENT'}  ${file}  ${bytes.length} B, ${gzipSync(bytes, { level: 9 }).length} B gzip  sha256 ${sha256}`,
    );
  }
  if (different > 0) throw new Error(`${different} components differ between two clean builds`);
}

function components(checkout: string, name: string): string[] {
  const folder = path.join('components', name, 'dist');
  return fs
    .readdirSync(path.join(checkout, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.component.wasm'))
    .map((file) => path.join(folder, file))
    .sort();
}

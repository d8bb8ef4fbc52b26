import path from 'node:path';
import { installFolder } from './install-folder.ts';
import { root } from './members.ts';
import { runProgram } from './run-program.ts';

/** Writes the bills of materials of what is built, with what that needs. @returns the exit status */
export async function runSbom(...options: string[]): Promise<number> {
  const folder = path.join(root, 'build/sbom');
  await installFolder(folder);
  return runProgram(process.execPath, [path.join(folder, 'main.ts'), ...options]);
}

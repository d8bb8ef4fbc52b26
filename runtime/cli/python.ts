import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import type { CommandModule } from './support/command-module.ts';

/** Every file of the folder `python` is a command of this one, under its own name. */
export async function command(): Promise<Command> {
  const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), 'python');
  const files = fs.readdirSync(folder).filter((file) => /^[a-z-]+\.[jt]s$/.test(file));
  const program = new Command('python').description('Packages for Python: resolve them to a lock, fetch what the lock names.');
  for (const file of files.sort())
    program.addCommand(await ((await import(new URL(`./python/${file}`, import.meta.url).href)) as CommandModule).command());
  // what main.ts sets for its own commands holds for these
  return program.hook('preSubcommand', (parent, child) => {
    child.copyInheritedSettings(parent);
  });
}

#!/usr/bin/env node
import fs from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import type { CommandModule } from './support/command-module.ts';
import { exitCodeOf, report } from './support/exit.ts';

// compiled code is kept between runs, where this Node can
module.enableCompileCache?.();

const here = path.dirname(fileURLToPath(import.meta.url));
/** Every file beside this one is a command, under its own name. */
const names = fs
  .readdirSync(here)
  .map((file) => /^([a-z-]+)\.[jt]s$/.exec(file)?.[1])
  .filter((name): name is string => name !== undefined && name !== 'main')
  .sort();

async function load(name: string): Promise<Command> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const { command } = (await import(`./${name}.${extension}`)) as CommandModule;
  return command();
}

async function main(args: readonly string[]): Promise<void> {
  const manifest = JSON.parse(fs.readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
    description: string;
  };
  const program = new Command('polyray')
    .description(manifest.description)
    .version(manifest.version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this text')
    .addHelpText('after', '\nExit codes: 0 done, 1 the work failed, 2 the request was wrong, 3 it ran out of time, 130 interrupted.')
    .exitOverride()
    .showSuggestionAfterError();
  // one command alone starts faster than all of them
  const wanted = names.includes(args[0] ?? '') ? [args[0]!] : names;
  for (const command of await Promise.all(wanted.map(load))) program.addCommand(command.exitOverride());
  await program.parseAsync(args, { from: 'user' });
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    report(error, process.argv.includes('--json'));
    process.exitCode = exitCodeOf(error);
  }
}

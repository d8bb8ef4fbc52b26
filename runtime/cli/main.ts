#!/usr/bin/env node
import fs from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { TaskTimeoutError } from '../errors.ts';
import type { CommandModule } from './support/command-module.ts';
import { exitCodeOf, exitCodesText, InterruptedError, report, UsageError } from './support/exit.ts';

// compiled code is kept between runs, where this Node can
module.enableCompileCache?.();

const here = path.dirname(fileURLToPath(import.meta.url));
/** Every file beside this one is a command, under its own name. */
const names = fs
  .readdirSync(here)
  .map((file) => /^([a-z-]+)\.[jt]s$/.exec(file)?.[1])
  .filter((name): name is string => name !== undefined && name !== 'main')
  .sort();

function load(name: string): Promise<CommandModule> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return import(new URL(`./${name}.${extension}`, import.meta.url).href) as Promise<CommandModule>;
}

async function main(args: readonly string[]): Promise<void> {
  const manifest = JSON.parse(fs.readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
    description: string;
    engines: { node: string };
  };
  // what is missing below it would be told in words that help nobody
  if (!('withResolvers' in Promise))
    throw new UsageError(`Cannot run on Node ${process.versions.node}: Node ${manifest.engines.node} is needed`);
  const program = new Command('polyray')
    .description(manifest.description)
    .version(manifest.version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this text')
    .addHelpText('after', `\n${exitCodesText}`)
    .configureOutput({ outputError: () => {} }) // told below, like every other error
    .enablePositionalOptions() // what follows a command is the command's
    .exitOverride()
    .showSuggestionAfterError();
  const [first, second] = args;
  if (first === 'help' && second !== undefined && !names.includes(second))
    throw new UsageError(`Unknown command "${second}": there are ${names.join(', ')}`);
  // one command alone starts faster than all of them
  const wanted = names.includes(first ?? '') ? [first!] : names;
  const modules = await Promise.all(wanted.map(load));
  for (const { command } of modules) program.addCommand((await command()).copyInheritedSettings(program));
  const prepared = modules.length === 1 ? modules[0]!.prepare?.(args) : undefined;
  try {
    await program.parseAsync(prepared ?? args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // with what commander has no words for, it has printed the help
    if (error.exitCode === 0 || error.code === 'commander.help') process.exitCode = error.exitCode === 0 ? 0 : 2;
    else throw new UsageError(sentence(error.message), { cause: error });
  }
}

/** "error: unknown command 'cal'\n(Did you mean call?)", as this program puts it. */
function sentence(text: string): string {
  const words = text
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `| head`: whoever reads has enough
  if (error.code === 'EPIPE') process.exit(0);
  report(new UsageError(`Cannot write to standard output: ${error.message}`), process.argv.includes('--json'));
  process.exit(1);
});
process.stderr.on('error', () => {}); // nobody listens

try {
  await main(process.argv.slice(2));
} catch (error) {
  report(error, process.argv.includes('--json'));
  process.exitCode = exitCodeOf(error);
  // a file that cannot be read to its end, say, must not keep the process
  if (error instanceof InterruptedError || error instanceof TaskTimeoutError) setTimeout(() => process.exit(), 0).unref();
}

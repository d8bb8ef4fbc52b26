import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import type { CommandModule } from './support/command-module.ts';
import { UsageError } from './support/exit.ts';
import { mountText } from './support/mounts.ts';
import { collect, parseWorkers } from './support/options.ts';
import { runPrompt } from './support/python-prompt.ts';
import { runStandardInput } from './support/run-script.ts';
import { runUntilStopped } from './support/run-until-stopped.ts';

interface PythonCommandOptions {
  readonly interactive?: boolean;
  readonly workers?: string;
  readonly lock?: string;
  readonly mount?: string[] | false;
}

/** Every file of the folder `python` is a command of this one, under its own name. */
export async function command(): Promise<Command> {
  const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), 'python');
  const files = fs.readdirSync(folder).filter((file) => /^[a-z-]+\.[jt]s$/.test(file));
  const program = new Command('python')
    .description(
      'Python at a prompt, with "import miniray"; what comes on standard input from a file or a pipe runs as a program. And packages: resolve them to a lock, fetch what the lock names.',
    )
    .option('-i, --interactive', 'prompt, also where standard input is no terminal')
    .option('-w, --workers <n>', 'workers (default: one per core)')
    .option('-l, --lock <file>', 'packages (default: polyray-lock.json, where there is one)')
    .option('--mount <dir[:path][:rw]>', mountText, collect)
    .option('--no-mount', 'mount no folder')
    .addHelpText(
      'after',
      `
Examples:
  polyray python
  polyray python < primes.py
  polyray python lock report.py`,
    )
    .enablePositionalOptions()
    .argument('[command]') // one that there is not, as the action says
    .usage('[options] [command]')
    .action(python);
  for (const file of files.sort())
    program.addCommand(await ((await import(new URL(`./python/${file}`, import.meta.url).href)) as CommandModule).command());
  // what main.ts sets for its own commands holds for these
  return program.hook('preSubcommand', (parent, child) => {
    child.copyInheritedSettings(parent);
  });
}

function python(unknown: string | undefined, given: PythonCommandOptions, { commands }: Command): Promise<void> {
  if (unknown !== undefined)
    throw new UsageError(`Unknown command "${unknown}": there are ${commands.map((each) => each.name()).join(', ')}`);
  const { interactive = process.stdin.isTTY, workers, lock, mount } = given;
  const numWorkers = workers === undefined ? undefined : parseWorkers(workers);
  const options = { lock, numWorkers, mounts: mount === false ? [] : mount };
  if (interactive) return runPrompt(options);
  return runUntilStopped('The program', undefined, (signal) => runStandardInput({ ...options, args: [], signal }));
}

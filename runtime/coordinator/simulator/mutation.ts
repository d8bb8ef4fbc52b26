import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Coordinator } from '../coordinator.ts';
import { type Mutant, mutants } from './mutants.ts';
import { regressions } from './regressions.ts';
import { simulate } from './simulate.ts';

export interface Outcome {
  readonly mutant: Mutant;
  /** The seed that showed it; undefined when none did. */
  readonly seed: number | undefined;
  readonly message: string;
}

const home = path.join(import.meta.dirname, '..');

/** The machine with a fault. */
async function broken({ name, file, edits }: Mutant, directory: string): Promise<typeof Coordinator> {
  for (const source of fs.readdirSync(home).filter((one) => one.endsWith('.ts') && !one.endsWith('.test.ts'))) {
    fs.copyFileSync(path.join(home, source), path.join(directory, source));
  }
  let text = fs.readFileSync(path.join(home, file), 'utf8');
  for (const [from, to] of edits) {
    if (text.split(from).length !== 2) throw new Error(`Mutant "${name}": ${file} does not hold the text "${from}" once`);
    text = text.replace(from, () => to);
  }
  fs.writeFileSync(path.join(directory, file), text);
  const module = (await import(pathToFileURL(path.join(directory, 'coordinator.ts')).href)) as { Coordinator: typeof Coordinator };
  return module.Coordinator;
}

/** Runs the simulator on a broken machine until it notices: first what once failed, then so many seeds from 0. */
export async function hunt(mutant: Mutant, seeds: number, tasks: number): Promise<Outcome> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-mutant-'));
  try {
    const Machine = await broken(mutant, directory);
    const runs = [...regressions, ...Array.from({ length: seeds }, (_, seed) => ({ seed, tasks }))];
    for (const run of runs) {
      try {
        simulate({ seed: run.seed, tasks: run.tasks, checkEvery: 5 }, Machine);
      } catch (error) {
        return { mutant, seed: run.seed, message: (error as Error).message };
      }
    }
    return { mutant, seed: undefined, message: '' };
  } finally {
    fs.rmSync(directory, { recursive: true });
  }
}

if (import.meta.main) {
  // node mutation.ts [SEEDS [TASKS [NAME...]]]: says of each mutant which seed shows it.
  const [seeds = '300', tasks = '100', ...names] = process.argv.slice(2);
  const chosen = mutants.filter(({ name }) => names.length === 0 || names.some((part) => name.includes(part)));
  let survived = 0;
  for (const mutant of chosen) {
    const { seed, message } = await hunt(mutant, Number(seeds), Number(tasks));
    if (seed === undefined) survived++;
    console.log(`${seed === undefined ? 'SURVIVED' : `seed ${seed}`.padStart(8)}  ${mutant.name}  ${message.slice(0, 90)}`);
  }
  console.log(`${chosen.length - survived} of ${chosen.length} noticed`);
}

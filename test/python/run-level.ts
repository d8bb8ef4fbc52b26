import fs from 'node:fs';
import { expect, test } from 'vitest';
import { python } from '../../components/python/index.js';
import { init } from '../../runtime/index.ts';

const fileOf = (name: string) => new URL(`conformance/${name}.py`, import.meta.url);
const textOf = (file: URL) => fs.readFileSync(file, 'utf8');

/** The longest that the cases of one file may take: against what hangs, so that a busy machine has its time. */
const levelMs = 240_000;

/** Runs all cases of a file in one program of one runtime, as `run.py` does with Ray, and says which failed. */
export function runLevel(level: string, file = fileOf(level)): void {
  test(`${level}: every case`, { timeout: levelMs }, async () => {
    const source = textOf(file);
    const cases = Array.from(source.matchAll(/^def (test_\w+)/gm), ([, name]) => name);
    const lines: string[] = [];
    await using ray = await init({
      numWorkers: 2,
      executors: { python },
      print: ({ task, line }) => {
        if (task === '__main__') lines.push(line);
      },
    });
    const program = `${source}
import sys, types
runner = types.ModuleType("run")
exec(sys.argv[1], runner.__dict__)
import miniray
miniray.init(num_cpus=2)
sys.exit(1 if runner.run(globals(), miniray) else 0)
`;
    const late = AbortSignal.timeout(levelMs - 5000);
    const code = await ray.python.run(program, { filename: `${level}.py`, args: [textOf(fileOf('run'))], signal: late }).catch(String);
    const ended = lines.flatMap((line) => /^(ok|FAILED) (test_\w+)/.exec(line)?.slice(1, 3).join(' ') ?? []);
    expect(
      ended.filter((line) => line.startsWith('FAILED')),
      lines.join('\n'),
    ).toEqual([]);
    expect(ended, lines.join('\n')).toEqual(cases.map((name) => `ok ${name}`));
    expect(code).toBe(0);
  });
}

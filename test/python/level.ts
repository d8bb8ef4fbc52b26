import type { InitOptions } from '../../runtime/init.ts';
import type { Capabilities } from '../../runtime/platform/capabilities.ts';
import type { Ray } from '../../runtime/ray.ts';

/** A file of cases, and what runs them. */
export interface Level {
  readonly name: string;
  /** Its text. */
  readonly source: string;
  /** The text of `conformance/run.py`. */
  readonly runner: string;
  /** The longest that all of it may take, in ms. */
  readonly limitMs: number;
  /** A runtime with two workers that bring Python. */
  readonly open: (options: Pick<InitOptions<never>, 'print'>) => Promise<Pick<Ray, 'python' | 'shutdown' | 'platform'>>;
}

/**
 * Runs all cases of a file in one program of one runtime, as `run.py` does with Ray. Below a comment such as
 * `# needs stackSize` stands a case for platforms that can do that.
 *
 * @throws {Error} that says which failed, and all that was printed
 */
export async function runCases({ name, source, runner, limitMs, open }: Level): Promise<void> {
  const lines: string[] = [];
  const ray = await open({
    print: ({ task, line }) => {
      if (task === '__main__') lines.push(line);
    },
  });
  const { capabilities } = ray.platform;
  const found = Array.from(source.matchAll(/(?:^# needs (\w+)\n)?^def (test_\w+)/gm), ([, needs, test]) => ({
    test: test!,
    runs: needs === undefined || capabilities[needs as keyof Capabilities].has,
  }));
  const cases = found.flatMap(({ test, runs }) => (runs ? [`ok ${test}`] : []));
  const left = found.flatMap(({ test, runs }) => (runs ? [] : [test]));
  try {
    const signal = AbortSignal.timeout(limitMs);
    const code = await ray.python.run(programOf(source, left), { filename: `${name}.py`, args: [runner], signal }).catch(String);
    const ended = lines.flatMap((line) => /^(ok|FAILED) (test_\w+)/.exec(line)?.slice(1, 3).join(' ') ?? []);
    if (code === 0 && cases.length > 0 && String(ended) === String(cases)) return;
    const failed = ended.filter((line) => line.startsWith('FAILED'));
    throw new Error(`${name} ended with ${code}: ${ended.length} of ${cases.length} cases, ${failed}\n${lines.join('\n')}`);
  } finally {
    await ray.shutdown();
  }
}

function programOf(source: string, left: readonly string[]): string {
  return `${source}
import sys, types
${left.map((test) => `del ${test}\n`).join('')}runner = types.ModuleType("run")
exec(sys.argv[1], runner.__dict__)
import miniray
miniray.init(num_cpus=2)
sys.exit(1 if runner.run(globals(), miniray) else 0)
`;
}

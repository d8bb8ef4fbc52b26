import { printAsRay } from '../../print-as-ray.ts';
import type { PythonSession } from '../../python/python-session.ts';
import { PromptLines } from './prompt-lines.ts';
import { initForPython, installedWheels, type ScriptOptions } from './run-script.ts';

/** Python at a prompt, until Ctrl-D or `exit()`; the exit code becomes this process's. */
export async function runPrompt(options: Omit<ScriptOptions, 'args' | 'signal'>): Promise<void> {
  const { signal } = new AbortController();
  const wheels = (await installedWheels('.', { ...options, signal })) ?? [];
  using lines = new PromptLines();
  const print = printAsRay({ print: (stream, text) => lines.write(stream, text) });
  await using ray = await initForPython(wheels, '.', options, print);
  // one that was cancelled is asked for again when the program wants it
  const session = ray.python.session({ stdin: async () => (await lines.next('')) ?? (lines.ended ? null : new Uint8Array(0)) });
  const version = await session.run('__import__("sys").version.split()[0]');
  lines.write('stdout', `Python ${version} of polyray. "import miniray" reaches its workers; Ctrl-D or exit() ends.\n`);
  process.exitCode = await converse(session, lines);
}

async function converse(session: PythonSession, lines: PromptLines): Promise<number> {
  let statement: string[] = [];
  let running = false;
  lines.onInterrupt = () => {
    lines.clear();
    if (running) return session.interrupt();
    statement = [];
    lines.write('stdout', 'KeyboardInterrupt\n');
    lines.cancel();
  };
  for (;;) {
    const line = await lines.next(statement.length === 0 ? '>>> ' : '... ', { remember: true });
    if (line === undefined && lines.ended) return 0;
    if (line === undefined) continue; // it was cancelled
    statement.push(line);
    running = true;
    const [state, code] = await session.push(statement.join('\n'));
    running = false;
    if (state === 'exit') return code;
    if (state === 'done') statement = [];
  }
}

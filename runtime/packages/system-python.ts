import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const oldest = 11;

/** A Python of the system that pip can resolve in. */
export interface SystemPython {
  readonly command: string;
  /** `3.13.1`. */
  readonly version: string;
}

/** The first Python from 3.11 on that the system finds under its usual names, or why there is none. */
export async function findSystemPython(): Promise<SystemPython | { readonly reason: string }> {
  const found: string[] = [];
  for (const command of process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python']) {
    try {
      const { stdout } = await run(command, ['-c', 'import platform; print(platform.python_version())'], { timeout: 20_000 });
      const version = stdout.trim();
      const [, minor] = /^3\.(\d+)/.exec(version) ?? [];
      if (Number(minor) >= oldest) return { command, version };
      found.push(`"${command}" is Python ${version}`);
    } catch {} // not there, or a stub that only says how to install it
  }
  return { reason: `there is no Python from 3.${oldest} on${found.length === 0 ? '' : `: ${found.join(', ')}`}` };
}

/** Fetches one wheel with the pip that a Python has, by pip's own settings. @throws {Error} with what pip says */
export async function pipDownload(
  { command }: SystemPython,
  requirement: string,
  directory: string,
  indexUrl: string | undefined,
  signal?: AbortSignal,
): Promise<void> {
  const target = ['--no-deps', '--only-binary=:all:', '--python-version', '3.14', '-d', directory, requirement];
  const index = indexUrl === undefined ? [] : ['--index-url', indexUrl];
  const given = ['-m', 'pip', 'download', '--quiet', '--no-input', '--disable-pip-version-check', '--retries=2', ...index, ...target];
  try {
    await run(command, given, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    const { stderr = '', message } = error as { stderr?: string; message: string };
    const said = stderr
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^ERROR: /, '');
    throw new Error(said || message, { cause: error });
  }
}

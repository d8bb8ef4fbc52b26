import { execFileSync } from 'node:child_process';
import { runProgram } from './run-program.ts';
import { UsageError } from './selection.mjs';

/** What builds images: its command, and how to see that it works here. */
interface Engine {
  readonly probe: readonly string[];
  readonly build: readonly string[];
}

/** By name, in the order in which they are tried. Docker's own format keeps the health check. */
const engines: Readonly<Record<string, Engine>> = {
  docker: { probe: ['version', '--format', '{{.Server.Version}}'], build: ['build'] },
  podman: { probe: ['info', '--format', '{{.Version.Version}}'], build: ['build', '--format', 'docker', '--layers'] },
  buildah: { probe: ['--version'], build: ['build', '--format', 'docker', '--layers'] },
};

export interface ImageOptions {
  /** In `docker/`. */
  readonly dockerfile: string;
  readonly arguments: Readonly<Record<string, string>>;
}

/** The engine that was found, and what it is told besides. */
export class ContainerEngine {
  readonly name: string;
  readonly #more: readonly string[];

  /**
   * @param wanted docker, podman or buildah; default: the first that works
   * @param more options that its `build` is given as they are
   */
  constructor(wanted: string | undefined, more: readonly string[]) {
    if (wanted !== undefined && !(wanted in engines))
      throw new UsageError(`--engine must be ${Object.keys(engines).join(', ')}, is "${wanted}"`);
    this.name = findEngine(wanted === undefined ? Object.keys(engines) : [wanted]);
    this.#more = more;
  }

  /** Builds an image of the repository's sources and gives it a name. */
  image(tag: string, options: ImageOptions): Promise<void> {
    return this.#build(options, ['--tag', tag]);
  }

  /** Lays out the files of an image in an empty folder; what was built before comes from the engine's cache. */
  files(folder: string, options: ImageOptions): Promise<void> {
    return this.#build(options, ['--output', `type=local,dest=${folder}`]);
  }

  async #build({ dockerfile, arguments: given }: ImageOptions, output: readonly string[]): Promise<void> {
    const args = Object.entries(given).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
    const command = [...engines[this.name]!.build, '--file', `docker/${dockerfile}`, ...args, ...this.#more, ...output, '.'];
    const status = await runProgram(this.name, command);
    if (status !== 0) throw new Error(`Cannot build docker/${dockerfile}: ${this.name} ended with ${status}`);
  }
}

/** @returns the first that works; throws with what each said */
function findEngine(names: readonly string[]): string {
  const refused: string[] = [];
  for (const name of names) {
    try {
      execFileSync(name, engines[name]!.probe, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
      return name;
    } catch (error) {
      const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
      refused.push(`  ${name}: ${code === 'ENOENT' ? 'is not installed' : (stderr?.trim().split('\n').at(-1) ?? message)}`);
    }
  }
  throw new Error(
    `Cannot build images: no engine works here\n${refused.join('\n')}\nInstall one (on Debian: apt-get install buildah), or start Docker's daemon`,
  );
}

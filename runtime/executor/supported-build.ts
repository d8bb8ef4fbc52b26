import { ExecutorLoadError } from '../errors.ts';
import type { ExecutorBuild } from './executor-package.ts';

// The smallest modules that only validate where the feature is: one function whose body is a constant vector and drop.
// prettier-ignore
const head = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0];
const vector = [0xfd, 0x0c, ...new Array(16).fill(0)];
const body = (code: number[]) => new Uint8Array([...head, 10, code.length + 5, 1, code.length + 3, 0, ...code, 0x1a, 0x0b]);
const probes = {
  simd128: body(vector),
  // f32x4.relaxed_madd
  'relaxed-simd': body([...vector, ...vector, ...vector, 0xfd, 0x85, 0x02]),
};

/** Its package is there, its component is not. */
export function notBuilt(name: string): ExecutorLoadError {
  return new ExecutorLoadError(`Cannot load executor "${name}": it is not built; \`npm run build -- --only ${name}\` builds it`);
}

/** The first of an executor's builds that this engine can run. @throws {ExecutorLoadError} */
export function supportedBuild<Build extends Pick<ExecutorBuild, 'features'>>({
  name,
  builds,
}: {
  readonly name: string;
  readonly builds: readonly Build[];
}): Build {
  if (builds.length === 0) throw notBuilt(name);
  const build = builds.find(({ features }) => features.every((feature) => WebAssembly.validate(probes[feature])));
  if (build !== undefined) return build;
  const needs = builds.map(({ features }) => features.join('+')).join(' or ');
  throw new ExecutorLoadError(`Cannot load executor "${name}": this WebAssembly engine lacks ${needs}`);
}

import { ExecutorLoadError } from '../errors.ts';
import type { ExecutorBuild, ExecutorPackage } from './executor-package.ts';

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

/** The first build of a package that this engine can run. */
export function supportedBuild(executor: ExecutorPackage): ExecutorBuild {
  const build = executor.builds.find(({ features }) => features.every((feature) => WebAssembly.validate(probes[feature])));
  if (build !== undefined) return build;
  const needs = executor.builds.map(({ features }) => features.join('+')).join(' or ');
  throw new ExecutorLoadError(`Cannot load executor "${executor.name}": this WebAssembly engine lacks ${needs}`);
}

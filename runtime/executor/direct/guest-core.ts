import { meterModuleName } from '../../limits/meter-module.ts';
import { contractVersion } from '../contract.ts';
import { interfaceName } from '../contract-version.ts';

/** A core module's instance, as the glue made it. */
export interface CoreInstance {
  readonly module: WebAssembly.Module;
  readonly exports: WebAssembly.Exports;
}

/** The core functions behind a sealed executor, by the canonical ABI: every argument and result is an i32. */
export interface GuestCore {
  readonly memory: WebAssembly.Memory;
  readonly realloc: (old: number, oldSize: number, alignment: number, size: number) => number;
  readonly execute: ListsFunction;
  /** Ends a call of `execute`; gets what it returned. */
  readonly executed: PostReturn | undefined;
  readonly run: ListsFunction | undefined;
  readonly ran: PostReturn | undefined;
}

/** Three lists, each as address and length; returns the address of a result. */
export type ListsFunction = (at1: number, size1: number, at2: number, size2: number, at3: number, size3: number) => number;
export type PostReturn = (result: number) => void;

const executeName = (version: string) => `${interfaceName('executor', version)}#execute`;
const runName = (version: string) => `${interfaceName('chain', version)}#run`;

function functionOf<F>(exports: WebAssembly.Exports, name: string, parameters: number): F | undefined {
  const found = exports[name];
  return typeof found === 'function' && found.length === parameters ? (found as F) : undefined;
}

/**
 * The core that can be called without glue: the only one with the contract's exports, importing nothing but what counts its
 * fuel, so that no call can come back into the host.
 *
 * @param chain whether the component exports `chain`: the same core must then offer it
 * @param version of the contract, as the component exports it
 * @returns undefined where the component is built in another way
 */
export function findGuestCore(
  instances: readonly CoreInstance[],
  chain: boolean,
  version: string = contractVersion,
): GuestCore | undefined {
  const [executing, running] = [executeName(version), runName(version)];
  const [instance, ...others] = instances.filter(({ exports }) => executing in exports);
  if (instance === undefined || others.length > 0) return undefined;
  if (WebAssembly.Module.imports(instance.module).some(({ module }) => module !== meterModuleName)) return undefined;
  const { exports } = instance;
  const { memory } = exports;
  const realloc = functionOf<GuestCore['realloc']>(exports, 'cabi_realloc', 4);
  const execute = functionOf<ListsFunction>(exports, executing, 6);
  const run = chain ? functionOf<ListsFunction>(exports, running, 6) : undefined;
  // the growth of shared memory does not show in its views
  if (!(memory instanceof WebAssembly.Memory && memory.buffer instanceof ArrayBuffer)) return undefined;
  if (realloc === undefined || execute === undefined) return undefined;
  if (chain && run === undefined) return undefined;
  const after = (name: string) => functionOf<PostReturn>(exports, `cabi_post_${name}`, 1);
  return { memory, realloc, execute, executed: after(executing), run, ran: after(running) };
}

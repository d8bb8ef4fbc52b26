import { type ChainExports, type ChainResponse, contractVersion, type ExecuteResponse, type ExecutorExports } from '../contract.ts';
import { executorVersion, interfaceName } from '../contract-version.ts';
import { AnswerChecks, type Question } from './answer-checks.ts';
import { declaredOperations, declaredText } from './declared.ts';
import { DirectCalls, type DirectOptions, liftExecuteAnswer, liftRunAnswer } from './direct-calls.ts';
import { type CoreInstance, findGuestCore } from './guest-core.ts';
import type { Take } from './lift.ts';

/** What jco's glue exports; `core` gives a core module by its file name. */
export type Instantiate = (
  core: (path: string) => WebAssembly.Module,
  imports: Readonly<Record<string, unknown>>,
  instantiateCore: (module: WebAssembly.Module, imports: WebAssembly.Imports) => WebAssembly.Instance,
) => Readonly<Record<string, unknown>>;

/** The executor of a component; `take` copies what is kept of the outputs, and without it each is a fresh array. */
export interface LendingExecutor extends ExecutorExports {
  execute(...call: [...Parameters<ExecutorExports['execute']>, take?: Take<ExecuteResponse> | undefined]): ExecuteResponse;
}

/** The chains of a component; `take` as for its executor. */
export interface LendingChain extends ChainExports {
  run(...call: [...Parameters<ChainExports['run']>, take?: Take<ChainResponse> | undefined]): ChainResponse;
}

export interface ComponentInstance {
  readonly executor: LendingExecutor;
  readonly chain: LendingChain | undefined;
  /** Whether `execute` and `run` call the core past the glue. */
  readonly direct: boolean;
  /** What the component is made of, in the order in which the glue made it. */
  readonly cores: readonly CoreInstance[];
}

export interface InstanceOptions extends DirectOptions {
  readonly calls?: 'direct' | 'glue' | undefined;
  readonly make?: ((module: WebAssembly.Module, imports: WebAssembly.Imports) => WebAssembly.Instance) | undefined;
}

const plainInstance = (module: WebAssembly.Module, imports: WebAssembly.Imports) => new WebAssembly.Instance(module, imports);

/**
 * Makes an instance of a component by its glue, and calls its core directly where that is known to be the same: one core
 * without imports behind both interfaces. `name`, `version` and `operations` always go through the glue.
 *
 * @param options.calls `glue` leaves everything to the glue
 * @param options.make makes the instance of a core module; default: as it is
 * @throws Error when it is no executor of this contract; whatever its start throws
 */
export function instantiateComponent(
  instantiate: Instantiate,
  core: Readonly<Record<string, WebAssembly.Module>>,
  imports: Readonly<Record<string, unknown>>,
  { calls = 'direct', make = plainInstance, responseBytes = Number.POSITIVE_INFINITY, answered }: InstanceOptions = {},
): ComponentInstance {
  const cores: CoreInstance[] = [];
  const checks = new AnswerChecks();
  const root = instantiate(
    (path) => {
      const module = core[path];
      if (module === undefined) throw new Error(`no core module "${path}"`);
      return module;
    },
    imports,
    (module, wanted) => {
      // several would each have the memory that one may have
      if (cores.some((other) => other.module === module)) throw new Error('it makes two instances of one core module');
      const { exports } = make(module, checks.imports(wanted));
      cores.push({ module, exports });
      return { exports: checks.exports(exports) };
    },
  );
  const version = executorVersion(Object.keys(root));
  if (version === undefined) throw new Error(`it does not export ${interfaceName('executor', contractVersion)}`);
  const glue = root[interfaceName('executor', version)] as ExecutorExports;
  const glueChain = root[interfaceName('chain', version)] as ChainExports | undefined;
  // without a core, the glue is the host's own
  const ask = <T>(question: Question, call: () => T): T => (cores.length === 0 ? call() : checks.ask(question, call));
  const executor: ExecutorExports = {
    name: () => ask(declaredText, () => glue.name()),
    version: () => ask(declaredText, () => glue.version()),
    operations: () => ask(declaredOperations, () => glue.operations()),
    execute: (request) =>
      ask({ parameters: 6, bytes: responseBytes, measure: (memory, at) => liftExecuteAnswer(memory, at, true) }, () =>
        glue.execute(request),
      ),
  };
  const chain: ChainExports | undefined = glueChain && {
    run: (...request) =>
      ask({ parameters: 6, bytes: responseBytes, measure: (memory, at) => liftRunAnswer(memory, at, true) }, () =>
        glueChain.run(...request),
      ),
  };
  const guest = calls === 'direct' ? findGuestCore(cores, chain !== undefined, version) : undefined;
  if (guest === undefined) {
    const taken = <A>(answer: A, take: Take<A> | undefined) => (take === undefined ? answer : take(answer));
    return {
      executor: { ...executor, execute: (request, take) => taken(executor.execute(request), take) },
      chain: chain && { run: (stages, inputs, outputs, take) => taken(chain.run(stages, inputs, outputs), take) },
      direct: false,
      cores,
    };
  }
  const direct = new DirectCalls(guest, { responseBytes, answered });
  return {
    executor: { ...executor, execute: (request, take) => direct.execute(request, take) },
    chain: chain && { run: (stages, inputs, outputs, take) => direct.run(stages, inputs, outputs, take) },
    direct: true,
    cores,
  };
}

import { ExecutorLoadError } from '../errors.ts';
import type { InterpreterModule } from '../python/interpreter-module.ts';
import type { PythonSetup, PythonStart } from '../python/python-service.ts';

/**
 * What interpreters share, once for all of them: the compiled module and the verified snapshot.
 *
 * @throws {ExecutorLoadError}
 */
export async function loadInterpreter(setup: PythonSetup | undefined): Promise<PythonStart> {
  if (setup === undefined) throw new ExecutorLoadError('Cannot run Python: no executor given to init brings interpreters');
  const { module, options, memoryBytes, wheels, files } = setup;
  try {
    const host = (await import(/* webpackIgnore: true */ /* @vite-ignore */ module)) as InterpreterModule;
    const prepared = await host.prepareInterpreter(options);
    const laid = [...(prepared.wheels ?? []), ...wheels];
    return { module, memoryBytes, files, prepared: laid.length === 0 ? prepared : { ...prepared, wheels: laid } };
  } catch (cause) {
    throw new ExecutorLoadError(`Cannot load Python from "${module}": ${(cause as Error).message}`, { cause });
  }
}

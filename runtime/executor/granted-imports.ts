import { ImportNotGrantedError } from '../errors.ts';
import { grantsFor } from './executor-grants.ts';

/** What is granted to a component, for jco's glue: an interface that is not there is an error that says what would give it. */
export function grantedImports(executor: string, imports: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return new Proxy(imports, {
    get: (granted, name) => {
      if (typeof name !== 'string' || Object.hasOwn(granted, name)) return granted[name as string];
      // the glue leaves versions out
      throw new ImportNotGrantedError(executor, [{ name, grants: grantsFor(`${name}@0.2.0`) }]);
    },
  });
}

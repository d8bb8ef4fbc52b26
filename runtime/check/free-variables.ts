import type { FreeVariable } from '../errors.ts';
import { knownGlobals } from './known-globals.ts';
import { parseFunction } from './parse-function.ts';
import { Scope } from './scope.ts';
import { UseReader } from './use-reader.ts';

/**
 * The names that a function, method or class uses and does not declare, each where it is first used; the globals that
 * every JavaScript runtime has are left out. `this`, `super`, `arguments`, `new.target` and `#private` count where they
 * belong to what stood around the text: an arrow function's `this` is not its own. Strings given to `eval` and
 * `new Function` are not read, and what `import()` loads is not looked at.
 *
 * @param source - the text that `toString` gives; read as strict code, as in modules and classes
 * @throws SyntaxError where the text is not that of one function, method or class
 */
export function freeVariables(source: string): FreeVariable[] {
  const { root, computedKey } = parseFunction(source);
  const reader = new UseReader();
  const outermost = new Scope();
  if (computedKey !== undefined) reader.read(computedKey, outermost);
  reader.read(root, outermost);
  const found = new Map<string, FreeVariable>();
  for (const { name, node, scope } of reader.uses.toSorted((a, b) => a.node.start - b.node.start)) {
    if (found.has(name) || knownGlobals.has(name) || scope.sees(name)) continue;
    const { line, column } = node.loc!.start;
    found.set(name, { name, line, column: column + 1 });
  }
  return [...found.values()];
}

import type { Definition } from '../coordinator/events.ts';
import { viteSpecifier } from './vite-specifier.ts';

// A literal in the thunk's text, in any quotes: bundlers rewrite the specifier and keep it one.
const literal = /(?:import|(__vite_ssr_dynamic_import__))\s*\(\s*(?:\/\*[\s\S]*?\*\/\s*)*(["'`])((?:\\.|(?!\2)[^\\])*)\2/;

/**
 * What `() => import('./module.js')` names, for another thread to import.
 *
 * @param from `import.meta.url` of the module that the thunk is written in
 * @throws {TypeError} when the thunk has no literal specifier
 */
export function moduleDefinition(thunk: () => Promise<unknown>, name: string, from: string): Definition & { readonly kind: 'module' } {
  const [, vite, , specifier] = (typeof thunk === 'function' && literal.exec(String(thunk))) || [];
  if (specifier === undefined || specifier.includes('${')) {
    throw new TypeError(
      `Cannot find the module of "${name}": the first argument must be a thunk that imports a literal, is ${String(thunk).slice(0, 80)}`,
    );
  }
  if (typeof name !== 'string' || name === '') throw new TypeError(`Cannot find an export: its name must be a text, is ${String(name)}`);
  if (vite !== undefined && specifier.startsWith('/')) return { kind: 'module', name, url: viteSpecifier(specifier, from) };
  if (/^\.{0,2}\//.test(specifier)) return { kind: 'module', name, url: new URL(specifier, from).href };
  return { kind: 'module', name, url: URL.canParse(specifier) ? specifier : import.meta.resolve(specifier) };
}

/** A function or class by its text: what it uses from outside itself is not there in another thread. */
export function sourceDefinition(code: (...args: never[]) => unknown, name = code.name): Definition & { readonly kind: 'source' } {
  const source = Function.prototype.toString.call(code);
  if (/\{\s*\[native code\]\s*\}$/.test(source)) {
    throw new TypeError(
      `Cannot ship function "${name}": it is native or bound, so that it has no text; wrap it, or use task() with its module`,
    );
  }
  return { kind: 'source', name: name || 'anonymous', source };
}

/** @internal Where a remote function or class keeps what it was made from. */
export const origin: unique symbol = Symbol.for('polyray.origin');

/** Whether it is run by an interpreter. */
export function isPython({ kind }: Definition): boolean {
  return kind === 'pickle' || kind === 'python' || kind === 'python-module';
}

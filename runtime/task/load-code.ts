import type { Definition } from '../coordinator/events.ts';
import { origin } from './definition.ts';

/** A function or class of a task's author. */
export type Code = (...args: unknown[]) => unknown;
type Module = Record<string, unknown>;

/** Modules by URL; a promise while one loads. */
const modules = new Map<string, Module | Promise<Module>>();
const evaluated = new Map<string, Code>();

/**
 * The function or class behind a definition: at once where it can be, otherwise as a promise.
 *
 * @param loadNow gets a module without the event loop, where there is a way to; undefined: it was not to be had
 * @throws {TypeError} when there is no such function
 */
export function loadCode(definition: Definition, loadNow?: (url: string) => Module | undefined): Code | Promise<Code> {
  if (definition.kind === 'source') return evaluate(definition);
  if (definition.kind !== 'module') throw new TypeError(`Cannot run "${definition.name}" in JavaScript: it is a Python function`);
  const { url } = definition;
  let module = modules.get(url);
  if (module instanceof Promise || module === undefined) {
    const now = loadNow?.(url);
    if (now !== undefined) modules.set(url, now);
    module = now ?? module ?? importModule(url);
  }
  return module instanceof Promise ? module.then((loaded) => exportOf(loaded, definition)) : exportOf(module, definition);
}

function importModule(url: string): Promise<Module> {
  const loading = (import(/* webpackIgnore: true */ /* @vite-ignore */ url) as Promise<Module>).then(
    (module) => {
      modules.set(url, module);
      return module;
    },
    (error: unknown) => {
      modules.delete(url);
      // WebKit does not say which
      if (!(error instanceof TypeError) || error.message !== 'Importing a module script failed.') throw error;
      throw new TypeError(`Importing module ${url} failed`, { cause: error });
    },
  );
  modules.set(url, loading);
  return loading;
}

function exportOf(module: Module, { url, name }: Definition & { readonly kind: 'module' }): Code {
  const value = unwrap(module[name]);
  if (typeof value === 'function') return value as Code;
  const has = Object.keys(module).join(', ') || 'nothing';
  throw new TypeError(
    `Cannot run "${name}" of ${url}: it is ${value === undefined ? 'not exported' : `a ${typeof value}`}; the module exports ${has}`,
  );
}

/** A module may export the remote form of its function: then that runs as it is. */
function unwrap(value: unknown): unknown {
  return (typeof value === 'object' || typeof value === 'function') && value !== null && origin in value ? value[origin] : value;
}

function evaluate({ source, name }: Definition & { readonly kind: 'source' }): Code {
  let code = evaluated.get(source);
  if (code === undefined) {
    code = compile(source, name);
    evaluated.set(source, code);
  }
  return code;
}

function compile(source: string, name: string): Code {
  const make = (text: string): Code => new Function(`'use strict'; return (${text}\n)`)() as Code;
  try {
    return make(source);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // a method's text is one only inside an object
    const methods = Object.getOwnPropertyDescriptors(make(`{${source}}`));
    const { value, get } = methods[name as 'name'] ?? Object.values(methods)[0]!;
    return (value ?? get) as Code;
  }
}

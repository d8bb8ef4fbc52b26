import { type FreeVariable, FreeVariableError } from '../errors.ts';
import { freeVariables } from './free-variables.ts';

/** Why a function uses what it does not declare, and what else than the module form helps. */
interface Reason {
  readonly applies: (name: string) => boolean;
  readonly because: string;
  readonly remedy?: (names: readonly string[]) => string;
}

// the first that applies to a name counts
const reasons: readonly Reason[] = [
  { applies: (name) => name === '__name', because: ', which esbuild adds to keep names', remedy: () => 'build it without keepNames' },
  { applies: (name) => /^__vi(te_ssr)?_/.test(name), because: ', which is what Vite makes of an import' },
  { applies: (name) => /^(this|super|arguments|new\.target|#.*)$/.test(name), because: ' of the code around it' },
  {
    applies: (name) => Object.hasOwn(globalThis, name),
    because: ', which not every JavaScript runtime has',
    remedy: (names) => `write ${names.map((name) => `globalThis.${name}`).join(', ')}`,
  },
  {
    applies: () => true,
    because: ' from outside itself',
    remedy: (names) => `pass ${names.length === 1 ? 'it as an argument' : 'them as arguments'}`,
  },
];

function explain(variables: readonly FreeVariable[], moduleForm: string): string {
  const groups = Map.groupBy(variables, ({ name }) => reasons.find(({ applies }) => applies(name))!);
  const uses = [...groups].map(
    ([{ because }, those]) => those.map(({ name, line, column }) => `"${name}" (line ${line}, column ${column})`).join(' and ') + because,
  );
  const remedies = [...groups].flatMap(([{ remedy }, those]) => remedy?.(those.map(({ name }) => name)) ?? []);
  return `it uses ${uses.join(', and ')}; ${[remedies.join(' and '), `use ${moduleForm}`].filter(Boolean).join(', or ')}`;
}

/**
 * Checks that a function, method or class can be shipped by its text, as `remote` does: that it uses nothing but what it
 * declares and what every JavaScript runtime has. See {@link freeVariables} for what counts.
 *
 * @throws FreeVariableError where it uses names from outside itself
 * @throws TypeError where it has no text of its own (native and bound functions), or one that is no strict code
 */
export function checkFunction(fn: CallableFunction | NewableFunction): void {
  const text = Function.prototype.toString.call(fn);
  const kind = /^class\b/.test(text) ? 'class' : 'function';
  // a class may have a static member called "name"
  const name = typeof fn.name === 'string' ? fn.name : '';
  const what = name === '' ? `an anonymous ${kind}` : `${kind} "${name}"`;
  if (/\{\s*\[native code\]\s*\}$/.test(text)) {
    throw new TypeError(`Cannot ship ${what}: it is native or bound and has no text of its own; call it from a function of yours`);
  }
  let variables: readonly FreeVariable[];
  try {
    variables = freeVariables(text);
  } catch (cause) {
    throw new TypeError(`Cannot ship ${what}: its text does not stand alone as strict code: ${(cause as Error).message}`, { cause });
  }
  if (variables.length === 0) return;
  const moduleForm = `${kind === 'class' ? 'actor' : 'task'}(() => import('./module.js'), '${/^[\w$]+$/.test(name) ? name : 'name'}', import.meta.url)`;
  throw new FreeVariableError(`Cannot ship ${what}: ${explain(variables, moduleForm)}`, variables);
}

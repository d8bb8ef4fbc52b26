/** One step into a value: an index, a property, the value under a map's key, or words that are written as they are. */
export type Step = number | string | { readonly key: unknown } | { readonly text: string };

/** Steps that a path shows at most; more would bury the message. */
const shown = 12;

function show(step: Step): string {
  if (typeof step === 'number') return `[${step}]`;
  if (typeof step === 'string') return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  if ('text' in step) return step.text;
  const { key } = step;
  if (typeof key === 'string') return `.get(${JSON.stringify(key)})`;
  return typeof key === 'object' || typeof key === 'function' || typeof key === 'symbol' ? `.get(${typeof key})` : `.get(${key})`;
}

/** A place inside a value as a program would write it: `args[0].items[3].callback`. */
export function formatPath(root: string, steps: readonly Step[]): string {
  const text = root + steps.slice(0, shown).map(show).join('');
  return steps.length > shown ? `${text}...` : text;
}

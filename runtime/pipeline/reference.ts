/** Where a tensor or a value of a pipeline comes from. */
export type Reference =
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'input-rate'; readonly name: string }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'model'; readonly name: string }
  | { readonly kind: 'output' | 'value'; readonly stage: string; readonly name: string };

const forms: readonly [RegExp, (match: RegExpExecArray) => Reference][] = [
  [/^inputs\.([^.]+)$/, ([, name]) => ({ kind: 'input', name: name! })],
  [/^inputs\.([^.]+)\.rate$/, ([, name]) => ({ kind: 'input-rate', name: name! })],
  [/^parameters\.([^.]+)$/, ([, name]) => ({ kind: 'parameter', name: name! })],
  [/^models\.([^.]+)$/, ([, name]) => ({ kind: 'model', name: name! })],
  [/^stages\.([^.]+)\.outputs\.(.+)$/, ([, stage, name]) => ({ kind: 'output', stage: stage!, name: name! })],
  [/^stages\.([^.]+)\.values\.(.+)$/, ([, stage, name]) => ({ kind: 'value', stage: stage!, name: name! })],
];

/** Reads `stages.score.outputs.y`; undefined where the text has none of the forms. */
export function parseReference(text: string): Reference | undefined {
  for (const [form, make] of forms) {
    const match = form.exec(text);
    if (match !== null) return make(match);
  }
  return undefined;
}

/** Replaces every `{"from": …}` and `{"file": …}` inside a JSON value; `path` is where the value stands. */
export function substitute(value: unknown, path: string, replace: (key: 'from' | 'file', text: string, path: string) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item, i) => substitute(item, `${path}[${i}]`, replace));
  const [first, ...rest] = Object.entries(value);
  if (first !== undefined && rest.length === 0) {
    const [key, text] = first;
    if ((key === 'from' || key === 'file') && typeof text === 'string') return replace(key, text, `${path}.${key}`);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substitute(item, `${path}.${key}`, replace)]));
}

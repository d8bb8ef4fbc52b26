import { InvalidPipelineError } from '../errors.ts';

/** How many levels deep a pipeline may be nested; enough for any that a person writes. */
const maximumDepth = 100;

/**
 * Looks for what the schema's own check would drop or break on: names that JavaScript reserves, and values without end.
 *
 * @throws {InvalidPipelineError} with the place
 */
export function checkJson(json: unknown): void {
  const waiting: { readonly value: unknown; readonly path: string; readonly depth: number }[] = [{ value: json, path: '', depth: 0 }];
  for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
    const { value, path, depth } = item;
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue;
    if (depth === maximumDepth) throw new InvalidPipelineError(shorten(path), `is nested more than ${maximumDepth} levels deep`);
    for (const [key, inner] of Object.entries(value)) {
      const place = Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
      if (key === '__proto__') throw new InvalidPipelineError(place, 'this name is reserved by JavaScript');
      waiting.push({ value: inner, path: place, depth: depth + 1 });
    }
  }
}

/** Where the nesting begins; the rest says nothing. */
function shorten(path: string): string {
  return path.length > 80 ? `${path.slice(0, 80)}…` : path;
}

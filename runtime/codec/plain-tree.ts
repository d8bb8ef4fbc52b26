import { Dependency } from './dependency.ts';
import { maxDepth } from './limits.ts';

/** Objects that are looked at one by one before a Set pays. */
const few = 16;

/** What one scan has met: a short list, then a Set. */
class Seen {
  /** Never shorter: shortening would give its memory away, and the next scan would ask for it again. */
  readonly #list: (object | undefined)[] = new Array<undefined>(few).fill(undefined);
  #count = 0;
  #set: Set<object> | undefined;

  /** False when the object was there. */
  add(value: object): boolean {
    if (this.#set !== undefined) {
      const before = this.#set.size;
      return this.#set.add(value).size > before;
    }
    const list = this.#list;
    for (let i = 0; i < this.#count; i++) if (list[i] === value) return false;
    if (this.#count < few) list[this.#count++] = value;
    else this.#set = new Set(list as object[]).add(value);
    return true;
  }

  clear(): void {
    for (let i = 0; i < this.#count; i++) this.#list[i] = undefined;
    this.#count = 0;
    this.#set = undefined;
  }
}

const seen = new Seen();
/** A scan runs: a getter may encode another value. */
let scanning = false;

function isPlain(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'number':
      return value !== 0 || 1 / value > 0;
    case 'string':
      return value.isWellFormed();
    case 'boolean':
      return true;
    case 'object':
      return value === null || isPlainObject(value, depth + 1);
    default:
      return false;
  }
}

function isPlainObject(value: object, depth: number): boolean {
  if (depth > maxDepth || !seen.add(value)) return false;
  if (Array.isArray(value)) {
    if (Object.getPrototypeOf(value) !== Array.prototype) return false;
    for (let i = 0; i < value.length; i++) if (!isPlain(value[i], depth)) return false;
    return true;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return value instanceof Dependency;
  for (const key of Object.keys(value)) {
    if (key === '__proto__' || !key.isWellFormed() || !isPlain((value as Record<string, unknown>)[key], depth)) return false;
  }
  return true;
}

/**
 * Whether MessagePack carries the value as it is: a tree of strings, numbers, booleans, null, arrays, plain objects and
 * dependencies, in which no object occurs twice. True for nearly every value, so it has to be cheap; false says nothing about why.
 */
export function isPlainTree(value: unknown): boolean {
  if (scanning) return false;
  scanning = true;
  try {
    return isPlain(value, 0);
  } catch {
    // A getter or a proxy threw: the writer meets it again and says where.
    return false;
  } finally {
    seen.clear();
    scanning = false;
  }
}

import { ArrayBuffers } from './array-buffers.ts';
import { Dependency } from './dependency.ts';
import { errorParts } from './error-form.ts';
import { Extension, extension } from './extensions.ts';
import { bigintExtension, dateExtension, indexExtension, utf16Extension } from './leaf-extensions.ts';
import { maxDepth } from './limits.ts';
import type { References } from './references.ts';
import { Refusal, refusalOf } from './refusal.ts';
import { registeredTypeOf } from './registered-types.ts';
import { formatPath, type Step } from './value-path.ts';

type Wire = unknown;
/** What a part of the wire form is put into: a list or a plain object. */
type Holder = Record<number | string, Wire>;

/** An object that was met, and where its wire form lies; `wire` is undefined until it is complete. */
interface Met {
  readonly holder: Holder;
  readonly key: number | string;
  wire: Wire;
  /** Its place in the graph's table; -1 while it occurs once. */
  node: number;
}

const tooDeep = Symbol();

/**
 * Makes one value's wire form: what the MessagePack library writes, with extensions for all that MessagePack has no word
 * for. It copies the value's tree; the bytes of large arrays stay where they are. One use per writer.
 */
export class WireWriter {
  /** Ids of the references inside, each once. */
  readonly refs = new Set<number>();
  readonly arrays = new ArrayBuffers();
  readonly #references: References;
  /** The way to the value at hand. */
  readonly #steps: Step[] = [];
  readonly #met = new Map<object, Met>();
  readonly #nodes: Wire[] = [];

  constructor(references: References) {
    this.#references = references;
  }

  /**
   * @param root names the value in messages
   * @throws {TypeError} naming the place of what cannot be encoded
   * @throws {RangeError} for a value that is nested too deep
   */
  write(value: unknown, root: string): Wire {
    const list: Wire[] = [];
    try {
      this.#put(list as unknown as Holder, 0, value);
    } catch (error) {
      throw this.#explain(error, root);
    }
    this.arrays.finish();
    return this.#nodes.length === 0 ? list[0] : [new Extension(extension.graph), list[0], ...this.#nodes];
  }

  #explain(error: unknown, root: string): Error {
    const place = `Cannot encode ${formatPath(root, this.#steps)}`;
    if (error instanceof Refusal) return new TypeError(`${place}: it ${error.reason}`);
    if (error === tooDeep) return new RangeError(`${place}: it is nested deeper than ${maxDepth} levels`);
    return new TypeError(`${place}: reading it failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }

  /** Sets `holder[key]` to the wire form of a value. */
  #put(holder: Holder, key: number | string, value: unknown): void {
    switch (typeof value) {
      case 'string':
        holder[key] = value.isWellFormed() ? value : utf16Extension(value);
        break;
      case 'number':
        holder[key] = Object.is(value, -0) ? new Extension(extension.negativeZero) : value;
        break;
      case 'boolean':
        holder[key] = value;
        break;
      case 'undefined':
        holder[key] = new Extension(extension.undefined);
        break;
      case 'bigint':
        holder[key] = bigintExtension(value);
        break;
      case 'symbol':
        throw new Refusal('is a symbol');
      default:
        if (value === null) holder[key] = null;
        else this.#putObject(holder, key, value as object);
    }
  }

  /** The first time the object's form, after that its number in the graph's table. */
  #putObject(holder: Holder, key: number | string, value: object): void {
    const again = this.#met.get(value);
    if (again !== undefined) {
      holder[key] = this.#again(again, value);
      return;
    }
    if (this.#steps.length >= maxDepth) throw tooDeep;
    const met: Met = { holder, key, wire: undefined, node: -1 };
    this.#met.set(value, met);
    const wire = this.#object(value);
    met.wire = wire;
    if (met.node < 0) holder[key] = wire;
    else {
      // It contains itself.
      this.#nodes[met.node] = wire;
      holder[key] = indexExtension(extension.node, met.node);
    }
  }

  #again(met: Met, value: object): Extension {
    if (met.node < 0) {
      if (met.wire === undefined && registeredTypeOf(value) !== undefined) {
        throw new Refusal('contains itself, which an instance of a registered type cannot');
      }
      met.node = this.#nodes.push(met.wire) - 1;
      if (met.wire !== undefined) met.holder[met.key] = indexExtension(extension.node, met.node);
    }
    return indexExtension(extension.node, met.node);
  }

  #object(value: object): Wire {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Array.prototype && Array.isArray(value)) return this.#array(value);
    if (prototype === Object.prototype) return this.#properties(value);
    const reference = this.#references.idOf(value);
    if (reference !== undefined) {
      this.refs.add(reference.id);
      return this.#list(extension.reference, [reference.id, reference.extra], ['.id', '.extra']);
    }
    if (prototype === null) return this.#entries(extension.nullObject, value);
    if (value instanceof Dependency) return indexExtension(extension.dependency, value.index);
    const type = registeredTypeOf(value);
    if (type !== undefined) return this.#list(extension.registered, [type.name, type.toPlain(value)], ['.name', '']);
    const array = this.arrays.add(value);
    if (array !== undefined) return array;
    if (value instanceof Error) return this.#error(value);
    switch (prototype) {
      case Date.prototype:
        return dateExtension(value as Date);
      case RegExp.prototype: {
        const { source, flags } = value as RegExp;
        return this.#list(extension.regexp, [source, flags], ['.source', '.flags']);
      }
      case Map.prototype:
        return this.#map(value as Map<unknown, unknown>);
      case Set.prototype: {
        const items = [...(value as Set<unknown>)];
        return this.#list(
          extension.set,
          items,
          items.map((_, i) => `.values()[${i}]`),
        );
      }
      default:
        throw refusalOf(value);
    }
  }

  /** A list behind a head; `places` are the items' in messages. */
  #list(type: number, items: readonly unknown[], places: readonly string[]): Wire[] {
    const list: Wire[] = [new Extension(type)];
    for (const [i, item] of items.entries()) this.#append(list, item, { text: places[i]! });
    return list;
  }

  /** Writes one more item of a list; the step tells the way to it when that fails. */
  #append(list: Wire[], item: unknown, step: Step): void {
    this.#steps.push(step);
    this.#put(list as unknown as Holder, list.length, item);
    this.#steps.pop();
  }

  #array(array: readonly unknown[]): Wire[] {
    const { length } = array;
    for (let i = 0; i < length; i++) if (array[i] === undefined && !Object.hasOwn(array, i)) return this.#sparse(array);
    const list: Wire[] = [];
    for (let i = 0; i < length; i++) {
      this.#steps.push(i);
      this.#put(list as unknown as Holder, i, array[i]);
      this.#steps.pop();
    }
    return list;
  }

  /** An array with holes: what it holds, by index. */
  #sparse(array: readonly unknown[]): Wire[] {
    const list: Wire[] = [new Extension(extension.sparse), array.length];
    for (const key of Object.keys(array)) {
      const index = Number(key) >>> 0;
      if (String(index) !== key || index >= array.length) continue;
      list.push(index);
      this.#steps.push(index);
      this.#put(list as unknown as Holder, list.length, array[index]);
      this.#steps.pop();
    }
    return list;
  }

  #map(map: ReadonlyMap<unknown, unknown>): Wire[] {
    const list: Wire[] = [new Extension(extension.map)];
    let i = 0;
    for (const [key, value] of map) {
      this.#append(list, key, { text: `.keys()[${i++}]` });
      this.#append(list, value, { key });
    }
    return list;
  }

  #error(error: Error): Wire[] {
    const { class: builtIn, name, message, stack, hidden, fields } = errorParts(error);
    const list = this.#list(extension.error, [builtIn, name, message, stack], ['.class', '.name', '.message', '.stack']);
    list.push(this.#properties(hidden), this.#properties(fields));
    return list;
  }

  /** The own enumerable properties with string keys, as MessagePack's map where it can carry them. */
  #properties(object: object): Wire {
    const keys = Object.keys(object);
    if (!keys.every((key) => key !== '__proto__' && key.isWellFormed())) return this.#entries(extension.object, object);
    const wire: Holder = {};
    for (const key of keys) {
      this.#steps.push(key);
      this.#put(wire, key, (object as Record<string, unknown>)[key]);
      this.#steps.pop();
    }
    return wire;
  }

  /** The same as a list. */
  #entries(type: number, object: object): Wire[] {
    const list: Wire[] = [new Extension(type)];
    for (const key of Object.keys(object)) {
      this.#steps.push(key);
      this.#put(list as unknown as Holder, list.length, key);
      this.#put(list as unknown as Holder, list.length, (object as Record<string, unknown>)[key]);
      this.#steps.pop();
    }
    return list;
  }
}

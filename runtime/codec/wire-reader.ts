import { InvalidValueError } from '../errors.ts';
import type { BufferSource } from './buffer-source.ts';
import { hide, makeError } from './error-form.ts';
import { Extension, extension } from './extensions.ts';
import { indexOf, readLeaf } from './leaf-extensions.ts';
import { maxDepth } from './limits.ts';
import type { References } from './references.ts';
import { registeredTypeNamed } from './registered-types.ts';

type Wire = unknown;

/** What a node of the graph is while it is being made. */
const unfinished = Symbol();

/**
 * Makes the value of a wire form that holds extensions. Lists and objects become the value's own arrays and objects in
 * place. One use per reader.
 */
export class WireReader {
  readonly #references: References;
  readonly #buffers: BufferSource;
  readonly #dependencies: readonly unknown[];
  #nodes: Wire[] = [];
  /** The nodes' values; empty where none was made yet. */
  #made: unknown[] = [];

  constructor(references: References, buffers: BufferSource, dependencies: readonly unknown[]) {
    this.#references = references;
    this.#buffers = buffers;
    this.#dependencies = dependencies;
  }

  read(wire: Wire): unknown {
    if (!Array.isArray(wire) || !(wire[0] instanceof Extension) || wire[0].type !== extension.graph) return this.#read(wire, 0);
    this.#nodes = wire.slice(2);
    return this.#read(wire[1], 0);
  }

  /** @param node the place in the graph that the value takes as soon as it can be referred to; -1 for none */
  #read(wire: Wire, depth: number, node = -1): unknown {
    if (typeof wire !== 'object' || wire === null) return wire;
    if (depth > maxDepth) throw new InvalidValueError(`it is nested deeper than ${maxDepth} levels`);
    if (Array.isArray(wire)) {
      if (wire[0] instanceof Extension && wire[0].isHead) return this.#list(wire[0].type, wire, depth + 1, node);
      this.#keep(node, wire);
      for (let i = 0; i < wire.length; i++) wire[i] = this.#read(wire[i], depth + 1);
      return wire;
    }
    if (wire instanceof Extension) return this.#leaf(wire, depth);
    if (wire instanceof Uint8Array) return new Uint8Array(wire);
    this.#keep(node, wire);
    const object = wire as Record<string, Wire>;
    for (const key of Object.keys(object)) object[key] = this.#read(object[key], depth + 1);
    return object;
  }

  #keep<T>(node: number, value: T): T {
    if (node >= 0) this.#made[node] = value;
    return value;
  }

  #leaf(leaf: Extension, depth: number): unknown {
    switch (leaf.type) {
      case extension.node:
        return this.#node(indexOf(leaf), depth);
      case extension.dependency: {
        const index = indexOf(leaf);
        if (index >= this.#dependencies.length) throw new InvalidValueError(`it refers to dependency ${index}, which was not given`);
        return this.#dependencies[index];
      }
      case extension.array:
        return this.#buffers.array(leaf.data);
      case extension.inlineArray:
        return this.#buffers.inlineArray(leaf.data);
      default:
        return readLeaf(leaf);
    }
  }

  #node(index: number, depth: number): unknown {
    if (index >= this.#nodes.length) throw new InvalidValueError(`it refers to object ${index} of ${this.#nodes.length}`);
    if (index in this.#made) {
      const made = this.#made[index];
      if (made === unfinished) throw new InvalidValueError(`its object ${index} contains itself but cannot`);
      return made;
    }
    this.#made[index] = unfinished;
    return this.#keep(index, this.#read(this.#nodes[index], depth, index));
  }

  /** The value of a list with a head; `depth` is that of its items. */
  #list(type: number, list: Wire[], depth: number, node: number): unknown {
    switch (type) {
      case extension.reference:
        return this.#references.fromId(number(list[1]), this.#read(list[2], depth));
      case extension.map: {
        const map = this.#keep(node, new Map<unknown, unknown>());
        for (let i = 1; i < list.length; i += 2) map.set(this.#read(list[i], depth), this.#read(list[i + 1], depth));
        return map;
      }
      case extension.set: {
        const set = this.#keep(node, new Set<unknown>());
        for (let i = 1; i < list.length; i++) set.add(this.#read(list[i], depth));
        return set;
      }
      case extension.regexp:
        return new RegExp(this.#text(list[1]), this.#text(list[2]));
      case extension.error:
        return this.#error(list, depth, node);
      case extension.object:
        return this.#entries(this.#keep(node, {}), list, depth);
      case extension.nullObject:
        return this.#entries(this.#keep(node, Object.create(null) as object), list, depth);
      case extension.sparse:
        return this.#sparse(list, depth, node);
      case extension.registered: {
        const name = this.#text(list[1]);
        const registered = registeredTypeNamed(name);
        if (registered === undefined) throw new InvalidValueError(`its type "${name}" is not registered here (see registerType)`);
        return registered.fromPlain(this.#read(list[2], depth));
      }
      default:
        throw new InvalidValueError('a graph lies inside it');
    }
  }

  #text(wire: Wire): string {
    const value = wire instanceof Extension ? readLeaf(wire) : wire;
    if (typeof value !== 'string') throw new InvalidValueError(`it has ${typeof value} where text belongs`);
    return value;
  }

  #entries<T extends object>(object: T, list: Wire[], depth: number): T {
    for (let i = 1; i < list.length; i += 2) {
      const value = this.#read(list[i + 1], depth);
      // Not by assignment, which would take `__proto__` for the prototype.
      Object.defineProperty(object, this.#text(list[i]), { value, writable: true, enumerable: true, configurable: true });
    }
    return object;
  }

  #error(list: Wire[], depth: number, node: number): Error {
    const stack = this.#read(list[4], depth);
    const text = typeof stack === 'string' ? stack : undefined;
    const error = this.#keep(node, makeError(this.#text(list[1]), this.#text(list[2]), this.#text(list[3]), text));
    const hidden = this.#read(list[5], depth - 1) as Readonly<Record<string, unknown>>;
    for (const [key, value] of Object.entries(hidden)) hide(error, key, value);
    const fields = this.#read(list[6], depth - 1) as Readonly<Record<string, unknown>>;
    for (const [key, value] of Object.entries(fields)) {
      Object.defineProperty(error, key, { value, writable: true, enumerable: true, configurable: true });
    }
    return error;
  }

  #sparse(list: Wire[], depth: number, node: number): unknown[] {
    const array = this.#keep(node, [] as unknown[]);
    const length = number(list[1]);
    if (length > 0) {
      // Setting `length` instead would make room for all of it.
      array[length - 1] = undefined;
      delete array[length - 1];
    }
    for (let i = 2; i < list.length; i += 2) array[number(list[i])] = this.#read(list[i + 1], depth);
    if (array.length !== length) throw new InvalidValueError(`an array of length ${length} has ${array.length} items`);
    return array;
  }
}

function number(wire: Wire): number {
  if (typeof wire !== 'number') throw new InvalidValueError(`it has ${typeof wire} where a number belongs`);
  return wire;
}

/** How the instances of a class travel. */
export interface RegisteredType<T extends object = object, P = unknown> {
  /** The same in every thread and program that reads the value. */
  readonly name: string;
  /** Its instances, not those of classes derived from it. */
  readonly class: abstract new (
    ...args: never[]
  ) => T;
  /** Anything that can be encoded; may contain other registered instances, but not the instance itself. */
  readonly toPlain: (value: T) => P;
  /** Makes an instance again, in the thread that reads the value. */
  readonly fromPlain: (plain: P) => T;
}

const byPrototype = new Map<object, RegisteredType>();
const byName = new Map<string, RegisteredType>();

/**
 * Lets instances of an own class be arguments, results and objects. Threads share nothing: a module that registers its
 * class has to be loaded where values of it are read, too.
 * @throws {TypeError} when the name or the class is registered already
 */
export function registerType<T extends object, P>(type: RegisteredType<T, P>): void {
  const prototype = type.class.prototype as object;
  if (byName.has(type.name)) throw new TypeError(`Cannot register the type "${type.name}": the name is registered already`);
  const other = byPrototype.get(prototype);
  if (other !== undefined) throw new TypeError(`Cannot register the type "${type.name}": its class is registered as "${other.name}"`);
  // Safe: only values of the class reach its functions, and only what toPlain made reaches fromPlain.
  const general = type as unknown as RegisteredType;
  byPrototype.set(prototype, general);
  byName.set(type.name, general);
}

/** The type of an instance's own class. */
export function registeredTypeOf(value: object): RegisteredType | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null ? undefined : byPrototype.get(prototype as object);
}

export function registeredTypeNamed(name: string): RegisteredType | undefined {
  return byName.get(name);
}

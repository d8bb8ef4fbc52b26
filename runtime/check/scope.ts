/** The names that one part of a program declares, inside those of the part around it. */
export class Scope {
  readonly #around: Scope | undefined;
  readonly #names: Set<string>;
  /** Whether a `var` inside belongs here: function bodies and static blocks. */
  readonly #holdsVar: boolean;

  constructor(around?: Scope, names: Iterable<string> = [], holdsVar = false) {
    this.#around = around;
    this.#names = new Set(names);
    this.#holdsVar = holdsVar;
  }

  declare(name: string): void {
    this.#names.add(name);
  }

  declareVar(name: string): void {
    if (this.#holdsVar || this.#around === undefined) this.declare(name);
    else this.#around.declareVar(name);
  }

  sees(name: string): boolean {
    return this.#names.has(name) || (this.#around?.sees(name) ?? false);
  }
}

import { fuelName, meterModuleName, refusedName, tickName } from './meter-module.ts';

/** Why a metered instance was stopped. */
export type StopReason = 'fuel' | 'told';

interface MeteredModule {
  /** What it was last given. */
  granted: number;
  left: WebAssembly.Global<'i32'> | undefined;
  refused: WebAssembly.Global<'i64'> | undefined;
}

/** A metered module asks again after so much: a fraction of a millisecond. */
const quantum = 2 ** 18;

/**
 * The host's side of metering: what the core modules of one instance burn together. What a call burns, and where it ends
 * for want of fuel, depends on nothing but the module and its input.
 */
export class FuelGauge {
  readonly #modules: MeteredModule[] = [];
  readonly #memories = new Set<WebAssembly.Memory>();
  readonly #told: () => boolean;
  #burnt = 0;
  /** What the call had burnt when it answered. */
  #answered: number | undefined;
  #allowed = Number.POSITIVE_INFINITY;
  #stopped: StopReason | undefined;

  /** @param told whether the instance is to stop; looked at all the time */
  constructor(told: () => boolean) {
    this.#told = told;
  }

  /** Begins a call that may burn so much. */
  begin(allowed = Number.POSITIVE_INFINITY): void {
    for (const module of this.#modules) {
      this.#settle(module);
      if (module.refused !== undefined && module.refused.value !== 0n) module.refused.value = 0n;
    }
    this.#burnt = 0;
    this.#answered = undefined;
    this.#allowed = allowed;
  }

  /** The call has its answer; taking back the memory that holds it may burn as much again. */
  answered(): void {
    const { burnt } = this;
    this.begin(this.#allowed);
    this.#answered = burnt;
  }

  /** Since `begin`, until the call had its answer; known while no code of the instance runs. */
  get burnt(): number {
    return this.#answered ?? this.#modules.reduce((sum, { granted, left }) => sum + granted - (left?.value ?? granted), this.#burnt);
  }

  /** What the memories hold that core modules show each other or the host, in bytes: those that the contract's values lie in. */
  get memoryBytes(): number {
    return Array.from(this.#memories, ({ buffer }) => buffer.byteLength).reduce((sum, bytes) => sum + bytes, 0);
  }

  /** How many pages of memory it was refused since `begin`, the last time that it wanted more; 0: it never was. */
  get refusedPages(): number {
    return Math.max(0, ...this.#modules.map(({ refused }) => Number(refused?.value ?? 0n)));
  }

  /** Why the instance was stopped: it takes no further call. */
  get stopped(): StopReason | undefined {
    return this.#stopped;
  }

  /** Makes an instance of a core module, metered or not. */
  instantiate(module: WebAssembly.Module, imports: WebAssembly.Imports): WebAssembly.Instance {
    const instance = this.#instantiate(module, imports);
    for (const shown of Object.values(instance.exports)) if (shown instanceof WebAssembly.Memory) this.#memories.add(shown);
    return instance;
  }

  #instantiate(module: WebAssembly.Module, imports: WebAssembly.Imports): WebAssembly.Instance {
    if (!WebAssembly.Module.imports(module).some((each) => each.module === meterModuleName)) {
      return new WebAssembly.Instance(module, imports);
    }
    const metered: MeteredModule = { granted: 0, left: undefined, refused: undefined };
    this.#modules.push(metered);
    const tick = (left: number) => this.#tick(metered, left);
    const instance = new WebAssembly.Instance(module, { ...imports, [meterModuleName]: { [tickName]: tick } });
    metered.left = instance.exports[fuelName] as WebAssembly.Global<'i32'>;
    metered.refused = instance.exports[refusedName] as WebAssembly.Global<'i64'>;
    return instance;
  }

  /** @returns what the module has from now on; below 0: it stops by a trap */
  #tick(module: MeteredModule, left: number): number {
    this.#burnt += module.granted - left;
    module.granted = 0;
    if (this.#stopped === undefined && this.#told()) this.#stopped = 'told';
    // near the end nobody else keeps what this module may need, so that it ends at the same place however much each is given
    if (this.#allowed - this.#burnt < quantum * this.#modules.length) {
      for (const other of this.#modules) if (other !== module) this.#settle(other);
    }
    if (this.#burnt > this.#allowed) this.#stopped ??= 'fuel';
    if (this.#stopped !== undefined) return -1;
    module.granted = Math.min(quantum, this.#allowed - this.#burnt);
    return module.granted;
  }

  /** Takes back what a module has. */
  #settle(module: MeteredModule): void {
    const { left, granted } = module;
    if (left === undefined || granted === 0) return;
    this.#burnt += granted - left.value;
    module.granted = 0;
    left.value = 0;
  }
}

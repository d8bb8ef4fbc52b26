import {
  type ComponentReport,
  type ComputeRequest,
  type ComputeResponse,
  type ExecutorGrants,
  type ExecutorLimits,
  inspectComponent,
  loadComponent,
  type Operation,
} from 'polyray';
import { type DemoRuntime, startRuntime } from '../shared/start-runtime.ts';

/** What somebody brought. */
export interface Brought {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What holds while it runs. */
export interface RunLimits {
  readonly memoryBytes: number;
  readonly timeoutMs: number;
  /** Infinity: as much as it has time for. */
  readonly fuel: number;
}

/** Longer than any component takes that is as large as a page can hold. */
const inspectMs = 60_000;
/** Of one answer: it is read in the page's thread. */
const responseBytes = 2 ** 24;
/** Under this name, whatever it calls itself. */
const visitor = 'visitor';

/** Looks into components and runs them: each in a worker, under limits, and metered, since nobody trusts it. */
export class ComponentHost {
  #ray: Promise<DemoRuntime> | undefined;
  /** What is registered now: a component under the limits that need a fresh one. */
  #present: string | undefined;

  /** @throws {Error} only where a component could not be looked into at all */
  inspect({ bytes }: Brought, grants: ExecutorGrants): Promise<ComponentReport> {
    return inspectComponent(bytes, { grants, timeoutMs: inspectMs });
  }

  /**
   * Runs one operation, on the instance of the call before if neither the component nor its limits have changed: models, for
   * one, live in instances.
   *
   * @throws {PolyrayError} what loading and running throw
   */
  async run(
    component: Brought & { readonly sha256: string },
    grants: ExecutorGrants,
    { memoryBytes, timeoutMs, fuel }: RunLimits,
    request: ComputeRequest,
    signal: AbortSignal,
  ): Promise<ComputeResponse> {
    // tried again by the next call where it fails
    this.#ray ??= startRuntime({ numWorkers: 1 }).catch((error) => {
      this.#ray = undefined;
      throw error;
    });
    const ray = await this.#ray;
    const metering = fuel === Number.POSITIVE_INFINITY ? {} : { fuel };
    const limits: ExecutorLimits = { memoryBytes, responseBytes, stop: 'meter', instances: 1, ...metering };
    const wanted = JSON.stringify([component.sha256, grants, limits]);
    if (this.#present !== wanted) {
      if (this.#present !== undefined) await ray.executors.unload(visitor, { graceMs: 0 });
      this.#present = undefined;
      const made = await loadComponent(component.bytes, { grants, timeoutMs: inspectMs });
      await ray.executors.load(made, { name: visitor, limits });
      this.#present = wanted;
    }
    return ray.executors.get(visitor as never).execute(request as never, { timeoutMs, signal }) as Promise<ComputeResponse>;
  }

  async close(): Promise<void> {
    const ray = await this.#ray?.catch(() => undefined);
    await ray?.shutdown();
  }
}

export type { ComponentReport, Operation };

import type { CoreWorker } from '../task/core-worker.ts';
import { askHub } from './ask-hub.ts';
import type { Counter, Gauge, Histogram, Labels, Metrics, MetricsSnapshot } from './metrics.ts';
import { Registry } from './registry.ts';

/** The figures of a runtime, whose names begin with `polyray_`, and such as the program adds. */
export class RuntimeMetrics implements Metrics {
  readonly #own = new Registry();
  readonly #core: () => CoreWorker;

  /** @internal */
  constructor(core: () => CoreWorker) {
    this.#core = core;
  }

  counter(name: string, labels?: Labels): Counter {
    return this.#own.counter(free(name), labels);
  }

  gauge(name: string, labels?: Labels): Gauge {
    return this.#own.gauge(free(name), labels);
  }

  histogram(name: string, labels?: Labels): Histogram {
    return this.#own.histogram(free(name), labels);
  }

  /** All of them now; of the runtime's there are none where `init` was told not to observe. @throws {ShutdownError} */
  async snapshot(): Promise<MetricsSnapshot> {
    const given = (await askHub(this.#core(), 'metrics')) as MetricsSnapshot | undefined;
    const own = this.#own.snapshot();
    if (given === undefined) return own;
    return {
      counters: [...given.counters, ...own.counters],
      gauges: [...given.gauges, ...own.gauges],
      histograms: [...given.histograms, ...own.histograms],
    };
  }

  /** The same in the text form that Prometheus reads. @throws {ShutdownError} */
  async text(): Promise<string> {
    const { expositionText } = await import('./exposition-text.ts');
    return expositionText(await this.snapshot());
  }
}

function free(name: string): string {
  if (name.startsWith('polyray_')) throw new TypeError(`A metric of the program cannot be called "${name}": polyray_ is the runtime's`);
  return name;
}

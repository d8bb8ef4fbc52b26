import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Api } from '../../runtime/index.ts';
import type { Tally } from './tally.ts';

/** How often it looks. */
const lookMs = 1000;
/** How long the dump may take. */
const dumpMs = 5000;

/** Ends the process, with what is known, when nothing has moved for some time: also when its first thread stands still. */
export class Watchdog {
  readonly #ray: Pick<Api, 'state'>;
  readonly #tally: Tally;
  readonly #quietMs: number;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #pulse = new Int32Array(new SharedArrayBuffer(4));
  readonly #second: Worker;
  #moves = -1;
  #sinceMs = performance.now();

  constructor(ray: Pick<Api, 'state'>, tally: Tally, quietMs = 30_000) {
    this.#ray = ray;
    this.#tally = tally;
    this.#quietMs = quietMs;
    this.#timer = setInterval(() => this.#look(), lookMs);
    // a thread that is blocked cannot look at itself
    const program = `const { workerData: { pulse, quietMs } } = require('node:worker_threads');
      let last = -1;
      setInterval(() => {
        const now = Atomics.load(pulse, 0);
        if (now === last) {
          require('node:fs').writeSync(2, 'the first thread stands still\\n');
          process.kill(process.pid, 'SIGABRT');
        }
        last = now;
      }, quietMs);`;
    this.#second = new Worker(program, { eval: true, name: 'watchdog', workerData: { pulse: this.#pulse, quietMs } });
    this.#second.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#second.terminate();
  }

  #look(): void {
    Atomics.add(this.#pulse, 0, 1);
    const now = performance.now();
    if (this.#tally.moves !== this.#moves) {
      this.#moves = this.#tally.moves;
      this.#sinceMs = now;
    } else if (now - this.#sinceMs > this.#quietMs) {
      clearInterval(this.#timer);
      void this.#bark(now);
    }
  }

  async #bark(now: number): Promise<void> {
    const say = (text: string) => writeSync(2, `${text}\n`);
    say(`nothing moved for ${this.#quietMs} ms; waited for:`);
    for (const { what, sinceMs } of this.#tally.pending.values()) say(`  ${what}, since ${Math.round(now - sinceMs)} ms`);
    const late = setTimeout(() => {
      say('the coordinator does not answer');
      process.exit(1);
    }, dumpMs);
    say(await dump(this.#ray));
    clearTimeout(late);
    process.exit(1);
  }
}

/** What the coordinator knows, as text. */
export async function dump({ state }: Pick<Api, 'state'>): Promise<string> {
  const limit = 40;
  const tables = {
    summary: await state.summary(),
    tasks: await state.listTasks({ limit }),
    actors: await state.listActors({ limit }),
    workers: await state.listWorkers({ limit }),
    objects: await state.listObjects({ limit }),
  };
  return Object.entries(tables)
    .map(
      ([name, table]) =>
        `${name}:\n${[table]
          .flat()
          .map((row) => `  ${JSON.stringify(row)}`)
          .join('\n')}`,
    )
    .join('\n');
}

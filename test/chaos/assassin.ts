import { Random } from '../../runtime/coordinator/simulator/random.ts';
import { spawnModule } from '../../runtime/platform/node-family.ts';
import type { Platform, Thread } from '../../runtime/platform/platform.ts';
import type { SideChannel } from './side-channel.ts';

/** How often it looks whether it is to end all. */
const lookMs = 20;

/** A pool, or an actor, whose workers die so often before they are up is broken, and is meant to be. */
const bootLimit = 3;
/** What a worker says when it takes tasks. */
export const up = 'up';

interface Target {
  readonly thread: Pick<Thread<never, never>, 'terminate'>;
  readonly name: string;
  isUp: boolean;
}

/** Ends workers from outside, at random moments, as a platform whose threads just go: the runtime is not told. */
export class Assassin {
  readonly #platform: Platform;
  readonly #channel: SideChannel;
  readonly #random: Random;
  readonly #targets = new Set<Target>();
  readonly #timer: ReturnType<typeof setInterval>;
  #nextMs: number;
  /** Victims that had not come up, by name. */
  readonly #early = new Map<string, number>();

  constructor(platform: Platform, channel: SideChannel) {
    this.#platform = platform;
    this.#channel = channel;
    this.#random = new Random(channel.orders.seed);
    this.#nextMs = performance.now() + this.#delay();
    this.#timer = setInterval(() => this.#look(), lookMs);
    this.#timer.unref();
  }

  /** The same platform, its threads watched. */
  get platform(): Platform {
    return { ...this.#platform, spawn: (_, name) => this.#spawn(name) };
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #spawn<Out, In>(name: string): Thread<Out, In> {
    const thread = spawnModule<Out, In>(new URL('./chaos-worker.ts', import.meta.url), name);
    if (name === 'polyray coordinator') return thread;
    const target: Target = { thread, name, isUp: false };
    this.#targets.add(target);
    let onMessage: (message: In) => void = () => {};
    let onExit: (reason: Error | undefined) => void = () => {};
    thread.onMessage = (message) => {
      if (message === up) target.isUp = true;
      else onMessage(message);
    };
    thread.onExit = (reason) => {
      this.#targets.delete(target);
      onExit(reason);
    };
    return {
      post: thread.post,
      hold: thread.hold,
      terminate: thread.terminate,
      set onMessage(handle: (message: In) => void) {
        onMessage = handle;
      },
      set onExit(handle: (reason: Error | undefined) => void) {
        onExit = handle;
      },
    };
  }

  #look(): void {
    if (this.#targets.size === 0) return;
    if (this.#channel.takeEndAll()) for (const target of this.#targets) void target.thread.terminate();
    const now = performance.now();
    if (now < this.#nextMs) return;
    this.#nextMs = now + this.#delay();
    if (this.#channel.paused) return;
    const target = this.#random.pick([...this.#targets]);
    if (!target.isUp && target.name === 'polyray spare') return; // whose it is going to be is not known
    if (!target.isUp) {
      const early = (this.#early.get(target.name) ?? 0) + 1;
      if (early === bootLimit) return;
      this.#early.set(target.name, early);
    }
    this.#channel.countDeath('terminated');
    void target.thread.terminate();
  }

  #delay(): number {
    return 2 * this.#random.next() * this.#channel.orders.meanMs;
  }
}

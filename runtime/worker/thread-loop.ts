import type { Port } from '../platform/platform.ts';
import type { Bell } from '../transport/bell.ts';

/** How long a thread with nothing to do keeps its event loop waiting. Then console, timers and finalizers get theirs. */
const restMs = 20;
/** How long it works on without letting the event loop turn. */
const stretchMs = 50;

export interface ThreadLoopOptions {
  readonly bell: Bell;
  readonly port: Pick<Port<unknown, unknown>, 'mayBlock' | 'yield'>;
  /** There is something to take in. */
  readonly pending: () => boolean;
  /** Takes in and does what there is. */
  readonly turn: () => void;
  /** Others nudge it for what need not be taken at once: it looks by itself soon. */
  readonly looks?: boolean;
  /** Nothing here waits for the event loop. */
  readonly idle: () => boolean;
}

/**
 * Runs a thread: while work comes it sleeps by blocking, which wakes fastest; when code here waits for the event loop, or
 * nothing came for a while, it listens from there.
 */
export function runThread({ bell, port, pending, turn, idle, looks = false }: ThreadLoopOptions): void {
  let stop: (() => void) | undefined;
  const listen = () => {
    stop ??= bell.listen(pending, work);
  };
  const work = () => {
    turn();
    if (!port.mayBlock || !idle()) {
      listen();
      return;
    }
    stop?.();
    stop = undefined;
    const began = performance.now();
    do {
      if (performance.now() - began > stretchMs) {
        port.yield(work);
        return;
      }
      if (!bell.wait(pending, restMs, { looks })) {
        listen();
        return;
      }
      turn();
    } while (idle());
    listen();
  };
  work();
}

import { setTimeout as delay } from 'node:timers/promises';
import { TaskTimeoutError } from '../../errors.ts';
import { InterruptedError } from './exit.ts';

/** What was told to stop may take so long to leave nothing half done. */
const graceMs = 4000;

/**
 * Runs the work of a command until it is done, or Ctrl-C, SIGTERM or the clock stops it. A second Ctrl-C ends the process
 * at once.
 *
 * @param what "Pipeline "x"", for the message
 * @param work hears by the signal that it shall stop
 * @throws {InterruptedError | TaskTimeoutError} when stopped, and whatever `work` throws
 */
export async function runUntilStopped(
  what: string,
  timeoutMs: number | undefined,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(new InterruptedError(signal)));
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => stop.abort(new TaskTimeoutError(what, timeoutMs)), timeoutMs);
  const stopped = Promise.withResolvers<never>();
  stop.signal.addEventListener('abort', () => stopped.reject(stop.signal.reason), { once: true });
  const running = work(stop.signal);
  try {
    await Promise.race([running, stopped.promise]);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    await Promise.race([running.catch(() => {}), delay(graceMs, undefined, { ref: false })]);
    throw stop.signal.reason;
  } finally {
    clearTimeout(timer);
  }
}

import { type BreakerSpec, driver, type Failure } from './events.ts';
import type { Breaker, Pool, State, Task } from './state.ts';

export function makeBreaker(spec: BreakerSpec | undefined): Breaker | undefined {
  return spec && { spec, strikes: 0, opened: 0, openUntil: undefined, probe: undefined, why: '' };
}

/** Why a task is not taken at present. One that is taken while it is half open is the probe. */
export function refusedByBreaker(state: State, task: Task): Failure | undefined {
  const { breaker } = task.pool;
  if (breaker?.openUntil === undefined) return undefined;
  if (state.now >= breaker.openUntil && breaker.probe === undefined) {
    breaker.probe = task;
    tell(state, task.pool, 'half-open');
    return undefined;
  }
  return unavailable(state, task.pool, breaker);
}

/** A worker ended by itself, or never started. @returns what the pool's tasks fail with, if that opens it */
export function strike(state: State, pool: Pool, why: string): Failure | undefined {
  const { breaker } = pool;
  if (breaker === undefined) return undefined;
  const { crashes, backoffMs, maxBackoffMs } = breaker.spec;
  breaker.strikes++;
  breaker.why = why;
  if (breaker.strikes < crashes && breaker.openUntil === undefined) return undefined;
  if (breaker.openUntil !== undefined && state.now < breaker.openUntil) return undefined; // one of those that began before
  breaker.openUntil = state.now + Math.min(maxBackoffMs, backoffMs * 2 ** breaker.opened++);
  breaker.probe = undefined;
  tell(state, pool, 'open');
  return unavailable(state, pool, breaker);
}

/** A worker answered: whatever it said, it is there. */
export function relieve(state: State, pool: Pool): void {
  const { breaker } = pool;
  if (breaker === undefined || (breaker.strikes === 0 && breaker.openUntil === undefined)) return;
  const { openUntil } = breaker;
  breaker.strikes = 0;
  breaker.opened = 0;
  breaker.openUntil = undefined;
  breaker.probe = undefined;
  if (openUntil !== undefined) tell(state, pool, 'closed');
}

function tell({ actions, now }: State, { spec, breaker }: Pool, state: 'open' | 'half-open' | 'closed'): void {
  const { openUntil = now, why } = breaker!;
  const { name: executor, version = '' } = spec;
  const more = state === 'open' ? { retryInMs: Math.max(0, Math.ceil(openUntil - now)), why } : { retryInMs: 0, why: '' };
  actions.push({ type: 'circuit', client: driver, executor, version, state, ...more });
}

/** A task is over that may have been the probe: without an answer, another one may try. */
export function excuse(task: Task): void {
  const { breaker } = task.pool;
  if (breaker?.probe === task) breaker.probe = undefined;
}

function unavailable({ now }: State, { spec }: Pool, { openUntil, why }: Breaker): Failure {
  const timeoutMs = Math.max(0, Math.ceil(openUntil! - now));
  const when = timeoutMs === 0 ? 'it is being tried again' : `it is tried again in ${timeoutMs} ms`;
  const message = `Cannot use executor "${spec.name}": its workers crash one after the other, the last since ${why}; ${when}`;
  return { kind: 'unavailable', message, timeoutMs };
}

import { retire } from './actors.ts';
import type { Event } from './events.ts';
import { instances } from './pools.ts';
import type { Client, State } from './state.ts';

/** Lets a pool end when what it has is done. One that is not there has ended. */
export function drain(state: State, client: Client, { pool: id, request, reason }: Event & { readonly type: 'drain' }): void {
  const pool = state.pools.get(id);
  if (pool === undefined || pool.drain !== undefined) {
    state.actions.push({ type: 'drained', client: client.id, request, pool: id });
    return;
  }
  pool.drain = { reason, client: client.id, request };
  for (const actor of instances(state, id)) retire(state, actor, reason.message);
  state.mark(pool);
}

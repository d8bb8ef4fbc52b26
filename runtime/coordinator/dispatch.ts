import { pay } from './attempts.ts';
import type { Value } from './events.ts';
import { absent, present } from './objects.ts';
import type { Attempt, Block, State, Task, Worker } from './state.ts';
import type { Store } from './store.ts';
import { fail, move, noBlocks } from './tasks.ts';

const noValues: readonly Value[] = [];

/**
 * The values of a task's arguments, whose memory stays from now on. Undefined when some of it must be read back from
 * disk first, or is lost: then the task has left the queue.
 */
export function argumentsOf(state: State, store: Store, task: Task): readonly Value[] | undefined {
  const { args, entry, pool } = task;
  if (args.length === 0) return noValues;
  const values = args.map(present);
  const broken = values.find((value) => value.kind === 'error');
  if (broken?.kind === 'error') {
    // an actor's creation fails with its pool, which is not for here
    if (entry === undefined) state.doomed.add({ task, failure: broken.error });
    else fail(state, store, task, broken.error);
    return undefined;
  }
  if (task.blocks === noBlocks) task.blocks = pinned(store, args);
  task.missing = 0;
  for (const arg of args) {
    if (!absent(arg)) continue;
    task.missing++;
    store.fetch(arg.block!, task);
  }
  if (task.missing === 0) return values;
  if (entry === undefined) task.state = 'restoring';
  else {
    move(task, 'restoring');
    pool.lanes.refresh(task.lane);
  }
  return undefined;
}

function pinned(store: Store, args: Task['args']): readonly Block[] {
  const blocks = args.flatMap(({ block }) => block ?? []);
  for (const block of blocks) store.pin(block);
  return blocks.length === 0 ? noBlocks : blocks;
}

/** @param inline On top of the task that waits in the worker. */
export function dispatch(state: State, store: Store, worker: Worker, task: Task, args: readonly Value[], inline: boolean): void {
  task.pins++;
  const attempt: Attempt = {
    task,
    worker,
    number: ++task.attempts,
    blocks: task.blocks,
    started: false,
    sinceMs: state.now,
    recalled: false,
    holds: 'nothing',
    awaits: undefined,
    stop: undefined,
  };
  task.attempt = attempt;
  task.blocks = noBlocks;
  pay(state, attempt, 'all');
  worker.attempts.set(task.spec.id, attempt);
  if (inline) worker.top = attempt;
  // what is not copied out may be looked at for longer than the task runs
  for (const { block } of task.args) if (block !== undefined && !block.slab) store.lease(worker, block);
  state.actions.push({ type: 'dispatch', worker: worker.id, task: task.spec, attempt: attempt.number, args, inline, claim: undefined });
}

import type { Entry, Pool, Reader, Task } from './state.ts';

/** A queued task of this pool that the readers wait for, however indirectly: safe to run on top of whoever waits. */
export function awaited(readers: readonly Reader[], pool: Pool): Task | undefined {
  const seen = new Set<Task>();
  const todo: Task[] = [];
  const add = (reader: Reader): void => {
    for (const { task } of awaitedBy(reader)) if (task !== undefined) todo.push(task);
  };
  readers.forEach(add);
  for (let task = todo.pop(); task !== undefined; task = todo.pop()) {
    if (seen.has(task)) continue;
    seen.add(task);
    // an actor begins the calls of one caller in their order
    const first = pool.actor === undefined || pool.lanes.first(task.lane) === task;
    if (task.state === 'queued' && task.pool === pool && first) return task;
    task.attempt?.awaits?.forEach(add);
    if (task.missing > 0) for (const arg of task.args) if (arg.task !== undefined) todo.push(arg.task);
    if (task.pool.actor === undefined || task.entry === undefined) continue;
    // a call stands behind the earlier calls of its caller, and behind everything that its actor has begun
    const ahead = task.pool.lanes.first(task.lane);
    if (ahead !== undefined && task.attempt === undefined) todo.push(ahead);
    const { create } = task.pool.actor;
    if (create !== undefined) todo.push(create);
    for (const worker of task.pool.workers) for (const { awaits } of worker.attempts.values()) awaits?.forEach(add);
  }
  return undefined;
}

/** Any of these may be what the reader waits for. */
export function awaitedBy({ entry, entries }: Reader): readonly Entry[] {
  return entry === undefined ? entries : [entry];
}

/** One change that breaks the machine. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** Each text must be there once; it becomes the other. */
  readonly edits: readonly (readonly [from: string, to: string])[];
}

function mutant(name: string, file: string, from: string, to: string): Mutant {
  return { name, file, edits: [[from, to]] };
}

/** What the simulator is to notice. */
export const mutants: readonly Mutant[] = [
  mutant('arguments are let go when a task is cancelled, not when its attempt ends', 'dispatch.ts', 'task.pins++;', 'task.pins += 0;'),
  mutant('completions of older attempts count', 'coordinator.ts', 'attempt.number !== event.attempt', 'false'),
  mutant(
    'an answer does not grant what it mentions',
    'waiting.ts',
    'for (const id of value.refs) grant(client, state.entries.get(id)!);',
    '',
  ),
  mutant('an answer does not lease its memory', 'waiting.ts', 'if (entry.block !== undefined) store.lease(client, entry.block);', ''),
  mutant('a task does not lease its buffers', 'dispatch.ts', 'if (block !== undefined && !block.slab) store.lease(worker, block);', ''),
  mutant(
    'a task does not pin its slabs',
    'dispatch.ts',
    'for (const block of blocks) store.pin(block);',
    'if (blocks.length > 0) return noBlocks;',
  ),
  mutant(
    'what was sent along with a recalled task stays leased',
    'outcomes.ts',
    'store.unlease(attempt.worker, block.id, 1);',
    'continue;',
  ),
  mutant('a pool that is to end takes tasks', 'tasks.ts', 'pool.drain?.reason', 'undefined'),
  mutant('handles of a dead worker stay', 'deaths.ts', 'release(state, state.entries.get(id)!, count);', 'continue;'),
  mutant('what a dead worker read stays', 'deaths.ts', 'store.abandon(worker);', ''),
  mutant('where a dead worker wrote stays', 'deaths.ts', 'else store.takeBack(worker);', ''),
  mutant('where a worker wrote is given away while it lingers', 'deaths.ts', 'if (lingers === true)', 'if (lingers === null)'),
  mutant('where a worker wrote that lingered stays', 'deaths.ts', 'store.takeBack(client);', ''),
  mutant('questions of a dead worker stay', 'deaths.ts', '      close(state, request);', ''),
  mutant(
    'a reserved object of a dead worker never comes',
    'deaths.ts',
    'for (const entry of worker.reserved) {',
    'for (const entry of []) {',
  ),
  mutant(
    'what a dead worker had not begun costs a retry',
    'deaths.ts',
    'if (!begun || (!gone && charge(task)))',
    'if (!gone && charge(task))',
  ),
  mutant('what a dead worker had begun begins again for free', 'deaths.ts', 'if (!begun || (!gone && charge(task)))', 'if (!gone)'),
  mutant('restarts cost nothing', 'deaths.ts', 'actor.restarts--;', ''),
  mutant(
    'a blocked worker runs nothing on top',
    'schedule.ts',
    "else if (waits === 'block' && spec.exclusive !== true) runInline(state, store, pool);",
    '',
  ),
  mutant('a blocked worker runs only what it awaits itself', 'awaited.ts', 'task.attempt?.awaits?.forEach(add);', ''),
  mutant('what stands behind a blocked task stays there', 'attempts.ts', 'recall(state, other);', 'continue;'),
  mutant(
    'the processor is held while a task waits',
    'attempts.ts',
    "  pay(state, attempt, 'all but CPU');\n  const { worker } = attempt;",
    '  const { worker } = attempt;',
  ),
  mutant('one answer of several resumes a task', 'attempts.ts', 'if (awaits.length > 0) return;', 'if (awaits.length > 1) return;'),
  mutant('a value does not keep what it mentions', 'objects.ts', 'mentioned(state, id).refs++;', 'mentioned(state, id);'),
  mutant('a value that moved is read where it was', 'objects.ts', 'if (value.block === block.id && value.memory', 'if (value.memory'),
  mutant('a task that comes back stands last', 'tasks.ts', 'pool.lanes.restore(task.lane, task);', 'pool.lanes.push(task.lane, task);'),
  mutant('a task starts with an argument that was deleted', 'dispatch.ts', "if (broken?.kind === 'error') {", 'if (broken === null) {'),
  mutant(
    'calls wait for their arguments outside of their order',
    'tasks.ts',
    'pool.actor !== undefined) pool.lanes.push(task.lane, task);',
    'false) pool.lanes.push(task.lane, task);',
  ),
  mutant('a call that failed keeps the next ones waiting', 'tasks.ts', 'if (standing) pool.lanes.refresh(task.lane);', ''),
  mutant('nobody looks for tasks that wait for each other', 'liveness.ts', 'if (!unlock(state)) return;', 'return;'),
  mutant('memory is freed while its writer is at it', 'store.ts', 'block.owner === undefined && block.pins === 0', 'block.pins === 0'),
  mutant(
    'memory goes to disk while it is read',
    'store.ts',
    'if (ok && block.live > 0 && block.leases === 0 && block.pins === 0)',
    'if (ok && block.live > 0)',
  ),
  mutant('memory that could not be written to disk is given away', 'store.ts', 'if (ok && block.live > 0', 'if (block.live > 0'),
  mutant(
    'objects that are on their way are not waited for',
    'store.ts',
    'block.expected = objects ?? (block.slab ? 0 : 1);',
    'block.expected = 0;',
  ),
  mutant(
    'a late result keeps its memory',
    'outcomes.ts',
    "if (task.state === 'done') for (const value of values) store.discard(value);",
    "if (task.state === 'done') void values;",
  ),
  mutant('whoever takes an item has no handle on it', 'waiting.ts', 'grant(client, item);', ''),
  mutant('a stream keeps what was taken', 'waiting.ts', 'release(state, item);', ''),
  mutant('an attempt makes items a second time', 'outcomes.ts', 'index !== stream.count) {', 'false) {'),
  mutant(
    'a dropped stream goes on',
    'outcomes.ts',
    'if (stream !== undefined && task !== undefined) cancel(state, store, task, false);',
    '',
  ),
  mutant('a wait is answered one too early', 'waiting.ts', 'if (--reader.missing > 0) return;', 'if (--reader.missing > 1) return;'),
  mutant(
    'a wait that is given up is not answered',
    'waiting.ts',
    "  close(state, reader);\n  if (reader.kind === 'wait') settle(state, reader.client, reader.request, reader.ids);\n}",
    '  close(state, reader);\n}',
  ),
  mutant('held submitters are forgotten', 'schedule.ts', 'while (pool.held.length > 0 && hasRoom(pool)) {', 'while (false) {'),
  mutant('an actor ends before its calls are done', 'actors.ts', 'unwanted && unfinished === 0', 'unwanted'),
  mutant('an actor takes calls before its constructor has run', 'pools.ts', '(!created || !ordered(worker))', '!ordered(worker)'),
  mutant(
    'calls overtake those that are on their way back',
    'pools.ts',
    'return [...attempts.values()].every(({ started, recalled }) => started || !recalled);',
    'return true;',
  ),
  mutant('an actor begins any number of calls on top', 'schedule.ts', 'worker.stack.length >= depthOf(pool)', 'worker.stack.length > 9'),
  mutant('resources of an actor stay taken when it dies', 'deaths.ts', 'hold(state, pool, false);', ''),
  mutant('tasks are not queued in order', 'lanes.ts', 'this.#items.push(item);', 'this.#items.splice(this.#head, 0, item);'),
  mutant(
    'slabs are given out twice',
    'segments.ts',
    'const slab = segment.free.pop()!;',
    'const slab = segment.free.at(-1)!;\n    if (Math.abs(segment.memory % 3) !== 0) segment.free.pop();',
  ),
  mutant(
    'a segment goes while it is in use',
    'segments.ts',
    'if (segment.free.length < this.#slabs) return;',
    'if (segment.free.length < this.#slabs - 1) return;',
  ),
  mutant(
    'a task that asks again under another one waits twice',
    'attempts.ts',
    "pool.waits === 'block' && !worker.stack.includes(attempt)",
    "pool.waits === 'block'",
  ),
  mutant(
    'only the first of several questions may be run on top',
    'attempts.ts',
    '  for (const pool of state.blocked.keys()) state.mark(pool);\n',
    '',
  ),
  mutant(
    'what the one on top keeps from being run is taken for stuck',
    'liveness.ts',
    'if (stack.length > 0 && moves((top ?? stack.at(-1)!).task)) return true;',
    '',
  ),
  mutant('one that began before it could be recalled is never stuck', 'liveness.ts', '(recalled && !started)', 'recalled'),
  mutant('a cancelled task that waits is never stuck', 'liveness.ts', "if (task.state === 'done') yield task;", 'void task;'),
  mutant(
    'a call behind one that waits is never stuck',
    'liveness.ts',
    'if (pool.actor !== undefined && ahead !== task && !moves(ahead)) return false;',
    '',
  ),
  mutant(
    'an actor whose argument cannot be read back goes on as if nothing were',
    'actors.ts',
    'if (task.entry !== undefined) fail(state, store, task, failure);',
    'if (task.state !== undefined) fail(state, store, task, failure);',
  ),
  mutant(
    'who waits for an object that is deleted is not told',
    'store.ts',
    'if (block.waiters.length > 0) this.#tell(block, undefined);',
    '',
  ),
  mutant(
    'only what runs on top keeps the rest from being stuck',
    'liveness.ts',
    'if (stack.length > 0 && moves((top ?? stack.at(-1)!).task)) return true;',
    'if (stack.length > 0 && top !== undefined && moves(top.task)) return true;',
  ),
];

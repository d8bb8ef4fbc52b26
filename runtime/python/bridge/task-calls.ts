import type { Id } from '../../coordinator/events.ts';
import type { TaskRequest } from '../../task/core-worker.ts';
import type { TaskPools } from '../../task/runtime.ts';
import type { PyProxy } from '../interpreter-module.ts';
import { argumentsOf } from './arguments-of.ts';
import type { BridgeParts } from './bridge-parts.ts';
import { fromJson } from './from-json.ts';

/** Tasks, and waiting for what they make. */
export function taskCalls({ core, pools, transfer, standing }: BridgeParts) {
  /** What Python asks for with a task, once per function and its options. */
  const requests: TaskRequest[] = [];
  /** Cancels a task, and what it has submitted by now. */
  const cancel = (id: Id, force: boolean, recursive: boolean): void => {
    const found = new Set([id]);
    if (recursive) {
      for (const parent of found) {
        for (const row of standing.inspect({ table: 'tasks', where: { parentTaskId: parent } })) found.add(Number(row['taskId']));
      }
    }
    for (const one of found) core.channel.send({ type: 'cancel', id: one, force });
    core.channel.flush();
  };
  return {
    request: (json: string): number => requests.push(fromJson(json) as TaskRequest) - 1,
    define: (name: string, size: number, large: PyProxy | undefined): Id =>
      transfer.with(size, large, (value) => {
        const data = core.reader.codec.encode(value, name).toBytes();
        return core.define({ kind: 'pickle', name, data });
      }),
    submit: (request: number, size: number, large: PyProxy | undefined, ...deps: Id[]): Id =>
      transfer.with(size, large, (value) => {
        const task = core.specifyPlaced(requests[request]!, argumentsOf(value, deps.length), deps);
        core.submit(task);
        core.channel.show(); // Python may now compute for as long as it likes
        return task.id;
      }),
    cancel,
    pool: (name: keyof TaskPools): Id => pools[name],
    wait: (numbers: PyProxy, count: number, timeoutMs: number): readonly Id[] | undefined => {
      const ids = transfer.numbers(numbers);
      const { request, task, answer } = standing.question();
      core.channel.send({ type: 'wait', request, ids, count, task });
      if (!standing.until(answer, timeoutMs < 0 ? undefined : timeoutMs)) {
        core.channel.send({ type: 'forget', request });
        standing.until(answer);
      }
      const action = answer();
      if (action?.type === 'settled') return action.ids;
      standing.note(action);
      return undefined;
    },
  };
}

import type { Id } from '../../coordinator/events.ts';
import type { Inspection, Row } from '../../coordinator/inspection.ts';
import { ObjectID } from '../../id/object-id.ts';
import { makeTimeline } from '../../metrics/make-timeline.ts';
import type { Recording } from '../../metrics/recording.ts';
import { currentRuntime } from '../../task/runtime.ts';
import type { BridgeParts } from './bridge-parts.ts';
import { fromJson } from './from-json.ts';

/** The columns of tables that hold numbers inside a runtime. */
const idColumns = new Set(['taskId', 'parentTaskId', 'objectId', 'actorId']);

/** The task that the present code belongs to, for `get_runtime_context`. */
interface Present {
  readonly task: Id | undefined;
  readonly name: string | undefined;
  /** As JSON. */
  readonly resources: string | undefined;
  readonly attempt: number | undefined;
  readonly actor: Id | undefined;
  readonly worker: number;
}

/** What there is, and where the code runs. */
export function stateCalls({ core, pools, standing }: BridgeParts) {
  /** With ids as digits. */
  const named = (row: Row): Row => {
    const name = ([column, cell]: [string, Row[string]]) =>
      [column, idColumns.has(column) && typeof cell === 'number' ? core.objectId(cell).toHex() : cell] as const;
    return Object.fromEntries(Object.entries(row).map(name));
  };
  return {
    context: (): Present => {
      const { taskId, taskName, resources, actorId, workerId, attempt } = currentRuntime().context;
      const numberOf = (hex: string | undefined) => (hex === undefined ? undefined : core.numberOfId(ObjectID.fromHex(hex)));
      const asked = resources && JSON.stringify(resources);
      return { task: numberOf(taskId), name: taskName, resources: asked, attempt, actor: numberOf(actorId), worker: workerId };
    },
    /** One more handle on something that lives. */
    hold: (id: Id): void => core.channel.send({ type: 'hold', id }),
    /** Rows of a table, as JSON. */
    inspect: (what: string): string => JSON.stringify(standing.inspect(fromJson(what) as Inspection).map((row) => named(row))),
    /** Events of the Trace Event Format, as JSON; undefined where nothing is observed. */
    timeline: (): string | undefined => {
      const { request, answer } = standing.question('thread');
      core.channel.send({ type: 'observe', request, what: 'recording' });
      standing.until(answer);
      const action = answer();
      if (action?.type !== 'observed' || action.data === undefined) return undefined;
      const { traceEvents } = makeTimeline(action.data as Recording, (id) => core.objectId(id).toHex());
      return JSON.stringify(traceEvents);
    },

    /** Interpreters for tasks while nothing waits, and as many CPUs. */
    resize: (size: number): void => core.channel.send({ type: 'resize', pool: pools.python, size }),
  };
}

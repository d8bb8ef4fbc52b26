/**
 * Where structured events go; pino satisfies it. `fields.event` names the event. At level `debug`, except where another
 * is given:
 *
 *  - at level `info` `executor-loaded`: with `executor`, `version`, `trust` and `grants`, a list of words;
 *  - `worker-started`, `worker-stopped`, and at level `warn` `worker-crashed`: with `pool` (its name), `worker`, and the
 *    `reason` why it ended by itself; `worker-crash-cause`, with the `stack` of an error behind that, such as of an interpreter's
 *    own code; at level `warn` `worker-refused`, when the system gave no thread;
 *  - at level `error` `coordinator-failed`, with `message` and `stack`: a mistake of the runtime's own, which ends it;
 *  - `task-retried`, `task-failed`: with `kind` (task, actor, executor), `pool`, `name`, `task` (its id), the `attempt`,
 *    and the `reason`: `task` (its own code threw), `crashed`, `cancelled`, `timeout` and so on; `task-failed` has a
 *    `message` as well, unless an executor said it. One that never began may be told of late; none are told of with `init({ observe: false })`;
 *  - `job-failed`: with `executor`, and `error`, its name;
 *  - `request`, at level `info` where it failed: a call of an executor, when its worker is through with it, with `request` (its
 *    `taskId`), `executor`, `version`, `operation`, `durationMs`, `requestBytes`, `responseBytes`, and `outcome`: `completed`, or
 *    the error's name. Never what was in it. What had to be ended tells `task-failed`;
 *  - at level `info`, of executors that come and go, every `ExecutorEvent`; at level `warn` `replacement-failed`,
 *    `circuit-opened`, and `executor-health` of one that is not healthy;
 *  - at level `info` `guest-output`, a `line` that a component with the grant `output` printed: with `executor`, `version`,
 *    `request` (the `taskId` of the call), `stream`; at level `warn` `guest-output-dropped`, with `droppedBytes` of a call
 *    that printed more than it may.
 */
export interface Logger {
  /** Every step. */
  debug(fields: object, message?: string): void;
  /** What an operator may want to know. */
  info(fields: object, message?: string): void;
  /** What went wrong and was put right. */
  warn(fields: object, message?: string): void;
  /** What went wrong. */
  error(fields: object, message?: string): void;
}

/** Says nothing: the library's default. */
export const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

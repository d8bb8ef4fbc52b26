import { actorHandles } from '../actor/actor-handle.ts';
import { Queue } from '../actor/queue.ts';
import type { Action, Id } from '../coordinator/events.ts';
import { PolyrayError } from '../errors.ts';
import { IdSpace } from '../id/id-space.ts';
import { TaskTimes } from '../metrics/task-times.ts';
import type { AsyncContext, Port } from '../platform/platform.ts';
import { pythonHandles } from '../python/python-handles.ts';
import type { PythonStart } from '../python/python-service.ts';
import type { Channel } from '../task/channel.ts';
import { CoreWorker } from '../task/core-worker.ts';
import { registerErrors } from '../task/register-errors.ts';
import { setRuntime } from '../task/runtime.ts';
import type { ExecutorService, GuestLog } from './executor-service.ts';
import type { JoinMessage, MemoryMessage } from './join.ts';
import { LanguageEndedError } from './language.ts';
import { portWire } from './port-wire.ts';
import type { StartMessage } from './protocol.ts';
import type { RequestLog } from './request-log.ts';
import { ringWire } from './ring-wire.ts';
import { briefMs, TaskRunner } from './task-runner.ts';

/** How long a thread works on that hears of nothing, such as that its next task was cancelled, until its event loop turns. */
const deafMs = 20;

/**
 * Makes this thread a worker of a runtime: tasks come in, results go out, until the thread is ended from outside.
 *
 * @returns what takes the messages that follow
 */
export function joinRuntime(
  join: JoinMessage,
  port: Pick<Port<never, MemoryMessage>, 'receive' | 'mayBlock' | 'yield' | 'exit' | 'collectGarbage' | 'loadNow'>,
  context: <T>() => AsyncContext<T>,
): (message: MemoryMessage) => void {
  registerErrors();
  Queue.register();
  const wire = join.wire.kind === 'rings' ? ringWire(join.client, join.wire, port) : portWire(join.client, join.wire);
  const { link } = wire;
  const takeMemory = (message: MemoryMessage) => {
    if (message.kind === 'unmapped') core.reader.memories.removeSegment(message.memory);
    else if (message.segment) core.reader.memories.addSegment(message.memory, message.buffer);
    else core.reader.memories.addBuffer(message.memory, message.buffer);
  };
  const take = (action: Action) => {
    switch (action.type) {
      case 'define':
        runner.define(action.fn, action.definition);
        break;
      case 'dispatch':
        runner.dispatch(action);
        break;
      case 'recall':
        runner.recall(action.task, action.attempt);
        break;
      case 'interrupt':
        runner.interrupt(action);
        break;
      case 'collect':
        collect('all');
        break;
      case 'executors':
        if (action.table.serial > executors.serial) executors = action.table;
        break;
      default:
        if ('request' in action) core.handle(action);
    }
  };
  let finalizing = false;
  const collect = (what: 'all' | 'young') => {
    port.collectGarbage(what);
    if (finalizing) return;
    finalizing = true;
    // what is to be said of what was found is said from the event loop
    port.yield(() =>
      port.yield(() => {
        finalizing = false;
      }),
    );
  };
  let { executors } = join;
  let service: ExecutorService | undefined;
  /** The interpreter can take no further task. */
  let unsound: string | undefined;
  let flushing = false;
  const flush = () => {
    flushing = false;
    link.flush();
  };
  const channel: Channel = {
    send: (event) => {
      link.send(event);
      if (flushing) return;
      flushing = true;
      queueMicrotask(flush);
    },
    flush,
    show: () => link.show(),
    block: (done, { between, patienceMs = Number.POSITIVE_INFINITY } = {}) => {
      const until = performance.now() + patienceMs;
      flush();
      while (!done()) {
        if (!wire.wait(until - performance.now())) return false;
        for (let action = link.receive(); action !== undefined; action = link.receive()) take(action);
        between?.();
        flush();
      }
      return true;
    },
  };
  const core = new CoreWorker({
    client: join.client,
    space: new IdSpace(join.setup.space),
    channel,
    inlineBytes: join.setup.inlineBytes,
    slabBytes: join.setup.slabBytes,
    handles: join.python === undefined ? actorHandles : pythonHandles,
    debug: join.setup.debug,
    currentTask: (): Id | undefined => runner.current,
    onAwait: (task, waits) => runner.awaits(task, waits),
    whileBlocked: join.blocking ? () => runner.beginInline() : undefined,
    pullMemory: () => {
      for (let message = port.receive(); message !== undefined; message = port.receive()) takeMemory(message);
    },
    onLitter: () => collect('young'),
  });
  const runner = new TaskRunner({
    core,
    context: context(),
    actor: join.actor,
    executor:
      join.executor &&
      ((args, { id, name = '', refs }) =>
        join.actor === undefined ? service!.run(args, refs, id) : service!.invoke(id === join.actor.create ? undefined : name, args, id)),
    blocking: join.blocking && join.python === undefined,
    loadNow: port.loadNow,
    yield: port.yield,
    take: wire.take,
    times: join.times && new TaskTimes(join.times),
    resume: () => {
      if (resuming) return;
      resuming = true;
      queueMicrotask(turn);
    },
  });
  let resuming = false;
  let catchingUp = false;
  const catchUp = () => {
    catchingUp = true;
    // messages are handed over between the two
    port.yield(() =>
      port.yield(() => {
        catchingUp = false;
        turn();
      }),
    );
  };
  const turn = () => {
    resuming = false;
    if (catchingUp) return;
    runner.readClock();
    const began = runner.now;
    let flushed = began;
    do {
      for (let action = link.receive(); action !== undefined; action = link.receive()) take(action);
      if (runner.now - flushed < briefMs && runner.goesOnBriefly) {
        link.show(); // should the next task be long after all, the hub finds it when it looks again
        continue;
      }
      flush();
      flushed = runner.now;
      if (!wire.hearsAlways && flushed - began > deafMs) {
        catchUp();
        return;
      }
    } while (!service?.broken && service?.lost === undefined && unsound === undefined && runner.beginNext());
    flush();
    // what it has not begun goes to another
    if (service?.broken) port.exit();
    if (service?.lost !== undefined) throw new PolyrayError(`its instance ended: ${service.lost}`);
    if (unsound !== undefined) throw new LanguageEndedError(`its interpreter had to be replaced: ${unsound}`);
  };
  for (const [memory, buffer] of join.segments) core.reader.memories.addSegment(memory, buffer);
  setRuntime({
    core,
    pools: join.setup.pools,
    get executors() {
      return executors;
    },
    get context() {
      return runner.runtimeContext;
    },
  });
  const start = () => {
    channel.send({ type: 'ready' });
    wire.run(turn, () => runner.idle && core.waiting === 0 && !finalizing);
  };
  // what only some workers need is loaded by them alone
  const loadPython = async (python: PythonStart) => {
    const { PythonService } = await import('../python/python-service.ts');
    const print = (stream: 'stdout' | 'stderr', line: string, ended: boolean) => {
      channel.send({ type: 'print', stream, task: runner.currentName, line, ended });
      channel.flush();
    };
    const onUnsound = ({ message }: { readonly message: string }) => {
      unsound = message;
    };
    const { interruptBuffer, setup } = join;
    const currentName = () => runner.currentName;
    const options = { start: python, core, pools: setup.pools, interruptBuffer, print, currentName, onUnsound };
    runner.language = await PythonService.start(options);
  };
  const loadExecutor = async (executor: StartMessage) => {
    const { ExecutorService } = await import('./executor-service.ts');
    const log: GuestLog = (fields) => {
      const dropped = 'droppedBytes' in fields;
      channel.send({
        type: 'log',
        level: dropped ? 'warn' : 'info',
        fields: { event: dropped ? 'guest-output-dropped' : 'guest-output', ...fields },
      });
      channel.flush(); // should the call be stopped
    };
    const thread = { mayBlock: port.mayBlock, interruptMemory: join.interruptBuffer };
    const requests: RequestLog = (level, fields) => channel.send({ type: 'log', level, fields });
    service = await ExecutorService.load(executor, core, thread, log, join.setup.logRequests ? requests : undefined);
  };
  const loadCallsFromPython = async () => {
    const [{ expandCall }, { registerPythonTypes }] = await Promise.all([
      import('../python/expand-call.ts'),
      import('../python/register-python-types.ts'),
    ]);
    registerPythonTypes();
    runner.expandCall = expandCall;
  };
  const loads = [
    join.python && loadPython(join.python),
    join.executor && loadExecutor(join.executor),
    join.setup.python && join.python === undefined && loadCallsFromPython(),
  ].filter((load) => load !== undefined && load !== false);
  if (loads.length === 0) start();
  else void Promise.all(loads).then(start);
  return takeMemory;
}

import type { Line } from '../coordinator/events.ts';
import { ObjectID } from '../id/object-id.ts';
import type { CoreWorker } from '../task/core-worker.ts';
import { currentRuntime } from '../task/runtime.ts';
import type { InterruptCell } from './interrupt-cell.ts';

/** The standard input of an interpreter: each line is asked of the driver, and the thread stands still for it. */
export class PythonInput {
  readonly #core: CoreWorker;
  readonly #cell: InterruptCell | undefined;
  /** Asked for and not read yet: the reader may have been interrupted, and then it is the next one's. */
  #asked: { line: Line; there: boolean } | undefined;

  constructor(core: CoreWorker, cell: InterruptCell | undefined) {
    this.#core = core;
    this.#cell = cell;
  }

  /**
   * Called in the middle of a system call, where no Python may run: so nothing is run on top meanwhile, and an interrupt
   * stays for Python to find.
   *
   * @throws {Error} with the code EINTR when the task is interrupted, EIO where the thread may not stand still
   */
  read(): Line {
    this.#asked ??= this.#ask();
    const asked = this.#asked;
    const interrupted = () => this.#cell?.signalled === true;
    const answered = this.#core.channel.block(() => asked.there || interrupted());
    if (!answered || interrupted()) throw Object.assign(new Error('Cannot read standard input'), { code: answered ? 'EINTR' : 'EIO' });
    this.#asked = undefined;
    return asked.line;
  }

  #ask(): { line: Line; there: boolean } {
    const asked: { line: Line; there: boolean } = { line: undefined, there: false };
    const { request } = this.#core.ask((action) => {
      asked.there = true;
      if (action.type === 'line') asked.line = action.line;
    }, 'thread');
    const { taskId } = currentRuntime().context;
    const task = taskId === undefined ? undefined : this.#core.numberOfId(ObjectID.fromHex(taskId));
    this.#core.channel.send({ type: 'read-line', request, task });
    return asked;
  }
}

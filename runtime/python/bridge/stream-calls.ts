import type { Action, Id } from '../../coordinator/events.ts';
import type { BridgeParts } from './bridge-parts.ts';

/** Items of streams. */
export function streamCalls({ core, standing }: BridgeParts) {
  /** Items that were asked for, by numbers that Python keeps. */
  const items = new Map<number, { action: Action | undefined }>();
  let serials = 0;
  const item = (stream: Id, action: Action | undefined): Id | undefined => {
    if (action?.type !== 'reply') throw new Error(`Cannot read the answer to a stream: it is "${action?.type}"`);
    const { id, value } = action;
    if (value.kind === 'error' && (id === stream || value.error.kind === 'closed')) return standing.note(action);
    if (id === stream) return undefined;
    core.reader.giveBack(value);
    return id;
  };

  const leave = (stream: Id, action: Action): void => {
    if (action.type !== 'reply') return;
    core.reader.giveBack(action.value);
    if (action.id !== stream && action.id !== 0) core.drop(action.id);
  };
  return {
    /** The next item of a stream; undefined at its end. */
    next: (stream: Id, index: number): Id | undefined => {
      const { request, task, answer } = standing.question();
      core.channel.send({ type: 'next', request, stream, index, task });
      standing.until(answer);
      return item(stream, answer());
    },
    /**
     * Asks for an item without standing still.
     *
     * @param waits the task goes on only with it: what it waits for may have to run here
     * @returns what `item` takes
     */
    seek: (stream: Id, index: number, waits: boolean): number => {
      const serial = ++serials;
      const kept: { action: Action | undefined } = { action: undefined };
      items.set(serial, kept);
      const { request, task } = core.ask(
        (action) => {
          if (items.has(serial)) kept.action = action;
          else leave(stream, action);
        },
        waits ? 'task' : 'thread',
      );
      core.channel.send({ type: 'next', request, stream, index, task });
      core.channel.flush();
      return serial;
    },
    /** Whether an item that was asked for is there, after so many milliseconds at most. */
    sought: (serial: number, patienceMs: number): boolean => {
      const kept = items.get(serial)!;
      return kept.action !== undefined || standing.until(() => kept.action, patienceMs);
    },
    /** What `next` returns, of an item that was asked for and is there. */
    item: (stream: Id, serial: number): Id | undefined => {
      const { action } = items.get(serial)!;
      items.delete(serial);
      return item(stream, action);
    },
    /** Nobody wants the item. */
    leave: (stream: Id, serial: number): void => {
      const action = items.get(serial)?.action;
      items.delete(serial);
      if (action !== undefined) leave(stream, action);
    },
  };
}

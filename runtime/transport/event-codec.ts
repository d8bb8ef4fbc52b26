import type { Event, Id } from '../coordinator/events.ts';
import { putAnything, takeAnything } from './message-pack.ts';
import type { Page } from './page.ts';
import { putTask, takeTask } from './task-codec.ts';
import { putFailure, putValue, putValues, takeFailure, takeValue, takeValues } from './value-codec.ts';

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** An event as its client says it: the link knows whose it is. */
export type ClientEvent = Without<Event, 'from'>;

// the first half of a message's first word; the hot ones have forms of their own, the others are MessagePack
const other = 0;
const submit = 1;
const asked = 2;
const get = 3;
const hold = 4;
const drop = 5;
const unlease = 6;
const put = 7;
const started = 8;
const done = 9;
const failed = 10;
const item = 11;
const getAll = 12;
const dropAll = 13;

/** No id. */
const none = -1;

function optional(id: Id): Id | undefined {
  return id === none ? undefined : id;
}

export function putEvent(page: Page, event: ClientEvent): void {
  switch (event.type) {
    case 'done':
      page.putPair(done, event.values.length);
      page.putNumber(event.task);
      page.putNumber(event.attempt);
      putValues(page, event.values);
      break;
    case 'submit':
      page.putPair(event.request === undefined ? submit : asked, 0);
      if (event.request !== undefined) page.putNumber(event.request);
      putTask(page, event.task);
      break;
    case 'get':
      page.putPair(get, event.task === undefined ? 0 : 1);
      page.putNumber(event.request);
      page.putNumber(event.id);
      if (event.task !== undefined) page.putNumber(event.task);
      break;
    case 'get-all':
      page.putPair(getAll, event.ids.length);
      page.putNumber(event.request);
      page.putNumber(event.task ?? none);
      page.putNumbers(event.ids);
      break;
    case 'drop':
      page.putPair(drop, 0);
      page.putNumber(event.id);
      page.putNumber(event.count);
      break;
    case 'drop-all':
      page.putPair(dropAll, event.ids.length);
      page.putNumbers(event.ids);
      break;
    case 'hold':
      page.putPair(hold, 0);
      page.putNumber(event.id);
      break;
    case 'unlease':
      page.putPair(unlease, 0);
      page.putNumber(event.block);
      page.putNumber(event.count);
      break;
    case 'put':
      page.putPair(put, 0);
      page.putNumber(event.id);
      putValue(page, event.value);
      break;
    case 'started':
      page.putPair(started, 0);
      page.putNumber(event.task);
      page.putNumber(event.attempt);
      break;
    case 'failed':
      page.putPair(failed, 0);
      page.putNumber(event.task);
      page.putNumber(event.attempt);
      putFailure(page, event.error);
      page.putText(event.name);
      break;
    case 'item':
      page.putPair(item, 0);
      page.putNumber(event.task);
      page.putNumber(event.attempt);
      page.putNumber(event.index);
      page.putNumber(event.id);
      putValue(page, event.value);
      break;
    default:
      page.putPair(other, 0);
      putAnything(page, event);
  }
}

/** @param from Whose event it is. */
export function takeEvent(page: Page, from: Id): Event {
  const code = page.low();
  const count = page.high();
  switch (code) {
    case submit:
      return { type: 'submit', from, request: undefined, task: takeTask(page) };
    case asked:
      return { type: 'submit', from, request: page.number(), task: takeTask(page) };
    case get:
      return { type: 'get', from, request: page.number(), id: page.number(), task: count === 1 ? page.number() : undefined };
    case getAll:
      return {
        type: 'get-all',
        from,
        request: page.number(),
        task: optional(page.number()),
        ids: page.numbers(count),
      };
    case hold:
      return { type: 'hold', from, id: page.number() };
    case drop:
      return { type: 'drop', from, id: page.number(), count: page.number() };
    case dropAll:
      return { type: 'drop-all', from, ids: page.numbers(count) };
    case unlease:
      return { type: 'unlease', from, block: page.number(), count: page.number() };
    case put:
      return { type: 'put', from, id: page.number(), value: takeValue(page) };
    case started:
      return { type: 'started', from, task: page.number(), attempt: page.number() };
    case done:
      return { type: 'done', from, task: page.number(), attempt: page.number(), values: takeValues(page, count) };
    case failed:
      return { type: 'failed', from, task: page.number(), attempt: page.number(), error: takeFailure(page), name: page.text() };
    case item:
      return {
        type: 'item',
        from,
        task: page.number(),
        attempt: page.number(),
        index: page.number(),
        id: page.number(),
        value: takeValue(page),
      };
    default:
      return Object.assign(takeAnything(page) as ClientEvent, { from });
  }
}

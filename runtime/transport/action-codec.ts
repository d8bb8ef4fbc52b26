import type { Action, Id } from '../coordinator/events.ts';
import type { Claim } from './claims.ts';
import { putAnything, takeAnything } from './message-pack.ts';
import type { Page } from './page.ts';
import { putTask, takeTask } from './task-codec.ts';
import { putValue, putValues, takeValue, takeValues } from './value-codec.ts';

// the first half of a message's first word; the hot ones have forms of their own, the others are MessagePack
const other = 0;
const dispatch = 1;
const inline = 2;
const reply = 3;

export function putAction(page: Page, action: Action): void {
  switch (action.type) {
    case 'dispatch':
      page.putPair(action.inline ? inline : dispatch, action.args.length);
      page.putNumber(action.attempt);
      if (action.claim === undefined) page.putPair(0, 0);
      else page.putPair(action.claim.slot + 1, action.claim.serial);
      putTask(page, action.task);
      putValues(page, action.args);
      break;
    case 'reply':
      page.putPair(reply, 0);
      page.putNumber(action.request);
      page.putNumber(action.id);
      putValue(page, action.value);
      break;
    default:
      page.putPair(other, 0);
      putAnything(page, action);
  }
}

/** @param to Whom the action is for: the `worker` or `client` that hot forms leave out. */
export function takeAction(page: Page, to: Id): Action {
  const code = page.low();
  const count = page.high();
  switch (code) {
    case dispatch:
    case inline:
      return {
        type: 'dispatch',
        worker: to,
        inline: code === inline,
        attempt: page.number(),
        claim: takeClaim(page),
        task: takeTask(page),
        args: takeValues(page, count),
      };
    case reply:
      return { type: 'reply', client: to, request: page.number(), id: page.number(), value: takeValue(page) };
    default:
      return takeAnything(page) as Action;
  }
}

function takeClaim(page: Page): Claim | undefined {
  const slot = page.low() - 1;
  const serial = page.high();
  return slot < 0 ? undefined : { slot, serial };
}

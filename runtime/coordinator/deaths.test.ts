import { describe, expect, test } from 'vitest';
import { ByHand, inline, submit } from './simulator/by-hand.ts';

describe('what a task had submitted, when its worker ends', () => {
  /** Task 1 runs, and has submitted 11 and 12; of 12 the driver has a handle. */
  function family() {
    const hand = new ByHand().open({ size: 2, cap: 2 }).say(submit(1, { retries: 1 }), { type: 'get', request: 1, id: 1 });
    const [parent, other] = hand.boot();
    hand.from(parent!, { type: 'started', task: 1, attempt: 1 }, submit(11, { caller: 1, returns: 2 }), submit(13, { caller: 1 }));
    return { hand, parent: parent!, other: hand.boot()[0] ?? other! };
  }

  test('is cancelled, where nobody else holds a result of it', () => {
    const { hand, parent } = family();
    hand.from(parent, { type: 'get', request: 5, id: 11, task: 1 }, { type: 'died', started: [[1, 1]] });
    expect(hand.machine.state.entries.get(11)).toBeUndefined();
    expect(hand.machine.state.entries.get(13)).toBeUndefined();
    const [again] = hand.boot();
    expect(hand.dispatched().at(-1)).toEqual([again, 1]);
    hand.run(again!, 1, inline(7), 2);
    expect(hand.replies()).toEqual({ 1: 7 });
  });

  test('is cancelled, where the task only awaits it', () => {
    const { hand, parent } = family();
    hand.from(
      parent,
      { type: 'get', request: 5, id: 13, task: 1 },
      { type: 'drop', id: 13, count: 1 },
      { type: 'died', started: [[1, 1]] },
    );
    expect(hand.machine.state.entries.get(13)).toBeUndefined();
  });

  test('goes on, where somebody does', () => {
    const { hand, parent } = family();
    hand.say({ type: 'hold', id: 12 }, { type: 'get', request: 2, id: 13 }).from(parent, { type: 'died', started: [[1, 1]] });
    expect(hand.machine.state.entries.get(11)?.task).toBeDefined();
    expect(hand.machine.state.entries.get(13)?.task).toBeDefined();
  });

  test('goes on, where the task had let go of it, or had ended', () => {
    const { hand, parent } = family();
    hand.from(parent, { type: 'drop', id: 13, count: 1 }, { type: 'done', task: 1, attempt: 1, values: [inline(1)] });
    hand.from(parent, { type: 'died', started: [] });
    const [worker] = hand.boot();
    expect(hand.machine.state.entries.get(11)?.task).toBeDefined();
    expect(hand.machine.state.entries.get(13)?.task).toBeDefined();
    expect(worker).toBeDefined();
  });
});

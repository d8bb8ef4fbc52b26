import type { ActorHandle } from '../../../runtime/actor/actor-types.ts';
import { DeadlockError, PendingCallsLimitExceeded, TaskCancelledError, TaskError } from '../../../runtime/errors.ts';
import type { Cases } from './cases.ts';
import type { Counter } from './fixtures/actors.ts';
import type { Runtime } from './subject.ts';

const fixtures = () => import('./fixtures/actors.ts');

/** How actors are made and called. */
export function actorCases(cases: Cases): void {
  const counterClass = (ray: Runtime) => ray.actor(fixtures, 'Counter', import.meta.url);

  cases.test('actors: a class of a module, with state that lasts', async (ray) => {
    using counter = counterClass(ray).remote(5);
    cases.equal(await ray.get([counter.increment.remote(), counter.increment.remote(10)]), [6, 16], 'the counts');
    cases.equal(await ray.get(counter.read.remote()), 16, 'the last count');
  });

  cases.test('actors: a class by its text', async (ray) => {
    const Stack = ray.remote(
      class {
        readonly #items: string[] = [];
        push(item: string): number {
          return this.#items.push(item);
        }
        pop(): string | undefined {
          return this.#items.pop();
        }
      },
    );
    using stack = Stack.remote();
    stack.push.remote('a');
    stack.push.remote('b');
    cases.equal(await ray.get([stack.pop.remote(), stack.pop.remote(), stack.pop.remote()]), ['b', 'a', undefined], 'what is popped');
  });

  cases.test('actors: each has a state and a worker of its own', async (ray) => {
    using a = counterClass(ray).remote(1);
    using b = counterClass(ray).remote(100);
    cases.equal(await ray.get([a.increment.remote(), b.increment.remote(), a.increment.remote()]), [2, 101, 3], 'the counts');
  });

  cases.test('actors: calls of one caller run in their order', async (ray) => {
    using journal = ray.actor(fixtures, 'Journal', import.meta.url).remote();
    for (let i = 0; i < 500; i++) journal.add.remote(i);
    cases.equal(await ray.get(journal.read.remote()), [...Array(500).keys()], 'the entries');
  });

  cases.test('actors: a call whose argument is not there yet holds back those behind it', async (ray) => {
    using journal = ray.actor(fixtures, 'Journal', import.meta.url).remote();
    const later = ray.task(() => import('./fixtures/sums.ts'), 'addLater', import.meta.url);
    journal.add.remote(later.remote(1, 0));
    journal.add.remote(2);
    journal.add.remote(later.remote(3, 0));
    cases.equal(await ray.get(journal.read.remote()), [1, 2, 3], 'the entries');
  });

  cases.test('actors: references are resolved, for the constructor too', async (ray) => {
    using counter = counterClass(ray).remote(ray.remote(() => 40).remote());
    cases.equal(await ray.get(counter.increment.remote(ray.put(2))), 42, 'the count');
  });

  cases.test('actors: inherited methods are methods too', async (ray) => {
    using square = ray.actor(fixtures, 'Square', import.meta.url).remote(3);
    cases.equal(await ray.get(square.describe.remote()), 'area 9', 'what it says');
  });

  cases.test('actors: async methods run at once', async (ray) => {
    using room = ray.actor(fixtures, 'Room', import.meta.url).remote();
    const inside = Array.from({ length: 20 }, () => room.enter.remote());
    cases.equal(await ray.get(room.open.remote()), 20, 'how many were inside');
    await ray.get(inside);
  });

  cases.test('actors: maxConcurrency limits them', async (ray) => {
    for (const maxConcurrency of [1, 3]) {
      using room = ray.actor(fixtures, 'Room', import.meta.url, { maxConcurrency }).remote();
      await ray.get(Array.from({ length: 10 }, () => room.pass.remote()));
      cases.equal(await ray.get(room.most.remote()), maxConcurrency, 'how many were inside at once');
    }
  });

  cases.test('actors: an error of a method leaves the actor as it is', async (ray) => {
    using counter = counterClass(ray).remote();
    const failing = counter.incrementAndFail.remote();
    const error = await cases.fails(ray.get(failing), TaskError, /^Task "incrementAndFail" failed: RangeError: no further than 1$/);
    cases.assert(error.cause instanceof RangeError, 'the cause is what was thrown');
    cases.equal(await ray.get(counter.read.remote()), 1, 'the count');
  });

  cases.test('actors: a method that there is not is an error that names those that there are', async (ray) => {
    using counter = counterClass(ray).remote();
    const { decrement } = counter as unknown as { decrement: { remote(): never } };
    await cases.fails(ray.get(decrement.remote()), TaskError, /The actor has no method "decrement"; it has increment, read, /);
    const { constructor: made } = counter as unknown as { constructor: { remote(): never } };
    await cases.fails(ray.get(made.remote()), TaskError, /The actor has no method "constructor"/);
  });

  cases.test('actors: a handle has methods and nothing else', async (ray) => {
    using counter = counterClass(ray).remote(7);
    const open = counter as unknown as Record<string, unknown>;
    cases.throws(() => Object.assign(open, { start: 8 }), TypeError, /^Cannot set "start" of an actor: only its methods can be reached$/);
    cases.assert((await counter) === counter, 'it is no promise');
    cases.equal(String(counter), `ActorHandle(Counter, ${counter.actorId.toHex()})`, 'how it is printed');
    using other = counterClass(ray).remote();
    cases.assert(!other.actorId.equals(counter.actorId), 'another actor has another id');
  });

  cases.test('actors: a method knows its actor', async (ray) => {
    using self = ray.actor(fixtures, 'Self', import.meta.url).remote();
    cases.equal(await ray.get(self.id.remote()), self.actorId.toHex(), 'the id');
  });

  cases.test('actors: a handle can be an argument, of tasks and of other actors, and inside of a value', async (ray) => {
    using counter = counterClass(ray).remote();
    using caller = ray.actor(fixtures, 'Caller', import.meta.url).remote(counter);
    cases.equal(await ray.get(caller.increment.remote(3)), [1, 2, 3], 'what the other actor counted');
    const increment = ray.task(fixtures, 'incrementAll', import.meta.url);
    cases.equal(await ray.get(increment.remote([{ counter }])), [4], 'what a task counted');
    const [again] = await ray.get(ray.put([counter]));
    cases.assert(again!.actorId.equals(counter.actorId), 'it has the same id');
    cases.equal(await ray.get(again!.increment.remote()), 5, 'what the driver counted');
  });

  cases.test('actors: one that a task made lives on', async (ray) => {
    const make = ray.task(fixtures, 'makeCounter', import.meta.url);
    using counter = await ray.get(make.remote(20));
    cases.equal(await ray.get((counter as ActorHandle<Counter>).increment.remote()), 21, 'the count');
  });

  cases.test('actors: methods may wait for tasks and actors', async (ray) => {
    using keeper = ray.actor(fixtures, 'Keeper', import.meta.url).remote();
    const later = ray.task(() => import('./fixtures/sums.ts'), 'addLater', import.meta.url);
    await ray.get(keeper.keep.remote([later.remote(1, 2)]));
    cases.equal(await ray.get(keeper.read.remote()), 3, 'what it waited for');
  });

  cases.test('actors: one that waits for itself, and may not run two calls at once, is told so', async (ray) => {
    const Self = ray.actor(fixtures, 'Self', import.meta.url);
    using patient = Self.options({ maxConcurrency: 2 }).remote();
    cases.equal(await ray.get(patient.idOf.remote([patient])), patient.actorId.toHex(), 'what one that may says');
    using stuck = Self.options({ maxConcurrency: 1 }).remote();
    const call = stuck.idOf.remote([stuck]);
    const { cause } = await cases.fails(ray.get(call), TaskError, /DeadlockError: Cannot go on: tasks wait for each other: /);
    cases.assert(cause instanceof DeadlockError && cause.chain[0] === call.id.toHex(), 'the chain begins with the call');
    cases.equal(await ray.get(stuck.id.remote()), stuck.actorId.toHex(), 'what it says afterwards');
  });

  cases.test('actors: a call may have several results', async (ray) => {
    using divider = ray
      .remote(
        class {
          divide(a: number, b: number): [number, number] {
            return [Math.trunc(a / b), a % b];
          }
        },
      )
      .remote();
    const [quotient, remainder] = divider.divide.options({ numReturns: 2 }).remote(17, 5);
    cases.equal(await ray.get([quotient, remainder]), [3, 2], 'the results');
  });

  cases.test('actors: calls that wait can be cancelled, and run out of time', async (ray) => {
    using room = ray.actor(fixtures, 'Room', import.meta.url, { maxConcurrency: 1 }).remote();
    const [first, second] = [room.pass.remote(), room.pass.remote()];
    const third = room.pass.options({ timeoutMs: 60_000 }).remote();
    ray.cancel(second);
    await cases.fails(ray.get(second), TaskCancelledError, /^Task "pass" \(\d+\) was cancelled$/);
    await ray.get([first, third]);
    cases.equal(await ray.get(room.most.remote()), 1, 'how many were inside at once');
  });

  cases.test('actors: no more calls wait than maxPendingCalls', async (ray) => {
    using room = ray.actor(fixtures, 'Room', import.meta.url, { maxConcurrency: 1, maxPendingCalls: 2 }).remote();
    const refs = Array.from({ length: 5 }, () => room.pass.remote());
    await cases.fails(
      ray.get(refs.at(-1)!),
      PendingCallsLimitExceeded,
      /^Cannot call "pass" \(\d+\) of actor "Room": 2 calls wait already$/,
    );
    await ray.get(refs.slice(0, 3));
    await ray.get(room.pass.remote());
  });

  cases.test('actors: options that make no sense are refused by name', async (ray) => {
    const Counter = counterClass(ray);
    cases.throws(
      () => Counter.options({ restarts: 1 } as never),
      TypeError,
      /^There is no option "restarts"; there are name, getIfExists, /,
    );
    cases.throws(() => Counter.options({ maxConcurrency: 0 }), RangeError, /^maxConcurrency must be a whole number from 1 to 10000, is 0$/);
    cases.throws(() => Counter.options({ lifetime: 'forever' as never }), TypeError, /^lifetime must be "detached" or absent, is forever$/);
    cases.throws(() => Counter.options({ getIfExists: true }), TypeError, /^getIfExists needs a name$/);
    cases.throws(() => Counter.options({ maxRestarts: -2 }), RangeError, /^maxRestarts must be -1 or a whole number of at least 0, is -2$/);
  });
}

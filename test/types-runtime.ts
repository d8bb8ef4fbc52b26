// Only has to compile: the types of tasks, objects and actors.
import { type ActorHandle, getActor, type ObjectRef, type ObjectStream, type Ray } from '../runtime/index.ts';
import type { Counter } from './conformance/runtime/fixtures/actors.ts';

type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;
/** Does not compile unless both types are the same. */
function same<A, B>(..._: Same<A, B> extends true ? [] : ['the types differ', A, B]): void {}

declare const ray: Ray<Record<never, never>>;
const { task, actor, remote, put, get, wait } = ray;
const sums = () => import('./conformance/runtime/fixtures/sums.ts');
const actors = () => import('./conformance/runtime/fixtures/actors.ts');
const streams = () => import('./conformance/runtime/fixtures/streams.ts');

export async function objects(): Promise<void> {
  const text = put('a');
  const rows = put<{ id: number; tags: string[] }[]>([{ id: 1, tags: [] }]);
  same<typeof rows, ObjectRef<{ id: number; tags: string[] }[]>>();
  const wide: ObjectRef<string | number> = text;
  // @ts-expect-error: not the other way round
  const narrow: ObjectRef<string> = wide;
  const named: { readonly at: Date; readonly by: Map<string, Uint8Array>; readonly ref: ObjectRef<string> } = await get(
    put({ at: new Date(), by: new Map<string, Uint8Array>(), ref: text }),
  );
  // @ts-expect-error: functions cannot be stored
  put({ callback: () => 1 });
  // @ts-expect-error: nor promises, wherever they are
  put([{ later: Promise.resolve(1) }]);
  // @ts-expect-error: nor symbols
  put(Symbol('a'));

  const [first, second, third] = await get([text, rows, put(new Float64Array(2))]);
  same<typeof first, string>();
  same<typeof second, { id: number; tags: string[] }[]>();
  const numbers: Float64Array = third;
  // @ts-expect-error: there were three
  const [, , , fourth] = await get([text, rows, put(1)]);
  const list: ObjectRef<number>[] = [];
  same<Awaited<ReturnType<typeof all>>, number[]>();
  const all = () => get(list);
  const { ready } = await wait([text, text], { numReturns: 1 });
  same<typeof ready, ObjectRef<string>[]>();
  void [narrow, named, numbers, fourth];
}

export async function tasks(): Promise<void> {
  const add = task(sums, 'add', import.meta.url);
  const three = add.remote(1, 2);
  same<typeof three, ObjectRef<number>>();
  same<Awaited<ReturnType<typeof add.submit>>, ObjectRef<number>>();
  add.remote(three, add.remote(three, 4));
  // @ts-expect-error: a text is no number
  add.remote('1', 2);
  // @ts-expect-error: nor is a reference to one
  add.remote(put('1'), 2);
  // @ts-expect-error: an argument is missing
  add.remote(1);
  // @ts-expect-error: the module has no such function
  task(sums, 'multiply', import.meta.url);
  // @ts-expect-error: it is no function
  task(sums, 'factor', import.meta.url);
  // @ts-expect-error: there is no such option
  add.options({ retries: 3 });
  const named = add.options({ name: 'sum' }).remote(1, 2);
  same<typeof named, ObjectRef<number>>();

  const later = task(sums, 'addLater', import.meta.url).remote(1, 2);
  same<typeof later, ObjectRef<number>>();

  const divide = task(sums, 'divide', import.meta.url);
  same<ReturnType<typeof divide.remote>, ObjectRef<[quotient: number, remainder: number]>>();
  const [quotient, remainder] = divide.options({ numReturns: 2 }).remote(7, 2);
  same<typeof quotient, ObjectRef<number>>();
  same<typeof remainder, ObjectRef<number>>();
  // @ts-expect-error: it gives two
  const [, , more] = divide.options({ numReturns: 2 }).remote(7, 2);

  const find = remote((x: number, tags: string[]) => ({ x, found: tags.length > 0 ? new Set(tags) : undefined }));
  same<ReturnType<typeof find.remote>, ObjectRef<{ x: number; found: Set<string> | undefined }>>();
  const nothing = remote((): void => {}).remote();
  same<typeof nothing, ObjectRef<void>>();
  // @ts-expect-error: a function is no result
  remote((x: number) => () => x);
  // @ts-expect-error: nor inside of one
  remote(async (x: number) => ({ deep: [{ callback: () => x }] }));
  void more;
}

export async function generators(): Promise<void> {
  const squares = task(streams, 'squares', import.meta.url, { numReturns: 'streaming' });
  const stream = squares.remote(3);
  same<typeof stream, ObjectStream<number>>();
  for await (const ref of stream) same<typeof ref, ObjectRef<number>>();
  same<typeof stream.completed, ObjectRef<number>>();
  const letters = remote(async function* (text: string) {
    yield* text;
  });
  same<ReturnType<typeof letters.remote>, ObjectStream<string>>();
  const unasked = task(streams, 'squares', import.meta.url);
  same<ReturnType<ReturnType<typeof unasked.options<'streaming'>>['remote']>, ObjectStream<number>>();
  // @ts-expect-error: what a module's generator gives has to be asked for: its code is not known here
  for await (const ref of unasked.remote(3)) void ref;
  // @ts-expect-error: an item cannot pass between threads
  remote(function* () {
    yield () => 1;
  });
}

export async function actorTypes(): Promise<void> {
  const CounterActor = actor(actors, 'Counter', import.meta.url, { maxRestarts: 1 });
  const counter = CounterActor.options({ name: 'a' }).remote(put(5));
  same<typeof counter, ActorHandle<Counter>>();
  const count = counter.increment.remote(put(1));
  same<typeof count, ObjectRef<number>>();
  const retried = counter.increment.options({ maxTaskRetries: 2 }).remote(1);
  same<typeof retried, ObjectRef<number>>();
  const found = await getActor<Counter>('a');
  same<ReturnType<typeof found.read.remote>, ObjectRef<number>>();
  // @ts-expect-error: a field is not there
  counter.start;
  // @ts-expect-error: nor is a method that the class does not have
  counter.decrement;
  // @ts-expect-error: a call goes by remote
  counter.increment(1);
  // @ts-expect-error: a text is no number
  counter.increment.remote('1');
  // @ts-expect-error: nor for the constructor
  CounterActor.remote('5');
  // @ts-expect-error: there is no such option
  CounterActor.options({ restarts: 1 });
  // @ts-expect-error: a task is no actor
  actor(sums, 'add', import.meta.url);

  const Caller = actor(actors, 'Caller', import.meta.url);
  const caller = Caller.remote(counter);
  same<ReturnType<typeof caller.increment.remote>, ObjectRef<number[]>>();
  // @ts-expect-error: another actor's handle
  Caller.remote(caller);
  const Named = remote(
    class {
      readonly name: string;
      constructor(name: string) {
        this.name = name;
      }
      async greet(): Promise<string> {
        return this.name;
      }
      *letters(): Generator<string> {
        yield* this.name;
      }
    },
  );
  const person = Named.remote('Ada');
  same<ReturnType<typeof person.greet.remote>, ObjectRef<string>>();
  const streamed = person.letters.options({ numReturns: 'streaming' }).remote();
  same<typeof streamed, ObjectStream<string>>();
}

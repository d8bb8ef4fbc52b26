import { InvalidFileError } from '../errors.ts';
import { turnSoon } from './browser-turn.ts';
import { type Capabilities, no, yes } from './capabilities.ts';
import type { Backchannel, Platform, Thread, ThreadRole } from './platform.ts';
import { sharesMemory } from './shares-memory.ts';

/** What a thread says to whoever started it. */
export type FromThread<In> =
  /** It holds the lock that bears its name, where there are locks, until its end; now it takes messages. */
  | readonly ['held']
  | readonly ['said', message: In]
  /** It ends. With a reason: it cannot go on. */
  | readonly ['ends', reason?: string];

const notIsolated = 'the page is not cross-origin isolated';

/**
 * @param isolated whether the page is cross-origin isolated
 * @param without why threads share no memory, where they do not
 * @param isPage whether the thread of `init` is the page's own, and not a worker's
 */
export function browserCapabilities(isolated: boolean, without = notIsolated, isPage = true): Capabilities {
  const blocking = isolated ? yes : no(without);
  return {
    threads: yes,
    sharedMemory: isolated ? { has: true, note: 'for messages; objects are copied on their way' } : no(without),
    blockingDriver: isPage ? no('a page may not stand still; a worker that calls init may, where it is isolated') : blocking,
    blockingWorkers: blocking,
    hardKill: { has: true, note: 'what computes is ended within about two seconds' },
    stackSize: no('the engine chooses it'),
    files: no('a page has none'),
    processes: no('a page has none'),
    garbageCollection: no('a page cannot ask for it'),
    codeFromText: { has: true, note: "where the Content-Security-Policy has 'unsafe-eval'" },
  };
}

/** A page, or a worker in one: what browsers have in common. */
export function browserPlatform(): Platform {
  const without = globalThis.crossOriginIsolated === true ? 'this engine gives pages none' : notIsolated;
  const lines = { stdout: '', stderr: '' };
  return {
    name: 'browser',
    capabilities: browserCapabilities(sharesMemory(), without, 'document' in globalThis),
    parallelism: Math.max(1, navigator.hardwareConcurrency || 1),
    receivesAtOnce: false,
    // a worker of Firefox may stand still for good in `new Worker` while another worker of it ends
    threadsStartThreads: !navigator.userAgent.includes('Firefox/'),
    spawn,
    readBytes,
    findFolder: (folder) => {
      throw new InvalidFileError(folder, 'a page has no folders');
    },
    variable: () => undefined,
    yield: turnSoon,
    keepAlive: () => {},
    print: (stream, text) => {
      // a console has lines alone
      const [last = '', ...whole] = `${lines[stream]}${text}`.split('\n').reverse();
      lines[stream] = last;
      for (const line of whole.reverse()) (stream === 'stdout' ? console.log : console.warn)(line);
    },
    backchannel,
    spillFiles: () => undefined,
    tidySpillFiles: () => {},
    collectGarbage: () => {},
  };
}

/** Written out, since that is what bundlers follow. The names are those that the build gives. */
function start(role: ThreadRole, name: string): Worker {
  switch (role) {
    case 'worker':
      return new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name });
    case 'coordinator':
      return new Worker(new URL('./coordinator.js', import.meta.url), { type: 'module', name });
    case 'transpiler':
      return new Worker(new URL('./transpiler.js', import.meta.url), { type: 'module', name });
    case 'fetcher':
      throw new Error('whoever sleeps in a page cannot read what another thread has fetched');
    case 'keeper':
      throw new Error('a page has no programs to run');
  }
}

/**
 * A thread whose end is certain when it is told. Browsers tell nobody that a worker is gone, however it goes; but the lock that
 * it holds by its own name is then given to the next who asked for it, and no sooner. Until it holds that, it is given nothing.
 */
function spawn<Out, In>(role: ThreadRole, what: string): Thread<Out, In> {
  const name = `${what} ${uniqueName()}`;
  const worker = start(role, name);
  const unsent: [message: Out, transfer: readonly Transferable[]][] = [];
  const gone = Promise.withResolvers<void>();
  let why: Error | undefined;
  let state: 'starting' | 'running' | 'ending' = 'starting';
  /** Whether its lock will tell of its end. */
  let tells = false;
  const thread: Thread<Out, In> = {
    post: (message, transfer = []) => {
      if (state === 'starting') unsent.push([message, transfer]);
      else worker.postMessage(message, [...transfer]);
    },
    hold: () => {},
    terminate: () => {
      end(undefined);
      return gone.promise;
    },
    onMessage: () => {},
    onExit: () => {},
  };
  const end = (reason: Error | undefined) => {
    if (state === 'ending') return;
    state = 'ending';
    why = reason;
    worker.terminate();
    if (!tells) left();
  };
  /** Where somebody blocked what sites store. */
  const refused = () => {
    tells = false;
    if (state === 'ending') left();
  };
  const left = () => {
    state = 'ending';
    // what it said last through other ports is handed over first
    turnSoon(() =>
      turnSoon(() => {
        thread.onExit(why);
        gone.resolve();
      }),
    );
  };
  worker.onmessage = ({ data }: MessageEvent<FromThread<In>>) => {
    if (data[0] === 'said') thread.onMessage(data[1]);
    else if (data[0] === 'ends') end(data[1] === undefined ? undefined : new Error(data[1]));
    else if (state === 'starting') {
      state = 'running';
      tells = 'locks' in navigator;
      if (tells) navigator.locks.request(name, left).catch(refused);
      for (const [message, transfer] of unsent.splice(0)) worker.postMessage(message, [...transfer]);
    }
  };
  worker.onerror = (event) => {
    event.preventDefault();
    // no event tells the address, which a bundler may have changed
    end(new Error(event.message || `its module could not be loaded: ${role}.js, beside the program's own unless a bundler named it anew`));
  };
  return thread;
}

/** `crypto.randomUUID` is for secure contexts alone. */
function uniqueName(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(16).padStart(8, '0')).join('');
}

function backchannel<In>(): Backchannel<In> {
  const { port1, port2 } = new MessageChannel();
  return {
    far: port2,
    onMessage: (handle) => {
      port1.onmessage = ({ data }) => handle(data as In);
    },
    receive: () => undefined,
    close: () => port1.close(),
  };
}

async function readBytes(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

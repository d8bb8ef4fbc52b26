import type { FromThread } from './browser.ts';
import { turnSoon } from './browser-turn.ts';
import type { Port } from './platform.ts';
import { sharesMemory } from './shares-memory.ts';

/** What a worker's global object is used for here. */
interface WorkerScope {
  readonly name: string;
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown, transfer: Transferable[]): void;
  close(): void;
}

/** The way back to whoever started this thread, by `browserPlatform`. */
export function browserPort<Out, In>(): Port<Out, In> {
  const scope = globalThis as unknown as WorkerScope;
  const say = (message: FromThread<Out>, transfer: readonly ArrayBuffer[] = []) => scope.postMessage(message, [...transfer]);
  const end = (reason?: unknown) => {
    say(reason === undefined ? ['ends'] : ['ends', reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason)]);
    scope.close();
  };
  // elsewhere these end a thread too
  globalThis.addEventListener('error', (event) => {
    event.preventDefault();
    end((event as ErrorEvent).error ?? (event as ErrorEvent).message);
  });
  globalThis.addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    end((event as PromiseRejectionEvent).reason);
  });
  return {
    post: (message, transfer = []) => say(['said', message], transfer),
    onMessage: (handle) => {
      scope.onmessage = ({ data }) => handle(data as In);
      const held = () => {
        say(['held']);
        return new Promise(() => {});
      };
      // to the end: see `spawn`
      if (!('locks' in navigator)) void held();
      else navigator.locks.request(scope.name, held).catch(held); // refused where somebody blocked what sites store
    },
    receive: () => undefined,
    mayBlock: sharesMemory(),
    collectGarbage: () => {},
    yield: turnSoon,
    loadNow: () => undefined,
    exit: end,
  };
}

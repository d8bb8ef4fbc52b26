import { statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort as WorkerPort } from 'node:worker_threads';
import { InvalidFileError } from '../errors.ts';
import type { Capabilities } from './capabilities.ts';
import { collectGarbage } from './collect-garbage.ts';
import { NodeCacheFiles, userCacheDirectory } from './node-cache-files.ts';
import { NodeSpillFiles } from './node-spill-files.ts';
import type { Backchannel, Platform, Thread, ThreadRole } from './platform.ts';
import { tidySpillDirectories } from './spill-directories.ts';

/** What a member of the family has of its own. */
export interface FamilyTraits {
  readonly name: string;
  readonly capabilities: Capabilities;
  /**
   * What the event loop listens to there cannot be read without it, `parentPort` even never. So threads have a port of
   * their own that nobody listens to, and are nudged through the other one when there is something in it. It closes when
   * the thread is gone, which the worker says earlier.
   */
  readonly ownPorts?: boolean;
}

/** What a thread with a port of its own is started with. */
export interface OwnPort {
  readonly port: WorkerPort;
}

/** What Node, Deno and Bun have in common: the `node:` modules. */
export function nodeFamily({ name, capabilities, ownPorts = false }: FamilyTraits): Platform {
  return {
    name,
    capabilities,
    parallelism: availableParallelism(),
    receivesAtOnce: true,
    threadsStartThreads: true,
    spawn: (role, label, options) => spawnModule(modules[role], label, { ...options, ownPorts }),
    readBytes,
    findFolder,
    fileUrl: (file) => pathToFileURL(path.resolve(file)),
    cacheFiles: (what, directory, maxBytes) => new NodeCacheFiles(directory ?? path.join(userCacheDirectory(), what), maxBytes),
    variable: (name) => process.env[name],
    yield: (run) => setImmediate(run),
    keepAlive: keeper(),
    print: (stream, text) => {
      process[stream].write(text);
    },
    backchannel: () => backchannel(!ownPorts),
    spillFiles: (directory) => new NodeSpillFiles(directory),
    tidySpillFiles: tidySpillDirectories,
    collectGarbage,
  };
}

/** One timer that is held or not: cheaper than making one for every wait. */
function keeper(): (on: boolean) => void {
  let timer: NodeJS.Timeout | undefined;
  return (on) => {
    timer ??= setInterval(() => {}, 2 ** 31 - 1);
    if (on) timer.ref();
    else timer.unref();
  };
}

/** The entry points, beside each other in a build. */
const modules: Readonly<Record<ThreadRole, URL>> = import.meta.url.endsWith('.ts')
  ? {
      worker: new URL('../worker/node-worker.ts', import.meta.url),
      coordinator: new URL('../hub/node-coordinator.ts', import.meta.url),
      transpiler: new URL('../component/node-transpiler.ts', import.meta.url),
      fetcher: new URL('../wasi/http/node-fetcher.ts', import.meta.url),
      keeper: new URL('../native/node-keeper.ts', import.meta.url),
    }
  : {
      worker: new URL('./worker/node-worker.js', import.meta.url),
      coordinator: new URL('./hub/node-coordinator.js', import.meta.url),
      transpiler: new URL('./component/node-transpiler.js', import.meta.url),
      fetcher: new URL('./wasi/http/node-fetcher.js', import.meta.url),
      keeper: new URL('./native/node-keeper.js', import.meta.url),
    };

interface SpawnOptions {
  readonly stackBytes?: number | undefined;
  readonly ownPorts?: boolean;
}

/** Starts any module in a thread. */
export function spawnModule<Out, In>(module: URL, name: string, { stackBytes, ownPorts = false }: SpawnOptions = {}): Thread<Out, In> {
  // a program given by text says so in its flags, and a worker would take that for its own
  const flags = process.execArgv.some((flag) => flag.startsWith('--input-type')) ? { execArgv: [] } : {};
  const limits = stackBytes === undefined ? {} : { resourceLimits: { stackSizeMb: stackBytes / 2 ** 20 } };
  const own = ownPorts ? new MessageChannel() : undefined;
  const start = own && { workerData: { port: own.port2 }, transferList: [own.port2] };
  const worker = new Worker(module, { name, stdin: false, ...flags, ...limits, ...start });
  const near = (own?.port1 ?? worker) as Pick<Worker, 'postMessage' | 'on'>;
  const gone = Promise.withResolvers<void>();
  let reason: Error | undefined;
  const thread: Thread<Out, In> = {
    post: (message, transfer = []) => {
      near.postMessage(message, transfer as Parameters<Worker['postMessage']>[1]);
      if (own !== undefined) worker.postMessage(null);
    },
    hold: (held) => (held ? worker.ref() : worker.unref()),
    terminate: async () => {
      worker.ref(); // whoever waits for the end must live to see it
      await worker.terminate();
      await gone.promise;
    },
    onMessage: () => {},
    onExit: () => {},
  };
  near.on('message', (message: In) => thread.onMessage(message));
  own?.port1.unref();
  worker.on('error', (error) => {
    reason = error instanceof Error ? error : new Error(String(error));
  });
  worker.on('exit', (code) => {
    reason ??= code === 0 ? undefined : new Error(`it exited with code ${code}`);
    end();
  });
  own?.port1.on('close', () => end());
  let ends = own === undefined ? 1 : 2;
  // What it said last through other ports is handed over when the event loop next looks for messages: between two
  // immediates it does, before the first it may not.
  const end = () => {
    if (--ends > 0) return;
    setImmediate(() =>
      setImmediate(() => {
        thread.onExit(reason);
        gone.resolve();
      }),
    );
  };
  return thread;
}

/** @param listens false: what has arrived is taken when somebody looks for it */
function backchannel<In>(listens: boolean): Backchannel<In> {
  const { port1, port2 } = new MessageChannel();
  return {
    far: port2 as unknown as MessagePort,
    onMessage: (handle) => {
      if (!listens) return;
      port1.on('message', handle);
      port1.unref();
    },
    receive: () => receiveMessageOnPort(port1)?.message as In | undefined,
    close: () => port1.close(),
  };
}

function findFolder(folder: string): string {
  const absolute = path.resolve(folder);
  const found = statSync(absolute, { throwIfNoEntry: false });
  if (!found?.isDirectory()) throw new InvalidFileError(absolute, found === undefined ? 'there is no such folder' : 'it is no folder');
  return absolute;
}

async function readBytes(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  if (url.protocol === 'file:') {
    // a device or a pipe may have no end
    if (!(await stat(url)).isFile()) throw new Error('it is no regular file');
    return new Uint8Array(await readFile(url));
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
